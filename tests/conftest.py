"""Options and fixtures of all tests."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("short", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=1000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

# A shell that starts tests in the background lets them ignore Ctrl-C, and all that they start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected golden files")


@pytest.fixture(scope="session", autouse=True)
def _mypy_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let all runs of mypy share what they learn of libraries: that is most of their time.

    It is kept for the next session; each worker has its own, for one database has one writer.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    os.environ["MYPY_CACHE_DIR"] = str(request.config.cache.mkdir(f"mypy-{worker}"))
    yield
    del os.environ["MYPY_CACHE_DIR"]


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))
