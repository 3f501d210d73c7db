"""What `pip show` and `pip tree` tell of environments, and `cache prune` and `size` of a cache, reads as from uv."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.interop import Filters

if TYPE_CHECKING:
    from pathlib import Path

    from support.interop import Pair, Place

# Environments: distribution → what it requires.
ENVIRONMENTS: dict[str, dict[str, list[str]]] = {
    "diamond": {"a-1": ["b", "c"], "b-1": ["d"], "c-1": ["d"], "d-1": ["e"], "e-1": ["f"], "f-1": []},
    "extras": {
        "a-1": ["b[x]>=1"], "b-1": ["c; extra == 'x'", "d; extra == 'y'"], "c-1": ["e"], "d-1": ["e"], "e-1": [],
    },
    "markers": {
        "a-1": ["b; sys_platform == 'never'", "c; python_version > '3'", "b>=1; python_version < '3'"], "b-1": ["c"],
        "c-1": [],
    },
    "missing": {"a-1": ["zz>=1", "b>2"], "b-1": ["c", "d; extra == 'x'"], "c-1": []},
    "versions": {
        "a-1": ["b<5,>=1", "c<5", "c>=1", "d>9", "d>=1", "e>=1", "f", "f>=1", "g==1.0.*", "h~=1.0", "i>=1,>=1"],
        "b-1": [], "c-1": [], "d-1": [], "e-1": ["i @ https://example.org/i-1-py3-none-any.whl", "i>=1"], "f-1": [],
        "g-1.0rc1": [], "h-1.5.dev1": [], "i-1.0.0+local.2": [],
    },
    "spelling": {"Odd.Name-1": ["other_One"], "Other_One-1.0.0": []},
    "itself": {"a-1": ["a[x]"], "b-1": ["a[y]"]},
    "empty": {},
}  # fmt: skip
# Where the drawing begins in others, uv decides by the hashes of paths.
TANGLES = [
    ({"r-1": ["b"], "b-1": ["c", "x"], "c-1": ["b"], "x-1": []}, ["tree", "tree --no-dedupe", "tree -d 1"]),
    ({"b-1": ["r", "c"], "c-1": ["b"], "x-1": ["b"], "r-1": []}, ["tree --invert", "tree --invert --no-dedupe"]),
    ({"a-1": ["a"]}, ["tree", "tree --invert", "tree --no-dedupe", "show a"]),
    (
        {"a-1": ["b>=1"], "b-1": ["d"], "b-2": ["c"], "c-1": [], "d-1": []},
        ["tree --prune d", "tree --strict --depth 1", "show a", "show a --strict"],
    ),
    ({"a-1": ["b>=2"], "b-1": [], "b-2": ["c"], "c-1": []}, ["tree --prune c", "show a"]),
]
TREES = [
    "tree", "tree --invert", "tree --reverse --depth 1", "tree --no-dedupe", "tree --no-dedupe --invert",
    "tree --show-version-specifiers", "tree --invert --show-version-specifiers", "tree --strict", "tree --depth 0",
    "tree -d 2", "tree --package b", "tree --package b --package e --invert", "tree --prune c", "tree --package nope",
    "tree --package a --prune b --show-sizes", "tree --package B --prune D --invert", "tree -q",
]  # fmt: skip
SHOWS = [
    "show a", "show b c a", "show b --files", "show c a nope -f", "show zz --strict", "show a --strict",
    "show other-ONE", "show zz yy zz", "show d", "show c", "show a -q", "show nope -q", "show a -qq",
    "show --prefix elsewhere a",
]  # fmt: skip


def packages_of(place: Place) -> Path:
    return next((place.cwd / ".venv" / "lib").glob("python*")) / "site-packages"


def plant(pair: Pair, distributions: dict[str, list[str]]) -> None:
    """Put distributions without modules into both environments."""
    for place in pair.places:
        for stem, requires in distributions.items():
            name, _, version = stem.rpartition("-")
            info = packages_of(place) / f"{stem}.dist-info"
            info.mkdir()
            fields = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Provides-Extra: x"]
            fields += [f"Requires-Dist: {requirement}" for requirement in requires]
            (info / "METADATA").write_text("\n".join(fields) + "\n")
            (info / "WHEEL").write_text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            (info / "RECORD").write_text(f'../../bin/{name},,\n/abs/x,,\n"odd, {name}.py",,\n{info.name}/RECORD,,\n')


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_trees_are_drawn_as_by_uv(ready: Pair, environment: str) -> None:
    plant(ready, ENVIRONMENTS[environment])
    for question in TREES:
        ready.expect_same("pip", *question.split())


@pytest.mark.parametrize(("environment", "questions"), TANGLES)
def test_cycles_and_packages_installed_twice_are_told_as_by_uv(
    ready: Pair, environment: dict[str, list[str]], questions: list[str]
) -> None:
    plant(ready, environment)
    for question in questions:
        ready.expect_same("pip", *question.split())


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_packages_are_shown_as_by_uv(ready: Pair, environment: str) -> None:
    plant(ready, ENVIRONMENTS[environment])
    for question in SHOWS:
        ready.expect_same("pip", *question.split())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a-1.dist-info/METADATA", None),
        ("a-1.dist-info/METADATA", "garbage\n"),
        ("a-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: a\nVersion: 1!!\n"),
        ("a-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: a\nVersion: 1\nRequires-Dist: !!!\n"),
        ("a-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: a\nVersion: 1\nRequires-Dist: b>=1.0-*\n"),
        ("a-1.dist-info/RECORD", None),
        ("a-1.dist-info/RECORD", "a,b\n"),
        ("a-1.dist-info/RECORD", "z.py,sha256=x,12\nZ.py,,\n"),
        ("a-1.dist-info/WHEEL", None),
        ("old_egg-2.0.egg-info/PKG-INFO", "Metadata-Version: 1.0\nNa"),
        ("flat-2.0-py3.egg-info", "Metadata-Version: 1.0\nNa"),
    ],
)
def test_broken_distributions_are_told_as_by_uv(ready: Pair, path: str, text: str | None) -> None:
    plant(ready, {"a-1": [], "b-1": ["a"]})
    for place in ready.places:
        file = packages_of(place) / path
        file.parent.mkdir(exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_text(text)
    for question in (
        "tree", "tree --strict", "show a", "show b", "show -f b a", "show a --strict", "show flat old-egg",
    ):  # fmt: skip
        ready.expect_same("pip", *question.split())


def test_editables_and_eggs_are_told_as_by_uv(ready: Pair) -> None:
    plant(ready, {"a-1": [], "b-1": ["a"]})
    for place in ready.places:
        packages = packages_of(place)
        for name, editable in (("a", True), ("b", False)):
            direct = {"url": "file:///srv/some%20project", "dir_info": {"editable": editable}}
            (packages / f"{name}-1.dist-info" / "direct_url.json").write_text(json.dumps(direct))
        (packages / "flat-3.0-py3.11.egg-info").write_text("Metadata-Version: 1.0\nName: flat\nVersion: 3.0\n")
        for info, name in ((packages / "old_egg-2.0.egg-info", "old-egg"), (place.cwd / "linked.egg-info", "linked")):
            info.mkdir()
            (info / "PKG-INFO").write_text(f"Metadata-Version: 1.0\nName: {name}\nVersion: 2.0\nRequires-Dist: a\n")
        (packages / "linked.egg-link").write_text(f"{place.cwd}\n.\n")
    for question in (
        "show a", "show b", "show flat", "show old-egg", "show linked", "show -f flat a", "show -f linked",
        "show -f old-egg", "tree", "tree --invert",
    ):  # fmt: skip
        ready.expect_same("pip", *question.split())


def test_newer_versions_are_told_in_trees(ready: Pair) -> None:
    for place in ready.places:
        installed = type(place)(ready.uv.program, place.root, place.index_url, place.variables).run(
            "pip", "install", "-q", "app==1.0", "lib==1.0"
        )
        assert installed.code == 0, installed.stderr
    for question in (
        "tree --outdated", "tree --outdated --show-version-specifiers", "tree --outdated --invert --show-sizes",
        "tree --outdated --no-index", "tree --outdated --prerelease allow",
        "show app lib tool speed", "tree",
    ):  # fmt: skip
        ready.expect_same("pip", *question.split())


@pytest.mark.parametrize(
    "words",
    [
        "pip show", "pip show -f", "pip show -q", "pip show bad!name", "pip tree --package bad!", "pip tree --depth x",
        "pip tree --depth 256", "pip tree --depth", "pip tree --dedupe", "pip tree --no-outdated", "pip tree extra",
        "pip show a", "pip tree", "cache prune extra", "cache size --output-format json",
        "cache size --output-format auto -H", "cache size -H --output-format machine", "cache prune --cii",
    ],
)  # fmt: skip
def test_wrong_words_and_missing_environments_are_answered_as_by_uv(pair: Pair, words: str) -> None:
    pair.expect_same(*words.split())


@pytest.mark.parametrize(
    "words",
    [
        "cache prune", "cache prune --ci", "cache prune --force", "cache prune -q", "cache prune --cache-dir nowhere",
        "cache size --cache-dir nowhere", "cache size --cache-dir nowhere -H",
        "cache size --cache-dir nowhere --preview",
        "cache size -q --cache-dir nowhere", "cache size -qq", "cache size --cache-dir nowhere --output-format machine",
        "cache size --cache-dir nowhere --preview-features cache-size", "cache clean --cache-dir hollow",
    ],
)  # fmt: skip
def test_small_caches_are_told_as_by_uv(pair: Pair, words: str) -> None:
    for place in pair.places:
        (place.cwd / "hollow" / "one").mkdir(parents=True)
    pair.expect_same(*words.split())


def test_a_full_cache_is_measured_and_pruned(ready: Pair) -> None:
    for place in ready.places:
        assert place.run("pip", "install", "lib", "tool").code == 0
    ready.expect_same("cache", "prune")
    for style in ("-H", "--output-format=human", "--output-format=machine", "--preview"):
        expected, actual = ready.run("cache", "size", style)
        shape = "".join("0" if character.isdigit() else character for character in expected.stdout)
        assert ("B" in shape) == ("B" in actual.stdout)
        assert (actual.code, ready.puv.plain(actual.stderr)) == (expected.code, expected.stderr)
        assert actual.stdout.strip(".0123456789KMiB\n") == ""
    expected, actual = ready.run("cache", "prune", "--ci")
    for place, outcome in zip(ready.places, (expected, actual), strict=True):
        sized = place.plain(outcome.stderr, Filters(sizes=True)).splitlines()
        assert [sized[0], sized[1].split()[0], sized[1].split()[2:]] == [
            "Pruning cache at: [ROOT]/cache", "Removed", ["files", "([SIZE])"],
        ]  # fmt: skip
    ready.expect_same("cache", "prune", "--ci")
    ready.expect_same("pip", "install", "--reinstall", "lib", "tool")
