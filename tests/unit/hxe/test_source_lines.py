"""Source places from a linked ELF file. gcc links the file, addr2line and nm are the judges."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from hxe import abi
from hxe.elf import elf_beside, read_elf
from hxe.errors import HxeError
from hxe.image import Image, ImageSymbol
from hxe.lines import Place, SourceMap, source_map
from tests.oracles import need

SOURCE = """\
int global_value = 3;
static int scaled(int x)
{
    int y = x * global_value;
    return y + 1;
}
int main(void)
{
    return scaled(2);
}
"""
BUILD_ID = bytes.fromhex("0123456789abcdef")


def linked(folder: Path, machine: int = abi.HSX_ELF_MACHINE) -> Path:
    """`app.elf`, linked by gcc for its own machine, then marked as ours; `host.elf` beside it stays as gcc made it."""
    gcc = need("gcc -m32")
    (folder / "src").mkdir()
    (folder / "src" / "app.c").write_text(SOURCE)
    subprocess.run(
        [gcc, "-m32", "-g", "-gdwarf-4", "-O0", "-nostdlib", "-no-pie", "-fno-pie", "-Wl,-e,main", "-Wl,-Ttext=0x1000",
         f"-Wl,-Tdata=0x{abi.HSX_ELF_DATA_BIAS + 0x2000:x}", f"-Wl,--build-id=0x{BUILD_ID.hex()}",
         "src/app.c", "-o", "host.elf"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    data = bytearray((folder / "host.elf").read_bytes())
    data[18:20] = machine.to_bytes(2, "little")
    path = folder / "app.elf"
    path.write_bytes(data)
    return path


def test_every_line_is_the_one_addr2line_gives(tmp_path: Path) -> None:
    path = linked(tmp_path)
    addr2line = need("addr2line")
    places = SourceMap(read_elf(path).lines, read_elf(path).symbols)
    addresses = [row.start for row in read_elf(path).lines]
    assert len(addresses) > 5
    run = subprocess.run(
        [addr2line, "-f", "-e", tmp_path / "host.elf", *map(hex, addresses)], capture_output=True, text=True, check=True
    )
    told = run.stdout.splitlines()
    for number, address in enumerate(addresses):
        function, where = told[2 * number], told[2 * number + 1].partition(" (")[0]
        place = places.at(address)
        assert place is not None
        assert (place.function, f"{Path(place.file).name}:{place.line}") == (function, Path(where).name)


def test_symbols_are_those_of_nm_without_the_bias(tmp_path: Path) -> None:
    symbols = {symbol.name: symbol for symbol in read_elf(linked(tmp_path)).symbols}
    run = subprocess.run([need("nm"), tmp_path / "host.elf"], capture_output=True, text=True, check=True)
    known = {line.split()[2]: int(line.split()[0], 16) for line in run.stdout.splitlines()}
    assert symbols["main"].address == known["main"]
    assert symbols["scaled"].kind == abi.HxeSymbolKind.CODE
    assert symbols["global_value"].address == known["global_value"] - 0x80000000
    assert symbols["global_value"].kind == abi.HxeSymbolKind.DATA
    assert symbols["global_value"].size == 4


def test_the_build_id_is_that_of_the_linker(tmp_path: Path) -> None:
    assert read_elf(linked(tmp_path)).build_id == BUILD_ID


def test_an_elf_of_the_same_build_beside_the_image_gives_the_places(tmp_path: Path) -> None:
    path = linked(tmp_path)
    first = read_elf(path).lines[0]
    place = source_map(tmp_path / "app.hxe", Image(build_id=BUILD_ID)).at(first.start)
    assert place is not None
    assert str(place).endswith(f"app.c:{first.line} (scaled)")


@pytest.mark.parametrize("build_id", [b"", b"other"])
def test_an_elf_of_another_build_is_not_used(tmp_path: Path, build_id: bytes) -> None:
    linked(tmp_path)
    image = Image(build_id=build_id, symbols=[ImageSymbol("from_image", 0x1000, 64)])
    assert source_map(tmp_path / "app.hxe", image).at(0x1004) == Place("", 0, "from_image")


def test_without_an_elf_the_images_symbols_name_the_function(tmp_path: Path) -> None:
    image = Image(build_id=b"x", symbols=[ImageSymbol("f", 8, 4)])
    places = source_map(tmp_path / "none.hxe", image)
    assert (str(places.at(8)), places.at(4), places.at(12)) == ("f", None, None)


def test_a_damaged_elf_is_not_used(tmp_path: Path) -> None:
    path = linked(tmp_path)
    path.write_bytes(path.read_bytes()[:100])
    assert source_map(tmp_path / "app.hxe", Image(build_id=BUILD_ID)).at(0x1000) is None


def test_an_elf_of_another_machine_is_refused_by_name(tmp_path: Path) -> None:
    path = linked(tmp_path, machine=3)
    with pytest.raises(HxeError, match=r"app\.elf: found machine EM_386, expected 0x4853"):
        read_elf(path)


def test_a_file_that_is_no_elf_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.elf").write_bytes(b"text")
    with pytest.raises(HxeError, match=r"a\.elf: is no linked ELF file"):
        read_elf(tmp_path / "a.elf")
    with pytest.raises(HxeError, match=r"b\.elf: cannot read"):
        read_elf(tmp_path / "b.elf")


def test_damaged_elf_files_give_the_documented_error_or_a_reading(tmp_path: Path) -> None:
    path = linked(tmp_path)
    rng = random.Random(3)
    sound = path.read_bytes()
    for _ in range(150):
        raw = bytearray(sound)
        for _ in range(rng.choice((1, 4, 30))):
            raw[rng.randrange(len(raw)) if rng.random() < 0.7 else rng.randrange(52)] = rng.randrange(256)
        path.write_bytes(raw[: rng.choice((len(raw), rng.randrange(len(raw))))])
        try:
            read_elf(path)
        except HxeError as error:
            told = str(error)
            assert told.startswith(str(path)), told


def test_the_elf_has_the_images_name() -> None:
    assert elf_beside("build/app.hxe") == Path("build/app.elf")


def test_reading_images_loads_no_elf_library() -> None:
    code = "import sys, hxe.lines, hxe.format; print({m.split('.')[0] for m in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "'hxe'" in loaded
    assert not any(f"'{name}'" in loaded for name in ("elftools", "pycparser", "pcpp", "lark", "click"))
