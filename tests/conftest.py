"""What every test gets: an environment that holds none of the caller's settings, and the snapshot switch."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# Variables that would change what puv, uv or Python do under a test.
_SETTINGS = ("UV_", "PUV_", "PIP_", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CONDA_", "XDG_", "SSL_CERT_", "NETRC")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_OPT_IN = {
    "network": "talks to the real index",
    "guide": "a guide, whose parts other tests cover",
    "soak": "does for long what another test does for a moment",
}
_KEPT = ("PUV_TEST_UV", "PUV_TEST_PUV")

# `--hypothesis-profile deep` looks longer; CI looks at the same examples in every run.
settings.register_profile("default", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=5000, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that rewrites snapshots instead of comparing with them."""
    parser.addoption("--update-snapshots", action="store_true", help="write what was found as the new expectation")


def pytest_xdist_auto_num_workers() -> int:
    """Start more workers than processors: for a third of their time tests wait for programs, disks and clocks."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is opt-in, unless `-m` names it."""
    named = config.getoption("-m") or ""
    for marker, reason in _OPT_IN.items():
        if marker in named:
            continue
        for item in items:
            if item.get_closest_marker(marker) is not None:
                item.add_marker(pytest.mark.skip(reason=f"{reason}; choose it with `-m {marker}`"))


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """Let what tests start be interrupted also where the tests run in a shell's background, which ignores SIGINT."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _quiet_environment() -> Iterator[None]:
    removed = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name not in _KEPT and (name.startswith(_SETTINGS) or name.upper() in _PROXIES)
    }
    yield
    os.environ.update(removed)
