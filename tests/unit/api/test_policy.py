"""A policy is asked about each version before it is chosen, and nothing is built or executed before."""

from __future__ import annotations

import pickle
import sys
from typing import TYPE_CHECKING

import pytest

from puv import Candidate, Verdict
from puv.api.interpreter import Interpreter
from puv.ops.steps.solve import NoSolutionError
from puv.resolver.errors import PolicyViolation
from puv.session import Session
from puv.testing import InMemoryIndex, wheel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def licensed(name: str, version: str, words: str) -> bytes:
    """A wheel whose metadata name a license."""
    stem = f"{name}-{version}.dist-info"
    text = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{words}\n"
    return wheel(name, version, files={f"{name}.py": "", f"{stem}/METADATA": text})


@pytest.fixture
def session(tmp_path: Path) -> Session:
    index = InMemoryIndex().release("app", "1.0", requires=["lib"]).release("other", "1.0")
    index.add("lib-1.0-py3-none-any.whl", licensed("lib", "1.0", "License: MIT"))
    index.add("lib-2.0-py3-none-any.whl", licensed("lib", "2.0", "License-Expression: AGPL-3.0-only"))
    return Session(indexes=[index], cache_dir=tmp_path / "cache")


def without(word: str) -> Callable[[Candidate], Verdict]:
    return lambda candidate: Verdict.skip(f"license {word}") if word in candidate.license else Verdict.ok()


def test_what_is_skipped_gives_way_to_another_version(session: Session) -> None:
    assert [str(pin) for pin in session.resolve(["app"])] == ["lib==2.0", "app==1.0"]
    assert [str(pin) for pin in session.resolve(["app"], policy=without("AGPL"))] == ["lib==1.0", "app==1.0"]


def test_an_explanation_names_the_policy_where_nothing_is_left(session: Session) -> None:
    with pytest.raises(NoSolutionError) as caught:
        session.resolve(["lib>=2"], policy=without("AGPL"))
    assert "lib==2.0 is skipped by the policy (license AGPL)" in str(caught.value.__cause__)
    assert caught.value.derivation[0].kind == "unusable"


def test_a_rejection_ends_the_resolution_and_tells_every_verdict(session: Session) -> None:
    def policy(candidate: Candidate) -> Verdict:
        return Verdict.reject("no attestation") if candidate.name == "lib" else Verdict.ok()

    with pytest.raises(PolicyViolation, match=r"`lib==2.0` is rejected by the policy: no attestation") as caught:
        session.resolve(["app"], policy=policy)
    verdicts = [(str(candidate), verdict.kind) for candidate, verdict in caught.value.verdicts]
    assert verdicts == [("app==1.0", "ok"), ("lib==2.0", "reject")]


def test_a_policy_sees_what_is_known_without_building(session: Session) -> None:
    seen: list[Candidate] = []

    def policy(candidate: Candidate) -> Verdict:
        seen.append(candidate)
        return Verdict.ok()

    session.resolve(["lib<2"], policy=policy)
    (lib,) = seen
    assert (lib.name, str(lib.version), lib.license, lib.is_sdist) == ("lib", "1.0", "MIT", False)
    assert [file.filename for file in lib.files] == ["lib-1.0-py3-none-any.whl"]
    assert lib.url.endswith("/lib-1.0-py3-none-any.whl")


def test_a_policy_of_the_session_counts_for_locks_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "api"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["lib"]\n'
    )
    index = InMemoryIndex()
    index.add("lib-1.0-py3-none-any.whl", licensed("lib", "1.0", "Classifier: License :: OSI Approved :: MIT License"))
    index.add("lib-2.0-py3-none-any.whl", licensed("lib", "2.0", "License: AGPLv3"))
    with Session(
        indexes=[index], cache_dir=tmp_path / "c", cwd=tmp_path, policy=without("AGPL"),
    ) as strict:  # fmt: skip
        lock = strict.lock(python=sys.executable)
    assert ("lib", "1.0") in lock.packages


def test_policies_hold_for_other_pythons(session: Session) -> None:
    pins = session.resolve(["app"], interpreter=Interpreter.of("3.12", "win_amd64"), policy=without("AGPL"))
    assert [str(pin) for pin in pins] == ["lib==1.0", "app==1.0"]


def test_verdicts_are_values() -> None:
    assert Verdict.skip("x") == Verdict.skip("x") != Verdict.reject("x")
    assert pickle.loads(pickle.dumps(Verdict.ok())) == Verdict.ok()  # noqa: S301 - what was just made
