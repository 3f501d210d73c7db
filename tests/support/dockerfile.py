"""A Dockerfile carried out without Docker: its instructions, and a directory in which they are followed.

Only what this repository's files use. Absolute paths of the image lie below the directory; `FROM` begins with an empty
one and takes nothing from the base image, whose programs are those on the caller's `PATH`.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_INSTRUCTIONS = frozenset(["ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "FROM", "LABEL", "RUN", "USER", "WORKDIR"])
_OPTION = re.compile(r"--[a-z]+=\S+\s+")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its word, its options (`--mount=…`), and the rest."""

    word: str
    options: tuple[str, ...]
    rest: str

    @property
    def words(self) -> list[str]:
        """The rest as words, of either form."""
        found: list[str] = json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)
        return found


def parse(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile. An instruction that Docker does not have is a `ValueError`."""
    found = []
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    for whole in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        word, _, rest = whole.strip().partition(" ")
        if word not in _INSTRUCTIONS:
            message = f"unknown instruction: {whole}"
            raise ValueError(message)
        options = []
        while match := _OPTION.match(rest := rest.lstrip()):
            options.append(match[0].strip())
            rest = rest[match.end() :]
        found.append(Instruction(word, tuple(options), rest.strip()))
    if not found or found[0].word not in {"FROM", "ARG"}:
        raise ValueError("a Dockerfile begins with FROM")
    return found


@dataclass(slots=True)
class Image:
    """An image in the making. `stages` are the roots by name, `environ` what `ENV` has said, `run` runs a command."""

    root: Path
    context: Path
    environ: dict[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    stages: dict[str, Path] = field(default_factory=dict)
    here: str = "/"
    command: list[str] = field(default_factory=list)

    def build(self, instructions: list[Instruction], run: Callable[[str, Path, Mapping[str, str]], None]) -> None:
        """Follow the instructions; `run` gets a script, its directory, and the variables."""
        for one in instructions:
            match one.word:
                case "FROM":
                    self._begin(one.words)
                case "WORKDIR":
                    self.here = str(Path(self.here, one.rest))
                    self.place(self.here).mkdir(parents=True, exist_ok=True)
                case "ENV":
                    pairs = (pair.partition("=") for pair in one.words)
                    self.environ |= {name: value for name, _, value in pairs}
                case "COPY":
                    self._copy(one)
                case "RUN":
                    run(one.rest, self.place(self.here), self.environ)
                case "CMD" | "ENTRYPOINT":
                    self.command = one.words if one.rest.startswith("[") else []
                    assert self.command, f"the exec form passes signals on: {one.rest}"

    def place(self, path: str) -> Path:
        """Where a path of the image is."""
        return self.root / path.lstrip("/")

    def _begin(self, words: list[str]) -> None:
        name = words[2] if len(words) > 2 else "final"
        self.root = self.root.parent / name
        self.root.mkdir(parents=True)
        self.stages[name] = self.root
        self.here = "/"

    def _copy(self, one: Instruction) -> None:
        *sources, target = one.words
        stage = next((option.partition("=")[2] for option in one.options if option.startswith("--from=")), "")
        base = self.stages[stage] if stage else self.context
        where = self.place(str(Path(self.here, target)))
        for source in sources:
            path = base / source.lstrip("/")
            assert path.exists(), f"COPY of something that is not there: {source}"
            if path.is_dir():
                shutil.copytree(path, where, dirs_exist_ok=True, symlinks=True, ignore=self._left_out)
            else:
                where.mkdir(parents=True, exist_ok=True) if target.endswith("/") else None
                shutil.copy2(path, where)

    def _left_out(self, folder: str, names: list[str]) -> set[str]:
        del folder
        return set(names) & self.ignored


def shell(script: str, directory: Path, environ: Mapping[str, str]) -> None:
    """Run a script as `RUN` does; it must succeed."""
    done = subprocess.run(
        ["sh", "-ec", script], cwd=directory, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
