"""The generated reference says all that the program knows, and its schemas accept what the parser accepts."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from dev.reference.commands import below, command_pages
from dev.reference.environment import variables
from dev.reference.keys import EXAMPLES, MEANINGS, PIP_EXAMPLES, SHAPES
from dev.reference.pages import pages
from dev.reference.schema import keys, meaning, row_of, settings_schema, shape
from dev.reference.settings import example, in_table
from dev.reference.variables import OTHERS
from jsonschema import Draft202012Validator

from puv.errors import PuvError
from puv.project.uv_table import parse_uv_table
from puv.settings import fields
from puv.settings.files import file_layer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TOOL_UV = Draft202012Validator(settings_schema(project=True))
UV_TOML = Draft202012Validator(settings_schema(project=False))
# Variables whose names stand in the code for other reasons: set for what runs, or said to the user.
NOT_READ = {
    "UV_INTERNAL__PARENT_INTERPRETER",
    "UV_VERSION",
    "UV_X",
    "UV_SKIP_WHEEL_FILENAME_CHECK",
    "UV_PYTHON_INSTALL_REGISTRY",
}


@pytest.mark.parametrize("command", list(below(())), ids=lambda command: command.title)
def test_every_option_that_help_shows_stands_on_a_page(command: Any) -> None:
    texts = command_pages()
    page = texts[f"reference/commands/{command.path[0]}.md"] if command.path else texts["reference/commands/index.md"]
    shared = texts["reference/commands/global.md"]
    assert f"`{command.title}`" in texts["reference/commands/index.md"] or not command.path
    for row in command.options:
        if not row.hidden and command.path:
            name = row.flag or (f"-{row.short}" if row.short else row.value_name)
            assert re.search(rf"`[\[<]?{re.escape(name)}\b", page + shared), name


def test_every_variable_that_the_code_reads_stands_on_the_page() -> None:
    known = set(variables()) | set(OTHERS)
    found = set()
    for path in (ROOT / "src" / "puv").rglob("*.py"):
        found |= set(re.findall(r"\bP?UV_[A-Z][A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
    missing = {name for name in found if name not in known and name.removeprefix("P") not in known}
    named = {"UV_INDEX_{NAME}_USERNAME", "UV_INDEX_{NAME}_PASSWORD"}
    assert named <= known
    assert missing - NOT_READ == set()
    assert all(text for text in variables().values()), "a variable without a word about it"


@pytest.mark.parametrize("key", fields.KEYS)
def test_a_setting_has_a_meaning_and_an_example_that_everybody_accepts(key: str) -> None:
    assert len(meaning(key)) > len("."), key
    document = tomllib.loads(in_table(example(key), "tool.uv"))
    assert key in document["tool"]["uv"]
    assert problems(document["tool"]["uv"]) == []
    assert accepted(document["tool"]["uv"])


@pytest.mark.parametrize("key", fields.PIP_KEYS)
def test_a_setting_of_pip_has_an_example_that_everybody_accepts(key: str) -> None:
    assert len(meaning(key, pip=True)) > len("."), key
    document = tomllib.loads(in_table(example(key, pip=True), "tool.uv.pip"))
    assert key in document["tool"]["uv"]["pip"]
    assert problems(document["tool"]["uv"]) == []
    assert accepted(document["tool"]["uv"])


def test_nothing_is_said_of_keys_that_do_not_exist() -> None:
    known = {*fields.KEYS, *fields.PIP_KEYS}
    assert set(MEANINGS) | set(EXAMPLES) | set(PIP_EXAMPLES) | set(SHAPES) <= known


def test_a_key_of_projects_is_no_key_of_a_uv_toml() -> None:
    assert set(keys(project=True)) - set(keys(project=False)) == fields.PROJECT_ONLY
    assert not UV_TOML.is_valid({"sources": {}})
    assert TOOL_UV.is_valid({"sources": {}})
    assert not TOOL_UV.is_valid({"no-such-key": 1})


BATTERY: list[Any] = [
    {"ignore": ["x"]}, {"ignore": "x"}, {"malware-check": 1},
    True, False, 0, 1, -1, 3.5, "", "text", "Flask", "flask>=3", "a b", [], ["text"], ["flask>=3"], [1], [True], [[]],
    ["text", 1], {}, {"flask": "text"}, {"flask": ["text"]}, {"flask": True}, {"flask": 1}, {"flask": {}},
    {"flask": {"A": "b"}}, {"flask": {"A": ["b"]}}, {"a b": "text"}, [{}], [{"url": "https://x.example.org"}],
    [{"url": 1}], [{"name": "flask"}], [{"file": "x"}], [{"dir": "x"}, {"env": "X"}], [{"other": "x"}],
    [[{"extra": "a"}, {"extra": "b"}]], [[{"extra": "a"}]], [[{"extra": "a", "group": "b"}, {"extra": "c"}]],
    [[{"nothing": "a"}, {"extra": "b"}]], "all", ["all"], {"members": ["a"]}, {"members": "a"}, {"other": []},
    {"flask": {"git": "https://x.example.org/flask"}}, {"flask": {"path": "x", "editable": True}},
    {"flask": {"git": "https://x.example.org/flask", "path": "a.whl"}}, {"flask": {"index": "x", "url": "https://y"}},
    {"flask": [{"index": "x"}]}, {"flask": []}, {"flask": {"workspace": True}}, {"flask": {"workspace": "x"}},
    {"flask": {"requires-python": ">=3.12"}}, {"flask": {"requires-python": 3}}, "2026-09-01", "1 week", False,
    {"flask": "2026-09-01"}, {"flask": False}, [{"requirement": "flask"}], {"flask": [{"requirement": "torch"}]},
]  # fmt: skip
# A schema says which forms there are; these say what a text must be beyond that.
FINER = {
    "environments", "required-environments", "exclude-newer", "exclude-newer-package", "required-version", "index",
    "index-url", "extra-index-url", "find-links", "upgrade-package", "no-build-package", "no-binary-package",
    "no-binary", "only-binary", "reinstall-package", "no-sources-package", "no-build-isolation-package",
    "prerelease-package", "constraint-dependencies", "override-dependencies", "build-constraint-dependencies",
    "exclude-dependencies", "dev-dependencies", "extra-build-dependencies", "dependency-metadata", "publish-url",
    "check-url", "allow-insecure-host", "torch-backend", "python-platform", "python-version", "extra", "no-extra",
    "group", "no-emit-package", "dependency-groups", "sources", "conflicts", "cache-keys", "preview-features",
    "cache-dir", "http-proxy", "https-proxy", "target", "prefix", "output-file",
}  # fmt: skip
# Read by others than settings and projects, which take anything: the build backend, and what looks for changes.
READ_LATER = {"build-backend", "cache-keys"}


@pytest.mark.parametrize(
    ("key", "pip"), [(key, False) for key in fields.KEYS] + [(key, True) for key in fields.PIP_KEYS]
)
def test_what_the_parser_accepts_the_schema_accepts_and_the_other_way_round(key: str, pip: bool) -> None:
    for value in BATTERY:
        table = {"pip": {key: value}} if pip else {key: value}
        valid, taken = TOOL_UV.is_valid(table), accepted(table)
        said = valid and key in FINER and _has_text(value)
        if valid != taken and not said and not (taken and key in READ_LATER):
            pytest.fail(f"{key} = {value!r}: schema {valid}, parser {taken}")


def _has_text(value: Any) -> bool:
    if isinstance(value, str):
        return True
    inside = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return any(map(_has_text, inside))


def problems(table: dict[str, Any]) -> list[str]:
    """What the schema says against a table."""
    return [error.message for error in TOOL_UV.iter_errors(table)]


def accepted(table: dict[str, Any]) -> bool:
    """Whether the parsers take a table: that of settings, and that of projects."""
    try:
        file_layer({"tool": {"uv": table}}, "", kind="project", place="pyproject.toml", prefix=("tool", "uv"))
        parse_uv_table({"tool": {"uv": table}})
    except PuvError:
        return False
    return True


def test_schemas_are_schemas() -> None:
    Draft202012Validator.check_schema(settings_schema(project=True))
    Draft202012Validator.check_schema(settings_schema(project=False))


def links() -> Iterator[tuple[str, str]]:
    for name, text in pages().items():
        if name.endswith(".md"):
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                yield name, target


def test_links_of_generated_pages_lead_somewhere() -> None:
    known = pages()
    for name, target in links():
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        place = os.path.normpath(Path(name).parent / path) if path else name
        assert place in known or (ROOT / "docs" / place).exists(), f"{name}: {target}"
        if anchor and place in known:
            text = known[place]
            assert f"{{ #{anchor} }}" in text or f'id="{anchor}"' in text, f"{name}: {target}"


def test_a_key_knows_its_row() -> None:
    row = row_of("link-mode")
    assert row is not None
    assert set(shape("link-mode")["enum"]) == {*row.choices, *row.hidden_choices}
