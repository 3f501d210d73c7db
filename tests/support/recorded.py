"""A recorded part of a real index: listings and wheels' metadata as they were on one day, served on loopback.

Two files hold it, written by `dev/record_index.py`: `listings.json.gz` (columns per package) and `metadata.json.gz`
(the header of METADATA by file name). Nothing in them names a host; the URLs served are this server's own.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from support.http_loop import HttpLoop, Request, Response
from support.index_server import JSON_TYPE, not_found, ranged

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURE = Path(__file__).parent.parent / "fixtures" / "recorded"


@dataclass(slots=True)
class Row:
    """One file of a listing; `uploaded` is in seconds since 1970."""

    filename: str
    uploaded: int
    requires_python: str = ""
    yanked: str | bool = False
    sha256: str = ""

    def digest(self) -> str:
        """The recorded SHA-256, or one made up from the file's name (most sets do not need the true one)."""
        return self.sha256 or hashlib.sha256(self.filename.encode()).hexdigest()

    def upload_time(self) -> str:
        """As PEP 700 writes it."""
        return datetime.fromtimestamp(self.uploaded, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Recording:
    """Listings by normalised name, and metadata headers by wheel file name."""

    listings: dict[str, list[Row]] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, directory: Path = FIXTURE) -> Recording:
        """Read both files; an empty recording where there are none."""
        recording = cls()
        if not (directory / "listings.json.gz").exists():
            return recording
        with gzip.open(directory / "listings.json.gz", "rt", encoding="utf-8") as stream:
            for name, columns in json.load(stream).items():
                recording.listings[name] = _rows(columns)
        with gzip.open(directory / "metadata.json.gz", "rt", encoding="utf-8") as stream:
            recording.metadata = json.load(stream)
        return recording

    def save(self, directory: Path = FIXTURE) -> None:
        """Write both files; equal recordings give equal bytes."""
        directory.mkdir(parents=True, exist_ok=True)
        listings = {name: _columns(rows) for name, rows in sorted(self.listings.items())}
        for filename, document in (("listings", listings), ("metadata", dict(sorted(self.metadata.items())))):
            text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
            (directory / f"{filename}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _columns(rows: list[Row]) -> dict[str, object]:
    table = sorted({row.requires_python for row in rows})
    times = [row.uploaded for row in rows]
    columns: dict[str, object] = {
        "filenames": [row.filename for row in rows],
        "uploaded": [time - before for time, before in zip(times, [0, *times], strict=False)],
        "pythons": table,
        "python": [table.index(row.requires_python) for row in rows],
    }
    yanked = {str(position): row.yanked for position, row in enumerate(rows) if row.yanked is not False}
    if yanked:
        columns["yanked"] = yanked
    if any(row.sha256 for row in rows):
        columns["sha256"] = [row.sha256 for row in rows]
    return columns


def _rows(columns: dict[str, list[str]]) -> list[Row]:
    rows, moment = [], 0
    yanked: dict[str, str | bool] = columns.get("yanked", {})  # type: ignore[assignment]  # a mapping, unlike the rest
    digests = columns.get("sha256") or [""] * len(columns["filenames"])
    for position, filename in enumerate(columns["filenames"]):
        moment += int(columns["uploaded"][position])
        python = columns["pythons"][int(columns["python"][position])]
        rows.append(Row(filename, moment, python, yanked.get(str(position), False), digests[position]))
    return rows


class Pages:
    """Answers prepared once: the fastest server a benchmark can get, and an honest one (ETag, Cache-Control)."""

    def __init__(self, recording: Recording, *, wheels: Path | None = None) -> None:
        self._recording = recording
        self._wheels = wheels
        self._ready: dict[tuple[str, str], Response] = {}
        self.missing: list[str] = []

    def answer(self, request: Request) -> Response:
        """One answer; what was never recorded is 404 and remembered in `missing`."""
        parts = request.path.strip("/").split("/")
        if parts[0] == "simple" and len(parts) > 1:
            kind = "json" if JSON_TYPE in request.header("accept") else "html"
            coding = "gzip" if "gzip" in request.header("accept-encoding") else ""
            response = self._once((f"{kind}{coding}", parts[1]), self._page)
        elif parts[-1].endswith(".metadata"):
            response = self._once(("metadata", parts[-1]), self._sidecar)
        else:
            return self._file(request, parts[-1])
        if response.status == 200 and request.header("if-none-match") == response.headers["ETag"]:
            return Response(304, response.headers)
        if response.status == 404:
            self.missing.append(request.path)
        return response

    def _once(self, key: tuple[str, str], make: Callable[[str, str], Response]) -> Response:
        response = self._ready.get(key)
        if response is None:
            response = self._ready[key] = make(*key)
        return response

    def _page(self, kind: str, name: str) -> Response:
        rows = self._recording.listings.get(name)
        if rows is None:
            return not_found()
        is_json = kind.startswith("json")
        text = json_page(name, rows) if is_json else html_page(name, rows)
        headers = {"Content-Type": JSON_TYPE if is_json else "text/html", "Vary": "Accept, Accept-Encoding"}
        body = text.encode()
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers["Cache-Control"] = "max-age=600, public"
        if kind.endswith("gzip"):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 6, mtime=0)
        return Response(200, headers, body)

    def _sidecar(self, _: str, path: str) -> Response:
        text = self._recording.metadata.get(path.removesuffix(".metadata"))
        if text is None:
            return not_found()
        body = text.encode()
        headers = {"Content-Type": "application/octet-stream", "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"'}
        headers["Cache-Control"] = "max-age=365000000, immutable, public"
        return Response(200, headers, body)

    def _file(self, request: Request, filename: str) -> Response:
        path = self._wheels / filename if self._wheels else None
        if path is None or not path.is_file():
            self.missing.append(request.path)
            return not_found()
        headers = {"Content-Type": "application/octet-stream", "ETag": f'"{filename}"'}
        headers["Cache-Control"] = "max-age=365000000, immutable, public"
        return ranged(request, path.read_bytes(), headers)


def serve(recording: Recording, *, wheels: Path | None = None) -> tuple[HttpLoop, Pages]:
    """The recording on a loopback port; the index is at `<url>/simple`."""
    pages = Pages(recording, wheels=wheels)
    return HttpLoop(pages.answer), pages


def json_page(name: str, rows: list[Row]) -> str:
    """The PEP 691 page of a listing; every wheel announces a metadata sidecar."""
    files = []
    for row in rows:
        file: dict[str, object] = {
            "filename": row.filename,
            "url": f"/files/{name}/{row.filename}",
            "hashes": {"sha256": row.digest()},
            "upload-time": row.upload_time(),
            "yanked": row.yanked,
        }
        if row.requires_python:
            file["requires-python"] = row.requires_python
        if row.filename.endswith(".whl"):
            file["core-metadata"] = True
        files.append(file)
    return json.dumps({"meta": {"api-version": "1.1"}, "name": name, "files": files}, separators=(",", ":"))


def html_page(name: str, rows: list[Row]) -> str:
    """The PEP 503 page of a listing, with upload times."""
    links = []
    for row in rows:
        href = f"/files/{name}/{row.filename}#sha256={row.digest()}"
        attributes = f'href="{href}" data-upload-time="{row.upload_time()}"'
        if row.requires_python:
            attributes += f' data-requires-python="{html.escape(row.requires_python)}"'
        if row.yanked is not False:
            attributes += f' data-yanked="{html.escape(row.yanked if isinstance(row.yanked, str) else "")}"'
        if row.filename.endswith(".whl"):
            attributes += ' data-core-metadata="true"'
        links.append(f"<a {attributes}>{row.filename}</a><br/>\n")
    return (
        f"<!DOCTYPE html>\n<html><head><title>Links for {name}</title></head>\n<body>\n{''.join(links)}</body></html>\n"
    )
