"""The small worlds of `tests/scenario/worlds.toml` as values to serve and run."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.interop import Outcome, Place

WORLDS = Path(__file__).parent.parent / "scenario" / "worlds.toml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A world, what is asked of it, and what comes of it: `pins`, or the `culprits` of a failure."""

    name: str
    packages: Mapping[str, Mapping[str, Any]]
    requirements: tuple[str, ...]
    options: tuple[str, ...] = ()
    pins: tuple[str, ...] = ()
    culprits: frozenset[str] = frozenset()

    def world(self) -> World:
        """The world it plays in."""
        world = World()
        for release, details in self.packages.items():
            world.add(*release.split(), **details)
        return world

    def run(self, place: Place) -> Outcome:
        """Compile its requirements in `place`."""
        place.write("requirements.in", "\n".join(self.requirements) + "\n")
        return place.run("pip", "compile", "requirements.in", "--no-header", *self.options)


def scenarios(path: Path = WORLDS) -> list[Scenario]:
    """Every scenario of the file, in its order."""
    found = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]:
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
        }
        values["culprits"] = frozenset(values.get("culprits", ()))
        found.append(Scenario(**values))
    return found


def pins(stdout: str) -> tuple[str, ...]:
    """The pinned lines of a compiled requirements file."""
    return tuple(line.split(" ")[0] for line in stdout.splitlines() if "==" in line and line[0] not in " #")


def check(scenario: Scenario, outcome: Outcome) -> None:
    """Demand that `outcome` is the one the scenario tells."""
    if scenario.culprits:
        assert outcome.code == 1, outcome
        named = set(outcome.stderr.replace("`", " ").replace(",", " ").split())
        bare = {word.partition("[")[0].partition("=")[0].rstrip("<>!~:.") for word in named}
        bare = {word.partition("<")[0].partition(">")[0] for word in bare}
        assert scenario.culprits <= bare, outcome.stderr
    else:
        assert outcome.code == 0, outcome.stderr
        assert pins(outcome.stdout) == scenario.pins
