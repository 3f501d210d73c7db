"""The HTTP client against a real server: redirects, credentials, retries, and errors as uv words them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from puv.errors import FetchError, HttpStatusError, UnauthorizedError, chain
from puv.events import Retrying
from puv.fetcher.auth.store import Credentials, CredentialStore
from puv.fetcher.errors import NotFoundError, NotInCacheError, RetriesExhaustedError
from puv.fetcher.http import HttpClient, default_transport
from puv.fetcher.pyreqwest_transport import PyreqwestTransport
from puv.fetcher.retry import Retries
from puv.fetcher.transport import TransportSettings, proxy_for
from support.http_loop import HttpLoop, Response

if TYPE_CHECKING:
    from support.http_loop import Request as Received


class Site:
    """Answers by path; a list is an answer for each visit. Anything else is 404."""

    def __init__(self, **answers: Response | list[Response]) -> None:
        self.answers = {"/" + name.replace("_", "/"): answer for name, answer in answers.items()}
        self.received: list[Received] = []

    def __call__(self, request: Received) -> Response:
        self.received.append(request)
        answer = self.answers.get(request.path, Response(404))
        return answer.pop(0) if isinstance(answer, list) else answer

    def authorizations(self, path: str) -> list[str]:
        return [request.header("authorization") for request in self.received if request.path == path]


def client(**options: object) -> HttpClient:
    options.setdefault("retries", Retries(0))
    return HttpClient(**options)  # type: ignore[arg-type]


def body(http: HttpClient, url: str) -> bytes:
    return http.fetch(url, lambda response: response.read())


def test_pyreqwest_is_the_default_where_it_is_installed() -> None:
    assert isinstance(default_transport(TransportSettings()), PyreqwestTransport)


def run(code: str) -> str:
    """Run code in a new interpreter that has imported nothing of its own accord."""
    source = Path(__file__).parents[3] / "src"
    answer = subprocess.run(
        [sys.executable, "-S", "-c", code], env={"PYTHONPATH": f"{source}"}, capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


def test_importing_the_index_client_imports_nothing_heavy() -> None:
    heavy = {
        "concurrent", "dataclasses", "email", "enum", "hashlib", "http", "inspect", "json", "logging", "pathlib",
        "pyreqwest", "re", "shutil", "socket", "ssl", "subprocess", "tempfile", "threading", "typing", "urllib",
        "urllib3", "zipfile",
    }  # fmt: skip
    code = f"import puv.fetcher.index, puv.fetcher.http, sys; print(sorted({heavy!r} & set(sys.modules)))"
    assert run(code) == "[]"


def test_urllib3_stands_in_where_pyreqwest_is_missing() -> None:
    paths = [path for path in sys.path if path.endswith("site-packages")]
    code = f"""
import sys
sys.path += {paths!r}
sys.modules["pyreqwest"] = None
from puv.fetcher.http import default_transport
from puv.fetcher.transport import TransportSettings
print(type(default_transport(TransportSettings())).__name__)
"""
    assert run(code) == "Urllib3Transport"


def test_redirects_are_followed_and_the_last_address_is_known() -> None:
    site = Site(a=Response(301, {"Location": "b"}), b=Response(307, {"Location": "/c#x"}), c=Response(200, {}, b"here"))
    with HttpLoop(site) as loop:
        found = client().fetch(loop.url + "/a", lambda response: (response.url, response.read()))
        assert found == (loop.url + "/c", b"here")


def test_circles_end() -> None:
    site = Site(a=Response(302, {"Location": "/a"}))
    with HttpLoop(site) as loop, pytest.raises(FetchError) as failure:
        body(client(), loop.url + "/a")
    assert "too many redirects" in [str(error) for error in chain(failure.value)]
    assert len(site.received) == 11


def test_a_redirect_out_of_http_is_refused() -> None:
    with (
        HttpLoop(Site(a=Response(302, {"Location": "file:///etc/passwd"}))) as loop,
        pytest.raises(FetchError) as failure,
    ):
        body(client(), loop.url + "/a")
    assert "unsupported redirect to `file`" in [str(error) for error in chain(failure.value)]


def test_credentials_follow_a_redirect_to_their_own_server_only() -> None:
    other = Site(there=Response(200, {}, b"x"))
    with HttpLoop(other) as second:
        site = Site(
            here=Response(302, {"Location": "/again"}),
            again=Response(302, {"Location": second.url + "/there"}),
        )
        with HttpLoop(site) as first:
            scheme, _, rest = first.url.partition("://")
            assert body(client(), f"{scheme}://user:secret@{rest}/here") == b"x"
    assert site.authorizations("/here") == ["Basic dXNlcjpzZWNyZXQ="]
    assert site.authorizations("/again") == ["Basic dXNlcjpzZWNyZXQ="]
    assert other.authorizations("/there") == [""]


def test_a_refusal_is_answered_with_netrc_once() -> None:
    site = Site(private=[Response(401), Response(200, {}, b"in"), Response(200, {}, b"again")])
    http = client(credentials=CredentialStore(netrc={"127.0.0.1": Credentials("n", "s")}))
    with HttpLoop(site) as loop:
        assert body(http, loop.url + "/private") == b"in"
        assert body(http, loop.url + "/private") == b"again"
    assert [bool(value) for value in site.authorizations("/private")] == [False, True, True]


def test_a_refusal_without_credentials_is_an_error() -> None:
    with HttpLoop(Site(private=Response(401))) as loop, pytest.raises(FetchError) as failure:
        body(client(), loop.url + "/private")
    assert isinstance(failure.value.__cause__, UnauthorizedError)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (400, "HTTP status client error (400 Bad Request) for url ({url})"),
        (500, "HTTP status server error (500 Internal Server Error) for url ({url})"),
        (599, "HTTP status server error (599) for url ({url})"),
    ],
)
def test_a_failure_status_is_worded_as_uv_does(status: int, text: str) -> None:
    with HttpLoop(Site(x=Response(status))) as loop, pytest.raises(FetchError) as failure:
        body(client(), loop.url.replace("//", "//user:secret@") + "/x")
    url = loop.url + "/x"
    assert [str(error) for error in chain(failure.value)] == [f"Failed to fetch: {url}", text.format(url=url)]
    assert isinstance(failure.value.__cause__, HttpStatusError)
    assert failure.value.__cause__.status == status
    assert failure.value.exit_code == 2


def test_what_is_not_there_exits_with_one() -> None:
    with HttpLoop(Site()) as loop, pytest.raises(NotFoundError) as failure:
        body(client(), loop.url + "/x")
    assert failure.value.exit_code == 1


def test_a_closed_port_gives_uvs_chain_of_causes() -> None:
    loop = HttpLoop(Site())
    loop.close()
    with pytest.raises(FetchError) as failure:
        body(client(), loop.url + "/x")
    assert [str(error) for error in chain(failure.value)] == [
        f"Failed to fetch: {loop.url}/x",
        f"error sending request for url ({loop.url}/x)",
        "client error (Connect)",
        "tcp connect error",
        "Connection refused (os error 111)",
    ]


def test_transient_failures_are_tried_again_and_told() -> None:
    events: list[object] = []
    site = Site(x=[Response(503, {"Retry-After": "0"}), Response(drop=True), Response(200, {}, b"at last")])
    retries = Retries(3, sleep=lambda _: None, report=events.append)
    with HttpLoop(site) as loop:
        assert body(client(retries=retries), loop.url + "/x") == b"at last"
    assert [type(event) for event in events] == [Retrying, Retrying]
    assert events[0].delay == 0  # type: ignore[attr-defined]


def test_a_body_that_breaks_off_is_fetched_again() -> None:
    site = Site(x=[Response(200, {}, b"whole body", sent=4), Response(200, {}, b"whole body")])
    with HttpLoop(site) as loop:
        assert body(client(retries=Retries(1, sleep=lambda _: None)), loop.url + "/x") == b"whole body"


def test_retries_run_out() -> None:
    site = Site(x=Response(500))
    with HttpLoop(site) as loop, pytest.raises(RetriesExhaustedError, match="Request failed after 3 retries in"):
        body(client(retries=Retries(3, sleep=lambda _: None)), loop.url + "/x")
    assert len(site.received) == 4


def test_accepted_statuses_are_answers() -> None:
    with HttpLoop(Site()) as loop:
        assert client().fetch(loop.url + "/x", lambda answer: answer.status, accept=frozenset((404,))) == 404


def test_offline_clients_refuse_with_uvs_words_and_send_nothing() -> None:
    def no_transport(_settings: TransportSettings) -> PyreqwestTransport:
        raise AssertionError

    with pytest.raises(NotInCacheError) as failure:
        body(client(offline=True, transport=no_transport), "https://u:p@example.org/x#frag")
    expected = (
        "Network connectivity is disabled, but the requested data wasn't found in the cache: https://example.org/x"
    )
    assert str(failure.value) == expected
    assert failure.value.exit_code == 1


def test_no_error_shows_a_secret() -> None:
    site = Site(a=Response(302, {"Location": "/b"}), b=Response(500))
    with HttpLoop(site) as loop, pytest.raises(FetchError) as failure:
        body(client(), loop.url.replace("//", "//user:secret@") + "/a")
    for error in chain(failure.value):
        assert "secret" not in f"{error}{error!r}{vars(error)}"


@pytest.mark.parametrize(
    ("no_proxy", "host", "expected"),
    [
        ("", "example.org", "p"),
        ("*", "example.org", ""),
        ("example.org", "example.org", ""),
        (".example.org", "a.example.org", ""),
        ("a.example.org, b", "example.org", "p"),
        ("ample.org", "example.org", "p"),
    ],
)
def test_proxies_know_their_exceptions(no_proxy: str, host: str, expected: str) -> None:
    assert proxy_for("https", host, TransportSettings(proxies={"all": "p"}, no_proxy=no_proxy)) == expected


def test_the_transport_outlives_the_thread_that_made_it(tmp_path: Path) -> None:
    # What crashes without the lasting thread is the allocator of pyreqwest, so that only a process of its own can tell.
    code = """
import sys
from support.index_server import World
from puv.fetcher.http import default_transport
from puv.fetcher.pool import WorkerPool
from puv.fetcher.transport import Request, TransportSettings

with World().add("a", "1").serve() as server:
    made = []

    def ask():
        if not made:
            made.append(default_transport(TransportSettings(user_agent="x")))
        with made[0].send(Request(server.index_url() + "/a/", headers={}, purpose="page")) as response:
            return len(response.read())

    for _ in range(20):
        pool = WorkerPool(1)
        pool.submit(ask).result()
        pool.close()
"""
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path}, check=False, capture_output=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr.decode()
