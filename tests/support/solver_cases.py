"""Random small worlds for the solver, and what real uv and puv make of them."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from typing import TYPE_CHECKING

from puv.errors import ResolutionError
from puv.model.requirement import Dependency
from puv.model.target import Target
from puv.resolver.explain import no_solution
from puv.resolver.graph import resolution
from puv.resolver.manifest import Manifest, ResolveOptions
from puv.resolver.resolve import _provider
from puv.solver.conflict import Unsolvable
from puv.solver.solve import solve
from puv.standards.requirement import parse_requirement
from puv.standards.version import Version
from support import builders
from support.fake_port import Dist, FakePort, World

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["alpha", "bravo", "carol", "delta", "eagle", "fox", "golf", "hotel"]
VERSIONS = ["1.0", "1.1", "2.0", "2.1", "3.0", "3.0.post1", "4.0a1", "4.0", "5.0rc1", "5.0"]


class Case:
    """A world and what is asked of it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - reproducible worlds, no secrets
        pick = self.random
        names = NAMES[: pick.randint(2, len(NAMES))]
        self.exact = pick.choice((0.0, 0.1, 0.5, 1.0))
        self.world: World = {}
        for name in names:
            versions = sorted(pick.sample(VERSIONS, pick.randint(1, 6)), key=lambda text: Version.parse(text).key)
            self.world[name] = {version: self._dist(names) for version in versions}
        self.requirements = [self._requirement(names) for _ in range(pick.randint(1, 4))]
        self.constraints = [self._requirement(names, extras=False) for _ in range(pick.choice((0, 0, 0, 1)))]
        self.mode = pick.choice(("highest",) * 4 + ("lowest", "lowest-direct"))
        self.prerelease = pick.choice(("if-necessary",) * 4 + ("allow", "disallow", "explicit"))

    def _dist(self, names: list[str]) -> Dist:
        pick = self.random
        needs = [self._requirement(names) for _ in range(pick.choice((0, 0, 1, 1, 2, 3)))]
        extras = {e: [self._requirement(names)] for e in ("x", "y") if pick.random() < 0.15}
        roll = pick.random()
        if roll < 0.04:
            return Dist(needs, extras=extras, tags=("cp38-cp38-win_amd64",))
        if roll < 0.08:
            return Dist(needs, extras=extras, metadata_python=">=3.99")
        return Dist(needs, extras=extras)

    def _requirement(self, names: list[str], *, extras: bool = True) -> str:
        pick = self.random
        name = pick.choice(names)
        extra = pick.choice(("[x]", "[y]", "[x,y]")) if extras and pick.random() < 0.15 else ""
        version = pick.choice(VERSIONS)
        roll = pick.random()
        if roll < 0.3:
            spec = ""
        elif roll < 0.3 + 0.3 * self.exact:
            spec = f"=={version}"
        else:
            spec = pick.choice(
                (f">={version}", f"<{version}", f"<={version}", f">{version}", f"!={version}", "~=1.0", "==2.*")
            )
        marker = (
            pick.choice((" ; sys_platform == 'win32'", " ; python_version >= '3.8'")) if pick.random() < 0.06 else ""
        )
        return f"{name}{extra}{spec}{marker}"


def write_world(world: World, folder: Path) -> None:
    """Write the wheels of a world into a folder."""
    for name, versions in world.items():
        for version, dist in versions.items():
            assert isinstance(dist, Dist)
            text = builders.metadata(
                name,
                version,
                requires=dist.needs,
                requires_python=dist.metadata_python or None,
                headers=None,
            ).decode()
            text += "".join(f"Provides-Extra: {extra}\n" for extra in dist.extras)
            for tag in dist.tags:
                data = builders.wheel(name, version, tag=tag, metadata_text=text)
                (folder / builders.wheel_filename(name, version, tag)).write_bytes(data)


def ask_uv(uv: str, case: Case, folder: Path) -> tuple[str, dict[str, int], str]:
    """Return uv's pins as text (or `unsolvable`), its tries per package, and its error text."""
    wheels = folder / "wheels"
    wheels.mkdir()
    write_world(case.world, wheels)
    (folder / "r.in").write_text("\n".join(case.requirements) + "\n")
    (folder / "c.txt").write_text("\n".join(case.constraints) + "\n")
    command = [
        uv,
        "pip",
        "compile",
        "-v",
        "r.in",
        "-c",
        "c.txt",
        "--no-index",
        "--find-links",
        str(wheels),
        "--no-header",
        "--color",
        "never",
        "--resolution",
        case.mode,
        "--prerelease",
        case.prerelease,
        "--cache-dir",
        str(folder / "cache"),
        "-p",
        sys.executable,
        "--annotation-style",
        "line",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    tries: dict[str, int] = {}
    found = re.search(r"Tried \d+ versions: (.*)", done.stderr)
    if found:
        tries = {row.split()[0]: int(row.split()[1]) for row in found[1].split(", ") if " " in row}
    errors = "\n".join(line for line in done.stderr.splitlines() if not line.startswith(("DEBUG", "warning")))
    return (done.stdout.strip() if done.returncode == 0 else "unsolvable"), tries, errors


def ask_puv(case: Case, target: Target) -> tuple[str, dict[str, int], str]:
    """Return the same of puv's resolver."""
    port = FakePort(case.world)
    manifest = Manifest(
        requirements=tuple(Dependency(parse_requirement(text), origin="-r r.in") for text in case.requirements),
        constraints=tuple(Dependency(parse_requirement(text), origin="-c c.txt") for text in case.constraints),
    )
    options = ResolveOptions(mode=case.mode, prerelease=case.prerelease)  # type: ignore[arg-type]  # texts of a table
    provider = _provider(manifest, target, port, options, None)
    try:
        solve(provider.state, provider, provider.queue)
    except Unsolvable as failure:
        error = no_solution(provider, failure.clause)
        text = "error: No solution found when resolving dependencies\n" + _chain(error)
        return "unsolvable", {}, "\n".join([text, *(f"\nhint: {hint}" for hint in error.hints())])
    except ResolutionError as error:
        return "unsolvable", {}, str(error)
    pins = resolution(provider, [])
    lines = [f"{pin.name}=={pin.version}" for pin in pins]
    # On one line uv names packages before origins.
    via = [", ".join(sorted(pin.via, key=lambda text: text.startswith("-"))) for pin in pins]
    rows = [f"{line}  # via {names}" for line, names in zip(lines, via, strict=True)]
    return "\n".join(rows), {name: len(seen) for name, seen in provider.tried.items()}, ""


def _chain(error: BaseException) -> str:
    lines = str(error).splitlines() or [""]
    return "\n".join(["  cause: " + lines[0], *("         " + line if line else "" for line in lines[1:])])


def squeeze(text: str) -> str:
    """Drop what the two may write differently: the padding of columns."""
    return re.sub(r" +", " ", text).strip()


def target() -> Target:
    """Return this interpreter's marker environment, with the tags that the worlds use."""
    version = ".".join(map(str, sys.version_info[:3]))
    markers = {
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_machine": "x86_64",
        "platform_system": "Linux",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "platform_release": "",
        "platform_version": "",
        "python_full_version": version,
        "python_version": version.rpartition(".")[0],
        "implementation_version": version,
    }
    tags = [
        f"cp3{sys.version_info[1]}-cp3{sys.version_info[1]}-manylinux_2_36_x86_64",
        "cp38-abi3-manylinux_2_36_x86_64",
        "cp38-none-any",
        "py3-none-any",
    ]
    python = Version.parse(version)
    return Target(
        markers=markers,
        tags={tag: rank for rank, tag in enumerate(tags)},
        python_version=python,
        installed_python_version=python,
    )
