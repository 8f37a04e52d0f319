"""Data beyond what short addresses reach: refused with advice, and compiled with the option the advice names."""

from pathlib import Path

import pytest

from tests.system.commands import command

PROGRAM = """
#include <stdio.h>
#include <stdlib.h>
static char big[1500000];
static int after[100000];
int tail = 7;
static int *const where = &after[99999];
static int last(void) { return after[99999] + tail; }
int main(void)
{
    int (*f)(void) = last;
    big[sizeof big - 1] = 3;
    after[99999] = 35;
    printf("%d %d %d %d\\n", f(), *where, big[sizeof big - 1], malloc(1000) != NULL);
    return 0;
}
"""


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "a.c"
    path.write_text(PROGRAM)
    return str(path)


def test_data_out_of_reach_is_refused_at_the_line_that_needs_it_and_names_the_option(source: str) -> None:
    done = command("hsx-cc", "-O2", source)
    assert done.status == 1
    assert any("a.c:12:" in line and "-mlarge-data" in line for line in done.messages)


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_with_mlarge_data_a_program_uses_all_of_its_data(source: str, tmp_path: Path, level: str) -> None:
    image = str(tmp_path / "a.hxe")
    assert command("hsx-cc", level, "-mlarge-data", source, "-o", image).status == 0
    done = command("hsx-run", image)
    assert (done.status, done.out) == (0, b"42 35 3 1\n")
