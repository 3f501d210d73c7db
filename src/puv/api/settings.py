"""`Settings` of a library: options by their names, and the two ways to heed what surrounds the process."""

from __future__ import annotations

import os

from puv import settings as layered
from puv.errors import UsageError
from puv.ops.steps.load_settings import load_settings
from puv.settings.environment import environment_layer
from puv.settings.layers import GROUPS, Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Self


class Settings(layered.Settings):
    """All options, one attribute per group. What is not given has its built-in value; nothing is read. Frozen.

    Options are given by their names, which are those of the command line with underscores:
    `Settings(cache_dir="/var/cache/app", offline=True, resolution="lowest")`.
    """

    def __init__(self, layers: Iterable[Layer] = (), **options: Any) -> None:
        """Combine layers from low to high, and put the options on top.

        Raises:
            UsageError: there is no such option, or it does not take the value.
        """
        given = tuple(layers)
        if options:
            given = (*given, Layer(kind="command-line", values=dict(map(_placed, options.items()))))
        super().__init__(given)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Return the settings that variables hold (`UV_INDEX_URL`, …), usually `os.environ`; no file is read.

        Raises:
            VariableError: a variable does not hold what it should.
        """
        return cls((environment_layer(environ),))

    @classmethod
    def discover(cls, directory: str | None = None, environ: Mapping[str, str] | None = None) -> Self:
        """Return the settings of the configuration files in and above a directory, and of variables above them.

        `directory` is by default the process's own. Of the user's and the system's files those count that `environ`
        leads to; without it no such file is read.

        Raises:
            InputError: a file is wrong.
            VariableError: a variable does not hold what it should.
        """
        return cls(load_settings(environ or {}, os.path.abspath(directory or os.getcwd())).layers)


def _placed(option: tuple[str, Any]) -> tuple[str, Any]:
    """Return the path of an option and its value as the option holds it."""
    name, value = option
    row = next((table[name] for kind in GROUPS.values() if name in (table := kind.__options__)), None)
    if row is None:
        raise UsageError(f"There is no setting `{name}`")
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if row.kind == "many":
        return row.path, (value,) if isinstance(value, str) else tuple(value)
    if row.parse is not None and isinstance(value, str):
        try:
            value = row.parse(value)
        except ValueError as error:
            raise UsageError(f"The setting `{name}` does not take `{value}`: {error}") from None
    if row.choices and value is not None and value not in row.choices and value not in row.hidden_choices:
        raise UsageError(f"The setting `{name}` does not take `{value}` (expected one of: {', '.join(row.choices)})")
    return row.path, value
