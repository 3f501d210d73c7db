import pytest

from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version


def ranges(*texts: str) -> Ranges:
    found = Ranges.empty()
    for text in texts:
        found = found.union(Ranges.from_specifiers(parse_specifiers(text)))
    return found


# Left: a requirement. Right: what uv 0.13.8 shows for it in explanations.
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (">1.0", ">1.0"),
        (">1.0a1", ">1.0a1"),
        (">1.0.dev1", ">=1.0.dev2"),
        (">1.0.post1", ">1.0.post1"),
        ("<1.0", "<1.0"),
        ("<1.0.post1", "<1.0.post1.dev0"),
        ("<=1.0", "<=1.0"),
        ("==1.0", "==1.0"),
        ("==1.0+l", "==1.0+l"),
        ("===1.0", "==1.0"),
        ("!=1.0", "<1.0 | >1.0"),
        ("!=1.0.*", "<1.0.dev0 | >=1.1.dev0"),
        ("==1.0.*", "==1.0.*"),
        ("==1.*", "==1.*"),
        ("~=1.0", ">=1.0,<2.dev0"),
        ("~=1.0.1", ">=1.0.1,<1.1.dev0"),
        (">=1,<2", ">=1,<2"),
        (">=1,!=1.5,<2", ">=1,<1.5 | >1.5,<2"),
        (">=1,<=1", "==1"),
        (">=1.0.dev0,<2.0.dev0", ">=1.0.dev0,<2.0.dev0"),
        (">=1.0.0,<1.1", ">=1.0.0,<1.1"),
        (">=2,<1", "∅"),
        ("<0", "∅"),
        ("", "*"),
        ("==1!1.0", "==1!1.0"),
        (">=1.0,==1.0+l", "==1.0+l"),
        ("!=1.0,>=1.0", ">1.0"),
    ],
)
def test_ranges_are_shown_as_uv_shows_them(text: str, shown: str) -> None:
    assert str(ranges(text)) == shown


def test_full_and_empty_are_each_others_complement() -> None:
    assert Ranges.full().complement() == Ranges.empty()
    assert Ranges.empty().complement() == Ranges.full()
    assert Ranges.full().is_full
    assert Ranges.empty().is_empty
    assert not Ranges.full().is_empty
    assert str(ranges(">=1").union(ranges("<1"))) != "*"  # pre-releases of 1 are in neither
    assert ranges(">=1").union(ranges(">=1").complement()).is_full


def test_set_operations_on_intervals() -> None:
    assert ranges(">=1").intersection(ranges("<2")) == ranges(">=1,<2")
    assert ranges(">=1,<3").difference(ranges("==2")) == ranges(">=1,<3,!=2")
    assert ranges("<1", ">=2").intersection(ranges("<3")) == ranges("<1", ">=2,<3")
    assert ranges("<=1", "<=2") == ranges("<=2")
    assert ranges("<1").is_disjoint(ranges(">=1"))
    assert not ranges("<=1").is_disjoint(ranges(">=1"))
    assert ranges("==1.5").is_subset(ranges(">=1,<2"))
    assert not ranges(">=1,<2").is_subset(ranges("==1.5"))
    assert hash(ranges("<1", "<2")) == hash(ranges("<2"))


def test_a_singleton_leaves_local_versions_out() -> None:
    one = Ranges.singleton(Version.parse("1.0"))
    assert str(one) == "==1.0"
    assert one.contains(Version.parse("1.0.0"))
    assert not one.contains(Version.parse("1.0+l"))
    assert one.is_subset(ranges("==1.0"))
    assert one != ranges("==1.0")
    assert one.as_singleton() == ranges("==1.0").as_singleton() == Version.parse("1.0")
    assert ranges(">=1,<2").as_singleton() is None
    assert Ranges.full().as_singleton() is None
    assert ranges("==1", "==2").as_singleton() is None


def test_bounds_and_segments() -> None:
    both = ranges(">=1,<2", ">=3,<=4")
    assert both.bounds() == (Version.parse("1"), Version.parse("4"))
    assert Ranges.full().bounds() == (None, None)
    assert Ranges.empty().bounds() == (None, None)
    assert both.segments() == (ranges(">=1,<2"), ranges(">=3,<=4"))
    assert both.texts() == (">=1,<2", ">=3,<=4")


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ((">=2,<5",), ">=2"),
        (("==2", "==3"), ">=2,<=3"),
        ((">=3,<3.5",), ">=3,<3.5"),
        (("==1", "==4"), "<=1 | >=4"),
        (("==1", "==2", "==3", "==4"), "*"),
        ((">=5",), "∅"),
        ((">=1.5,<2.5", ">2.7,<4"), ">=1.5,<4"),
        (("==1", "==3"), "<=1 | ==3"),
    ],
)
def test_simplifying_agrees_on_the_known_versions_with_fewest_intervals(texts: tuple[str, ...], shown: str) -> None:
    known = [Version.parse(text) for text in ("1", "2", "3", "4")]
    simple = ranges(*texts).simplify(known)
    assert str(simple) == shown
    assert [simple.contains(version) for version in known] == [ranges(*texts).contains(version) for version in known]
    assert ranges(*texts).simplify([]) == ranges(*texts)


def test_a_mask_has_a_bit_for_every_version_inside_and_looks_at_few() -> None:
    versions = [Version.parse(f"{number}.0") for number in range(1000)]
    looked_at = []

    def version_at(position: int) -> Version:
        looked_at.append(position)
        return versions[position]

    mask = ranges(">=10,<20", "==500").mask(version_at, len(versions))
    assert [position for position in range(1000) if mask >> position & 1] == [*range(10, 20), 500]
    assert len(looked_at) <= 4 * 11
    assert Ranges.full().mask(version_at, 3) == 0b111
    assert Ranges.empty().mask(version_at, 3) == 0
    assert ranges(">=1").mask(version_at, 0) == 0
