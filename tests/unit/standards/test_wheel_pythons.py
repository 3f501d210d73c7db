"""Which wheels are for some of many Pythons."""

from __future__ import annotations

import pytest

from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers
from puv.standards.wheel_pythons import WheelPythons


@pytest.mark.parametrize("bounds", [">=3.11", "==3.11.*", "~=3.11.0", ">=3.11.4,<3.12", ">=3.11rc1"])
def test_what_is_for_an_older_minor_version_fits_no_set_that_begins_later(bounds: str) -> None:
    pythons = WheelPythons(Ranges.from_specifiers(parse_specifiers(bounds)))
    tags = ("cp310-cp310", "cp310-none", "pp310-pypy310_pp73", "py2-none")
    assert not [tag for tag in tags if pythons.fits(f"a-1-{tag}-any.whl")]
    assert all(pythons.fits(f"a-1-{tag}-any.whl") for tag in ("cp311-cp311", "py3-none", "cp38-abi3", "py310-none"))


def test_what_is_for_a_newer_minor_version_fits_no_set_that_ends_before() -> None:
    pythons = WheelPythons(Ranges.from_specifiers(parse_specifiers(">=3.9,<3.12")))
    assert [minor for minor in range(7, 15) if pythons.fits(f"a-1-cp3{minor}-cp3{minor}-linux_x86_64.whl")] == [
        9,
        10,
        11,
    ]


def test_a_name_without_tags_fits_nothing() -> None:
    assert not WheelPythons(Ranges.from_specifiers(parse_specifiers(">=3.8"))).fits("a-1.whl")
