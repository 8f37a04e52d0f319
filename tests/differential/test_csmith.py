"""A slice of the csmith campaign (`make csmith`): random C programs give gcc -m32's checksum."""

from pathlib import Path

import pytest

from scripts.run_csmith import SYSTEM_INCLUDE, check_seed, copy_headers
from tests.oracles import need

SEEDS = (1, 3, 4, 5, 6, 9)  # seeds that end soon


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_program_prints_the_checksum_that_gcc_prints(seed: int, tmp_path: Path) -> None:
    need("csmith")
    need("gcc -m32")
    assert SYSTEM_INCLUDE.is_dir(), f"csmith's headers are not in {SYSTEM_INCLUDE}: install libcsmith-dev"
    copy_headers(tmp_path)
    assert check_seed(seed, ("0", "2"), tmp_path).verdict == "same"
