# ruff: noqa: E501 - a message stays on as few lines as it has
"""Explanations, word for word as uv 0.13.8 gives them for the same worlds."""

from __future__ import annotations

import pytest

from support.fake_port import Dist, FakePort, World
from support.resolving import failure, manifest, target

BASE: World = {
    "a": {"1.0": [], "1.5": [], "2.0": [], "3.0": []},
    "d": {"0.9": [], "1.0": Dist(["a<2"], extras={"x": ["a>=3"], "y": ["a>=2"]})},
    "g": {"1": ["h>=5", "i"], "2": ["j", "h>=5"]},
    "h": {"1": [], "2": []},
    "i": {"1": []},
    "j": {"1": ["i>3"]},
    "k": {"1": Dist(metadata_python=">=3.99"), "2": Dist(metadata_python=">=3.99"), "3": Dist(tags=["py2-none-any"])},
    "q": {"1": ["a>3"]},
    "s": {"0.5": [], "1": ["s>=2"]},
    "w": {"1": Dist(tags=["py2-none-any"]), "2": [], "3": Dist(tags=["py2-none-any"])},
    "y": {"1": ["a>1,<1"]},
    "z": {"1": ["k"]},
}
UNSATISFIABLE = "we can conclude that your requirements are unsatisfiable."


@pytest.mark.parametrize(
    ("requirements", "text"),
    [
        (["a>5"], f"Because only a<=3.0 is available and you require a>5, {UNSATISFIABLE}"),
        (["a==4"], f"Because there is no version of a==4 and you require a==4, {UNSATISFIABLE}"),
        (["nope"], f"Because nope was not found in the package registry and you require nope, {UNSATISFIABLE}"),
        (["a==2", "a>2"], f"Because you require a==2 and a>2, {UNSATISFIABLE}"),
        (["a>=1.2,<1.4", "a>1.7"], f"Because you require a>=1.2,<1.4 and a>1.7, {UNSATISFIABLE}"),
        (["a>=1.2,<1.3", "a>1.3,<1.4"], f"Because you require a>=1.2,<1.3 and a>1.3,<1.4, {UNSATISFIABLE}"),
        (["a>2,<1"], "you require a<1 and a>2, which are incompatible"),
        (
            ["d==1.0", "a==2"],
            (
                "Because d>=1.0 depends on a<2 and you require d==1.0, we can conclude that you require a<2.\n"
                f"And because you require a==2, {UNSATISFIABLE}"
            ),
        ),
        (
            ["d[x]==1.0"],
            (
                "Because d[x]>=1.0 depends on a>=3 and d>=1.0 depends on a<2, we can conclude that d>=1.0 and d[x]>=1.0 are "
                f"incompatible.\nAnd because you require d[x]==1.0, {UNSATISFIABLE}"
            ),
        ),
        (
            ["g"],
            (
                "Because only h<=2 is available and all versions of g depend on h>=5, we can conclude that all versions of g "
                f"cannot be used.\nAnd because you require g, {UNSATISFIABLE}"
            ),
        ),
        (
            ["s>=1"],
            (
                "Because only s<=1 is available and s>=1 has an incompatible dependency on itself, we can conclude that s>=1 "
                f"cannot be used.\nAnd because you require s>=1, {UNSATISFIABLE}"
            ),
        ),
        (
            ["k<3"],
            (
                "Because k<=2 requires Python >=3.99 and only the following versions of k are available:\n    k<=2\n    k>=3\n"
                f"we can conclude that k<3 cannot be used.\nAnd because you require k<3, {UNSATISFIABLE}"
            ),
        ),
        (
            ["y"],
            (
                "Because y==1 depends on a<1 and a>1, which are incompatible and only y==1 is available, we can conclude that "
                f"all versions of y cannot be used.\nAnd because you require y, {UNSATISFIABLE}"
            ),
        ),
        (
            ["w!=2"],
            "Because all of:\n    w<=1\n    w>=3\n have no wheels with a matching Python implementation tag (e.g., `cp311`) "
            "and only the following versions of w are available:\n    w<=1\n    w==2\n    w>=3\n"
            "we can conclude that all of:\n    w<2\n    w>2\n cannot be used.\n"
            "And because you require one of:\n    w<2\n    w>2\n" + UNSATISFIABLE,
        ),
        (
            ["z"],
            (
                "Because k<=2 requires Python >=3.99 and only the following versions of k are available:\n    k<=2\n    k==3\n"
                "we can conclude that all of:\n    k<3\n    k>3\n cannot be used.\n"
                "And because k==3 has no wheels with a matching Python implementation tag (e.g., `cp311`), we can conclude that "
                "all versions of k cannot be used.\n"
                f"And because all versions of z depend on k and you require z, {UNSATISFIABLE}"
            ),
        ),
    ],
)
def test_the_explanation_is_that_of_uv(requirements: list[str], text: str) -> None:
    assert str(failure(BASE, requirements)) == text


def test_conclusions_that_are_needed_again_are_numbered() -> None:
    world: World = {
        "a": {str(n): [f"b=={n}"] for n in range(6, 8)},
        "b": {str(n): ["c<2"] for n in range(6, 8)},
        "c": {"1": [], "2": []},
    }
    assert str(failure(world, ["a>5", "c>=2"])) == (
        "Because b>=6 depends on c<2 and a==6 depends on b==6, we can conclude that a<7 depends on c<2. (1)\n\n"
        "Because b>=7 depends on c<2 and a>=7 depends on b==7, we can conclude that a>=7 depends on c<2.\n"
        "And because we know from (1) that a<7 depends on c<2, we can conclude that all versions of a depend on c<2.\n"
        f"And because you require a and c>=2, {UNSATISFIABLE}"
    ).replace("b>=6 depends", "all versions of b depend").replace("a==6 depends", "a<=6 depends").replace("a<7", "a<=6")


def test_a_constraint_counts_as_a_requirement() -> None:
    text = str(failure(BASE, manifest(["a"], constraints=["a>5"])))
    assert text == f"Because only a<=3.0 is available and you require a>5, {UNSATISFIABLE}"


@pytest.mark.parametrize(
    ("explicit", "who"), [(False, "current Python version (3.11.7)"), (True, "requested Python version (>=3.11.7)")]
)
def test_an_index_entry_for_another_python_is_explained_by_both_versions(explicit: bool, who: str) -> None:
    world: World = {"n": {"1": [], "2": Dist(python=">=3.12")}}
    error = failure(world, ["n==2"], target(explicit=explicit))
    assert str(error).startswith(f"Because the {who} does not satisfy Python>=3.12 and n>=2 depends on Python>=3.12, ")
    assert bool(error.hints()) is explicit


def test_a_project_is_called_by_its_name() -> None:
    text = str(failure(BASE, manifest(["a>5"], project_name="app")))
    assert "app depends on a>5" in text


@pytest.mark.parametrize(
    ("world", "requirements", "rules", "hint"),
    [
        (
            {"a": {"1": [], "2a1": []}},
            ["a>1"],
            {"prerelease": "disallow"},
            (
                "Pre-releases are available for `a` in the requested range (e.g., 2a1), but pre-releases weren't enabled (try: "
                "`--prerelease=allow`)"
            ),
        ),
        (
            {"a": {"1": []}},
            ["a>2b1"],
            {"prerelease": "disallow"},
            (
                "`a` was requested with a pre-release marker (e.g., a>2b1), but pre-releases weren't enabled (try: "
                "`--prerelease=allow`)"
            ),
        ),
        (
            {"o": {"1": Dist(tags=["cp311-cp311-win_amd64", "cp311-cp311-win32"])}},
            ["o"],
            {},
            "Wheels are available for `o` (v1) on the following platforms: `win32`, `win_amd64`",
        ),
        (
            {"o": {"1": Dist(tags=["cp310-cp310-win32", "cp39-cp39-win32"])}},
            ["o"],
            {},
            (
                "You require CPython 3.11 (`cp311`), but we only found wheels for `o` (v1) with the following Python "
                "implementation tags: `cp39`, `cp310`"
            ),
        ),
        (
            {"s": {"1": Dist(tags=[], sdist=True)}},
            ["s"],
            {"only_binary": True},
            (
                "Wheels are required for `s` because building from source is disabled for all packages (i.e., with "
                "`--no-build`)"
            ),
        ),
        (
            {"s": {"1": []}},
            ["s"],
            {"no_binary": frozenset({"s"})},
            (
                "A source distribution is required for `s` because using pre-built wheels is disabled for `s` (i.e., with "
                "`--no-binary-package s`)"
            ),
        ),
        (
            {"a": {"1": Dist(time=1000), "2": Dist(time=1771477256027)}},
            ["a>1"],
            {"exclude_newer": 1420156800000},
            (
                "`a` was filtered by `exclude-newer` to only include packages uploaded before 2015-01-02T00:00:00Z. The latest "
                "version satisfying the requirement is v2, published at 2026-02-19T05:00:56.027Z. Consider using "
                "`exclude-newer-package` to override the cutoff for this package."
            ),
        ),
    ],
)
def test_a_hint_says_what_may_help(world: World, requirements: list[str], rules: dict[str, object], hint: str) -> None:
    assert failure(world, requirements, **rules).hints() == (hint,)


@pytest.mark.parametrize(
    ("missing", "words", "hint"),
    [
        ("offline", "was not found in the cache", "the network was disabled"),
        ("no-index", "was not found in the provided package locations", "index lookups were disabled"),
    ],
)
def test_why_a_listing_is_missing_is_said(missing: str, words: str, hint: str) -> None:
    error = failure(FakePort({}, missing=missing), ["a"])
    assert words in str(error)
    assert hint in error.hints()[0]


def test_a_version_that_would_have_to_be_built_has_no_usable_wheel() -> None:
    error = failure({"s": {"1": Dist(tags=[], sdist=True)}}, ["s==1"])
    assert str(error) == f"Because s==1 has no usable wheels and you require s==1, {UNSATISFIABLE}"


def test_a_later_index_is_mentioned() -> None:
    order = ("https://example.org/simple", "https://example.org/simple1")
    error = failure(FakePort({"a": {"1": []}}, {"a": {"2": []}}), ["a>1"], index_order=order)
    assert error.hints()[0].startswith(
        "`a` was found on https://example.org/simple, but not at the requested version (a>1)"
    )


def test_a_proof_of_many_steps_is_written_without_running_out_of_stack() -> None:
    world: World = {
        "a": {str(n): [f"b=={n}"] for n in range(1, 400)},
        "b": {str(n): [f"c<{2 + n % 7}"] for n in range(1, 400)},
        "c": {"1": [], "20": []},
    }
    text = str(failure(world, ["a", "c>=20"]))
    assert text.endswith(UNSATISFIABLE)
    assert text.count("\n\n") > 300


def test_a_source_that_must_not_be_built_is_the_reason_rather_than_the_tags_of_the_wheels() -> None:
    world: World = {"s": {"1": Dist(tags=["cp311-cp311-win_amd64"], sdist=True)}}
    assert "s==1 has no usable wheels" in str(failure(world, ["s==1"], only_binary=True))
