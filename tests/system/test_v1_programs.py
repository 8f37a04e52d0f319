"""Programs in the published assembly language: assembled, linked, inspected and run, alone and beside new ones.

What they answer follows from the instruction set of HSX v1, worked out by hand; the calling convention is its
compiler's: arguments in R1 to R3, further ones on the stack, result in R0, R7 the frame pointer out of R15.
"""

import json
from pathlib import Path

import pytest

from tests.system.commands import Done, built, command

FACTORIAL = """
; 5! by repeated multiplication; the status of a top-level RET is R0
.text
.entry
start:
    LDI R1, 5
    ldi r0, 0x1
    LDI R2, 0b1
loop:
    MUL R0, R0, R1
    SUB R1, R1, R2
    JNZ loop
    RET
"""

FIBONACCI = """
.text
fib:
    LDI R2, 0
    CMP R1, R2
    JZ zero
    LDI R2, 1
    CMP R1, R2
    JZ one
    PUSH R1
    SUB R1, R1, R2
    CALL fib
    POP R1
    PUSH R0
    LDI R2, 2
    SUB R1, R1, R2
    CALL fib
    POP R3
    ADD R0, R0, R3
    RET
zero:
    LDI R0, 0
    RET
one:
    LDI R0, 1
    RET
.entry main
main:
    LDI R1, 10
    CALL fib
    RET
"""

FRAMES = """
; int sum(a, b, c, d) with a frame, as the published compiler would have to write it: d is on the stack
.entry main
.export main
sum:
    PUSH R7
    MOV R7, R15
    PUSH R12                    ; one local
    ADD R4, R1, R2
    ST [R7+-4], R4
    LD R5, [R7+-4]
    ADD R5, R5, R3
    LD R6, [R7+8]               ; above the saved R7 and the return address
    ADD R0, R5, R6
    POP R12
    POP R7
    RET
main:
    PUSH R7
    MOV R7, R15
    LDI R1, 1
    LDI R2, 20
    LDI R3, 30
    LDI R4, 400
    PUSH R4
    CALL sum                    ; 451
    POP R12
    LDI R1, 301
    SUB R0, R0, R1              ; 150
    POP R7
    RET
"""

HELLO = """
.data
msg: .asciz "v1 says hi"
.text
.entry
main:
    LDI32 R1, msg
    MOV R4, R1
    LDI R2, 0
    LDI R5, 1
    LDI R6, 0
count:
    LDB R3, [R4+0]
    CMP R3, R6
    JZ done
    ADD R2, R2, R5
    ADD R4, R4, R5
    JMP count
done:
    SVC MOD=1, FN=1             ; UART write gives the length in R0
    SVC MOD=1 FN=0
""".replace("msg: ", "msg:\n")

ARITHMETIC = """
.data
    .byte 1, 2, 'A', "xy"
    .align 4
table:
    .half 0x1234, -1
far:
    .word table, 0xDEADBEEF
.text
.entry
    LDI32 R1, 0xFFFFFFFF
    LDI R2, 1
    ADD R3, R1, R2              ; 0, carry
    LDI R4, 7
    LDI R5, 0
    ADC R6, R4, R5              ; 8
    LDI R7, 3
    I2F R7, R7
    FADD R7, R7, R7
    F2I R8, R7                  ; 6
    LDI R9, 4
    LSL R6, R6, R9              ; 128
    OR R0, R6, R8               ; 134
    LDI32 R10, far
    LD R10, [R10+0]             ; the address of table
    LDH R11, [R10+0]
    LDI32 R12, 0x1234
    CMP R11, R12
    JNZ wrong
    LDI R9, off16(table)        ; 8: five bytes, padded
    ADD R0, R0, R9              ; 142
    LDI32 R12, lo16(far)
    LDI32 R13, hi16(far)
    ADD R0, R0, R13             ; hi16 of an address below 64 KiB is 0
    RET
wrong:
    LDI R0, 1
    RET
"""

PROGRAMS = {"factorial": (FACTORIAL, 120), "fibonacci": (FIBONACCI, 55), "frames": (FRAMES, 150), "hello": (HELLO, 10),
            "arithmetic": (ARITHMETIC, 142)}  # fmt: skip


def made(folder: Path, name: str, *sources: str) -> str:
    """Assemble each source and link them to `name`.hxe."""
    objects: list[str] = []
    for number, source in enumerate(sources):
        stem = f"{name}{number or ''}"
        (folder / f"{stem}.mvasm").write_text(source)
        done = command("hsx-as", f"{stem}.mvasm", folder=folder)
        assert (done.status, done.err) == (0, "")
        objects.append(f"{stem}.o")
    done = command("hsx-ld", *objects, "-o", f"{name}.hxe", folder=folder)
    assert (done.status, done.err) == (0, "")
    return f"{name}.hxe"


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_v1_program_gives_its_answer(tmp_path: Path, name: str) -> None:
    source, answer = PROGRAMS[name]
    image = made(tmp_path, name, source)
    done = command("hsx-run", image, folder=tmp_path)
    assert (done.status, done.out) == (answer, b"")
    assert done.err == ("[UART.tx] v1 says hi\n" if name == "hello" else "")
    checked = command("hsx-inspect", "--check", image, folder=tmp_path)
    assert (checked.status, checked.out) == (0, f"{image}: sound\n".encode())
    header = json.loads(command("hsx-inspect", "--header", "--json", image, folder=tmp_path).out)["header"]
    assert (header["version"], header["isa"]) == (2, 0)


def test_steps_are_those_of_v1(tmp_path: Path) -> None:
    done = command("hsx-run", "--stats=json", made(tmp_path, "factorial", FACTORIAL), folder=tmp_path)
    numbers = json.loads(done.err)
    assert (numbers["instructions"], numbers["steps"]) == (3 + 5 * 3, 3 + 5 * 3)  # the top-level RET is not counted


def test_units_import_export_and_include_as_in_v1(tmp_path: Path) -> None:
    (tmp_path / "numbers.inc").write_text(".data\nfactor:\n    .word 6\n.text\n")
    main = """
.include "numbers.inc"
.import times
.entry main
.export main
main:
    LDI32 R1, factor
    LD R1, [R1+0]
    LDI R2, 7
    CALL times
    RET
"""
    times = ".export times\ntimes:\n    MUL R0, R1, R2\n    RET\n"
    assert command("hsx-run", made(tmp_path, "app", main, times), folder=tmp_path).status == 42
    (tmp_path / "alone.mvasm").write_text(main)
    command("hsx-as", "alone.mvasm", folder=tmp_path)
    done = command("hsx-ld", "alone.o", folder=tmp_path)
    assert done.status == 1
    assert done.err.startswith("alone.mvasm:10:10: error: undefined symbol 'times'")


SENDER = """
.mailbox {"target": "app:old", "capacity": 64}
.data
name:
    .asciz "app:old"
text:
    .ascii "abc"
.text
.entry
    LDI32 R1, name
    LDI R2, 0
    SVC MOD=5, FN=0
    LDI32 R2, text
    LDI R3, 3
    LDI R4, 0
    LDI R5, 9
    SVC MOD=5, FN=2
    RET
"""

RECEIVER = """
.data
name:
    .asciz "app:old"
buffer:
    .zero 64
.text
.entry
    LDI32 R1, name
    LDI R2, 0
    SVC MOD=5, FN=0
    LDI32 R2, buffer
    LDI R3, 64
    LDI R4, -1                  ; for ever
    LDI R5, 0
    SVC MOD=5, FN=3
    LDI R6, 4
    LSL R1, R1, R6
    ADD R0, R1, R3              ; 16 * length + channel
    RET
"""

NEW_RECEIVER = """
#include <hsx_mailbox.h>
#include <stdio.h>
int main(void)
{
    char text[64];
    struct hsx_mbx_recv_info info;
    int box = hsx_mailbox_open("app:old", HSX_MBX_MODE_RDONLY);
    int status = hsx_mailbox_recv(box, text, sizeof text, HSX_MBX_TIMEOUT_INFINITE, &info);
    printf("%d %.*s %u\\n", status < 0, (int)info.length, text, (unsigned)info.channel);
    return 0;
}
"""


def test_v1_tasks_talk_through_a_mailbox(tmp_path: Path) -> None:
    images = [made(tmp_path, "receiver", RECEIVER), made(tmp_path, "sender", SENDER)]
    assert command("hsx-run", *images, folder=tmp_path).status == 3 * 16 + 9
    assert command("hsx-run", "--quantum", "1", *images, folder=tmp_path).status == 3 * 16 + 9


def test_a_v1_task_and_a_new_one_share_a_system(tmp_path: Path) -> None:
    images = [built(tmp_path, "new", NEW_RECEIVER), made(tmp_path, "sender", SENDER)]
    done: Done = command("hsx-run", *images, folder=tmp_path)
    assert (done.status, done.out, done.err) == (0, b"0 abc 9\n", "")
