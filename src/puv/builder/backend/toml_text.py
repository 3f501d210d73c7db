"""Write TOML documents in plain TOML 1.0: one key a line, long arrays over several lines, tables by their headers."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_ESCAPES = {"\b": "\\b", "\t": "\\t", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def render_toml(document: Mapping[str, Any]) -> str:
    """Return the text of a parsed document; comments and the choice between notations are lost."""
    return "\n".join(_tables(document, ())).removeprefix("\n")


def _tables(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield blocks, each with its header: the table's own values first, then the tables within."""
    own = {key: value for key, value in table.items() if not _is_table(value)}
    inner = {key: value for key, value in table.items() if _is_table(value)}
    values = "".join(f"{_key(key)} = {_value(value)}\n" for key, value in own.items())
    if path and (values or not inner):
        yield f"[{'.'.join(map(_key, path))}]\n{values}"
    elif values:
        yield values
    for key, value in inner.items():
        if isinstance(value, dict):
            yield from _tables(value, (*path, key))
        else:
            yield from _rows(value, (*path, key))


def _rows(rows: list[Mapping[str, Any]], path: tuple[str, ...]) -> Iterator[str]:
    for row in rows:
        own = {key: value for key, value in row.items() if not _is_table(value)}
        values = "".join(f"{_key(key)} = {_value(value)}\n" for key, value in own.items())
        yield f"[[{'.'.join(map(_key, path))}]]\n{values}"
        for key, value in row.items():
            if _is_table(value):
                yield from _tables(value, (*path, key)) if isinstance(value, dict) else _rows(value, (*path, key))


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    )


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, (int, float)):
        return repr(value).lower()
    if isinstance(value, list):
        if len(value) < 2:  # noqa: PLR2004 - one item stays in its line
            return f"[{''.join(map(_value, value))}]"
        return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    text = value.isoformat()  # a date, a time, or both
    return str(text.replace("+00:00", "Z"))


def _key(key: str) -> str:
    return key if key and _BARE.issuperset(key) else _basic(key)


def _string(text: str) -> str:
    """Return a string in the notation that needs the fewest escapes."""
    control = any((ord(letter) < 32 and letter != "\n") or ord(letter) == 127 for letter in text)  # noqa: PLR2004 - controls
    if "\n" in text and not control:
        return '"""\n' + text.replace("\\", "\\\\").replace('"""', '""\\"') + '"""'
    if ('"' in text or "\\" in text) and "'" not in text and "\n" not in text and not control:
        return f"'{text}'"
    return _basic(text)


def _basic(text: str) -> str:
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter == "\n":
        return "\\n"
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return f"\\u{ord(letter):04X}" if ord(letter) < 32 or ord(letter) == 127 else letter  # noqa: PLR2004 - controls
