import pytest

from puv.errors import ParseError
from puv.standards.specifiers import Specifier, Specifiers, parse_specifiers, repair
from puv.standards.version import Version

# Observed in uv 0.13.8; what is left out of each row is not admitted.
VERSIONS = (
    "0.9",
    "1.0.dev1",
    "1.0.dev2",
    "1.0a1",
    "1.0a2.dev1",
    "1.0a2",
    "1.0a2+l",
    "1.0a2.post1",
    "1.0a3",
    "1.0",
    "1.0+l",
    "1.0.post1.dev0",
    "1.0.post1.dev1",
    "1.0.post1",
    "1.0.post1+l",
    "1.0.post2.dev0",
    "1.0.post2",
    "1.0.1.dev0",
    "1.1",
    "2.0.dev0",
    "2.0",
)
ADMITTED = {
    "<1.0": "0.9",
    "<1.0a2": "0.9 1.0.dev1 1.0.dev2 1.0a1 1.0a2.dev1",
    "<1.0.post1": "0.9 1.0.dev1 1.0.dev2 1.0a1 1.0a2.dev1 1.0a2 1.0a2+l 1.0a2.post1 1.0a3 1.0 1.0+l",
    ">1.0": "1.0.1.dev0 1.1 2.0.dev0 2.0",
    ">1.0.post1": "1.0.post2.dev0 1.0.post2 1.0.1.dev0 1.1 2.0.dev0 2.0",
    ">1.0.post1.dev0": "1.0.post1.dev1 1.0.post1 1.0.post1+l 1.0.post2.dev0 1.0.post2 1.0.1.dev0 1.1 2.0.dev0 2.0",
    ">1.0a2": "1.0a3 1.0 1.0+l 1.0.post1.dev0 1.0.post1.dev1 1.0.post1 1.0.post1+l 1.0.post2.dev0 1.0.post2 1.0.1.dev0 "
    "1.1 2.0.dev0 2.0",
    "<=1.0a2": "0.9 1.0.dev1 1.0.dev2 1.0a1 1.0a2.dev1 1.0a2 1.0a2+l",
    "==1.0": "1.0 1.0+l",
    "==1.0+l": "1.0+l",
    "===1.0": "1.0",
    "==1.0.0.*": "1.0.dev1 1.0.dev2 1.0a1 1.0a2.dev1 1.0a2 1.0a2+l 1.0a2.post1 1.0a3 1.0 1.0+l 1.0.post1.dev0 "
    "1.0.post1.dev1 1.0.post1 1.0.post1+l 1.0.post2.dev0 1.0.post2",
    "!=1.*": "0.9 2.0.dev0 2.0",
    "~=1.0.post1": "1.0.post1 1.0.post1+l 1.0.post2.dev0 1.0.post2 1.0.1.dev0 1.1",
    "~=1.0,!=1.1": "1.0 1.0+l 1.0.post1.dev0 1.0.post1.dev1 1.0.post1 1.0.post1+l 1.0.post2.dev0 1.0.post2 1.0.1.dev0",
    "": " ".join(VERSIONS),
}


@pytest.mark.parametrize("text", ADMITTED)
def test_clauses_admit_what_uv_admits(text: str) -> None:
    specifiers = parse_specifiers(text)
    assert [version for version in VERSIONS if specifiers.contains(Version.parse(version))] == ADMITTED[text].split()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<2,>=1", ">=1,<2"),
        (" >= 1.0 , < 2.0.0", ">=1.0,<2.0.0"),
        ("!=3,<2,>=1,==1.*,~=1.2", "==1.*,>=1,~=1.2,<2,!=3"),
        (">4,>=4,==4,~=4.0,<=4,<4", "==4,~=4.0,<4,<=4,>4,>=4"),
        ("===4,==4,!=4,!=4.*,==4.*", "==4,==4.*,===4,!=4,!=4.*"),
        ("==4.0,==4", "==4.0,==4"),
        ("==1.0.0-alpha.1", "==1.0.0a1"),
        ("== v1.0", "==1.0"),
        ("", ""),
    ],
)
def test_clauses_are_shown_in_the_order_of_uv(text: str, shown: str) -> None:
    specifiers = parse_specifiers(text)
    assert str(specifiers) == shown
    assert parse_specifiers(shown) == specifiers
    assert hash(parse_specifiers(shown)) == hash(specifiers)
    assert len(specifiers) == len(list(specifiers)) == shown.count(",") + bool(shown)


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        (">=", "Unexpected end of version specifier, expected version", ">="),
        ("3.8", "Unexpected end of version specifier, expected operator. Did you mean `==3.8`?", "3.8"),
        ("bla", "Unexpected end of version specifier, expected operator", "bla"),
        (">=3.8,,<4", "Unexpected end of version specifier, expected operator", ""),
        (">=3.8,", "Unexpected end of version specifier, expected operator", ""),
        (">=3.8 <4", "Trailing `<4` is not allowed", ">=3.8 <4"),
        (">=3.8,<4.x", "after parsing `4`, found `.x`, which is not part of a valid version", "<4.x"),
        ("=>1", 'no such comparison operator "=>", must be one of ~= == != <= >= < > ===', "=>1"),
        ("~=1", "The ~= operator requires at least two segments in the release version", "~=1"),
        (">=1.*", "Operator >= cannot be used with a wildcard version specifier", ">=1.*"),
        ("===1.*", "Operator === cannot be used with a wildcard version specifier", "===1.*"),
        (">1+a.01", "Operator > is incompatible with versions containing non-empty local segments (`+a.1`)", ">1+a.01"),
        ("==1.*.2", "wildcards in versions must be at the end", "==1.*.2"),
    ],
)
def test_bad_clauses_are_refused_and_marked_as_by_uv(text: str, message: str, marked: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_specifiers(text)
    error = caught.value
    assert str(error) == message
    assert error.source[error.start : error.end] == marked


@pytest.mark.parametrize(
    ("slip", "mended"),
    [
        (">=7.2<8", ">=7.2,<8"),
        ("!=~5.0", "!=5.0.*"),
        (">=1.9.*", ">=1.9"),
        ("!=3.0*", "!=3.0.*"),
        (">=4,", ">=4"),
        (">dev", ">0.0.0.dev0"),
        (">=9.0.0a1.0", ">=9.0.0a1"),
        (">='3.6'", ">=3.6"),
        ('<"3",>="2"', ">=2,<3"),
        (">=7.2<8.*", ">=7.2,<8"),
        (">=2.7,!=3.0*,!=3.1*", ">=2.7,!=3.0.*,!=3.1.*"),
    ],
)
def test_known_slips_are_mended_only_when_asked(slip: str, mended: str) -> None:
    with pytest.raises(ParseError):
        parse_specifiers(slip)
    assert str(parse_specifiers(slip, lenient=True)) == mended


@pytest.mark.parametrize("text", ["=>1", "bogus", ">=1.0 <2.0", "<3.8*", "~=3.7.*", "!=~10.0"])
def test_other_slips_keep_the_error_of_the_text_as_written(text: str) -> None:
    with pytest.raises(ParseError) as strict:
        parse_specifiers(text)
    with pytest.raises(ParseError) as lenient:
        parse_specifiers(text, lenient=True)
    assert str(lenient.value) == str(strict.value)
    assert lenient.value.source == text


def test_nothing_is_mended_in_a_sound_text() -> None:
    assert repair(">=1.0,<2") is None
    assert repair(">='1'; python_version < '3'") == ">=1; python_version < '3'"


def test_specifiers_are_sequences_of_values() -> None:
    specifiers = parse_specifiers(">=1,<2")
    assert specifiers[0] == Specifier(">=", Version.parse("1"))
    assert specifiers[0] != Specifier(">=", Version.parse("1.0"))
    assert hash(specifiers[1]) == hash(Specifier("<", Version.parse("2")))
    assert repr(specifiers[0]) == "Specifier('>=1')"
    assert repr(specifiers) == "Specifiers('>=1,<2')"
    assert Specifiers() == parse_specifiers("  ")
