"""`tool.uv.cache-keys`: what tells that a project has changed. Pure."""

from __future__ import annotations

from puv.errors import InputError
from puv.frozen import Frozen
from puv.settings.errors import TomlError
from puv.settings.shapes import WrongError, described
from puv.settings.toml import parsed, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from puv.settings.locate import Path

    Kind = Literal["file", "dir", "env", "commit", "tags"]

_FIELDS = ("file", "dir", "git", "env")


class CacheKeysError(InputError):
    """The table is wrong; the cause shows where."""

    code = "cache-keys"


class CacheKey(Frozen):
    """One key. `text` is a path or pattern (`file`), a directory (`dir`), a variable (`env`), else empty."""

    kind: Kind
    text: str = ""


#: What is watched where a project says nothing.
DEFAULT = (
    CacheKey(kind="file", text="pyproject.toml"),
    CacheKey(kind="file", text="setup.py"),
    CacheKey(kind="file", text="setup.cfg"),
    CacheKey(kind="dir", text="src"),
)


def parse_cache_keys(text: str, shown: str) -> tuple[CacheKey, ...]:
    """Read the keys of a `pyproject.toml`, which errors call `shown`.

    Raises:
        CacheKeysError: they are wrong.
    """
    if "cache-keys" not in text:
        return DEFAULT
    try:
        found: Any = parsed(text)
    except TomlError:
        return DEFAULT  # who reads more of the file complains
    for name in ("tool", "uv", "cache-keys"):
        if not isinstance(found, dict) or name not in found:
            return DEFAULT
        found = found[name]
    try:
        return _keys(found)
    except WrongError as error:
        problem = wrong(text, ("tool", "uv", "cache-keys", *error.path), str(error), at_key=error.at_key)
        raise CacheKeysError(f"Failed to parse cache keys in `{shown}`") from problem


def _keys(value: Any) -> tuple[CacheKey, ...]:
    if not isinstance(value, list):
        raise WrongError(f"invalid type: {described(value)}, expected a sequence", ())
    return tuple(key for at, entry in enumerate(value) for key in _key(entry, (at,)))


def _key(entry: Any, path: Path) -> tuple[CacheKey, ...]:
    if isinstance(entry, str):
        return (CacheKey(kind="file", text=entry),)
    if not isinstance(entry, dict):
        raise WrongError(f"invalid type: {described(entry)}, expected a path or a cache key table", path)
    for name in entry:
        if name not in _FIELDS:
            listed = ", ".join(f"`{field}`" for field in _FIELDS)
            raise WrongError(f"unknown field `{name}`, expected one of {listed}", (*path, name), at_key=True)
    if len(entry) != 1:
        raise WrongError("extra cache key field" if entry else "missing cache key field", path)
    ((name, value),) = entry.items()
    if name == "git":
        return _git(value, (*path, name))
    if not isinstance(value, str):
        raise WrongError(f"invalid type: {described(value)}, expected a string", (*path, name))
    return (CacheKey(kind=name, text=value),)


def _git(value: Any, path: Path) -> tuple[CacheKey, ...]:
    if isinstance(value, bool):
        return (CacheKey(kind="commit"),) if value else ()
    if not isinstance(value, dict):
        raise WrongError(f"invalid type: {described(value)}, expected a boolean or a Git cache key table", path)
    kinds: tuple[Literal["commit", "tags"], ...] = ("commit", "tags")
    for name, wanted in value.items():
        if name not in kinds:
            raise WrongError(f"unknown field `{name}`, expected `commit` or `tags`", (*path, name), at_key=True)
        if not isinstance(wanted, bool):
            raise WrongError(f"invalid type: {described(wanted)}, expected a boolean", (*path, name))
    return tuple(CacheKey(kind=kind) for kind in kinds if value.get(kind))
