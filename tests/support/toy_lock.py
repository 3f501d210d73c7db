"""Small locks in few words, with the projects they are of.

    toy_lock("root: a b[x]", "a: c@linux", "b[x]: d", "root:dev: e", "member!: a")

Each line says what a package, an extra of it (`b[x]`) or a group of it (`root:dev`) needs. The first package is the
project, those with `!` are members of its workspace, all others come from an index. `c@linux` is needed on one
platform.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_HEAD = re.compile(r"([\w-]+)(?:\[(\w+)\])?(?::(\w+))?")
_NEED = re.compile(r"([\w-]+)(?:\[([\w,]+)\])?(?:@(\w+))?")
_INDEX = "https://example.org/simple"


@dataclass(slots=True)
class _Package:
    needs: list[str] = field(default_factory=list)
    extras: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    place: str = ""


def toy_lock(*lines: str) -> dict[str, str]:
    """The files of the world that the lines describe: `uv.lock` and each `pyproject.toml`, under their paths."""
    packages = _packages(lines)
    root = next(iter(packages))
    members = sorted(name for name, package in packages.items() if package.place)
    text = 'version = 1\nrevision = 5\nrequires-python = ">=3.8"\n'
    if len(members) > 1:
        text += "\n[manifest]\nmembers = [\n" + "".join(f'    "{name}",\n' for name in members) + "]\n"
    files = {"uv.lock": text + "".join(_entry(name, packages[name]) for name in sorted(packages))}
    for name in members:
        place = packages[name].place
        table = '[tool.uv.workspace]\nmembers = ["*"]\n' if name == root and len(members) > 1 else ""
        files[f"{place}/pyproject.toml".removeprefix("./")] = _project(name, packages[name]) + table
    return files


def write_toy(write: Callable[[str, str], object], *lines: str) -> None:
    """Write the files of a world."""
    for path, text in toy_lock(*lines).items():
        write(path, text)


def _packages(lines: Iterable[str]) -> dict[str, _Package]:
    packages: dict[str, _Package] = {}
    for line in lines:
        head, _, rest = line.rpartition(":")
        is_member = head.endswith("!")
        found = _HEAD.fullmatch(head.removesuffix("!"))
        assert found is not None, line
        name, extra, group = found.groups()
        package = packages.setdefault(name, _Package(place="" if packages else "."))
        package.place = name if is_member else package.place
        needs = rest.split()
        if extra is not None:
            package.extras[extra] = needs
        elif group is not None:
            package.groups[group] = needs
        else:
            package.needs = needs
        for need in needs:
            match = _NEED.fullmatch(need)
            assert match is not None, need
            packages.setdefault(match[1], _Package())
    return packages


def _edges(needs: list[str]) -> str:
    lines = []
    for need in needs:
        found = _NEED.fullmatch(need)
        assert found is not None
        name, extras, platform = found.groups()
        listed = ", ".join(f'"{extra}"' for extra in extras.split(",")) if extras else ""
        extra = f", extra = [{listed}]" if listed else ""
        marker = f", marker = \"sys_platform == '{platform}'\"" if platform else ""
        lines.append(f'    {{ name = "{name}"{extra}{marker} }},\n')
    return f"[\n{''.join(lines)}]\n"


def _entry(name: str, package: _Package) -> str:
    source = f'{{ virtual = "{package.place}" }}' if package.place else f'{{ registry = "{_INDEX}" }}'
    text = f'\n[[package]]\nname = "{name}"\nversion = "1.0"\nsource = {source}\n'
    if package.needs:
        text += f"dependencies = {_edges(package.needs)}"
    if not package.place:
        url, digest = f"https://example.org/{name}-1.0-py3-none-any.whl", f"{ord(name[0]):064x}"
        text += f'wheels = [\n    {{ url = "{url}", hash = "sha256:{digest}", size = {len(name) * 1500} }},\n]\n'
    for title, parts in (("optional-dependencies", package.extras), ("dev-dependencies", package.groups)):
        if parts:
            text += f"\n[package.{title}]\n" + "".join(f"{part} = {_edges(parts[part])}" for part in sorted(parts))
    if package.place and (package.extras or package.groups):
        listed = ", ".join(f'"{extra}"' for extra in package.extras)
        text += "\n[package.metadata]\n" + (f"provides-extras = [{listed}]\n" if listed else "")
        if package.groups:
            text += "\n[package.metadata.requires-dev]\n" + "".join(f"{group} = []\n" for group in package.groups)
    return text


def _project(name: str, package: _Package) -> str:
    text = f'[project]\nname = "{name}"\nversion = "1.0"\nrequires-python = ">=3.8"\ndependencies = []\n'
    if package.extras:
        text += "[project.optional-dependencies]\n" + "".join(f"{extra} = []\n" for extra in package.extras)
    if package.groups:
        text += "[dependency-groups]\n" + "".join(f"{group} = []\n" for group in package.groups)
    return text
