"""Addresses of repositories survive being written and read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from puv.errors import ParseError
from puv.standards.git_url import GitUrl, parse_git_url

_NAMES = st.text("abcXYZ019-_.", min_size=1, max_size=12)
_REFERENCES = st.text("abcXYZ019-_./@%+ #?&é", min_size=1, max_size=20)
_PATHS = st.lists(_NAMES, min_size=1, max_size=3).map("/".join)


@st.composite
def _urls(draw: st.DrawFn) -> GitUrl:
    kind = draw(st.sampled_from(("default", "branch", "tag", "rev")))
    host = draw(st.sampled_from(("https://example.org/", "ssh://git@example.org/", "file:///", "https://u:p@h/")))
    return GitUrl(
        repository=host + draw(_PATHS),
        reference="" if kind == "default" else draw(_REFERENCES),
        kind=kind,  # type: ignore[arg-type]  # one of them
        commit=draw(st.sampled_from(("", "0123456789abcdef0123456789abcdef01234567"))),
        subdirectory=draw(st.one_of(st.just(""), _PATHS)),
        lfs=draw(st.booleans()),
    )


@given(_urls())
def test_what_is_carried_arrives(url: GitUrl) -> None:
    found = parse_git_url(url.carried())
    assert found.same_as(url)
    assert (found.reference, found.kind, found.lfs) == (url.reference, url.kind, url.lfs)


@given(_urls())
def test_an_address_with_its_commit_needs_nothing_else(url: GitUrl) -> None:
    fixed = url.replace(commit="0123456789abcdef0123456789abcdef01234567", lfs=False)
    found = parse_git_url(fixed.url())
    assert found.same_as(fixed)
    assert parse_git_url(found.url()) == found.replace(fragment=parse_git_url(found.url()).fragment)


@given(st.text(max_size=40))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        found = parse_git_url(f"git+{text}")
    except ParseError:
        return
    assert found.repository.partition(":")[0] in ("https", "ssh", "file", "http")
