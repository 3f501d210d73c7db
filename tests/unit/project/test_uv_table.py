"""`[tool.uv]` of projects; messages are those of uv 0.13.8."""

from __future__ import annotations

import pytest

from puv.errors import PuvError, chain, hints
from puv.model.universal import ConflictItem
from puv.project.errors import ProjectFileError
from puv.project.model import Source, WorkspaceTable
from puv.project.pyproject import read_project
from puv.standards.names import ExtraName, GroupName, PackageName

PROJECT = '[project]\nname = "app"\nversion = "1.0"\n'


def told(text: str) -> tuple[list[str], tuple[str, ...]]:
    with pytest.raises(PuvError) as caught:
        read_project(PROJECT + text, "pyproject.toml")
    assert isinstance(caught.value, ProjectFileError)
    first, *causes = (str(link) for link in chain(caught.value))
    assert first == "Failed to parse: pyproject.toml"
    return causes, hints(caught.value)


def test_nothing_said_means_the_defaults() -> None:
    found = read_project(PROJECT, "pyproject.toml")
    assert found.uv.managed
    assert not found.is_package
    assert read_project(PROJECT + "[tool]\nx=1\n", "p").uv == found.uv


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("[build-system]\nrequires=[]\n", True),
        ("[tool.uv]\npackage=true\n", True),
        ("[build-system]\nrequires=[]\n[tool.uv]\npackage=false\n", False),
    ],
)
def test_a_project_is_a_package_if_it_says_so_or_has_a_build_system(text: str, expected: bool) -> None:
    assert read_project(PROJECT + text, "p").is_package is expected


def test_every_kind_of_source_is_read() -> None:
    text = """
[tool.uv.sources]
a = { git = "https://example.org/a", tag = "v1", subdirectory = "x" }
B = { path = "../b", editable = true }
c = { url = "https://example.org/c.whl" }
d = { index = "own", extra = "cpu" }
e = [{ workspace = true, marker = "os_name == 'nt'" }, { path = "e", marker = "os_name != 'nt'" }]
"""
    sources = read_project(PROJECT + text, "p").uv.sources
    assert sources[PackageName("a")] == (
        Source(kind="git", location="https://example.org/a", reference=("tag", "v1"), subdirectory="x"),
    )
    assert sources[PackageName("b")] == (Source(kind="path", location="../b", editable=True),)
    assert sources[PackageName("d")] == (Source(kind="index", location="own", extra=ExtraName("cpu")),)
    assert [source.kind for source in sources[PackageName("e")]] == ["workspace", "path"]


def test_the_other_tables_are_read() -> None:
    text = """
[tool.uv]
managed = false
default-groups = ["Dev_x"]
conflicts = [[{ extra = "a" }, { package = "other", group = "b" }]]
dev-dependencies = ["x>=1"]
environments = "os_name == 'nt'"
exclude-dependencies = ["Some_thing"]
[tool.uv.dependency-groups]
dev = { requires-python = ">=3.12" }
[tool.uv.workspace]
members = ["./packages/*/", "."]
"""
    uv = read_project(PROJECT + text, "p").uv
    assert not uv.managed
    assert uv.default_groups == ("dev-x",)
    assert uv.conflicts == (
        (
            ConflictItem(package=PackageName(""), extra=ExtraName("a")),
            ConflictItem(package=PackageName("other"), group=GroupName("b")),
        ),
    )
    assert [str(requirement) for requirement in uv.dev_dependencies or ()] == ["x>=1"]
    assert [str(marker) for marker in uv.environments] == ["os_name == 'nt'"]
    assert uv.exclude_dependencies == ("some-thing",)
    assert uv.group_requires_python == {"dev": ">=3.12"}
    assert uv.workspace == WorkspaceTable(members=("packages/*", "."))


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{path='d', package=false, editable=true}", "cannot specify both `editable = true` and `package = false`"),
        ("{git='https://x.org/y', rev='a', tag='b'}", "expected at most one of `rev`, `tag`, or `branch`"),
        ("{git='https://x.org/y', index='a'}", "cannot specify both `git` and `index`"),
        ("{url='https://x.org/y', index='a'}", "cannot specify both `url` and `index`"),
        ("{workspace=true, index='a'}", "cannot specify both `index` and `workspace`"),
        ("{marker=\"sys_platform=='linux'\"}", "expected one of `git`, `url`, `path`, `index`, or `workspace`"),
        ("{path='d', extra='a', group='b'}", "cannot specify both `extra` and `group`"),
        ("{path='d', rev='a'}", "cannot specify both `path` and `rev`"),
        ("{git='https://x.org/y', editable=true}", "cannot specify both `git` and `editable`"),
        ("{index='y', editable=true}", "cannot specify both `index` and `editable`"),
        ("3", "invalid type: integer `3`, expected a single source (as a map) or list of sources"),
    ],
)
def test_what_a_source_must_not_be_is_shown_with_its_place(source: str, problem: str) -> None:
    ((shown,), _) = told(f"[tool.uv.sources]\nlib={source}\n")
    carets = "^" * len(source)
    assert shown == f"TOML parse error at line 5, column 5\n  |\n5 | lib={source}\n  |     {carets}\n{problem}"


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("[tool.uv]\nmanaged=3\n", (5, 9, "3"), "invalid type: integer `3`, expected a boolean"),
        ("[tool]\nuv=3\n", (5, 4, "3"), "invalid type: integer `3`, expected struct ToolUvSourcesOnlyWire"),
        ("[tool.uv]\nworkspace=3\n", (5, 11, "3"), "invalid type: integer `3`, expected struct ToolUvWorkspace"),
        ('[tool.uv.workspace]\nmembers="a"\n', (5, 9, '"a"'), 'invalid type: string "a", expected a sequence'),
        ("[tool.uv.workspace]\nfoo=1\n", (5, 1, "foo"), "unknown field `foo`, expected `members` or `exclude`"),
        (
            '[tool.uv.workspace]\nmembers=["pk/[a"]\n',
            (5, 10, '"pk/[a"'),
            "Pattern syntax error near position 3: invalid range pattern",
        ),
        (
            '[tool.uv]\ndefault-groups="x"\n',
            (5, 16, '"x"'),
            'default-groups must be "all" or a ["list", "of", "groups"]',
        ),
        (
            '[tool.uv]\nconflicts=[[{extra="x"}]]\n',
            (5, 11, '[[{extra="x"}]]'),
            "Each set of conflicts must have at least two entries, but found only one",
        ),
        (
            '[tool.uv]\nconflicts=[[{extra="x", group="z"},{extra="y"}]]\n',
            (5, 12, '[{extra="x", group="z"},{extra="y"}]'),
            "Expected one of `extra` or `group` in conflicting entry, but found both",
        ),
        (
            '[tool.uv]\nconflicts=[[{extra="a", foo=1},{extra="b"}]]\n',
            (5, 25, "foo"),
            "unknown field `foo`, expected one of `package`, `extra`, `group`",
        ),
        (
            "[tool.uv.sources]\nlib={path='d'}\nLib={path='e'}\n",
            (4, 1, "[tool.uv.sources]"),
            "duplicate sources for package `lib`",
        ),
        (
            "[tool.uv.sources]\nlib={path='d', marker='foo'}\n",
            (5, 23, "'foo'"),
            "Expected a quoted string or a valid marker name, found `foo`\nfoo\n^^^",
        ),
        (
            '[tool.uv]\ndev-dependencies=["x x"]\n',
            (5, 19, '"x x"'),
            "Expected one of `@`, `(`, `<`, `=`, `>`, `~`, `!`, `;`, found `x`\nx x\n  ^",
        ),
    ],
)
def test_wrong_values_are_shown_with_their_place(text: str, place: tuple[int, int, str], problem: str) -> None:
    ((shown,), _) = told(text)
    line, column, marked = place
    source = (PROJECT + text).splitlines()[line - 1]
    head = f"TOML parse error at line {line}, column {column}\n  |\n{line} | {source}"
    assert shown == f"{head}\n  | {' ' * (column - 1)}{'^' * len(marked)}\n{problem}"


def test_sources_of_one_package_must_not_meet() -> None:
    text = (
        "[tool.uv.sources]\nlib=[{path='d', marker=\"sys_platform=='linux'\"},"
        "{path='e',marker=\"python_version>'3.9'\"}]\n"
    )
    causes, found = told(text)
    assert causes == [
        "Failed to parse `tool.uv.sources`",
        (
            "Source markers must be disjoint, but the following markers overlap: `sys_platform == 'linux'` and "
            "`python_full_version >= '3.10'`."
        ),
    ]
    assert found == (
        "replace `python_full_version >= '3.10'` with `python_full_version >= '3.10' and sys_platform != 'linux'`",
    )


@pytest.mark.parametrize(
    ("sources", "problem"),
    [
        ("[]", "Must provide at least one source"),
        (
            "[{path='d'},{path='e'}]",
            (
                "When multiple sources are provided, each source must include a platform marker "
                "(e.g., `marker = \"sys_platform == 'linux'\"`)"
            ),
        ),
    ],
)
def test_a_list_of_sources_must_make_sense(sources: str, problem: str) -> None:
    assert told(f"[tool.uv.sources]\nlib={sources}\n")[0] == ["Failed to parse `tool.uv.sources`", problem]
