"""A package index on a loopback port, and `World`, the packages it lists.

world = World().add("a", "1.0", requires=["b>=2"]).add("b", "2.1")
with world.serve() as server:
    ...                       # server.index_url() -> "http://127.0.0.1:…/simple"
assert server.count("/simple/a/") == 1
"""

from __future__ import annotations

import base64
import fnmatch
import gzip
import hashlib
import html
import json
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from support import builders
from support.http_loop import HttpLoop, Request, Response

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping, Sequence

JSON_TYPE = "application/vnd.pypi.simple.v1+json"
HTML_TYPE = "application/vnd.pypi.simple.v1+html"


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexFile:
    """One file of a project. `core_metadata` is served as PEP 658's sidecar where given."""

    filename: str
    content: bytes
    requires_python: str | None = None
    upload_time: str | None = None
    yanked: str | bool = False
    core_metadata: bytes | None = None
    hashes: Mapping[str, str] | None = None

    def digests(self) -> Mapping[str, str]:
        """The hashes the index tells: those given, else the true SHA-256."""
        return {"sha256": hashlib.sha256(self.content).hexdigest()} if self.hashes is None else self.hashes


class World:
    """Packages, as a test wants them. Every method that adds returns the world itself."""

    def __init__(self) -> None:
        self.projects: dict[str, list[IndexFile]] = {}
        #: What pages say of a project (PEP 792): `{"status": …, "reason": …}`.
        self.statuses: dict[str, Mapping[str, str]] = {}

    def add(  # noqa: PLR0913 - one keyword for each thing a release may be
        self,
        name: str,
        version: str,
        *,
        requires: Sequence[str] = (),
        extras: Mapping[str, Sequence[str]] | None = None,
        requires_python: str | None = None,
        tags: Sequence[str] = ("py3-none-any",),
        files: Mapping[str, builders.Content] | None = None,
        entry_points: Mapping[str, Mapping[str, str]] | None = None,
        yanked: str | bool = False,
        upload_time: str | None = None,
        sdist: bool = False,
        sidecar: bool = True,
    ) -> Self:
        """Add a release: one wheel for each of `tags` (none: no wheel), and an sdist if asked."""
        for tag in tags:
            content = builders.wheel(
                name,
                version,
                requires=requires,
                extras=extras,
                requires_python=requires_python,
                files=files,
                entry_points=entry_points,
                tag=tag,
            )
            text = builders.metadata(name, version, requires=requires, extras=extras, requires_python=requires_python)
            self.add_file(
                name,
                IndexFile(
                    filename=builders.wheel_filename(name, version, tag),
                    content=content,
                    requires_python=requires_python,
                    upload_time=upload_time,
                    yanked=yanked,
                    core_metadata=text if sidecar else None,
                ),
            )
        if sdist:
            content = builders.sdist(name, version, requires=requires, extras=extras, requires_python=requires_python)
            filename = builders.sdist_filename(name, version)
            self.add_file(
                name,
                IndexFile(
                    filename=filename,
                    content=content,
                    requires_python=requires_python,
                    upload_time=upload_time,
                    yanked=yanked,
                ),
            )
        return self

    def add_file(self, name: str, file: IndexFile) -> Self:
        """Add a file that was made by hand (a hostile wheel, an odd name)."""
        self.projects.setdefault(builders.normalised(name), []).append(file)
        return self

    def add_project(self, name: str) -> Self:
        """Add a project without files: its page exists and is empty."""
        self.projects.setdefault(builders.normalised(name), [])
        return self

    def serve(self, options: ServerOptions | None = None, **others: World) -> IndexServer:
        """This world as `/simple`, and each of `others` as `/<its keyword>`, on one server."""
        return IndexServer({"simple": self, **others}, options or ServerOptions())


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerOptions:
    """How the server behaves; by default as a good modern index does."""

    formats: tuple[str, ...] = ("json", "html")
    sidecars: bool = True
    hashes: bool = True
    ranges: bool = True
    etags: bool = True
    cache_control: str | None = "max-age=600"
    compress: bool = True
    credentials: tuple[str, str] | None = None
    token: str | None = None
    realm: str = "index"
    latency: float = 0.0
    absolute_urls: bool = False
    project_status: str | None = None
    tls: ssl.SSLContext | None = None


@dataclass(slots=True)
class Script:
    """`response` in place of the true answer, `times` times (`None`: always)."""

    response: Response
    times: int | None = 1


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the request log."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    status: int

    @property
    def range(self) -> str:
        """The Range header, or an empty string."""
        return self.headers.get("range", "")


class IndexServer:
    """Several indexes on one loopback server: `/<index>/<project>/`, `/<index>/` and `/files/<index>/<filename>`."""

    def __init__(self, worlds: Mapping[str, World], options: ServerOptions) -> None:
        self.worlds = worlds
        self.options = options
        self.requests: list[Logged] = []
        self._scripts: list[tuple[str, Script]] = []
        self._lock = threading.Lock()
        self._loop = HttpLoop(self._logged_answer, options.tls)
        self.url = self._loop.url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving; the log stays."""
        self._loop.close()

    @property
    def connections(self) -> int:
        """How many connections were accepted."""
        return self._loop.connections

    def index_url(self, index: str = "simple", credentials: tuple[str, str] | None = None) -> str:
        """The URL to give as `--index-url`, with credentials inside if wanted."""
        return f"{self._with(credentials)}/{index}"

    def flat_url(self, index: str = "simple") -> str:
        """The URL of a page that links every file, for `--find-links`."""
        return f"{self.url}/flat/{index}/"

    def file_url(self, filename: str, index: str = "simple") -> str:
        """Where a file lies."""
        return f"{self.url}/files/{index}/{filename}"

    def script(self, path: str, *scripts: Script | Response) -> None:
        """Answer requests whose path matches the glob `path` with `scripts`, one after the other, then truthfully."""
        with self._lock:
            self._scripts += [(path, entry if isinstance(entry, Script) else Script(entry)) for entry in scripts]

    def count(self, path: str = "*", method: str | None = None, status: int | None = None) -> int:
        """How many requests matched the glob `path` (and the method and status)."""
        return len(self.matching(path, method, status))

    def matching(self, path: str = "*", method: str | None = None, status: int | None = None) -> list[Logged]:
        """The logged requests whose path matches the glob `path`."""
        return [
            entry
            for entry in list(self.requests)
            if fnmatch.fnmatchcase(entry.path, path)
            and method in (None, entry.method)
            and status in (None, entry.status)
        ]

    def forget(self) -> None:
        """Empty the log."""
        self.requests.clear()

    def _with(self, credentials: tuple[str, str] | None) -> str:
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{credentials[0]}:{credentials[1]}@{rest}" if credentials else self.url

    def _logged_answer(self, request: Request) -> Response:
        response = self._scripted(request) or self._true_answer(request)
        if self.options.latency and not response.delay:
            response = replace(response, delay=self.options.latency)
        self.requests.append(Logged(request.method, request.path, request.headers, response.status))
        return response

    def _scripted(self, request: Request) -> Response | None:
        with self._lock:
            for position, (pattern, script) in enumerate(self._scripts):
                if fnmatch.fnmatchcase(request.path, pattern):
                    if script.times is not None:
                        script.times -= 1
                        if script.times <= 0:
                            del self._scripts[position]
                    return script.response
        return None

    def _true_answer(self, request: Request) -> Response:
        if not self._authorised(request):
            scheme = "Basic" if self.options.token is None else "Bearer"
            challenge = {"WWW-Authenticate": f'{scheme} realm="{self.options.realm}"'}
            return Response(401, challenge, b"credentials, please")
        parts = request.path.strip("/").split("/")
        match parts:
            case ["files", index, filename] if index in self.worlds:
                return self._file(request, index, filename)
            case ["flat", index] if index in self.worlds:
                files = [file for files in self.worlds[index].projects.values() for file in files]
                return self._page(request, self._html(index, "Files", files), "text/html")
            case [index] if index in self.worlds:
                return self._root(request, self.worlds[index])
            case [index, project] if index in self.worlds:
                return self._project(request, index, project)
            case _:
                return not_found()

    def _authorised(self, request: Request) -> bool:
        scheme, _, value = request.header("authorization").partition(" ")
        if self.options.token is not None:
            return scheme == "Bearer" and value == self.options.token
        if self.options.credentials is None:
            return True
        return scheme.lower() == "basic" and base64.b64decode(value).decode() == ":".join(self.options.credentials)

    def _root(self, request: Request, world: World) -> Response:
        if self._wants_json(request):
            document = {"meta": {"api-version": "1.1"}, "projects": [{"name": name} for name in world.projects]}
            return self._page(request, json.dumps(document), JSON_TYPE)
        links = "".join(f'<a href="{name}/">{name}</a>\n' for name in world.projects)
        return self._page(request, f"<!DOCTYPE html><html><body>{links}</body></html>", "text/html")

    def _project(self, request: Request, index: str, project: str) -> Response:
        files = self.worlds[index].projects.get(builders.normalised(project))
        if files is None:
            return not_found()
        if not request.path.endswith("/") or project != builders.normalised(project):
            return Response(301, {"Location": f"/{index}/{builders.normalised(project)}/"})
        if self._wants_json(request):
            return self._page(request, self._json(index, project, files), JSON_TYPE)
        return self._page(request, self._html(index, project, files), self._html_type(request))

    def _wants_json(self, request: Request) -> bool:
        if self.options.formats == ("json",):
            return True
        return "json" in self.options.formats and JSON_TYPE in request.header("accept")

    def _html_type(self, request: Request) -> str:
        return HTML_TYPE if HTML_TYPE in request.header("accept") else "text/html"

    def _json(self, index: str, project: str, files: Sequence[IndexFile]) -> str:
        document: dict[str, object] = {
            "meta": {"api-version": "1.1"},
            "name": project,
            "versions": sorted({file.filename.split("-")[1].removesuffix(".tar.gz") for file in files}),
            "files": [self._json_file(index, file) for file in files],
        }
        status = self.worlds[index].statuses.get(project)
        if self.options.project_status:
            status = {"status": self.options.project_status}
        if status:
            document["project-status"] = status
        return json.dumps(document)

    def _json_file(self, index: str, file: IndexFile) -> dict[str, object]:
        row: dict[str, object] = {
            "filename": file.filename,
            "url": self._href(index, file),
            "hashes": file.digests() if self.options.hashes else {},
            "size": len(file.content),
            "yanked": file.yanked,
        }
        if file.requires_python is not None:
            row["requires-python"] = file.requires_python
        if file.upload_time is not None:
            row["upload-time"] = file.upload_time
        if self.options.sidecars and file.core_metadata is not None:
            digest = {"sha256": hashlib.sha256(file.core_metadata).hexdigest()}
            row["core-metadata"] = row["data-dist-info-metadata"] = digest
        return row

    def _href(self, index: str, file: IndexFile) -> str:
        return f"{self.url if self.options.absolute_urls else ''}/files/{index}/{file.filename}"

    def _html(self, index: str, project: str, files: Sequence[IndexFile]) -> str:
        links = "".join(self._link(index, file) for file in files)
        title = f"<title>Links for {html.escape(project)}</title>"
        meta = '<meta name="pypi:repository-version" content="1.1">'
        return f"<!DOCTYPE html>\n<html>\n<head>{meta}{title}</head>\n<body>\n{links}</body>\n</html>\n"

    def _link(self, index: str, file: IndexFile) -> str:
        fragment = "".join(f"#{name}={value}" for name, value in file.digests().items()) if self.options.hashes else ""
        attributes = {"href": self._href(index, file) + fragment}
        if file.requires_python is not None:
            attributes["data-requires-python"] = file.requires_python
        if file.upload_time is not None:
            attributes["data-upload-time"] = file.upload_time
        if file.yanked is not False:
            attributes["data-yanked"] = "" if file.yanked is True else str(file.yanked)
        if self.options.sidecars and file.core_metadata is not None:
            attributes["data-core-metadata"] = f"sha256={hashlib.sha256(file.core_metadata).hexdigest()}"
        text = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes.items())
        return f"<a {text}>{html.escape(file.filename)}</a><br/>\n"

    def _page(self, request: Request, text: str, content_type: str) -> Response:
        body = text.encode()
        headers = {"Content-Type": content_type, "Vary": "Accept"}
        if self.options.cache_control is not None:
            headers["Cache-Control"] = self.options.cache_control
        if self.options.etags:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            if request.header("if-none-match") == headers["ETag"]:
                return Response(304, headers)
        if self.options.compress and "gzip" in request.header("accept-encoding"):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 1, mtime=0)
        return Response(200, headers, body)

    def _file(self, request: Request, index: str, filename: str) -> Response:
        wanted = filename.removesuffix(".metadata")
        for files in self.worlds[index].projects.values():
            for file in files:
                if file.filename != wanted:
                    continue
                if filename == wanted:
                    return ranged(request, file.content, self._file_headers(file.content), ranges=self.options.ranges)
                if file.core_metadata is None or not self.options.sidecars:
                    return not_found()
                return ranged(request, file.core_metadata, self._file_headers(file.core_metadata), ranges=False)
        return not_found()

    def _file_headers(self, content: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/octet-stream"}
        if self.options.cache_control is not None:
            headers["Cache-Control"] = "max-age=365000000, immutable"
        if self.options.etags:
            headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        return headers


def not_found() -> Response:
    """404, with a page for people."""
    return Response(404, {"Content-Type": "text/html"}, b"<html><body>Not Found</body></html>")


def ranged(request: Request, content: bytes, headers: Mapping[str, str], *, ranges: bool = True) -> Response:
    """`content`, or the part a Range header asks for (206), or 416 if it lies outside."""
    if headers.get("ETag") and request.header("if-none-match") == headers["ETag"]:
        return Response(304, headers)
    if not ranges:
        return Response(200, headers, content)
    headers = {**headers, "Accept-Ranges": "bytes"}
    unit, _, span = request.header("range").partition("=")
    if unit != "bytes" or "," in span:
        return Response(200, headers, content)
    first, _, last = span.partition("-")
    if not first:
        start, stop = max(0, len(content) - int(last)), len(content)
    else:
        start, stop = int(first), min(len(content), int(last) + 1 if last else len(content))
    if start >= stop:
        return Response(416, {**headers, "Content-Range": f"bytes */{len(content)}"})
    return Response(206, {**headers, "Content-Range": f"bytes {start}-{stop - 1}/{len(content)}"}, content[start:stop])


def error(status: int, body: bytes = b"no", **headers: str) -> Response:
    """An answer with an error's status; `retry_after="1"` becomes `Retry-After: 1`."""
    return Response(status, {name.replace("_", "-").title(): value for name, value in headers.items()}, body)


def dropped() -> Response:
    """The connection is closed without an answer."""
    return Response(drop=True)


def truncated(content: bytes, sent: int) -> Response:
    """A body that stops after `sent` bytes although more were announced."""
    return Response(200, {"Content-Type": "application/octet-stream"}, content, sent=sent)


def junk_page() -> Response:
    """A page that no index would write, with the content type of one that does."""
    return Response(200, {"Content-Type": JSON_TYPE}, b'{"files": [{]}')
