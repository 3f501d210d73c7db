"""The cache directory: lazily made, safe to delete, shared by many."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from puv.cache import blobs
from puv.cache.errors import CacheError
from puv.cache.root import Cache

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


def test_reading_makes_no_directory(cache: Cache) -> None:
    assert blobs.load(cache, "interpreters", "x.bin") is None
    assert cache.read(cache.path("simple", "a", "b")) is None
    assert not os.path.exists(cache.root)


def test_the_first_write_marks_the_directory_as_a_cache(cache: Cache) -> None:
    cache.write(cache.path("simple", "pypi", "a.bin"), b"x")
    assert sorted(os.listdir(cache.root)) == [".gitignore", "CACHEDIR.TAG", "simple-v1"]
    with open(os.path.join(cache.root, "CACHEDIR.TAG"), "rb") as tag:
        assert tag.read().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")


def test_what_was_stored_is_loaded(cache: Cache) -> None:
    value = ("text", 3, 2.5, None, b"bytes", ["a", {"key": True}])
    blobs.store(cache, value, "interpreters", "folder", "x.bin")
    assert blobs.load(cache, "interpreters", "folder", "x.bin") == value


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[:10], lambda _: b"", lambda data: b"q" + data]
)
def test_a_damaged_entry_is_a_miss(cache: Cache, damage) -> None:  # noqa: ANN001 - a lambda
    blobs.store(cache, ("value",) * 20, "parsed", "x.bin")
    path = cache.path("parsed", "x.bin")
    data = cache.read(path)
    assert data is not None
    cache.write(path, damage(data))
    assert blobs.load(cache, "parsed", "x.bin") is None


def test_a_flipped_bit_is_a_miss() -> None:
    data = blobs.pack(("value", 12345))
    for position in range(len(data)):
        assert blobs.unpack(data[:position] + bytes((data[position] ^ 1,)) + data[position + 1 :]) is None


def test_a_directory_where_an_entry_should_be_is_a_miss(cache: Cache) -> None:
    os.makedirs(cache.path("parsed", "x.bin"))
    assert blobs.load(cache, "parsed", "x.bin") is None


def test_a_cache_that_cannot_be_made_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(str(tmp_path / "file" / "cache"))
    with pytest.raises(CacheError, match="cache"):
        cache.write(cache.path("simple", "a"), b"x")


def test_the_cache_may_vanish_between_two_writes(cache: Cache) -> None:
    path = cache.path("simple", "pypi", "a.bin")
    cache.write(path, b"1")
    os.rename(cache.root, cache.root + "-gone")
    cache.write(path, b"2")
    assert cache.read(path) == b"2"


def test_appending_makes_the_entry_and_adds_to_it(cache: Cache) -> None:
    path = cache.path("metadata", "pypi", "a.bin")
    cache.append(path, b"1")
    cache.append(path, b"2")
    assert cache.read(path) == b"12"


def test_twenty_threads_write_one_entry_and_every_reader_sees_a_whole_one(cache: Cache) -> None:
    values = [("x" * 5000, number) for number in range(20)]
    seen: list[object] = []

    def work(number: int) -> None:
        for _ in range(10):
            blobs.store(cache, values[number], "parsed", "shared.bin")
            seen.append(blobs.load(cache, "parsed", "shared.bin"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 200
    assert all(value in values for value in seen)
    assert [name for name in os.listdir(cache.bucket("parsed")) if name != "shared.bin"] == []


def test_a_cache_for_this_process_is_gone_after_closing() -> None:
    with Cache.for_this_process() as cache:
        blobs.store(cache, 1, "parsed", "x.bin")
        assert blobs.load(cache, "parsed", "x.bin") == 1
        assert cache.temporary
    assert not os.path.exists(cache.root)


def test_closing_a_lasting_cache_keeps_it(cache: Cache) -> None:
    blobs.store(cache, 1, "parsed", "x.bin")
    cache.close()
    assert blobs.load(cache, "parsed", "x.bin") == 1


def test_the_temporary_area_is_inside_the_cache(cache: Cache) -> None:
    area = cache.temporary_area()
    assert os.path.isdir(area)
    assert area.startswith(cache.root)
    assert cache.temporary_area() == area
