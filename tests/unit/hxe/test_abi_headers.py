"""The shared numbers: generated files follow the headers, and gcc agrees with what was generated."""

import re
import subprocess
from enum import IntEnum, IntFlag
from pathlib import Path

import pytest

from hxe import abi, abi_gen
from hxe.isa import Extension
from hxe.layout import Layout
from tests.oracles import need

HEADERS = abi_gen.read_headers()
TIMER: dict[str, int | bytes] = {"timer_id": 0x1234, "tick": 0x89ABCDEF, "overruns": 7}
STRICT = ("-m32", "-std=c11", "-Wall", "-Wextra", "-Werror", f"-I{abi_gen.INCLUDE}")


def test_abi_py_follows_the_headers() -> None:
    assert abi_gen.render_abi(HEADERS) == abi_gen.ABI.read_text(), "run python -m hxe.abi_gen"


def test_the_page_of_shared_numbers_follows_the_headers() -> None:
    assert abi_gen.render_page(HEADERS) == abi_gen.PAGE.read_text(), "run python -m hxe.abi_gen"


def python_values() -> dict[str, int | str]:
    """Every C name with the value that abi.py gives it."""
    found: dict[str, int | str] = {}
    for header in HEADERS:
        for enum in header.enums:
            for member in enum.members:
                if enum.tag:
                    found[member.name] = int(getattr(abi, enum.class_name)[member.name.removeprefix(enum.prefix)])
                else:
                    found[member.name] = getattr(abi, member.name)
        found.update({string.name: getattr(abi, string.name) for string in header.strings})
    return found


def layouts() -> list[Layout]:
    return [getattr(abi, structure.constant) for header in HEADERS for structure in header.structures]


def gcc_says(tmp_path: Path, body: str) -> list[str]:
    """The output of a 32-bit C program that includes every header."""
    gcc = need("gcc -m32")
    source = tmp_path / "probe.c"
    includes = "".join(f'#include "{header.name}"\n' for header in HEADERS)
    source.write_text(f"#include <stddef.h>\n#include <stdio.h>\n{includes}int main(void) {{\n{body}return 0; }}\n")
    program = tmp_path / "probe"
    subprocess.run([gcc, *STRICT, source, "-o", program], check=True)
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()


def test_gcc_gives_every_name_the_same_value(tmp_path: Path) -> None:
    known = python_values()
    body = "".join(
        f'printf("%s\\n", {name});\n' if isinstance(value, str) else f'printf("%lld\\n", (long long){name});\n'
        for name, value in known.items()
    )
    expected = [str(value) for value in known.values()]
    assert len(expected) > 200
    assert gcc_says(tmp_path, body) == expected


def test_gcc_lays_out_every_structure_the_same(tmp_path: Path) -> None:
    body, expected = "", []
    for layout in layouts():
        kind = f"struct {layout.name}"
        body += f'printf("%d %d\\n", (int)sizeof({kind}), (int)_Alignof({kind}));\n'
        expected.append(f"{layout.size} {layout.align}")
        for member in layout.fields:
            place = f"(({kind} *)0)->{member.name}"
            body += f'printf("%d %d\\n", (int)offsetof({kind}, {member.name}), (int)sizeof({place}));\n'
            expected.append(f"{member.offset} {member.size}")
    assert gcc_says(tmp_path, body) == expected


def test_every_header_stands_alone_and_twice(tmp_path: Path) -> None:
    gcc = need("gcc -m32")
    for header in HEADERS:
        source = tmp_path / "alone.c"
        source.write_text(f'#include "{header.name}"\n#include "{header.name}"\n')
        subprocess.run([gcc, *STRICT, "-Wno-unused-function", "-c", source, "-o", tmp_path / "alone.o"], check=True)


def test_published_numbers_keep_their_values() -> None:
    assert (abi.HSX_MBX_MODULE_ID, abi.HSX_VAL_MODULE_ID, abi.HSX_CMD_MODULE_ID) == (5, 7, 8)
    assert [status.value for status in abi.MbxStatus] == [0, 1, 2, 3, 4, 5, 7, 0xFF]
    assert abi.MbxStatus.TIMEOUT.value == 7
    assert [fn.value for fn in abi.MbxFn] == list(range(12))
    assert (abi.HSX_MBX_TIMEOUT_POLL, abi.HSX_MBX_TIMEOUT_INFINITE, abi.HSX_MBX_MAX_NAME_BYTES) == (0, 0xFFFF, 32)
    assert abi.MbxMode.RDWR == abi.MbxMode.RDONLY | abi.MbxMode.WRONLY
    assert abi.HSX_MBX_STDIO_IN == "svc:stdio.in"
    assert [code - 0xFFFFFF00 for code in abi.Err] == list(range(1, 10))
    assert abi.FsErrno.EINVAL.value == 22
    assert abi.HalModule.GPIO.value == 0x15
    assert abi.StdOid.SYS_HEALTH.value == 0xF004


def test_the_end_of_input_has_a_flag_of_its_own() -> None:
    assert abi.MbxFlag.EOF.value == 0x10
    assert sum(abi.MbxFlag) == 0x1F


def test_tags_decide_the_kind_of_class() -> None:
    for header in HEADERS:
        for enum in header.enums:
            if enum.tag:
                kind = getattr(abi, enum.class_name)
                assert issubclass(kind, IntFlag if enum.is_bits else IntEnum)


def test_a_layout_packs_for_data_memory_with_padding() -> None:
    assert abi.TIMER_EVENT.pack(TIMER).hex() == "34120000efcdab8907000000"
    frame = abi.CAN_FRAME.pack({"can_id": 5, "dlc": 2, "flags": 0, "data": b"ab"})
    assert frame.hex() == "0500000002006162" + "00" * 8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#define HSX_BAD 5\n", "HSX_BAD is no string; numbers are enumerators"),
        ("enum hsx_x_y { HSX_Z_A };\n", "enum hsx_x_y: HSX_Z_A should begin with HSX_X_Y_ or HSX_X_"),
        ("enum { HSX_A = 1 ? 2 : 3 };\n", "no constant that this generator knows"),
        ("struct hsx_s { float f; };\n", "no member type that this generator knows"),
    ],
)
def test_a_header_that_breaks_the_rules_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "hsx_bad.h"
    path.write_text(f"/* Bad. */\n{text}")
    with pytest.raises(SystemExit, match=re.escape(message)):
        abi_gen.render_abi([abi_gen._Reader(path).read()])


def test_the_instruction_table_and_the_headers_name_the_same_extensions() -> None:
    assert {bit.name: bit.value for bit in Extension} == {bit.name: bit.value for bit in abi.Isa}
