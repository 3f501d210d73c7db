"""New projects and scripts, as values and on disk."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from puv.errors import InputError, UsageError
from puv.project.new.backends import BACKENDS
from puv.project.new.project import Author, NewProject, project_files
from puv.project.new.script import new_script, with_metadata
from puv.session import Session
from puv.standards.names import PackageName

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kind", ["app", "lib"])
def test_every_backend_gets_a_table_that_can_be_read(backend: str, kind: str) -> None:
    project = NewProject(name=PackageName("a-b"), kind=kind, requires_python=">=3.9", backend=backend)  # type: ignore[arg-type]
    files = project_files(project)

    parsed = tomllib.loads(files["pyproject.toml"])

    assert parsed["build-system"]["build-backend"] == BACKENDS[backend].backend  # type: ignore[index]
    assert ("scripts" in parsed["project"]) == (kind == "app")
    assert all("{name}" not in text and "{module}" not in text for text in files.values())


def test_words_of_the_user_are_quoted() -> None:
    author = Author(name='Ann "A" Other\\', email="a@example.org")
    project = NewProject(name=PackageName("a"), description='say "hi"\n', author=author)

    parsed = tomllib.loads(project_files(project)["pyproject.toml"])["project"]

    assert parsed["description"] == 'say "hi"\n'
    assert parsed["authors"] == [{"name": 'Ann "A" Other\\', "email": "a@example.org"}]


def test_a_name_that_begins_with_a_digit_gets_a_module_that_can_be_imported() -> None:
    project = NewProject(name=PackageName("2to3-x"), backend="uv")

    assert "src/_2to3_x/__init__.py" in project_files(project)
    assert tomllib.loads(project_files(project)["pyproject.toml"])["tool"]["uv"]["build-backend"] == {
        "module-name": "_2to3_x"
    }


def test_the_metadata_of_a_script_comes_behind_its_first_line() -> None:
    assert with_metadata("#!/bin/x\nimport a\n", ">=3.9").startswith("#!/bin/x\n#\n# /// script\n")
    compile(new_script("a.py", ">=3.9"), "a.py", "exec")


def test_a_failed_beginning_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project\n")
    with Session(cwd=str(tmp_path), cache_dir=str(tmp_path / "cache")) as session, pytest.raises(InputError):
        session.init("new")
    assert not (tmp_path / "new").exists()


def test_files_made_before_a_failure_are_taken_back(tmp_path: Path) -> None:
    place = tmp_path / "there"
    (place / "src").mkdir(parents=True)
    (place / "src" / "there").write_text("in the way")  # a file where the package's directory should be
    with Session(cwd=str(place), cache_dir=str(tmp_path / "cache")) as session, pytest.raises((InputError, OSError)):
        session.init()
    assert sorted(path.name for path in place.iterdir()) == ["src"]


def test_a_project_is_not_begun_twice(tmp_path: Path) -> None:
    with Session(cwd=str(tmp_path), cache_dir=str(tmp_path / "cache")) as session:
        session.init("a")
        before = (tmp_path / "a" / "pyproject.toml").read_text()
        with pytest.raises(UsageError, match="already exists"):
            session.init("a", kind="lib")
    assert (tmp_path / "a" / "pyproject.toml").read_text() == before
