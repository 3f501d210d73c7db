"""`Option` and `Group`: one declaration per option, from which parser, help, files and variables are served.

A group is a class whose body is the table; `Group.__init_subclass__` collects the rows. An instance of a group is
a plain frozen value with one typed attribute per row. Rows that belong to one command only are declared with
`own(...)` beside the command and never reach `Settings`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, ClassVar, Literal, Self, TypeVar, dataclass_transform

    T = TypeVar("T")
    Kind = Literal["flag", "count", "one", "many", "rest"]
    Merge = Literal["replace", "concat", "update"]
    # Text of one value → the value; raises `ValueError` with the sentence to show.
    Parse = Callable[[str], Any]
else:

    def dataclass_transform(**_options: object) -> object:
        """Stand in for `typing.dataclass_transform`, which only type checkers need."""
        return lambda decorated: decorated


class Option:
    """One row. Treat as frozen after the class that holds it is made.

    `name` is the attribute (`link_mode`), `group` the settings group (`install`) or empty for a command's own row;
    `kind` is `flag` (present or not), `count`, `one` (one value), `many` (repeatable) or `rest` (by position: its word
    and everything behind it, whatever that looks like). `flag`, `short`, `negative` are without and with dashes as
    typed (`--offline`, `n`, `--no-offline`); `aliases` further long names, all hidden; `negative_shown` puts the
    negative into the help. A row without flags and with a `value_name` is positional;
    one that is `last` takes only words behind `--`.
    `env` names the variable without its `UV_` prefix being stripped; `env_style` tells how uv treats it: `argument`
    (as if given on the command line of commands that have the flag), `switch` (read for every command, with an
    error of its own), `words` (a list separated by blanks). `conflicts` and `overrides` name long flags; a flag and its
    negative override each other. `needs` are names of rows without which the row must not be given.
    `key` is the dotted path in `uv.toml`; `pip_key` that in its `[pip]` table.
    `choices` maps each possible value to its help (empty when it has none); `parse` validates one value's text.
    `required` holds `unless` the row of that name is given. `split` is the delimiter that lists use, both in variables
    and on the command line (empty: none).
    """

    name: str = ""
    group: str = ""
    kind: Kind = "one"
    flag: str = ""
    short: str = ""
    negative: str = ""
    negative_shown: bool = False
    negative_aliases: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    value_name: str = ""
    env: str = ""
    env_style: Literal["argument", "switch", "words"] = "argument"
    display_env: str | None = None
    key: str = ""
    pip_key: str = ""
    default: Any = None
    shown_default: str = ""
    choices: Mapping[str, str] = {}
    hidden_choices: tuple[str, ...] = ()
    parse: Parse | None = None
    split: str = ""
    heading: str = "Options"
    help: str = ""
    long_help: str = ""
    hidden: bool = False
    merge: Merge = "replace"
    conflicts: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    required: bool = False
    unless: str = ""
    last: bool = False

    def __init__(self, values: dict[str, Any]) -> None:
        """Take the row as `option` and `own` have collected it; what it does not say is as above."""
        self.__dict__ = values

    def change(self, **changes: Any) -> Option:
        """Return a copy with the given attributes, for the command that shows the row differently."""
        return Option({**self.__dict__, **changes})

    @property
    def path(self) -> str:
        """`group.name`, the row's name in layers."""
        return f"{self.group}.{self.name}"

    @property
    def positional(self) -> bool:
        """Whether the row is an argument by position."""
        return not self.flag and not self.short and bool(self.value_name)

    @property
    def takes_value(self) -> bool:
        """Whether a text belongs to each occurrence."""
        return self.kind in {"one", "many", "rest"}

    def __repr__(self) -> str:
        """Show how the user writes it."""
        return f"Option({self.flag or self.value_name or self.path})"


_DEFAULTS: dict[str, Any] = {"flag": False, "count": 0, "one": None, "many": (), "rest": ()}


def option(default: T, **row: Any) -> T:
    """Declare a row of a group; the class attribute is an `Option`, the instance attribute a `T`."""
    row["default"] = default
    return Option(row)  # type: ignore[return-value]  # the descriptor trick of dataclasses' `field`


def own(name: str, **row: Any) -> Option:
    """Declare a row that belongs to one command. `kind` defaults to `flag` for a row without a value name."""
    row["name"] = name
    if "kind" not in row:
        row["kind"] = "one" if "value_name" in row else "flag"
    if "default" not in row:
        row["default"] = _DEFAULTS[row["kind"]]
    return Option(row)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(option,))
class Group:
    """Base of the settings groups: keyword-only, immutable, comparable values over a table of rows."""

    __options__: ClassVar[dict[str, Option]] = {}
    __group__: ClassVar[str] = ""

    def __init_subclass__(cls, *, group: str = "") -> None:
        """Collect the rows of the class body and complete each with its name, group and kind."""
        cls.__group__ = group
        table: dict[str, Option] = {}
        annotations = cls.__dict__.get("__annotations__", {})  # noqa: RUF063 - `inspect` takes 10 ms to import
        for name, row in list(cls.__dict__.items()):
            if isinstance(row, Option):
                row.name, row.group = name, group
                annotation = str(annotations.get(name, ""))
                if row.kind == "one":
                    row.kind = (
                        "flag" if annotation.startswith("bool") else "many" if annotation.startswith("tuple") else "one"
                    )
                if row.takes_value and row.flag and not row.value_name:
                    row.value_name = row.flag[2:].upper().replace("-", "_")
                table[name] = row
        cls.__options__ = table

    def __init__(self, **values: Any) -> None:
        """Take fields by keyword; the others have their default.

        Raises:
            TypeError: a field is unknown.
        """
        table = type(self).__options__
        for name in values:
            if name not in table:
                message = f"{type(self).__name__}() has no field {name!r}"
                raise TypeError(message)
        fields = {name: row.default for name, row in table.items()}
        fields.update(values)
        self.__dict__.update(fields)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: settings do not change; see `replace`."""
        message = f"{type(self).__name__}.{name} cannot be assigned: the value is frozen"
        raise AttributeError(message)

    def replace(self, **changes: Any) -> Self:
        """Return a copy with the given fields changed."""
        return type(self)(**{**self.__dict__, **changes})

    def __eq__(self, other: object) -> bool:
        """Compare type and fields."""
        return self.__dict__ == other.__dict__ if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        """Hash type and fields."""
        return hash((type(self), *self.__dict__.items()))

    def __repr__(self) -> str:
        """Show the fields that differ from their default."""
        table = type(self).__options__
        shown = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items() if value != table[name].default)
        return f"{type(self).__name__}({shown})"


def rows(group: type[Group], *names: str, **changes: Any) -> tuple[Option, ...]:
    """Return the named rows of a group (all of them without names), each with `changes` applied."""
    table = group.__options__
    found = tuple(table[name] for name in names) if names else tuple(table.values())
    return tuple(row.change(**changes) for row in found) if changes else found
