"""Whatever a page lists, the stored listing says the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from puv.cache import listings
from puv.cache.grouping import by_version, version_of
from puv.cache.policy import Policy
from puv.standards.listing import File
from puv.standards.names import PackageName
from puv.standards.version import Version

NAME = PackageName("a-b")
INDEX = "https://example.org/simple"
hexes = st.text("0123456789abcdefABCDEF ", min_size=60, max_size=66)
texts = st.text(max_size=8)
versions = st.sampled_from(["1", "1.0", "1.0.0", "2.0rc1", "1!3", "2.0+local", "10", "9", "0.dev1", "nonsense", ""])
names = st.sampled_from(["a_b", "A.B", "a-b", "other"])
tags = st.sampled_from(
    ["py3-none-any", "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64", "1-py3-none-any", "py3-none", "-"]
)
filenames = st.one_of(
    st.builds("{}-{}-{}.whl".format, names, versions, tags),
    st.builds("{}-{}{}".format, names, versions, st.sampled_from([".tar.gz", ".zip", ".egg", ""])),
    texts,
)


@st.composite
def files(draw: st.DrawFn) -> File:
    filename = draw(filenames)
    folder = draw(st.one_of(st.just(""), texts, hexes.map(lambda text: f"{text[:2]}/{text[2:4]}/{text[4:]}/")))
    ending = draw(st.sampled_from(["{}", "{}?x", "%41{}"])).format(filename)
    return File(
        filename=filename,
        url=f"https://example.org/{folder}{ending}",
        index=INDEX,
        hashes=tuple(draw(st.lists(hexes.map("sha256:{}".format) | texts, max_size=2))),
        size=draw(st.none() | st.integers(0, 2**70)),
        requires_python=draw(texts),
        yanked=draw(st.none() | texts),
        upload_time=draw(st.none() | st.integers(0, 2**60)),
        has_metadata=draw(st.booleans()),
    )


@settings(max_examples=100, deadline=None)
@given(st.lists(files(), max_size=12))
def test_a_stored_listing_is_the_grouped_page(page: list[File]) -> None:
    listing = listings.decode(listings.encode(NAME, INDEX, page, policy=Policy()))
    assert listing is not None
    expected = by_version(NAME, page)
    assert listing.versions == [text for text, _ in expected]
    found = [list(listing.files(position)) for position in range(len(listing.versions))]
    assert found == [members for _, members in expected]
    parsed = [listing.version(position) for position in range(len(listing.versions))]
    assert parsed == sorted(set(parsed))


@settings(max_examples=100, deadline=None)
@given(st.lists(files(), max_size=12))
def test_grouping_with_shortcuts_is_grouping_file_by_file(page: list[File]) -> None:
    slow: dict[Version, list[str]] = {}
    for file in page:
        version = version_of(NAME, file.filename)
        if version is not None:
            slow.setdefault(version, []).append(file.filename)
    fast = {Version.parse(text): [file.filename for file in members] for text, members in by_version(NAME, page)}
    assert fast == {version: sorted(members) for version, members in slow.items()}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_decoder_fail(data: bytes) -> None:
    assert listings.decode(data) is None
    assert listings.decode(b"puvl\x01\r\n\x00" + data) is None
