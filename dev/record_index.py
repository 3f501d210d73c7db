"""Record a part of a real package index: what real uv asks for while it resolves the sets of the interop tests.

    python dev/record_index.py [--only NAME …] [--fresh]
    python dev/record_index.py --wheels DIRECTORY

A loopback proxy stands between uv and the index, keeps every listing and every wheel's metadata that is asked for
(trimmed to the columns and headers that a resolver reads), and real uv's outcomes are written beside them. Sets are
then replayed from the recording until nothing is missing. `--wheels` records nothing: it downloads the wheel files of
the first set's resolution, for the benchmarks.
"""

from __future__ import annotations

import argparse
import hashlib
import html.parser
import json
import shutil
import sys
import tempfile
import threading
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import urllib3

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from puv.model.index import DEFAULT_INDEX_URL  # noqa: E402 - likewise
from support import cases  # noqa: E402 - the tests' helpers are found through the line above
from support.http_loop import HttpLoop, Request, Response  # noqa: E402 - likewise
from support.index_server import JSON_TYPE, not_found, ranged  # noqa: E402 - likewise
from support.interop import Outcome, Place, real_uv  # noqa: E402 - likewise
from support.recorded import Recording, Row, json_page, serve  # noqa: E402 - likewise

ACCEPT = f"{JSON_TYPE}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
KEPT_HEADERS = ("metadata-version", "name", "version", "requires-python", "requires-dist", "provides-extra", "dynamic")
KEPT_ENDINGS = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz")
REPLAYS = 4


class LinkCollector(html.parser.HTMLParser):
    """Collects the attributes and texts of a page's links."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep links only."""
        if tag == "a":
            self.links.append(dict(attrs))


@dataclass
class Upstream:
    """The real index, asked at most once for each thing."""

    index_url: str
    recording: Recording
    keep_hashes: bool = False
    wheels: Path | None = None
    urls: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Open the connection pool."""
        retries = urllib3.Retry(5, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504))
        self.pool = urllib3.PoolManager(maxsize=16, retries=retries, timeout=60)
        self.locks: dict[str, threading.Lock] = {}
        self.guard = threading.Lock()

    def answer(self, request: Request) -> Response:
        """What uv gets: recorded if known, else fetched now."""
        parts = request.path.strip("/").split("/")
        with self.guard:
            lock = self.locks.setdefault(parts[-1], threading.Lock())
        with lock:
            if parts[0] == "simple":
                return self.page(parts[1])
            if parts[-1].endswith(".metadata"):
                return self.sidecar(parts[1], parts[-1].removesuffix(".metadata"))
            if parts[0] == "files":
                return self.wheel(request, parts[1], parts[-1])
        return not_found()

    def page(self, name: str) -> Response:
        """The trimmed page of a package; the first listing ever seen stays."""
        if name in self.absent:
            return not_found()
        if name not in self.recording.listings or (self.keep_hashes and not self.has_hashes(name)):
            rows = self.fetch_listing(name)
            if rows is None:
                self.absent.add(name)
                return not_found()
            self.recording.listings[name] = self.merged(name, rows)
        body = json_page(name, self.recording.listings[name]).encode()
        return Response(200, {"Content-Type": JSON_TYPE, "Cache-Control": "max-age=600"}, body)

    def has_hashes(self, name: str) -> bool:
        """Whether a listing already holds true digests."""
        return any(row.sha256 for row in self.recording.listings[name])

    def merged(self, name: str, rows: list[Row]) -> list[Row]:
        """The rows recorded before (a recording must not change under its sets), now with their digests."""
        before = self.recording.listings.get(name)
        if before is None:
            return rows
        digests = {row.filename: row.sha256 for row in rows}
        for row in before:
            row.sha256 = digests.get(row.filename, "")
        return before

    def fetch_listing(self, name: str) -> list[Row] | None:
        """Ask the index for a package's page; `None` if it has none."""
        url = f"{self.index_url}/{name}/"
        answer = self.pool.request("GET", url, headers={"Accept": ACCEPT})
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        if "json" in answer.headers.get("content-type", ""):
            files = [(file["url"], file) for file in answer.json()["files"]]
        else:
            collector = LinkCollector()
            collector.feed(answer.data.decode())
            files = [(link["href"] or "", _as_json(link)) for link in collector.links]
        rows = []
        for href, file in files:
            address, fragment = urldefrag(urljoin(url, href))
            filename = unquote(address.rsplit("/", 1)[1])
            if not filename.endswith(KEPT_ENDINGS):
                continue
            self.urls[filename] = address
            digest = file.get("hashes", {}).get("sha256") or fragment.removeprefix("sha256=")
            self.hashes[filename] = digest
            moment = datetime.fromisoformat(file["upload-time"]).timestamp() if file.get("upload-time") else 0
            python, yanked = file.get("requires-python") or "", file.get("yanked", False)
            rows.append(Row(filename, int(moment), python, yanked, digest if self.keep_hashes else ""))
        return rows

    def sidecar(self, name: str, filename: str) -> Response:
        """The trimmed METADATA of a wheel."""
        if filename not in self.recording.metadata:
            if filename not in self.urls:
                self.fetch_listing(name)
            self.recording.metadata[filename] = _trimmed(self.fetch_metadata(self.urls[filename]))
        headers = {"Content-Type": "application/octet-stream"}
        return Response(200, headers, self.recording.metadata[filename].encode())

    def fetch_metadata(self, url: str) -> str:
        """METADATA by the index's own sidecar, else out of the wheel."""
        answer = self.pool.request("GET", f"{url}.metadata")
        if answer.status == HTTPStatus.OK:
            return bytes(answer.data).decode(errors="replace")
        wheel = self.pool.request("GET", url)
        with zipfile.ZipFile(BytesIO(wheel.data)) as archive:
            path = next(path for path in archive.namelist() if path.endswith(".dist-info/METADATA"))
            return archive.read(path).decode(errors="replace")

    def wheel(self, request: Request, name: str, filename: str) -> Response:
        """A wheel file, downloaded into the directory for wheels if it is not there yet."""
        if self.wheels is None:
            return not_found()
        target = self.wheels / filename
        if not target.exists():
            if filename not in self.urls:
                self.fetch_listing(name)
            content = self.pool.request("GET", self.urls[filename]).data
            if hashlib.sha256(content).hexdigest() != self.hashes[filename]:
                sys.exit(f"{filename} does not have the digest that the index tells")
            target.write_bytes(content)
        return ranged(request, target.read_bytes(), {"Content-Type": "application/octet-stream"})


def _as_json(link: dict[str, str | None]) -> dict[str, object]:
    yanked = link.get("data-yanked", False)
    return {
        "upload-time": link.get("data-upload-time"),
        "requires-python": link.get("data-requires-python"),
        "yanked": True if yanked in ("", None) else yanked,
    }


def _trimmed(text: str) -> str:
    """The headers that a resolver reads."""
    kept, keeping = [], False
    for line in text.replace("\r\n", "\n").split("\n"):
        if not line.strip():
            break
        if line[0] not in " \t":
            keeping = line.partition(":")[0].lower() in KEPT_HEADERS
        if keeping:
            kept.append(line)
    return "\n".join(kept) + "\n"


def _outcome(case: cases.Case, url: str) -> Outcome:
    with tempfile.TemporaryDirectory() as directory:
        return case.run(Place(real_uv(), Path(directory), f"{url}/simple"))


def record(chosen: list[cases.Case], upstream: Upstream) -> None:
    """Run every case through the recording proxy."""
    with HttpLoop(upstream.answer) as proxy:
        for case in chosen:
            upstream.keep_hashes = case.true_hashes
            outcome = _outcome(case, proxy.url)
            print(f"{outcome.code}  {case.label}  {len(upstream.recording.metadata)} metadata", flush=True)
            if outcome.code not in (0, 1):
                sys.exit(outcome.stderr)


def settle(chosen: list[cases.Case], upstream: Upstream) -> dict[str, Outcome]:
    """Replay until the recording answers everything; what uv prefetches depends on timing."""
    outcomes: dict[str, Outcome] = {}
    for case in chosen:
        for _ in range(REPLAYS):
            loop, pages = serve(upstream.recording)
            with loop:
                outcomes[case.label] = _outcome(case, loop.url)
            missing = [path for path in pages.missing if _complete(path, upstream)]
            if not missing:
                break
            print(f"{case.label}: added {len(missing)}", flush=True)
    return outcomes


def _complete(path: str, upstream: Upstream) -> bool:
    before = len(upstream.recording.listings), len(upstream.recording.metadata)
    upstream.keep_hashes = False
    upstream.answer(Request("GET", path, "", {}))
    return before != (len(upstream.recording.listings), len(upstream.recording.metadata))


def download_wheels(case: cases.Case, upstream: Upstream, directory: Path) -> None:
    """Resolve `case` for this interpreter, and fetch the wheels that uv installs for it."""
    directory.mkdir(parents=True, exist_ok=True)
    upstream.wheels = directory
    with HttpLoop(upstream.answer) as proxy, tempfile.TemporaryDirectory() as temporary:
        place = Place(real_uv(), Path(temporary), f"{proxy.url}/simple")
        place.write("requirements.in", case.requirements)
        for words in (
            [
                "pip",
                "compile",
                "requirements.in",
                *cases.COMMON,
                "-q",
                "--no-annotate",
                "--no-header",
                "-o",
                "pins.txt",
            ],
            ["venv", "-q"],
            ["pip", "sync", "-q", "pins.txt"],
        ):
            outcome = place.run(*words, timeout=600)
            if outcome.code:
                sys.exit(outcome.stderr)
        shutil.copy(place.cwd / "pins.txt", directory / "requirements.txt")


def main() -> None:
    """Record, settle, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index-url", default=DEFAULT_INDEX_URL)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--wheels", type=Path, help="only download wheels, into this directory")
    parser.add_argument("--fresh", action="store_true", help="forget what was recorded before")
    arguments = parser.parse_args()
    recording = Recording() if arguments.fresh else Recording.load()
    if arguments.fresh:
        shutil.rmtree(cases.EXPECTED, ignore_errors=True)
    upstream = Upstream(arguments.index_url.rstrip("/"), recording)
    if arguments.wheels:
        download_wheels(cases.cases()[0], upstream, arguments.wheels.resolve())
        return
    chosen = [case for case in cases.cases() if not arguments.only or case.group in arguments.only]
    record(chosen, upstream)
    recording.save()
    outcomes = settle(chosen, upstream)
    recording.save()
    cases.save_expected(outcomes)
    print(json.dumps({"packages": len(recording.listings), "metadata": len(recording.metadata)}))


if __name__ == "__main__":
    main()
