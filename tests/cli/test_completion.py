"""Completion scripts: whole in every language, and working in the shells that are here."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from puv.cli import registry
from puv.cli.completion.model import nodes
from puv.cli.options.completion import SHELLS
from support.command_line import puv

if TYPE_CHECKING:
    from pathlib import Path

TREE = tuple(nodes(registry.find))
# A line, and what completes its last word.
LINES = {
    "puv pip insta": ["install"],
    "puv to": ["tool"],
    "puv tool up": ["upgrade", "update-shell"],
    "puv tool update-sh": ["update-shell"],
    "puv pip install --resoluti": ["--resolution"],
    "puv pip install --resolution low": ["lowest", "lowest-direct"],
    "puv --offline pip ls --outda": ["--outdated"],
    "puv generate-shell-completion fi": ["fish"],
    "puv pip install --link-mode ": ["clone", "copy", "hardlink", "symlink"],
    "puv version --bump p": ["patch", "post"],
    "puv audit --output-format ": ["text", "json", "sarif"],
    "puv format --di": ["--diff", "--directory"],
}


def script(shell: str, folder: Path) -> Path:
    """Write the script of a shell into a file."""
    done = puv("generate-shell-completion", shell, cwd=folder)
    assert (done.code, done.stderr) == (0, "")
    path = folder / f"completion.{shell}"
    path.write_text(done.stdout, encoding="utf-8")
    return path


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_flag_stands_in_the_script(shell: str, tmp_path: Path) -> None:
    text = script(shell, tmp_path).read_text(encoding="utf-8")
    names = {name for node in TREE for flag in node.flags for name in flag.names if name.startswith("--")}
    wanted = {name.removeprefix("--") if shell == "fish" else name for name in names}
    assert len(wanted) > 100
    assert not sorted(name for name in wanted if name not in text)
    assert not [word for node in TREE for word in node.shown if word not in text]


@pytest.mark.parametrize("shell", SHELLS)
def test_brackets_and_quotes_of_the_scripts_are_balanced(shell: str, tmp_path: Path) -> None:
    text = script(shell, tmp_path).read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    if shell not in {"bash", "zsh"}:  # whose patterns end in brackets of their own
        assert text.count("(") == text.count(")")


def needs(shell: str) -> str:
    """The path of a shell, or skip."""
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    return found


@pytest.mark.parametrize("line", LINES)
def test_bash_completes_a_line(line: str, tmp_path: Path) -> None:
    wanted = LINES[line]
    words = " ".join(f'"{word}"' for word in line.split(" "))
    line = f"COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))"
    code = f'source completion.bash; {line}; _puv; echo "${{COMPREPLY[@]}}"'
    script("bash", tmp_path)
    done = subprocess.run([needs("bash"), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert sorted(done.stdout.split()) == sorted(wanted)


@pytest.mark.parametrize("line", LINES)
def test_fish_completes_a_line(line: str, tmp_path: Path) -> None:
    script("fish", tmp_path)
    code = f"source completion.fish; complete -C '{line}'"
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(
        [needs("fish"), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, env=environ
    )
    assert sorted(row.partition("\t")[0] for row in done.stdout.splitlines()) == sorted(LINES[line])


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, words: list[str], folder: Path) -> None:
        environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb", "PS1": "> "}
        self.process, self.descriptor = pty.fork()
        if not self.process:
            os.chdir(folder)
            os.execvpe(words[0], words, environ)  # noqa: S606 - the shell under test

    def type(self, text: str, until: str, seconds: float = 20) -> str:
        """Type, and return what is shown until a text appears."""
        os.write(self.descriptor, text.encode())
        shown, end = "", time.monotonic() + seconds
        while until not in shown and time.monotonic() < end:
            if select.select([self.descriptor], [], [], 0.2)[0]:
                shown += os.read(self.descriptor, 65536).decode(errors="replace")
        return shown

    def close(self) -> None:
        os.close(self.descriptor)
        os.waitpid(self.process, 0)


# What is typed before Tab, and what the line then holds, in an interactive shell.
TYPED = (
    ("puv pip insta", "puv pip install "),
    ("puv tool update-sh", "puv tool update-shell "),
    ("puv pip install --resoluti", "puv pip install --resolution"),
    ("puv audit --output-format sar", "puv audit --output-format sarif"),
)
SHELLS_HERE = {
    "bash": (["--norc", "--noprofile", "-i"], "source ./completion.bash\n"),
    "zsh": (
        ["-f", "-i"],
        "autoload -Uz compinit; compinit -u -D; source ./completion.zsh; bindkey '^I' complete-word\n",
    ),
    "fish": (["--private", "-i"], "function fish_prompt; echo '> '; end; source ./completion.fish\n"),
}


@pytest.mark.parametrize("shell", SHELLS_HERE)
def test_tab_completes_lines_in_a_terminal(shell: str, tmp_path: Path) -> None:
    script(shell, tmp_path)
    options, setup = SHELLS_HERE[shell]
    terminal = Terminal([needs(shell), *options], tmp_path)
    try:
        terminal.type(setup, "> ")
        terminal.type("echo re''ady\n", "ready")
        for typed, completed in TYPED:
            shown = terminal.type(f"{typed}\t", completed)
            assert completed in shown, shown
            terminal.type("\x15", "\r", seconds=1)
    finally:
        terminal.close()


def test_the_short_program_has_a_script_of_its_own(tmp_path: Path) -> None:
    done = puv("tool", "uvx", "--generate-shell-completion", "bash", cwd=tmp_path)
    assert "complete -F _puvx" in done.stdout
    assert "--with-requirements" in done.stdout


def test_a_shell_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    done = puv("generate-shell-completion", "foo", cwd=tmp_path)
    assert done.code == 2
    assert "possible values: bash, elvish, fish, nushell, powershell, zsh" in done.stderr
