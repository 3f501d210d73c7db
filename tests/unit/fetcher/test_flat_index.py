"""`--find-links`: directories and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.cache.root import Cache
from puv.errors import chain
from puv.fetcher.flat_index import FlatIndexError
from puv.fetcher.http import HttpClient
from puv.fetcher.index import IndexClient
from puv.fetcher.retry import Retries
from puv.model.availability import Missing, Unusable
from puv.model.index import Index
from puv.standards.names import PackageName
from support import builders
from support.index_server import ServerOptions, World, error

if TYPE_CHECKING:
    from pathlib import Path

A = PackageName("a-b")


def client(tmp_path: Path, *urls: str, index: str = "", offline: bool = False) -> IndexClient:
    indexes = [Index(url=url, format="links") for url in urls]
    if index:
        indexes.append(Index(url=index, default=True))
    http = HttpClient(offline=offline, retries=Retries(0))
    return IndexClient(indexes, Cache(str(tmp_path / "cache")), http)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    path = tmp_path / "wheel house"
    path.mkdir()
    for version in ("1.0", "3.0"):
        (path / builders.wheel_filename("a-b", version)).write_bytes(builders.wheel("a-b", version, requires=["c"]))
    (path / "a_b-2.0.tar.gz").write_bytes(b"")
    (path / "a_b_c-9.0-py3-none-any.whl").write_bytes(b"")
    (path / "notes.txt").write_text("not a distribution")
    return path


def test_a_directory_lists_its_distributions(tmp_path: Path, directory: Path) -> None:
    for url in (str(directory), directory.as_uri()):
        with client(tmp_path, url) as index:
            found = index.listings(A)
            assert isinstance(found, tuple)
            assert found[0].versions == ["1.0", "2.0", "3.0"]
            assert str(found[0].version(1)) == "2.0"
            file = found[0].files(2)[0]
            assert file.url == (directory / "a_b-3.0-py3-none-any.whl").as_uri()
            assert file.size == (directory / "a_b-3.0-py3-none-any.whl").stat().st_size
            metadata = index.metadata(file)
            assert not isinstance(metadata, Unusable)
            assert [str(item) for item in metadata.requires_dist] == ["c"]


def test_files_of_a_directory_join_those_of_the_index(tmp_path: Path, directory: Path) -> None:
    with (
        World().add("a-b", "1.0").add("a-b", "4.0").serve() as server,
        client(tmp_path, str(directory), index=server.index_url()) as index,
    ):
        found = index.listings(A)
        assert isinstance(found, tuple)
        assert len(found) == 1
        assert found[0].versions == ["1.0", "2.0", "3.0", "4.0"]
        assert [file.index for file in found[0].files(0)] == [str(directory), server.index_url()]


def test_a_package_that_is_nowhere_is_not_found(tmp_path: Path, directory: Path) -> None:
    with client(tmp_path, str(directory)) as index:
        assert index.listings(PackageName("c")) == Missing(reason="not-found")


def test_a_missing_directory_is_an_error_in_uvs_words(tmp_path: Path) -> None:
    with client(tmp_path, str(tmp_path / "nowhere")) as index, pytest.raises(FlatIndexError) as failure:
        index.listings(A)
    assert [str(link) for link in chain(failure.value)] == [
        f"Failed to read `--find-links` directory: {tmp_path / 'nowhere'}",
        "No such file or directory (os error 2)",
    ]


def test_a_page_lists_files_of_many_packages_and_is_read_once(tmp_path: Path) -> None:
    with World().add("a-b", "1.0").add("c", "2.0").serve() as server:
        with client(tmp_path, server.flat_url()) as index:
            for name, version in (("a-b", "1.0"), ("c", "2.0")):
                found = index.listings(PackageName(name))
                assert isinstance(found, tuple)
                assert found[0].versions == [version]
                metadata = index.metadata(found[0].files(0)[0])
                assert not isinstance(metadata, Unusable)
        assert server.count("/flat/*") == 1
        with client(tmp_path, server.flat_url()) as index:
            assert isinstance(index.listings(A), tuple)
        assert server.count("/flat/*") == 1


def test_a_stored_page_serves_offline_and_a_missing_one_is_offline(tmp_path: Path) -> None:
    with World().add("a-b", "1.0").serve(ServerOptions(cache_control="max-age=0")) as server:
        url = server.flat_url()
        with client(tmp_path, url) as index:
            assert isinstance(index.listings(A), tuple)
    with client(tmp_path, url, offline=True) as index:
        assert isinstance(index.listings(A), tuple)
    with client(tmp_path, url + "other/", offline=True) as index:
        assert index.listings(A) == Missing(reason="offline")


def test_a_page_that_fails_is_an_error_in_uvs_words(tmp_path: Path) -> None:
    with World().serve() as server:
        server.script("/flat/*", error(404))
        url = server.flat_url()
        with client(tmp_path, url.replace("//", "//user:secret@")) as index, pytest.raises(FlatIndexError) as failure:
            index.listings(A)
    texts = [str(link) for link in chain(failure.value)]
    assert texts[0] == f"Failed to read `--find-links` URL: {url.replace('//', '//user:****@')}"
    assert texts[1] == f"Failed to fetch: {url}"
