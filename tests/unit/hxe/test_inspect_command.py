"""hsx-inspect: its text, its JSON, its checks and its exit statuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hxe.abi import Isa
from hxe.cli import main
from hxe.describe import PARTS, flag_names
from hxe.format import write_image
from tests.unit.hxe.image_builders import BY_HAND_A, BY_HAND_B, flat_image, patched, v1_image, with_section

GOLDEN = """\
Header:
  Format:         HXE version 2
  Name:           everything
  Machine model:  flat
  Extensions:     INT FLAT
  Flags:          0x2 MULTI_INSTANCE
  Entry point:    0x4
  Capabilities:   0x5
  Checksums:      image 0x{crc:08X}, header 0x{header_crc:08X}
  Memory:         131072 bytes, data from 0x1000, stack of 8192 bytes at the top
  Build id:       000102030405060708090a0b0c0d0e0f10111213
  Sizes:          file {size}, code 16, constants 9, variables 14, bss 40, heap 118721, stack 8192

Sections (8):
  no  type    name          offset  size  entries
   0  0x1     .value        0x107     56        2
   1  0x2     .cmd          0x13F     36        1
   2  0x3     .mailbox      0x163    121        1
   3  0x100   .value.rates  0x1DC      8        1
   4  0x101   .build_id     0x1E4     20        1
   5  0x102   .symbols      0x1F8     42        2
   6  0x103   .stack_use    0x222     24        2
   7  0x7777  (unknown)     0x23A     13        3

Mailboxes (1):
  target         capacity  mode                  further
  app:telemetry       128  RDONLY WRONLY FANOUT  bindings=[{{"pid": 1}}], owner_pid=3

Values (2):
  id   group  name   init  min  max    epsilon  unit  flags       auth    key  rate_ms
  1:2  motor  speed     1    0  100  0.0999756  m/s   RO PERSIST  USER    0x7       50
  1:3         speed     0    0    0          0  m/s               PUBLIC  0x0        0

Commands (1):
  id   group  name  handler     flags  auth  help
  1:9  motor  stop  0x4 <main>  ASYNC  USER  stops it

Symbols (2):
  address  size  kind  name
      0x4     8  code  main
   0x1000     9  data  text

Stack use (2):
  address  frame      total  function
      0x4      8         24  main
      0xC     16  unbounded

Disassembly:

     0:  00000000           .word  0x00000000

00000004 <main>:
     4:  30000502           SVC    MOD=5, FN=2                ; MBX SEND
     8:  25000000           RET
     C:  0100002A           LDI    R0, #42
"""


def image_file(folder: Path, data: bytes) -> str:
    path = folder / "image.hxe"
    path.write_bytes(data)
    return str(path)


def inspect(folder: Path, data: bytes, *options: str) -> Result:
    return CliRunner().invoke(main, [*options, image_file(folder, data)])


def test_all_parts_as_text(tmp_path: Path) -> None:
    data = write_image(flat_image())
    expected = GOLDEN.format(
        crc=int.from_bytes(data[0x1C:0x20], "big"), header_crc=int.from_bytes(data[0x5C:0x60], "big"), size=len(data)
    )
    result = inspect(tmp_path, data, "-a")
    assert result.output == expected
    assert result.exit_code == 0


def test_by_default_symbols_and_code_are_left_out(tmp_path: Path) -> None:
    shown = inspect(tmp_path, write_image(flat_image())).output
    assert "Header:" in shown
    assert "Stack use" in shown
    assert "Symbols" not in shown
    assert "Disassembly" not in shown


def test_chosen_parts_come_alone_and_in_fixed_order(tmp_path: Path) -> None:
    shown = inspect(tmp_path, write_image(flat_image()), "-d", "--symbols").output
    assert [line for line in shown.splitlines() if line.endswith(":") and " <" not in line] == [
        "Symbols (2):",
        "Disassembly:",
    ]


def test_a_version_1_image_is_shown(tmp_path: Path) -> None:
    shown = inspect(tmp_path, BY_HAND_A, "-a").output
    assert "HXE version 1" in shown
    assert "Machine model:  v1" in shown
    assert "Extensions:     none" in shown
    assert "Mailboxes: none" in shown
    assert "LDI    R0, #42" in shown


def test_json_has_every_part_under_its_name(tmp_path: Path) -> None:
    tree = json.loads(inspect(tmp_path, write_image(flat_image()), "-a", "--json").output)
    assert list(tree) == list(PARTS)
    assert tree["header"]["entry"] == 4
    assert tree["header"]["isa_names"] == ["INT", "FLAT"]
    assert tree["header"]["sizes"]["heap"] == 0x20000 - 0x1000 - 23 - 40 - 0x2000
    assert tree["mailboxes"][0]["target"] == "app:telemetry"
    assert tree["mailboxes"][0]["bindings"] == [{"pid": 1}]
    assert tree["values"][0]["max"] == 100.0
    assert tree["commands"][0]["handler_name"] == "main"
    assert tree["stack"][1]["total"] is None
    assert tree["disassembly"][1] == {
        "address": 4, "label": "main", "words": [0x30000502], "text": "SVC    MOD=5, FN=2", "note": "MBX SEND",
    }  # fmt: skip


def test_half_precision_infinities_are_null_in_json(tmp_path: Path) -> None:
    image = v1_image()
    image.values = [type(image.values[0])(1, 1, maximum=0x7C00, minimum=0x7E00)]
    value = json.loads(inspect(tmp_path, write_image(image), "--values", "--json").output)["values"][0]
    assert (value["max"], value["max_raw"], value["min"], value["min_raw"]) == (None, 0x7C00, None, 0x7E00)
    assert "0x7E00  0x7C00" in inspect(tmp_path, write_image(image), "--values").output


def test_control_characters_of_an_image_never_reach_the_terminal(tmp_path: Path) -> None:
    image = v1_image()
    image.app_name = "a\x1b[2Jb"
    image.commands = [type(image.commands[0])(1, 1, name="\x9b1m", help="x\ny")]
    shown = inspect(tmp_path, write_image(image), "-a").output
    assert "\\x1b[2Jb" in shown
    assert "x\\ny" in shown
    assert all(c.isprintable() for c in shown.replace("\n", ""))


def test_a_sound_image_passes_the_check(tmp_path: Path) -> None:
    result = inspect(tmp_path, BY_HAND_B, "--check")
    assert (result.exit_code, result.output.endswith("image.hxe: sound\n")) == (0, True)


def test_the_check_lists_every_fault_and_exits_with_1(tmp_path: Path) -> None:
    data = patched(patched(BY_HAND_B, 8, b"\0\0\0\x31"), 0x20, b"\x80")
    result = inspect(tmp_path, data, "--check")
    assert result.exit_code == 1
    assert [line.partition("image.hxe: ")[2][:30] for line in result.output.splitlines()] == [
        "HXE app_name must be ASCII: fo",
        "Entry address must be 4-byte a",
        "Entry point outside code secti",
        "3 faults",
    ]


def test_the_check_as_json(tmp_path: Path) -> None:
    result = inspect(tmp_path, patched(BY_HAND_B, 8, b"\0\0\0\x30"), "--check", "--json")
    message = "Entry point outside code section: found 0x30, expected below 0x30"
    assert json.loads(result.output) == {"faults": [{"offset": 8, "message": message}]}
    assert result.exit_code == 1


def test_a_corrupt_image_gets_one_message_and_status_2(tmp_path: Path) -> None:
    result = inspect(tmp_path, b"no image, but long enough to hold an old header")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "image.hxe: Unsupported HSXE version 0x6D61" in result.stderr


@pytest.mark.parametrize("name", ["missing.hxe", "."])
def test_a_file_that_cannot_be_read_gets_one_message_and_status_2(tmp_path: Path, name: str) -> None:
    result = CliRunner().invoke(main, [str(tmp_path / name)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"hsx-inspect: {tmp_path / name}: cannot read: ")
    assert result.stderr.count("\n") == 1


def test_wrong_usage_has_status_2() -> None:
    assert CliRunner().invoke(main, []).exit_code == 2
    assert CliRunner().invoke(main, ["--nonsense", "x"]).exit_code == 2


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert (result.exit_code, result.output.startswith("hsx-inspect ")) == (0, True)


def test_the_command_runs_as_a_process(tmp_path: Path) -> None:
    path = image_file(tmp_path, BY_HAND_B)
    run = subprocess.run([sys.executable, "-m", "hxe.cli", path], capture_output=True, text=True, check=True)
    assert "Name:           byhand" in run.stdout


def test_deep_or_odd_mailbox_declarations_can_be_shown(tmp_path: Path) -> None:
    text = b'[{"target":"a","x":[[[[[[1]]]]]],"y":"\\ud800","z":null}]'
    for options in ((), ("--json",)):
        assert inspect(tmp_path, with_section(3, text, 1), *options).exit_code == 0


def test_flags_without_a_name_are_shown_as_a_number() -> None:
    assert flag_names(Isa, 0x80000011) == ["INT", "FLAT", "0x10"]
