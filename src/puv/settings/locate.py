"""Where keys and values stand in a TOML text that has been parsed already. Pure; only error messages need it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    # A key is a name or a position in an array.
    Path = tuple[str | int, ...]
    Span = tuple[int, int]

_BLANK = " \t"
_BETWEEN = " \t\r\n,"


class Located:
    """The spans (begin, end; characters) of every key and value of a TOML text, by path.

    The text must be valid TOML; for anything else the spans are meaningless, but nothing is raised.
    """

    __slots__ = ("_at", "_counts", "_text", "keys", "values")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counts: dict[Path, int] = {}
        self.keys: dict[Path, Span] = {}
        self.values: dict[Path, Span] = {}
        self._document()

    def _document(self) -> None:
        table: Path = ()
        while self._skip(" \t\r\n"):
            if self._text[self._at] == "[":
                start = self._at
                is_array = self._text.startswith("[[", start)
                self._at += 2 if is_array else 1
                name_at = self._at
                names = self._key()
                last_at = self._text.rfind(names[-1], name_at, self._at) if names else name_at
                table = self._resolved(names)
                self._headed(table, name_at, last_at)
                if is_array:
                    count = self._counts.get(table, 0)
                    self._counts[table] = count + 1
                    table = (*table, count)
                self._to_line_end()
                self.values.setdefault(table, (start, self._at))
            else:
                self._pair(table)

    def _headed(self, table: Path, begin: int, last: int) -> None:
        """Note where the parts of a header stand."""
        at = begin
        for depth in range(1, len(table)):
            name = table[depth - 1]
            if isinstance(name, str):
                at = self._text.find(name, at, last)
                self.keys.setdefault(table[:depth], (at, at + len(name)))
                at += len(name)
        self.keys.setdefault(table, (last, self._at))

    def _resolved(self, path: tuple[str, ...]) -> Path:
        """Put the positions of the latest entries behind the names of arrays of tables."""
        found: Path = ()
        for name in path[:-1]:
            found = (*found, name)
            if found in self._counts:
                found = (*found, self._counts[found] - 1)
        return (*found, path[-1]) if path else ()

    def _skip(self, characters: str) -> bool:
        """Pass blanks and comments; tell whether text is left."""
        text = self._text
        while self._at < len(text):
            if text[self._at] == "#":
                self._to_line_end()
            elif text[self._at] in characters:
                self._at += 1
            else:
                return True
        return False

    def _to_line_end(self) -> None:
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end

    def _key(self) -> tuple[str, ...]:
        """Read a dotted key and stop behind it."""
        parts: list[str] = []
        text = self._text
        while self._skip(_BLANK):
            if text[self._at] in "\"'":
                start = self._at
                self._string()
                parts.append(text[start + 1 : self._at - 1])
            else:
                start = self._at
                while self._at < len(text) and (text[self._at].isalnum() or text[self._at] in "-_"):
                    self._at += 1
                if self._at == start:
                    self._at += 1
                    break
                parts.append(text[start : self._at])
            end = self._at
            if self._skip(_BLANK) and text[self._at] == ".":
                self._at += 1
            else:
                self._at = end
                break
        return tuple(parts)

    def _pair(self, table: Path) -> None:
        start = self._at
        names = self._key()
        quotes = 2 if self._text[start : start + 1] in ('"', "'") else 0
        first_end = start + len(names[0]) + quotes if names else start
        path = (*table, *names)
        for depth in range(1, len(names) + 1):
            self.keys.setdefault((*table, *names[:depth]), (start, first_end if depth == 1 else self._at))
        self._skip("= \t")
        begin = self._at
        self._value(path)
        self.values.setdefault(path, (begin, self._at))

    def _value(self, path: Path) -> None:
        text = self._text
        if self._at >= len(text):
            return
        character = text[self._at]
        if character in "\"'":
            self._string()
        elif character == "[":
            self._at += 1
            position = 0
            while self._skip(_BETWEEN) and text[self._at] != "]":
                begin = self._at
                self._value((*path, position))
                self.values[*path, position] = (begin, self._at)
                self._at = max(self._at, begin + 1)
                position += 1
            self._at += 1
        elif character == "{":
            self._at += 1
            while self._skip(_BETWEEN) and text[self._at] != "}":
                begin = self._at
                self._pair(path)
                self._at = max(self._at, begin + 1)
            self._at += 1
        else:
            while self._at < len(text) and text[self._at] not in ",]}\r\n#":
                self._at += 1
            self._at -= len(text[: self._at]) - len(text[: self._at].rstrip(_BLANK))

    def _string(self) -> None:
        """Pass a string of any of the four kinds."""
        text = self._text
        quote = text[self._at]
        delimiter = quote * 3 if text.startswith(quote * 3, self._at) else quote
        self._at += len(delimiter)
        while self._at < len(text) and not text.startswith(delimiter, self._at):
            self._at += 2 if text[self._at] == "\\" and quote == '"' else 1
        self._at += len(delimiter)


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, both from 1, of a character; the end of a text is behind its last newline's line."""
    if offset == len(text) and text.endswith("\n"):
        line, column = position(text, offset - 1)
        return line, column + 1
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
