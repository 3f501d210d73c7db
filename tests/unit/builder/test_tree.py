"""What a source tree tells without a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.builder.errors import BuildTableError, NotAProjectError
from puv.builder.tree import build_system, read_tree
from puv.errors import BuildError, chain
from support.backend import write

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = '[project]\nname = "A.b"\nversion = "1"\n'


def test_a_project_table_without_dynamic_fields_is_metadata(tmp_path: Path) -> None:
    text = PROJECT + (
        'requires-python = ">=3.8"\n'
        "dependencies = [\"x>1; os_name == 'posix'\", \"y @ https://example.org/y.zip ; os_name == 'nt'\"]\n"
        "[project.optional-dependencies]\nFast = [\"z ; os_name == 'nt' or os_name == 'posix'\"]\n"
    )
    found = read_tree(str(write(tmp_path, {"pyproject.toml": text}))).static
    assert found is not None
    assert (found.name, str(found.version), found.requires_python) == ("a-b", "1", ">=3.8")
    assert found.provides_extras == ("fast",)
    assert [requirement.name for requirement in found.requires_dist] == ["x", "y", "z"]
    assert found.requires_dist[1].url == "https://example.org/y.zip"
    marker = found.requires_dist[2].marker
    assert marker is not None
    assert not marker.evaluate({"os_name": "posix", "extra": ""})


@pytest.mark.parametrize("field", ["dependencies", "optional-dependencies", "requires-python"])
def test_a_dynamic_field_that_counts_needs_a_build(tmp_path: Path, field: str) -> None:
    text = f'{PROJECT}dynamic = ["{field}"]\n'
    assert read_tree(str(write(tmp_path, {"pyproject.toml": text}))).static is None


def test_a_dynamic_field_that_nobody_reads_needs_none(tmp_path: Path) -> None:
    text = f'{PROJECT}dynamic = ["readme"]\n'
    assert read_tree(str(write(tmp_path, {"pyproject.toml": text}))).static is not None


@pytest.mark.parametrize(
    ("headers", "is_static"),
    [
        ("Metadata-Version: 2.2\nName: a\nVersion: 3\n", True),
        ("Metadata-Version: 2.2\nName: a\nVersion: 3\nDynamic: Requires-Dist\n", False),
        ("Metadata-Version: 2.1\nName: a\nVersion: 3\n", False),
        ("nonsense", False),
    ],
)
def test_pkg_info_counts_where_it_promises_to_be_true(tmp_path: Path, headers: str, *, is_static: bool) -> None:
    write(tmp_path, {"PKG-INFO": headers, "setup.py": ""})
    assert (read_tree(str(tmp_path), is_sdist=True).static is not None) is is_static
    assert read_tree(str(tmp_path)).static is None


def test_without_a_build_system_the_legacy_backend_builds(tmp_path: Path) -> None:
    system = build_system(read_tree(str(write(tmp_path, {"setup.py": ""}))))
    assert system.build_backend == "setuptools.build_meta:__legacy__"
    assert system.requires == ("setuptools >= 40.8.0",)


def test_an_empty_directory_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(NotAProjectError, match="does not appear to be a Python project"):
        read_tree(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "[project",
            ["Failed to parse metadata from built wheel", "Invalid `pyproject.toml`", "TOML parse error at line 1"],
        ),
        ('[project]\nname = "a"\n', ["Failed to parse: shown/pyproject.toml", "line 1, column 1"]),
        ('[project]\nname = "a"\nversion = "x"\n', ["Failed to parse metadata from built wheel", "line 3, column 11"]),
    ],
)
def test_an_invalid_file_is_told_with_the_place(tmp_path: Path, text: str, told: list[str]) -> None:
    with pytest.raises(BuildError) as caught:
        read_tree(str(write(tmp_path, {"pyproject.toml": text})), shown="shown")
    found = [str(link) for link in chain(caught.value)]
    assert len(found) == len(told)
    assert all(part in line for part, line in zip(told, found, strict=True))


def test_requirements_that_cannot_be_read_are_left_to_the_backend(tmp_path: Path) -> None:
    assert read_tree(str(write(tmp_path, {"pyproject.toml": f'{PROJECT}dependencies = ["x ><"]\n'}))).static is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[build-system]\n", "line 1, column 1"),
        ("[build-system]\nrequires = []\nbuild-backend = 3\n", "line 3, column 17"),
        ('[build-system]\nrequires = ["a", "b ><"]\n', "line 2, column 18"),
    ],
)
def test_a_wrong_build_system_is_told_when_it_is_needed(tmp_path: Path, text: str, place: str) -> None:
    tree = read_tree(str(write(tmp_path, {"pyproject.toml": text})))
    with pytest.raises(BuildTableError, match="does not match the required schema") as caught:
        build_system(tree)
    assert place in str(caught.value.__cause__)
