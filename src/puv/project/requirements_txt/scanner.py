"""Cutting a requirements file into statements. Pure.

A statement is an option with its value, or a requirement with its hashes. Where a requirement ends, what continues a
line and what counts as a comment follow uv, which differs from pip: a backslash before a line break joins lines only
before `--hash` and comments.
"""

from __future__ import annotations

from puv.project.requirements_txt.errors import SyntaxProblemError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# Each option's names, and the name that messages use. Those with a value take the rest of the line.
_VALUED = (
    ("-r", "--requirement"),
    ("--requirement", "--requirement"),
    ("-c", "--constraint"),
    ("--constraint", "--constraint"),
    ("-e", "--editable"),
    ("--editable", "--editable"),
    ("-i", "--index-url"),
    ("--index-url", "--index-url"),
    ("--extra-index-url", "--extra-index-url"),
    ("--find-links", "--find-links"),
    ("-f", "--find-links"),
    ("--no-binary", "--no-binary"),
    ("--only-binary", "--only-binary"),
)
_FLAGS = ("--no-index", "--require-hashes")
_IGNORED = ("--pre", "--prefer-binary", "--trusted-host", "--use-feature")
_UNEXPECTED = "expected '-c', '-e', '-r' or the start of a requirement"
_BLANKS = " \t\f\v"


class Statement:
    """One statement: `option` is its long name, or empty for a requirement, whose text is `value`.

    `start` is where `value` starts in the file, `end` where the statement ends (characters).
    """

    __slots__ = ("begin", "end", "hashes", "option", "start", "value")

    begin: int
    end: int
    hashes: tuple[str, ...]
    option: str
    start: int
    value: str

    def __init__(
        self, option: str, value: str, *, begin: int, start: int, end: int, hashes: tuple[str, ...] = ()
    ) -> None:
        self.option, self.value, self.hashes = option, value, hashes
        self.begin, self.start, self.end = begin, start, end

    def __repr__(self) -> str:
        """Show option and value."""
        return f"Statement({self.option!r}, {self.value!r})"


def scan(text: str, path: str) -> Iterator[Statement]:
    """Yield the statements of a file; `path` is for messages.

    Raises:
        SyntaxProblemError: at the place where the text makes no sense.
    """
    scanner = _Scanner(text, path)
    while scanner.skip_to_statement():
        yield scanner.statement()


class _Scanner:
    """A cursor over the file's text."""

    __slots__ = ("_at", "_path", "_text")

    def __init__(self, text: str, path: str) -> None:
        self._text, self._path = text, path
        self._at = 0

    def skip_to_statement(self) -> bool:
        """Pass blank lines and comments; False at the end of the file."""
        text, size = self._text, len(self._text)
        while self._at < size:
            character = text[self._at]
            if character == "#":
                self._at = self._line_end(self._at)
            elif character.isspace():
                self._at += 1
            else:
                return True
        return False

    def statement(self) -> Statement:
        begin = self._at
        text = self._text
        if text.startswith("-", begin):
            return self._option(begin)
        character = text[begin]
        if character in "./$" or (character.isascii() and character.isalnum()):
            return self._requirement(begin)
        raise self._problem(f"Unexpected '{character}', {_UNEXPECTED}", begin)

    def _option(self, begin: int) -> Statement:
        for name in _FLAGS:
            if self._is_word(name, begin):
                self._at = begin + len(name)
                return Statement(name, "", begin=begin, start=begin, end=self._at)
        for name in _IGNORED:
            if self._is_word(name, begin):
                self._at = self._line_end(begin)
                return Statement(name, "", begin=begin, start=begin, end=self._at)
        for name, option in _VALUED:
            if self._text.startswith(name, begin):
                self._at = begin + len(name)
                if option == "--editable":
                    self._take_equals_or_blanks()
                    return self._requirement(begin, option)
                start, value = self._value(option)
                return Statement(option, value, begin=begin, start=start, end=self._at)
        raise self._problem(f"Unexpected '-', {_UNEXPECTED}", begin)

    def _is_word(self, name: str, at: int) -> bool:
        if not self._text.startswith(name, at):
            return False
        after = self._text[at + len(name) : at + len(name) + 1]
        return not after or not (after.isalnum() or after in "-_")

    def _take_equals_or_blanks(self) -> None:
        """Pass what stands between an option and its value; the value may even be on a later line."""
        text, size = self._text, len(self._text)
        if self._at < size and text[self._at] == "=":
            self._at += 1
        elif self._at == size or not text[self._at].isspace():
            found = f"Some('{text[self._at]}')" if self._at < size else "None"
            raise self._problem(f"Expected '=' or whitespace, found {found}", self._at)
        else:
            while self._at < size and text[self._at].isspace():
                self._at += 1

    def _value(self, option: str) -> tuple[int, str]:
        """Take the rest of the line without comment and quotes."""
        self._take_equals_or_blanks()
        start = self._at
        end = self._line_end(start)
        raw = self._text[start:end]
        comment = next((at for at in range(1, len(raw)) if raw[at] == "#" and raw[at - 1].isspace()), len(raw))
        value = raw[:comment].rstrip("\\").strip()
        if not value or value.startswith("#"):
            raise self._problem(f"`{option}` must be followed by an argument", start)
        self._at = start + comment
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        self._at = start + len(raw[:comment].rstrip())
        return start, value

    def _requirement(self, begin: int, option: str = "") -> Statement:
        start = self._at
        end = self._requirement_end(start)
        hashes = [] if option else self._hashes()
        return Statement(option, self._text[start:end], begin=begin, start=start, end=self._at, hashes=tuple(hashes))

    def _requirement_end(self, start: int) -> int:
        """Return where the requirement's text ends, and move past the blanks and line joins after it."""
        text, size, at = self._text, len(self._text), start
        line_end = self._line_end(start)
        line = text[start:line_end]
        if "\\" not in line and "#" not in line and "--" not in line:  # nearly always, and quick
            self._at = line_end
            return line_end
        head = line[:-1]
        if line.endswith(" \\") and "\\" not in head and "#" not in head and "--" not in head:  # hashes follow
            after = self._skip_joined_blanks(line_end - 1)
            if text.startswith(("#", "--"), after):
                self._at = after
                return start + len(head.rstrip())
        while at < size and text[at] not in "\r\n":
            if text.startswith(("\\\n", "\\\r\n"), at):
                at += 2 if text[at + 1] == "\n" else 3
                continue
            if not text[at].isspace():
                at += 1
                continue
            after = self._skip_joined_blanks(at)
            if text.startswith(("#", "--"), after):
                self._at = after
                return at
            at = after
        self._at = at
        return at

    def _skip_joined_blanks(self, at: int) -> int:
        text, size = self._text, len(self._text)
        while at < size:
            if text[at] in _BLANKS:
                at += 1
            elif text.startswith("\\\n", at):
                at += 2
            elif text.startswith("\\\r\n", at):
                at += 3
            else:
                break
        return at

    def _hashes(self) -> list[str]:
        """Take the `--hash` options that follow a requirement."""
        text = self._text
        found: list[str] = []
        while text.startswith("--", self._at):
            if not text.startswith("--hash", self._at):
                if found:
                    break  # the next statement, on the same line
                word = text[self._at : self._word_end(self._at)]
                raise self._problem(f"Expected `--hash`, found `{_debug(word)}`", self._at)
            self._at += len("--hash")
            self._take_equals_or_blanks()
            end = self._word_end(self._at)
            if end == self._at:
                raise self._problem("`--hash` must be followed by an argument", end)
            found.append(text[self._at : end])
            self._at = self._skip_joined_blanks(end)
        return found

    def _word_end(self, at: int) -> int:
        line = self._text[at : self._line_end(at)]
        words = line.split(None, 1)
        return at + len(words[0]) if words and not line[0].isspace() else at

    def _line_end(self, at: int) -> int:
        feed = self._text.find("\n", at)
        end = len(self._text) if feed < 0 else feed
        carriage = self._text.find("\r", at, end)
        return end if carriage < 0 else carriage

    def _problem(self, message: str, at: int) -> SyntaxProblemError:
        line, column = place(self._text, at)
        return SyntaxProblemError(message, path=self._path, line=line, column=column)


def place(text: str, at: int) -> tuple[int, int]:
    """Return line and column (from 1) of an offset in characters."""
    before = text[:at]
    line_start = before.rfind("\n") + 1
    return before.count("\n") + 1, at - line_start + 1


def byte_offset(text: str, at: int) -> int:
    """Return the offset in bytes of an offset in characters, as messages count it."""
    return len(text[:at].encode("utf-8", "surrogatepass"))


def _debug(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
