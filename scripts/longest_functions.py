"""Prints the longest functions of the Python sources: lines, file, name. For reading, not for failing."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("hxe", "toolchain", "emulator", "scripts", "tests", "bench")
SHOWN = 15


def functions(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the length and the place of every function in a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            yield node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def main() -> None:
    """Print the tail."""
    files = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))
    for length, place in sorted((found for path in files for found in functions(path)), reverse=True)[:SHOWN]:
        print(f"{length:7} {place}")


if __name__ == "__main__":
    main()
