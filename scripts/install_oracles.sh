#!/usr/bin/env bash
# Installs the outside tools that tests compare with, as far as they are missing (Debian and its kin).
set -euo pipefail
missing=()
[ -f /usr/include/csmith/csmith.h ] && command -v csmith >/dev/null || missing+=(csmith libcsmith-dev)
command -v readelf >/dev/null || missing+=(binutils)
command -v gcc >/dev/null || missing+=(gcc)
if ! echo 'int main(void){return 0;}' | gcc -m32 -x c - -o /dev/null 2>/dev/null; then missing+=(gcc-multilib); fi
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
[ ${#missing[@]} -eq 0 ] && exit 0
sudo=""
[ "$(id -u)" -eq 0 ] || sudo=sudo
echo "installing: ${missing[*]}"
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
