"""Downloading files: digests, broken connections, cancelling, progress."""

from __future__ import annotations

import hashlib
import os
import threading
from typing import TYPE_CHECKING

import pytest

from puv.cancel import CancelToken
from puv.errors import Cancelled, CorruptWheelError, FetchError, HashMismatchError, chain
from puv.events import Download, Downloaded
from puv.fetcher.download import Downloader
from puv.fetcher.errors import NotFoundError, NotInCacheError
from puv.fetcher.http import HttpClient
from puv.fetcher.retry import Retries
from puv.standards.listing import File
from support.builders import wheel
from support.http_loop import HttpLoop, Response
from support.index_server import ranged

if TYPE_CHECKING:
    from pathlib import Path

    from support.http_loop import Request as Received

CONTENT = bytes(range(256)) * 2000
SHA256 = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
ETAG = {"ETag": '"v1"'}


class Site:
    """Serves CONTENT with ranges, after the scripted answers are used up."""

    def __init__(self, *scripted: Response) -> None:
        self.scripted, self.received = list(scripted), []

    def __call__(self, request: Received) -> Response:
        self.received.append(request)
        return self.scripted.pop(0) if self.scripted else ranged(request, CONTENT, ETAG)

    def ranges(self) -> list[str]:
        return [request.header("range") for request in self.received]


def downloader(retries: int = 2, **options: object) -> Downloader:
    return Downloader(HttpClient(retries=Retries(retries, sleep=lambda _: None)), **options)  # type: ignore[arg-type]


def listed(url: str, filename: str = "a-1.0.tar.gz", **fields: object) -> File:
    return File(filename=filename, url=url, **fields)  # type: ignore[arg-type]


def test_a_file_arrives_with_its_digests(tmp_path: Path) -> None:
    with HttpLoop(Site()) as loop:
        found = downloader().download(loop.url + "/f", str(tmp_path))
    assert (found.hashes, found.size) == ((SHA256,), len(CONTENT))
    with open(found.path, "rb") as file:
        assert file.read() == CONTENT
    assert os.path.dirname(found.path) == str(tmp_path)


def test_further_algorithms_are_computed_when_expected(tmp_path: Path) -> None:
    sha512 = "sha512:" + hashlib.sha512(CONTENT).hexdigest()
    with HttpLoop(Site()) as loop:
        found = downloader().download(listed(loop.url + "/f", hashes=(sha512,)), str(tmp_path))
    assert found.hashes == (SHA256, sha512)


def test_one_of_several_expected_digests_is_enough(tmp_path: Path) -> None:
    with HttpLoop(Site()) as loop:
        found = downloader().download(loop.url + "/f", str(tmp_path), expected=("sha256:00", SHA256, "sha384:11"))
    assert found.size == len(CONTENT)


def test_a_wrong_digest_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with HttpLoop(Site()) as loop, pytest.raises(HashMismatchError) as failure:
        downloader().download(listed(loop.url + "/f", hashes=("sha256:00",)), str(tmp_path), name="a", version="1.0")
    assert str(failure.value) == f"Hash mismatch for `a==1.0`\n\nExpected:\n  sha256:00\n\nComputed:\n  {SHA256}"
    assert failure.value.exit_code == 1
    assert os.listdir(tmp_path) == []


def test_that_a_wheel_is_no_archive_is_told_rather_than_its_digest(tmp_path: Path) -> None:
    with HttpLoop(Site()) as loop, pytest.raises(CorruptWheelError) as failure:
        downloader().download(listed(loop.url + "/f", "a-1.0-py3-none-any.whl", hashes=("sha256:00",)), str(tmp_path))
    assert [str(link) for link in chain(failure.value)] == [
        "Failed to extract archive: a-1.0-py3-none-any.whl",
        "Invalid zip file structure",
        "Encountered an unexpected header (actual: 0x3020100, expected: 0x4034b50).",
    ]
    assert os.listdir(tmp_path) == []


def test_a_sound_archive_with_a_wrong_digest_is_refused_for_that(tmp_path: Path) -> None:
    name = "a-1.0-py3-none-any.whl"
    answer = Response(200, {}, wheel("a", "1.0"))
    with HttpLoop(lambda _: answer) as loop, pytest.raises(HashMismatchError):
        downloader().download(listed(loop.url + "/f", name, hashes=("sha256:00",)), str(tmp_path))
    assert os.listdir(tmp_path) == []


def test_a_wrong_size_on_the_page_does_no_harm(tmp_path: Path) -> None:
    with HttpLoop(Site()) as loop:
        assert downloader().download(listed(loop.url + "/f", size=5), str(tmp_path)).size == len(CONTENT)


def test_a_broken_download_is_resumed_where_it_stopped(tmp_path: Path) -> None:
    site = Site(Response(200, ETAG, CONTENT, sent=300_000))
    with HttpLoop(site) as loop:
        found = downloader().download(loop.url + "/f", str(tmp_path))
    assert found.hashes == (SHA256,)
    assert site.ranges()[0] == ""
    assert site.ranges()[1].startswith("bytes=")
    assert site.received[1].header("if-range") == '"v1"'


def test_a_broken_download_without_validators_begins_again(tmp_path: Path) -> None:
    site = Site(Response(200, {}, CONTENT, sent=300_000))
    with HttpLoop(site) as loop:
        assert downloader().download(loop.url + "/f", str(tmp_path)).hashes == (SHA256,)
    assert site.ranges() == ["", ""]


@pytest.mark.parametrize(
    "answer",
    [
        Response(200, ETAG, CONTENT),
        Response(416, {}, b""),
        Response(206, {"Content-Range": f"bytes 5-9/{len(CONTENT)}"}, b"12345"),
    ],
)
def test_servers_that_do_not_resume_are_asked_for_all_of_it(tmp_path: Path, answer: Response) -> None:
    site = Site(Response(200, ETAG, CONTENT, sent=300_000), answer)
    with HttpLoop(site) as loop:
        assert downloader(retries=5).download(loop.url + "/f", str(tmp_path)).hashes == (SHA256,)


@pytest.mark.parametrize("status", [206, 416])
def test_a_server_that_makes_no_sense_is_given_up(tmp_path: Path, status: int) -> None:
    with HttpLoop(lambda _: Response(status, {}, b"x")) as loop, pytest.raises(FetchError, match="Failed to fetch"):
        downloader().download(loop.url + "/f", str(tmp_path))
    assert os.listdir(tmp_path) == []


def test_a_file_that_never_arrives_whole_is_an_error(tmp_path: Path) -> None:
    broken = Response(200, {}, CONTENT, sent=1000)
    with HttpLoop(lambda _: broken) as loop, pytest.raises(FetchError) as failure:
        downloader().download(loop.url + "/f", str(tmp_path))
    told = [str(link) for link in chain(failure.value)]
    assert told[:2] == ["Failed to write to the distribution cache", "error decoding response body"]
    assert os.listdir(tmp_path) == []


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with HttpLoop(lambda _: Response(404)) as loop, pytest.raises(NotFoundError) as failure:
        downloader().download(loop.url.replace("//", "//u:secret@") + "/f#sha256=1", str(tmp_path))
    assert str(failure.value) == f"Failed to fetch: {loop.url}/f"
    assert os.listdir(tmp_path) == []


def test_offline_nothing_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(NotInCacheError):
        Downloader(HttpClient(offline=True)).download("https://example.org/f", str(tmp_path))
    assert os.listdir(tmp_path) == []


def test_cancelling_stops_in_the_middle_and_cleans_up(tmp_path: Path) -> None:
    token = CancelToken()

    def report(event: object) -> None:
        if isinstance(event, Download):
            token.cancel()

    with HttpLoop(Site()) as loop, pytest.raises(Cancelled):
        downloader(report=report, cancel=token).download(loop.url + "/f", str(tmp_path))
    assert os.listdir(tmp_path) == []


def test_progress_is_told_sparingly_and_the_end_always(tmp_path: Path) -> None:
    events: list[object] = []
    with HttpLoop(Site()) as loop:
        downloader(report=events.append).download(loop.url + "/f", str(tmp_path), name="a", version="1.0")
    *progress, last = events
    assert last == Downloaded(name="a", version="1.0")
    assert 1 <= len(progress) <= 5
    assert all(isinstance(event, Download) and event.total == len(CONTENT) for event in progress)


def test_local_files_are_copied(tmp_path: Path) -> None:
    source = tmp_path / "a file.whl"
    source.write_bytes(CONTENT)
    target = tmp_path / "target"
    target.mkdir()
    found = downloader().download(source.as_uri(), str(target), expected=(SHA256,))
    assert found.path != str(source)
    assert found.hashes == (SHA256,)
    with pytest.raises(FetchError) as failure:
        downloader().download((tmp_path / "nothing").as_uri(), str(target))
    assert isinstance(list(chain(failure.value))[-1], FileNotFoundError)


def test_files_come_over_connections_of_their_own_at_once(tmp_path: Path) -> None:
    with HttpLoop(lambda request: ranged(request, CONTENT, ETAG)) as loop:
        shared = downloader()
        found: list[tuple[str, ...]] = []
        threads = [
            threading.Thread(target=lambda: found.append(shared.download(loop.url + "/f", str(tmp_path)).hashes))
            for _ in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [(SHA256,)] * 20
