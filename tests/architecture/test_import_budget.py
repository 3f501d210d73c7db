"""What a command imports, exactly: start-up is a feature, and modules are what it costs (no clocks here)."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache

import pytest

from support.source import SOURCE

# Modules of the standard library that cost next to nothing over a bare interpreter.
_FREE = """
    sys os time marshal zlib errno stat fcntl _blake2 posix posixpath genericpath ntpath nt _stat
    _collections_abc abc _abc codecs encodings encodings.utf_8 encodings.aliases io _io os.path __future__
    builtins _thread atexit itertools _signal winreg msvcrt _locale
"""
FREE = frozenset(_FREE.split())
# Modules that no command may import before it knows that it must work.
_HEAVY = """
    typing dataclasses enum inspect logging pathlib json argparse subprocess concurrent.futures
    importlib.metadata importlib.resources email zipfile tempfile shutil http urllib.request urllib.parse ssl
    socket asyncio packaging urllib3 pyreqwest tomllib ast tokenize random decimal datetime collections.abc
    collections functools re hashlib threading traceback textwrap difflib contextlib string warnings platform
    copy pprint csv gzip lzma bz2
"""
HEAVY = frozenset(_HEAVY.split())
PARSED = ("pip compile", "pip install", "pip sync", "pip uninstall", "cache")


@cache
def imported(code: str, *words: str) -> frozenset[str]:
    """The modules a fresh interpreter imports for `code`, beyond those it has at start (exit codes do not matter)."""
    start = f"import sys; sys.path.insert(0, {str(SOURCE.parent)!r}); sys.argv = {['puv', *words]!r}; "
    return _log(start + code) - _log(start)


def _log(code: str) -> frozenset[str]:
    variables = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    command = [sys.executable, "-S", "-E", "-X", "importtime", "-c", code]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=60)
    rows = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert rows, done.stderr
    return frozenset(rows)


def not_puv(names: frozenset[str]) -> set[str]:
    return {name for name in names if name.split(".")[0] != "puv"}


ENTRY = "from puv.entry import main; main()"


@pytest.mark.parametrize("words", [("--version",), ("-V",)])
def test_telling_the_version_imports_only_free_modules(words: tuple[str, ...]) -> None:
    assert sorted(not_puv(imported(ENTRY, *words)) - FREE) == []


def test_telling_the_version_imports_only_the_entry() -> None:
    allowed = {"puv", "puv._version", "puv.entry", "puv.replay", "puv.cli", "puv.cli.main"}
    assert sorted(name for name in imported(ENTRY, "--version") - allowed if name.startswith("puv")) == []


@pytest.mark.parametrize("command", PARSED)
def test_parsing_a_command_imports_nothing_heavy(command: str) -> None:
    found = imported(ENTRY, *command.split())  # stops at the missing argument, after the parser
    assert sorted(found & HEAVY) == []
    assert not [name for name in found if name.startswith(("puv.ops", "puv.resolver", "puv.installer", "puv.fetcher"))]


def test_importing_the_library_imports_nothing_else() -> None:
    found = imported("import puv")
    assert sorted(not_puv(found) - FREE) == []
    assert {name for name in found if name.startswith("puv")} <= {"puv", "puv._version"}


# What the module of a command must not bring with it, because its usual run does without.
_NETWORK = (
    "puv.fetcher.http",
    "puv.fetcher.auth",
    "puv.fetcher.download",
    "puv.fetcher.flat_index",
    "puv.fetcher.pages",
    "puv.fetcher.transport",
    "puv.fetcher.wheel_metadata",
    "puv.fs.archive",
    "puv.standards.simple_api",
)
_RESOLVING = ("puv.resolver.resolve", "puv.resolver.provider", "puv.solver", "puv.fetcher.index", *_NETWORK)
_INSTALLING = ("puv.installer.apply", "puv.installer.stage", "puv.cache.wheels", "puv.cache.unpacked")
_REQUIREMENTS = ("puv.standards.requirement", "puv.standards.specifiers", "puv.standards.markers")
_RARE = (
    "puv.settings.files",
    "puv.cli.help",
    "puv.cli.output.errors",
    "puv.cli.output.progress",
    "puv.resolver.explain",
)
NEEDLESS = {
    "venv": (*_RESOLVING, *_INSTALLING, *_REQUIREMENTS, "puv.ops.pip", *_RARE),
    "pip.list": (*_RESOLVING, *_INSTALLING, *_REQUIREMENTS, "puv.standards.metadata", *_RARE),
    "pip.freeze": (*_RESOLVING, *_INSTALLING, *_REQUIREMENTS, "puv.standards.metadata", *_RARE),
    "pip.show": (*_RESOLVING, *_INSTALLING, *_RARE),
    "pip.tree": (*_RESOLVING, *_INSTALLING, *_RARE),
    "pip.check": (*_RESOLVING, *_INSTALLING, *_RARE),
    "pip.install": (*_RESOLVING, *_INSTALLING, *_RARE),
    "pip.compile": (*_NETWORK, *_INSTALLING, *_RARE),
    "pip.sync": (*_NETWORK, "puv.cache.unpacked", *_RARE),
    "cache.prune": (*_RESOLVING, "puv.installer", "puv.cache.unpacked", *_REQUIREMENTS, "puv.python", *_RARE),
    "cache.size": (*_RESOLVING, *_INSTALLING, *_REQUIREMENTS, "puv.python", *_RARE),
    "cache.dir": (*_RESOLVING, *_INSTALLING, *_REQUIREMENTS, "puv.python", *_RARE),
}


@pytest.mark.parametrize("command", NEEDLESS)
def test_a_command_brings_only_what_its_usual_run_needs(command: str) -> None:
    found = imported(f"import puv.cli.main, puv.cli.execute, puv.cli.commands.{command}, puv.cli.options.{command}")
    without = NEEDLESS[command]
    assert not sorted(name for name in found if name in without or name.startswith(tuple(f"{one}." for one in without)))
    assert sorted(not_puv(found) & HEAVY) == []
