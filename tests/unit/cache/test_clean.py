"""Cleaning and measuring."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from puv.cache import blobs, clean, listings, metadata
from puv.cache.policy import Policy
from puv.cache.root import Cache
from puv.standards.names import PackageName

if TYPE_CHECKING:
    from pathlib import Path

INDEX = "https://example.org/simple"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


def fill(cache: Cache, *names: str) -> None:
    for name in names:
        data = listings.encode(PackageName(name), INDEX, [], policy=Policy())
        listings.store(cache, INDEX, name, data)
        metadata.load(cache, INDEX, name).add(cache, "k", (1,), fetched_at=1.0, fresh_until=2.0)


def test_cleaning_a_missing_cache_removes_nothing(cache: Cache) -> None:
    assert clean.clean_all(cache) == clean.Cleaned()
    assert clean.clean_packages(cache, [PackageName("a")]) == clean.Cleaned()
    assert clean.disk_usage(cache.root) == 0


def test_cleaning_everything_counts_files_and_keeps_the_directory_and_its_lock(cache: Cache) -> None:
    fill(cache, "a", "b")
    with open(os.path.join(cache.root, ".lock"), "wb"):
        pass
    cleaned = clean.clean_all(cache)
    assert cleaned.files == 6  # two listings, two files of metadata, the tag, the ignore file
    assert cleaned.directories == 4
    assert cleaned.size > 0
    assert os.listdir(cache.root) == [".lock"]


def test_cleaning_packages_leaves_the_others(cache: Cache) -> None:
    fill(cache, "a", "b")
    store = cache.path("wheels", "a")
    blobs.store(cache, 1, "wheels", "a", "x.bin")
    cleaned = clean.clean_packages(cache, [PackageName("a"), PackageName("c")], also=[store])
    assert cleaned.files == 3
    assert listings.load(cache, INDEX, "a") is None
    assert listings.load(cache, INDEX, "b") is not None
    assert not os.path.exists(store)


def test_a_file_with_two_names_counts_twice_but_weighs_once(cache: Cache, tmp_path: Path) -> None:
    cache.write(cache.path("parsed", "x"), os.urandom(5000))
    os.link(cache.path("parsed", "x"), cache.path("parsed", "y"))
    before = clean.disk_usage(cache.bucket("parsed"))
    os.unlink(cache.path("parsed", "y"))
    assert clean.disk_usage(cache.bucket("parsed")) == before
    os.link(cache.path("parsed", "x"), cache.path("parsed", "y"))
    assert clean.clean_all(cache).files == 4
    assert list(tmp_path.iterdir()) == [tmp_path / "cache"]


def test_links_are_removed_and_not_followed(cache: Cache, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("kept")
    cache.make_directory(cache.bucket("parsed"))
    os.symlink(tmp_path / "outside", cache.path("parsed", "link"))
    clean.clean_all(cache)
    assert (tmp_path / "outside" / "file").read_text() == "kept"
