from itertools import pairwise

import pytest

from puv.errors import ParseError
from puv.standards.version import Version, parse_pattern

ORDERED = (
    "0.dev0",
    "0",
    "0.9",
    "1.dev0",
    "1.0.dev1",
    "1.0a1.dev1",
    "1.0a1",
    "1.0a1.post1.dev2",
    "1.0a1.post1",
    "1.0a2",
    "1.0b1",
    "1.0rc1",
    "1.0",
    "1.0+abc",
    "1.0+abc.1",
    "1.0+1",
    "1.0+2",
    "1.0.post0.dev1",
    "1.0.post0",
    "1.0.post1",
    "1.0.1",
    "1.1",
    "1.10",
    "2",
    "1!0.1",
)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("1.2.3", "1.2.3"),
        ("v1.0", "1.0"),
        ("V1", "1"),
        (" 1.0\n", "1.0"),
        ("01.002", "1.2"),
        ("1.0ALPHA1", "1.0a1"),
        ("1.0-beta.2", "1.0b2"),
        ("1.0c1", "1.0rc1"),
        ("1.0pre", "1.0rc0"),
        ("1.0_preview_3", "1.0rc3"),
        ("1.0a.", "1.0a0"),
        ("1.0-1", "1.0.post1"),
        ("1.0r4", "1.0.post4"),
        ("1.0rev4", "1.0.post4"),
        ("1.0post", "1.0.post0"),
        ("1.0.dev", "1.0.dev0"),
        ("1.0DEV-3", "1.0.dev3"),
        ("1!1.0", "1!1.0"),
        ("0!1.0", "1.0"),
        ("1.0+Ubuntu-01_x", "1.0+ubuntu.1.x"),
        ("1.0a1.post2.dev3+l", "1.0a1.post2.dev3+l"),
        ("1.0-1.dev2", "1.0.post1.dev2"),
        ("18446744073709551614", "18446744073709551614"),
        ("1.0+99999999999999999999999", "1.0+99999999999999999999999"),
    ],
)
def test_every_spelling_has_one_normal_form(text: str, normal: str) -> None:
    assert str(Version.parse(text)) == normal
    assert str(Version.parse(normal)) == normal


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected version to start with a number, but no leading ASCII digits were found"),
        ("x", "expected version to start with a number, but no leading ASCII digits were found"),
        ("²", "expected version to start with a number, but no leading ASCII digits were found"),
        ("1.0.x", "after parsing `1.0`, found `.x`, which is not part of a valid version"),
        ("1..2", "after parsing `1`, found `..2`, which is not part of a valid version"),
        ("1.2.", "after parsing `1.2`, found `.`, which is not part of a valid version"),
        ("1_0", "after parsing `1`, found `_0`, which is not part of a valid version"),
        ("1.0a.b", "after parsing `1.0a.`, found `b`, which is not part of a valid version"),
        ("1.0-", "after parsing `1.0`, found `-`, which is not part of a valid version"),
        ("1.*", "after parsing `1`, found `.*`, which is not part of a valid version"),
        (
            "1!",
            (
                "expected version to have a non-empty release component after an epoch, "
                "but no ASCII digits after the epoch were found"
            ),
        ),
        (
            "1.0+a..b",
            (
                "found a `.` indicating the start of a local component in a version, "
                "but did not find any alphanumeric ASCII segment following the `.`"
            ),
        ),
        (
            "1.0+",
            (
                "found a `+` indicating the start of a local component in a version, "
                "but did not find any alphanumeric ASCII segment following the `+`"
            ),
        ),
        (
            "18446744073709551615",
            (
                "expected number less than or equal to 18446744073709551614, "
                'but number found in "18446744073709551615" exceeds it'
            ),
        ),
    ],
)
def test_what_is_not_a_version_is_refused_with_the_words_of_uv(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        Version.parse(text)
    assert str(caught.value) == message
    assert Version.parse_or_none(text) is None


def test_versions_are_ordered_as_pep_440_says() -> None:
    versions = [Version.parse(text) for text in ORDERED]
    shuffled = [*versions[1::2], *versions[::2]]
    assert sorted(shuffled) == versions
    for lower, higher in pairwise(versions):
        assert lower < higher
        assert higher > lower
        assert lower <= higher
        assert higher >= lower
        assert lower != higher


def test_trailing_zeros_do_not_distinguish_versions() -> None:
    assert Version.parse("1") == Version.parse("1.0.0")
    assert hash(Version.parse("0")) == hash(Version.parse("0.0"))
    assert Version.parse("1.0") != "1.0"


def test_the_parts_of_a_version_can_be_asked_for() -> None:
    version = Version.parse("2!1.4.0rc5.post6.dev7+local.8")
    assert (version.epoch, version.release, version.pre) == (2, (1, 4, 0), ("rc", 5))
    assert (version.post, version.dev, version.local) == (6, 7, ("local", 8))
    assert version.is_prerelease
    assert version.is_post
    assert version.is_dev
    assert version.is_local
    plain = Version.parse("1.4")
    assert (plain.epoch, plain.pre, plain.post, plain.dev, plain.local) == (0, None, None, None, ())
    assert not any((plain.is_prerelease, plain.is_post, plain.is_dev, plain.is_local))
    assert Version.parse("1.dev1").is_prerelease
    assert not Version.parse("1.post1").is_prerelease


def test_parts_of_a_version_can_be_dropped() -> None:
    version = Version.parse("2!1.4rc5+local")
    assert str(version.public) == "2!1.4rc5"
    assert str(version.only_release()) == "2!1.4"
    assert version.public_key == version.public.key
    plain = Version.parse("1.4")
    assert plain.public is plain
    assert plain.only_release() is plain
    assert plain.public_key == plain.key


def test_bumping_a_segment_drops_what_follows() -> None:
    assert str(Version.parse("1!1.4.2rc1").bump(1)) == "1!1.5"
    assert str(Version.parse("1.4.2").bump(0)) == "2"


def test_a_pattern_is_a_version_or_a_release_with_a_star() -> None:
    assert parse_pattern("1.0a1") == (Version.parse("1.0a1"), False)
    version, wildcard = parse_pattern("1!1.0.*")
    assert (str(version), wildcard) == ("1!1.0", True)
    with pytest.raises(ParseError, match=r"^wildcards in versions must be at the end$"):
        parse_pattern("1.*.2")
    with pytest.raises(ParseError, match=r"^after parsing `1.0a1`, found `\.\*`"):
        parse_pattern("1.0a1.*")


def test_a_version_shows_its_normal_form() -> None:
    assert repr(Version.parse("v1.0")) == "Version('1.0')"
