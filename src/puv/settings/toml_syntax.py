"""What is wrong with a TOML text, in uv's words. Pure, and only used on texts that a parser has refused.

Two passes, as uv makes them: first the structure (brackets, `=`, line ends), then keys, values and repetitions.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Problem = tuple[str, str, int, int]

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_BLANK = " \t"
_KEY_END = frozenset(" \t\r\n.=[]{},#")
_VALUE_END = frozenset("\r\n,]}=#[{")
_UNQUOTED = "string values must be quoted, expected literal string"
_ESCAPES = 'missing escaped value, expected `b`, `e`, `f`, `n`, `r`, `\\`, `"`, `x`, `u`, `U`'
_KEY_CHARACTERS = "expected letters, numbers, `-`, `_`"
_WORDS = {
    "t": ("true", "boolean"), "T": ("true", "boolean"), "f": ("false", "boolean"), "F": ("false", "boolean"),
    "i": ("inf", "float"), "n": ("nan", "float"),
}  # fmt: skip
_NAMES = {
    '"""': "multi-line basic string",
    "'''": "multi-line literal string",
    '"': "basic string",
    "'": "literal string",
}


class _Found(Exception):  # noqa: N818 - an answer, not a fault
    """The first problem: a sentence and the characters that it is about."""

    def __init__(self, message: str, begin: int, end: int | None = None) -> None:
        super().__init__(message)
        self.begin, self.end = begin, begin + 1 if end is None else end


class _Item:
    """A key (its parts), a header, or a value, in the order of the text. `nested` values stand in inline tables."""

    __slots__ = ("begin", "end", "kind", "nested", "parts")

    def __init__(
        self, kind: str, begin: int, end: int, parts: tuple[tuple[int, int], ...] = (), *, nested: bool = False
    ) -> None:
        self.kind, self.begin, self.end, self.parts, self.nested = kind, begin, end, parts, nested


def diagnose(text: str) -> Problem | None:
    """Return what is wrong first: a sentence, the text, and the begin and end (characters) of the bad part.

    None when nothing was found that uv would complain about.
    """
    try:
        items = _Structure(text).read()
        _check_items(text, items)
    except _Found as found:
        return str(found), text, found.begin, max(found.end, found.begin + 1)
    return None


class _Structure:
    """The first pass."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 1 if text.startswith("\ufeff") else 0
        self.solid = self.at  # behind the last thing that is no blank
        self.items: list[_Item] = []

    def read(self) -> list[_Item]:
        """Return the items. Raises `_Found`."""
        while self._lines():
            if self.text[self.at] == "[":
                self._header()
            else:
                self._pair(nested=False)
            self._blanks()
            if self.at < len(self.text) and self.text[self.at] not in "#\r\n":
                raise _Found("unexpected key or value, expected newline, `#`", self.at)
        return self.items

    def _peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _blanks(self) -> None:
        while self._peek() and self._peek() in _BLANK:
            self.at += 1

    def _lines(self) -> bool:
        """Pass blanks, line ends and comments; tell whether text is left."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                self.items.append(_Item("comment", self.at, end))
                self.at = end
            elif character in " \t\r\n":
                self.at += 1
            else:
                return True
        return False

    def _header(self) -> None:
        double = self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        parts = self._key()
        closing = "]]" if double else "]"
        end = self.at
        self._blanks()
        if not self.text.startswith(closing, self.at):
            if double and self._peek() == "]":
                end = self.at + 1
            raise _Found(f"unclosed {'array ' if double else ''}table, expected `]`", end)
        self.items.append(_Item("array-header" if double else "header", parts[0][0], end, parts))
        self.at += len(closing)

    def _key(self) -> tuple[tuple[int, int], ...]:
        parts = []
        while True:
            self._blanks()
            start = self.at
            if self._peek() in {'"', "'"} and self._peek():
                self._string(multi=False)
            else:
                while self._peek() and self._peek() not in _KEY_END:
                    self.at += 1
            parts.append((start, self.at))
            end = self.at
            self._blanks()
            if self._peek() != ".":
                self.at = end
                return tuple(parts)
            self.at += 1

    def _pair(self, *, nested: bool) -> None:
        parts = self._key()
        self._blanks()
        if self._peek() != "=":
            if nested:
                self.items.append(_Item("key", parts[0][0], self.at, parts, nested=True))
                self.items.append(_Item("scalar", parts[-1][1], parts[-1][1], nested=True))
                return
            if parts == ((self.at, self.at),) and self._peek() not in "=\r\n":
                self.at += 1  # a mark that can be in no key is taken for one
            raise _Found("key with no value, expected `=`", self.at)
        self.items.append(_Item("key", parts[0][0], parts[-1][1], parts, nested=nested))
        self.at += 1
        self._value(nested=nested)
        self.items.append(_Item("pair-end", self.at, self.at))

    def _value(self, *, nested: bool) -> None:
        self._blanks()
        start = self.at
        character = self._peek()
        if character in {'"', "'"} and character:
            self._string(multi=True)
            self.items.append(_Item("string", start, self.at, nested=nested))
        elif character == "[":
            self._array()
        elif character == "{":
            self._table()
        else:
            quote_stops = False
            while self._peek() and self._peek() not in _VALUE_END and not (quote_stops and self._peek() in "\"'"):
                quote_stops = self._peek() in _BLANK
                self.at += 1
            while self.at > start and self.text[self.at - 1] in _BLANK:
                self.at -= 1
            self.items.append(_Item("scalar", start, self.at, nested=nested))
        self.solid = self.at

    def _array(self) -> None:
        self.items.append(_Item("array", self.at, self.at + 1))
        self.at += 1
        self.solid = self.at
        wants_value = True
        while True:
            if not self._lines():
                raise _Found("unclosed array, expected `]`", self.solid)
            character = self._peek()
            if character == "]":
                self.at += 1
                break
            if character == ",":
                if wants_value:
                    raise _Found("extra comma in array, expected value", self.at)
                self.at += 1
                self.solid, wants_value = self.at, True
                continue
            if not wants_value or character in "}=":
                raise _Found("missing comma between array elements, expected `,`", self.at)
            self._value(nested=False)
            wants_value = False
        self.items.append(_Item("array-end", self.at - 1, self.at))

    def _table(self) -> None:
        self.items.append(_Item("table", self.at, self.at + 1))
        self.at += 1
        self.solid = self.at
        wants_key = True
        while True:
            if not self._lines():
                raise _Found("unclosed inline table, expected `}`", self.solid)
            character = self._peek()
            if character == "}":
                self.at += 1
                break
            if character == ",":
                if wants_key:
                    raise _Found("extra comma in inline table, expected key", self.at)
                self.at += 1
                self.solid, wants_key = self.at, True
                continue
            if character == "]":
                raise _Found("invalid inline table element, expected `,`", self.at)
            if not wants_key:
                raise _Found("extra assignment between key-value pairs, expected `,`", self.at)
            self._pair(nested=True)
            wants_key = False
        self.items.append(_Item("table-end", self.at - 1, self.at))

    def _string(self, *, multi: bool) -> None:
        """Pass a string; one that is not closed ends with its line, or with the text."""
        text, start = self.text, self.at
        quote = text[start]
        many = multi and text.startswith(quote * 3, start)
        mark = quote * 3 if many else quote
        self.at += len(mark)
        while self.at < len(text):
            if text.startswith(mark, self.at):
                self.at += len(mark)
                while many and self.at < len(text) and text[self.at] == quote and self.at - start < len(text):
                    if not text.startswith(quote, self.at) or self._closing(start, quote) >= 5:  # noqa: PLR2004 - `""` and the mark
                        break
                    self.at += 1
                return
            if text[self.at] in "\r\n" and not many:
                return
            self.at += 2 if text[self.at] == "\\" and quote == '"' and text[self.at + 1 : self.at + 2] != "\n" else 1
        self.at = len(text)

    def _closing(self, start: int, quote: str) -> int:
        """Count the quotes just before the present place."""
        count = 0
        while self.at - count > start + 3 and self.text[self.at - count - 1] == quote:
            count += 1
        return count


# The second pass


class _Tables:
    """What is defined so far: paths of keys and what stands there."""

    def __init__(self) -> None:
        self.kinds: dict[tuple[str, ...], str] = {}
        self.arrays: dict[tuple[str, ...], int] = {}

    def below(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Put the number of the latest entry behind the names of arrays of tables."""
        found: tuple[str, ...] = ()
        for name in names:
            found = (*found, name)
            if found in self.arrays:
                found = (*found, str(self.arrays[found]))
        return found


def _check_items(text: str, items: list[_Item]) -> None:
    tables = _Tables()
    base: tuple[str, ...] = ()
    stack: list[tuple[str, ...]] = []
    walk = iter(range(len(items)))
    for number in walk:
        item = items[number]
        if item.kind == "comment":
            _check_comment(text, item)
        elif item.kind in {"header", "array-header"}:
            names = _names(text, item)
            base = _open(tables, names, item)
        elif item.kind == "key":
            names = _names(text, item)
            following = items[number + 1] if number + 1 < len(items) else item
            outer = stack[-1] if stack else base
            stack.append(_define(tables, outer, names, item, _kind_of(text, following)))
        elif item.kind == "pair-end":
            stack and stack.pop()
        elif item.kind == "array":
            stack.append((*(stack[-1] if stack else base), f"[{number}]"))
        elif item.kind == "array-end":
            stack.pop()
        elif item.kind == "string":
            _check_string(text, item)
        elif item.kind == "scalar":
            _check_scalar(text, item)


def _check_comment(text: str, item: _Item) -> None:
    for at in range(item.begin, item.end):
        if _is_control(text[at]) and text[at] != "\r":
            raise _Found("invalid comment character, expected printable characters", at)


def _is_control(character: str) -> bool:
    return (character < " " and character != "\t") or character == "\x7f"


def _names(text: str, item: _Item) -> tuple[str, ...]:
    """Return the parts of a key, checked."""
    found = []
    for begin, end in item.parts:
        part = text[begin:end]
        if part[:1] in {'"', "'"} and part:
            _check_string(text, _Item("string", begin, end))
            found.append(part[1:-1])
            continue
        if not part:
            raise _Found(f"unquoted keys cannot be empty, {_KEY_CHARACTERS}", begin)
        for at, character in enumerate(part, begin):
            if character not in _BARE:
                # uv counts bytes here.
                width = len(character.encode())
                raise _Found(f"invalid unquoted key, {_KEY_CHARACTERS}", at, at + width)
        found.append(part)
    return tuple(found)


def _open(tables: _Tables, names: tuple[str, ...], item: _Item) -> tuple[str, ...]:
    """Begin the table of a header."""
    outer = tables.below(names[:-1])
    begin, end = item.parts[-1]
    for depth in range(1, len(names)):
        kind = tables.kinds.get(tables.below(names[:depth]), "")
        if kind not in {"", "table", "dotted", "implicit"}:
            raise _Found(f"cannot extend value of type {kind} with a dotted key", *item.parts[depth - 1])
    path = (*outer, names[-1])
    kind = tables.kinds.get(path, "")
    if item.kind == "array-header":
        if kind and path not in tables.arrays:
            raise _Found("duplicate key", begin, end)
        tables.arrays[path] = tables.arrays.get(path, -1) + 1
        return (*path, str(tables.arrays[path]))
    if (kind and kind != "implicit") or path in tables.arrays:
        raise _Found("duplicate key", begin, end)
    tables.kinds[path] = "table"
    for depth in range(1, len(names)):
        tables.kinds.setdefault(tables.below(names[:depth]), "implicit")
    return path


def _define(tables: _Tables, outer: tuple[str, ...], names: tuple[str, ...], item: _Item, kind: str) -> tuple[str, ...]:
    """Note a key and what stands there."""
    for depth in range(1, len(names)):
        path = (*outer, *names[:depth])
        known = tables.kinds.setdefault(path, "dotted")
        if known not in {"dotted", "implicit"}:
            if known == "table":
                raise _Found("duplicate key", *item.parts[depth - 1])
            raise _Found(f"cannot extend value of type {known} with a dotted key", *item.parts[depth - 1])
    path = (*outer, *names)
    if path in tables.kinds or path in tables.arrays:
        raise _Found("duplicate key", *item.parts[-1])
    tables.kinds[path] = kind
    return path


def _kind_of(text: str, item: _Item) -> str:
    if item.kind in {"string", "array"}:
        return item.kind
    if item.kind == "table":
        return "inline table"
    value = text[item.begin : item.end]
    if value in {"true", "false"}:
        return "boolean"
    if ":" in value or value.count("-") > 1:
        return "datetime"
    return "float" if any(mark in value for mark in (".", "e", "inf", "nan")) and value[:2] != "0x" else "integer"


def _check_string(text: str, item: _Item) -> None:
    quote = text[item.begin]
    many = item.end - item.begin > 2 and text.startswith(quote * 3, item.begin)  # noqa: PLR2004 - an empty string
    mark = quote * 3 if many else quote
    name = _NAMES[mark]
    closed = item.end - item.begin >= 2 * len(mark) and text.endswith(mark, item.begin + len(mark), item.end)
    inner_end = item.end - len(mark) if closed else item.end
    at = item.begin + len(mark)
    while at < inner_end:
        character = text[at]
        if character == "\\" and quote == '"':
            at = _check_escape(text, at + 1, inner_end, many=len(mark) > 1)
            continue
        if _is_control(character) and not (len(mark) > 1 and character in "\r\n"):
            expected = (
                "non-double-quote visible characters, `\\`" if quote == '"' else "non-single-quote visible characters"
            )
            raise _Found(f"invalid {name}, expected {expected}", at)
        at += 1
    if not closed:
        raise _Found(f"invalid {name}, expected `{quote}`", item.end)


def _check_escape(text: str, at: int, end: int, *, many: bool) -> int:
    """Check what follows a backslash, and return where it ends."""
    letter = text[at] if at < end else ""
    if letter in {"x", "u", "U"}:
        count = {"x": 2, "u": 4, "U": 8}[letter]
        digits = text[at + 1 : min(at + 1 + count, end)]
        for place, digit in enumerate(digits):
            if digit not in "0123456789abcdefABCDEF":
                raise _Found("too few unicode value digits, expected unicode hexadecimal value", at + 1 + place)
        if len(digits) < count:
            raise _Found("too few unicode value digits, expected unicode hexadecimal value", at + 1 + len(digits))
        code = int(digits, 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:  # noqa: PLR2004 - the bounds of Unicode
            raise _Found("invalid value, expected unicode hexadecimal value", at + 1)
        return at + 1 + count
    if (letter and letter in 'bfnrte"\\') or (many and (letter in " \t\r\n" or not letter)):
        return at + 1
    if not letter:
        return at
    raise _Found(_ESCAPES, at)


def _check_scalar(text: str, item: _Item) -> None:
    value = text[item.begin : item.end]
    if not value:
        if item.nested:
            raise _Found("invalid literal string, expected `'`", item.end)
        raise _Found(_UNQUOTED, item.begin)
    word, kind = _WORDS.get(value[0], ("", ""))
    if value == word:
        return
    if word and " " not in value:
        raise _Found(f"invalid {kind}, expected `{word}`", item.begin, item.end)
    if " " in value and not (value[:4].isdigit() and value[4:5] == "-"):
        raise _Found(_UNQUOTED, item.begin, item.end)
    if value[0].isdigit() and ("-" in value[1:5] or (":" in value and value[1:3].find(":") >= 0)):
        _check_moment(value, item)
    elif value[0].isdigit() or value[0] in "+-._":
        for message, begin, end in _number_problems(value):
            raise _Found(message, item.begin + begin, item.begin + end)
    else:
        raise _Found(_UNQUOTED, item.begin, item.end)


def _check_moment(value: str, item: _Item) -> None:
    for sentence in _moment_problems(value):
        raise _Found(sentence, item.begin, item.end)


def _moment_problems(value: str) -> Iterator[str]:
    if ":" not in value[:3]:
        parts = value.partition("T")[0].partition(" ")[0].split("-")
        if len(parts[0]) != 4 or len(parts) < 3:  # noqa: PLR2004 - YYYY-MM-DD
            yield "invalid date, expected `-` (MM-DD)"
            return
        for part, name, letters, most in ((parts[1], "month", "MM", 12), (parts[2], "day", "DD", _days(parts))):
            if len(part) != 2 or not part.isdigit():  # noqa: PLR2004 - two digits
                yield f"invalid date, expected a two-digit {name} ({letters})"
            elif not 1 <= int(part) <= most:
                yield f"invalid date, expected {name} between 01 and {most}"
        value = value[10:]
        if not value:
            return
        value = value[1:]
    yield from _time_problems(value)


def _time_problems(time: str) -> Iterator[str]:
    if not time[:2].isdigit():
        yield "invalid time, expected hour"
    elif int(time[:2]) > 23:  # noqa: PLR2004 - hours of a day
        yield "invalid time, expected hour between 00 and 23"
    elif time[3:5].isdigit() and int(time[3:5]) > 59:  # noqa: PLR2004 - minutes of an hour
        yield "invalid time, expected minute between 00 and 59"
    zone = max(time.rfind("+"), time.rfind("-"))
    if zone > 0 and time[zone + 1 : zone + 3].isdigit() and int(time[zone + 1 : zone + 3]) > 23:  # noqa: PLR2004 - likewise
        yield "invalid offset, expected hours between 00 and 23"


def _days(parts: list[str]) -> int:
    year, month = int(parts[0]), int(parts[1]) if parts[1].isdigit() else 1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1] if 1 <= month <= 12 else 31  # noqa: PLR2004 - months


def _number_problems(value: str) -> Iterator[tuple[str, int, int]]:
    """Yield what is wrong with a number, and where in it."""
    at = 1 if value[0] in "+-" else 0
    rest = value[at:]
    if not rest:
        yield _UNQUOTED, 0, len(value)
        return
    if rest[0] in "+-":
        yield "redundant numeric sign, expected nothing", at, at + 1
        return
    if rest in {"inf", "nan"}:
        return
    base = {"0x": "hexadecimal", "0o": "octal", "0b": "binary"}.get(rest[:2].lower())
    if base:
        digits = {"hexadecimal": "0123456789abcdefABCDEF_", "octal": "01234567_", "binary": "01_"}[base]
        for place, digit in enumerate(rest[2:], at + 2):
            if digit not in digits:
                yield f"invalid {base} number", place, place + 1
        return
    for place, character in enumerate(value):
        if character == "_" and not (value[place - 1 : place].isdigit() and value[place + 1 : place + 2].isdigit()):
            yield "`_` may only go between digits, expected nothing", place, place + 1
            return
    yield from _decimal_problems(value.replace("_", "0"), at)


def _decimal_problems(value: str, at: int) -> Iterator[tuple[str, int, int]]:
    whole = _digits(value, at)
    if whole == at:
        what = "invalid mantissa, expected digits" if value[at] == "." else _UNQUOTED
        yield what, 0 if what == _UNQUOTED else at, len(value) if what == _UNQUOTED else at + 1
        return
    if value[at] == "0" and whole - at > 1:
        yield "unexpected leading zero, expected nothing", at, at + 1
        return
    place = whole
    if value[place : place + 1] == ".":
        fraction = _digits(value, place + 1)
        if fraction == place + 1:
            yield "invalid fraction, expected digits", fraction, fraction + 1
            return
        place = fraction
    if value[place : place + 1] in {"e", "E"}:
        begin = place + 2 if value[place + 1 : place + 2] in {"+", "-"} else place + 1
        if _digits(value, begin) == begin:
            yield "invalid exponent, expected digits", begin, begin + 1
            return
        place = _digits(value, begin)
    if place < len(value):
        if place > whole:
            yield "invalid float, expected nothing", place, len(value)
        else:
            yield _UNQUOTED, 0, len(value)


def _digits(text: str, at: int) -> int:
    """Return where the digits that begin at `at` end."""
    while at < len(text) and text[at].isdigit():
        at += 1
    return at
