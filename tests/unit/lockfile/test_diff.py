"""What changed between two locks, and what it may be told by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.lockfile.asked import ExtrasAsked, GroupsAsked
from puv.lockfile.errors import UndefinedExtraError
from puv.lockfile.read import read_lock
from puv.lockfile.select import selected
from puv.lockfile.write import render_lock
from puv.standards.names import normalize
from support.toy_lock import toy_lock

if TYPE_CHECKING:
    from puv.lockfile.lock import Lock

LINUX = {"sys_platform": "linux", "python_full_version": "3.12.1"}


def toy(*lines: str) -> Lock:
    return read_lock(toy_lock(*lines)["uv.lock"], "uv.lock")


def at(lock: Lock, version: str, name: str) -> Lock:
    """The lock with another version of a package."""
    text = render_lock(lock)
    entry = f'name = "{name}"\nversion = '
    assert entry in text
    return read_lock(text.replace(f'{entry}"1.0"', f'{entry}"{version}"'), "uv.lock")


def test_equal_locks_do_not_differ() -> None:
    found = toy("root: a").diff(toy("root: a"))
    assert not found
    assert found.changes == ()
    assert found.settings == ()


def test_everything_is_new_without_a_lock_before() -> None:
    assert [(change.name, change.kind) for change in toy("root: a").diff(None).changes] == [
        ("a", "added"),
        ("root", "added"),
    ]


def test_what_came_and_what_went_tells_who_needs_it() -> None:
    old, new = toy("root: a b", "a: c", "b:"), toy("root: a b", "a:", "b: d")
    found = new.diff(old)
    assert [(change.name, change.reason) for change in found.added] == [("d", "needed by b")]
    assert [(change.name, change.reason) for change in found.removed] == [("c", "was needed by a")]
    assert [(change.name, change.aspects) for change in found.altered] == [
        ("a", ("dependencies",)),
        ("b", ("dependencies",)),
    ]


def test_another_version_tells_both_and_what_else_changed() -> None:
    old = toy("root: a", "a: b")
    found = at(old, "2.0", "b").diff(old)
    (change,) = found.updated
    assert found.changes == (change,)
    assert (change.name, change.versions_before, change.versions_after) == ("b", ("1.0",), ("2.0",))
    assert change.aspects == ("version",)
    assert change.because == ()
    assert change.reason == "version changed"


def test_another_version_tells_the_changed_packages_that_need_it() -> None:
    old = toy("root: a", "a: b")
    new = at(toy("root: a", "a: b c"), "2.0", "b")
    (change,) = new.diff(old).updated
    assert change.because == ("a",)
    assert change.reason == "version changed with a"


def test_settings_that_differ_are_named() -> None:
    old = toy("root: a")
    assert old.replace(fork_markers=("sys_platform == 'win32'",)).diff(old).settings == ("fork_markers",)


def names(lock: Lock, *, extras: tuple[str, ...] = (), groups: tuple[str, ...] = ()) -> list[str]:
    asked = ExtrasAsked(names=tuple(normalize(name) for name in extras))  # type: ignore[arg-type]  # one grammar
    wanted = GroupsAsked(names=tuple(normalize(name) for name in groups))  # type: ignore[arg-type]  # one grammar
    return [entry.package.name for entry in selected(lock, LINUX, extras=asked, groups=wanted)]


def test_a_selection_begins_at_the_project_and_takes_extras_and_groups() -> None:
    lock = toy("root: a", "root[x]: b", "root:dev: c", "a: d@win32")
    assert names(lock) == ["a", "root"]
    assert names(lock, extras=("x",), groups=("dev",)) == ["a", "b", "c", "root"]


def test_an_extra_that_is_not_there_is_told() -> None:
    with pytest.raises(UndefinedExtraError):
        names(toy("root: a"), extras=("nope",))
