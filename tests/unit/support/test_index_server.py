"""The loopback index does what it promises, so that tests may lean on it."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from support import tls
from support.index_server import (
    JSON_TYPE,
    IndexServer,
    Response,
    Script,
    ServerOptions,
    World,
    error,
    junk_page,
    truncated,
)

if TYPE_CHECKING:
    from pathlib import Path


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, dict(problem.headers), problem.read()


def world() -> World:
    return World().add("demo", "1.0", requires=["idna>=3"], upload_time="2024-01-02T03:04:05Z", sdist=True)


def test_a_page_is_json_when_asked_and_html_otherwise() -> None:
    with world().serve() as server:
        _, headers, body = get(f"{server.index_url()}/demo/", Accept=JSON_TYPE)
        assert headers["Content-Type"] == JSON_TYPE
        assert [file["filename"] for file in json.loads(body)["files"]] == [
            "demo-1.0-py3-none-any.whl",
            "demo-1.0.tar.gz",
        ]
        assert json.loads(body)["files"][0]["upload-time"] == "2024-01-02T03:04:05Z"
        _, headers, body = get(f"{server.index_url()}/demo/")
        assert headers["Content-Type"] == "text/html"
        assert b'data-upload-time="2024-01-02T03:04:05Z"' in body


def test_an_unknown_project_is_not_found_and_logged() -> None:
    with world().serve() as server:
        assert get(f"{server.index_url()}/other/")[0] == 404
        assert server.count("/simple/other/", status=404) == 1


def test_a_sidecar_holds_the_wheel_s_metadata() -> None:
    with world().serve() as server:
        assert b"Requires-Dist: idna>=3" in get(server.file_url("demo-1.0-py3-none-any.whl.metadata"))[2]


def test_ranges_and_etags_are_honoured() -> None:
    with world().serve() as server:
        url = server.file_url("demo-1.0-py3-none-any.whl")
        status, headers, whole = get(url)
        assert status == 200
        assert get(url, If_None_Match=headers["ETag"])[0] == 304
        status, headers, part = get(url, Range="bytes=-10")
        assert (status, part) == (206, whole[-10:])
        assert headers["Content-Range"] == f"bytes {len(whole) - 10}-{len(whole) - 1}/{len(whole)}"
        assert get(url, Range=f"bytes={len(whole)}-")[0] == 416


def test_ranges_can_be_ignored() -> None:
    with world().serve(ServerOptions(ranges=False)) as server:
        assert get(server.file_url("demo-1.0-py3-none-any.whl"), Range="bytes=0-3")[0] == 200


def test_scripts_answer_in_order_and_then_the_truth() -> None:
    with world().serve() as server:
        server.script("/simple/demo/", Script(error(503), times=2), error(429, retry_after="1"), junk_page())
        statuses = [get(f"{server.index_url()}/demo/")[0] for _ in range(5)]
        assert statuses == [503, 503, 429, 200, 200]


def test_a_body_can_stop_early() -> None:
    with world().serve() as server:
        server.script("/files/*", truncated(b"x" * 100, 10))
        with pytest.raises(Exception, match="IncompleteRead"):
            get(server.file_url("demo-1.0-py3-none-any.whl"))


def test_a_connection_can_be_dropped() -> None:
    with world().serve() as server:
        server.script("/simple/demo/", Response(drop=True))
        with pytest.raises(OSError, match="closed connection"):
            get(f"{server.index_url()}/demo/")


def test_credentials_are_demanded() -> None:
    with world().serve(ServerOptions(credentials=("me", "secret"))) as server:
        assert get(f"{server.index_url()}/demo/")[0] == 401
        assert get(f"{server.index_url()}/demo/", Authorization="Basic bWU6c2VjcmV0")[0] == 200


def test_several_indexes_live_on_one_server() -> None:
    with world().serve(second=World().add("other", "2")) as server:
        assert get(f"{server.index_url('second')}/other/")[0] == 200
        assert get(f"{server.index_url()}/other/")[0] == 404


@pytest.mark.skipif(tls.openssl() is None, reason="making a certificate needs the openssl command")
def test_it_speaks_tls(tmp_path: Path) -> None:
    pair = tls.self_signed(tmp_path)
    server = IndexServer({"simple": world()}, ServerOptions(tls=pair.context()))
    with server:
        trusting = ssl.create_default_context(cafile=str(pair.certificate))
        with urllib.request.urlopen(f"{server.index_url()}/demo/", context=trusting) as answer:
            assert answer.status == 200
