from __future__ import annotations

import pytest

from puv.resolver.universe import Universe
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version
from support.fake_port import Dist, FakeListing

VERSIONS = ("1.0", "1.5", "2.0a1", "2.0", "3.0+cpu")


def universe() -> Universe:
    listing = FakeListing("p", {text: Dist() for text in VERSIONS}, "https://example.org/simple")
    return Universe("p", (listing,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", ">=1.5", "<2.0", "<=2.0", ">1.0", "==1.*", "!=1.5", "~=1.0", "==3.0", ">=9", ">=1.1,<1.4", "!=1.*"]
)
def test_a_mask_has_the_bits_of_the_versions_that_the_specifiers_admit(text: str) -> None:
    found = universe()
    specifiers = parse_specifiers(text)
    mask = found.mask(specifiers) & found.published
    wanted = [at for at, version in enumerate(VERSIONS) if specifiers.contains(Version.parse(version))]
    assert [at for at in range(len(VERSIONS)) if mask >> (2 * at + 2) & 1] == wanted


def test_a_range_between_versions_is_a_gap_and_not_nothing() -> None:
    found = universe()
    assert found.mask(parse_specifiers(">=1.1,<1.4")) == 1 << 3
    assert found.mask(parse_specifiers(">=9")) == 1 << 11


def test_specifiers_that_exclude_each_other_admit_nothing() -> None:
    assert universe().mask(parse_specifiers(">2,<1")) == 0


def test_a_pin_does_not_reach_into_the_gap_behind_it() -> None:
    assert universe().mask(parse_specifiers("==1.5")) == 1 << 4


def test_versions_of_several_indexes_are_merged() -> None:
    first = FakeListing("p", {"1.0": Dist(), "3": Dist()}, "https://example.org/one")
    second = FakeListing("p", {"1": Dist(), "2": Dist()}, "https://example.org/two")
    found = Universe("p", (first, second))  # type: ignore[arg-type]
    assert found.versions == ["1.0", "2", "3"]
    assert [len(files) for files in (found.files(0), found.files(1))] == [2, 1]
    assert found.listed_by(1) == 0b10100
    assert found.position_of(Version.parse("2.0")) == 1
    assert found.position_of(Version.parse("2.5")) == -1
