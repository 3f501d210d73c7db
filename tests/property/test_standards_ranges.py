from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from standards_strategies import clauses, small_versions, specifier_sets

from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version

sets = (
    st.lists(specifier_sets, min_size=1, max_size=3)
    .map(
        lambda texts: [Ranges.from_specifiers(parse_specifiers(text)) for text in texts],
    )
    .map(
        lambda found: (
            found[0]
            if len(found) == 1
            else found[0].union(found[1]).difference(found[-1])
            if len(found) > 2
            else found[0].union(found[1])
        )
    )
)
parsed = small_versions().map(Version.parse)


@given(st.lists(clauses(arbitrary=True), max_size=4).map(",".join), st.lists(parsed, min_size=1, max_size=8))
def test_a_range_holds_what_its_specifiers_admit(text: str, versions: list[Version]) -> None:
    specifiers = parse_specifiers(text)
    found = Ranges.from_specifiers(specifiers)
    for version in versions:
        assert found.contains(version) == specifiers.contains(version)


@given(specifier_sets, st.lists(small_versions(), min_size=1, max_size=8))
def test_a_range_holds_what_packaging_admits(text: str, versions: list[str]) -> None:
    found, oracle = Ranges.from_specifiers(parse_specifiers(text)), SpecifierSet(text)
    for version in versions:
        assert found.contains(Version.parse(version)) == oracle.contains(version, prereleases=True)


@given(sets, sets, parsed)
def test_set_operations_are_those_of_logic(first: Ranges, second: Ranges, version: Version) -> None:
    one, two = first.contains(version), second.contains(version)
    assert first.intersection(second).contains(version) == (one and two)
    assert first.union(second).contains(version) == (one or two)
    assert first.difference(second).contains(version) == (one and not two)
    assert first.complement().contains(version) == (not one)


@given(sets, sets, sets)
def test_ranges_form_a_boolean_algebra(first: Ranges, second: Ranges, third: Ranges) -> None:
    assert first.complement().complement() == first
    assert first.union(first.complement()) == Ranges.full()
    assert first.intersection(first.complement()) == Ranges.empty()
    assert first.intersection(second) == second.intersection(first)
    assert first.union(second) == second.union(first)
    assert first.intersection(second.union(third)) == first.intersection(second).union(first.intersection(third))
    assert first.union(second).complement() == first.complement().intersection(second.complement())
    assert first.is_subset(second) == (first.union(second) == second)
    assert first.is_disjoint(second) == first.intersection(second).is_empty


@given(sets)
def test_segments_are_ascending_and_make_up_the_range(found: Ranges) -> None:
    total = Ranges.empty()
    for segment in found.segments():
        assert len(segment.segments()) == 1
        assert segment.is_disjoint(total)
        total = total.union(segment)
    assert total == found
    assert len(found.texts()) == len(found.segments())


@given(sets, st.lists(parsed, max_size=8))
def test_masks_and_simplification_agree_with_membership(found: Ranges, versions: list[Version]) -> None:
    known = sorted(set(versions))
    inside = [found.contains(version) for version in known]
    mask = found.mask(known.__getitem__, len(known))
    assert [bool(mask >> position & 1) for position in range(len(known))] == inside
    assert mask >> len(known) == 0
    simple = found.simplify(known)
    assert [simple.contains(version) for version in known] == inside
    if known:
        runs = sum(now and not before for before, now in zip([False, *inside], inside, strict=False))
        assert len(simple.segments()) == runs
        assert simple.simplify(known) == simple
        assert simple.is_full == all(inside)
