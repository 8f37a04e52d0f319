"""Shows that the import contracts bite: plants forbidden imports in copies of the tree for lint-imports to find."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLANTS = {
    "hxe/errors.py": "import toolchain.diagnostics",
    "toolchain/diagnostics.py": "import emulator.cpu.stop",
    "emulator/cpu/stop.py": "import emulator.executive.executive",
    "emulator/mailbox/names.py": "import emulator.cpu.machine",
    "toolchain/obj/object.py": "import toolchain.cc.compile",
    "toolchain/cc/front/scope.py": "import toolchain.cc.ir.ops",
    "toolchain/cc/passes/rewrite.py": "import toolchain.cc.front.c_types",
}


def main() -> int:
    """Return 0 if every planted import is reported."""
    lint = Path(sys.executable).parent / "lint-imports"
    missed = []
    for file, line in PLANTS.items():
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            for room in ("hxe", "toolchain", "emulator"):
                shutil.copytree(ROOT / room, tree / room, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "pyproject.toml", tree)
            planted = tree / file
            planted.write_text(planted.read_text() + f"\n{line}  # planted\n")
            run = subprocess.run(
                [lint, "--no-cache"], cwd=tree, env={"PYTHONPATH": folder}, capture_output=True, check=False)
            if run.returncode == 0:
                missed.append(f"{file}: {line}")
    for miss in missed:
        print(f"not caught: {miss}", file=sys.stderr)
    print(f"planted {len(PLANTS)} forbidden imports, {len(PLANTS) - len(missed)} caught")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
