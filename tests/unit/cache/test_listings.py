"""The stored listing: faithful, lazy, and a miss when damaged."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from puv.cache import listings
from puv.cache.policy import Policy
from puv.cache.root import Cache
from puv.standards.listing import File
from puv.standards.names import PackageName
from puv.standards.version import Version

if TYPE_CHECKING:
    from pathlib import Path

INDEX = "https://example.org/simple"
NAME = PackageName("demo-pkg")
SHA = "sha256:" + "ab" * 32


def file(filename: str, **others) -> File:  # noqa: ANN003 - fields of File
    return File(filename=filename, url=f"https://files.example.org/{filename}", index=INDEX, **others)


def roundtrip(files: list[File], policy: Policy | None = None) -> listings.StoredListing:
    decoded = listings.decode(listings.encode(NAME, INDEX, files, policy=policy or Policy(), body_digest="d"))
    assert decoded is not None
    return decoded


def test_versions_ascend_and_files_stand_in_name_order() -> None:
    listing = roundtrip(
        [
            file("demo_pkg-1.10.tar.gz"),
            file("demo_pkg-1.9-py3-none-any.whl"),
            file("demo_pkg-1.9-cp311-cp311-win32.whl"),
            file("demo_pkg-2.0rc1-py3-none-any.whl"),
        ]
    )
    assert listing.versions == ["1.9", "1.10", "2.0rc1"]
    assert listing.version(1) == Version.parse("1.10")
    assert listing.version(1) is listing.version(1)
    names = [entry.filename for entry in listing.files(0)]
    assert names == ["demo_pkg-1.9-cp311-cp311-win32.whl", "demo_pkg-1.9-py3-none-any.whl"]
    assert listing.files(0) is listing.files(0)
    assert listing.files(-1) == listing.files(2)


def test_every_field_of_a_file_survives() -> None:
    files = [
        file(
            "demo_pkg-1.0-py3-none-any.whl",
            hashes=(SHA,),
            size=1234,
            requires_python=">=3.9",
            yanked="broken",
            upload_time=1_700_000_000_123,
            has_metadata=True,
            metadata_hash="sha256:" + "cd" * 32,
        ),
        file("demo_pkg-1.0-py2-none-any.whl", hashes=("md5:00", SHA), yanked="", has_metadata=True),
        file("demo_pkg-1.0.tar.gz", hashes=("sha512:" + "ee" * 64,), metadata_hash="", has_metadata=False),
        file("demo_pkg-1.0.zip", hashes=("sha256:" + "AB" * 32,), has_metadata=True, metadata_hash="md5:x"),
    ]
    listing = roundtrip(files)
    assert set(listing.files(0)) == set(files)
    assert {entry.filename: entry.is_wheel for entry in listing.files(0)}["demo_pkg-1.0.tar.gz"] is False


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/packages/ab/cd/" + "0123456789" * 6 + "/demo_pkg-1.0.tar.gz",
        "https://example.org/packages/AB/cd/" + "0123456789" * 6 + "/demo_pkg-1.0.tar.gz",
        "https://example.org/packages/ab/cd/" + "012345 789" * 6 + "/demo_pkg-1.0.tar.gz",
        "https://example.org/demo%5Fpkg-1.0.tar.gz",
        "https://example.org/download?name=demo_pkg-1.0.tar.gz&x=1",
        "file:///srv/files/demo_pkg-1.0.tar.gz",
        "demo_pkg-1.0.tar.gz",
    ],
)
def test_any_url_survives(url: str) -> None:
    assert roundtrip([File(filename="demo_pkg-1.0.tar.gz", url=url, index=INDEX)]).files(0)[0].url == url


def test_files_that_belong_to_no_version_are_left_out() -> None:
    listing = roundtrip(
        [
            file("demo_pkg-1.0-py3-none-any.whl"),
            file("demo_pkg-1.0.exe"),
            file("other-1.0.tar.gz"),
            file("other-1.0-py3-none-any.whl"),
            file("demo_pkg-nonsense.tar.gz"),
            file("demo_pkg-1.0-py3-none.whl"),
            file(""),
            file("demo_pkg-2.0-py3-none-any.egg"),
        ]
    )
    assert listing.versions == ["1.0"]
    assert len(listing.files(0)) == 1


def test_versions_written_with_more_zeros_are_one_version() -> None:
    listing = roundtrip([file("demo_pkg-1.0-py3-none-any.whl"), file("demo_pkg-1.0.0.tar.gz")])
    assert listing.versions == ["1.0"]
    assert len(listing.files(0)) == 2


def test_an_empty_page_is_a_listing_without_versions() -> None:
    assert roundtrip([]).versions == []


def test_the_policy_and_the_page_digest_are_kept() -> None:
    policy = Policy(etag='"e"', last_modified="then", fetched_at=1.5, fresh_until=2.5)
    listing = roundtrip([], policy)
    assert listing.body_digest == "d"
    assert (listing.policy.etag, listing.policy.last_modified) == ('"e"', "then")
    assert (listing.policy.fetched_at, listing.policy.fresh_until) == (1.5, 2.5)
    assert (listing.name, listing.index) == (NAME, INDEX)


def test_a_truncated_or_changed_entry_is_a_miss() -> None:
    data = listings.encode(NAME, INDEX, [file("demo_pkg-1.0.tar.gz", hashes=(SHA,))], policy=Policy())
    for length in range(len(data)):
        assert listings.decode(data[:length]) is None
    assert listings.decode(data + b"\0") is None
    for position in range(len(data)):
        damaged = listings.decode(data[:position] + bytes((data[position] ^ 4,)) + data[position + 1 :])
        # the times stand outside the checksum of the rest: damage there makes the entry stale, not wrong
        assert damaged is None or damaged.policy.fresh_until == 0.0


def test_renewing_changes_the_times_only(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    data = listings.encode(NAME, INDEX, [file("demo_pkg-1.0.tar.gz")], policy=Policy(etag="x"), body_digest="d")
    listings.store(cache, INDEX, NAME, data)
    listings.renew(cache, INDEX, NAME, Policy(fetched_at=7.0, fresh_until=9.0))
    found = listings.load(cache, INDEX, NAME)
    assert found is not None
    assert (found.policy.fetched_at, found.policy.fresh_until, found.policy.etag) == (7.0, 9.0, "x")
    assert found.versions == ["1.0"]


def test_renewing_what_is_gone_is_no_error(tmp_path: Path) -> None:
    listings.renew(Cache(str(tmp_path)), INDEX, NAME, Policy())
    assert os.listdir(tmp_path) == []
