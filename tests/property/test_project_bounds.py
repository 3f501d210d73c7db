"""Raising bounds: what comes out admits the version, and what admitted it before stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from puv.project.bounds import raised, without_upper
from puv.standards.specifiers import Specifier, Specifiers
from puv.standards.version import Version

UPPER = ("<", "<=", "==", "~=", "===")
clauses = st.builds(
    lambda operator, numbers, wildcard: Specifier(
        operator,
        Version(tuple(numbers) if operator != "~=" else (*numbers, 0)),
        wildcard and operator in ("==", "!="),
    ),
    st.sampled_from((*UPPER, ">=", ">", "!=")),
    st.lists(st.integers(0, 12), min_size=1, max_size=4),
    st.booleans(),
)


@given(st.lists(clauses, max_size=4), st.lists(st.integers(0, 20), min_size=1, max_size=4))
def test_raised_bounds_admit_every_version_that_is_admitted_without_them(
    found: list[Specifier], numbers: list[int]
) -> None:
    specifiers, version = Specifiers(found), Version(tuple(numbers))
    if not without_upper(specifiers).contains(version):
        return
    result = raised(specifiers, version)
    assert result.contains(version)
    assert {str(one) for one in specifiers if one.contains(version)} <= {str(one) for one in result}
    assert raised(result, version) == result


@given(st.lists(clauses, max_size=4))
def test_without_upper_bounds_a_newer_version_is_admitted_whenever_an_older_one_is(found: list[Specifier]) -> None:
    freed = without_upper(Specifiers(found))
    assert all(clause.operator in (">=", ">", "!=") for clause in freed)
    refused = [clause for clause in freed if clause.operator == "!="]
    newest = Version((99,))
    assert freed.contains(newest) or not all(clause.contains(newest) for clause in refused)
