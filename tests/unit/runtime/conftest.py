"""The library built for this host, once per test run."""

import pytest

from tests.oracles import need
from tests.unit.runtime.host_library import HostLibrary


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> HostLibrary:
    need("gcc -m32")
    need("objcopy")
    built = HostLibrary(tmp_path_factory.mktemp("libhsx_stdio"))
    built.build()
    return built
