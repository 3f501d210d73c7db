"""Downloads: lists of them, and which is meant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from puv.errors import PuvError, chain
from puv.python.catalogue import catalogue
from puv.python.downloads import DownloadListError, Platform, PythonDownload, choose, completed, order, parse_downloads
from puv.python.request import parse_request

if TYPE_CHECKING:
    from collections.abc import Mapping

LINUX = Platform(system="linux", machine="x86_64", libc="gnu")


def made(text: str, **changes: str) -> PythonDownload:
    """A download by its version and variant: `3.12.1`, `3.14.0a6`, `3.13.0+freethreaded`."""
    number, _, variant = text.partition("+")
    digits = number.rstrip("abrc0123456789") if number[-1].isalpha() else number
    pre = next((number[at:] for at, letter in enumerate(number) if letter in "abr"), "")
    major, minor, patch = (int(part) for part in digits.removesuffix(pre).split("."))
    fields = {"implementation": "cpython", "system": "linux", "machine": "x86_64", "libc": "gnu", "url": "u", **changes}
    return PythonDownload(release=(major, minor, patch), pre=pre, variant=variant, **fields)


WORLD = [
    made(text)
    for text in (
        "3.12.0", "3.12.10", "3.12.9", "3.13.1", "3.13.1+freethreaded", "3.13.1+debug", "3.14.0a6", "3.14.0b1",
    )
]  # fmt: skip
WORLD += [
    made("3.13.2", implementation="pypy"),
    made("3.13.9", system="macos", libc="none"),
    made("3.13.9", libc="musl"),
]


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        ("3.12", "3.12.10"),
        ("3.12.9", "3.12.9"),
        ("3.13", "3.13.1"),
        ("3", "3.13.1"),
        ("", "3.13.1"),
        ("3.13t", "3.13.1+freethreaded"),
        ("3.13+debug", "3.13.1+debug"),
        ("3.14", "3.14.0b1"),
        ("3.14.0a6", "3.14.0a6"),
        (">=3.12,<3.13", "3.12.10"),
        (">=3.12", "3.13.1"),
        ("any", "3.14.0b1"),
        ("pypy", "3.13.2"),
        ("cpython-3.13-macos-any-none", "3.13.9"),
        ("cpython-3.13-linux-x86_64-musl", "3.13.9"),
    ],
)
def test_a_request_means_the_newest_that_it_admits(request_text: str, expected: str) -> None:
    wanted = completed(parse_request(request_text), LINUX)
    assert wanted is not None
    found = choose(WORLD, wanted)
    assert found is not None
    assert found.key().split("-")[1] == expected


@pytest.mark.parametrize("request_text", ["3.9", "graalpy", "3.12.11", "3.12t", "pypy@3.12"])
def test_what_nobody_has_is_not_found(request_text: str) -> None:
    try:
        wanted = completed(parse_request(request_text), LINUX)
    except PuvError:
        return  # 3.12t can never be
    assert wanted is not None
    assert choose(WORLD, wanted) is None


def test_paths_and_names_ask_for_no_download() -> None:
    assert completed(parse_request("./python"), LINUX) is None
    assert completed(parse_request("my-python"), LINUX) is None


def test_a_completed_request_is_a_key() -> None:
    wanted = completed(parse_request("3.12"), LINUX)
    assert wanted is not None
    assert wanted.key() == "cpython-3.12-linux-x86_64-gnu"


def test_listings_begin_with_the_newest_and_with_this_platform() -> None:
    others = [made("3.12.10", machine="aarch64"), made("3.12.10", machine="x86_64_v3"), made("3.12.10", libc="musl")]
    ordered = sorted([*WORLD, *others], key=lambda entry: order(entry, LINUX))
    keys = [entry.key() for entry in ordered]
    assert keys[0] == "cpython-3.14.0b1-linux-x86_64-gnu"
    assert keys[-1].startswith("pypy-")
    at = keys.index("cpython-3.12.10-linux-x86_64-gnu")
    assert keys[at + 1 : at + 4] == [
        "cpython-3.12.10-linux-x86_64-musl", "cpython-3.12.10-linux-x86_64_v3-gnu", "cpython-3.12.10-linux-aarch64-gnu",
    ]  # fmt: skip


ROW: Mapping[str, Any] = {
    "name": "cpython", "arch": {"family": "x86_64", "variant": "v3"}, "os": "darwin", "libc": "none", "major": 3,
    "minor": 13, "patch": 2, "prerelease": "rc1", "url": "https://example.org/x.tar.gz", "sha256": "ab",
    "variant": None, "build": "20250101",
}  # fmt: skip


def test_a_list_in_uv_s_form_is_read() -> None:
    (found,) = parse_downloads(json.dumps({"k": ROW}), "list.json")
    assert found.key() == "cpython-3.13.2rc1-macos-x86_64_v3-none"
    assert (found.sha256, found.build, str(found.version)) == ("ab", "20250101", "3.13.2rc1")


def test_what_nobody_can_have_is_left_out() -> None:
    rows = {
        "a": {**ROW, "name": "jython"},
        "b": {**ROW, "minor": 7},
        "c": {**ROW, "sha256": None, "variant": "default"},
    }
    (found,) = parse_downloads(json.dumps(rows), "list.json")
    assert (found.sha256, found.variant) == ("", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("junk", "expected value at line 1 column 1"),
        ("[]", "expected a map of downloads"),
        ('{"a": 1}', "`a`: expected struct JsonPythonDownload"),
        (json.dumps({"a": {**ROW, "major": "3"}}), "`a`: expected u8 `major`"),
        (json.dumps({"a": {key: value for key, value in ROW.items() if key != "url"}}), "`a`: missing field `url`"),
    ],
)
def test_a_wrong_list_is_an_error_that_says_where(text: str, told: str) -> None:
    with pytest.raises(DownloadListError, match=r"at `list\.json`") as caught:
        parse_downloads(text, "list.json")
    assert [str(link) for link in chain(caught.value)][1:] == [told]


def test_the_catalogue_knows_this_platform_s_pythons_with_their_digests() -> None:
    known = catalogue()
    for request_text in ("3.12", "3.13t", "pypy"):
        wanted = completed(parse_request(request_text), LINUX)
        assert wanted is not None
        found = choose(known, wanted)
        assert found is not None
        assert len(found.sha256) == 64
        assert found.url.startswith("https://")
    assert len({entry.key() for entry in known}) == len(known)
    assert not [entry for entry in known if entry.url.endswith(".zst")]
