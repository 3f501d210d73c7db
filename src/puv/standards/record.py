"""RECORD files of wheels and installed distributions (PEP 376, PEP 427): text to entries and back."""

from __future__ import annotations

from puv.errors import ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_COLUMNS = 3


class RecordEntry:
    """One row. Treat as frozen. `path` uses `/`; `hash` is `algorithm=digest` or empty; `size` is a number or None."""

    __slots__ = ("hash", "path", "size")

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
    """Return the rows of a RECORD file.

    Raises:
        ParseError: a row has not three columns, or a size that is no number.
    """
    entries: list[RecordEntry] = []
    if '"' in text:
        import csv  # quoted rows are rare

        rows = (row for row in csv.reader(text.splitlines(keepends=True)) if row)
    else:
        rows = (line.split(",") for line in text.splitlines() if line)
    for number, row in enumerate(rows):
        if len(row) != _COLUMNS:
            raise ParseError(
                f"CSV error: record {number} (line: {number + 1}): found record with {len(row)} fields, "
                f"but the previous record has {_COLUMNS} fields",
                source=text,
            )
        path, digest, size = row
        if size and not (size.isascii() and size.isdecimal()):
            raise ParseError(
                f"CSV deserialize error: record {number} (line: {number + 1}): field 2: invalid digit found in string",
                source=text,
            )
        entries.append(RecordEntry(path, digest, int(size) if size else None))
    return entries


def render_record(entries: Iterable[RecordEntry]) -> str:
    """Return the text of a RECORD file, one row for each entry, in the given order."""
    return "".join(f"{_quoted(e.path)},{e.hash},{'' if e.size is None else e.size}\n" for e in entries)


def _quoted(text: str) -> str:
    if any(character in text for character in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
