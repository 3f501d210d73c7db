"""Where requirements come from; messages are those of uv 0.13.8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.errors import InputError, chain
from puv.model.requirement import SourcedRequirement
from puv.project.discover import Files
from puv.project.sources import Lowering
from puv.project.workspace import discover
from puv.standards.names import ExtraName, GroupName, PackageName
from puv.standards.requirement import Requirement, parse_requirement

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

HEAD = '[project]\nname = "app"\nversion = "1.0"\n'


class World:
    """A workspace on disk and the lowering of its current project."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str) -> World:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return self

    def lowering(self, below: str = ".", ignored: frozenset[PackageName] | Literal[True] = frozenset()) -> Lowering:
        files = Files()
        workspace = discover(str((self.root / below).resolve()), files)
        indexes = {"own": "https://own.example.org/simple"}
        return Lowering(workspace.current_file, workspace.directory, workspace, files, indexes, ignored=ignored)

    def lowered(self, text: str, below: str = ".", extra: str = "", group: str = "") -> list[str]:
        found = self.lowering(below).lower(
            parse_requirement(text), ExtraName(extra) if extra else None, GroupName(group) if group else None
        )
        return [self.shown(requirement) for requirement in found]

    def shown(self, requirement: Requirement) -> str:
        text = str(requirement).replace(str(self.root), "")
        if isinstance(requirement, SourcedRequirement):
            text += f" tree={requirement.tree}" if requirement.tree else ""
            text += f" index={requirement.index}" if requirement.index else ""
        return text


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path).write("d/pyproject.toml", HEAD.replace("app", "lib"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{path='d'}", "lib @ file:///d tree=directory"),
        ("{path='./d', editable=true}", "lib @ file:///d tree=editable"),
        ("{path='d', package=false}", "lib @ file:///d tree=virtual"),
        ("{path='lib-1.0-py3-none-any.whl'}", "lib @ file:///lib-1.0-py3-none-any.whl"),
        ("{url='https://example.org/lib-1.0.zip', subdirectory='x'}",
         "lib @ https://example.org/lib-1.0.zip#subdirectory=x"),
        ("{git='https://example.org/lib'}", "lib @ git+https://example.org/lib"),
        ("{git='https://example.org/lib', rev='abc', subdirectory='x'}",
         "lib @ git+https://example.org/lib@abc#subdirectory=x"),
        ("{index='own'}", "lib>=2 index=https://own.example.org/simple"),
    ],
)  # fmt: skip
def test_each_kind_of_source_has_its_address(world: World, source: str, expected: str) -> None:
    world.write("pyproject.toml", f"{HEAD}[tool.uv.sources]\nlib={source}\n")
    assert world.lowered("lib>=2") == [expected]


def test_a_tag_is_carried_as_one(world: World) -> None:
    world.write("pyproject.toml", HEAD + "[tool.uv.sources]\nlib={git='https://example.org/lib', tag='v1'}\n")
    (found,) = world.lowering().lower(parse_requirement("lib"))
    assert found.url == "git+https://example.org/lib@v1#puv.kind=tag"


def test_what_no_marker_covers_comes_from_the_index(world: World) -> None:
    world.write("pyproject.toml", HEAD + "[tool.uv.sources]\nlib={path='d', marker=\"sys_platform=='linux'\"}\n")
    assert world.lowered("lib>=1; os_name == 'posix'") == [
        "lib @ file:///d ; os_name == 'posix' and sys_platform == 'linux' tree=directory",
        "lib>=1 ; os_name == 'posix' and sys_platform != 'linux'",
    ]


def test_sources_of_an_extra_or_group_count_only_there(world: World) -> None:
    world.write("pyproject.toml", HEAD + "[tool.uv.sources]\nlib=[{path='d', extra='x'}, {index='own', group='y'}]\n")
    assert world.lowered("lib") == ["lib"]
    assert world.lowered("lib", extra="x") == ["lib @ file:///d tree=directory"]
    assert world.lowered("lib", group="y") == ["lib index=https://own.example.org/simple"]


@pytest.mark.parametrize(
    ("member", "source", "expected"),
    [
        ("", "{workspace=true}", "editable"),
        ("", "{workspace=true, editable=false}", "directory"),
        ("[tool.uv]\npackage=false\n", "{workspace=true}", "virtual"),
    ],
)
def test_members_are_editable_unless_told_otherwise(world: World, member: str, source: str, expected: str) -> None:
    world.write("pyproject.toml", f"{HEAD}[tool.uv.sources]\nlib={source}\n[tool.uv.workspace]\nmembers=['d']\n")
    world.write("d/pyproject.toml", HEAD.replace("app", "lib") + member)
    assert world.lowered("lib") == [f"lib @ file:///d tree={expected}"]


def test_a_member_inherits_the_sources_of_the_root(world: World) -> None:
    sources = "[tool.uv.sources]\nx={path='x'}\n[tool.uv.workspace]\nmembers=['d']\n"
    world.write("pyproject.toml", HEAD + sources).write("x/pyproject.toml", HEAD.replace("app", "x"))
    assert world.lowered("x", below="d") == ["x @ file:///x tree=directory"]


def test_ignored_sources_do_not_count(world: World) -> None:
    world.write("pyproject.toml", HEAD + "[tool.uv.sources]\nlib={path='d'}\n")
    for ignored in (True, frozenset((PackageName("lib"),))):
        (found,) = world.lowering(ignored=ignored).lower(parse_requirement("lib>=1"))  # type: ignore[arg-type]  # either
        assert str(found) == "lib>=1"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (
            "[tool.uv.workspace]\nmembers=['d']\n",
            (
                "`lib` is included as a workspace member, but is missing an entry in `tool.uv.sources` "
                "(e.g., `lib = { workspace = true }`)"
            ),
        ),
        (
            "[tool.uv.sources]\nlib={workspace=true}\n",
            (
                "`lib` references a workspace in `tool.uv.sources` (e.g., `lib = { workspace = true }`), but is not a "
                "workspace member"
            ),
        ),
        ("[tool.uv.sources]\nlib={workspace=false}\n", "`workspace = false` is not yet supported"),
        ("[tool.uv.sources]\nlib={index='x'}\n", "Package `lib` references an undeclared index: `x`"),
        (
            "[tool.uv.sources]\nlib={path='l.whl', editable=true}\n",
            "Source with `editable = true` must refer to a local directory, not a file: file:///l.whl",
        ),
        (
            "[tool.uv.sources]\nlib={path='pyproject.toml'}\n",
            (
                "Expected path (`pyproject.toml`) to end in a supported file extension: `.whl`, `.tar.gz`, `.zip`, "
                "`.tar.bz2`, `.tar.lz`, `.tar.lzma`, `.tar.xz`, `.tar.zst`, `.tar`, `.tbz`, `.tgz`, `.tlz`, or `.txz`"
            ),
        ),
    ],
)
def test_sources_that_cannot_be_used_are_refused(world: World, more: str, problem: str) -> None:
    world.write("pyproject.toml", HEAD + more)
    with pytest.raises(InputError) as caught:
        world.lowered("lib")
    causes = [str(link).replace(str(world.root), "") for link in chain(caught.value)]
    assert causes == ["Failed to parse entry: `lib`", problem]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{path='d', extra='z'}", "applies to extra `z`, but the `z` extra does not exist. When an extra is present"),
        ("{path='d', extra='x'}", "`lib` was not found under the `project.optional-dependencies` section for that"),
        ("{path='d', group='z'}", "applies to dependency group `z`, but the `z` group does not exist. When a group"),
        ("{path='d', group='y'}", "but `lib` was not found under the `dependency-groups` section for that group."),
    ],
)
def test_a_source_for_an_extra_or_group_needs_it_there(world: World, source: str, problem: str) -> None:
    world.write("pyproject.toml", f"{HEAD}[tool.uv.sources]\nlib={source}\n")
    other = (parse_requirement("other"),)
    with pytest.raises(InputError) as caught:
        world.lowering().check({ExtraName("x"): other}, {GroupName("y"): other})
    assert problem in str(caught.value)
