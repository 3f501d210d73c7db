from hypothesis import given
from hypothesis import strategies as st
from packaging.version import InvalidVersion
from packaging.version import Version as Oracle
from standards_strategies import small_versions, versions

from puv.standards.version import Version


@given(versions())
def test_every_spelling_has_the_normal_form_that_packaging_gives_it(text: str) -> None:
    version, oracle = Version.parse(text), Oracle(text)
    assert str(version) == str(oracle)
    assert version.epoch == oracle.epoch
    assert version.release == oracle.release
    assert version.pre == oracle.pre
    assert version.post == oracle.post
    assert version.dev == oracle.dev
    assert version.is_prerelease == oracle.is_prerelease
    assert str(version.public) == oracle.public


@given(versions())
def test_the_normal_form_is_read_back_as_the_same_version(text: str) -> None:
    version = Version.parse(text)
    again = Version.parse(str(version))
    assert again == version
    assert str(again) == str(version)
    assert hash(again) == hash(version)


@given(st.text(alphabet="0123456789.abcrpostdevl+-_!v *~é", max_size=12))
def test_a_text_is_a_version_exactly_when_packaging_takes_it(text: str) -> None:
    try:
        expected = str(Oracle(text))
    except InvalidVersion:
        expected = None
    version = Version.parse_or_none(text)
    assert (str(version) if version else None) == expected


@given(st.lists(st.one_of(versions(), small_versions()), min_size=2, max_size=6))
def test_versions_are_ordered_as_by_packaging(texts: list[str]) -> None:
    for first in texts:
        for second in texts:
            ours, theirs = (Version.parse(first), Version.parse(second)), (Oracle(first), Oracle(second))
            assert (ours[0] < ours[1]) == (theirs[0] < theirs[1])
            assert (ours[0] == ours[1]) == (theirs[0] == theirs[1])
            if ours[0] == ours[1]:
                assert hash(ours[0]) == hash(ours[1])


@given(small_versions())
def test_the_public_key_is_that_of_the_public_version(text: str) -> None:
    version = Version.parse(text)
    assert version.public_key == version.public.key <= version.key
