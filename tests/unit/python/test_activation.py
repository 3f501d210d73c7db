"""Activation scripts, read by the real shells that this machine has."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from puv.python.activation import Activation, render_scripts
from puv.python.interpreter import current
from puv.python.venv import VenvOptions, create

if TYPE_CHECKING:
    from pathlib import Path

POSIX = (
    "PS1='$ '; . {env}/bin/activate; echo \"$VIRTUAL_ENV|$VIRTUAL_ENV_PROMPT|${{PATH%%:*}}|$PS1\"; "
    'deactivate; echo "${{VIRTUAL_ENV-unset}}|${{VIRTUAL_ENV_PROMPT-unset}}|${{PATH%%:*}}|$PS1"'
)
FISH = (
    'source {env}/bin/activate.fish; echo "$VIRTUAL_ENV|$VIRTUAL_ENV_PROMPT|$PATH[1]|"(fish_prompt); deactivate; '
    "echo (set -q VIRTUAL_ENV; or echo unset)'|'(set -q VIRTUAL_ENV_PROMPT; or echo unset)\"|$PATH[1]|\"(fish_prompt)"
)
CSH = (
    "set prompt='$ '; source {env}/bin/activate.csh; echo \"$VIRTUAL_ENV|$VIRTUAL_ENV_PROMPT|$path[1]|$prompt\"; "
    'deactivate; echo "$?VIRTUAL_ENV|$?VIRTUAL_ENV_PROMPT|$path[1]|$prompt"'
)
SHELLS = {"sh": POSIX, "bash": POSIX, "zsh": POSIX, "ksh": POSIX, "fish": FISH, "tcsh": CSH}
HERE = [shell for shell in SHELLS if shutil.which(shell)]


def run(shell: str, env: Path) -> list[list[str]]:
    quoted = "'" + str(env).replace("'", "'\"'\"'") + "'"
    variables = {"PATH": "/usr/bin:/bin", "PS1": "$ ", "HOME": str(env.parent), "TERM": "dumb"}
    arguments = {"zsh": ["-f"], "tcsh": ["-f"], "fish": ["--no-config"]}.get(shell, [])
    script = SHELLS[shell].format(env=quoted)
    if shell == "fish":
        script = f"function fish_prompt; echo '$ '; end; {script}"
    if shell == "tcsh":
        script = script.replace("; ", "\n")  # aliases made by a line are only known to later lines
    done = subprocess.run(
        [shell, *arguments], input=script, env=variables, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    return [line.split("|") for line in done.stdout.splitlines()]


@pytest.mark.parametrize("shell", HERE)
@pytest.mark.parametrize(("name", "prompt"), [("env", None), ("my env", None), ("env", "some text"), ("it's", "it's")])
def test_activation_sets_and_deactivation_restores(shell: str, name: str, prompt: str | None, tmp_path: Path) -> None:
    env = tmp_path / name
    create(str(env), current(), VenvOptions(prompt=prompt))
    active, after = run(shell, env)
    shown = prompt or name
    assert active[:3] == [str(env), shown, f"{env}/bin"]
    assert active[3].rstrip() == f"({shown}) $"
    gone = ["0", "0"] if shell == "tcsh" else ["unset", "unset"]
    assert after[:3] == [*gone, "/usr/bin"]
    assert after[3].rstrip() == "$"


@pytest.mark.parametrize("shell", [shell for shell in HERE if shell not in ("sh", "tcsh")])
def test_a_relocatable_environment_works_after_a_move(shell: str, tmp_path: Path) -> None:
    create(str(tmp_path / "env"), current(), VenvOptions(relocatable=True))
    moved = tmp_path / "moved"
    os.rename(tmp_path / "env", moved)
    active, after = run(shell, moved)
    assert active[:3] == [str(moved), "moved", f"{moved}/bin"]
    assert after[2] == "/usr/bin"


def test_a_running_interpreter_can_be_activated(tmp_path: Path) -> None:
    env = tmp_path / "env"
    create(str(env), current(), VenvOptions(prompt="say \"hi\" to 'me'"))
    before = dict(os.environ), list(sys.path), sys.prefix
    try:
        runpy.run_path(str(env / "bin/activate_this.py"))
        assert os.environ["VIRTUAL_ENV"] == str(env)
        assert os.environ["VIRTUAL_ENV_PROMPT"] == "say \"hi\" to 'me'"
        assert os.environ["PATH"].startswith(f"{env}/bin{os.pathsep}")
        assert sys.prefix == str(env)
        assert any(path.startswith(str(env)) for path in sys.path)
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        sys.path[:], sys.prefix = before[1], before[2]
        del sys.real_prefix  # type: ignore[attr-defined]  # the script sets it


def test_texts_are_quoted_for_each_language() -> None:
    scripts = render_scripts(Activation(prefix="/a 'b'/50%", prompt="!'#\\", scripts="bin", libraries=("../lib",)))
    assert "VIRTUAL_ENV='/a '\"'\"'b'\"'\"'/50%'" in scripts["activate"]
    assert "setenv VIRTUAL_ENV_PROMPT '\\!'\"'\"'#\\'" in scripts["activate.csh"]
    assert "set -gx VIRTUAL_ENV_PROMPT '!\\'#\\\\'" in scripts["activate.fish"]
    assert "= r##'!'#\\'##" in scripts["activate.nu"] or "r##'!'#\\'##" in scripts["activate.nu"]
    assert "'!''#\\'" in scripts["activate.ps1"]
    assert "(\"/a 'b'/50%%\")" in scripts["activate.bat"]
    assert '"!\'#\\\\"' in scripts["activate_this.py"]
    assert all(
        "__"
        not in text.replace("__file__", "").replace("__init__", "").replace("__xonsh__", "").replace("__import__", "")
        for text in scripts.values()
    )


def test_every_script_carries_its_licence() -> None:
    scripts = render_scripts(Activation(prefix="/e", prompt="", scripts="bin", libraries=("../lib",)))
    assert all("The virtualenv developers" in text.splitlines()[0] for text in scripts.values())
