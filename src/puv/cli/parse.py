"""From words to a `ParsedLine`: a parser with clap's behaviour over tables of options. Pure.

The program's tree is walked command by command: each level takes its own options, a word that names a subcommand
leads to the next level. Options of every level's table that belong to a settings group become a layer.
"""

from __future__ import annotations

from puv.cli import complaints
from puv.frozen import Frozen
from puv.settings.environment import lookup, read
from puv.settings.environment import split as split_words
from puv.settings.layers import Layer
from puv.settings.option import own
from puv.settings.values import EmptyValueError, boolish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from puv.cli.command import Command
    from puv.cli.complaints import Given
    from puv.settings.option import Option

    Find = Callable[[tuple[str, ...]], Command]

HELP = own("help", flag="--help", short="h", heading="Global options", help="Show the short help of this command")


class HelpRequested(Exception):  # noqa: N818 - an answer, not a fault
    """`--help` (or a family without a subcommand, `missing`) asks for a command's help."""

    command: Command
    missing: bool

    def __init__(self, command: Command, *, missing: bool = False) -> None:
        super().__init__(command.title)
        self.command, self.missing = command, missing


class VersionRequested(Exception):  # noqa: N818 - likewise
    """`--version` was given to a command."""

    def __init__(self, command: Command) -> None:
        super().__init__(command.title)
        self.command = command


class ParsedLine(Frozen):
    """A command with its arguments.

    `values` holds the command's own rows by name, all of them (defaults included); `settings` and `variables` hold
    rows of settings groups by `group.name`, only those given, from the line and from the environment; `arguments`
    are all words; `explicit` are the names of own rows that were given on the line.
    """

    command: Command
    values: dict[str, Any]
    settings: dict[str, Any]
    variables: dict[str, Any]
    explicit: frozenset[str]
    arguments: tuple[str, ...] = ()

    def layers(self) -> tuple[Layer, Layer]:
        """Return the environment's layer (arguments only) and the command line's."""
        return (
            Layer(kind="environment", values=self.variables),
            Layer(kind="command-line", values=self.settings),
        )

    def __getitem__(self, name: str) -> Any:
        """Return the value of one of the command's own rows."""
        return self.values[name]

    def said(self, name: str) -> bool | None:
        """Return what the line says by a flag or its negative, None where it gives neither."""
        value: bool = self.values[name]
        return value if name in self.explicit else None


class _Level:
    """The words of one command: its table of names, what was found, and the option that waits for its value."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.longs: dict[str, Given] = {}
        self.shorts: dict[str, Given] = {}
        # What was found, in clap's order: (row name, negative) → values; the row itself stands beside.
        self.found: dict[tuple[str, bool], list[Any]] = {}
        self.rows: dict[tuple[str, bool], Given] = {}
        self.from_environment: set[tuple[str, bool]] = set()
        self.waiting: Given | None = None
        self.words: list[str] = []
        for row in command.options:
            if row.flag:
                self.longs[row.flag] = (row, False)
                for name in row.aliases:
                    self.longs[name] = (row, False)
            if row.negative:
                self.longs[row.negative] = (row, True)
                for name in row.negative_aliases:
                    self.longs[name] = (row, True)
            if row.short:
                self.shorts[row.short] = (row, False)
        self.longs.setdefault("--help", (HELP, False))
        self.shorts.setdefault("h", (HELP, False))

    @property
    def given(self) -> list[Given]:
        """Everything found so far, in clap's order."""
        return [self.rows[key] for key in self.found]

    def settle(self) -> None:
        """Give the waiting words to their option or positional."""
        if self.waiting is not None:
            given, words = self.waiting, self.words
            self.waiting, self.words = None, []
            if not words:
                raise complaints.missing_value(given[0])
            self.take(given, words)

    def take(self, given: Given, words: Sequence[str]) -> None:
        """Note an occurrence of a row with the texts of its values (none for flags)."""
        row, negative = given
        key = (row.name, negative)
        if row.flag == "--help":
            raise HelpRequested(self.command)
        if row.flag == "--version" and row.kind == "flag":
            raise VersionRequested(self.command)
        if row.kind in {"flag", "one"} and key in self.found:
            raise complaints.repeated(self.command, given)
        # A counted flag moves to the end with each occurrence, as in clap.
        values = self.found.pop(key, []) if row.kind == "count" else self.found.get(key, [])
        self.found[key], self.rows[key] = values, given
        self._override(row, negative)
        for word in words:
            values += check(given, word)
        if not words:
            values.append(True)

    def _override(self, row: Option, negative: bool) -> None:
        """Forget what an occurrence of a row makes void."""
        if row.negative:
            self.found.pop((row.name, not negative), None)
        for name in row.overrides:
            other, off = self.longs[name]
            self.found.pop((other.name, off), None)

    def positional(self, *, escaped: bool) -> Given | None:
        """Return the next positional that takes a word, which stands behind `--` if it is `escaped`."""
        for row in self.command.positionals:
            if row.last and not escaped:
                continue
            if row.kind == "many" or ((row.name, False) not in self.found and self.waiting != (row, False)):
                return row, False
        return None

    def add_environment(self, environ: Mapping[str, str]) -> None:
        """Take the variables of rows that were not given (clap's `env`)."""
        for row in self.command.options:
            key = (row.name, False)
            # Switches of settings groups are read for every command; see `puv.settings.environment`.
            if not row.env or key in self.found or (row.env_style == "switch" and row.group):
                continue
            variable = lookup(row, environ)
            values = [] if variable is None else _from_variable(row, *variable)
            if values:
                self.found[key], self.rows[key] = values, (row, False)
                self.from_environment.add(key)

    def validate(self) -> None:
        """Refuse conflicts, then missing arguments."""
        entries = self.given
        for row, negative in entries:
            others = [
                (other, off)
                for other, off in entries
                if other.name != row.name
                and (_excludes(row, negative, other, off) or _excludes(other, off, row, negative))
            ]
            if row.negative and (row.name, not negative) in self.found:
                others.append((row, not negative))
            if others:
                raise complaints.conflict(self.command, (row, negative), others, entries)
        names = {row.name for row, _ in entries}
        one_of = self.command.one_of
        needed = {name for row, _ in entries for name in row.needs}
        missing = [
            row
            for row in self.command.options
            if row.name not in names and ((row.required and row.unless not in names) or row.name in needed)
        ]
        if missing or (one_of and names.isdisjoint(one_of)):
            raise complaints.missing_arguments(self.command, entries, missing)


def _excludes(row: Option, negative: bool, other: Option, off: bool) -> bool:
    return not negative and (other.negative if off else other.flag or other.name) in (*row.conflicts, *row.overrides)


def _from_variable(row: Option, name: str, text: str) -> list[Any]:
    """Return the values that a variable gives a row, none when it says nothing."""
    if row.env_style == "words":
        return list(split_words(row, text))
    if row.env_style == "switch":
        return [True] if read(row, name, text) else []
    if row.kind != "flag":
        return check((row, False), text)
    try:
        return [True] if boolish(text) else []
    except ValueError as error:
        raise complaints.invalid_value(row, text, str(error)) from None


def check(given: Given, word: str) -> list[Any]:
    """Return the values of one word (several when the row splits words)."""
    row = given[0]
    values: list[Any] = []
    for part in word.split(row.split) if row.split else [word]:
        if row.choices:
            if not part:
                raise complaints.missing_value(row)
            if part not in row.choices and part not in row.hidden_choices:
                raise complaints.invalid_choice(row, part)
            values.append(part)
            continue
        if not part and row.group in {"index", "network"} and row.name != "cert":
            continue
        try:
            values.append(row.parse(part) if row.parse else part)
        except EmptyValueError:
            raise complaints.missing_value(row) from None
        except ValueError as error:
            raise complaints.invalid_value(row, part, str(error)) from None
    return values


def parse(argv: Sequence[str], environ: Mapping[str, str], find: Find) -> ParsedLine:
    """Read the words after the program's name.

    `find` returns the `Command` of a path; `()` is the program itself. Only commands on the way are asked for.

    Raises:
        HelpRequested, VersionRequested: they were asked for.
        CommandLineError: the words are impossible; the text is clap's.
        VariableError: a variable of the command does not hold what it should.
    """
    levels: list[_Level] = []
    rest = list(argv)
    path: tuple[str, ...] = ()
    while True:
        level = _Level(find(path))
        levels.append(level)
        word, rest = _walk(level, rest)
        if word is None:
            break
        path = (*path, word)
    for level in reversed(levels):
        if level is levels[-1]:
            level.add_environment(environ)  # a variable counts as an argument here, too
            if level.command.subcommands:
                raise (
                    complaints.missing_subcommand(level.command)
                    if level.found
                    else HelpRequested(level.command, missing=True)
                )
        level.validate()
    return _line(levels, tuple(argv))


def _walk(level: _Level, words: list[str]) -> tuple[str | None, list[str]]:
    """Take one level's words; return the subcommand that ends it and what follows."""
    escaped = False
    for at, word in enumerate(words):
        if not escaped and word.startswith("-") and word != "-":
            if word == "--":
                escaped = True
            elif word.startswith("--"):
                _long(level, word)
            else:
                _short(level, word)
            continue
        waiting = level.waiting
        if waiting is not None and not waiting[0].positional and not level.words and not escaped:
            level.words.append(word)
            continue
        command = level.command
        name = _subcommand(command, word) if command.subcommands and not escaped else None
        if name is not None:
            level.settle()
            return name, words[at + 1 :]
        if waiting is not None and not (waiting[0].positional and waiting[0].kind == "many"):
            level.settle()
        given = level.positional(escaped=escaped)
        if given is None:
            raise complaints.unknown_word(command, word, escaped=escaped)
        if given[0].kind == "rest":
            level.take(given, words[at:])
            return None, []
        level.waiting = given
        level.words.append(word)
    level.settle()
    return None, []


def _subcommand(command: Command, word: str) -> str | None:
    """Return the name of the subcommand that a word means, None where it means none."""
    return command.aliases.get(word, word if word in command.subcommands else None)


def _long(level: _Level, word: str) -> None:
    name, equals, value = word.partition("=")
    given = level.longs.get(name)
    if given is None:
        try:
            level.settle()
        except complaints.CommandLineError:
            # The unknown word is reported first, as clap does.
            level.waiting = None
        raise complaints.unknown_long(level.command, name, level.given, level.longs.items())
    level.settle()
    if given[0].takes_value and not given[1]:
        if equals:
            level.take(given, (value,))
        else:
            level.waiting = given
    elif equals:
        raise complaints.unwanted_value(level.command, given, value, level.given)
    else:
        level.take(given, ())


def _short(level: _Level, word: str) -> None:
    for at, letter in enumerate(word[1:], 2):
        given = level.shorts.get(letter)
        if given is None:
            raise complaints.unknown_short(level.command, f"-{letter}")
        level.settle()
        if given[0].takes_value:
            rest = word[at:].removeprefix("=")
            if word[at:]:
                level.take(given, (rest,))
            else:
                level.waiting = given
            return
        level.take(given, ())


def _line(levels: list[_Level], arguments: tuple[str, ...]) -> ParsedLine:
    last = levels[-1]
    values = {row.name: row.default for row in last.command.options if not row.group}
    settings: dict[str, Any] = {}
    variables: dict[str, Any] = {}
    explicit: set[str] = set()
    for level in levels:
        for key, found in level.found.items():
            row, negative = level.rows[key]
            value: Any = (
                not negative if row.kind == "flag" else len(found) if row.kind == "count"
                else tuple(found) if row.kind in {"many", "rest"} else found[-1] if found else None
            )  # fmt: skip
            if row.kind in {"one", "many"} and not found:
                continue
            if row.group:
                (variables if key in level.from_environment else settings)[row.path] = value
            elif level is last:
                values[row.name] = value
                if key not in level.from_environment:
                    explicit.add(row.name)
    return ParsedLine(
        command=last.command, values=values, settings=settings, variables=variables, explicit=frozenset(explicit),
        arguments=arguments,
    )  # fmt: skip
