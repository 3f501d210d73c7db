"""Scripts with inline metadata: `lock --script` and `sync --script` of real uv and of puv."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from support.interop import Filters

if TYPE_CHECKING:
    from support.interop import Pair

SCRIPT = "# /// script\n# requires-python = '>=3.9'\n# dependencies = ['lib']\n# ///\nprint(1)\n"
# Environments of scripts are kept in the cache, where each program has its own names.
PLACES = Filters(drop_stderr_lines=("Creating script environment", "Using script environment", "Would "))


def run_all(pair: Pair, *commands: str) -> None:
    for command in commands:
        pair.expect_same(*command.split(), filters=PLACES)
        pair.expect_same_files()


def test_a_script_is_locked_beside_it(pair: Pair) -> None:
    pair.write("s.py", SCRIPT)
    run_all(pair, "lock --script s.py --check", "lock --script s.py", "lock --script s.py --check")
    pair.write("s.py", SCRIPT.replace("'lib'", "'lib<2'"))
    run_all(pair, "lock --script s.py --check", "lock --script s.py --dry-run", "lock --script s.py")
    pair.write("s.py", SCRIPT)
    run_all(pair, "lock --script s.py", "lock --script s.py -P lib==1.0", "lock --script s.py --upgrade")


def test_the_environment_of_a_script_follows_its_lock(pair: Pair) -> None:
    pair.write("s.py", SCRIPT)
    run_all(
        pair, "sync --script s.py", "sync --script s.py", "sync --script s.py --locked", "sync --script s.py --frozen"
    )
    run_all(pair, "lock --script s.py", "sync --script s.py --locked", "sync --script s.py --frozen")
    pair.write("s.py", SCRIPT.replace("lib", "tool"))
    run_all(pair, "sync --script s.py --locked", "sync --script s.py", "sync --script s.py --check")


@pytest.mark.parametrize(
    "text",
    [
        "print(1)\n",
        "# /// script\n# dependencies = ['x x']\n# ///\n",
        "# /// script\n# dependencies = []\n",
        "# /// script\n# requires-python = 'x'\n# ///\n",
        "# /// script\n# dependencies = ['lib']\n# [tool.uv]\n# constraint-dependencies = ['lib<2']\n# ///\n",
        "# /// script\n# dependencies = ['lib']\n# [tool.uv.sources]\n# lib = { path = 'd' }\n# ///\n",
    ],
)
def test_whatever_a_script_says_is_understood_alike(pair: Pair, text: str) -> None:
    pair.write("s.py", text)
    pair.write("d/pyproject.toml", '[project]\nname = "lib"\nversion = "7"\n[tool.uv]\npackage = false\n')
    run_all(pair, "lock --script s.py", "sync --script s.py", "lock --script nope.py", "sync --script .")


def test_programs_that_hold_a_script_open_read_what_is_written_into_it(pair: Pair) -> None:
    """As `juv` does, which then copies the text into a notebook."""
    pair.write("s.py", "")
    held = [(place.cwd / "s.py").open(encoding="utf-8") for place in pair.places]
    for words in ("init --script s.py", "add --script s.py lib>=1 app", "remove --script s.py app"):
        pair.expect_same(*words.split(), filters=PLACES)
        one, two = (stream.read() for stream in held)
        assert one == two != ""
        for stream in held:
            stream.seek(0)
    for stream in held:
        stream.close()


def test_a_script_keeps_its_environment_and_what_it_once_needed(pair: Pair) -> None:
    pair.write("s.py", SCRIPT)
    run_all(pair, "run s.py", "run s.py", "sync --script s.py")
    pair.write("s.py", SCRIPT.replace("'lib'", "'lib<2', 'tool'"))
    run_all(pair, "run s.py", "run s.py")
    pair.write("s.py", SCRIPT.replace("'lib'", "'tool'"))
    run_all(pair, "run s.py", "run --exact s.py", "run --extra x --group y --package z --no-sync s.py")


def test_a_script_that_is_started_many_times_at_once_runs_each_time(pair: Pair) -> None:
    place = pair.puv
    place.write("s.py", SCRIPT)
    line = [*place.program.command, "run", "-q", "s.py"]
    running = [
        subprocess.Popen(line, cwd=place.cwd, env=place.environment(), stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [(child.communicate(timeout=60)[0], child.returncode) for child in running] == [("1\n", 0)] * 4


def test_the_limit_of_runs_within_runs_is_heeded(pair: Pair) -> None:
    pair.write("s.py", "print(1)\n")
    for depth, limit in (("4", "3"), ("3", "3"), ("x", "3")):
        for place in pair.places:
            place.variables |= {"UV_RUN_RECURSION_DEPTH": depth, "UV_RUN_MAX_RECURSION_DEPTH": limit}
        pair.expect_same("run", "--no-project", "s.py")
