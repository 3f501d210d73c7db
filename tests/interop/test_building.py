"""Source distributions, directories and editables through real uv and through puv: same words, same files."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from support import backend
from support.interop import Filters, Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Both name a temporary place of their own in the traceback of what was extracted.
_TRACES = Filters(drop_stderr_lines=('           File "',))


@pytest.fixture
def built(ready: Pair) -> Iterator[Pair]:
    """A pair of places with one project of each kind; the index is that of the other suites."""
    for place in ready.places:
        root = place.cwd
        backend.write(root / "static", backend.project("static", static=True))
        backend.write(root / "dynamic", backend.project("dynamic"))
        backend.write(root / "bare", backend.project("bare", prepare=False))
        backend.write(root / "needy", backend.project("needy", requires=("lib>=1",)))
        backend.write(root / "failing", backend.project("failing", static=True, extra_code=backend.FAILING))
        backend.write(root / "mute", backend.project("mute", prepare=False, extra_code=backend.FAILING))
        backend.write(root / "lost", backend.project("lost", build_system=_without("gone_backend", "[]")))
        backend.write(root / "wanting", backend.project("wanting", build_system=_without("x", '["not-there>=3"]')))
        backend.write(root / "src-one", {**backend.project("src-one", static=True), "src/one.py": ""})
        newer = {"pyproject.toml": '[project]\nname = "newer"\nversion = "1"\nrequires-python = ">=3.99"\n'}
        backend.write(root / "newer", newer)
        (root / "empty").mkdir()
        links = root / "links"
        links.mkdir()
        for name in ("static", "dynamic", "failing", "lost", "wanting"):
            files = backend.project(name)
            files = {path.name: path.read_text() for path in (root / name).iterdir() if path.is_file()} or files
            (links / f"{name}-1.0.tar.gz").write_bytes(backend.tarball(files, f"{name}-1.0"))
    yield ready
    shutil.rmtree(ready.uv.cache, ignore_errors=True)


def _without(module: str, requires: str) -> str:
    return f'[build-system]\nrequires = {requires}\nbuild-backend = "{module}"\n'


ONCE = [
    ("./static",),
    ("./dynamic",),
    ("./bare",),
    ("./needy",),
    ("./src-one",),
    ("./newer",),
    ("-e", "./static"),
    ("-e", "./dynamic"),
    ("-e", "./needy"),
    ("static @ ./static",),
    ("./links/static-1.0.tar.gz",),
    ("./links/dynamic-1.0.tar.gz",),
    ("--find-links", "links", "static"),
    ("--find-links", "links", "dynamic==1.0"),
    ("--no-build-isolation", "./dynamic"),
    ("-C", "a=1", "-C", "b=2", "-C", "a=3", "./static"),
    ("./failing",),
    ("./mute",),
    ("-e", "./failing"),
    ("mute @ ./mute",),
    ("./wanting",),
    ("./empty",),
    ("./nowhere",),
    ("other @ ./dynamic",),
    (
        "-e",
        "./links/static-1.0.tar.gz",
    ),
    ("--no-build", "./static"),
    ("--only-binary", "static", "./static"),
    ("--no-build", "--find-links", "links", "static"),
    ("--no-deps", "./needy"),
    ("--dry-run", "./dynamic"),
    ("--find-links", "links", "wanting"),
]


@pytest.mark.parametrize("words", ONCE, ids=" ".join)
def test_installing_from_source_is_the_same(built: Pair, words: tuple[str, ...]) -> None:
    built.expect_same("pip", "install", *words, filters=_TRACES)
    built.expect_same_environment()


@pytest.mark.parametrize("name", ["failing", "lost"])
def test_a_failing_sdist_is_told_alike_but_for_the_hint(built: Pair, name: str) -> None:
    for place in built.places:
        place.variables["COLUMNS"] = "1000"  # their caches lie at different depths
    one, two = built.run("pip", "install", "--find-links", "links", name)
    assert one.code == two.code == 1
    ours = built.puv.plain(two.stderr).partition("hint:")[0].splitlines()
    theirs = built.uv.plain(one.stderr).partition("hint:")[0].splitlines()
    assert [line for line in ours if "File " not in line] == [line for line in theirs if "File " not in line]


@pytest.mark.parametrize("text", ["./static\n", "-e ./static\n", "static @ ./static\n", "./links/static-1.0.tar.gz\n"])
def test_what_is_there_already_stays(built: Pair, text: str) -> None:
    built.write("requirements.in", text)
    for _ in range(2):
        built.expect_same("pip", "sync", "requirements.in")
    built.expect_same("pip", "install", "-r", "requirements.in")
    built.expect_same_environment()


def test_a_directory_of_the_command_line_is_always_built_again(built: Pair) -> None:
    for _ in range(2):
        built.expect_same("pip", "install", "./static")


def test_an_editable_replaces_what_is_none(built: Pair) -> None:
    built.write("one.in", "./static\n")
    built.write("two.in", "-e ./static\n")
    for name in ("one.in", "two.in", "one.in"):
        built.expect_same("pip", "sync", name)
    built.expect_same_environment()


@pytest.mark.parametrize(
    "text", ["./static", "./dynamic", "-e ./dynamic", "-e ./needy", "needy @ ./needy", "./links/static-1.0.tar.gz"]
)
def test_compiling_from_source_is_the_same(built: Pair, text: str) -> None:
    built.write("requirements.in", f"{text}\n")
    built.expect_same("pip", "compile", "requirements.in")


def test_editables_are_listed_and_frozen_alike(built: Pair) -> None:
    built.expect_same("pip", "install", "-q", "-e", "./static", "./dynamic")
    built.expect_same("pip", "list")
    built.expect_same("pip", "freeze")
    built.expect_same("pip", "uninstall", "static", "dynamic")


def test_nothing_is_left_in_the_cache_but_records(built: Pair) -> None:
    built.puv.run("pip", "install", "./dynamic")
    leftovers: list[Path] = list((built.puv.cache / "archives-v1" / "tmp").iterdir())
    assert not leftovers
