"""Rules of locking that real projects showed: the same uv.lock from real uv and from puv, or the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.index_server import World
from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer

LINUX_TAG, MAC_TAG, WINDOWS_TAG = "manylinux_2_17_x86_64", "macosx_11_0_arm64", "win_amd64"
LINUX, WINDOWS = "sys_platform=='linux'", "sys_platform=='win32'"


def world() -> World:
    found = World()
    for name, tags in {
        "few": [f"cp311-cp311-{LINUX_TAG}", f"cp312-cp312-{LINUX_TAG}", f"cp311-cp311-{MAC_TAG}"],
        "win": [f"cp311-cp311-{WINDOWS_TAG}"],
        "late": [f"cp310-cp310-{LINUX_TAG}", f"cp311-cp311-{LINUX_TAG}"],
        "stable": [f"cp310-abi3-{LINUX_TAG}"],
    }.items():
        found.add(name, "1.0", tags=tags).add(name, "0.9")
    found.add("only", "1.0", tags=[f"cp311-cp311-{WINDOWS_TAG}"])
    found.add("many", "1.0", tags=[f"cp311-cp311-{tag}" for tag in (LINUX_TAG, MAC_TAG, WINDOWS_TAG)])
    for name in ("a", "s"):
        found.add(name, "1.0").add(name, "2.0")
    found.add("h", "2.0", requires=["a", "z"]).add("h", "3.0", requires=["a", "z"], requires_python=">=3.11")
    found.add("p", "1.0", requires=["q; python_version<'3.11'"]).add("q", "1.0", requires=["r; python_version<'3.13'"])
    odd = [
        "xx312",
        "ip312",
        "pyston312",
        "pyston3",
        "graalpy310",
        "graalpy312",
        "graalpy3",
        "cp3",
        "cp39",
        "pp39.pp310",
    ]
    tags = [*(f"{tag}-none-any" for tag in (*odd, "py3")), "pp27-pypy_73-win_amd64", "pp311-pypy311_pp73-win_amd64"]
    found.add("odd", "1.0", tags=tags)
    found.add("r", "1.0").add("z", "1.0")
    found.add("back", "1.0", requires=["demo>=2"]).add("mid", "1.0", requires=["back"]).add("demo", "3.0")
    found.add("split", "1.0", requires=["demo<1; sys_platform=='win32'", "demo>2; sys_platform!='win32'"])
    return found


@pytest.fixture(scope="module")
def index() -> Iterator[IndexServer]:
    with world().serve() as running:
        yield running


def project(*requirements: str, python: str = ">=3.10", rest: str = "") -> str:
    listed = ", ".join(f'"{requirement}"' for requirement in requirements)
    return f'[project]\nname = "demo"\nversion = "1.0"\nrequires-python = "{python}"\ndependencies = [{listed}]\n{rest}'


def environments(*markers: str) -> str:
    return f"[tool.uv]\nenvironments = {list(markers)}\n"


def forked(version: str) -> tuple[str, str]:
    return f"s>=2; python_version>='{version}'", f"s<2; python_version<'{version}'"


def extras(**parts: list[str]) -> str:
    return "[project.optional-dependencies]\n" + "".join(f"{name} = {needs}\n" for name, needs in parts.items())


OLD_OR_NEW = '[tool.uv]\nconflicts = [[{ extra = "old" }, { extra = "new" }]]\n'
GROUPS = "[dependency-groups]\nlint = ['s<2']\ndev = ['s>=2', 'p']\n"
BOTH = '[tool.uv]\nconflicts = [[{ extra = "old" }, { extra = "new" }], [{ group = "lint" }, { group = "dev" }]]\n'
MANY_ON_WINDOWS = "many; sys_platform=='win32'"
INDEX = '[[tool.uv.index]]\nname = "x"\nurl = "{}"\n'

CASES = {
    "a supported environment without a wheel": project("win", rest=environments(LINUX)),
    "the first of two environments decides": project("win", rest=environments(LINUX, WINDOWS)),
    "an earlier fork that has a wheel": project("win", rest=environments(WINDOWS, LINUX)),
    "a package that the environment does not need": project(
        "win; sys_platform=='win32'", rest=environments(LINUX, WINDOWS)
    ),
    "a supported environment that nothing covers": project("only", rest=environments(LINUX)),
    "environments of Pythons begin with the highest": project(
        "few", rest=environments("python_version<'3.13'", "python_version>='3.13'")
    ),
    "a fork of Pythons without a wheel": project(
        "few", "win", *forked("3.13"), python=">=3.11", rest=environments(LINUX)
    ),
    "a required environment in a fork without a wheel": project(
        "few", "win", *forked("3.13"), python=">=3.11", rest=f'[tool.uv]\nrequired-environments = ["{LINUX}"]\n'
    ),
    "wheels that begin above a fork": project("late", "stable", *forked("3.10"), python=">=3.9"),
    "wheels that begin within a fork": project("late", "stable", *forked("3.11"), python=">=3.9"),
    "nothing but wheels that begin above a fork": project("only", *forked("3.11"), python=">=3.9"),
    "wheels for Pythons of all kinds": project("odd", python=">=3.11"),
    "a group that asks for extras of its own project": project(
        "z", rest=extras(x=["a"]) + '[dependency-groups]\ntest = ["demo[x]", "h"]\nbare = ["demo"]\n'
    ),
    "a fork beside a conflict": project("p", rest=extras(old=["a<2"], new=["a>=2"], plot=["h"]) + OLD_OR_NEW),
    "groups come after extras": project(rest=extras(old=["a<2"], new=["a>=2", "h"]) + GROUPS + BOTH),
    "wheels beside a conflict": project(rest=extras(old=["a<2"], new=["a>=2", MANY_ON_WINDOWS]) + OLD_OR_NEW),
    "a project that shadows a package": project("mid"),
    "an extra that leads back to its project": project(rest=extras(all=["back"])),
    "a default group that does not exist": project("z", rest='[tool.uv]\ndefault-groups = ["nope"]\n'),
    "a shadowed package in a fork": project("split"),
    "a source that is no member": project("many>=1", rest="[tool.uv.sources]\nmany = { workspace = true }\n"),
}  # fmt: skip


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_locks_are_the_same(tmp_path: Path, index: IndexServer, text: str) -> None:
    pair = Pair(tmp_path, index.index_url())
    pair.write("pyproject.toml", text)
    pair.expect_same("lock")
    pair.expect_same_files()


def test_the_closing_slash_of_an_index_is_kept(tmp_path: Path, index: IndexServer) -> None:
    pair = Pair(tmp_path)
    plain = index.index_url().rstrip("/")
    rest = INDEX.format(f"{plain}/") + 'explicit = true\n[[tool.uv.index]]\nname = "y"\ndefault = true\n'
    pair.write(
        "pyproject.toml", project("p", "z", rest=f'{rest}url = "{plain}"\n[tool.uv.sources]\nz = {{ index = "x" }}\n')
    )
    pair.expect_same("lock")
    pair.expect_same_files()
    pair.expect_same("lock", "--check")
    pair.write("pyproject.toml", project("p", "z", rest=INDEX.format(f"{plain}/") + "default = true\n"))
    pair.expect_same("lock", "--check")


RELOCKED = {
    "forks beside conflicts": project(rest=extras(old=["a<2"], new=["a>=2", "h"], plot=["h"]) + GROUPS + BOTH),
    "forks of Pythons and platforms": project("h; sys_platform=='linux'", *forked("3.12"), python=">=3.9"),
}


@pytest.mark.parametrize("text", RELOCKED.values(), ids=RELOCKED)
def test_upgrading_one_package_changes_the_same(tmp_path: Path, index: IndexServer, text: str) -> None:
    pair = Pair(tmp_path, index.index_url())
    pair.write("pyproject.toml", text)
    pair.expect_same("lock", "-q")
    for package in ("a", "h"):
        pair.expect_same("lock", "--upgrade-package", package)
        pair.expect_same_files()
