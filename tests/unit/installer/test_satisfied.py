"""Whether an environment meets requirements without a resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.installer.satisfied import Wanted, first_unsatisfied
from puv.standards.requirement import parse_requirement
from support.environments import dist_info

if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.model.installed import InstalledDist
    from puv.standards.names import PackageName
    from puv.standards.requirement import Requirement

MARKERS = {"python_full_version": "3.11.2", "python_version": "3.11", "sys_platform": "linux"}


class World:
    """Installed distributions with their requirements; counts the readings of metadata."""

    def __init__(self, dists: dict[str, Sequence[str] | None], urls: dict[str, str] | None = None) -> None:
        self.dists = {tuple(key.split("==")): value for key, value in dists.items()}
        self.urls = urls or {}
        self.read: list[str] = []

    def installed(self, name: PackageName) -> list[InstalledDist]:
        return [dist_info("/s", *key) for key in self.dists if key[0] == name]

    def requires(self, dist: InstalledDist) -> list[Requirement] | None:
        self.read.append(dist.name)
        texts = self.dists[(dist.name, str(dist.version))]
        return None if texts is None else [parse_requirement(text) for text in texts]

    def is_from(self, dist: InstalledDist, url: str) -> bool:
        return self.urls.get(dist.name) == url

    def missing(
        self, *texts: str, constraints: Sequence[str] = (), overrides: Sequence[str] = (), follow: bool = True
    ) -> str | None:
        wanted = Wanted(
            requirements=[parse_requirement(text) for text in texts], markers=MARKERS,
            constraints=[parse_requirement(text) for text in constraints],
            overrides=[parse_requirement(text) for text in overrides], follow=follow,
        )  # fmt: skip
        found = first_unsatisfied(wanted, self.installed, self)
        return None if found is None else found.name


def test_the_version_must_fit() -> None:
    world = World({"a==1.5": []})
    assert world.missing("a") is None
    assert world.missing("a>=1,<2") is None
    assert world.missing("a>=2") == "a"
    assert world.missing("b") == "b"


def test_markers_of_requirements_count() -> None:
    assert World({}).missing("a ; sys_platform == 'win32'") is None
    assert World({}).missing("a ; sys_platform == 'linux'") == "a"


def test_dependencies_are_followed() -> None:
    world = World({"a==1": ["b>=2"], "b==2": ["c ; sys_platform == 'win32'", "d"], "d==1": []})
    assert world.missing("a") is None
    assert World({"a==1": ["b>=2"], "b==1": []}).missing("a") == "b"
    assert World({"a==1": ["b"]}).missing("a") == "b"
    assert World({"a==1": ["b"]}).missing("a", follow=False) is None


def test_extras_are_followed_only_when_asked_for() -> None:
    world = World({"a==1": ["b ; extra == 'x'", "a[x] ; extra == 'all'"]})
    assert world.missing("a") is None
    assert world.missing("a[y]") is None
    assert world.missing("a[x]") == "b"
    assert world.missing("a[all]") == "b"


def test_circles_end_and_metadata_is_read_once_for_each_requirement() -> None:
    world = World({"a==1": ["b"], "b==1": ["a"]})
    assert world.missing("a") is None
    assert sorted(world.read) == ["a", "b"]


@pytest.mark.parametrize(("constraint", "missing"), [("b<2", "b"), ("b>=2", None), ("c<1", None)])
def test_constraints_limit_what_is_there(constraint: str, missing: str | None) -> None:
    assert World({"a==1": ["b"], "b==2": []}).missing("a", constraints=[constraint]) == missing


def test_a_constraint_for_another_platform_does_not_count() -> None:
    assert World({"a==1": []}).missing("a", constraints=["a>1 ; sys_platform == 'win32'"]) is None


def test_overrides_replace_requirements() -> None:
    world = World({"a==1": ["b>=3"], "b==2": []})
    assert world.missing("a") == "b"
    assert world.missing("a", overrides=["b==2"]) is None
    assert world.missing("a", overrides=["b==1"]) == "b"
    assert World({"a==1": ["b"]}).missing("a", overrides=["b ; sys_platform == 'win32'"]) is None


def test_a_url_must_be_where_it_came_from() -> None:
    world = World({"a==1": []}, {"a": "https://example.org/a.whl"})
    assert world.missing("a @ https://example.org/a.whl") is None
    assert world.missing("a @ https://example.org/b.whl") == "a"
    assert world.missing("a==1") is None


def test_two_installations_or_unreadable_metadata_do_not_count() -> None:
    assert World({"a==1": [], "a==2": []}).missing("a") == "a"
    assert World({"a==1": None}).missing("a") == "a"
