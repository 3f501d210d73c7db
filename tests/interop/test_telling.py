"""What is told of an environment, a cache or the program itself reads as uv tells it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from support.interop import Filters

if TYPE_CHECKING:
    from support.interop import Outcome, Pair

QUESTIONS = [
    "list",
    "list --format json",
    "list --format freeze",
    "list --format columns",
    "list --exclude lib",
    "list --outdated",
    "list --outdated --format json",
    "list --editable",
    "list --exclude-editable",
    "list -q",
    "list --format wrong",
    "freeze",
    "freeze --exclude lib",
    "freeze --exclude-editable",
    "freeze --path .venv/nowhere",
    "check",
    "check --python-version 3.8",
    "list --python .venv",
    "list --python nowhere",
    "list --strict",
    "list --no-such-option",
]


@pytest.fixture
def full(ready: Pair) -> Pair:
    """Environments with a few packages in them, installed by real uv."""
    for place in ready.places:
        installed = type(place)(ready.uv.program, place.root, place.index_url, place.variables).run(
            "pip", "install", "-q", "app==1.0", "Odd.Name_x", "lib==1.0"
        )
        assert installed.code == 0, installed.stderr
    return ready


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_environment_is_told_as_by_uv(full: Pair, question: str) -> None:
    full.expect_same("pip", *question.split())


@pytest.mark.parametrize("question", ["list", "list --format json", "freeze", "check"])
def test_an_empty_environment_is_told_as_by_uv(ready: Pair, question: str) -> None:
    ready.expect_same("pip", *question.split())


@pytest.mark.parametrize("question", ["list", "freeze", "check", "uninstall lib"])
def test_no_environment_is_told_as_by_uv(pair: Pair, question: str) -> None:
    pair.expect_same("pip", *question.split())


def test_a_broken_environment_is_told_by_check(ready: Pair) -> None:
    ready.expect_same("pip", "install", "--no-deps", "app==2.0", "lib==1.0")
    ready.expect_same("pip", "check")


def test_packages_that_others_installed_are_told(ready: Pair) -> None:
    for place in ready.places:
        packages = next((place.cwd / ".venv" / "lib").glob("python*")) / "site-packages"
        for path, text in {
            "by_pip-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: by-pip\nVersion: 1.0\n",
            "by_pip-1.0.dist-info/INSTALLER": "pip\n",
            "old_egg-2.0.egg-info/PKG-INFO": "Metadata-Version: 1.0\nName: old-egg\nVersion: 2.0\n",
            "flat-3.0-py3.11.egg-info": "Metadata-Version: 1.0\nName: flat\nVersion: 3.0\n",
            "~broken-1.0.dist-info/METADATA": "Name: broken\n",
        }.items():
            target = packages / path
            target.parent.mkdir(exist_ok=True)
            target.write_text(text)
    for question in ("list", "freeze", "check", "uninstall by-pip", "uninstall flat", "uninstall old-egg"):
        ready.expect_same("pip", *question.split())


WORDS = [
    "",
    "pip",
    "cache",
    "no-such-command",
    "pip no-such-command",
    "pip instal",
    "--no-such-option",
    "pip compile",
    "cache dir",
    "venv --no-such-option",
    "pip install --help-me",
    "help no-such-command",
    "cache dir extra",
    "pip compile a.in --output-file",
    "pip compile --annotation-style wrong a.in",
    "pip compile missing.in",
    "pip compile -",
    "self update",
    "self update 1.0 --dry-run",
    "self update --offline",
    "self update 1.0 2.0",
    "help self no-such-command",
    "help tool no-such-command",
]


@pytest.mark.parametrize("words", WORDS)
def test_wrong_words_are_answered_as_by_uv(pair: Pair, words: str) -> None:
    expected, actual = pair.run(*words.split())
    if expected.stdout.startswith("An extremely fast") or "Usage:" in expected.stdout:
        assert actual.code == expected.code
        return
    differences = pair.differences(expected, shorter_usage(actual, expected), Filters())
    assert not differences, "\n".join(differences)


def shorter_usage(actual: Outcome, expected: Outcome) -> Outcome:
    """Help pages are puv's own words, and lists of commands name those that there are: only the rest is compared."""
    if actual.code == expected.code:
        if "Commands:" in expected.stderr:
            return expected
        for listing in ("[subcommands:", "Did you mean one of:"):
            if listing in expected.stderr and listing in actual.stderr:
                head = [outcome.stderr.partition(listing)[0] for outcome in (expected, actual)]
                return expected if head[0] == head[1].replace("puv", "uv") else actual
    return actual


COMMANDS = [
    "",
    "venv",
    "pip",
    *(f"pip {name}" for name in ["compile", "sync", "install", "uninstall", "list", "freeze", "show", "tree", "check"]),
]
COMMANDS += ["cache", "cache dir", "cache clean", "cache prune", "cache size"]


def offered(help_text: str) -> set[str]:
    """The options (and, for groups, the sub-commands) that a help page offers."""
    return set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", help_text, re.MULTILINE))


@pytest.mark.parametrize("command", COMMANDS)
def test_help_offers_the_options_that_uv_s_offers(pair: Pair, command: str) -> None:
    expected, actual = pair.run(*command.split(), "--help")
    assert actual.code == expected.code
    assert offered(expected.stdout) - offered(actual.stdout) == set()


def test_the_version_is_told_in_uv_s_shape(pair: Pair) -> None:
    expected, actual = pair.run("--version")
    shape = re.compile(r"(uv|puv) \d+\.\d+\.\d+\S*( \(.*\))?\n")
    assert shape.fullmatch(expected.stdout)
    assert shape.fullmatch(actual.stdout)
    assert (expected.code, expected.stderr) == (actual.code, actual.stderr)


@pytest.mark.parametrize("required", [">=99", "99.0", "<0.13", ">=1,<2"])
def test_a_required_version_that_is_not_met_is_refused(pair: Pair, required: str) -> None:
    pair.write("uv.toml", f'required-version = "{required}"\n')
    uv, puv = pair.run("pip", "list")
    assert uv.code == puv.code == 2
    assert uv.stderr.startswith(puv.stderr.rstrip("\n"))  # uv adds how to update it
    pair.write("uv.toml", 'required-version = ">=0.13"\n')
    pair.expect_same("pip", "list", "--python", "none")


def test_the_cache_s_place_follows_its_variable(pair: Pair) -> None:
    pair.expect_same("cache", "dir")
    pair.expect_same("cache", "dir", "--cache-dir", "elsewhere")


def test_cleaning_an_empty_cache_says_so(pair: Pair) -> None:
    for place in pair.places:
        place.cache.rmdir()
    pair.expect_same("cache", "clean")


def test_a_filled_cache_is_emptied(ready: Pair) -> None:
    for place in ready.places:
        assert place.run("pip", "install", "lib").code == 0
        done = place.run("cache", "clean")
        assert done.code == 0
        assert not [path for path in place.cache.rglob("*") if path.is_file() and path.name != ".lock"]
