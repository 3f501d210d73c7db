"""Markers keep their meaning through every form, and their algebra is one."""

from __future__ import annotations

import itertools

from hypothesis import example, given, settings
from hypothesis import strategies as st
from packaging.markers import Marker as PackagingMarker

from puv.errors import ParseError
from puv.standards.markers import parse_marker
from puv.standards.markers.tree import FALSE, TRUE, MarkerAlgebra
from puv.standards.ranges import Ranges
from puv.standards.specifiers import parse_specifiers

PYTHONS = ("3.7.0", "3.8.0", "3.8.1", "3.9.2", "3.10.0", "3.11.7", "4.0.1")
PLATFORMS = (
    ("posix", "linux", "Linux", "5.4.0-1"),
    ("posix", "darwin", "Darwin", "20.1.0"),
    ("nt", "win32", "Windows", "10"),
    ("posix", "freebsd13", "FreeBSD", "13.1"),
    ("posix", "ios", "iOS", "17.0"),
)
ENVIRONMENTS = [
    {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_release": release,
        "platform_version": "#1",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "implementation_version": version,
        "python_full_version": version,
        "python_version": ".".join(version.split(".")[:2]),
    }
    for (os_name, sys_platform, system, release), version, machine in itertools.product(
        PLATFORMS, PYTHONS, ("x86_64", "arm64")
    )
]
EXTRAS = ((), ("a",), ("b",), ("a", "b"))

OPERATORS = ["==", "!=", "<", "<=", ">", ">="]
NAMES = {
    "os_name": ["nt", "posix"],
    "sys_platform": ["linux", "win32", "darwin", "ios"],
    "platform_system": ["Linux", "Windows", "FreeBSD"],
    "platform_machine": ["x86_64", "arm64"],
}
PYTHON_TEXTS = ["3.7", "3.8", "3.8.1", "3.9", "3.9.2", "3.10", "3.11", "4"]


@st.composite
def names(draw: st.DrawFn) -> str:
    variable = draw(st.sampled_from(sorted(NAMES)))
    value = draw(st.sampled_from(NAMES[variable]))
    match draw(st.integers(0, 5)):
        case 0:
            return f"{variable} in '{' '.join(NAMES[variable][:2])}'"
        case 1:
            return f"'{value[1:3]}' not in {variable}"
        case 2:
            return f"'{value}' == {variable}"
        case _:
            return f"{variable} {draw(st.sampled_from(['==', '!=']))} '{value}'"


@st.composite
def plain_versions(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        minor = draw(st.sampled_from(["3.7", "3.8", "3.9", "3.10", "3.11"]))
        return f"python_version {draw(st.sampled_from([*OPERATORS, '~=']))} '{minor}'"
    return f"python_full_version {draw(st.sampled_from(OPERATORS))} '{draw(st.sampled_from(PYTHONS))}'"


@st.composite
def odd_versions(draw: st.DrawFn) -> str:
    variable = draw(st.sampled_from(["python_version", "python_full_version", "implementation_version"]))
    value = draw(st.sampled_from(PYTHON_TEXTS))
    match draw(st.integers(0, 4)):
        case 0:
            return f"{variable} {draw(st.sampled_from(['==', '!=']))} '{value}.*'"
        case 1:
            return f"{variable} {draw(st.sampled_from(['in', 'not in']))} '{value} 3.11'"
        case 2:
            return f"platform_release {draw(st.sampled_from(OPERATORS))} '{value}'"
        case _:
            return f"{variable} {draw(st.sampled_from([*OPERATORS, '~=']))} '{value}'"


extras = st.builds("extra {} '{}'".format, st.sampled_from(["==", "!="]), st.sampled_from("ab"))
senseless = st.sampled_from(["os_name == sys_platform", "'a' == 'b'", "python_version ~= '3'"])


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda word, texts: "(" + f" {word} ".join(texts) + ")", st.sampled_from(["and", "or"]), st.lists(
        parts, min_size=1, max_size=3,
    ))  # fmt: skip


agreed = st.recursive(st.one_of(names(), plain_versions(), extras), joined, max_leaves=6)
markers = st.recursive(st.one_of(names(), plain_versions(), odd_versions(), extras, senseless), joined, max_leaves=6)


def holds_in(text: str) -> list[bool]:
    marker = parse_marker(text)
    return [marker.evaluate(environment, active) for environment in ENVIRONMENTS for active in EXTRAS]


@given(agreed)
@settings(max_examples=60)
def test_evaluation_agrees_with_packaging_where_the_rules_are_the_same(text: str) -> None:
    ours, theirs = parse_marker(text), PackagingMarker(text)
    for environment in ENVIRONMENTS:
        for extra in ("", "a", "b"):
            expected = theirs.evaluate({**environment, "extra": extra})
            assert ours.evaluate(environment, (extra,) if extra else ()) is expected, (environment, extra)


@given(markers)
@settings(max_examples=100)
@example("platform_release != '3.8' or extra != 'a'")
@example("implementation_version not in '3.8 3.11'")
def test_text_diagram_and_canonical_text_mean_the_same(text: str) -> None:
    algebra = MarkerAlgebra()
    number = algebra.from_marker(parse_marker(text))
    expected = holds_in(text)
    assert [algebra.evaluate(number, e, active) for e in ENVIRONMENTS for active in EXTRAS] == expected
    if number != TRUE:
        assert holds_in(algebra.to_text(number)) == expected
        assert str(algebra.to_marker(number)) == algebra.to_text(number)
    else:
        assert all(expected)


@given(markers)
@settings(max_examples=100)
def test_rendering_and_parsing_are_inverse(text: str) -> None:
    marker = parse_marker(text)
    assert parse_marker(str(marker)) == marker


@given(markers, markers, markers)
@settings(max_examples=60)
def test_the_algebra_is_boolean(one: str, two: str, three: str) -> None:
    algebra = MarkerAlgebra()
    a, b, c = (algebra.from_marker(parse_marker(text)) for text in (one, two, three))
    conjunction, disjunction, negation = algebra.and_, algebra.or_, algebra.not_
    assert conjunction(a, b) == conjunction(b, a)
    assert negation(negation(a)) == a
    assert conjunction(a, negation(a)) == FALSE
    assert disjunction(a, negation(a)) == TRUE
    assert disjunction(a, b) == negation(conjunction(negation(a), negation(b)))
    assert algebra.implies(conjunction(a, b), a)
    assert algebra.implies(a, disjunction(a, b))
    assert algebra.is_disjoint(a, b) == (conjunction(a, b) == FALSE)
    # Parts that no platform meets make these equal in meaning rather than in identity.
    for left, right in (
        (conjunction(a, conjunction(b, c)), conjunction(conjunction(a, b), c)),
        (conjunction(a, disjunction(b, c)), disjunction(conjunction(a, b), conjunction(a, c))),
        (disjunction(a, conjunction(a, b)), a),
    ):
        assert algebra.implies(left, right)
        assert algebra.implies(right, left)


@given(markers, markers)
@settings(max_examples=100)
def test_operations_are_those_of_the_environments(one: str, two: str) -> None:
    algebra = MarkerAlgebra()
    a, b = algebra.from_marker(parse_marker(one)), algebra.from_marker(parse_marker(two))
    both = [left and right for left, right in zip(holds_in(one), holds_in(two), strict=True)]
    conjunction = algebra.and_(a, b)
    assert [algebra.evaluate(conjunction, e, active) for e in ENVIRONMENTS for active in EXTRAS] == both
    if algebra.is_disjoint(a, b):
        assert not any(both)
    if algebra.implies(a, b):
        assert both == holds_in(one)


requirements = st.sampled_from([">=3.8", ">=3.8,<3.11", ">3.8,<=3.9.2", "~=3.9", "<3.10", "==3.9.*"])


@given(markers, requirements)
@settings(max_examples=100)
def test_simplifying_by_python_changes_nothing_inside_the_bounds(text: str, requires: str) -> None:
    algebra = MarkerAlgebra()
    bounds = Ranges.from_specifiers(parse_specifiers(requires))
    marker = algebra.from_marker(parse_marker(text))
    simple = algebra.simplify_python(marker, bounds)
    inside = algebra.python(bounds)
    assert algebra.implies(algebra.and_(marker, inside), simple)
    assert algebra.implies(algebra.and_(simple, inside), marker)
    assert algebra.simplify_python(simple, bounds) == simple
    assert algebra.complexify_python(simple, bounds) == algebra.complexify_python(marker, bounds)


@given(markers, markers)
@settings(max_examples=100)
def test_restricting_changes_nothing_where_the_assumption_holds(one: str, two: str) -> None:
    algebra = MarkerAlgebra()
    marker, assumption = algebra.from_marker(parse_marker(one)), algebra.from_marker(parse_marker(two))
    restricted = algebra.restrict(marker, assumption)
    assert algebra.implies(algebra.and_(restricted, assumption), marker)
    assert algebra.implies(algebra.and_(marker, assumption), restricted)


@given(markers)
@settings(max_examples=60)
def test_the_bounds_of_python_hold_every_version_for_which_the_marker_can(text: str) -> None:
    algebra = MarkerAlgebra()
    marker = algebra.from_marker(parse_marker(text))
    assert algebra.implies(marker, algebra.python(algebra.python_bounds(marker)) if marker != FALSE else FALSE)


@given(st.text("os_name=<>!~'\" ()andorinextra3.8*", max_size=40) | st.text(max_size=20))
@settings(max_examples=100)
def test_any_text_is_a_marker_or_a_parse_error(text: str) -> None:
    problem: ParseError | None = None
    try:
        marker = parse_marker(text)
        marker.evaluate(ENVIRONMENTS[0])
        MarkerAlgebra().from_marker(marker)
    except ParseError as error:
        problem = error
    if problem is not None:
        assert problem.source == text
        assert 0 <= problem.start <= problem.end <= len(text)
