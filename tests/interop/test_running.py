"""Running commands, scripts and modules: in the same environments, with the same words and exit codes as uv."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.index_server import World
from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOW = """\
import os, sys
import importlib.metadata as metadata
known = ("app", "lib", "one", "two", "tool", "x")
found = [name for name in known for _ in metadata.distributions(name=name)]
kind = "environment" if sys.prefix != sys.base_prefix else "system"
print(sys.argv, kind, found, os.environ.get("FOO"), os.environ["UV_RUN_RECURSION_DEPTH"])
print("VIRTUAL_ENV" in os.environ, os.environ.get("VIRTUAL_ENV", sys.prefix) == sys.prefix, os.getcwd())
print(os.environ["PATH"].split(os.pathsep)[0] == os.path.dirname(sys.executable), os.path.basename(os.environ["UV"]))
"""
PROJECT = """\
[project]
name = "x"
version = "1"
requires-python = ">=3.11"
dependencies = ["one"]
optional-dependencies = { more = ["two"] }

[dependency-groups]
dev = ["lib"]
extra = ["app"]
"""
SCRIPT = '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["lib<2"]\n# ///\nimport lib\n' + SHOW


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    world = World()
    world.add("app", "1.0", requires=["lib>=2"]).add("one", "1.0").add("two", "1.0")
    for version in ("1.0", "2.0"):
        world.add("lib", version, files={"lib/__init__.py": f"VERSION = '{version}'\n"})
    tool = {"console_scripts": {"tool": "tool:main"}}
    world.add("tool", "1.0", entry_points=tool, files={"tool.py": "def main():\n    print('tool')\n    return 5\n"})
    code = """def main():
    import importlib.util
    print([name for name in ("see", "tool", "one", "two") if importlib.util.find_spec(name)])
"""
    world.add("see", "1.0", entry_points={"console_scripts": {"see": "see:main"}}, files={"see.py": code})
    with world.serve() as server:
        yield server.index_url()


@pytest.fixture
def pair(tmp_path: Path, url: str) -> Pair:
    pair = Pair(tmp_path, url)
    pair.write("show.py", SHOW)
    pair.write("script.py", SCRIPT)
    pair.write("bad.py", '# /// script\n# dependencies = ["missing-thing"]\n# ///\n')
    pair.write(".env", 'FOO="from a file"\n')
    pair.write("requirements.txt", "two\n")
    pair.write("folder/__main__.py", SHOW)
    pair.write("plain", SHOW)
    return pair


PROJECT_RUNS = [
    "python show.py a -b", "show.py x", "-m show y", "-- show.py --with q", "--with two show.py",
    "--with app,tool show.py", "--with tool tool", "--isolated show.py", "--isolated --with two show.py",
    "--no-sync show.py", "--frozen show.py", "--locked show.py", "--no-dev show.py", "--group extra show.py",
    "--only-group extra show.py", "--extra more show.py", "--all-extras show.py", "--exact show.py",
    "--with-requirements requirements.txt show.py", "--env-file .env show.py", "--env-file missing show.py",
    "--extra nope show.py", "--group nope show.py", "--package nope show.py", "--package x show.py",
    "--all-packages show.py", "script.py", "--with one script.py", "nothere", "python -c import_sys", "",
    "--with missing-thing show.py", "--with lib<1 show.py", "--with-requirements missing.txt show.py",
    "--with-requirements pyproject.toml show.py", "--no-editable show.py", "--directory folder __main__.py",
]  # fmt: skip
ELSEWHERE_RUNS = [
    "show.py a", "python show.py", "-m show", "folder a", "--script plain a", "--gui-script plain", "missing.py",
    "--with lib<2 show.py", "--with lib,two show.py", "--isolated show.py", "--isolated --with two show.py",
    "script.py a", "--script script.py", "--isolated script.py", "--no-sync script.py", "--group x script.py",
    "--with two script.py", "--locked script.py", "--frozen script.py", "bad.py", "--locked show.py",
    "--group x show.py", "--extra x show.py", "--no-sync show.py", "--all-packages show.py", "--package x show.py",
    "--env-file .env --no-env-file show.py", "sh -c 'exit 3'", "-m missing", "-m -s show.py", "-mm", "--module",
    "--python 3.99 show.py", "-q --with lib show.py", "--no-project show.py", "--offline show.py",
]  # fmt: skip


def _ran(pair: Pair, words: str, *, stdin: str = "") -> None:
    pair.expect_same("run", *shlex.split(words), stdin=stdin)


@pytest.mark.parametrize("words", PROJECT_RUNS)
def test_a_command_runs_in_the_project(pair: Pair, words: str) -> None:
    pair.write("pyproject.toml", PROJECT)
    _ran(pair, words)
    _ran(pair, words)
    pair.expect_same_files(without=(".venv", "__pycache__"))


@pytest.mark.parametrize("words", ELSEWHERE_RUNS)
def test_a_command_runs_without_a_project(pair: Pair, words: str) -> None:
    _ran(pair, words)
    _ran(pair, words)


@pytest.mark.parametrize("words", ["show.py", "--with two show.py", "--no-project show.py", "--isolated show.py"])
def test_an_environment_that_is_there_is_used(pair: Pair, words: str) -> None:
    pair.run("venv", "-q")
    pair.expect_same("pip", "install", "-q", "one")
    _ran(pair, words)
    _ran(pair, words)


@pytest.mark.parametrize("words", ["- a", "--with two - b"])
@pytest.mark.parametrize("text", [SHOW, SCRIPT, ""])
def test_a_script_is_read_from_standard_input(pair: Pair, words: str, text: str) -> None:
    _ran(pair, words, stdin=text)


def test_a_run_within_a_run_is_counted(pair: Pair) -> None:
    for place in pair.places:
        place.variables["UV_RUN_RECURSION_DEPTH"] = "41"
    _ran(pair, "show.py")
    for place in pair.places:
        place.variables["UV_RUN_RECURSION_DEPTH"] = "101"
    _ran(pair, "show.py")


@pytest.mark.parametrize("words", ["script.py", "--locked script.py", "--frozen script.py", "--with two script.py"])
def test_the_lock_of_a_script_counts(pair: Pair, words: str) -> None:
    pair.write("script.py", SCRIPT.replace("lib<2", "lib"))
    pair.expect_same("lock", "-q", "--script", "script.py")
    _ran(pair, words)
    _ran(pair, words)
    pair.expect_same_files(without=("__pycache__",))


def test_environments_of_scripts_serve_again(pair: Pair) -> None:
    first = pair.puv.run("run", "script.py")
    second = pair.puv.run("run", "script.py")
    assert "Installed 1 package" in first.stderr
    assert not second.stderr
    assert first.stdout == second.stdout


def test_an_isolated_environment_goes_with_its_command(pair: Pair) -> None:
    pair.write("pyproject.toml", PROJECT)
    outcome = pair.puv.run("run", "--isolated", "python", "-c", "import sys; print(sys.prefix)")
    assert outcome.code == 0
    assert not (pair.puv.cwd / ".venv").exists()
    assert not Path(outcome.stdout.strip()).exists()


def test_programs_of_every_layer_see_all_of_them(pair: Pair) -> None:
    """As `run --with pytest pytest` must."""
    text = PROJECT.replace('["one"]', '["one", "tool"]')
    pair.write("pyproject.toml", text)
    for _ in range(2):
        told = pair.expect_same("run", "-q", "--with", "see", "see")
    assert told.stdout == "['see', 'tool', 'one']\n"
    pair.write("pyproject.toml", text.replace('"tool"', '"see"'))
    pair.expect_same("run", "-q", "--with", "see", "see")
    pair.expect_same("run", "-q", "--with", "two", "see")
    pair.expect_same("run", "-q", "--isolated", "--with", "two", "see")


def test_what_is_put_into_a_layer_is_gone_with_the_next_run(pair: Pair) -> None:
    pair.write("pyproject.toml", PROJECT)
    pair.write(
        "sub/put.py", "import pathlib, sysconfig\npathlib.Path(sysconfig.get_path('purelib'), 'put.py').touch()\n"
    )
    for _ in range(2):
        for words in (["sub/put.py"], ["python", "-c", "import put"]):
            one, two = pair.run("run", "-q", "--with", "two", *words)
            assert one.code == two.code == (words[0] == "python")
