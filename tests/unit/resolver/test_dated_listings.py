"""What was uploaded before a time, from listings that tell times as texts and from those that do not."""

from __future__ import annotations

import pytest

from puv.cache import listings
from puv.cache.policy import Policy
from puv.resolver.sources import DatedListing
from puv.standards.listing import File
from puv.standards.names import PackageName
from puv.standards.page import Page
from puv.standards.timestamps import parse_timestamp

INDEX = "https://example.org/simple"
LIMIT = "2024-06-01T12:00:00Z"


def stored(times: dict[str, str | None]) -> listings.StoredListing:
    page = Page(
        index=INDEX,
        filenames=[f"p-{version}-py3-none-any.whl" for version in times],
        urls=[f"https://files.example.org/{version}.whl" for version in times],
        hashes=[()] * len(times),
        sizes=[None] * len(times),
        pythons=[""] * len(times),
        yanked=[None] * len(times),
        uploads=list(times.values()),
        metadata=[False] * len(times),
    )
    found = listings.decode(listings.encode_page(PackageName("p"), page, policy=Policy(), body_digest="d"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("times", "kept", "undated"),
    [
        ({"1": "2024-01-01T00:00:00Z", "2": "2024-12-01T00:00:00Z"}, ["1"], []),
        ({"1": "2024-06-01T11:59:59.999Z", "2": "2024-06-01T12:00:00Z", "3": "2024-06-01T12:00:00.001Z"}, ["1"], []),
        ({"1": "2024-06-01T13:30:00+02:00", "2": "2024-06-01T11:00:00-02:00"}, ["1"], []),
        ({"1": "2024-01-01T00:00:00Z", "2": None}, ["1"], ["p-2-py3-none-any.whl"]),
        ({"1": "2024-01-01T00:00:00.123456Z", "2": "2024-01-02T00:00:00Z"}, ["1", "2"], []),
    ],
    ids=["plainly", "at the second", "in another zone", "without a time", "all of them"],
)
def test_times_as_texts_are_compared_as_times(
    times: dict[str, str | None], kept: list[str], undated: list[str]
) -> None:
    limit = parse_timestamp(LIMIT)
    assert limit is not None
    dated = DatedListing(stored(times), limit, frozenset())
    assert (dated.versions, dated.without_date) == (kept, undated)
    for position in range(len(dated.versions)):
        files = dated.files(position)
        assert files
        assert all(isinstance(file, File) and (file.upload_time or 0) < limit for file in files)
