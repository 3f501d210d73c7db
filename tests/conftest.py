"""What every test gets: an environment that holds none of the caller's settings, and the snapshot switch."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

# Variables that would change what puv, uv or Python do under a test.
_SETTINGS = ("UV_", "PUV_", "PIP_", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CONDA_", "XDG_", "SSL_CERT_", "NETRC")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_KEPT = ("PUV_TEST_UV", "PUV_TEST_PUV")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that rewrites snapshots instead of comparing with them."""
    parser.addoption("--update-snapshots", action="store_true", help="write what was found as the new expectation")


@pytest.fixture(autouse=True, scope="session")
def _quiet_environment() -> Iterator[None]:
    removed = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name not in _KEPT and (name.startswith(_SETTINGS) or name.upper() in _PROXIES)
    }
    yield
    os.environ.update(removed)
