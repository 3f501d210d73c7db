"""Pages of a package index, HTML (PEP 503, 592, 658) and JSON (PEP 691, 700, 714), to a `Page`.

A page that departs from its standard is refused as a whole, as uv does, for a half-read page resolves to a wrong
answer; a file whose `requires-python` makes no sense, however, is left out.
"""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards import html_page, page_columns
from puv.standards.hashes import ordered, parse_hash
from puv.standards.listing import File
from puv.standards.page import Page
from puv.standards.specifiers import parse_specifiers
from puv.standards.timestamps import parse_timestamp
from puv.standards.urls import filename_of, join, without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from puv.standards.html_page import Anchor

JSON_TYPE = "application/vnd.pypi.simple.v1+json"
HTML_TYPES = ("application/vnd.pypi.simple.v1+html", "text/html")


def parse_page(
    body: bytes, content_type: str | None, url: str, *, index: str = "", pythons: dict[str, str | None] | None = None
) -> Page:
    """Parse a page by its content type. `url` is where it came from; `index` goes into the files.

    `pythons` is a memo: pages of one index repeat each other's `requires-python` (text to normal form).

    Raises:
        ParseError: the content type is missing or unknown, or the page is malformed.
    """
    if content_type is None:
        raise ParseError(f"Missing `Content-Type` header for `{without_credentials(url)}`")
    kind = content_type.partition(";")[0].strip()
    if kind == JSON_TYPE:
        return parse_json(body, url, index=index, pythons=pythons)
    if kind in HTML_TYPES:
        return parse_html(body, url, index=index, pythons=pythons)
    shown = without_credentials(url)
    raise ParseError(f'Unsupported `Content-Type` "{kind}" for `{shown}`. Expected JSON or HTML.')


def parse_json(body: bytes | str, url: str, *, index: str = "", pythons: dict[str, str | None] | None = None) -> Page:
    """Parse a JSON page (PEP 691). `url` resolves relative addresses; `pythons` is as in `parse_page`.

    Raises:
        ParseError: the page is malformed; its cause says how.
    """
    import json  # 8 ms, and only pages that are not in the cache are parsed

    url = without_credentials(url)
    try:
        rows = _rows(json.loads(body))
        normalize = _Pythons(pythons)
        found = page_columns.of_rows(rows, url, index, normalize)
        if found is not None:
            return found
        builder = _Builder(url, index, normalize)
        for row in rows:
            builder.add_row(row)
    except (ParseError, ValueError, RecursionError) as error:
        cause = error if isinstance(error, ParseError) else ParseError(str(error))
        raise ParseError(f"Received some unexpected JSON from `{url}`") from cause
    return Page.of_files(builder.files, index)


def parse_html(body: bytes | str, url: str, *, index: str = "", pythons: dict[str, str | None] | None = None) -> Page:
    """Parse an HTML page (PEP 503). `url` resolves relative addresses unless the page names a base.

    `pythons` is as in `parse_page`.

    Raises:
        ParseError: the page is malformed; its cause says how.
    """
    url = without_credentials(url)
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    base, anchors = html_page.read(text)
    try:
        place = url if base is None else _checked_base(base)
        normalize = _Pythons(pythons)
        found = page_columns.of_anchors(anchors, place, index, normalize)
        if found is not None:
            return found
        builder = _Builder(place, index, normalize)
        for anchor in anchors:
            builder.add_anchor(anchor)
    except ParseError as error:
        raise ParseError(f"Received some unexpected HTML from `{url}`") from error
    return Page.of_files(builder.files, index)


def _checked_base(base: str) -> str:
    if "://" not in base:
        raise ParseError(f"Failed to parse URL: {base}") from ParseError("relative URL without a base")
    return without_credentials(base)


class _Pythons:
    """Brings `requires-python` texts to normal form, remembering them."""

    __slots__ = ("_known",)

    def __init__(self, known: dict[str, str | None] | None) -> None:
        self._known = {} if known is None else known

    def __call__(self, text: str) -> str | None:
        """Return the specifiers in normal form, or None if they make no sense."""
        try:
            return self._known[text]
        except KeyError:
            pass
        try:
            normal: str | None = str(parse_specifiers(text, lenient=True))
        except ParseError:
            normal = None
        self._known[text] = normal
        return normal


class _Builder:
    """Collects the files of a page row by row, for pages that are not of the ordinary shape."""

    __slots__ = ("_base", "_index", "_midnights", "_python", "files")

    def __init__(self, base: str, index: str, python: _Pythons) -> None:
        self._base = base
        self._index = index
        self._midnights: dict[str, int | None] = {}
        self._python = python
        self.files: list[File] = []

    def add_row(self, row: Any) -> None:
        """Add the file that a JSON object describes."""
        try:
            filename, url, hashes = row["filename"], row["url"], row["hashes"]
        except (KeyError, TypeError):
            filename = url = hashes = None
        if filename.__class__ is not str or url.__class__ is not str or hashes.__class__ is not dict:
            raise _row_problem(row)
        get = row.get
        requires_python = get("requires-python") or ""
        if requires_python.__class__ is not str:
            raise _unexpected(requires_python, "an optional Python version specifier")
        digests = _digests(hashes)
        has_metadata, metadata_hash = _metadata_of(row)
        size = get("size", 0)
        if size.__class__ is not int:
            raise _unexpected(size, "u64")
        if size < 0:
            raise _invalid_size(size)
        yanked = get("yanked", False)
        uploaded = get("upload-time", "")
        python = self._python(requires_python)
        if python is None:
            return
        self.files.append(
            File(
                filename=filename,
                url=self._absolute(url.partition("#")[0] if "#" in url else url),
                index=self._index,
                hashes=digests,
                size=size if size or "size" in row else None,
                requires_python=python,
                yanked=None if yanked is False else _yanked(yanked),
                upload_time=self._time(uploaded) if uploaded or "upload-time" in row else None,
                has_metadata=has_metadata,
                metadata_hash=metadata_hash,
            ),
        )

    def add_anchor(self, anchor: Anchor) -> None:
        """Add the file that the attributes of an HTML anchor describe, if it has an address."""
        href = anchor.get("href")
        if not href:
            return
        url, _, fragment = href.partition("#")
        hashes: tuple[str, ...] = ()
        if fragment and "&" not in fragment:
            hashes = (_fragment_hash(fragment),)
        python = self._python(anchor.get("data-requires-python") or "")
        if python is None:
            return
        older = anchor.get("data-dist-info-metadata")
        has_metadata, metadata_hash = _anchor_metadata(anchor.get("data-core-metadata", older))
        uploaded = anchor.get("data-upload-time")
        self.files.append(
            File(
                filename=filename_of(url),
                url=self._absolute(url),
                index=self._index,
                hashes=hashes,
                requires_python=python,
                yanked=(anchor["data-yanked"] or "") if "data-yanked" in anchor else None,
                upload_time=parse_timestamp(uploaded) if uploaded else None,
                has_metadata=has_metadata,
                metadata_hash=metadata_hash,
            ),
        )

    def _time(self, text: Any) -> int:
        if text.__class__ is not str:
            raise _unexpected(text, "a timestamp string")
        time = parse_timestamp(text, self._midnights)
        if time is None:
            raise ParseError(f"failed to parse `{text}` as a timestamp")
        return time

    def _absolute(self, url: str) -> str:
        url = join(self._base, url)
        return without_credentials(url) if "@" in url else url


def _rows(page: Any) -> list[Any]:
    if page.__class__ is not dict:
        raise _unexpected(page, "a page of files")
    if "files" not in page:
        raise ParseError("missing field `files`")
    rows = page["files"]
    if rows.__class__ is not list:
        raise _unexpected(rows, "a sequence of files")
    found: list[Any] = rows
    return found


def _row_problem(row: Any) -> ParseError:
    """Say which of the fields that every file has is missing or of another type."""
    if row.__class__ is not dict:
        return _unexpected(row, "a map containing file metadata")
    required = (("filename", str, "a string"), ("url", str, "a string"), ("hashes", dict, "struct Hashes"))
    for name, kind, expected in required:
        if name not in row:
            return ParseError(f"missing field `{name}`")
        if row[name].__class__ is not kind:
            return _unexpected(row[name], expected)
    return ParseError("invalid file")


def _invalid_size(size: int) -> ParseError:
    return ParseError(f"invalid value: integer `{size}`, expected u64")


def _unexpected(value: object, expected: str) -> ParseError:
    match value:
        case None:
            shown = "null"
        case bool():
            shown = f"boolean `{str(value).lower()}`"
        case int():
            shown = f"integer `{value}`"
        case float():
            shown = f"floating point `{value}`"
        case str():
            shown = f'string "{value}"'
        case list():
            shown = "sequence"
        case _:
            shown = "map"
    return ParseError(f"invalid type: {shown}, expected {expected}")


def _digests(hashes: dict[str, Any]) -> tuple[str, ...]:
    """Return the digests of known algorithms, strongest last."""
    sha256 = hashes.get("sha256")
    if len(hashes) == 1 and sha256.__class__ is str:
        return (_sha256(sha256),)
    found = []
    for algorithm, digest in hashes.items():
        if digest is None or algorithm not in ("md5", "sha256", "sha384", "sha512", "blake2b"):
            continue
        if digest.__class__ is not str:
            raise _unexpected(digest, "a string")
        found.append(parse_hash(f"{algorithm}:{digest}"))
    return ordered(found)


def _sha256(digest: str) -> str:
    try:
        if len(digest) == 64 and len(bytes.fromhex(digest)) == 32:  # noqa: PLR2004 - SHA-256
            return f"sha256:{digest.lower()}"
    except ValueError:
        pass
    return ":".join(parse_hash(f"sha256:{digest}"))


def _metadata_of(row: dict[str, Any]) -> tuple[bool, str]:
    """Tell whether the metadata is served beside the file, and its digest (PEP 714 and the older keys)."""
    for key in ("core-metadata", "dist-info-metadata", "data-dist-info-metadata"):
        value = row.get(key)
        if value is None:
            continue
        if value.__class__ is bool:
            return value, ""
        if value.__class__ is not dict:
            raise _unexpected(value, "a boolean or map")
        digests = _digests(value)
        return True, digests[-1] if digests else ""
    return False, ""


def _yanked(value: Any) -> str:
    if value is True:
        return ""
    if value.__class__ is not str:
        raise _unexpected(value, "a boolean or string")
    reason: str = value
    return reason


def _anchor_metadata(value: str | None) -> tuple[bool, str]:
    """Read `true`, `false` or `algorithm=hex`; anything else counts as no metadata."""
    if not value or value == "false":
        return False, ""
    if value == "true":
        return True, ""
    try:
        return True, _fragment_hash(value)
    except ParseError:
        return False, ""


def _fragment_hash(fragment: str) -> str:
    algorithm, equals, digest = fragment.partition("=")
    if algorithm == "sha256":
        return _sha256(digest)
    if not equals:
        raise ParseError(f"Unexpected fragment (expected `#sha256=...` or similar) on URL: {fragment}")
    return ":".join(parse_hash(f"{algorithm}:{digest}"))
