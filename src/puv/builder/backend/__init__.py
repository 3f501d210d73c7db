"""A build backend (PEP 517, PEP 660) for pure-Python projects, with the settings of `[tool.uv.build-backend]`.

In a `pyproject.toml`:

    [build-system]
    requires = ["puv"]
    build-backend = "puv.builder.backend"

The archives depend on the project alone: the same files give the same bytes.
"""

from __future__ import annotations

import os

from puv.builder.backend.project import read_project
from puv.builder.backend.sdist import write_sdist
from puv.builder.backend.wheel import write_metadata, write_wheel

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Settings = Mapping[str, str | list[str]]

__all__ = [
    "build_editable", "build_sdist", "build_wheel", "get_requires_for_build_editable", "get_requires_for_build_sdist",
    "get_requires_for_build_wheel", "prepare_metadata_for_build_editable", "prepare_metadata_for_build_wheel",
]  # fmt: skip


def build_wheel(
    wheel_directory: str,
    config_settings: Settings | None = None,  # noqa: ARG001 - the hook's signature; there are no settings
    metadata_directory: str | None = None,  # noqa: ARG001 - likewise: metadata is written anew
) -> str:
    """Build the wheel of the project in the working directory; return its file name."""
    return write_wheel(read_project(os.getcwd()), wheel_directory)


def build_editable(
    wheel_directory: str,
    config_settings: Settings | None = None,  # noqa: ARG001 - likewise
    metadata_directory: str | None = None,  # noqa: ARG001 - likewise
) -> str:
    """Build a wheel that leads to the source of the project in the working directory; return its file name."""
    return write_wheel(read_project(os.getcwd()), wheel_directory, editable=True)


def build_sdist(sdist_directory: str, config_settings: Settings | None = None) -> str:  # noqa: ARG001 - likewise
    """Build the source distribution of the project in the working directory; return its file name."""
    return write_sdist(read_project(os.getcwd()), sdist_directory)


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Settings | None = None) -> str:  # noqa: ARG001 - likewise
    """Write the `.dist-info` directory of the wheel; return its name."""
    return write_metadata(read_project(os.getcwd()), metadata_directory)


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def get_requires_for_build_wheel(config_settings: Settings | None = None) -> list[str]:  # noqa: ARG001 - likewise
    """Return that nothing more is needed."""
    return []


get_requires_for_build_sdist = get_requires_for_build_wheel
get_requires_for_build_editable = get_requires_for_build_wheel
