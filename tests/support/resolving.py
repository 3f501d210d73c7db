"""Asks the resolver about fake worlds: `answer`, `pins`, `explanation`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from puv.model.requirement import Dependency
from puv.model.target import Target
from puv.resolver.errors import NoSolution
from puv.resolver.manifest import Manifest, Preference, ResolveOptions
from puv.resolver.resolve import resolve
from puv.standards.requirement import parse_requirement
from puv.standards.version import Version
from support.fake_port import FakePort, World

if TYPE_CHECKING:
    from puv.model.resolution import Resolution

TAGS = ("cp311-cp311-manylinux_2_17_x86_64", "cp311-none-any", "cp38-abi3-manylinux_2_17_x86_64", "py3-none-any")


def target(python: str = "3.11.7", *, explicit: bool = False) -> Target:
    """A CPython on Linux."""
    markers = {
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_machine": "x86_64",
        "platform_system": "Linux",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "implementation_name": "cpython",
        "implementation_version": python,
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
    }
    version = Version.parse(python)
    ranks = {tag: rank for rank, tag in enumerate(TAGS)}
    return Target(
        markers=markers, tags=ranks, python_version=version, installed_python_version=version, explicit_python=explicit
    )


def dependencies(texts: list[str], origin: str = "-r r.in") -> tuple[Dependency, ...]:
    return tuple(Dependency(parse_requirement(text), origin=origin) for text in texts)


def manifest(requirements: list[str], **parts: Any) -> Manifest:
    """A manifest; `constraints` and `overrides` are texts, `preferences` a dict of versions."""
    kept = {name: Version.parse(text) for name, text in parts.pop("preferences", {}).items()}
    return Manifest(
        requirements=dependencies(requirements),
        constraints=dependencies(parts.pop("constraints", []), "-c c.txt"),
        overrides=dependencies(parts.pop("overrides", []), "--override o.txt"),
        preferences=tuple(Preference(name=name, version=version) for name, version in kept.items()),
        **parts,
    )


def answer(
    world: World | FakePort, asked: Manifest | list[str], where: Target | None = None, **rules: Any
) -> Resolution:
    """Resolve in a world; `rules` are those of `ResolveOptions`."""
    port = world if isinstance(world, FakePort) else FakePort(world)
    wanted = manifest(asked) if isinstance(asked, list) else asked
    return resolve(wanted, where or target(), port, ResolveOptions(**rules))


def pins(
    world: World | FakePort, asked: Manifest | list[str], where: Target | None = None, **rules: Any
) -> dict[str, str]:
    """Return the versions chosen."""
    return {pin.name: str(pin.version) for pin in answer(world, asked, where, **rules)}


def failure(
    world: World | FakePort, asked: Manifest | list[str], where: Target | None = None, **rules: Any
) -> NoSolution:
    """Return the error of a world that has no solution."""
    with pytest.raises(NoSolution) as caught:
        answer(world, asked, where, **rules)
    return caught.value
