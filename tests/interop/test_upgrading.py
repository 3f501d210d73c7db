"""`upgrade`: bounds are raised as uv raises them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.index_server import World
from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSIONS = ("0.9", "1", "1.4.2", "2", "2.1.3", "3.20")
# One requirement on each of the packages `p0`, `p1`, …
BOUNDS = (
    "<3", "<=3", ">=2,<4", "==2", "==2.*", "==1.4.*", "~=2.1", "~=2.1.0", "~=2.1.3.0", "===2", ">=1,<2,!=1.1",
    ">1,<1.9", "!=3.20", " >= 1.0 , < 2 ; python_version > '3'", "<2,<=2.9", "<3.7.0", "<3.7.0.1", "<1a1", "==2.0.0",
    "[x]<2", "==2,!=2.5", "~=1.0,<2", "", ">=1", "<4", "<=99",
)  # fmt: skip


def project(*requirements: str, more: str = "") -> str:
    listed = "".join(f"    {requirement},\n" for requirement in requirements)
    return (
        f'[project]\nname = "r"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = [\n{listed}]  # end\n{more}'
    )


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    world = World()
    for number in range(len(BOUNDS)):
        for version in VERSIONS:
            world.add(f"p{number}", version)
    for version in ("1!1.0", "1!2.5"):
        world.add("epoch", version)
    with world.serve() as server:
        yield server.index_url()


@pytest.fixture
def pair(tmp_path: Path, url: str) -> Pair:
    return Pair(tmp_path, url)


def test_every_kind_of_bound_is_raised_as_uv_raises_it(pair: Pair) -> None:
    pair.write("pyproject.toml", project(*(f'"P{number}{bound}"' for number, bound in enumerate(BOUNDS))))
    pair.expect_same("upgrade")
    pair.expect_same_files()


def test_what_stands_around_a_requirement_stays(pair: Pair) -> None:
    pair.write("pyproject.toml", project('"p0<2",  # why', "# about the next\n    'p1<2'", '"epoch<1!2"'))
    pair.expect_same("upgrade", "p1", "epoch")
    pair.expect_same_files()


def test_the_lock_tells_what_there_was_and_stays_as_it_is(pair: Pair) -> None:
    markers = "\"p0<2; sys_platform == 'win32'\"", "\"p0<1.5; sys_platform != 'win32'\"", '"p1<2"', '"p2"', '"p3<2"'
    pair.write("pyproject.toml", project(*markers))
    pair.run("lock")
    for words in ("p3 p0", "--exclude p0 --exclude p3", "", "", "--exclude nope -q"):
        pair.expect_same("upgrade", *words.split())
        pair.expect_same_files()


def test_what_cannot_hold_is_passed_over(pair: Pair) -> None:
    more = "[tool.uv]\nenvironments = [\"sys_platform == 'linux'\"]\n"
    pair.write(
        "pyproject.toml",
        project("\"p0<2; sys_platform == 'win32'\"", "\"p1<2; python_version < '3.10'\"", '"p2<2"', more=more),
    )
    for words in ("p0", "", "p1 p2"):
        pair.expect_same("upgrade", *words.split())
        pair.expect_same_files()


@pytest.mark.parametrize(
    ("requirements", "more", "words"),
    [
        (('"p0<2"',), "", "nope p0"),
        (('"p0<2"',), "", "p0 --exclude p0"),
        (('"p0<2"',), "", "p0>1"),
        (('"p0>99"',), "", ""),
        (('"p0 @ https://example.org/p0-1-py3-none-any.whl"', '"p1<2"'), "", ""),
        (('"p0<2"', '"p1<2"'), '[tool.uv.sources]\np1 = { path = "p1" }\n', ""),
        ((), "", ""),
        ((), 'dynamic = ["dependencies"]', "p0"),
        (('"p0<2"',), '[tool.uv.workspace]\nmembers = ["m"]\n', "p0"),
        (('"p0<2"',), "", "--nope"),
    ],
)
def test_what_is_refused_is_refused_in_equal_words(
    pair: Pair, requirements: tuple[str, ...], more: str, words: str
) -> None:
    pair.write("pyproject.toml", project(*requirements, more=more))
    pair.write("m/pyproject.toml", '[project]\nname = "m"\nversion = "1"\n')
    pair.expect_same("upgrade", *words.split())
    pair.expect_same_files()


@pytest.mark.parametrize("text", [None, "[tool.x]\n"])
def test_without_a_project_there_is_nothing_to_upgrade(pair: Pair, text: str | None) -> None:
    if text is not None:
        pair.write("pyproject.toml", text)
    pair.expect_same("upgrade")
