"""What every transport must do; run on each that is installed."""

from __future__ import annotations

import gzip
import subprocess
import threading
import zlib
from typing import TYPE_CHECKING

import pytest

from puv.fetcher.errors import TransportError, is_transient
from puv.fetcher.pyreqwest_transport import PyreqwestTransport
from puv.fetcher.transport import Request, TransportSettings
from puv.fetcher.urllib3_transport import Urllib3Transport
from support.http_loop import HttpLoop, Response
from support.tls import SelfSigned, openssl, self_signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from puv.fetcher.transport import Transport
    from support.http_loop import Request as Received

    Make = Callable[..., Transport]


@pytest.fixture(params=[PyreqwestTransport, Urllib3Transport])
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    made: list[Transport] = []

    def build(**settings: object) -> Transport:
        made.append(request.param(TransportSettings(**settings)))
        return made[-1]

    yield build
    for transport in made:
        transport.close()


class Server:
    """Answers with `response` and remembers what came."""

    def __init__(self, response: Response) -> None:
        self.response, self.received = response, []

    def __call__(self, request: Received) -> Response:
        self.received.append(request)
        return self.response


def serve(response: Response) -> tuple[Server, HttpLoop]:
    server = Server(response)
    return server, HttpLoop(server)


def test_status_headers_and_body_arrive(make: Make) -> None:
    _, loop = serve(Response(418, {"X-Mixed-Case": "Value"}, b"tea"))
    with loop:
        answer = make().send(Request(loop.url + "/pot"))
        assert (answer.status, answer.headers["x-mixed-case"], answer.read()) == (418, "Value", b"tea")
        assert answer.url == loop.url + "/pot"


def test_headers_and_the_user_agent_are_sent(make: Make) -> None:
    server, loop = serve(Response(200))
    with loop:
        make(user_agent="puv/1 test").send(Request(loop.url + "/", headers={"x-one": "1", "accept": "a/b"})).read()
    assert server.received[0].header("x-one") == "1"
    assert server.received[0].header("accept") == "a/b"
    assert server.received[0].header("user-agent") == "puv/1 test"


def test_the_method_is_sent(make: Make) -> None:
    server, loop = serve(Response(200, {}, b"body"))
    with loop:
        assert make().send(Request(loop.url + "/", method="HEAD")).read() == b""
    assert server.received[0].method == "HEAD"


def test_redirects_are_returned_and_not_followed(make: Make) -> None:
    server, loop = serve(Response(302, {"Location": "/elsewhere"}))
    with loop:
        answer = make().send(Request(loop.url + "/"))
        assert (answer.status, answer.headers["location"]) == (302, "/elsewhere")
        answer.close()
    assert len(server.received) == 1


def test_compressed_pages_are_expanded(make: Make) -> None:
    body = b"page " * 1000
    for name, packed in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body))):
        server, loop = serve(Response(200, {"Content-Encoding": name}, packed))
        with loop:
            assert make().send(Request(loop.url + "/")).read() == body
        assert name in server.received[0].header("accept-encoding")


def test_files_arrive_as_they_are(make: Make) -> None:
    packed = gzip.compress(b"file " * 100)
    _, loop = serve(Response(200, {"Content-Encoding": "gzip"}, packed))
    with loop:
        request = Request(loop.url + "/", purpose="file", headers={"accept-encoding": "identity"})
        assert make().send(request).read() == packed


def test_a_body_may_be_taken_in_chunks(make: Make) -> None:
    body = bytes(range(256)) * 4000
    _, loop = serve(Response(200, {}, body))
    with loop, make().send(Request(loop.url + "/", purpose="file")) as answer:
        chunks = list(answer.chunks())
    assert b"".join(chunks) == body
    assert all(type(chunk) is bytes for chunk in chunks)


def test_a_refused_connection_is_a_transient_error_with_its_causes(make: Make) -> None:
    _, loop = serve(Response())
    loop.close()
    url = loop.url + "/simple"
    with pytest.raises(TransportError) as failure:
        make().send(Request(url))
    messages, error = [], failure.value
    while error is not None:
        messages.append(str(error))
        error = error.__cause__
    assert messages[0] == f"error sending request for url ({url})"
    assert messages[1:3] == ["client error (Connect)", "tcp connect error"]
    assert "refused" in messages[3]
    assert "os error" in messages[3]
    assert is_transient(failure.value)


def test_a_name_that_does_not_resolve_says_so(make: Make) -> None:
    with pytest.raises(TransportError) as failure:
        make().send(Request("http://nowhere.invalid/"))
    causes = []
    error: BaseException | None = failure.value
    while error is not None:
        causes.append(str(error))
        error = error.__cause__
    assert "dns error" in causes


def test_a_dropped_connection_is_transient(make: Make) -> None:
    _, loop = serve(Response(drop=True))
    with loop, pytest.raises(TransportError) as failure:
        make().send(Request(loop.url + "/"))
    assert is_transient(failure.value)


@pytest.mark.parametrize("purpose", ["page", "file"])
def test_a_body_that_stops_early_is_transient(make: Make, purpose: str) -> None:
    _, loop = serve(Response(200, {}, b"x" * 5000, sent=1000))
    with loop:
        with pytest.raises(TransportError) as failure:
            make().send(Request(loop.url + "/", purpose=purpose)).read()
        assert is_transient(failure.value)
        with pytest.raises(TransportError):
            list(make().send(Request(loop.url + "/", purpose=purpose)).chunks())


def test_a_silent_server_times_out(make: Make) -> None:
    _, loop = serve(Response(200, delay=0.6))
    with loop, pytest.raises(TransportError) as failure:
        make(read_timeout=0.1).send(Request(loop.url + "/"))
    assert is_transient(failure.value)


def test_a_malformed_url_is_a_lasting_error(make: Make) -> None:
    with pytest.raises(TransportError) as failure:
        make().send(Request("http://exa mple.org:port/"))
    assert not is_transient(failure.value)


def test_connections_are_used_again(make: Make) -> None:
    _, loop = serve(Response(200, {}, b"x"))
    with loop:
        transport = make()
        for _ in range(5):
            transport.send(Request(loop.url + "/")).read()
        assert loop.connections == 1


def test_twenty_threads_share_a_transport(make: Make) -> None:
    _, loop = serve(Response(200, {}, b"x" * 1000))
    found: list[int] = []
    with loop:
        transport = make()

        def work() -> None:
            found.extend(len(transport.send(Request(loop.url + "/")).read()) for _ in range(5))

        threads = [threading.Thread(target=work) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [1000] * 100


def test_requests_go_through_the_proxy_unless_excepted(make: Make) -> None:
    proxy, loop = serve(Response(200, {}, b"from the proxy"))
    with loop:
        transport = make(proxies={"http": loop.url})
        assert transport.send(Request("http://example.org/simple/")).read() == b"from the proxy"
        assert proxy.received[0].path == "http://example.org/simple/"
        direct = make(proxies={"http": loop.url}, no_proxy="127.0.0.1")
        direct.send(Request(loop.url + "/direct")).read()
        assert proxy.received[-1].path == "/direct"


def end_entity(directory: Path) -> SelfSigned:
    """A self-signed certificate that is no authority: the strict verifier refuses an authority as a server."""
    pair = self_signed(directory)
    command = [str(openssl()), "req", "-x509", "-key", str(pair.key), "-out", str(pair.certificate), "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-addext", "basicConstraints=critical,CA:FALSE"], check=True, capture_output=True)
    return pair


@pytest.mark.parametrize("settings", [{"certificates": "/nowhere/ca.pem"}, {"proxies": {"all": "not a url"}}])
def test_settings_that_cannot_work_are_a_lasting_error(make: Make, settings: dict[str, object]) -> None:
    with pytest.raises(TransportError) as failure:
        make(**settings).send(Request("https://127.0.0.1:1/"))
    assert not is_transient(failure.value)


@pytest.mark.skipif(openssl() is None, reason="needs the openssl command")
def test_certificates_are_verified(make: Make, tmp_path: Path) -> None:
    pair = end_entity(tmp_path)
    with HttpLoop(lambda _: Response(200, {}, b"secure"), pair.context()) as loop:
        with pytest.raises(TransportError) as failure:
            make().send(Request(loop.url + "/"))
        assert not is_transient(failure.value)
        trusting = make(certificates=str(pair.certificate))
        assert trusting.send(Request(loop.url + "/")).read() == b"secure"
        trusting.close()
        allowed = make(insecure_hosts=("127.0.0.1",))
        assert allowed.send(Request(loop.url + "/")).read() == b"secure"
        allowed.close()
        other = make(insecure_hosts=("example.org", "127.0.0.1:1"))
        with pytest.raises(TransportError):
            other.send(Request(loop.url + "/"))
