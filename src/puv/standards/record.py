"""RECORD files of wheels and installed distributions (PEP 376, PEP 427): text to entries and back."""

from __future__ import annotations

from puv.errors import ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COLUMNS = 3


class RecordEntry:
    """One row. Treat as frozen. `path` uses `/`; `hash` is `algorithm=digest` or empty; `size` is a number or None."""

    # Slotted by hand: an environment has tens of thousands.
    __slots__ = ("hash", "path", "size")

    hash: str
    path: str
    size: int | None

    def __init__(self, path: str, hash: str = "", size: int | None = None) -> None:  # noqa: A002 - the column's name
        self.path, self.hash, self.size = path, hash, size

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return isinstance(other, RecordEntry) and (self.path, self.hash, self.size) == (
            other.path,
            other.hash,
            other.size,
        )

    def __hash__(self) -> int:
        """Hash the path."""
        return hash(self.path)

    def __repr__(self) -> str:
        """Show the row."""
        return f"RecordEntry({self.path!r}, {self.hash!r}, {self.size})"


def parse_record(text: str) -> list[RecordEntry]:
    """Return the rows of a RECORD file; blank lines are skipped, columns after the third ignored.

    Raises:
        ParseError: a row has fewer than three columns or another number than the first, or a size is no number.
            The message counts rows from 0 and lines from 1, as uv's does; `start` and `end` mark the line.
    """
    if '"' in text or "\r" in text:
        return _parse_quoted(text)
    entries = []
    for row in text.split("\n"):
        try:
            path, digest, size = row.split(",")
            entries.append(RecordEntry(path, digest, int(size) if size else None))
        except ValueError:
            if row:
                return _parse_quoted(text)  # which knows where the trouble is, and what is allowed
        else:
            if size and not size.isdecimal():
                return _parse_quoted(text)  # `int` takes "+1" and " 1"
    return entries


def _parse_quoted(text: str) -> list[RecordEntry]:
    entries: list[RecordEntry] = []
    width = 0
    for line, start, row in _rows(text):
        if not entries:
            width = len(row)
        place = f"record {len(entries)} (line: {line}, byte: {len(text[:start].encode())})"
        if len(row) != width:
            counts = f"found record with {len(row)} fields, but the previous record has {width} fields"
            raise _invalid(f"CSV error: {place}: {counts}", text, start)
        if width < _COLUMNS:
            counts = f"invalid length {width}, expected struct RecordEntry with {_COLUMNS} elements"
            raise _invalid(f"CSV deserialize error: {place}: {counts}", text, start)
        path, digest, size = row[:_COLUMNS]
        if size and not (size.isascii() and size.isdecimal()):
            raise _invalid(f"CSV deserialize error: {place}: field 2: invalid digit found in string", text, start)
        entries.append(RecordEntry(path, digest, int(size) if size else None))
    return entries


def _rows(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the line (from 1), the position and the fields of every row that is not blank."""
    import csv  # 3 ms, and quoted rows are rare

    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    reader = csv.reader(lines)
    before = 0
    try:
        for row in reader:
            if row:
                yield before + 1, starts[before], row
            before = reader.line_num
    except csv.Error as error:
        raise _invalid(f"CSV error: line {reader.line_num}: {error}", text, starts[before]) from error


def _invalid(message: str, text: str, start: int) -> ParseError:
    end = text.find("\n", start)
    return ParseError(message, source=text, start=start, end=len(text) if end < 0 else end)


def render_record(entries: Iterable[RecordEntry]) -> str:
    """Return the text of a RECORD file, one line for each entry in the given order (uv sorts by path)."""
    return "".join(f"{_quoted(e.path)},{_quoted(e.hash)},{'' if e.size is None else e.size}\n" for e in entries)


def _quoted(text: str) -> str:
    if any(character in text for character in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
