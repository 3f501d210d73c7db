from __future__ import annotations

from pathlib import Path

import pytest

from puv.standards.markers import parse_marker
from puv.standards.markers.tree import FALSE, TRUE, MarkerAlgebra
from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers

TEXTS = Path(__file__).parents[2] / "fixtures" / "markers" / "uv_texts.txt"


def recorded() -> list[tuple[str, str]]:
    lines = TEXTS.read_text(encoding="utf-8").splitlines()[1:]
    return [(marker, text.removeprefix("=>").strip()) for marker, text in zip(lines[::2], lines[1::2], strict=True)]


def ids(algebra: MarkerAlgebra, *texts: str) -> list[int]:
    return [algebra.from_marker(parse_marker(text)) for text in texts]


def pythons(text: str) -> Ranges:
    return Ranges.from_specifiers(parse_specifiers(text))


def test_markers_are_printed_as_uv_prints_them() -> None:
    wrong = []
    for marker, text in recorded():
        algebra = MarkerAlgebra()
        found = algebra.to_text(algebra.from_marker(parse_marker(marker)))
        if found != text:
            wrong.append((marker, text, found))
    assert wrong == []


def test_what_uv_prints_means_what_was_printed() -> None:
    algebra = MarkerAlgebra()
    for marker, text in recorded():
        if text:  # impossible platforms aside, which may be FALSE on their own and not inside a larger marker
            one, two = ids(algebra, marker, text)
            assert algebra.implies(one, two), marker
            assert algebra.implies(two, one), marker


def test_equal_meaning_is_equal_identity() -> None:
    algebra = MarkerAlgebra()
    for one, two in [
        ("python_version >= '3.8'", "python_full_version >= '3.8.0'"),
        ("python_version > '3.8'", "'3.9' <= python_version"),
        ("platform_system == 'Windows'", "sys_platform == 'win32'"),
        ("os_name == 'a' or os_name != 'a'", "extra == 'x' or extra != 'x'"),
        (
            "extra == 'a' and (extra == 'b' or extra == 'c')",
            "extra == 'a' and extra == 'c' or extra == 'b' and extra == 'a'",
        ),
        ("sys_platform >= 'linux'", "sys_platform == 'linux'"),
    ]:
        left, right = ids(algebra, one, two)
        assert left == right, (one, two)


def test_the_constants_have_their_ids_and_texts() -> None:
    algebra = MarkerAlgebra()
    assert algebra.from_marker(None) == TRUE
    never, always = ids(algebra, "python_version < '0'", "python_version >= '0'")
    assert (never, always) == (FALSE, TRUE)
    assert algebra.to_text(TRUE) == ""
    assert algebra.to_text(FALSE) == "python_version < '0'"
    assert algebra.to_marker(TRUE) is None
    assert str(algebra.to_marker(FALSE)) == "python_version < '0'"
    assert algebra.not_(TRUE) == FALSE


@pytest.mark.parametrize(
    ("one", "two", "disjoint"),
    [
        ("python_version < '3.8'", "python_version >= '3.8'", True),
        ("python_version < '3.9'", "python_version >= '3.8'", False),
        ("sys_platform == 'linux'", "sys_platform == 'win32'", True),
        ("sys_platform == 'linux'", "sys_platform != 'win32'", False),
        ("os_name == 'nt'", "sys_platform == 'linux'", True),
        ("os_name == 'nt'", "sys_platform == 'cygwin'", False),
        ("os_name == 'posix'", "platform_system == 'Windows'", True),
        ("platform_system == 'FreeBSD'", "sys_platform == 'linux'", True),
        ("platform_system == 'iOS'", "sys_platform == 'ios'", False),
        ("os_name == 'nt' and python_version < '3.8'", "sys_platform == 'linux' or python_version >= '3.8'", True),
        ("extra == 'a'", "extra != 'a'", True),
        ("extra == 'a'", "extra == 'b'", False),
        ("sys_platform in 'a b'", "sys_platform not in 'a b'", True),
        ("sys_platform == 'c'", "sys_platform in 'a b'", False),
    ],
)
def test_disjointness_knows_the_world(one: str, two: str, *, disjoint: bool) -> None:
    algebra = MarkerAlgebra()
    left, right = ids(algebra, one, two)
    assert algebra.is_disjoint(left, right) is disjoint
    assert algebra.is_disjoint(right, left) is disjoint
    assert (algebra.and_(left, right) == FALSE) is disjoint
    assert algebra.implies(left, algebra.not_(right)) is disjoint


@pytest.mark.parametrize(
    ("requires", "marker", "simple"),
    [
        (">=3.8", "python_version >= '3.8'", ""),
        (">=3.8", "python_version < '3.8'", "python_version < '0'"),
        (">=3.8", "python_version < '3.10'", "python_full_version < '3.10'"),
        (">=3.8", "python_version >= '3.7' and python_version < '3.10'", "python_full_version < '3.10'"),
        (">=3.8,<3.12", "python_version >= '3.10'", "python_full_version >= '3.10'"),
        (">=3.8,<3.12", "python_version < '3.12' and os_name == 'nt'", "os_name == 'nt'"),
        (">=3.8,<3.12", "python_version < '3.9' or python_version >= '3.11'", "python_full_version != '3.9.*' and x"),
        (">3.8,<=3.11.4", "python_full_version > '3.8' and python_full_version <= '3.11.4'", ""),
        (">3.8,<=3.11.4", "python_full_version <= '3.8' or os_name == 'nt'", "os_name == 'nt'"),
        ("", "python_version >= '3.8'", "python_full_version >= '3.8'"),
    ],
)
def test_markers_are_simplified_by_the_python_requirement_and_back(requires: str, marker: str, simple: str) -> None:
    if simple.endswith(" and x"):  # the hole of two minor versions
        simple = "python_full_version < '3.9' or python_full_version >= '3.11'"
    algebra = MarkerAlgebra()
    found, bounds = ids(algebra, marker)[0], pythons(requires)
    simplified = algebra.simplify_python(found, bounds)
    assert algebra.to_text(simplified) == simple
    assert algebra.complexify_python(simplified, bounds) == algebra.complexify_python(found, bounds)


@pytest.mark.parametrize(
    ("marker", "bounds"),
    [
        ("python_version >= '3.8' and python_version < '3.10'", ">=3.8,<3.10"),
        ("python_version >= '3.8' and os_name == 'nt' or python_version == '3.6'", ">=3.6"),
        ("os_name == 'nt'", "*"),
        ("python_full_version <= '3.8.1'", "<=3.8.1"),
        ("python_version < '0'", "∅"),
    ],
)
def test_the_bounds_of_python_are_those_of_all_true_paths(marker: str, bounds: str) -> None:
    algebra = MarkerAlgebra()
    assert str(algebra.python_bounds(ids(algebra, marker)[0])) == bounds


def test_extras_can_be_projected_away_assumed_and_listed() -> None:
    algebra = MarkerAlgebra()
    marker, windows, new = ids(
        algebra, "(extra == 'a' and os_name == 'nt') or (extra == 'b' and python_version >= '3.9')", "os_name == 'nt'",
        "python_version >= '3.9'",
    )  # fmt: skip
    assert algebra.extras(marker) == ("a", "b")
    assert algebra.without_extras(marker) == algebra.or_(windows, new)
    assert algebra.to_text(algebra.only_extras(marker)) == "extra == 'a' or extra == 'b'"
    assert algebra.assume_extras(marker, ("a",), ("b",)) == windows
    assert algebra.assume_extras(marker, (), ("a", "b")) == FALSE
    assert algebra.extras(windows) == ()


@pytest.mark.parametrize(
    ("marker", "assumption", "simple"),
    [
        ("os_name == 'nt' and python_version < '3.9'", "python_version < '3.9'", "os_name == 'nt'"),
        ("os_name == 'nt' or python_version < '3.9'", "python_version >= '3.9'", "os_name == 'nt'"),
        ("os_name == 'nt'", "python_version >= '3.9'", "os_name == 'nt'"),
        ("os_name == 'nt'", "os_name == 'nt'", ""),
        ("os_name == 'nt'", "os_name != 'nt'", "python_version < '0'"),
        ("sys_platform == 'linux'", "sys_platform == 'linux' or sys_platform == 'win32'", "sys_platform != 'win32'"),
        ("sys_platform == 'win32'", "sys_platform == 'linux' or sys_platform == 'win32'", "sys_platform == 'win32'"),
        (
            "python_version >= '3.10'",
            "python_version == '3.9' or python_version == '3.11'",
            "python_full_version == '3.11.*'",
        ),
    ],
)
def test_a_marker_need_not_say_what_is_assumed(marker: str, assumption: str, simple: str) -> None:
    algebra = MarkerAlgebra()
    found, assumed = ids(algebra, marker, assumption)
    restricted = algebra.restrict(found, assumed)
    assert algebra.to_text(restricted) == simple
    assert algebra.and_(restricted, assumed) == algebra.and_(found, assumed)


def test_nodes_are_shared() -> None:
    algebra = MarkerAlgebra()
    ids(algebra, "os_name == 'nt'")
    before = len(algebra)
    ids(algebra, "os_name == 'nt'", "os_name != 'nt'", "os_name == 'nt' and os_name == 'nt'")
    assert len(algebra) == before
