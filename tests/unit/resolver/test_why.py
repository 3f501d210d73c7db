"""Why a package is there, why a version cannot be, and the steps of a proof, as values."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from puv.model.derivation import AllowBuild, AllowNewer, AllowPrerelease, Relax, WidenPython
from puv.resolver.errors import NoSolution
from puv.resolver.manifest import ResolveOptions
from puv.resolver.resolve import resolve
from puv.resolver.why_not import why_not
from puv.standards.requirement import parse_requirement
from support.fake_port import Dist, FakePort, World
from support.resolving import answer, failure, manifest, target

if TYPE_CHECKING:
    from puv.model.derivation import WhyNot
    from puv.resolver.manifest import Manifest

WORLD: World = {
    "api": {"1.0": ["pandas>=2", "numba"]},
    "pandas": {"1.0": ["numpy"], "2.0": Dist(["numpy>=1.26"], extras={"excel": ["openpyxl>=3"]})},
    "numba": {"0.62": ["numpy<2.4"], "0.63.1": ["numpy<2.4"]},
    "numpy": {"1.26": [], "2.3": [], "2.4": []},
    "openpyxl": {"3.1": []},
    "other": {"1": [], "2": []},
}


def question(
    asked: str, given: Manifest, world: World = WORLD, before: dict[str, str] | None = None
) -> tuple[WhyNot, list[int]]:
    """The answer, and how many requirements each of its resolutions had."""
    port, sizes = FakePort(world), []

    def solve(trial: Manifest) -> dict[str, str]:
        sizes.append(len(trial.requirements) + len(trial.constraints))
        return {pin.name: str(pin.version) for pin in resolve(trial, target(), port, ResolveOptions())}

    return why_not(parse_requirement(asked), given, solve, before), sizes


def test_every_requirement_on_a_package_ends_one_path() -> None:
    why = answer(WORLD, ["api", "other"]).why("NumPy")
    assert str(why) == "r.in -> api -> numba -> numpy<2.4\nr.in -> api -> pandas>=2 -> numpy>=1.26"
    assert why.versions == ("2.3",)
    assert why.requirements == ("numpy<2.4", "numpy>=1.26")


def test_a_path_names_the_extra_that_needs_something() -> None:
    (path,) = answer(WORLD, ["pandas[excel]>=2"]).why("openpyxl")
    assert [(link.requirement, link.extra) for link in path.links] == [
        ("pandas[excel]>=2", ""),
        ("openpyxl>=3", "excel"),
    ]


def test_what_is_not_there_has_no_reason() -> None:
    why = answer(WORLD, ["other"]).why("numpy")
    assert not why
    assert len(why) == 0


def test_a_constraint_is_no_reason_for_a_package() -> None:
    (path,) = answer(WORLD, manifest(["pandas"], constraints=["numpy<2"])).why("numpy")
    assert str(path) == "r.in -> pandas -> numpy>=1.26"


def test_a_package_in_a_cycle_has_finite_paths() -> None:
    world: World = {"a": {"1": ["b"]}, "b": {"1": ["a", "c"]}, "c": {"1": []}}
    why = answer(world, ["a"]).why("a")
    assert [str(path) for path in why] == ["r.in -> a", "r.in -> a -> b -> a"]


def test_what_excludes_a_version_is_told_with_the_way_to_it() -> None:
    why, _ = question("numpy>=2.4", manifest(["api", "other==1"], constraints=["pandas<3"]))
    (binding,) = why.binding
    assert (binding.package, binding.requirement) == ("numba", "numpy<2.4")
    assert str(binding) == "numba requires numpy<2.4 (binding), because your requirements -> api -> numba"
    assert why.suggestions == (Relax(name="api", requirement="api", source="-r r.in"),)
    assert "other" not in why.text
    assert why.text.endswith("we can conclude that your requirements are unsatisfiable.")


def test_the_proof_rests_on_requirements_none_of_which_can_be_left_out() -> None:
    world: World = {
        "a": {"1": ["x<2"]},
        "b": {"1": ["x<2"]},
        "c": {"1": ["x<3", "y"]},
        "x": {"1": [], "2": [], "3": []},
        "y": {"1": []},
    }
    why, _ = question("x>=2", manifest(["c", "b", "a", "y"]), world)
    asked = [step.requirement for step in why.derivation if step.kind == "requirement"]
    assert sorted(asked) in (["a", "x>=2"], ["b", "x>=2"])
    for name in ("a", "b"):
        # Either alone is enough, so relaxing one of them helps nothing.
        assert Relax(name=name, requirement=name, source="-r r.in") not in why.suggestions


def test_relaxing_is_suggested_only_where_it_was_seen_to_help() -> None:
    world: World = {"a": {"1": ["x<2"], "2": []}, "x": {"1": [], "2": []}}
    why, _ = question("x>=2", manifest(["a<2"]), world)
    assert why.suggestions == (Relax(name="a", requirement="a<2", source="-r r.in", to="2"),)


def test_what_is_possible_tells_what_would_change() -> None:
    why, tries = question("numpy>=2.4", manifest(["pandas"]), before={"pandas": "2.0", "numpy": "2.3", "gone": "1"})
    assert not why
    assert [(change.name, change.before, change.after) for change in why.changes] == [
        ("gone", "1", ""), ("numpy", "2.3", "2.4"),
    ]  # fmt: skip
    assert len(tries) == 1


def test_a_constraint_may_be_what_binds() -> None:
    why, _ = question("numpy>=2.4", manifest(["pandas"], constraints=["numpy<2"]))
    (binding,) = why.binding
    assert str(binding) == "you require numpy<2 (-c c.txt)"


def test_a_version_that_does_not_exist_is_not_bound_by_anything() -> None:
    why, _ = question("numpy>=9", manifest(["api", "other"]))
    assert why
    assert not why.binding
    assert str(why) == why.text
    assert [step.kind for step in why.derivation] == ["no-versions", "requirement", "conclusion"]


def test_the_steps_of_a_proof_say_who_requires_what_and_where_that_stands() -> None:
    found = failure(WORLD, manifest(["api", "numpy>=2.4"], constraints=["pandas<3"]))
    rows = [(step.kind, step.package, step.requirement, step.source, step.cause) for step in found.derivation]
    assert rows == [
        ("dependency", "numba", "numpy<2.4", "", ()),
        ("dependency", "api", "numba", "", ()),
        ("conclusion", "", "", "", (0, 1)),
        ("requirement", "", "api", "-r r.in", ()),
        ("conclusion", "", "", "", (2, 3)),
        ("requirement", "", "numpy>=2.4", "-r r.in", ()),
        ("conclusion", "", "", "", (4, 5)),
    ]
    assert [str(term) for term in found.derivation[0].terms] == ["numba", "not numpy<2.4"]
    assert found.derivation[-1].text == "your requirements are unsatisfiable"


def test_every_cause_comes_before_its_conclusion() -> None:
    world: World = {
        "a": {"1": ["b", "c"], "2": ["b>=2", "c"]}, "b": {"1": ["d<2"], "2": ["d<3"]},
        "c": {"1": ["d>=3"], "2": ["d>=3"]}, "d": {"1": [], "2": [], "3": []},
    }  # fmt: skip
    steps = failure(world, ["a"]).derivation
    assert all(cause < at for at, step in enumerate(steps) for cause in step.cause)
    assert {cause for step in steps for cause in step.cause} == set(range(len(steps) - 1))


@pytest.mark.parametrize(
    ("world", "asked", "rules", "expected"),
    [
        (
            {"a": {"1": [], "2.0b1": []}}, ["a>=2.0a0,<3"], {"prerelease": "disallow"},
            AllowPrerelease(name="a", version="2.0b1"),
        ),
        ({"a": {"1": Dist(python=">=3.99")}}, ["a"], {}, WidenPython(specifier=">=3.99", name="a")),
        ({"a": {"1": Dist(tags=[], sdist=True)}}, ["a"], {"only_binary": True}, AllowBuild(name="a")),
        (
            {"a": {"1": Dist(time=1), "2": Dist(time=99)}}, ["a>=2"], {"exclude_newer": 50},
            AllowNewer(name="a", version="2"),
        ),
    ],
)  # fmt: skip
def test_what_may_help_follows_from_the_facts(
    world: World, asked: list[str], rules: dict[str, object], expected: object
) -> None:
    assert expected in failure(world, asked, **rules).suggestions


def test_an_explanation_can_be_pickled() -> None:
    found = failure(WORLD, ["api", "numpy>=2.4"])
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - what was just made
    assert isinstance(again, NoSolution)
    assert (again.derivation, again.suggestions) == (found.derivation, found.suggestions)
    assert again.derivation
