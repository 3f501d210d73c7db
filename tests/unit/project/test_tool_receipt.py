"""Receipts of tools: uv's bytes in, the same bytes out."""

from __future__ import annotations

import pytest

from puv.errors import InputError
from puv.project.tool_receipt import parse_receipt, render_receipt, same_requirements

PLAIN = """\
[tool]
requirements = [{ name = "hello" }]
entrypoints = [
    { name = "hello", install-path = "/home/me/.local/bin/hello", from = "hello" },
]
"""
FULL = """\
[tool]
requirements = [
    { name = "hello", extras = ["color", "fast"], specifier = ">=1,<2" },
    { name = "greet", marker = "python_full_version >= '3.6'", specifier = "==1.0" },
    { name = "wheel-file", path = "/w/wheel_file-1-py3-none-any.whl" },
    { name = "tree", directory = "/w/a tree" },
    { name = "inner", directory = "/w/tree", subdirectory = "inner" },
    { name = "linked", editable = "/w/linked" },
    { name = "remote", url = "https://example.org/remote-1.tar.gz" },
    { name = "repo", git = "https://example.org/me/repo?rev=v1" },
    { name = "deep", git = "https://example.org/me/repo?subdirectory=a&rev=v1" },
    { name = "head", git = "ssh://git@example.org/me/repo" },
]
constraints = [{ name = "greet", specifier = "<1.5" }]
overrides = [
    { name = "a", specifier = "==1" },
    { name = "b" },
]
excludes = ["paint"]
build-constraint-dependencies = [{ name = "setuptools", specifier = "<80" }]
python = "3.11"
entrypoints = [
    { name = "hello", install-path = "/b/hello", from = "hello" },
    { name = "old", install-path = "/b/old" },
]

[tool.options]
index = [{ name = "x", url = "https://example.org/x/", explicit = true, ignore-error-codes = [403] }]
no-index = true
config-settings = { a = ["b", "c"] }
exclude-newer-package = { abc = "2030-01-01T01:02:03Z", greet = false }
"""


@pytest.mark.parametrize("text", [PLAIN, FULL], ids=["plain", "full"])
def test_a_receipt_is_written_as_it_was_read(text: str) -> None:
    assert render_receipt(parse_receipt(text)) == text


def test_receipts_of_early_versions_name_requirements_as_texts() -> None:
    text = '[tool]\nrequirements = ["black>=24"]\nentrypoints = []\n'
    found = parse_receipt(text).requirements[0].requirement
    assert (found.name, str(found.specifiers)) == ("black", ">=24")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("junk\n", "TOML parse error at line 1"),
        ("[tool]\n", "missing field `requirements`"),
        ("x = 1\n", "missing field `tool`"),
        ("[tool]\nrequirements = [{ nome = 'x' }]\n", "name"),
        ("[tool]\nrequirements = [{ name = 'x', specifier = '=>1' }]\n", "operator"),
        ("[tool]\nrequirements = [3]\n", "int"),
    ],
)
def test_a_text_that_is_no_receipt_is_refused(text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        parse_receipt(text)


def test_receipts_ask_for_the_same_whatever_python_and_options_say() -> None:
    one = parse_receipt(FULL)
    assert same_requirements(one, one.replace(python="", entries=(), options={}))
    assert not same_requirements(one, one.replace(excludes=()))
    assert not same_requirements(one, one.replace(requirements=one.requirements[:-1]))
