"""Makes the virtual environment, also where Python comes without ensurepip, as Debian's does without python3-venv.

`python3 scripts/make_environment.py FOLDER`. Needs nothing but the standard library and installs nothing outside
FOLDER. An environment that has pip is left as it is. This file keeps to what old Pythons can read, so that they can
say that they are too old.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 11)
WHEELS = Path("/usr/share/python-wheels")  # where Debian keeps pip for ensurepip and virtualenv


def runs(*command: object, folder: str = ".") -> bool:
    """Whether the command exists and succeeds; what it prints is dropped."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, check=False, cwd=folder)
    except OSError:
        return False
    return done.returncode == 0


def by_ensurepip(python: Path) -> None:
    """Unpack the pip that belongs to this Python."""
    runs(python, "-m", "ensurepip", "--default-pip")


def by_own_pip(python: Path) -> None:
    """Let the pip of the Python outside install one inside."""
    runs(sys.executable, "-m", "pip", "--python", python, "install", "pip")


def by_system_wheel(python: Path) -> None:
    """Use the wheel of a Debian package, unpacked here if it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        wheels = sorted(WHEELS.glob("pip-*.whl"))
        if not wheels and shutil.which("apt-get"):
            if not runs("apt-get", "download", "python3-pip-whl", folder=folder) and os.geteuid() == 0:
                runs("apt-get", "update")
                runs("apt-get", "download", "python3-pip-whl", folder=folder)
            for package in Path(folder).glob("*.deb"):
                runs("dpkg-deb", "-x", package, folder)
            wheels = sorted(Path(folder).glob("usr/share/python-wheels/pip-*.whl"))
        if wheels:
            runs(python, wheels[-1] / "pip", "install", "--no-index", wheels[-1])


def main() -> int:
    """Return 0 when FOLDER is an environment with pip."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        print(f"HSX needs Python >= 3.11, this one is {found}; try make PYTHON=python3.12", file=sys.stderr)
        return 1
    folder = Path(sys.argv[1])
    python = folder.resolve() / "bin" / "python"
    if runs(python, "-m", "pip", "--version"):
        return 0
    again = ["--clear"] if (folder / "pyvenv.cfg").exists() else []
    if not runs(sys.executable, "-m", "venv", "--without-pip", *again, folder):
        print(f"{sys.executable} cannot make a virtual environment in {folder}: is its venv module installed?",
              file=sys.stderr)
        return 1
    for way in (by_ensurepip, by_own_pip, by_system_wheel):
        way(python)
        if runs(python, "-m", "pip", "--version"):
            return 0
    print("no way to get pip into the virtual environment: install your system's venv package (Debian: python3-venv)",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
