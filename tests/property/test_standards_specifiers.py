from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from standards_strategies import clauses, small_versions, specifier_sets

from puv.errors import ParseError
from puv.standards.specifiers import parse_specifiers, repair
from puv.standards.version import Version


@given(specifier_sets, st.lists(small_versions(), min_size=1, max_size=8))
def test_clauses_admit_what_packaging_admits(text: str, versions: list[str]) -> None:
    specifiers, oracle = parse_specifiers(text), SpecifierSet(text)
    for version in versions:
        assert specifiers.contains(Version.parse(version)) == oracle.contains(version, prereleases=True), version


@given(st.lists(clauses(arbitrary=True), max_size=4).map(",".join))
def test_rendered_clauses_are_read_back_the_same(text: str) -> None:
    specifiers = parse_specifiers(text)
    again = parse_specifiers(str(specifiers))
    assert again == specifiers
    assert str(again) == str(specifiers)


@given(st.permutations([">=1", "<2", "!=1.5", "==1.*", "~=1.2"]))
def test_the_order_of_the_text_does_not_matter(parts: list[str]) -> None:
    assert str(parse_specifiers(",".join(parts))) == "==1.*,>=1,~=1.2,!=1.5,<2"


@given(st.text(alphabet="0123456789.,<>=!~* ad'\"", max_size=12))
def test_no_text_raises_anything_but_a_parse_error_and_leniency_only_adds(text: str) -> None:
    try:
        strict = parse_specifiers(text)
    except ParseError as error:
        assert 0 <= error.start <= error.end <= len(text)  # noqa: PT017 - not every text raises
        repair(text)
    else:
        assert parse_specifiers(text, lenient=True) == strict
        try:
            SpecifierSet(text)
        except InvalidSpecifier as problem:
            raise AssertionError(text) from problem
