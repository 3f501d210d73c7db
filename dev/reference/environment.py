"""The page about environment variables: those of the table, and those that are read beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev.reference.commands import below, prose
from dev.reference.variables import OTHERS, VARIABLES

from puv.settings.layers import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.settings.option import Option

_INTRODUCTION = """\
# Environment variables

Every variable is read under uv's name. Each that begins with `UV_` may also be given as `PUV_…`, which only puv reads
and which counts first: `PUV_CACHE_DIR` before `UV_CACHE_DIR`.

A variable loses against the command line and wins over [settings files](settings.md). One that says yes or no takes
`1`, `true`, `yes`, `on` and `0`, `false`, `no`, `off`.
"""


def rows() -> Iterator[Option]:
    """Yield every row that has a variable: those of the settings, then those of single commands."""
    for group in GROUPS.values():
        yield from (row for row in group.__options__.values() if row.env)
    for command in below(()):
        yield from (row for row in command.options if row.env)


def variables() -> dict[str, str]:
    """Return every variable of the tables and what it does; further names of one say which they mean."""
    found: dict[str, str] = {}
    for row in rows():
        name, *others = row.env.split()
        if not found.get(name):
            found[name] = _meaning(row)
        for other in others:
            found.setdefault(other, f"Another name of `{name}`.")
    return found | VARIABLES


def _meaning(row: Option) -> str:
    text = prose(row.long_help or row.help)
    parts = [part if part.endswith((".", ")")) else f"{part}." for part in text.split("\n\n") if part]
    if row.flag and not row.hidden:
        parts.append(f"The same as `{row.flag}`.")
    if row.choices and any(row.choices.values()):
        parts.append("One of " + ", ".join(f"`{choice}`" for choice in row.choices) + ".")
    if row.env_style == "words" or row.split == " ":
        parts.append("Several are separated by blanks.")
    elif row.kind == "many" and row.split:
        parts.append("Several are separated by commas.")
    return " ".join(parts)


def environment_page() -> str:
    """Return the page."""
    lines = [_INTRODUCTION, "## Of puv and uv\n"]
    lines += [f"### `{name}` {{ #{name} }}\n\n{text}\n" for name, text in sorted(variables().items())]
    lines.append("## Of others\n")
    lines += [f"### `{name}` {{ #{name} }}\n\n{text}\n" for name, text in sorted(OTHERS.items())]
    return "\n".join(lines)
