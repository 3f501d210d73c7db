"""The tree of commands as completion scripts see it. Pure."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from puv.cli.command import Command
    from puv.settings.option import Option

_DIRECTORIES = frozenset(
    ("CACHE_DIR", "DIRECTORY", "PROJECT", "TARGET", "PREFIX", "OUT_DIR", "INSTALL_DIR", "EDITABLE", "WITH_EDITABLE")
)
_FILES = frozenset(
    (
        "REQUIREMENTS", "CONSTRAINTS", "OVERRIDES", "EXCLUDES", "BUILD_CONSTRAINTS", "ENV_FILE", "CONFIG_FILE",
        "OUTPUT_FILE", "CERT", "SCRIPT", "SRC_FILE", "WITH_REQUIREMENTS", "PATH", "FILES", "FILE", "SRC", "FIND_LINKS",
        "PYTHON", "PYLOCK",
    )
)  # fmt: skip


# Values that an option takes with something behind them, and that it therefore does not list.
_BEGINNINGS = {"BUMP[=VALUE]": ("major", "minor", "patch", "stable", "alpha", "beta", "rc", "post", "dev")}


class Value(Frozen):
    """What may stand for a value: `choices` with their meanings, or `files`, or `directories`, or anything."""

    choices: tuple[tuple[str, str], ...] = ()
    kind: str = ""


class Flag(Frozen):
    """An option. `names` are all spellings, dashes included; `value` is None for one without a value."""

    names: tuple[str, ...]
    about: str
    value: Value | None = None
    repeatable: bool = False

    @property
    def long(self) -> str:
        """The first long name, without dashes; empty without one."""
        return next((name[2:] for name in self.names if name.startswith("--")), "")

    @property
    def short(self) -> str:
        """The letter, empty without one."""
        return next((name[1:] for name in self.names if not name.startswith("--")), "")


class Argument(Frozen):
    """A positional argument; `many` take all that follow."""

    name: str
    value: Value
    many: bool = False


class Node(Frozen):
    """A command: its words after the program's name, its flags, its arguments, and the commands below it.

    `below` maps words, also hidden ones, to the path of the command that they mean; `shown` those to offer to a text.
    """

    path: tuple[str, ...]
    about: str
    flags: tuple[Flag, ...]
    arguments: tuple[Argument, ...]
    below: dict[str, tuple[str, ...]]
    shown: dict[str, str]


def nodes(find: Callable[[tuple[str, ...]], Command], path: tuple[str, ...] = ()) -> Iterator[Node]:
    """Yield the command at a path and all below it, parents first."""
    command = find(path)
    hidden = tuple(name for name, of in command.aliases.items() if name == of)
    below = {name: (*path, name) for name in (*command.subcommands, *hidden)}
    below |= {alias: (*path, name) for alias, name in command.aliases.items() if name in command.subcommands}
    yield Node(
        path=path,
        about=command.about,
        flags=tuple(flag for row in command.options if not row.hidden and not row.positional for flag in _flags(row)),
        arguments=tuple(
            Argument(name=row.value_name, value=_value(row), many=row.kind in {"many", "rest"})
            for row in command.positionals
        ),
        below=below,
        shown=dict(command.subcommands),
    )
    for name in (*command.subcommands, *hidden):
        yield from nodes(find, (*path, name))


def _flags(row: Option) -> Iterator[Flag]:
    names = [f"-{row.short}"] if row.short else []
    names += [row.flag] if row.flag else []
    many = row.kind in {"many", "count"}
    about = plain(row.help)
    if names:
        yield Flag(names=tuple(names), about=about, value=_value(row) if row.takes_value else None, repeatable=many)
    if row.negative and row.negative_shown:
        yield Flag(names=(row.negative,), about=about)


def _value(row: Option) -> Value:
    if row.choices:
        return Value(choices=tuple((name, plain(about)) for name, about in row.choices.items()))
    name = row.value_name
    if name in _BEGINNINGS:
        return Value(choices=tuple((choice, "") for choice in _BEGINNINGS[name]))
    return Value(kind="directories" if name in _DIRECTORIES else "files" if name in _FILES else "")


def plain(text: str) -> str:
    """Return the first line of a text, without its closing full stop."""
    return text.partition("\n")[0].strip().removesuffix(".")


def function_name(program: str, path: tuple[str, ...]) -> str:
    """Return a name for a function about a command: `_puv_tool_update_shell`."""
    return "_".join(("", program, *path)).replace("-", "_")
