from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from support.command_line import puv

RECORDED = (Path(__file__).parent / "recorded" / "complaints.txt").read_text(encoding="utf-8")
CASES = [tuple(block.split("\n", 1)) for block in RECORDED.removeprefix("$ puv ").split("\n$ puv ")]


@pytest.mark.parametrize(("words", "expected"), CASES, ids=[words for words, _ in CASES])
def test_an_impossible_command_line_is_refused_in_the_words_of_uv(words: str, expected: str, tmp_path: Path) -> None:
    outcome = puv(*shlex.split(words), cwd=tmp_path, without=("PUV_CACHE_DIR",))

    assert outcome.stderr.rstrip("\n") == expected.rstrip("\n")
    assert outcome.stdout == ""
    assert outcome.code == 2


def test_complaints_are_coloured_when_colours_are_forced(tmp_path: Path) -> None:
    outcome = puv("pip", "list", "--format=jso", cwd=tmp_path, environ={"CLICOLOR_FORCE": "1"})

    assert outcome.stderr == (
        "\x1b[1m\x1b[31merror:\x1b[0m invalid value '\x1b[33mjso\x1b[0m' "
        "for '\x1b[1m\x1b[36m--format <FORMAT>\x1b[0m'\n"
        "  [possible values: \x1b[32mcolumns\x1b[0m, \x1b[32mfreeze\x1b[0m, \x1b[32mjson\x1b[0m]\n\n"
        "  \x1b[32mtip:\x1b[0m a similar value exists: '\x1b[32mjson\x1b[0m'\n\n"
        "For more information, try '\x1b[1m\x1b[36m--help\x1b[0m'.\n"
    )


VARIABLES = [
    ("UV_OFFLINE=foo", "pip list", ("Failed to parse environment variable `UV_OFFLINE` with invalid value `foo`: "
     "expected a boolish value")),
    ("UV_LINK_MODE=foo", "pip install x", ("invalid value 'foo' for '--link-mode <LINK_MODE>'\n"
     "  [possible values: clone, copy, hardlink, symlink]")),
    ("UV_LINK_MODE=", "pip install x", ("a value is required for '--link-mode <LINK_MODE>' but none was supplied\n"
     "  [possible values: clone, copy, hardlink, symlink]")),
    ("UV_HTTP_TIMEOUT=foo", "pip list", ("Failed to parse environment variable `UV_HTTP_TIMEOUT` with invalid value "
     "`foo`: invalid digit found in string; value should be an integer number of seconds")),
    ("UV_CONCURRENT_DOWNLOADS=0", "pip list", ("Failed to parse environment variable `UV_CONCURRENT_DOWNLOADS` with "
     "invalid value `0`: number would be zero for non-zero type")),
    ("UV_NO_CACHE=foo", "cache dir", "invalid value 'foo' for '--no-cache': value was not a boolean"),
    ("UV_CACHE_DIR=", "cache dir", "a value is required for '--cache-dir <CACHE_DIR>' but none was supplied"),
    ("UV_VENV_SEED=x", "venv", ("Failed to parse environment variable `UV_VENV_SEED` with invalid value `x`: expected "
     "a "
     "boolish value")),
    ("UV_WORKING_DIR=foo", "cache dir", "No such file or directory (os error 2)"),
    ("UV_PROJECT=foo", "cache dir", "Project directory `foo` does not exist"),
    ("UV_CONFIG_FILE=foo", "cache dir", "failed to open file `foo`: No such file or directory (os error 2)"),
]  # fmt: skip


@pytest.mark.parametrize(("variable", "words", "expected"), VARIABLES, ids=[case[0] for case in VARIABLES])
def test_a_wrong_variable_is_refused_in_the_words_of_uv(
    variable: str, words: str, expected: str, tmp_path: Path
) -> None:
    name, _, value = variable.partition("=")
    outcome = puv(*words.split(), cwd=tmp_path, environ={"COLUMNS": "300", name: value}, without=("PUV_CACHE_DIR",))

    assert outcome.stderr.removeprefix("error: ").split("\n\nFor more")[0].rstrip("\n") == expected
    assert outcome.code == 2


def test_a_variable_conflicts_with_the_negative_of_its_flag(tmp_path: Path) -> None:
    outcome = puv("pip", "install", "--no-compile-bytecode", "x", cwd=tmp_path, environ={"UV_COMPILE_BYTECODE": "1"})

    assert outcome.stderr.startswith(
        "error: the argument '--no-compile-bytecode' cannot be used with '--compile-bytecode'\n"
    )
