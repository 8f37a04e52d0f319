#!/usr/bin/env bash
# Installs the outside tools that tests compare with, as far as they are missing (Debian and its kin).
set -euo pipefail
missing=()
[ -f /usr/include/csmith/csmith.h ] && command -v csmith >/dev/null || missing+=(csmith libcsmith-dev)
for tool in readelf nm size addr2line objdump ar; do
    command -v "$tool" >/dev/null || { missing+=(binutils); break; }
done
command -v gcc >/dev/null || missing+=(gcc)
if ! echo 'int main(void){return 0;}' | gcc -m32 -x c - -o /dev/null 2>/dev/null; then missing+=(gcc-multilib); fi
[ ${#missing[@]} -eq 0 ] && exit 0
if ! command -v apt-get >/dev/null; then
    echo "missing: ${missing[*]} (names of Debian packages); this script installs with apt-get only" >&2
    exit 1
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "missing: ${missing[*]}; installing them needs root" >&2; exit 1; }
    root=(sudo)
fi
echo "installing: ${missing[*]}"
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
