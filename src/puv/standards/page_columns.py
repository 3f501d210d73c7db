"""Index pages of the ordinary shape to columns: whole columns are checked at once, at a tenth of the cost of rows.

Both functions return None where anything is unusual or wrong. Then the rows are read one by one (`simple_api`), which
gives the same answer, or says what is wrong.
"""

from __future__ import annotations

from puv.standards.page import Page
from puv.standards.timestamps import are_ordinary
from puv.standards.urls import filename_of, join, without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias

    from puv.standards.html_page import Anchor
    from puv.standards.page import MetadataMark

    #: Specifiers to their normal form, None for those that make no sense.
    Normalize: TypeAlias = Callable[[str], str | None]

_ABSENT = ()  # nothing that JSON can say
_SHA256 = 32
_FRAGMENT = "sha256="
_NO_METADATA = frozenset((None, "", "false"))


class _Surprise(Exception):  # noqa: N818 - not an error: another reader takes over
    """The page is not of the ordinary shape."""


def of_rows(rows: list[Any], base: str, index: str, normalize: Normalize) -> Page | None:
    """Return the page whose JSON objects these are. `base` is what addresses are relative to."""
    try:
        filenames = [row["filename"] for row in rows]
        urls = [row["url"] for row in rows]
        _expect(filenames, str)
        _expect(urls, str)
        return Page(
            index=index,
            filenames=filenames,
            urls=absolute(urls, base),
            hashes=_digests([row["hashes"] for row in rows]),
            sizes=_sizes(_column(rows, "size", _ABSENT)),
            pythons=_pythons([text or "" for text in _column(rows, "requires-python", None)], normalize),
            yanked=_yanked(_column(rows, "yanked", False)),
            uploads=_uploads(_column(rows, "upload-time", _ABSENT)),
            metadata=_metadata(rows),
        )
    except (_Surprise, KeyError, TypeError, AttributeError):
        return None


def of_anchors(anchors: list[Anchor], base: str, index: str, normalize: Normalize) -> Page | None:
    """Return the page whose anchors these are. `base` is what addresses are relative to."""
    found = [(anchor, href.partition("#")) for anchor in anchors if (href := anchor.get("href"))]
    plain = [anchor for anchor, _ in found]
    urls = [parts[0] for _, parts in found]
    fragments = [parts[2] for _, parts in found]
    text = "\n".join(urls)
    try:
        if "%" in text or "?" in text:
            filenames = list(map(filename_of, urls))
        else:
            filenames = [url[url.rfind("/") + 1 :] for url in urls]
        return Page(
            index=index,
            filenames=filenames,
            urls=absolute(urls, base),
            hashes=_fragment_digests(fragments),
            sizes=[None] * len(plain),
            pythons=_pythons([anchor.get("data-requires-python") or "" for anchor in plain], normalize),
            yanked=[(anchor["data-yanked"] or "") if "data-yanked" in anchor else None for anchor in plain],
            uploads=[anchor.get("data-upload-time") or None for anchor in plain],
            metadata=[_anchor_mark(anchor) for anchor in plain],
        )
    except _Surprise:
        return None


def absolute(urls: list[str], base: str) -> list[str]:
    """Resolve addresses against a base; drop fragments and credentials."""
    if not urls:
        return urls
    text = "\n".join(urls)
    if "#" in text:
        urls = [url.partition("#")[0] for url in urls]
        text = "\n".join(urls)
    if "@" not in text and "/." not in text:
        low, high = min(urls), max(urls)  # what both begin with, all begin with
        for scheme in ("https://", "http://"):
            if low.startswith(scheme) and high.startswith(scheme):
                return urls
        if low[:1] == high[:1] == "/" and text.isascii() and not (":" in text or " " in text or "//" in text):
            host = join(base, "/")[:-1]
            return [host + url for url in urls]
    return [without_credentials(join(base, url)) for url in urls]


def packed(digests: str, count: int) -> list[bytes] | None:
    """Return the bytes of `count` SHA-256 digests that stand one behind the other; None if they are no such thing."""
    if len(digests) != 2 * _SHA256 * count:
        return None
    try:
        data = bytes.fromhex(digests)
    except ValueError:
        return None
    if len(data) != _SHA256 * count:  # blanks between digits are read over
        return None
    return [data[at : at + _SHA256] for at in range(0, len(data), _SHA256)]


def _packed(digests: list[str]) -> list[bytes]:
    found = packed("".join(digests), len(digests)) if set(map(len, digests)) == {2 * _SHA256} else None
    if found is None:
        raise _Surprise
    return found


def _column(rows: list[Any], key: str, default: object) -> list[Any]:
    """Return what the rows say under a key that most pages have in every row."""
    try:
        return [row[key] for row in rows]
    except KeyError:
        return [row.get(key, default) for row in rows]


def _expect(column: Sequence[object], *kinds: type) -> None:
    if not set(map(type, column)).issubset(kinds):
        raise _Surprise


def _digests(column: list[dict[str, Any]]) -> list[bytes]:
    """Read `hashes`, which have a SHA-256 and nothing else."""
    _expect(column, dict)
    if not column:
        return []
    if set(map(len, column)) != {1}:
        raise _Surprise
    return _packed([hashes["sha256"] for hashes in column])


def _fragment_digests(fragments: list[str]) -> list[bytes] | list[tuple[str, ...]]:
    if not any(fragments):
        none: list[tuple[str, ...]] = [()] * len(fragments)
        return none
    if not all(fragment.startswith(_FRAGMENT) for fragment in fragments):
        raise _Surprise
    return _packed([fragment[len(_FRAGMENT) :] for fragment in fragments])


def _sizes(column: list[Any]) -> list[int | None]:
    _expect(column, int, tuple)
    if _ABSENT in column:
        column = [None if size is _ABSENT else size for size in column]
    if min(filter(None, column), default=0) < 0:
        raise _Surprise
    return column


def _pythons(column: list[Any], normalize: Normalize) -> list[str]:
    _expect(column, str)
    normal = {text: normalize(text) for text in set(column)}
    if None in normal.values():
        raise _Surprise
    return [normal[text] for text in column]  # type: ignore[misc]  # None was looked for


def _yanked(column: list[Any]) -> list[str | None]:
    _expect(column, bool, str)
    if column.count(False) == len(column):
        return [None] * len(column)
    return [None if value is False else "" if value is True else value for value in column]


def _uploads(column: list[Any]) -> list[str | None]:
    _expect(column, str, tuple)
    times = column if _ABSENT not in column else [time for time in column if time is not _ABSENT]
    if not are_ordinary(times):
        raise _Surprise
    return column if times is column else [None if time is _ABSENT else time for time in column]


def _metadata(rows: list[Any]) -> list[MetadataMark]:
    """Read the metadata marks (PEP 714 and the older keys)."""
    column = _column(rows, "core-metadata", None)
    for older in ("dist-info-metadata", "data-dist-info-metadata"):
        if None in column:
            column = [row.get(older) if mark is None else mark for row, mark in zip(rows, column, strict=True)]
    _expect(column, bool, dict, type(None))
    digests = [mark for mark in column if mark.__class__ is dict]
    if not digests:
        return [mark is True for mark in column]
    rest = iter(_digests(digests))
    return [next(rest) if mark.__class__ is dict else mark is True for mark in column]


def _anchor_mark(anchor: Anchor) -> MetadataMark:
    value = anchor.get("data-core-metadata", anchor.get("data-dist-info-metadata"))
    if value in _NO_METADATA:
        return False
    if value == "true":
        return True
    if value is None or not value.startswith(_FRAGMENT):
        raise _Surprise
    return _packed([value[len(_FRAGMENT) :]])[0]
