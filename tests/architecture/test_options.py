"""Every option of every command has a reader, or stands below with the reason why uv does not heed it either."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import puv
from puv.cli import registry
from puv.cli.compatibility import _SAID

SOURCES = Path(puv.__file__).parent
_ANSWERED = "uv takes it, does nothing, and says so or not: see `puv.cli.compatibility`"
#: Rows that nobody reads, by command (`*` for all) and name, with the reason.
UNREAD = {
    "* disable_pip_version_check": _ANSWERED,
    "pip compile resolver": _ANSWERED,
    "pip tree show_sizes": "of no effect in uv: it shows sizes of locked packages only",
    "pip compile emit_marker_expression": "of no effect in uv",
    "audit service_format": "there is one format",
    "audit python_version": "of no effect in uv: everything in the lock counts",
    "audit python_platform": "likewise",
    "tool audit service_format": "there is one format",
    "run inexact": "takes back `--exact`",
    "sync exact": "takes back `--inexact`",
    "python install no_registry": "there is no registry of Pythons outside Windows",
    "self update target_version": "puv is updated by whoever installed it",
    "self update token": "likewise",
    "self update dry_run": "likewise",
    "workspace metadata output_version": "uv takes any value, and there is one version",
    "help command": "read from the words as they were given",
    "help no_pager": "read by `puv.cli.main`",
    **{
        f"tool list show_{name}": "read by a name put together"
        for name in (
            "paths",
            "extras",
            "with",
            "version_specifiers",
        )
    },
}


@cache
def words(path: Path) -> frozenset[str]:
    """All texts, attributes and names of keywords in a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return frozenset(found)


def readers(command: str) -> frozenset[str]:
    """What the module of a command, and the modules of commands that it imports, read."""
    seen: set[Path] = set()
    waiting = [SOURCES / "cli" / "commands" / f"{registry.COMMANDS[command].replace('.', '/')}.py"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("puv.cli.commands"):
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
                files = (SOURCES.parent / f"{name.replace('.', '/')}.py" for name in names)
                waiting += [file for file in files if file.exists()]
    return frozenset().union(*map(words, seen))


def test_every_option_of_a_command_is_read() -> None:
    unread = []
    for command in registry.COMMANDS:
        known = readers(command)
        told = {name.partition("=")[0] for name in _SAID.get(command, {})}
        unread += [
            f"{command} {row.name}"
            for row in registry.find(tuple(command.split())).options
            if not row.group and row.name not in known | told | {"help"}
        ]
    expected = {name for name in UNREAD if not name.startswith("*")}
    everywhere = {name.removeprefix("* ") for name in UNREAD if name.startswith("*")}
    assert {name for name in unread if name.rsplit(" ", 1)[1] not in everywhere} <= expected


def test_every_setting_is_read() -> None:
    rows = {
        row.name: f"{command} {row.name}"
        for command in registry.COMMANDS
        for row in registry.find(tuple(command.split())).options
        if row.group
    }
    declared = (SOURCES / "settings" / "groups", SOURCES / "cli" / "options")
    others = [path for path in SOURCES.rglob("*.py") if not any(path.is_relative_to(folder) for folder in declared)]
    known = frozenset().union(*map(words, others))
    plain = {one.rpartition(".")[2] for one in known}
    assert {where for name, where in rows.items() if name not in plain} <= UNREAD.keys()
