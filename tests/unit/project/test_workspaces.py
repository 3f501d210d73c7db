"""Workspaces on disk; messages are those of uv 0.13.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.errors import InputError
from puv.project.discover import Files
from puv.project.workspace import Workspace, discover, find_workspace_root

if TYPE_CHECKING:
    from pathlib import Path


def project(name: str, more: str = "") -> str:
    return f'[project]\nname = "{name}"\nversion = "1.0"\n{more}'


def tree(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def found(root: Path, files: dict[str, str], below: str = ".") -> Workspace:
    tree(root, files)
    return discover(str((root / below).resolve()), Files())


def told(root: Path, files: dict[str, str], below: str = ".") -> str:
    with pytest.raises(InputError) as caught:
        found(root, files, below)
    return str(caught.value).replace(str(root), "[ROOT]")


ROOT = project("root", '[tool.uv.workspace]\nmembers = ["pk/*"]\nexclude = ["pk/not*"]\n')


def test_a_project_alone_is_its_only_member(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    workspace = found(tmp_path, {"pyproject.toml": project("Solo_x")}, "sub")
    assert list(workspace.members) == ["solo-x"]
    assert workspace.current == workspace.members[next(iter(workspace.members))]


def test_members_are_what_the_patterns_name_less_what_is_excluded(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": ROOT,
        "pk/b/pyproject.toml": project("bb"),
        "pk/a/pyproject.toml": project("aa"),
        "pk/not-me/pyproject.toml": project("nn"),
        "pk/.hidden/readme": "",
        "pk/off/pyproject.toml": project("off", "[tool.uv]\nmanaged = false\n"),
        "pk/file.txt": "",
    }
    workspace = found(tmp_path, files, "pk/b")
    assert list(workspace.members) == ["aa", "bb", "root"]
    assert workspace.root == str(tmp_path)
    assert workspace.current is not None
    assert workspace.current.name == "bb"


def test_an_empty_directory_is_no_member(tmp_path: Path) -> None:
    (tmp_path / "pk/empty").mkdir(parents=True)
    assert list(found(tmp_path, {"pyproject.toml": ROOT}).members) == ["root"]


def test_a_project_outside_the_patterns_is_on_its_own(tmp_path: Path) -> None:
    files = {"pyproject.toml": ROOT, "else/pyproject.toml": project("else"), "pk/notx/pyproject.toml": project("nn")}
    assert found(tmp_path, files, "else").root == str(tmp_path / "else")
    assert found(tmp_path, files, "pk/notx").root == str(tmp_path / "pk/notx")


def test_the_nearest_project_above_decides(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": project("root", '[tool.uv.workspace]\nmembers = ["**"]\n'),
        "mid/pyproject.toml": project("mid"),
        "mid/low/pyproject.toml": project("low"),
    }
    assert found(tmp_path, files, "mid/low").root == str(tmp_path / "mid/low")
    assert list(found(tmp_path, files, "mid").members) == ["low", "mid", "root"]


def test_a_root_may_be_no_project(tmp_path: Path) -> None:
    files = {"pyproject.toml": '[tool.uv.workspace]\nmembers = ["a"]\n', "a/pyproject.toml": project("aa")}
    workspace = found(tmp_path, files)
    assert (list(workspace.members), workspace.current) == (["aa"], None)
    assert found(tmp_path, {"b/pyproject.toml": "[tool.x]\n"}, "b").members == {}


def test_members_that_others_take_from_the_workspace_are_packages(tmp_path: Path) -> None:
    sources = "[tool.uv.sources]\naa = { workspace = true }\n"
    files = {
        "pyproject.toml": project("root", f'dependencies = ["aa"]\n{sources}[tool.uv.workspace]\nmembers = ["*"]\n'),
        "a/pyproject.toml": project("aa"),
        "b/pyproject.toml": project("bb"),
    }
    workspace = found(tmp_path, files)
    assert [workspace.is_package(member) for member in workspace.members.values()] == [True, False, False]


def test_conflicts_of_members_are_about_the_member(tmp_path: Path) -> None:
    conflict = '[tool.uv]\nconflicts = [[{ extra = "x" }, { package = "other", group = "y" }]]\n'
    files = {"pyproject.toml": ROOT, "pk/a/pyproject.toml": project("aa", conflict)}
    ((first, second),) = found(tmp_path, files).conflicts()
    assert (first.package, first.extra) == ("aa", "x")
    assert (second.package, second.group) == ("other", "y")


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({}, "No `pyproject.toml` found in current directory or any parent directory"),
        ({"pyproject.toml": project("x", "[tool.uv]\nmanaged=false\n")}, "The project is marked as unmanaged: [ROOT]"),
        (
            {"pyproject.toml": ROOT, "pk/a/x": ""},
            "Workspace member `[ROOT]/pk/a` is missing a `pyproject.toml` (matches: `pk/*`)",
        ),
        (
            {"pyproject.toml": ROOT, "pk/a/pyproject.toml": "[tool.x]\n"},
            "No `project` table found in: [ROOT]/pk/a/pyproject.toml",
        ),
        (
            {"pyproject.toml": ROOT, "pk/a/pyproject.toml": project("s"), "pk/b/pyproject.toml": project("s")},
            "Two workspace members are both named `s`: `[ROOT]/pk/a` and `[ROOT]/pk/b`",
        ),
        (
            {"pyproject.toml": ROOT, "pk/a/pyproject.toml": project("a", "[tool.uv.workspace]\n")},
            "Nested workspaces are not supported, but workspace member has a `tool.uv.workspace` table: [ROOT]/pk/a",
        ),
    ],
)
def test_what_makes_no_workspace_is_refused(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    assert told(tmp_path, files) == problem


def test_the_root_is_found_from_anywhere(tmp_path: Path) -> None:
    tree(tmp_path, {"pyproject.toml": ROOT, "pk/a/pyproject.toml": project("aa"), "pk/a/src/x.py": ""})
    assert find_workspace_root(str(tmp_path / "pk/a/src"), Files()) == str(tmp_path)


def test_every_file_that_matters_is_looked_at(tmp_path: Path) -> None:
    tree(tmp_path, {"pyproject.toml": ROOT, "pk/a/pyproject.toml": project("aa")})
    looks: list[str] = []
    discover(str(tmp_path / "pk/a"), Files(looks.append), look=looks.append)
    assert [path.removeprefix(str(tmp_path)) for path in looks] == [
        "/pk/a/pyproject.toml",
        "/pk/pyproject.toml",
        "/pyproject.toml",
        "/pk",
    ]
