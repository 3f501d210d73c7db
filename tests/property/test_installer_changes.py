"""Installing and removing wheels of any shape."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from puv.installer.apply import InstallOptions, apply
from puv.standards.record import parse_record
from support.builders import wheel
from support.environments import FAST_FOLDER, Wheels, installed_in, layout_in, tree

PATHS = st.sampled_from(
    [
        "demo/a.py",
        "demo/b.py",
        "demo/sub/a.py",
        "space/one.py",
        "space/two/x.py",
        "top.py",
        "a b,c.py",
        'q"x.py',
        "é.py",
    ]
)
FILES = st.dictionaries(PATHS, st.binary(max_size=3), min_size=1, max_size=6)
DATA = st.dictionaries(
    st.sampled_from(["scripts/run", "data/share/x", "headers/h.h", "purelib/demo/p.py", "platlib/l.py", "data/top"]),
    st.sampled_from([b"", b"#!python\nx\n", b"#!/bin/sh\n"]),
    max_size=4,
)
SCRIPTS = st.dictionaries(st.sampled_from(["one", "two", "run"]), st.just("demo:main"), max_size=2)
WHEELS = st.tuples(FILES, DATA, SCRIPTS)
STRANGERS = st.sets(st.sampled_from(["demo/mine.txt", "space/mine/x", "demo/sub/z", "other.py"]), max_size=3)
Contents = tuple[dict[str, bytes], dict[str, bytes], dict[str, str]]


def build(version: str, contents: Contents) -> bytes:
    files, data, scripts = contents
    return wheel(
        "demo", version, files=files, data=data, entry_points={"console_scripts": scripts} if scripts else None
    )


def without_empty(folder: str) -> dict[str, bytes | str | None]:
    """The tree without directories outside of site-packages, which stay when they become empty, as with uv."""
    return {path: content for path, content in tree(folder).items() if content is not None or "site-packages/" in path}


def place(layout_purelib: str, strangers: set[str]) -> None:
    for name in strangers:
        path = Path(layout_purelib, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")


@given(WHEELS, STRANGERS)
@settings(max_examples=30)
def test_removing_what_was_installed_restores_the_tree(contents: Contents, strangers: set[str]) -> None:
    with tempfile.TemporaryDirectory(dir=FAST_FOLDER) as base:
        layout = layout_in(Path(base, "venv"))
        place(layout.purelib, strangers)
        before = without_empty(layout.data)
        stored = Wheels(Path(base, "wheels")).add("demo", "1.0", build("1.0", contents))
        apply([], [stored], layout, InstallOptions())
        rows = {entry.path for entry in parse_record(Path(layout.purelib, "demo-1.0.dist-info/RECORD").read_text())}
        new = {path for path, content in tree(layout.data).items() if path not in before and content is not None}
        assert {Path(layout.purelib, row).resolve() for row in rows} == {Path(layout.data, p).resolve() for p in new}
        apply(installed_in(layout.purelib), [], layout, InstallOptions())
        assert without_empty(layout.data) == before


@given(WHEELS, WHEELS, STRANGERS)
@settings(max_examples=30)
def test_an_upgrade_gives_what_a_fresh_installation_gives(old: Contents, new: Contents, strangers: set[str]) -> None:
    with tempfile.TemporaryDirectory(dir=FAST_FOLDER) as base:
        wheels = Wheels(Path(base, "wheels"))
        first, second = wheels.add("demo", "1.0", build("1.0", old)), wheels.add("demo", "2.0", build("2.0", new))
        layout = layout_in(Path(base, "venv"))
        place(layout.purelib, strangers)
        apply([], [first], layout, InstallOptions())
        apply(installed_in(layout.purelib), [second], layout, InstallOptions())
        upgraded = without_empty(layout.data)
        Path(layout.data).rename(Path(base, "upgraded"))
        fresh = layout_in(Path(base, "venv"))
        place(fresh.purelib, strangers)
        apply([], [second], fresh, InstallOptions())
        assert upgraded == without_empty(fresh.data)
