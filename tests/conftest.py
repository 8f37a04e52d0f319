"""Options of the test suite. With HSX_REQUIRE_ORACLES=1 a skipped test is a failed one."""

import os
from collections.abc import Generator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true",
                     help="write what golden tests found into their files; review the difference")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        os.environ["HSX_UPDATE_GOLDEN"] = "1"  # tests/datafile.py, also in worker processes


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("HSX_REQUIRE_ORACLES") == "1" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report
