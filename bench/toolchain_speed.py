"""Measures compiler, assembler and linker on the C library's own sources: `python -m bench.toolchain_speed`.

Lines are those of the files as written: C without the headers that they include, assembly as the compiler writes it at
-O2. One pass over everything, in one process; processor time.
"""

import time
from pathlib import Path

from hxe.format import write_image
from toolchain import paths
from toolchain.asm.assemble import AsmOptions, assemble
from toolchain.cc.compile import CompileOptions, compile_c
from toolchain.cc.front.preprocess import PreprocessOptions
from toolchain.cc.library import START_FILE, header_folders, library_folder
from toolchain.link.inputs import load_input
from toolchain.link.link import link
from toolchain.link.program import LinkOptions
from toolchain.obj.object import ObjectFile
from toolchain.obj.write import write_object

SOURCES = paths.RUNTIME / "libhsx_stdio"
HELLO = '#include <stdio.h>\nint main(void) { printf("hello %d\\n", 42); return 0; }\n'


def compiled(path: Path, text: str, level: str) -> str:
    options = PreprocessOptions(quote_dirs=[str(path.parent)], system_dirs=header_folders(), optimize=level)
    return compile_c(text, path.name, CompileOptions(options, level=level)).assembly


def hello() -> ObjectFile:
    return assemble(compiled(Path("hello.c"), HELLO, "2"), "hello.s", AsmOptions())


def main() -> None:
    texts = [(path, path.read_text()) for path in sorted(SOURCES.rglob("*.c"))]
    lines = sum(text.count("\n") for _, text in texts)
    compiled(Path("warm.c"), HELLO, "2")
    written: list[str] = []
    for level in ("0", "1", "2", "s"):
        start = time.process_time()
        written = [compiled(path, text, level) for path, text in texts]
        seconds = time.process_time() - start
        print(f"compile -O{level}  {lines:7} lines of C  {lines / seconds:8.0f} lines/s")
    total = sum(text.count("\n") for text in written)
    start = time.process_time()
    objects = [assemble(text, "a.s", AsmOptions()) for text in written]
    data = [write_object(each) for each in objects]
    seconds = time.process_time() - start
    print(f"assemble     {total:7} lines       {total / seconds:8.0f} lines/s, {sum(map(len, data))} bytes of objects")
    folder = library_folder()
    start = time.process_time()
    inputs = [load_input(str(folder / START_FILE)), hello(), load_input(str(folder / "libhsx_stdio.a"))]
    image = write_image(link(inputs, LinkOptions("hello")).image)
    print(f"hello.c with the C library: {len(image)} bytes of image in {1000 * (time.process_time() - start):.0f} ms")


if __name__ == "__main__":
    main()
