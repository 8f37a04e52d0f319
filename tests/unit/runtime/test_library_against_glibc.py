"""The C library's portable part against glibc on random input: the programs in host/ do the comparing."""

import pytest

from tests.unit.runtime.host_library import HostLibrary, fuzz, run


@pytest.mark.parametrize(
    ("subject", "count"),
    [("compare_printf", 40000), ("compare_scanf", 40000), ("compare_strto", 20000), ("compare_string", 8000),
     ("compare_sort", 200), ("compare_float_text", 20000)],
)
def test_library_does_what_glibc_does(library: HostLibrary, subject: str, count: int) -> None:
    program = library.program(subject, f"{subject}.c", "system.c")
    done = run([program, *fuzz(count)])
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_heap_keeps_blocks_apart_and_comes_together_again(library: HostLibrary) -> None:
    program = library.program("stress_malloc", "stress_malloc.c", "system.c")
    done = run([program, *fuzz(40000)])
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
