"""Where the files that ship with the toolchain are: C headers and the runtime's sources.

An installed package carries them in toolchain/_data; in a checkout they are the folders at its top.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent

INCLUDE = _ROOT / "include"
RUNTIME = _ROOT / "runtime"
