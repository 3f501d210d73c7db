"""Read a `pyproject.toml` as a project's description. Pure: the text arrives read."""

from __future__ import annotations

from puv.errors import InputError
from puv.project.errors import ProjectFileError
from puv.project.model import ProjectFile
from puv.project.source_table import SourcesError
from puv.project.toml_document import located, parse_document
from puv.project.uv_table import parse_uv_table
from puv.standards.pyproject import PyprojectError, parse_pyproject


def read_project(text: str, label: str) -> ProjectFile:
    """Return what a file says; `label` is its path as messages show it.

    Raises:
        ProjectFileError: the file is no valid `pyproject.toml`; the cause tells the place.
    """
    try:
        document = parse_document(text)
        try:
            # What the table of the build system holds is the builder's matter.
            found = parse_pyproject({key: table for key, table in document.items() if key != "build-system"})
            uv = parse_uv_table(document)
        except PyprojectError as error:
            raise located(error, text) from None
        except SourcesError as error:
            raise InputError("Failed to parse `tool.uv.sources`") from error
    except InputError as error:
        raise ProjectFileError(f"Failed to parse: {label}", path=label) from error
    return ProjectFile(
        label=label,
        project=found.project,
        has_build_system="build-system" in document,
        groups=found.dependency_groups,
        uv=uv,
    )
