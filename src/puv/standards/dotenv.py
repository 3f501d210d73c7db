"""`.env` files: lines of `NAME=value`, with quotes, comments, escapes and references to variables. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "$": "$", "'": "'", " ": " "}
_NAME_START = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME = _NAME_START | frozenset("0123456789.")


class DotenvProblem(Exception):  # noqa: N818 - told beside what was read before it
    """A line is no variable. `text` is the line or its value, `position` where in it (characters)."""

    text: str
    position: int

    def __init__(self, text: str, position: int) -> None:
        super().__init__(f"at position {position}: {text}")
        self.text, self.position = text, position


def parse_dotenv(text: str, environ: Mapping[str, str]) -> tuple[dict[str, str], DotenvProblem | None]:
    """Return the variables of a text, in order, up to the first line that is none, and what is wrong with that.

    `$NAME` and `${NAME}` mean those of `environ` or of earlier lines. Values in single quotes stand as they are; in
    double quotes, which may hold line ends, and without quotes, backslashes escape. A `#` after a blank begins a
    comment. `export` may stand before a name.
    """
    scanner = _Scanner(text, environ)
    try:
        scanner.read()
    except DotenvProblem as problem:
        return scanner.found, problem
    return scanner.found, None


class _Scanner:
    def __init__(self, text: str, environ: Mapping[str, str]) -> None:
        self._text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self._environ = environ
        self._at = 0
        # Where the line begins, and where its value does.
        self._start = self._value_start = 0
        self.found: dict[str, str] = {}

    def read(self) -> None:
        while self._at < len(self._text):
            self._blanks()
            if self._peek() in ("\n", ""):
                self._at += 1
            elif self._peek() == "#":
                self._to_line_end()
            else:
                self._line()

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _blanks(self) -> None:
        while self._peek() in (" ", "\t"):
            self._at += 1

    def _to_line_end(self) -> None:
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end

    def _line(self) -> None:
        self._start = self._value_start = self._at
        name = self._name()
        if name == "export" and self._peek() in (" ", "\t"):
            self._blanks()
            if self._peek() in _NAME_START:
                name = self._name()
        self._blanks()
        if self._peek() != "=":
            raise self._problem()
        self._at += 1
        self._blanks()
        self._value_start = self._at
        self.found[name] = self._value()

    def _name(self) -> str:
        begin = self._at
        if self._peek() not in _NAME_START:
            raise self._problem()
        while self._peek() and self._peek() in _NAME:
            self._at += 1
        return self._text[begin : self._at]

    def _value(self) -> str:
        parts: list[str] = []
        while (character := self._peek()) not in ("\n", ""):
            if character in (" ", "\t"):
                self._blanks()
                if self._peek() not in ("\n", "", "#"):
                    raise self._problem()  # more words without quotes are no value
                self._to_line_end()
            elif character == "'":
                parts.append(self._single())
            elif character == '"':
                parts.append(self._double())
            else:
                parts.append(self._plain())
        return "".join(parts)

    def _plain(self) -> str:
        """Read a character, an escaped one, or a reference."""
        character = self._peek()
        if character == "\\":
            escaped = self._text[self._at + 1 : self._at + 2]
            if escaped not in _ESCAPES:
                raise self._problem()
            self._at += 2
            return _ESCAPES[escaped]
        if character == "$":
            return self._reference()
        self._at += 1
        return character

    def _single(self) -> str:
        end = self._text.find("'", self._at + 1)
        if end < 0:
            raise self._unclosed()
        value = self._text[self._at + 1 : end]
        self._at = end + 1
        return value

    def _double(self) -> str:
        self._at += 1
        parts: list[str] = []
        while self._peek() != '"':
            if not self._peek():
                raise self._unclosed()
            parts.append(self._plain())
        self._at += 1
        return "".join(parts)

    def _reference(self) -> str:
        braced = self._text.startswith("${", self._at)
        begin = self._at + (2 if braced else 1)
        end = begin
        while self._text[end : end + 1] and self._text[end] in _NAME:
            end += 1
        name = self._text[begin:end]
        if not name or (braced and self._text[end : end + 1] != "}"):
            self._at += 1
            return "$"
        self._at = end + braced
        return self._environ.get(name, self.found.get(name, ""))

    def _problem(self) -> DotenvProblem:
        line = self._text[self._value_start :].partition("\n")[0]
        return DotenvProblem(line, self._at - self._value_start)

    def _unclosed(self) -> DotenvProblem:
        rest = self._text[self._start :]
        return DotenvProblem(rest, len(rest))
