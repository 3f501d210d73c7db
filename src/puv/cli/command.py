"""`Command`: what one command accepts, how it is called in messages, and its usage lines. Pure."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.settings.option import Option

PROGRAM = "puv"
# What stands before a command that a text names, and what the names of the programs are there.
_QUOTES = ("`", "\x1b[32m")
_LITERAL, _PLACEHOLDER, _HEADER, _OFF = "\x1b[1m\x1b[36m", "\x1b[36m", "\x1b[1m\x1b[32m", "\x1b[0m"


class Command(Frozen):
    """One command, or a family of commands when `subcommands` is not empty.

    `path` is the words after the program's name; `options` the rows in the order of the help; `one_of` the names of
    rows of which at least one must be given; `subcommands` maps names to `about`; `aliases` maps hidden names to real
    ones. `more` tells that the long help says more than the short one. `program` is the name that was called; with
    a `suffix` the command is a program of its own, called by both together.
    """

    path: tuple[str, ...]
    about: str
    long_about: str = ""
    options: tuple[Option, ...] = ()
    one_of: tuple[str, ...] = ()
    subcommands: dict[str, str] = {}  # noqa: RUF012 - a default is never mutated
    more: bool = True
    suffix: str = ""
    aliases: dict[str, str] = {}  # noqa: RUF012 - likewise
    program: str = PROGRAM

    @property
    def title(self) -> str:
        """`puv pip install`."""
        return " ".join((self.program, *self.path)) if not self.suffix else f"{self.program}{self.suffix}"

    @property
    def positionals(self) -> tuple[Option, ...]:
        """The rows that are given by position."""
        return tuple(row for row in self.options if row.positional)

    def row(self, name: str) -> Option:
        """Return the row called `name`."""
        return next(row for row in self.options if row.name == name)


def named(text: str, program: str) -> str:
    """Return a text for the user with the commands that it quotes (`puv venv`) under the name that was called."""
    if program == PROGRAM:
        return text
    for quote in _QUOTES:
        text = text.replace(f"{quote}{PROGRAM} ", f"{quote}{program} ").replace(
            f"{quote}{PROGRAM}x ", f"{quote}{program}x "
        )
    return text


def spelled(row: Option, *, negative: bool = False, required: bool = False) -> str:
    """Write a row as messages do: `--index <INDEX>`, `--quiet...`, `[PACKAGE]...`."""
    if row.positional:
        return (
            f"{'<' if required else '['}{row.value_name}{'>' if required else ']'}{'...' if row.kind == 'many' else ''}"
        )
    if negative:
        return row.negative
    return (row.flag or f"-{row.short}") + (
        f" <{row.value_name}>" if row.takes_value else "..." if row.kind == "count" else ""
    )


def styled(row: Option, *, negative: bool = False) -> str:
    """Write a row's flag and value as the help does, with colours."""
    text = spelled(row, negative=negative, required=row.required)
    if row.positional:
        return f"{_PLACEHOLDER}{text}{_OFF}"
    flag, blank, value = text.partition(" ")
    if blank:
        return f"{_LITERAL}{flag}{_OFF}{_PLACEHOLDER} {_OFF}{_PLACEHOLDER}{value}{_OFF}"
    if text.endswith("..."):
        return f"{_LITERAL}{text[:-3]}{_OFF}{_PLACEHOLDER}...{_OFF}"
    return f"{_LITERAL}{text}{_OFF}"


def choice(command: Command) -> str:
    """Write the rows of which one is needed: `<PACKAGE|--requirements <REQUIREMENTS>>`."""
    members = (command.row(name) for name in command.one_of)
    return f"<{'|'.join(row.value_name if row.positional else spelled(row) for row in members)}>"


def usage(command: Command, used: Iterable[tuple[Option, bool]] | None = None, *, exact: bool = False) -> str:
    """Return the usage line, beginning with `Usage: `.

    Without `used` it names everything; with it, the given rows (row, negative), what is required, and the positionals.
    `exact` leaves out `[OPTIONS]` even where no visible row was given.
    """
    given = [(row, negative) for row, negative in used or () if not row.hidden and not (negative and _unseen(row))]
    parts: list[str] = []
    if given:
        parts += dict.fromkeys(
            styled(row, negative=negative)
            for row, negative in given
            if not row.positional and row.name not in command.one_of
        )
    elif not exact and any(row.flag or row.short for row in command.options):
        parts.append(f"{_PLACEHOLDER}[OPTIONS]{_OFF}")
    if command.one_of:
        parts.append(f"{_PLACEHOLDER}{choice(command)}{_OFF}")
    names = {row.name for row, _ in given}
    parts += [
        f"{_PLACEHOLDER}{_behind(row, required=row.required or row.name in names)}{_OFF}"
        for row in command.positionals
        if row.name not in command.one_of and not (row.kind == "rest" and given)
    ]
    if command.subcommands:
        parts.append(f"{_PLACEHOLDER}<COMMAND>{_OFF}")
    return " ".join((f"{_HEADER}Usage:{_OFF} {_LITERAL}{command.title}{_OFF}", *parts))


def _behind(row: Option, *, required: bool) -> str:
    """Write a positional as usage lines do."""
    return f"[-- <{row.value_name}>...]" if row.last else spelled(row, required=required)


def _unseen(row: Option) -> bool:
    return bool(row.negative) and not row.negative_shown
