"""What the parser says about an impossible command line: clap's sentences, with colours. Pure."""

from __future__ import annotations

from puv.cli.command import choice, spelled, usage
from puv.cli.suggest import similar
from puv.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from puv.cli.command import Command
    from puv.settings.option import Option

    # A row and whether its negative is meant.
    Given = tuple[Option, bool]

_OFF, _GOOD, _BAD, _LITERAL = "\x1b[0m", "\x1b[32m", "\x1b[33m", "\x1b[1m\x1b[36m"
_HELP = f"For more information, try '{_LITERAL}--help{_OFF}'."
_TIP = f"  {_GOOD}tip:{_OFF}"


class CommandLineError(UsageError):
    """The command line is impossible. `str()` is the whole text to show, coloured, without the leading `error: `."""

    code = "command-line"


def _complain(*paragraphs: str) -> CommandLineError:
    return CommandLineError("\n\n".join(paragraph for paragraph in (*paragraphs, _HELP) if paragraph))


def _values(row: Option) -> str:
    if not row.choices:
        return ""
    shown = (f'"{name}"' if " " in name else name for name in row.choices)
    return f"\n  [possible values: {', '.join(f'{_GOOD}{name}{_OFF}' for name in shown)}]"


def unknown_long(command: Command, word: str, given: Sequence[Given], known: Iterable[tuple[str, Given]]) -> UsageError:
    """`word` begins with two dashes and is no flag of the command; `known` are all long flags and their rows."""
    names = list(known)
    close = similar(word[2:], (name[2:] for name, _ in names))
    if close:
        meant = next(given_row for name, given_row in names if name == f"--{close[-1]}")
        tip = f"{_TIP} a similar argument exists: '{_GOOD}--{close[-1]}{_OFF}'"
        if any(row.last for row in command.positionals):
            tip = f"{tip}\n{_as_value(command, word)}"
            return _complain(_unexpected(word), tip, usage(command, given))
        return _complain(_unexpected(word), tip, usage(command, [*given, meant]))
    return _complain(_unexpected(word), _as_value(command, word), usage(command, given))


def unknown_short(command: Command, word: str) -> UsageError:
    """`word` is a dash and a letter that the command does not know."""
    return _complain(_unexpected(word), _as_value(command, word), usage(command))


def unknown_word(command: Command, word: str, *, escaped: bool) -> UsageError:
    """`word` stands where no further argument is taken; `escaped` tells that `--` came before."""
    if command.path == ("pip",) and word == "debug":
        return CommandLineError("pip's `debug` is unsupported (consider using `uvx pip debug` instead)")
    if command.subcommands:
        names = (*command.subcommands, *command.aliases)
        if escaped and word in names:
            tip = f"{_TIP} subcommand '{_GOOD}{word}{_OFF}' exists; to use it, remove the '{_GOOD}--{_OFF}' before it"
            return _complain(_unexpected(word), tip, usage(command))
        close = similar(word, names)
        what = "a similar subcommand exists" if len(close) == 1 else "some similar subcommands exist"
        names_shown = ", ".join(f"'{_GOOD}{name}{_OFF}'" for name in close)
        tip = f"{_TIP} {what}: {names_shown}" if close else ""
        return _complain(f"unrecognized subcommand '{_BAD}{word}{_OFF}'", tip, usage(command))
    return _complain(_unexpected(word), usage(command))


def _unexpected(word: str) -> str:
    return f"unexpected argument '{_BAD}{word}{_OFF}' found"


def _as_value(command: Command, word: str) -> str:
    if not command.positionals:
        return ""
    return f"{_TIP} to pass '{_BAD}{word}{_OFF}' as a value, use '{_GOOD}-- {word}{_OFF}'"


def refused(command: Command, sentence: str) -> UsageError:
    """A value cannot be read, as the sentence says."""
    return _complain(sentence, usage(command))


def unwanted_value(command: Command, row: Given, value: str, given: Sequence[Given]) -> UsageError:
    """A flag was given a value (`--no-build=3`)."""
    name = spelled(row[0], negative=row[1])
    return _complain(
        f"unexpected value '{_BAD}{value}{_OFF}' for '{_LITERAL}{name}{_OFF}' found; no more were expected",
        usage(command, [*given, row]),
    )


def missing_value(row: Option) -> UsageError:
    """An option stands without its value, or with an empty one that it cannot take."""
    return _complain(f"a value is required for '{_BAD}{spelled(row)}{_OFF}' but none was supplied{_values(row)}")


def invalid_choice(row: Option, value: str) -> UsageError:
    """The value is none of the possible ones."""
    close = similar(value, (*row.choices, *row.hidden_choices))
    tip = f"{_TIP} a similar value exists: '{_GOOD}{close[-1]}{_OFF}'" if close else ""
    name = spelled(row, required=row.required)
    return _complain(f"invalid value '{_BAD}{value}{_OFF}' for '{_LITERAL}{name}{_OFF}'{_values(row)}", tip)


def invalid_value(row: Option, value: str, reason: str, *, negative: bool = False) -> UsageError:
    """The value is wrong for the reason given."""
    name = spelled(row, negative=negative, required=row.required)
    return _complain(f"invalid value '{_BAD}{value}{_OFF}' for '{_LITERAL}{name}{_OFF}': {reason}")


def repeated(command: Command, row: Given) -> UsageError:
    """Something was given twice that may be given once."""
    name = spelled(row[0], negative=row[1])
    return _complain(f"the argument '{_BAD}{name}{_OFF}' cannot be used multiple times", usage(command))


def conflict(command: Command, row: Given, others: Sequence[Given], given: Sequence[Given]) -> UsageError:
    """`row` cannot stand beside `others`; `given` is everything on the line."""
    name = spelled(row[0], negative=row[1], required=row[0].required)
    names = [f"{_BAD}{spelled(other, negative=negative, required=other.required)}{_OFF}" for other, negative in others]
    listed = f" '{names[0]}'" if len(names) == 1 else ":" + "".join(f"\n  {other}" for other in names)
    rest = [entry for entry in given if entry not in others]
    return _complain(f"the argument '{_BAD}{name}{_OFF}' cannot be used with{listed}", usage(command, rest))


def missing_arguments(command: Command, given: Sequence[Given], absent: Sequence[Option]) -> UsageError:
    """Something that is required was not given."""
    needed = [choice(command)] if command.one_of else []
    needed += [spelled(row, required=True) for row in absent]
    lines = "".join(f"\n  {_GOOD}{name}{_OFF}" for name in needed)
    shown = [*given, *((row, False) for row in absent)]
    return _complain(f"the following required arguments were not provided:{lines}", usage(command, shown, exact=True))


def missing_subcommand(command: Command) -> UsageError:
    """A family of commands was called without one."""
    listed = []
    for at, name in enumerate(command.subcommands):
        listed += [name, *(alias for alias, of in command.aliases.items() if of == name)]
        # Commands that helps do not list stand among the aliases, under their own names.
        listed += [] if at else [alias for alias, of in command.aliases.items() if of == alias]
    names = ", ".join(f"{_GOOD}{name}{_OFF}" for name in listed)
    return _complain(
        f"'{_BAD}{command.title}{_OFF}' requires a subcommand but one was not provided\n  [subcommands: {names}]",
        usage(command),
    )
