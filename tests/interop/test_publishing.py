"""Uploads: the same forms, words and exit codes as uv's, against a server that keeps every field."""

from __future__ import annotations

import base64
import io
import json
import shlex
import tarfile
from typing import TYPE_CHECKING

import pytest

from puv.errors import UsageError
from puv.ops.publish.publish import publish
from puv.ops.publish.requests import PublishError, PublishRequest, UploadError
from puv.ops.publish.trusted import TrustedPublishingError
from puv.session import Session
from puv.settings import Settings
from puv.settings.groups.publish import PublishSettings
from support import builders
from support.http_loop import HttpLoop, Response
from support.index_server import IndexFile, World
from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.http_loop import Request
    from support.interop import Outcome, Place

METADATA = """\
Metadata-Version: 2.4
Name: Demo.X
Version: 1.0
Dynamic: classifier
Platform: any
Platform: linux
Supported-Platform: RedHat
Summary: A demo, sümmary
Keywords: a b
Home-page: https://example.org/h
Download-URL: https://example.org/d
Author: A
Author-email: a@example.org
Maintainer: M
Maintainer-email: m@example.org
License: L
License-Expression: MIT
License-File: LICENSE
License-File: NOTICE
Classifier: C1
Classifier: C2
Requires-Dist: a>1
Requires-Dist: b; extra == "x"
Requires-Python: >=3.8
Requires-External: ext
Project-URL: Home, https://example.org/a
Provides-Extra: x
Provides-Dist: pd
Obsoletes-Dist: od
Import-Name: demo
Description-Content-Type: text/plain

Long
description

"""
SECRET = "very secret"  # noqa: S105 - for a loopback server
WHEEL, SDIST = "demo_x-1.0-py2.py3-none-any.whl", "demo_x-1.0.tar.gz"


def wheel() -> bytes:
    info = "demo_x-1.0.dist-info"
    return builders.zip_archive({f"{info}/METADATA": METADATA.encode(), f"{info}/WHEEL": b"Wheel-Version: 1.0\n"})


def sdist(files: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, text in (files or {"demo_x-1.0/PKG-INFO": METADATA}).items():
            content = text.encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    import gzip

    return gzip.compress(stream.getvalue(), mtime=0)


class UploadServer:
    """Keeps what is uploaded; `answers` are given in order, then 200."""

    def __init__(self) -> None:
        self.answers: list[Response] = []
        self.seen: list[tuple[str, str, str, list[tuple[str, object]]]] = []
        self.loop = HttpLoop(self._answer)
        self.url = f"{self.loop.url}/legacy/"

    def _answer(self, request: Request) -> Response:
        secret = request.header("authorization")
        if secret.startswith("Basic "):
            secret = base64.b64decode(secret[6:]).decode()
        self.seen.append((request.method, request.path, secret, fields(request)))
        return self.answers.pop(0) if self.answers else Response()

    def taken(self) -> list[tuple[str, str, str, list[tuple[str, object]]]]:
        """What has come since the last look."""
        seen, self.seen = self.seen, []
        return seen


def fields(request: Request) -> list[tuple[str, object]]:
    """The fields of a form in order; the file by its name and its bytes."""
    boundary = request.header("content-type").partition("boundary=")[2].encode()
    found: list[tuple[str, object]] = []
    if not boundary:
        return found
    for part in request.body.split(b"--" + boundary)[1:-1]:
        head, _, value = part[2:-2].partition(b"\r\n\r\n")
        names = dict(piece.split("=", 1) for piece in head.decode().split("; ")[1:])
        name = names["name"].strip('"')
        found.append((name, (names["filename"], value) if name == "content" else value.decode()))
    return found


@pytest.fixture
def server() -> Iterator[UploadServer]:
    made = UploadServer()
    with made.loop:
        yield made


@pytest.fixture(scope="module")
def indexes() -> Iterator[tuple[str, str]]:
    """An index that has the wheel, and one that has another of its name."""
    same, other = World(), World()
    same.add_file("demo-x", IndexFile(filename=WHEEL, content=wheel()))
    other.add_file("demo-x", IndexFile(filename=WHEEL, content=b"other"))
    with same.serve() as one, other.serve() as two:
        yield one.index_url(), two.index_url()


def fill(place: Place) -> None:
    """Write a wheel and a source distribution into `dist`."""
    (place.cwd / "dist").mkdir()
    (place.cwd / "dist" / WHEEL).write_bytes(wheel())
    (place.cwd / "dist" / SDIST).write_bytes(sdist())


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    made = Pair(tmp_path, None, {"UV_HTTP_RETRIES": "0"})
    for place in made.places:
        fill(place)
    return made


HTML = {"content-type": "text/html"}
JSON = {"content-type": "application/json"}
PROBLEM = {"content-type": "application/problem+json"}
# The words, and the server's first answers.
RUNS: dict[str, tuple[str, list[Response]]] = {
    "two files by name and password": ("-u me -p 'pass word'", []),
    "two files by token": ("-t tok", []),
    "one file": (f"-t tok dist/{SDIST}", []),
    "a file named twice": (f"-t tok dist/{SDIST} dist/{SDIST} dist/*.gz", []),
    "a dry run": ("-t tok --dry-run", []),
    "quietly": ("-t tok -q", []),
    "no file": ("-t tok dist/nothing*", []),
    "a directory": ("-t tok dist", []),
    "a user without a password": ("-u me", []),
    "a password without a user": ("-p me", []),
    "a token and a user": ("-t tok -u me", []),
    "no credentials": ("--trusted-publishing never", []),
    "trusted and not": ("--trusted-publishing always -t tok", []),
    "a refusal": ("-t tok", [Response(403, {}, b"Forbidden here")]),
    "a refusal of the second file": ("-t tok", [Response(), Response(400, {}, b"File already exists")]),
    "a refusal as a page": ("-t tok", [Response(400, HTML, b"<html><title>400 bad</title></html>")]),
    "a refusal as JSON": ("-t tok", [Response(403, JSON, b'{"message": "no", "code": "403"}')]),
    "a refusal in Pyramid's JSON": (
        "-t tok",
        [Response(401, JSON, b'{"message": "m", "code": "401 U", "title": "U"}')],
    ),
    "a refusal with lines": ("-t tok", [Response(403, HTML, b"\n  <html>\n   no\n   \n")]),
    "a refusal as a problem": ("-t tok", [Response(422, PROBLEM, b'{"title": "T", "detail": "D"}')]),
    "a refusal without words": ("-t tok", [Response(401)]),
    "a server that fails": ("-t tok", [Response(500, {}, b"oops")]),
    "a file that is too large": ("-t tok", [Response(413, {}, b"at most 100 MB")]),
    "a redirect elsewhere": ("-t tok", [Response(302, {"location": "http://127.0.0.1:1/other"})]),
    "a redirect nowhere": ("-t tok", [Response(301, {"location": "/other"})]),
    "an answer that says something": ("-t tok", [Response(200, {}, b"fine")]),
    "what the index has": ("-t tok --check-url SAME", []),
    "what the index has otherwise": ("-t tok --check-url OTHER", []),
    "what the index has, in a dry run": ("-t tok --check-url SAME --dry-run", []),
    "an index that does not answer": ("-t tok --check-url http://127.0.0.1:9/simple --offline", []),
    "offline": ("-t tok --offline", []),
    "no URL": ("-t tok --publish-url nowhere", []),
    "an index and a URL": ("-t tok --index foo", []),
    "an old option": ("-t tok --skip-existing", []),
}


@pytest.mark.parametrize(("words", "answers"), RUNS.values(), ids=RUNS)
def test_an_upload_goes_as_with_uv(
    pair: Pair, server: UploadServer, indexes: tuple[str, str], words: str, answers: list[Response]
) -> None:
    given = [{"SAME": indexes[0], "OTHER": indexes[1]}.get(word, word) for word in shlex.split(words)]
    url = [] if "--publish-url" in given else ["--publish-url", server.url]
    outcomes: list[Outcome] = []
    forms = []
    for place in pair.places:
        server.answers = list(answers)
        outcomes.append(place.run("publish", *url, *given))
        forms.append(server.taken())
    assert not pair.differences(outcomes[0], outcomes[1])
    assert forms[0] == forms[1]


@pytest.mark.parametrize("answers", [[True], [False, True], [True, False]], ids=["first", "second", "refused"])
def test_a_connection_that_breaks_is_made_again(pair: Pair, server: UploadServer, answers: list[bool]) -> None:
    broken = [Response(drop=True) if breaks else Response(403 if answers[0] else 200) for breaks in answers]
    forms = []
    outcomes = []
    for place in pair.places:
        place.variables["UV_HTTP_RETRIES"] = "1"
        server.answers = list(broken)
        outcomes.append(place.run("publish", "-t", "tok", "--publish-url", server.url))
        forms.append(server.taken())
    assert not pair.differences(outcomes[0], outcomes[1])
    assert forms[0] == forms[1]
    assert len(forms[0]) == 3 - (answers == [True, False])


def test_a_connection_that_stays_broken_is_given_up(pair: Pair, server: UploadServer) -> None:
    for place in pair.places:
        place.variables["UV_HTTP_RETRIES"] = "1"
        server.answers = [Response(drop=True), Response(drop=True)]
        told = place.run("publish", "-t", "tok", "--publish-url", server.url)
        assert told.code == 2
        assert len(server.taken()) == 2
        assert "connection closed before message completed" in told.stderr


@pytest.mark.parametrize("table", ["publish-url = 'URL'\ncheck-url = 'SAME'", "publish-url = 'URL'"])
def test_settings_say_where_to_upload(pair: Pair, server: UploadServer, indexes: tuple[str, str], table: str) -> None:
    text = table.replace("URL'", f"{server.url}'", 1).replace("SAME", indexes[0])
    named = f"[[tool.uv.index]]\nname = 'foo'\nurl = '{indexes[0]}'\npublish-url = '{server.url}'\n"
    pair.write("pyproject.toml", f"[tool.uv]\n{text}\n{named}[[tool.uv.index]]\nname = 'bar'\nurl = '{indexes[0]}'\n")
    for words in (["-t", "tok"], ["-t", "tok", "--index", "foo"], ["--index", "bar"], ["--index", "baz"]):
        outcomes: list[Outcome] = []
        forms = []
        for place in pair.places:
            outcomes.append(place.run("publish", *words))
            forms.append(server.taken())
        assert not pair.differences(outcomes[0], outcomes[1])
        assert forms[0] == forms[1]


def test_variables_say_where_to_upload_and_as_whom(pair: Pair, server: UploadServer) -> None:
    forms = []
    for place in pair.places:
        place.variables |= {"UV_PUBLISH_URL": server.url, "UV_PUBLISH_USERNAME": "aws", "UV_PUBLISH_PASSWORD": "tok"}
    outcomes: list[Outcome] = []
    for place in pair.places:
        outcomes.append(place.run("publish"))
        forms.append(server.taken())
    assert not pair.differences(outcomes[0], outcomes[1])
    assert forms[0] == forms[1]
    assert [form[2] for form in forms[1]] == ["aws:tok", "aws:tok"]


OLD = "Metadata-Version: 1.0\nName: old\nVersion: 1\nDescription: one\n        two\n"
FAULTY = {
    "an sdist without metadata": {"nometa-1.tar.gz": sdist({"nometa-1/setup.py": ""})},
    "a file that is no sdist": {"junk-1.tar.gz": b"junk\n"},
    "a file that is no wheel": {"junk-1-py3-none-any.whl": b"junk\n"},
    "an sdist of another kind": {"zipped-1.zip": builders.zip_archive({"zipped-1/PKG-INFO": b"Name: zipped\n"})},
    "names that are none": {"bad-name.whl": b"", "notdist.tar.gz": b"", "readme.txt": b""},
    "a name out of form": {"Odd.Name-1.tar.gz": sdist({"Odd.Name-1/PKG-INFO": "Name: Odd.Name\nVersion: 1\n"})},
    "attestations": {
        f"{SDIST}.publish.attestation": b'{"a": 1}', f"{WHEEL}.other.attestation": b"{}",
        "gone-1.tar.gz.publish.attestation": b"{}", f"{WHEEL}.attestation": b"{}",
    },
    "a description in a header": {"old-1.tar.gz": sdist({"old-1/PKG-INFO": OLD})},
}  # fmt: skip


@pytest.mark.parametrize("files", FAULTY.values(), ids=FAULTY)
def test_files_are_judged_as_uv_judges_them(pair: Pair, server: UploadServer, files: dict[str, bytes]) -> None:
    outcomes: list[Outcome] = []
    forms = []
    for place in pair.places:
        for name, content in files.items():
            (place.cwd / "dist" / name).write_bytes(content)
        outcomes.append(place.run("publish", "--publish-url", server.url, "-t", "tok", "dist/*"))
        forms.append(server.taken())
    assert not pair.differences(outcomes[0], outcomes[1])
    assert forms[0] == forms[1]


def test_a_netrc_file_and_the_url_itself_may_hold_the_credentials(pair: Pair, server: UploadServer) -> None:
    for place in pair.places:
        (place.home / ".netrc").write_text("machine 127.0.0.1 login net password rc\n", encoding="utf-8")
    signed = server.url.replace("http://", "http://me:secret@")
    for url, secret in ((server.url, "net:rc"), (signed, "me:secret")):
        forms = []
        for place in pair.places:
            done = place.run("publish", "--publish-url", url, "--trusted-publishing", "never", f"dist/{SDIST}")
            assert done.code == 0, done.stderr
            assert "secret" not in done.stderr
            forms.append(server.taken())
        assert forms[0] == forms[1]
        assert forms[1][0][2] == secret


class Exchange:
    """An index and a job's service that give a token for an identity."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.known = True
        self.loop = HttpLoop(self._answer)

    def _answer(self, request: Request) -> Response:
        self.asked.append((request.method, request.path, request.header("authorization").partition(" ")[0]))
        if request.path == "/_/oidc/audience":
            return Response(200, JSON, b'{"audience": "index"}')
        if request.path == "/job":
            right = request.query.endswith("audience=index") and request.header("authorization") == "Bearer runner"
            return Response(200 if right else 403, JSON, b'{"value": "identity"}')
        if request.path == "/_/oidc/mint-token":
            if not self.known or json.loads(request.body) != {"token": "identity"}:
                return Response(422, JSON, b'{"message": "unknown publisher"}')
            return Response(200, JSON, b'{"success": true, "token": "minted"}')
        return Response(200 if request.header("authorization") == basic("__token__", "minted") else 403)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    made = Exchange()
    with made.loop:
        yield made


def session(folder: Path, exchange: Exchange, environ: dict[str, str], **options: str | None) -> Session:
    (folder / "dist").mkdir(exist_ok=True)
    (folder / "dist" / SDIST).write_bytes(sdist())
    chosen = PublishSettings(publish_url=f"{exchange.loop.url}/legacy/", **options)
    return Session(
        Settings().replace(publish=chosen), cwd=str(folder), cache_dir=str(folder / "cache"), environ=environ
    )


def jobs(exchange: Exchange) -> dict[str, dict[str, str]]:
    url = f"{exchange.loop.url}/job?version=2"
    github = {"ACTIONS_ID_TOKEN_REQUEST_URL": url, "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "runner"}
    return {
        "github": {"GITHUB_ACTIONS": "true", **github},
        "gitlab": {"GITLAB_CI": "true", "INDEX_ID_TOKEN": "identity"},
    }


@pytest.mark.parametrize("service", ["github", "gitlab"])
@pytest.mark.parametrize("choice", [None, "automatic", "always"])
def test_a_job_publishes_with_its_identity(
    tmp_path: Path, exchange: Exchange, service: str, choice: str | None
) -> None:
    made = session(tmp_path, exchange, jobs(exchange)[service], trusted_publishing=choice)
    assert made.publish().uploaded == (SDIST,)
    assert exchange.asked[-1] == ("POST", "/legacy/", "Basic")


def test_a_job_that_the_index_does_not_know_gets_no_token(tmp_path: Path, exchange: Exchange) -> None:
    exchange.known = False
    environ = jobs(exchange)["github"]
    with pytest.raises(TrustedPublishingError) as caught:
        session(tmp_path, exchange, environ, trusted_publishing="always").publish()
    assert "422" in str(caught.value.__cause__)
    with pytest.raises(UploadError) as missing:
        session(tmp_path, exchange, environ).publish()
    assert "Missing credentials" in str(missing.value.__cause__.__cause__ if missing.value.__cause__ else "")
    assert not any(path == "/legacy/" for _, path, _ in exchange.asked)


def test_a_job_without_the_permission_is_told_so(tmp_path: Path, exchange: Exchange) -> None:
    made = session(tmp_path, exchange, {"GITHUB_ACTIONS": "true"}, trusted_publishing="always")
    with pytest.raises(TrustedPublishingError) as caught:
        made.publish()
    assert "id-token: write" in str(caught.value.__cause__)


def test_an_upload_that_is_refused_tells_what_was_uploaded_before(tmp_path: Path, server: UploadServer) -> None:
    (tmp_path / "dist").mkdir()
    for name, content in ((WHEEL, wheel()), (SDIST, sdist())):
        (tmp_path / "dist" / name).write_bytes(content)
    server.answers = [Response(), Response(400, {}, b"no")]
    made = Session(Settings().replace(publish=PublishSettings(publish_url=server.url)), cwd=str(tmp_path))
    with pytest.raises(UploadError) as caught:
        made.publish(token=SECRET)
    assert caught.value.uploaded == (WHEEL,)
    assert SECRET not in repr(PublishRequest(token=SECRET, password=SECRET))


def test_nothing_is_published_offline(tmp_path: Path) -> None:
    settings = Settings().replace(network=Settings().network.replace(offline=True))
    with pytest.raises(UsageError, match="offline"):
        publish(PublishRequest(), settings, Session(cwd=str(tmp_path)).runtime)
    assert issubclass(UploadError, PublishError)
