"""What puv and uv write for programs fits to the schemas of the documentation."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from dev.reference.commands import below
from dev.reference.outputs import outputs_page
from jsonschema import Draft202012Validator

from support.index_server import World
from support.interop import Pair
from support.schemas import SCHEMAS, problems

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = """\
[project]
name = "app"
version = "1.0"
requires-python = ">=3.10"
dependencies = ["a>=1", "b ; sys_platform == 'win32'"]
[project.optional-dependencies]
more = ["c[extra]"]
[dependency-groups]
dev = ["d"]
[tool.uv.workspace]
members = ["member"]
[tool.uv]
package = false
"""
MEMBER = '[project]\nname = "member"\nversion = "0.1"\nrequires-python = ">=3.10"\ndependencies = ["a"]\n'
SCRIPT = '# /// script\n# requires-python = ">=3.10"\n# dependencies = ["a"]\n# ///\n'


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    world = World().add("a", "1.0", upload_time="2026-01-01T00:00:00Z").add("a", "2.0", sdist=True)
    world.add("b", "1.0").add("c", "1.0", extras={"extra": ["a"]}).add("d", "1.0", requires=["c"])
    with world.serve() as server:
        made = Pair(tmp_path_factory.mktemp("outputs"), server.index_url())
        for name, text in (("pyproject.toml", PROJECT), ("member/pyproject.toml", MEMBER), ("script.py", SCRIPT)):
            made.write(name, text)
        for words in (("venv", "-q"), ("sync", "-q"), ("pip", "install", "-q", "a<2")):
            assert [one.code for one in made.run(*words)] == [0, 0]
        yield made


COMMANDS = [
    ("sync-preview", "sync --dry-run --output-format json --reinstall-package a"),
    ("sync-preview", "sync --dry-run --output-format json --all-extras --upgrade"),
    ("sync-preview", "sync --frozen --dry-run --output-format json"),
    ("sync-preview", "sync --script script.py --dry-run --output-format json"),
    ("pip-changes-preview", "pip install --dry-run --output-format json a<2 b"),
    ("pip-list-1", "pip list --format json"),
    ("pip-list-1", "pip list --outdated --format json --strict"),
    ("version-1", "version --output-format json"),
    ("version-1", "version --bump major --dry-run --output-format json"),
    ("self-version-1", "self version --output-format json"),
    ("python-list-1", "python list --only-installed --output-format json"),
    ("tree-preview", "tree --format json"),
    ("tree-preview", "tree --format json --universal --all-groups --invert --package a"),
    ("tree-preview", "tree --format json --script script.py"),
    ("workspace-metadata-preview", "workspace metadata"),
    ("workspace-metadata-preview", "workspace metadata --sync"),
]


@pytest.mark.parametrize(("name", "words"), COMMANDS, ids=[words for _, words in COMMANDS])
def test_an_output_fits_to_its_schema(name: str, words: str, pair: Pair) -> None:
    if "--outdated" in words:
        pair.run("pip", "install", "-q", "a<2")  # other cases bring the environment up to date
    uv, puv = pair.run(*words.split())
    for program, outcome in (("uv", uv), ("puv", puv)):
        assert outcome.code == 0, f"{program}: {outcome.stderr}"
        document = json.loads(outcome.stdout)
        assert problems(name, document) == [], program
        assert document, f"{program} has written nothing to look at"


OWN = [
    ("why-1", "why a --format json", 0),
    ("why-not-1", "why-not a<1 --format json", 1),
    ("why-not-1", "why-not a==1.0 --format json", 0),
]


@pytest.mark.parametrize(("name", "words", "code"), OWN, ids=[words for _, words, _ in OWN])
def test_an_output_that_uv_does_not_have_fits_to_its_schema(name: str, words: str, code: int, pair: Pair) -> None:
    told = pair.puv.run(*words.split())
    assert told.code == code, told.stderr
    assert problems(name, json.loads(told.stdout)) == []


def test_every_command_that_writes_json_has_a_schema_that_names_it() -> None:
    titles = " ".join(schema["title"] for schema in SCHEMAS.values())
    for command in below(()):
        if any("json" in row.choices for row in command.options):
            assert re.search(rf"{command.title}\b", titles), command.title


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_a_schema_is_one_and_describes_every_member(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:puv:output:{name.removesuffix('.schema.json')}"
    assert f"## {schema['title']}" in outputs_page()
    assert not Draft202012Validator(schema).is_valid("something else")


def test_a_schema_refuses_what_is_not_so() -> None:
    change = {"name": "a", "version": "1.0", "action": "installed"}
    document = {"schema": {"version": "preview"}, "changes": [change], "dry_run": False}
    assert problems("pip-changes-preview", document) == []
    for wrong in (
        {**document, "schema": {"version": "2"}},
        {**document, "changes": [{**change, "action": "broken"}]},
        {**document, "more": 1},
        {"changes": [], "dry_run": False},
    ):
        assert problems("pip-changes-preview", wrong) != []
