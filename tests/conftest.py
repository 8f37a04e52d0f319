"""Options of the test suite."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true",
                     help="write what golden tests found into their files; review the difference")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        os.environ["HSX_UPDATE_GOLDEN"] = "1"  # tests/datafile.py, also in worker processes
