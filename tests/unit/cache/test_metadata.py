"""The appendable file of metadata rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.cache import metadata
from puv.cache.policy import FOREVER
from puv.cache.root import Cache
from puv.standards.listing import File

if TYPE_CHECKING:
    from pathlib import Path

INDEX = "https://example.org/simple"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


def add(cache: Cache, key: str, row: object, *, until: float = FOREVER, at: float = 10.0) -> None:
    metadata.load(cache, INDEX, "demo").add(cache, key, row, fetched_at=at, fresh_until=until)  # type: ignore[arg-type]


def row(cache: Cache, key: str, *, now: float = 100.0, since: float = 0.0) -> object:
    return metadata.load(cache, INDEX, "demo").row(key, now=now, since=since)


def test_rows_are_found_again_and_the_last_one_counts(cache: Cache) -> None:
    add(cache, "a", ("one", 1))
    add(cache, "b", ("two", None))
    add(cache, "a", ("three",))
    assert row(cache, "a") == ("three",)
    assert row(cache, "b") == ("two", None)
    assert row(cache, "c") is None


def test_a_row_serves_until_its_time_and_not_before_a_refresh(cache: Cache) -> None:
    add(cache, "a", (1,), until=50.0, at=10.0)
    assert row(cache, "a", now=49.0) == (1,)
    assert row(cache, "a", now=50.0) is None
    assert row(cache, "a", now=20.0, since=11.0) is None


def test_packages_and_indexes_are_apart(cache: Cache) -> None:
    add(cache, "a", (1,))
    assert metadata.load(cache, INDEX + "/other", "demo").row("a", now=0, since=0) is None
    assert metadata.load(cache, INDEX, "other").row("a", now=0, since=0) is None
    assert metadata.load(cache, "", "demo").row("a", now=0, since=0) is None


def test_a_file_cut_anywhere_keeps_the_rows_before_the_cut_and_takes_new_ones(cache: Cache) -> None:
    for number in range(3):
        add(cache, f"key{number}", ("row", number))
    path = metadata.load(cache, INDEX, "demo").path
    whole = cache.read(path)
    assert whole is not None
    for length in range(len(whole)):
        cache.write(path, whole[:length])
        before = [row(cache, f"key{number}") for number in range(3)]
        assert before == sorted(before, key=lambda value: value is None)  # a prefix of the rows
        add(cache, "new", ("new",))
        assert [row(cache, f"key{number}") for number in range(3)] == before
        assert row(cache, "new") == ("new",)
        add(cache, "newer", ("newer",))
        assert row(cache, "newer") == ("newer",)


def test_a_flipped_bit_loses_rows_and_never_changes_one(cache: Cache) -> None:
    add(cache, "key", ("row", 1))
    path = metadata.load(cache, INDEX, "demo").path
    whole = cache.read(path)
    assert whole is not None
    for position in range(len(whole)):
        cache.write(path, whole[:position] + bytes((whole[position] ^ 8,)) + whole[position + 1 :])
        assert row(cache, "key") in (None, ("row", 1))


def test_two_files_opened_before_either_wrote_leave_a_readable_file(cache: Cache) -> None:
    first, second = metadata.load(cache, INDEX, "demo"), metadata.load(cache, INDEX, "demo")
    first.add(cache, "a", (1,), fetched_at=1.0, fresh_until=FOREVER)
    second.add(cache, "b", (2,), fetched_at=1.0, fresh_until=FOREVER)
    first.add(cache, "c", (3,), fetched_at=1.0, fresh_until=FOREVER)
    assert row(cache, "b") == (2,)
    assert row(cache, "c") == (3,)


def test_files_are_known_by_their_digest_or_else_by_their_address() -> None:
    url = "https://example.org/demo-1.0.tar.gz"
    assert metadata.file_key(File(filename="demo-1.0.tar.gz", url=url)) == url
    assert metadata.file_key(File(filename="demo-1.0.tar.gz", url=url, hashes=("md5:1", "sha256:2"))) == "sha256:2"
