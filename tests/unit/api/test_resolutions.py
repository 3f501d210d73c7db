"""Resolutions, plans and reports as values."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

import puv
from puv.errors import InputError, TargetChanged
from unit.api.conftest import wheel

if TYPE_CHECKING:
    from pathlib import Path


def test_pins_come_after_what_they_need(session: puv.Session, index: puv.MemoryIndex) -> None:
    wheel(index, "aaa", "1.0", requires=["app"])
    wheel(index, "zzz", "1.0", requires=["aaa", "round"])
    wheel(index, "round", "1.0", requires=["trip"])
    wheel(index, "trip", "1.0", requires=["round"])
    names = [pin.name for pin in session.resolve(["zzz"])]
    assert sorted(names) == ["aaa", "app", "lib", "round", "trip", "zzz"]
    assert names.index("lib") < names.index("app") < names.index("aaa") < names.index("zzz")
    assert names.index("round") < names.index("zzz")


def test_a_resolution_is_a_frozen_sequence_that_can_be_hashed_and_pickled(session: puv.Session) -> None:
    one, two = session.resolve(["app"]), session.resolve(["app"])
    assert one == two
    assert hash(one) == hash(two)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes
    assert [str(pin) for pin in one] == [str(one[0]), str(one[1])] == ["lib==2.0", "app==2.0"]
    assert one[-1] in one
    assert one[:1] == (one[0],)
    assert len(one) == 2
    app = one.get("APP")
    assert app is not None
    assert (app.requested_by, app.dependencies, one.get("nothing")) == ((), ("lib",), None)
    with pytest.raises(AttributeError):
        app.version = None  # type: ignore[misc, assignment]  # what is tested


def test_a_pin_tells_its_artifact(session: puv.Session, index: puv.MemoryIndex) -> None:
    pin = session.resolve(["lib"])[0]
    content = index.open(puv.FileEntry(filename=pin.artifact.filename))
    assert (pin.artifact.filename, pin.artifact.size, pin.artifact.is_wheel) == (
        "lib-2.0-py3-none-any.whl", len(content), True,
    )  # fmt: skip
    assert set(pin.artifact.hashes) == {"sha256"}
    assert pin.artifact.url.endswith("/lib-2.0-py3-none-any.whl")


def test_a_resolution_becomes_requirements_pylock_and_json_and_comes_back(session: puv.Session) -> None:
    found = session.resolve(["app"], interpreter=puv.Interpreter.of("3.12", "win_amd64"))
    assert found.to_requirements() == "app==2.0\nlib==2.0\n"
    assert "--hash=sha256:" in found.to_requirements(hashes=True)
    assert "# via app" in found.to_requirements(annotate=True)
    assert 'name = "lib"' in found.to_pylock()
    assert 'requires-python = ">=3.12.0"' in found.to_pylock()
    assert puv.Resolution.from_json(found.to_json()) == found


def test_what_is_no_resolution_is_not_read() -> None:
    for text in ("", "[]", '{"schema": 99}'):
        with pytest.raises(InputError, match="The text is not a resolution"):
            puv.Resolution.from_json(text)


def test_terms_limit_a_resolution(session: puv.Session, index: puv.MemoryIndex) -> None:
    index.add("late-1.0-py3-none-any.whl", index.open(puv.FileEntry(filename="lib-1.0-py3-none-any.whl")))
    assert str(session.resolve(["lib"], constraints=["lib<2"])[0]) == "lib==1.0"
    assert str(session.resolve(["app"], overrides=["lib==1.0"])[0]) == "lib==1.0"
    with pytest.raises(puv.PuvError):
        session.resolve(["lib"], exclude_newer="yesteryear")


def test_newer_files_are_left_out(session: puv.Session, index: puv.MemoryIndex) -> None:
    content = index.open(puv.FileEntry(filename="lib-1.0-py3-none-any.whl"))
    for version, moment in (("1.0", "2020-01-01T00:00:00Z"), ("1.1", "2024-01-01T00:00:00Z")):
        index.add(f"dated-{version}-py3-none-any.whl", content, upload_time=moment)
    with pytest.raises(puv.PuvError):  # it says that it is another package: it was chosen, and not 1.1
        session.resolve(["dated"], exclude_newer="2022-01-01")


def test_a_plan_is_printed_kept_and_carried_out(session: puv.Session, site: puv.Target) -> None:
    session.install(["lib<2"], site)
    plan = session.plan(session.resolve(["app"]), site)
    assert str(plan) == "+ app 2.0\n- lib 1.0\n+ lib 2.0"
    assert bool(plan)
    again = puv.Plan.from_json(plan.to_json())
    assert again == plan
    assert hash(again) == hash(plan)
    assert pickle.loads(pickle.dumps(plan)) == plan  # noqa: S301 - our own bytes
    before = site.fingerprint()
    assert before == site.fingerprint()
    report = session.apply(again)
    assert str(report) == str(plan)
    assert site.fingerprint() != before
    assert [str(one) for one in site.inspect()] == ["app==2.0", "lib==2.0"]
    assert not session.plan(session.resolve(["app"]), site)


def test_an_exact_plan_removes_the_rest(session: puv.Session, site: puv.Target) -> None:
    session.install(["app"], site)
    assert str(session.plan(session.resolve(["lib"]), site, exact=True)) == "- app 2.0"


def test_a_plan_for_a_target_that_has_changed_is_refused(session: puv.Session, site: puv.Target) -> None:
    plan = session.plan(session.resolve(["app"]), site)
    session.install(["lib<2"], site)
    before = site.fingerprint()
    with pytest.raises(TargetChanged, match="is not what it was"):
        session.apply(plan)
    assert site.fingerprint() == before


def test_a_resolution_can_be_installed_as_it_is(session: puv.Session, site: puv.Target) -> None:
    found = session.resolve(["app"], constraints=["lib==2.0"])
    assert session.install(found, site, dry_run=True).dry_run
    assert site.inspect() == ()
    report = session.install(found, site)
    assert report.resolution == found
    assert [change.kind for change in report.changes] == ["added", "added"]


def test_reports_are_values_and_tell_whether_anything_changed(session: puv.Session, site: puv.Target) -> None:
    report = session.install(["app"], site)
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 - our own bytes
    assert hash(report) == hash(report.replace())
    with pytest.raises(TargetChanged, match=r"\+ app 2\.0"):
        report.raise_if_changed()
    again = session.install(["app"], site)
    assert again.raise_if_changed() is again


def test_files_are_downloaded_for_several_platforms(
    session: puv.Session, index: puv.MemoryIndex, tmp_path: Path
) -> None:
    for tag in ("cp312-cp312-win_amd64", "cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-macosx_11_0_arm64"):
        wheel(index, "native", "1.0", tag=tag)
    found = session.resolve(["native"], interpreter=puv.Interpreter.of("3.12", "win_amd64"))
    (path,) = session.download(found, tmp_path / "one")
    assert path == str(tmp_path / "one" / "native-1.0-cp312-cp312-win_amd64.whl")
    several = session.download(found, tmp_path / "two", platforms=["win_amd64", "manylinux_2_28_x86_64"])
    assert sorted(each.rpartition("-")[2] for each in several) == ["manylinux_2_17_x86_64.whl", "win_amd64.whl"]
    assert session.download(found, tmp_path / "one") == (path,)
