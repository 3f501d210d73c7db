"""The index client against a loopback index: what it asks, what it remembers, what it says when things fail."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from puv.cache.refresh import Refresh
from puv.cache.root import Cache
from puv.errors import FetchError, HashMismatchError, chain
from puv.fetcher.errors import MetadataMismatchError, PageError
from puv.fetcher.http import HttpClient
from puv.fetcher.index import IndexClient
from puv.fetcher.retry import Retries
from puv.model.availability import Missing, Unusable
from puv.model.index import Index
from puv.standards.names import PackageName
from support import builders
from support.http_loop import HttpLoop, Response
from support.index_server import IndexFile, Script, ServerOptions, World, dropped, error, junk_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from puv.standards.listing import File, Listing
    from puv.standards.metadata import Metadata

A, B = PackageName("a"), PackageName("b")


@pytest.fixture
def connect(tmp_path: Path) -> Callable[..., IndexClient]:
    """Make a client on one cache; several calls share it, as several commands do."""

    def make(*urls: str, refresh: Refresh | None = None, offline: bool = False, **options: object) -> IndexClient:
        http = HttpClient(offline=offline, retries=Retries(1, sleep=lambda _: None))
        indexes = [Index(url=url) for url in urls]
        return IndexClient(indexes, Cache(str(tmp_path / "cache"), refresh=refresh), http, **options)  # type: ignore[arg-type]

    return make


def world() -> World:
    return World().add("a", "1.0").add("a", "2.0", requires=["b>=1"], sdist=True).add("b", "1.0")


def only(client: IndexClient, name: PackageName = A) -> Listing:
    found = client.listings(name)
    assert isinstance(found, tuple), found
    return found[0]


def wheel(client: IndexClient, name: PackageName = A) -> File:
    return next(file for file in only(client, name).files(-1) if file.is_wheel)


def known(client: IndexClient, file: File) -> Metadata:
    found = client.metadata(file)
    assert not isinstance(found, Unusable), found
    return found


def test_a_listing_has_the_files_of_the_page(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server, connect(server.index_url()) as client:
        listing = only(client)
        assert listing.versions == ["1.0", "2.0"]
        assert [file.filename for file in listing.files(1)] == ["a-2.0-py3-none-any.whl", "a-2.0.tar.gz"]
        assert listing.files(1)[0].url == server.file_url("a-2.0-py3-none-any.whl")
        assert listing.files(1)[0].index == listing.index == server.index_url()


@pytest.mark.parametrize("formats", [("json",), ("html",)])
def test_both_page_formats_say_the_same(connect: Callable[..., IndexClient], formats: tuple[str, ...]) -> None:
    with world().serve(ServerOptions(formats=formats)) as server, connect(server.index_url()) as client:
        file = wheel(client)
        assert file.has_metadata
        assert file.metadata_hash.startswith("sha256:")
        assert str(known(client, file).requires_dist[0]) == "b>=1"


def test_json_is_preferred(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server, connect(server.index_url()) as client:
        only(client)
        accept = server.matching("/simple/a/")[0].headers["accept"]
        assert accept.startswith("application/vnd.pypi.simple.v1+json, ")
        assert "text/html;q=0.01" in accept


def test_each_question_is_asked_once(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server, connect(server.index_url()) as client:
        assert client.listings(A) is client.listings(A)
        file = wheel(client)
        assert client.metadata(file) is client.metadata(file)
        assert server.count("/simple/a/") == 1
        assert server.count("*.metadata") == 1


def test_a_fresh_page_is_not_asked_for_again(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server:
        with connect(server.index_url()) as client:
            first, metadata = only(client), known(client, wheel(client))
        with connect(server.index_url() + "/") as client:
            again = only(client)
            assert again.versions == first.versions
            for ours, theirs in zip(again.files(1), first.files(1), strict=True):
                assert (ours.url, ours.hashes, ours.index) == (theirs.url, theirs.hashes, f"{theirs.index}/")
            assert known(client, wheel(client)) == metadata
        assert server.count() == 2


def test_a_stale_page_is_confirmed_by_its_etag(connect: Callable[..., IndexClient]) -> None:
    with world().serve(ServerOptions(cache_control="max-age=0")) as server:
        for _ in range(3):
            with connect(server.index_url()) as client:
                assert only(client).versions == ["1.0", "2.0"]
        assert [entry.status for entry in server.matching("/simple/a/")] == [200, 304, 304]


def test_a_confirmed_page_is_fresh_again(connect: Callable[..., IndexClient]) -> None:
    with world().serve(ServerOptions(cache_control="max-age=600")) as server:
        with connect(server.index_url()) as client:
            only(client)
        with connect(server.index_url(), refresh=Refresh.all(time.time())) as client:
            only(client)
        with connect(server.index_url()) as client:
            only(client)
        assert [entry.status for entry in server.matching("/simple/a/")] == [200, 304]


def test_a_changed_page_replaces_the_stored_one(connect: Callable[..., IndexClient]) -> None:
    packages = world()
    with packages.serve(ServerOptions(cache_control="no-cache")) as server:
        with connect(server.index_url()) as client:
            only(client)
        packages.add("a", "3.0")
        for _ in range(2):
            with connect(server.index_url()) as client:
                assert only(client).versions == ["1.0", "2.0", "3.0"]
        assert [entry.status for entry in server.matching("/simple/a/")] == [200, 200, 304]


def test_a_server_without_validators_is_asked_every_time(connect: Callable[..., IndexClient]) -> None:
    with world().serve(ServerOptions(cache_control=None, etags=False)) as server:
        for _ in range(2):
            with connect(server.index_url()) as client:
                assert only(client).versions == ["1.0", "2.0"]
        assert [entry.status for entry in server.matching("/simple/a/")] == [200, 200]


def test_no_store_is_obeyed(connect: Callable[..., IndexClient]) -> None:
    with world().serve(ServerOptions(cache_control="no-store")) as server:
        with connect(server.index_url()) as client:
            only(client)
        with connect(server.index_url(), offline=True) as client:
            assert client.listings(A) == Missing(reason="offline")


def test_refreshing_asks_again_and_tells_caches_in_between(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server:
        with connect(server.index_url()) as client:
            known(client, wheel(client))
            only(client, B)
        server.forget()
        with connect(server.index_url(), refresh=Refresh.only([A], time.time())) as client:
            known(client, wheel(client))
            only(client, B)
        assert [entry.path.rpartition("/")[2] for entry in server.requests] == ["", "a-2.0-py3-none-any.whl.metadata"]
        assert server.requests[0].headers["cache-control"] == "no-cache"


def test_offline_serves_what_is_stored_however_old(connect: Callable[..., IndexClient]) -> None:
    with world().serve(ServerOptions(cache_control="max-age=0")) as server:
        url = server.index_url()
        with connect(url) as client:
            known(client, wheel(client))
    with connect(url, offline=True) as client:
        assert only(client).versions == ["1.0", "2.0"]
        assert known(client, wheel(client)).name == "a"
        assert client.listings(B) == Missing(reason="offline")
        older = only(client).files(0)[0]
        assert client.metadata(older) == Unusable(reason="offline")


def test_a_damaged_cache_is_fetched_anew(connect: Callable[..., IndexClient], tmp_path: Path) -> None:
    with world().serve() as server:
        with connect(server.index_url()) as client:
            known(client, wheel(client))
        for path in (tmp_path / "cache").rglob("*.bin"):
            path.write_bytes(path.read_bytes()[:-3])
        with connect(server.index_url()) as client:
            assert known(client, wheel(client)).name == "a"
        assert server.count() == 4


def test_warm_answers_need_neither_threads_nor_a_transport(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server:
        with connect(server.index_url()) as client:
            file = wheel(client)
            known(client, file)
        before = threading.active_count()
        client = connect(server.index_url())
        client.prefetch([A])
        client.prefetch_metadata([file])
        assert known(client, wheel(client)) is not None
        assert threading.active_count() == before
        assert client._http._made is None


# Several indexes


def test_a_missing_package_is_looked_for_on_the_next_index(connect: Callable[..., IndexClient]) -> None:
    with (
        world().serve(other=World().add("c", "1.0")) as server,
        connect(server.index_url("other"), server.index_url()) as client,
    ):
        assert only(client).index == server.index_url()
        assert client.listings(PackageName("nowhere")) == Missing(reason="not-found")


def test_the_first_index_that_has_the_package_is_the_only_one_asked(connect: Callable[..., IndexClient]) -> None:
    with world().serve(other=World().add("a", "9.0")) as server:
        with connect(server.index_url("other"), server.index_url()) as client:
            found = client.listings(A)
            assert isinstance(found, tuple)
            assert [listing.versions for listing in found] == [["9.0"]]
        assert server.count("/simple/a/") == 0


@pytest.mark.parametrize("strategy", ["unsafe-first-match", "unsafe-best-match"])
def test_unsafe_strategies_ask_every_index(connect: Callable[..., IndexClient], strategy: str) -> None:
    with (
        world().serve(other=World().add("a", "9.0")) as server,
        connect(server.index_url("other"), server.index_url(), index_strategy=strategy) as client,
    ):
        found = client.listings(A)
        assert isinstance(found, tuple)
        assert [listing.versions for listing in found] == [["9.0"], ["1.0", "2.0"]]


def test_the_default_index_comes_last_and_explicit_ones_never(tmp_path: Path) -> None:
    with world().serve(other=World().add("a", "9.0"), hidden=World().add("a", "10.0")) as server:
        indexes = [
            Index(url=server.index_url(), default=True),
            Index(url=server.index_url("hidden"), explicit=True),
            Index(url=server.index_url("other")),
        ]
        with IndexClient(indexes, Cache(str(tmp_path)), HttpClient()) as client:
            assert only(client).versions == ["9.0"]


@pytest.mark.parametrize(("status", "reason"), [(401, "unauthorized"), (403, "forbidden")])
def test_a_refusal_ends_the_search_under_first_index(
    connect: Callable[..., IndexClient], status: int, reason: str
) -> None:
    with world().serve(other=World().add("a", "9.0")) as server:
        server.script("/other/a/", Script(error(status), None))
        with connect(server.index_url("other"), server.index_url()) as client:
            found = client.listings(A)
            assert isinstance(found, Missing)
            assert found.reason == reason
            assert f"({server.index_url('other')})" in found.detail
            assert str(status) in found.detail
        urls = (server.index_url("other"), server.index_url())
        with connect(*urls, index_strategy="unsafe-best-match") as client:
            assert only(client).versions == ["1.0", "2.0"]


def test_without_indexes_there_is_no_index(connect: Callable[..., IndexClient]) -> None:
    assert connect().listings(A) == Missing(reason="no-index")


def test_credentials_of_an_index_serve_its_files_and_stay_out_of_sight(
    connect: Callable[..., IndexClient], tmp_path: Path
) -> None:
    with world().serve(ServerOptions(credentials=("user", "s3cret"))) as server:
        with connect(server.index_url(credentials=("user", "s3cret"))) as client:
            listing = only(client)
            assert known(client, wheel(client)).name == "a"
            assert "s3cret" not in listing.index + listing.files(1)[0].url + repr(client._http.credentials)
        for path in (tmp_path / "cache").rglob("*"):
            assert "s3cret" not in str(path)
            assert not path.is_file() or b"s3cret" not in path.read_bytes()
        with connect(server.index_url(credentials=("user", "other"))) as client:  # the same entry serves
            assert only(client).versions == ["1.0", "2.0"]


# Failures


def messages(failure: pytest.ExceptionInfo[FetchError]) -> list[str]:
    return [str(link) for link in chain(failure.value)]


def test_a_server_error_ends_the_resolution_and_says_so_every_time(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server:
        server.script("/simple/a/", Script(error(500), None))
        with connect(server.index_url()) as client:
            for _ in range(2):
                with pytest.raises(FetchError) as failure:
                    client.listings(A)
                assert messages(failure)[0].startswith("Request failed after 1 retry in")
                assert messages(failure)[1] == f"Failed to fetch: {server.index_url()}/a/"
        assert server.count("/simple/a/") == 2


def test_passing_trouble_is_overcome(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server:
        server.script("/simple/a/", error(503, retry_after="0"))
        server.script("/simple/b/", dropped())
        with connect(server.index_url()) as client:
            assert only(client, A).versions == ["1.0", "2.0"]
            assert only(client, B).versions == ["1.0"]


def test_a_prefetch_that_fails_raises_only_when_asked(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server:
        server.script("/simple/a/", Script(error(400), None))
        with connect(server.index_url()) as client:
            client.prefetch([A, B])
            assert only(client, B).versions == ["1.0"]
            with pytest.raises(FetchError, match="Failed to fetch"):
                client.listings(A)


def test_a_junk_page_is_a_page_error(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server:
        server.script("/simple/a/", Script(junk_page(), None))
        with connect(server.index_url()) as client, pytest.raises(PageError) as failure:
            client.listings(A)
        assert messages(failure)[0] == f"Received some unexpected JSON from `{server.index_url()}/a/`"
        assert len(messages(failure)) == 2
        assert failure.value.exit_code == 1


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({}, "Missing `Content-Type` header for `{url}`"),
        ({"Content-Type": "text/plain"}, 'Unsupported `Content-Type` "text/plain" for `{url}`. Expected JSON or HTML.'),
    ],
)
def test_a_page_of_another_kind_is_refused(
    connect: Callable[..., IndexClient], headers: dict[str, str], text: str
) -> None:
    with world().serve() as server:
        server.script("/simple/a/", Script(Response(200, headers, b"hello"), None))
        with connect(server.index_url()) as client, pytest.raises(PageError) as failure:
            client.listings(A)
        assert str(failure.value) == text.format(url=server.index_url() + "/a/")


# Metadata


def test_metadata_whose_digest_is_wrong_is_refused(connect: Callable[..., IndexClient]) -> None:
    with world().serve() as server:
        server.script("*.metadata", Script(Response(200, {}, builders.metadata("a", "2.0")), None))
        with connect(server.index_url()) as client, pytest.raises(HashMismatchError) as failure:
            client.metadata(wheel(client))
        url = server.file_url("a-2.0-py3-none-any.whl.metadata")
        assert str(failure.value).startswith(f"Hash mismatch for package metadata at `{url}`\n\nExpected:\n  sha256:")


def test_without_sidecars_the_end_of_the_wheel_is_read(connect: Callable[..., IndexClient]) -> None:
    packages = World().add("a", "1.0", requires=["b>=1"], files={"a/data.bin": os.urandom(200_000)})
    with packages.serve(ServerOptions(sidecars=False)) as server, connect(server.index_url()) as client:
        assert [str(item) for item in known(client, wheel(client)).requires_dist] == ["b>=1"]
        ranges = [entry.range for entry in server.matching("*.whl")]
        assert len(ranges) <= 2
        assert all(ranges)


def test_without_sizes_the_end_is_asked_for(connect: Callable[..., IndexClient]) -> None:
    options = ServerOptions(sidecars=False, formats=("html",))
    with world().serve(options) as server, connect(server.index_url()) as client:
        assert known(client, wheel(client)).name == "a"
        assert [entry.range for entry in server.matching("*.whl")] == ["bytes=-16384"]


@pytest.mark.parametrize("status", [None, 405, 416, 501])
def test_servers_without_ranges_send_the_whole_wheel(
    connect: Callable[..., IndexClient], status: int | None, tmp_path: Path
) -> None:
    with world().serve(ServerOptions(sidecars=False, ranges=False)) as server:
        if status is not None:
            server.script("*.whl", error(status))
        with connect(server.index_url()) as client:
            assert known(client, wheel(client)).name == "a"
        assert server.count("*.whl") == 2
    assert os.listdir(tmp_path / "cache" / "archives-v1" / "tmp") == []


def test_a_whole_wheel_may_go_to_a_store(connect: Callable[..., IndexClient], tmp_path: Path) -> None:
    asked: list[File] = []

    def whole(file: File) -> str:
        asked.append(file)
        path = tmp_path / file.filename
        path.write_bytes(builders.wheel("a", "2.0"))
        return str(path)

    with world().serve(ServerOptions(sidecars=False, ranges=False)) as server:
        with connect(server.index_url(), whole=whole) as client:
            assert known(client, wheel(client)).name == "a"
        assert len(asked) == 1
        assert server.count("*.whl") == 1


def test_what_is_no_zip_has_an_invalid_structure_and_is_remembered(connect: Callable[..., IndexClient]) -> None:
    packages = World().add_file("a", IndexFile(filename="a-1.0-py3-none-any.whl", content=b"junk" * 99))
    expected = Unusable(reason="invalid-structure", detail="Failed to read from zip file")
    with packages.serve() as server:
        for _ in range(2):
            with connect(server.index_url()) as client:
                assert client.metadata(wheel(client)) == expected
        assert server.count("*.whl") == 1


def with_metadata(content: bytes) -> World:
    file = IndexFile(filename="a-1.0-py3-none-any.whl", content=b"", core_metadata=content)
    return World().add_file("a", file)


def test_metadata_that_cannot_be_parsed_is_unusable(connect: Callable[..., IndexClient]) -> None:
    with with_metadata(b"junk").serve() as server, connect(server.index_url()) as client:
        found = client.metadata(wheel(client))
        assert found == Unusable(reason="invalid-metadata", detail="Metadata field Name not found")


def test_a_malformed_requirement_makes_metadata_unusable(connect: Callable[..., IndexClient]) -> None:
    content = builders.metadata("a", "1.0", requires=["b >="])
    with with_metadata(content).serve() as server, connect(server.index_url()) as client:
        found = client.metadata(wheel(client))
        assert isinstance(found, Unusable)
        assert found.reason == "invalid-metadata"


@pytest.mark.parametrize(
    ("name", "version", "text"),
    [
        ("other", "1.0", "Package metadata name `other` does not match given name `a`"),
        ("a", "2.0", "Package metadata version `2.0` does not match given version `1.0`"),
    ],
)
def test_metadata_of_something_else_is_an_error(
    connect: Callable[..., IndexClient], name: str, version: str, text: str
) -> None:
    with with_metadata(builders.metadata(name, version)).serve() as server, connect(server.index_url()) as client:
        with pytest.raises(MetadataMismatchError) as failure:
            client.metadata(wheel(client))
        assert str(failure.value) == text
        assert failure.value.exit_code == 1


def test_a_source_distribution_without_metadata_is_not_built(connect: Callable[..., IndexClient]) -> None:
    with World().add("a", "1.0", tags=(), sdist=True).serve() as server, connect(server.index_url()) as client:
        found = client.metadata(only(client).files(0)[0])
        assert isinstance(found, Unusable)
        assert found.reason == "no-build"


def test_files_without_digests_are_asked_for_again(connect: Callable[..., IndexClient]) -> None:
    with world().serve(ServerOptions(hashes=False)) as server:
        for _ in range(2):
            with connect(server.index_url()) as client:
                known(client, wheel(client))
        assert server.count("*.metadata") == 2


# Threads


def test_twenty_threads_ask_one_client(connect: Callable[..., IndexClient]) -> None:
    packages = World()
    for number in range(30):
        packages.add(f"p{number}", "1.0")
    names = [PackageName(f"p{number}") for number in range(30)]
    found: list[list[str]] = []
    with packages.serve(ServerOptions(latency=0.005)) as server, connect(server.index_url()) as client:

        def work(start: int) -> None:
            for name in names[start:] + names[:start]:
                known(client, wheel(client, name))
            found.append([only(client, name).versions[0] for name in names])

        threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [["1.0"] * 30] * 20
        assert server.count("/simple/*") == 30
        assert server.count("*.metadata") == 30


def test_twenty_clients_fill_one_cache(connect: Callable[..., IndexClient]) -> None:
    failures: list[BaseException] = []
    with world().serve() as server:

        def work() -> None:
            try:
                with connect(server.index_url()) as client:
                    assert known(client, wheel(client)).name == "a"
                    assert known(client, only(client).files(0)[0]).name == "a"
            except BaseException as failure:  # noqa: BLE001 - told to the test's thread
                failures.append(failure)

        threads = [threading.Thread(target=work) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        server.forget()
        with connect(server.index_url()) as client:
            assert only(client).versions == ["1.0", "2.0"]


# The file system


def test_an_index_in_a_directory_is_read(connect: Callable[..., IndexClient], tmp_path: Path) -> None:
    page = tmp_path / "index" / "a"
    page.mkdir(parents=True)
    (page / "index.html").write_text('<a href="a-1.0-py3-none-any.whl">a-1.0-py3-none-any.whl</a>')
    (page / "a-1.0-py3-none-any.whl").write_bytes(builders.wheel("a", "1.0", requires=["b"]))
    for offline in (False, True):
        with connect((tmp_path / "index").as_uri(), offline=offline) as client:
            assert [str(item) for item in known(client, wheel(client)).requires_dist] == ["b"]
            assert client.listings(B) == Missing(reason="not-found")


def test_a_redirected_page_resolves_its_links_from_where_it_came(connect: Callable[..., IndexClient]) -> None:
    def answer(request) -> Response:  # noqa: ANN001 - the loop's request
        if request.path == "/simple/a/":
            return Response(302, {"Location": "/moved/a/"})
        return Response(200, {"Content-Type": "text/html"}, b'<a href="a-1.0.tar.gz">a-1.0.tar.gz</a>')

    with HttpLoop(answer) as loop, connect(loop.url + "/simple") as client:
        assert only(client).files(0)[0].url == loop.url + "/moved/a/a-1.0.tar.gz"


def test_a_named_index_is_asked_alone_even_when_it_is_explicit(tmp_path: Path) -> None:
    cpu = World().add("tensor", "2.5.1+cpu")
    with World().add("tensor", "2.5.1").serve(cpu=cpu) as server:
        indexes = [
            Index(url=server.index_url("cpu"), explicit=True),
            Index(url=server.index_url(), default=True),
        ]
        with IndexClient(indexes, Cache(str(tmp_path)), HttpClient()) as client:
            name = PackageName("tensor")
            named, usual = client.listings(name, server.index_url("cpu")), client.listings(name)
            assert isinstance(named, tuple)
            assert isinstance(usual, tuple)
            assert named[0].versions == ["2.5.1+cpu"]
            assert usual[0].versions == ["2.5.1"]


def test_packages_with_an_index_of_their_own_are_taken_from_it_and_nothing_else_is(tmp_path: Path) -> None:
    special = World().add("tensor", "2").add("lib", "9")
    with World().add("tensor", "1").add("lib", "1").serve(special=special) as server:
        own = Index(url=server.index_url("special"), only_for=frozenset(("tensor",)))
        indexes = [own, Index(url=server.index_url(), default=True)]
        with IndexClient(indexes, Cache(str(tmp_path)), HttpClient()) as client:
            found = [client.listings(PackageName(name)) for name in ("tensor", "lib")]
            assert [listing[0].versions for listing in found if isinstance(listing, tuple)] == [["2"], ["1"]]


def test_an_index_s_own_caching_counts_before_the_server_s(tmp_path: Path) -> None:
    with World().add("lib", "1").serve(ServerOptions(cache_control="no-store")) as server:
        index = Index(url=server.index_url(), page_caching="max-age=600")
        for _ in range(2):
            with IndexClient([index], Cache(str(tmp_path)), HttpClient()) as client:
                assert isinstance(client.listings(PackageName("lib")), tuple)
        assert server.count("/simple/lib/") == 1
