"""puv gives what uv gives for recorded requirement sets of the real world.

`recorded_sets.toml` holds the sets, `tests/fixtures/recorded` the part of the index they need and, in `expected/`, what
real uv made of them. All cases of a run share one cache: the first finds it cold, later ones partly warm.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from puv.model.index import DEFAULT_INDEX_URL
from support.cases import Case, cases, culprits, expected_outcomes
from support.interop import Place, Program, diff, puv, real_uv
from support.recorded import FIXTURE, Pages, Recording, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CASES = cases()
EXPECTED = expected_outcomes()
# Label -> why puv's words on this failure may differ from uv's (its exit code and the packages it names may not).
OTHER_WORDS: dict[str, str] = {
    "boto-old-urllib3 --python-version 3.11 --python-platform linux": "another lower end of a range without versions",
    "no-numpy --python-version 3.11 --python-platform linux": "the two hints come in the other order",
    "no-docutils --python-version 3.12 --python-platform linux": "a version for a newer Python has no wheel either",
}
# Told by uv of the machine it runs on, and not of the requirements.
OF_THE_MACHINE = "warning: The requested Python version"


@pytest.fixture(scope="module")
def recording() -> Recording:
    return Recording.load()


@pytest.fixture(scope="module")
def index(recording: Recording) -> Iterator[tuple[str, Pages]]:
    loop, pages = serve(recording)
    with loop:
        yield f"{loop.url}/simple", pages


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: tmp_path_factory.mktemp(f"{name}-cache") for name in ("uv", "puv")}


def place(program: Program, tmp_path: Path, url: str, caches: dict[str, Path]) -> Place:
    return Place(program, tmp_path, url, {"UV_CACHE_DIR": str(caches[program.name])})


def of_requirements(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(OF_THE_MACHINE))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_puv_gives_what_uv_gave(
    case: Case, recording: Recording, index: tuple[str, Pages], caches: dict[str, Path], tmp_path: Path
) -> None:
    expected, actual = EXPECTED[case.label], case.run(place(puv(), tmp_path, index[0], caches))
    difference = "\n".join(diff(expected.stderr, actual.stderr, "stderr"))
    assert actual.code == expected.code, difference
    assert not diff(expected.stdout, actual.stdout, "stdout"), "\n".join(diff(expected.stdout, actual.stdout, "stdout"))
    known = set(recording.listings)
    assert culprits(of_requirements(actual.stderr), known) == culprits(of_requirements(expected.stderr), known), (
        difference
    )
    if case.label not in OTHER_WORDS:
        assert of_requirements(actual.stderr) == of_requirements(expected.stderr), difference


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_the_recorded_outcome_is_still_uv_s(
    case: Case, index: tuple[str, Pages], caches: dict[str, Path], tmp_path: Path
) -> None:
    expected, actual = EXPECTED[case.label], case.run(place(real_uv(), tmp_path, index[0], caches))
    assert (actual.code, actual.stdout) == (expected.code, expected.stdout)
    assert of_requirements(actual.stderr) == of_requirements(expected.stderr)


def test_every_case_has_its_recorded_outcome_and_none_is_left_over() -> None:
    assert {case.label for case in CASES} == EXPECTED.keys()


def test_the_acceptance_list_is_recorded() -> None:
    assert len({case.group for case in CASES} - {"trio"}) >= 30
    assert len([case for case in CASES if case.group == "trio"]) >= 20
    assert len([label for label, outcome in EXPECTED.items() if outcome.code == 1]) >= 8


def test_the_recording_is_small_and_names_no_host() -> None:
    packed = [path.read_bytes() for path in FIXTURE.glob("*.json.gz")]
    assert len(packed) == 2
    assert sum(map(len, packed)) < 15_000_000
    registry = DEFAULT_INDEX_URL.split("/")[2].encode()
    assert not [position for position, content in enumerate(packed) if registry in gzip.decompress(content)]


def test_every_excuse_names_a_case_that_fails() -> None:
    assert all(EXPECTED[label].code and reason for label, reason in OTHER_WORDS.items())
