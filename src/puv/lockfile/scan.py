"""Read a `uv.lock` that is laid out as uv writes it, five to ten times as fast as a TOML parser does.

The result is the document that `tomllib` gives, except that the inline tables of files and of edges, which are most
of a lock, stay texts. Whatever is not as uv writes it raises `NotCanonicalError`: then the file is read as any TOML.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The array that stays one text, and arrays and tables whose entries stay texts.
_FILES = "\nwheels = [\n"
_EDGES = "dependencies = ["
_EDGE_TABLES = frozenset(("optional-dependencies", "dev-dependencies"))
_PACKAGE = "\n[[package]]\n"
_LITERALS = {"true": True, "false": False}
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class NotCanonicalError(Exception):
    """The text is not laid out as uv writes it; whether it is TOML is for another parser to say."""


def scan_lock(text: str) -> dict[str, Any]:
    """Return the document; see the module.

    Raises:
        NotCanonicalError: the text is laid out in another way.
    """
    if "\\" in text or "'''" in text or '"""' in text or "\r" in text:
        raise NotCanonicalError
    head, *packages = text.split(_PACKAGE)
    document = _head(head)
    if packages:
        document["package"] = list(map(_package, packages))
    return document


def scan_inline(text: str) -> dict[str, Any]:
    """Return the inline table that the text is.

    Raises:
        NotCanonicalError: it is none, or has escapes.
    """
    value, at = _value(text, 0)
    if at != len(text) or not isinstance(value, dict):
        raise NotCanonicalError
    return value


def _head(text: str) -> dict[str, Any]:
    document: dict[str, Any] = {}
    table = document
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line:
            at += 1
        elif line.startswith("[["):
            table = {}
            _open(document, line[2:-2], "]]", line).setdefault(_last(line[2:-2]), []).append(table)
            at += 1
        elif line.startswith("["):
            table = _open(document, line[1:-1], "]", line).setdefault(_last(line[1:-1]), {})
            at += 1
        else:
            at = _entry(lines, at, table)
    return document


def _open(document: dict[str, Any], name: str, closing: str, line: str) -> dict[str, Any]:
    """Return the table that holds the one that a header names."""
    if not line.endswith(closing) or '"' in name:
        raise NotCanonicalError
    table = document
    for part in name.split(".")[:-1]:
        table = table.setdefault(part, {})
    return table


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _package(text: str) -> dict[str, Any]:
    package: dict[str, Any] = {}
    table, section = package, ""
    start = text.find(_FILES)
    if start >= 0:
        end = text.find("\n]", start)
        package["wheels"] = wheels = text[start + len(_FILES) : end]
        between = wheels.count(" },\n    { ")
        if end < 0 or between != wheels.count("\n") or wheels[:6] != "    { " or wheels[-3:] != " },":
            raise NotCanonicalError
        text = text[:start] + text[end + 2 :]
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line:
            at += 1
        elif line.startswith("[package.") and line[-1] == "]":
            section = line[9:-1]
            table = _open(package, section, "", line).setdefault(_last(section), {})
            at += 1
        elif line.startswith("sdist = { ") and line.endswith(" }"):
            table["sdist"] = line[8:]
            at += 1
        elif line[-3:] == "= [" and (line == _EDGES or section in _EDGE_TABLES):
            end = _end(lines, at)
            table[_key(line[:-4])] = [entry[4:-1] for entry in lines[at + 1 : end]]
            at = end + 1
        else:
            at = _entry(lines, at, table)
    return package


def _end(lines: list[str], at: int) -> int:
    """Return where the array that opens at a line is closed, its entries being whole lines."""
    try:
        return lines.index("]", at)
    except ValueError:
        raise NotCanonicalError from None


def _key(text: str) -> str:
    if text and _BARE.issuperset(text):
        return text
    raise NotCanonicalError


def _entry(lines: list[str], at: int, table: dict[str, Any]) -> int:
    """Read `key = value`, of however many lines, into the table; return the line after it."""
    name, separator, rest = lines[at].partition(" = ")
    if not separator:
        raise NotCanonicalError
    if rest == "[":
        end = _end(lines, at)
        table[_key(name)] = [_line(entry) for entry in lines[at + 1 : end]]
        return end + 1
    if rest == "[[":
        end = lines.index("]]", at) if "]]" in lines[at:] else 0
        if not end:
            raise NotCanonicalError
        table[_key(name)] = _sets(lines[at + 1 : end])
        return end + 1
    value, stop = _value(rest, 0)
    if rest[stop:] and not rest.startswith(" #", stop):
        raise NotCanonicalError
    table[_key(name)] = value
    return at + 1


def _sets(lines: list[str]) -> list[list[Any]]:
    """Read the sets of conflicts, which are separated by `], [`."""
    found: list[list[Any]] = [[]]
    for line in lines:
        if line == "], [":
            found.append([])
        else:
            found[-1].append(_line(line))
    return found


def _line(line: str) -> Any:
    """Read an entry of an array that has a line to itself."""
    if not line.startswith("    ") or not line.endswith(","):
        raise NotCanonicalError
    value, at = _value(line, 4)
    if at != len(line) - 1:
        raise NotCanonicalError
    return value


def _value(text: str, at: int) -> tuple[Any, int]:
    """Read the value at a position; return it and the position after it."""
    first = text[at : at + 1]
    if first in ('"', "'"):
        end = text.find(first, at + 1)
        if end < 0:
            raise NotCanonicalError
        return text[at + 1 : end], end + 1
    if first == "{":
        return _table(text, at)
    if first == "[":
        return _list(text, at)
    end = at
    while text[end : end + 1].isalnum():
        end += 1
    word = text[at:end]
    if word in _LITERALS:
        return _LITERALS[word], end
    if not word.isdigit() or not word.isascii():
        raise NotCanonicalError
    return int(word), end


def _table(text: str, at: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    if text.startswith("{}", at):
        return found, at + 2
    at += 1
    while True:
        equals = text.find(" = ", at)
        name = _key(text[at + 1 : equals] if equals > 0 and text[at : at + 1] == " " else "")
        found[name], at = _value(text, equals + 3)
        if text.startswith(" }", at):
            return found, at + 2
        if not text.startswith(", ", at):
            raise NotCanonicalError
        at += 1


def _list(text: str, at: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    if text.startswith("[]", at):
        return found, at + 2
    at += 1
    while True:
        value, at = _value(text, at)
        found.append(value)
        if text.startswith("]", at):
            return found, at + 1
        if not text.startswith(", ", at):
            raise NotCanonicalError
        at += 2
