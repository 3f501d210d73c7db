"""The same world and the same words to real uv and to puv, in two equal fresh places, and what came out.

with world.serve() as server, Pair(tmp_path, server.index_url()) as pair:
    pair.write("requirements.in", "a>=1\\n")
    pair.expect_same("pip", "compile", "requirements.in")
"""

from __future__ import annotations

import csv
import difflib
import os
import re
import stat
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from support.builders import record_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ORACLE_VERSION = "0.13.8"
# Never a virtual environment's: a program that found one on PATH might install into it.
BASE_PYTHON = Path(getattr(sys, "_base_executable", sys.executable)).resolve()

# A duration as both programs print it: `12ms`, `1.03s`, `1m 02s`, `850µs`.
_DURATION = re.compile(r"(?:\d+m )?\b\d+(?:\.\d+)?(?:ms|µs|us|ns|s)\b")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_SIZE = re.compile(r"\b\d+(?:\.\d+)?(?:B|KiB|MiB|GiB)\b")
_LOOPBACK = re.compile(r"127\.0\.0\.1:\d+")
_MOMENT = re.compile(r'"(secs|nanos)_since_epoch":\d+')
_GIT_KEY = re.compile(r"\bgit-v1/(db|checkouts)/[0-9a-f]{16}(?:/[0-9a-f]{7,40}\b)?")
_OWN_NAME = re.compile(r"(?<![\w/])puv(x?)\b")
_OWN_VARIABLE = re.compile(r"\bPUV_")


class OracleMissingError(Exception):
    """Real uv was not found where the tests look for it."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program to run: its name in messages, and the words that start it."""

    name: str
    command: tuple[str, ...]


def real_uv() -> Program:
    """Real uv of the version that puv equals: `$PUV_TEST_UV`, or the one in requirements-dev.txt beside this Python."""
    beside = Path(sysconfig.get_path("scripts"), "uv" + (sysconfig.get_config_var("EXE") or ""))
    path = os.environ.get("PUV_TEST_UV") or str(beside)
    if not Path(path).exists():
        message = (
            f"real uv is missing: {path} (install requirements-dev.txt, or set PUV_TEST_UV to uv {ORACLE_VERSION})"
        )
        raise OracleMissingError(message)
    told = subprocess.run([path, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    if told != ORACLE_VERSION:
        message = f"{path} is uv {told}; the tests compare with uv {ORACLE_VERSION}"
        raise OracleMissingError(message)
    return Program("uv", (path,))


def puv() -> Program:
    """The puv under test: `$PUV_TEST_PUV`, or the one of this Python."""
    other = os.environ.get("PUV_TEST_PUV")
    return Program("puv", (other,) if other else (sys.executable, "-m", "puv"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run left on its two streams, and its exit code."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What is set aside before comparing, beyond durations, places, ports and the program's name."""

    hashes: bool = False
    sizes: bool = False
    drop_stderr_lines: tuple[str, ...] = ()


@dataclass(slots=True)
class Place:
    """A fresh home, cache and working directory for one program."""

    program: Program
    root: Path
    index_url: str | None = None
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for directory in (self.home, self.cache, self.cwd, self.temporary):
            directory.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        """The home directory."""
        return self.root / "home"

    @property
    def cache(self) -> Path:
        """The cache directory."""
        return self.root / "cache"

    @property
    def cwd(self) -> Path:
        """The directory in which commands run."""
        return self.root / "work"

    @property
    def temporary(self) -> Path:
        """The directory for temporary files."""
        return self.root / "tmp"

    def environment(self) -> dict[str, str]:
        """Everything the program may know: nothing of the caller's own settings."""
        environ = {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "TMPDIR": str(self.temporary),
            "PATH": os.pathsep.join([str(BASE_PYTHON.parent), os.defpath]),
            "UV_CACHE_DIR": str(self.cache),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_PYTHON_INSTALL_DIR": str(self.home / "pythons"),
            "UV_LINK_MODE": "hardlink",
            "UV_NO_PROGRESS": "1",
            "NO_COLOR": "1",
            "COLUMNS": "200",
            "LANG": "C.UTF-8",
        }
        environ |= {name: os.environ[name] for name in ("SYSTEMROOT", "COVERAGE_PROCESS_START") if name in os.environ}
        if self.index_url is not None:
            environ["UV_DEFAULT_INDEX"] = self.index_url
        return environ | self.variables

    def write(self, path: str, text: str) -> Path:
        """Write a file below the working directory."""
        target = self.cwd / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def run(self, *words: str, stdin: str = "", timeout: float = 120) -> Outcome:
        """Run the program with these words and wait.

        Raises:
            ValueError: it would change the Python that runs the tests.
        """
        if "--system" in words and not {"list", "show", "freeze", "tree", "check", "compile", "find"} & set(words[:2]):
            raise ValueError(f"{words} may change the Python that runs the tests; see `tests/guides` for a copy of it")
        done = subprocess.run(
            [*self.program.command, *words],
            cwd=self.cwd,
            env=self.environment(),
            input=stdin.encode(),
            capture_output=True,
            check=False,
            timeout=timeout,
        )
        return Outcome(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def plain(self, text: str, filters: Filters | None = None) -> str:
        """`text` without what may differ between two equal runs."""
        wanted = filters or Filters()
        text = text.replace(str(self.root.resolve()), "[ROOT]").replace(str(self.root), "[ROOT]")
        text = _DURATION.sub("[TIME]", _LOOPBACK.sub("[LOOPBACK]", _GIT_KEY.sub(r"git-v1/\1/[KEY]", text)))
        if wanted.hashes:
            text = _HASH.sub("[HASH]", text)
        if wanted.sizes:
            text = _SIZE.sub("[SIZE]", text)
        return _OWN_VARIABLE.sub("UV_", _OWN_NAME.sub(r"uv\1", text)) if self.program.name == "puv" else text

    def files(self, *, below: str = ".", without: Iterable[str] = ()) -> dict[str, str]:
        """Every file below the working directory with its text (or digest-like repr) and whether it is executable."""
        found: dict[str, str] = {}
        base = self.cwd / below
        skipped = frozenset(without)
        for directory, names, files in os.walk(base):
            names[:] = sorted(name for name in names if name not in skipped)
            for name in files:
                path = Path(directory, name)
                found[path.relative_to(base).as_posix()] = self._content(path)
        return found

    def site_packages(self, environment: str = ".venv", *, bytecode: bool = False) -> dict[str, str]:
        """The files of an environment's site-packages and scripts; RECORD without the rows that name the installer."""
        without = () if bytecode else ("__pycache__",)
        files = self.files(below=environment, without=without)
        return {
            path: text for path, text in files.items() if not path.endswith((".lock", ".gitignore", "CACHEDIR.TAG"))
        }

    def _content(self, path: Path) -> str:
        if path.is_symlink():
            target = path.readlink()
            return f"-> [CACHE] {target.name}" if target.is_relative_to(self.cache) else self.plain(f"-> {target}")
        content = path.read_bytes()
        if path.match("*.dist-info/RECORD"):
            return comparable_record(content.decode(), path.parent.parent)
        try:
            text = _MOMENT.sub(r'"\1_since_epoch":0', self.plain(content.decode()))
        except UnicodeDecodeError:
            text = repr(content)
        return text + ("\n[executable]" if path.stat().st_mode & stat.S_IXUSR else "")


def comparable_record(text: str, base: Path) -> str:
    """RECORD's rows in order; a digest and size that are true of the file below `base` become `true`.

    Files may differ where a path stands in them, or the installer's name; their contents are compared for themselves.
    """
    rows = []
    for path, digest, size in csv.reader(text.splitlines()):
        file = base / path
        facts = f"{digest},{size}"
        if digest and file.is_file():
            content = file.read_bytes()
            true = f"sha256={record_digest(content)},{len(content)}"
            facts = "true" if facts == true else f"{facts} instead of {true}"
        rows.append(f"{path},{facts}")
    return "\n".join(rows)


class Pair:
    """Real uv and puv in two equal places."""

    def __init__(self, root: Path, index_url: str | None = None, variables: Mapping[str, str] | None = None) -> None:
        self.uv = Place(real_uv(), root / "one", index_url, dict(variables or {}))
        self.puv = Place(puv(), root / "two", index_url, dict(variables or {}))

    @property
    def places(self) -> tuple[Place, Place]:
        """Both, uv first."""
        return self.uv, self.puv

    def write(self, path: str, text: str) -> None:
        """Write the same file in both places."""
        for place in self.places:
            place.write(path, text)

    def run(self, *words: str, stdin: str = "") -> tuple[Outcome, Outcome]:
        """Run both; uv's outcome first."""
        return self.uv.run(*words, stdin=stdin), self.puv.run(*words, stdin=stdin)

    def expect_same(self, *words: str, stdin: str = "", filters: Filters | None = None) -> Outcome:
        """Run both and demand the same exit code, stdout and stderr; returns uv's outcome."""
        expected, actual = self.run(*words, stdin=stdin)
        differences = self.differences(expected, actual, filters)
        assert not differences, f"puv differs from uv for {' '.join(words)}\n" + "\n".join(differences)
        return expected

    def differences(self, expected: Outcome, actual: Outcome, filters: Filters | None = None) -> list[str]:
        """What differs between two outcomes, in lines for a reader; empty if nothing does."""
        found = [] if expected.code == actual.code else [f"exit code: uv {expected.code}, puv {actual.code}"]
        dropped = (filters or Filters()).drop_stderr_lines
        for stream in ("stdout", "stderr"):
            one = self.uv.plain(getattr(expected, stream), filters)
            two = self.puv.plain(getattr(actual, stream), filters)
            if stream == "stderr" and dropped:
                one, two = (_without(text, dropped) for text in (one, two))
            found += diff(one, two, stream)
        return found

    def expect_same_files(self, *, below: str = ".", without: Sequence[str] = (".venv",)) -> None:
        """Demand the same files with the same text below the working directories."""
        differences = diff_trees(*(place.files(below=below, without=without) for place in self.places))
        assert not differences, "\n".join(differences)

    def expect_same_environment(self, environment: str = ".venv") -> None:
        """Demand the same installed files (RECORD included; bytecode and uv's own marks aside)."""
        differences = diff_trees(*(place.site_packages(environment) for place in self.places))
        assert not differences, "\n".join(differences)


def _without(text: str, beginnings: Sequence[str]) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(tuple(beginnings)))


def diff(one: str, two: str, title: str) -> list[str]:
    """A unified diff of two texts, empty if equal."""
    lines = difflib.unified_diff(one.splitlines(), two.splitlines(), f"uv {title}", f"puv {title}", lineterm="", n=2)
    return list(lines)


def diff_trees(one: Mapping[str, str], two: Mapping[str, str]) -> list[str]:
    """What differs between two trees of files, in lines for a reader."""
    found = [f"only uv wrote {path}" for path in sorted(one.keys() - two.keys())]
    found += [f"only puv wrote {path}" for path in sorted(two.keys() - one.keys())]
    for path in sorted(one.keys() & two.keys()):
        found += diff(one[path], two[path], path)
    return found
