"""Where things stand in a TOML text: statements, values, and the items of arrays (TOML 1.0).

For editing a document without touching what is not edited. The text must be valid TOML; whoever reads it first has
made sure of that, so nothing here reports errors. Positions count characters.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    Path: TypeAlias = tuple[str, ...]
    Kind: TypeAlias = Literal["table", "array", "key"]

_BLANK = " \t"
_BARE_END = frozenset(" \t.=]\r\n")
_SCALAR_END = frozenset(",]}#\r\n")
_OPENERS = {"[": "]", "{": "}"}


class Statement:
    """A header (`[a.b]`, `[[a.b]]`) or a key with its value. Slotted by hand; treat as frozen.

    `path` is the full path from the root. `start` is where it begins, `end` where its line ends, behind the newline.
    `value` are the bounds of a key's value; both are 0 for a header.
    """

    __slots__ = ("end", "kind", "path", "start", "value")

    end: int
    path: Path
    start: int
    value: tuple[int, int]

    def __init__(self, kind: Kind, path: Path, start: int, end: int, value: tuple[int, int] = (0, 0)) -> None:
        self.kind, self.path, self.start, self.end, self.value = kind, path, start, end, value

    def __repr__(self) -> str:
        """Show what and where."""
        return f"Statement({self.kind!r}, {self.path!r}, {self.start}, {self.end})"


class Item:
    """An item of an array: its bounds, and those of the blanks and comments around it, up to the commas."""

    __slots__ = ("after", "before", "end", "start")

    after: int
    before: int
    end: int
    start: int

    def __init__(self, before: int, start: int, end: int, after: int) -> None:
        self.before, self.start, self.end, self.after = before, start, end, after


class Array:
    """An array's items.

    `comma` tells whether a comma follows the last one; `trailing` is where what follows that begins, or where the
    blanks behind the last item end.
    """

    __slots__ = ("comma", "items", "trailing")

    comma: bool
    items: list[Item]
    trailing: int

    def __init__(self, items: list[Item], trailing: int, *, comma: bool) -> None:
        self.items, self.trailing, self.comma = items, trailing, comma


def statements(text: str) -> list[Statement]:
    """Return the statements of a document, in order."""
    found: list[Statement] = []
    table: Path = ()
    at = _skip(text, 0)
    while at < len(text):
        start = at
        if text[at] == "[":
            depth = 2 if text.startswith("[[", at) else 1
            table, at = _key(text, at + depth)
            end = _line_end(text, text.index("]", at) + depth)
            found.append(Statement("array" if depth == 2 else "table", table, start, end))  # noqa: PLR2004 - `[[`
        else:
            key, at = _key(text, at)
            begin = _blanks(text, at + 1)
            finish = value_end(text, begin)
            end = _line_end(text, finish)
            found.append(Statement("key", (*table, *key), start, end, (begin, finish)))
        at = _skip(text, end)
    return found


def value_end(text: str, at: int) -> int:
    """Return where the value that begins at a position ends."""
    character = text[at]
    if character in "\"'":
        return _string_end(text, at)
    if character in _OPENERS:
        close = _OPENERS[character]
        at = _skip(text, at + 1)
        while text[at] != close:
            if character == "{" and text[at] != ",":
                _, at = _key(text, at)
                at = _blanks(text, at + 1)
            at = at + 1 if text[at] == "," else value_end(text, at)
            at = _skip(text, at)
        return at + 1
    while at < len(text) and text[at] not in _SCALAR_END:
        at += 1
    return len(text[:at].rstrip(_BLANK))


def array(text: str, start: int) -> Array:
    """Return the items of the array that begins at a position."""
    items: list[Item] = []
    before, comma = start + 1, False
    at = _skip(text, before)
    while text[at] != "]":
        end = value_end(text, at)
        after = _skip(text, end)
        items.append(Item(before, at, end, after))
        comma = text[after] == ","
        before = after + 1 if comma else after
        at = _skip(text, before)
    return Array(items, before, comma=comma)


def entries(text: str, start: int) -> list[tuple[Path, int, tuple[int, int]]]:
    """Return the keys of the inline table that begins at a position: path, where it begins, bounds of its value."""
    found = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        begin = at
        path, at = _key(text, at)
        value = _blanks(text, at + 1)
        end = value_end(text, value)
        found.append((path, begin, (value, end)))
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return found


def _key(text: str, at: int) -> tuple[Path, int]:
    """Read a dotted key; return it and the position of the `=` or `]` behind it."""
    parts = []
    while True:
        at = _blanks(text, at)
        if text[at] in "\"'":
            end = _string_end(text, at)
            parts.append(_decoded(text[at:end]))
        else:
            end = at
            while text[end] not in _BARE_END:
                end += 1
            parts.append(text[at:end])
        at = _blanks(text, end)
        if text[at] != ".":
            return tuple(parts), at
        at += 1


def _decoded(quoted: str) -> str:
    if "\\" not in quoted or quoted[0] == "'":
        return quoted[1:-1]
    import tomllib  # keys with escapes are rare

    value: str = tomllib.loads(f"k = {quoted}")["k"]
    return value


def _string_end(text: str, at: int) -> int:
    quote = text[at]
    if text.startswith(quote * 3, at):
        end = _closing(text, at + 3, quote * 3)
        while text.startswith(quote, end):  # up to two quotes may stand before the closing ones
            end += 1
        return end
    return _closing(text, at + 1, quote)


def _closing(text: str, at: int, quotes: str) -> int:
    while not text.startswith(quotes, at):
        at += 2 if text[at] == "\\" and quotes[0] == '"' else 1
    return at + len(quotes)


def _blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _skip(text: str, at: int) -> int:
    """Skip blanks, newlines and comments."""
    while at < len(text):
        if text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif text[at] in " \t\r\n":
            at += 1
        else:
            break
    return at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1
