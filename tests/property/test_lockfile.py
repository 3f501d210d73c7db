"""What holds for every lock: reading undoes writing, by either reader."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from puv.lockfile import read
from puv.lockfile.artifacts import parse_artifact
from puv.lockfile.read import read_lock, read_pins
from puv.lockfile.scan import NotCanonicalError, scan_inline, scan_lock
from puv.lockfile.write import render_lock
from support.locks import artifacts, locks

if TYPE_CHECKING:
    from puv.lockfile.artifacts import Artifact
    from puv.lockfile.lock import Lock


@settings(max_examples=40)  # a lock takes long to draw
@given(locks())
def test_reading_undoes_writing(lock: Lock) -> None:
    assert read_lock(render_lock(lock)) == lock


@settings(max_examples=40)  # a lock takes long to draw
@given(locks())
def test_writing_undoes_reading(lock: Lock) -> None:
    text = render_lock(lock)
    assert render_lock(read_lock(text)) == text


@settings(max_examples=40)  # a lock takes long to draw
@given(locks())
def test_the_reader_of_any_toml_finds_what_the_fast_one_does(lock: Lock) -> None:
    text = render_lock(lock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "scan_lock", _no_scan)
        assert read_lock(text) == lock


@settings(max_examples=40)  # a lock takes long to draw
@given(locks())
def test_the_fast_scanner_agrees_with_tomllib(lock: Lock) -> None:
    text = render_lock(lock)
    try:
        found = scan_lock(text)
    except NotCanonicalError:
        return
    assert _unfolded(found) == tomllib.loads(text)


@settings(max_examples=40)  # a lock takes long to draw
@given(locks())
def test_pins_alone_are_those_of_the_whole_lock(lock: Lock) -> None:
    assert read_pins(render_lock(lock)) == [(package.id, package.fork_markers) for package in lock.packages]


@given(artifacts)
def test_a_file_is_read_back_from_its_table(artifact: Artifact) -> None:
    assert parse_artifact(str(artifact)) == artifact


def _no_scan(_text: str) -> dict[str, Any]:
    raise NotCanonicalError


def _unfolded(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the tables that the scanner leaves as texts."""
    for package in document.get("package", ()):
        if "sdist" in package:
            package["sdist"] = tomllib.loads(f"x = {package['sdist']}")["x"]
        if "wheels" in package:
            package["wheels"] = [tomllib.loads(f"x = {line[4:-1]}")["x"] for line in package["wheels"].split("\n")]
        for edges in (
            package,
            *(package.get(part, {}) for part in ("optional-dependencies", "dev-dependencies")),
        ):
            for name, entries in edges.items():
                if entries and isinstance(entries, list) and isinstance(entries[0], str) and entries[0][0] == "{":
                    edges[name] = list(map(scan_inline, entries))
    return document
