"""Help texts from the option tables, laid out as clap does. Pure.

`short` is what `--help` shows, `long` what `puv help COMMAND` does. Texts carry ANSI colours; strip them with
`puv.cli.output.console.plain` where none are wanted.
"""

from __future__ import annotations

from puv.cli.command import spelled, styled, usage
from puv.cli.output.wrap import wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from puv.cli.command import Command
    from puv.settings.option import Option

    Environ = Mapping[str, str]

_HEADER, _LITERAL, _OFF = "\x1b[1m\x1b[32m", "\x1b[1m\x1b[36m", "\x1b[0m"
_NEXT_LINE = 10


class _Entry:
    """One line of a section: how the row is written (plain and styled) and what is said about it."""

    __slots__ = ("help", "name", "notes", "positional", "shown", "values")

    def __init__(self, row: Option, environ: Environ, *, negative: bool = False, long: bool = False) -> None:
        self.positional = row.positional
        self.name = spelled(row, negative=negative, required=row.required)
        letter = f"{_LITERAL}-{row.short}{_OFF}, " if row.short and not negative else "    "
        self.shown = ("" if row.positional else letter) + styled(row, negative=negative)
        self.help = "" if negative else (row.long_help or row.help) if long else row.help
        described = any(row.choices.values())
        self.values = row.choices if long and described and not negative else {}
        notes = [] if negative else _notes(row, environ)
        if row.choices and not negative and not self.values:
            notes.append(f"[possible values: {', '.join(row.choices)}]")
        self.notes = notes


def _notes(row: Option, environ: Environ) -> list[str]:
    notes: list[str] = []
    if row.display_env is not None:
        notes += [row.display_env] if row.display_env else []
    elif row.env:
        variable = row.env.split()[0]
        value = environ.get(variable, "") if row.env_style == "argument" else ""
        notes.append(f"[env: {variable}={value}]")
    # clap puts the default behind the variable in the short form only when both exist; none has both.
    if row.shown_default:
        notes.append(f"[default: {row.shown_default}]")
    return notes


def sections(command: Command) -> dict[str, list[Option]]:
    """Return the visible rows under their headings; arguments and own options first, then as declared."""
    found: dict[str, list[Option]] = {"Arguments": [], "Options": []}
    for row in command.options:
        if not row.hidden:
            found.setdefault("Arguments" if row.positional else row.heading, []).append(row)
    return {heading: rows for heading, rows in found.items() if rows}


def short(command: Command, environ: Environ, width: int) -> str:
    """Return the concise help, `width` columns wide."""
    if command.path == ("help",):
        # uv lays this one out by hand.
        option = f"{_LITERAL}--no-pager{_OFF} {command.row('no_pager').help}"
        return f"{command.about}\n\n{usage(command)}\n\n{_HEADER}Options:{_OFF}\n  {option}\n"
    parts = [wrap(command.about, width), usage(command)]
    if command.subcommands:
        parts.append(_subcommands(command, width))
    parts += [_section(heading, rows, environ, width) for heading, rows in sections(command).items()]
    if command.more:
        called = " ".join((command.program, "help", *command.path))
        parts.append(f"Use `{_LITERAL}{called}{_OFF}` for more details.")
    return "\n\n".join(parts) + "\n"


def long(command: Command, environ: Environ, width: int) -> str:
    """Return the full help, `width` columns wide."""
    parts = [wrap(command.long_about or command.about, width), usage(command)]
    if command.subcommands:
        parts.append(_subcommands(command, width))
    for heading, rows in sections(command).items():
        entries = [entry for row in rows for entry in _entries(row, environ, long=True)]
        parts.append(f"{_HEADER}{heading}:{_OFF}\n" + "\n\n".join(_below(entry, width, long=True) for entry in entries))
    if command.subcommands:
        word = " ".join((command.program, "help", *command.path, "<command>"))
        parts.append(f"Use `{_LITERAL}{word}{_OFF}` for more information on a specific command.")
    return "\n\n".join(parts) + "\n\n"


def _subcommands(command: Command, width: int) -> str:
    longest = max(map(len, command.subcommands))
    lines = [
        f"  {_LITERAL}{name}{_OFF}{' ' * (longest - len(name) + 2)}" + wrap(about, width - longest - 4, longest + 4)
        for name, about in command.subcommands.items()
    ]
    return f"{_HEADER}Commands:{_OFF}\n" + "\n".join(lines)


def _entries(row: Option, environ: Environ, *, long: bool = False) -> list[_Entry]:
    entries = [_Entry(row, environ, long=long)]
    if row.negative and row.negative_shown:
        entries.append(_Entry(row, environ, negative=True, long=long))
    return entries


def _section(heading: str, rows: Sequence[Option], environ: Environ, width: int) -> str:
    entries = [entry for row in rows for entry in _entries(row, environ)]
    longest = max(2, *(len(entry.name) for entry in entries))
    if any(_needs_next_line(entry, longest, width) for entry in entries):
        lines = [_below(entry, width) for entry in entries]
    else:
        lines = [_beside(entry, longest, width) for entry in entries]
    return f"{_HEADER}{heading}:{_OFF}\n" + "\n".join(lines)


def _text(entry: _Entry) -> str:
    return " ".join(part for part in (entry.help, *entry.notes) if part)


def _needs_next_line(entry: _Entry, longest: int, width: int) -> bool:
    # clap's rule: where names take more than 40 % of the line and a text does not fit beside them.
    taken = longest + (4 if entry.positional else 8)
    return width >= taken and taken / width > 0.4 and len(_text(entry)) > width - taken  # noqa: PLR2004 - clap's


def _beside(entry: _Entry, longest: int, width: int) -> str:
    indent = longest + (4 if entry.positional else 8)
    padding = " " * (longest - len(entry.name) + 2)
    return f"  {entry.shown}{padding}{wrap(_text(entry), width - indent, indent)}"


def _below(entry: _Entry, width: int, *, long: bool = False) -> str:
    margin = " " * _NEXT_LINE
    room = width - _NEXT_LINE
    if not long:
        return f"  {entry.shown}\n{margin}{wrap(_text(entry), room, _NEXT_LINE)}"
    paragraphs = [wrap(part, room, _NEXT_LINE) for part in entry.help.split("\n\n")] if entry.help else []
    if entry.values:
        paragraphs.append(_possible(entry.values, room))
    paragraphs += [wrap(note, room, _NEXT_LINE) for note in entry.notes]
    joined = f"\n\n{margin}".join(paragraphs)
    return f"  {entry.shown}\n{margin if joined else ''}{joined}"


def _possible(values: Mapping[str, str], room: int) -> str:
    longest = max(map(len, values))
    margin = " " * _NEXT_LINE
    lines = ["Possible values:"]
    for name, meaning in values.items():
        text = f"{name}:{' ' * (longest - len(name))} {meaning}" if meaning else name
        lines.append(f"{margin}- {wrap(text, room - 2, _NEXT_LINE + 2)}")
    return "\n".join(lines)
