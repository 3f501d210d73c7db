"""Worlds and requirements for resolutions that hold everywhere: one case for each rule, small enough to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Mapping

LINUX, ARM_LINUX = "cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-manylinux_2_17_aarch64"
MAC, WINDOWS = "cp311-cp311-macosx_11_0_arm64", "cp311-cp311-win_amd64"


@dataclass(frozen=True, kw_only=True, slots=True)
class UniversalCase:
    """What is published (`name version` to requirements, or to arguments of `World.add`), asked for, and how."""

    packages: Mapping[str, Any]
    requirements: tuple[str, ...]
    options: tuple[str, ...] = ()
    settings: str = ""

    def world(self) -> World:
        """The world it plays in."""
        world = World()
        for release, details in self.packages.items():
            world.add(*release.split(), **(details if isinstance(details, dict) else {"requires": details}))
        return world


def case(packages: Mapping[str, Any], *requirements: str, options: str = "", settings: str = "") -> UniversalCase:
    return UniversalCase(
        packages=packages, requirements=requirements, options=tuple(options.split()), settings=settings
    )


BASIC: Mapping[str, Any] = {
    "a 1.0": [], "a 2.0": [], "a 3.0": {"requires_python": ">=3.11"}, "b 1.0": ["a"], "b 2.0": ["a>=1"],
    "c 1.0": ["b"], "d 1.0": ["a<2"], "e 1.0": ["a>=2"],
}  # fmt: skip
OLD = "--python-version 3.9"
WIN, NOT_WIN = "; sys_platform == 'win32'", "; sys_platform != 'win32'"
EXTRAS = {
    "a 1.0": {"extras": {"x": ["b", f"c {WIN}"], "y": ["a[x]", "d"], "e": []}},
    "b 1.0": [],
    "c 1.0": [],
    "d 1.0": [],
}
HOOKS = {"a 1.0": ["z==1"], "a 2.0": ["z==2"], "a 3.0": ["z==3"], "z 1": [], "z 2": [], "z 3": []}
LOCAL = {"t 2.0": {"tags": [LINUX, MAC, WINDOWS]}, "t 2.0+cpu": {"tags": [LINUX, WINDOWS]}}

CASES: dict[str, UniversalCase] = {
    "nothing divides it": case(BASIC, "c<2", "a<3"),
    "a version needs a newer Python": case(BASIC, "a", options=OLD),
    "versions need newer and newer Pythons": case(
        {**BASIC, "a 4.0": {"requires_python": ">=3.12"}, "a 5.0": {"requires_python": ">=3.13"}}, "b", options=OLD
    ),
    "a version needs an older Python": case({"a 1.0": {"requires_python": "<3.11"}, "a 0.9": []}, "a", options=OLD),
    "a version needs a patch release": case({"a 1.0": {"requires_python": ">=3.10.2"}, "a 0.9": []}, "a", options=OLD),
    "a version needs more than a Python": case({"a 1.0": {"requires_python": ">3.9"}, "a 0.9": []}, "a", options=OLD),
    "a version leaves Pythons out": case(
        {"a 1.0": {"requires_python": ">=3.9,!=3.9.1,!=3.10.*"}, "a 0.9": []}, "a", options=OLD
    ),
    "a version's Python cannot be read": case({"a 1.0": {"requires_python": ">=3.x"}, "a 0.9": []}, "a", options=OLD),
    "fewest forks": case(BASIC, "b", options=f"{OLD} --fork-strategy fewest"),
    "lowest versions": case(BASIC, "b>=1", options=f"{OLD} --resolution lowest"),
    "lowest direct versions": case(BASIC, "b>=1", options=f"{OLD} --resolution lowest-direct"),
    "a marker for newer Pythons": case(BASIC, "a; python_version >= '3.11'", "d; python_version < '3.11'", options=OLD),
    "a newer Python, only where it is": case(
        {"k 1.0": {"requires_python": ">=3.11"}}, "k; python_version >= '3.11'", options=OLD
    ),
    "two platforms": case(BASIC, f"a<2 {WIN}", f"a>=2 {NOT_WIN}", "b", options=OLD),
    "three platforms": case(
        BASIC, f"a==1.0 {WIN}", "a==2.0; sys_platform == 'darwin'", "a; sys_platform == 'linux'", options=OLD
    ),
    "markers that overlap": case(BASIC, f"a>=1 {WIN}", "a>=2; python_version < '3.12'", options=OLD),
    "equal markers": case(BASIC, f"a>=1 {WIN}", f"a<3 {WIN}", options=OLD),
    "a marker beside none": case(BASIC, "a>=1", f"a<2 {WIN}", options=OLD),
    "markers of dependencies": case(
        {**BASIC, "q 1.0": [f"a<2 {WIN}", f"a>=2 {NOT_WIN}"],
         "r 1.0": ["a>=1; python_version < '3.10'", "a<3; python_version >= '3.10'"]},
        "q", "r", options=OLD,
    ),
    "implementations": case(
        BASIC, "a<2; implementation_name == 'pypy'", "a>=2; implementation_name != 'pypy'", options=OLD
    ),
    "releases of a platform": case(BASIC, "a<2; platform_release >= '5'", "a>=2; platform_release < '5'", options=OLD),
    "membership": case(
        BASIC, "a<2; 'arm' in platform_machine", "a>=2; 'arm' not in platform_machine",
        "b; sys_platform in 'linux darwin'", options=OLD,
    ),
    "platforms that exclude each other": case(
        BASIC, "a; os_name == 'nt' and sys_platform == 'linux'", "b; os_name == 'nt'",
        "c; platform_system == 'Windows'", options=OLD,
    ),
    "a marker that never holds": case(BASIC, "a; python_version < '3.8'", "b", options=OLD),
    "extras": case(EXTRAS, "a[x,y,e,nope]"),
    "extras, shown": case(EXTRAS, "a[x,y]", options="--no-strip-extras"),
    "extras under markers": case(EXTRAS, f"a[x] {WIN}", f"a[y] {NOT_WIN}", "a"),
    "extras of a dependency": case({**EXTRAS, "f 1.0": ["a[y]"]}, f"a[x] {WIN}", "f"),
    "constraints under markers": case(BASIC, "b", f"#c a<2 {WIN}", "#c zzz>1", options=OLD),
    "overrides": case(BASIC, "d", "#o a>=2", options=OLD),
    "overrides under markers": case(BASIC, "d", "b", f"#o a==1.0 {WIN}", f"#o a==2.0 {NOT_WIN}", options=OLD),
    "an override that drops a package": case(BASIC, "d", "b", "#o a; sys_platform == 'never'", options=OLD),
    "pre-releases": case({"a 1.0": [], "a 2.0rc1": [], "b 1.0rc1": []}, "a", "b"),
    "yanked versions": case({"a 1.0": [], "a 2.0": {"yanked": "bad"}}, "a"),
    "a yanked version that is pinned": case({"a 1.0": [], "a 2.0": {"yanked": "bad"}}, "a==2.0"),
    "backtracking in one fork": case({**HOOKS, "y 1.0": ["z<3"]}, "a", f"y {WIN}"),
    "backtracking in both forks": case({**HOOKS, "y 1.0": [f"z<3 {WIN}", f"z>=3 {NOT_WIN}"]}, "a", "y"),
    "a local version for some platforms": case(LOCAL, "t"),
    "a local version that is pinned": case(LOCAL, "t==2.0+cpu"),
    "a local version for every platform": case({**LOCAL, "t 2.0+cpu": {"tags": [LINUX, MAC, WINDOWS]}}, "t"),
    "a local version for fewer machines": case(
        {"t 2.0": {"tags": [LINUX, ARM_LINUX, MAC, WINDOWS]}, "t 2.0+cpu": {"tags": [LINUX, WINDOWS]}}, "t"
    ),
    "wheels for one platform": case({"p 1.0": {"tags": [LINUX, MAC, WINDOWS]}, "p 2.0": {"tags": [LINUX]}}, "p"),
    "wheels for older Pythons only": case({"p 1.0": {}, "p 2.0": {"tags": ["cp38-cp38-win_amd64"]}}, "p"),
    "annotations on one line": case(BASIC, "b", f"d {WIN}", options="--annotation-style line"),
    "digests": case(BASIC, "b", options="--generate-hashes"),
    "no markers": case(BASIC, f"a<2 {WIN}", f"a>=2 {NOT_WIN}", options="--no-annotate"),
    "a package that nobody has": case(BASIC, f"nobody {WIN}"),
    "no such version": case(BASIC, f"a>9 {WIN}"),
    "dependencies that exclude each other": case(BASIC, "d", "e"),
    "dependencies that exclude each other on one platform": case(BASIC, f"d {WIN}", "e"),
    "a fork that fails": case(BASIC, f"a<2 {WIN}", f"a>=2 {NOT_WIN}", "e", options=OLD),
}  # fmt: skip
