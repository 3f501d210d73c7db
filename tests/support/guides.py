"""A check of a guide: a fresh directory in which uv and other programs run.

The program under test is puv under uv's name, or what `$PUV_TEST_PUV` names (real uv, to prove a check).
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from typing import TYPE_CHECKING

from support.interop import BASE_PYTHON, Outcome, Place, Program

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# How this machine trusts the real index; the environment of the tests is emptied of such variables before they run.
CERTIFICATES = {name: os.environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
_UNUSED = ("test", "tests", "idlelib", "tkinter", "ensurepip", "lib2to3", "__pycache__", "site-packages", "*.a")


def uv() -> Program:
    other = os.environ.get("PUV_TEST_PUV")
    return Program("uv", (other,) if other else (sys.executable, "-c", "from puv.entry import main_uv; main_uv()"))


class Check:
    """One check: a place to run uv and other programs in."""

    def __init__(self, root: Path, index_url: str | None) -> None:
        self.root = root
        self.index_url = index_url
        self.cwd = root / "work"
        self.first_on_path: Path | None = None
        self.variables: dict[str, str] = {}

    def run(self, *words: str, cwd: str = ".", **variables: str) -> Outcome:
        """Run uv."""
        return self._execute(uv(), words, cwd, variables)

    def ran(self, *words: str, cwd: str = ".", **variables: str) -> Outcome:
        """Run uv, which must succeed."""
        done = self.run(*words, cwd=cwd, **variables)
        assert done.code == 0, f"{words}: {done.stdout}{done.stderr}"
        return done

    def other(self, *words: str | Path, cwd: str = ".", **variables: str) -> str:
        """Run another program, which must succeed; what it writes to stdout."""
        texts = tuple(map(str, words))
        done = self._execute(Program(texts[0], texts[:1]), texts[1:], cwd, variables)
        assert done.code == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    def python(self, code: str, *, environment: str = ".venv", **variables: str) -> str:
        """Run code in an environment; what it prints."""
        return self.other(self.cwd / environment / "bin" / "python", "-c", code, **variables).strip()

    def write(self, path: str, text: str) -> Path:
        """Write a file below the working directory."""
        target = self.cwd / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    def site(self, environment: str = ".venv") -> Path:
        """The site-packages of an environment."""
        return next((self.cwd / environment).glob("lib/python3.*/site-packages"))

    def search_path(self) -> str:
        """The PATH of what is run."""
        return os.pathsep.join(filter(None, (str(self.first_on_path or ""), str(BASE_PYTHON.parent), os.defpath)))

    def command(self) -> Path:
        """Put a program called `uv` first on the PATH; its path."""
        path = self.root / "commands" / "uv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'#!/bin/sh\nexec {shlex.join(uv().command)} "$@"\n')
        path.chmod(0o755)
        self.first_on_path = path.parent
        return path

    def started(self, *words: str, cwd: str = ".", **variables: str) -> subprocess.Popen[str]:
        """Start uv and do not wait for it; what it writes comes from one pipe."""
        place = Place(uv(), self.root, self.index_url, self._environment(self.search_path(), variables))
        return subprocess.Popen(
            [*uv().command, *words], cwd=self.cwd / cwd, env=place.environment(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def _environment(self, search: str, variables: Mapping[str, str]) -> dict[str, str]:
        return {"PATH": search, **CERTIFICATES, **self.variables, **variables}

    def _execute(self, program: Program, words: Sequence[str], cwd: str, variables: Mapping[str, str]) -> Outcome:
        search = self.search_path()
        place = Place(program, self.root, self.index_url, self._environment(search, variables))
        directory = self.cwd / cwd
        directory.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [*program.command, *words], cwd=directory, env=place.environment(), capture_output=True, check=False,
            timeout=300, text=True,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout, done.stderr)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def answer(url: str, server: subprocess.Popen[str], *, seconds: float = 60) -> str:
    """What a server that is starting answers to a GET."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return str(response.read().decode())
        except OSError as error:
            if server.poll() is not None or time.monotonic() > end:
                server.kill()
                raise TimeoutError(server.communicate()[0]) from error
            time.sleep(0.2)


def stop(server: subprocess.Popen[str]) -> int:
    """Interrupt a server as a terminal does, and wait for it; its exit code."""
    server.send_signal(signal.SIGINT)
    try:
        server.communicate(timeout=120)
    finally:
        server.kill()
    return server.returncode


def linked_tree(source: Path, target: Path) -> None:
    """Copy a tree without what an interpreter does not need to run, as hard links where that is possible."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*_UNUSED), copy_function=_linked)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def project(*dependencies: str, more: str = "") -> str:
    """The text of a `pyproject.toml` that is not packaged."""
    wanted = ", ".join(f'"{text}"' for text in dependencies)
    head = f'[project]\nname = "app"\nversion = "0.1.0"\nrequires-python = ">={VERSION}"\n'
    return f"{head}dependencies = [{wanted}]\n{more}"


def locked(check: Check, path: str = "uv.lock") -> dict[str, str]:
    """The versions in a lock of what comes from an index."""
    packages = tomllib.loads((check.cwd / path).read_text())["package"]
    return {entry["name"]: entry["version"] for entry in packages if "registry" in entry["source"]}
