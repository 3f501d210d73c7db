"""Compatibility tags (PEP 425, 600, 656, 730, 738, 776, 783): which wheels a target takes, and which it prefers.

Everything here is computed from arguments; observing the machine is the interpreter probe's work. Tables map a
triple such as `cp311-abi3-win_amd64` to its rank, and the lowest rank is the best.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from puv.standards.filenames import WheelName

#: glibc minor versions before which an alias of their own names the policy (PEP 513, 571, 599).
_MANYLINUX_ALIASES = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
_OLDEST_GLIBC = {"x86_64": 5, "i686": 5, "riscv64": 31, "loongarch64": 36}
_OLDEST_GLIBC_ELSEWHERE = 17
#: The oldest macOS that each binary format runs on; a `universal` binary has them all.
_MACOS_11 = 11
_OLDEST_ANDROID_API = 16
_OLDEST_IOS = 12
_FIRST_ABI3 = 2
_SHORT_NAMES = {"cpython": "cp", "pypy": "pp", "ironpython": "ip", "jython": "jy", "graalpy": "graalpy", "pyston": "pt"}


def manylinux_platforms(arch: str, glibc: tuple[int, int], *, compatible: bool = True) -> tuple[str, ...]:
    """Return the platform tags of Linux with glibc, newest policy first, the bare `linux` last (PEP 600).

    `compatible` is false where the system opts out of manylinux wheels.
    """
    if not compatible:
        return (f"linux_{arch}",)
    oldest = _OLDEST_GLIBC.get(arch, _OLDEST_GLIBC_ELSEWHERE)
    found = []
    for minor in range(glibc[1], oldest - 1, -1):
        found.append(f"manylinux_{glibc[0]}_{minor}_{arch}")
        if minor in _MANYLINUX_ALIASES:
            found.append(f"{_MANYLINUX_ALIASES[minor]}_{arch}")
    return (*found, f"linux_{arch}")


def musllinux_platforms(arch: str, musl: tuple[int, int]) -> tuple[str, ...]:
    """Return the platform tags of Linux with musl, newest first, the bare `linux` last (PEP 656)."""
    return (*(f"musllinux_{musl[0]}_{minor}_{arch}" for minor in range(musl[1], -1, -1)), f"linux_{arch}")


def macos_platforms(arch: str, version: tuple[int, int]) -> tuple[str, ...]:
    """Return the platform tags of macOS on `x86_64` or `arm64`, newest system first."""
    major, minor = version
    formats: tuple[str, ...] = ("arm64", "universal2")
    if arch != "arm64":
        formats = ("x86_64", "intel", "fat64", "fat32", "universal2", "universal")
    found = [f"macosx_{year}_0_{kind}" for year in range(major, _MACOS_11 - 1, -1) for kind in formats]
    newest = 16 if major >= _MACOS_11 else minor
    if arch != "arm64":
        found += [f"macosx_10_{old}_{kind}" for old in range(newest, 3, -1) for kind in formats]
    elif major >= _MACOS_11:
        found += [f"macosx_10_{old}_universal2" for old in range(newest, 3, -1)]
    return tuple(found)


def windows_platforms(arch: str) -> tuple[str, ...]:
    """Return the platform tag of Windows on `x86_64` (or `amd64`), `i686` or `aarch64` (or `arm64`)."""
    names = {"i686": "win32", "x86": "win32", "aarch64": "win_arm64", "arm64": "win_arm64"}
    return (names.get(arch, "win_amd64"),)


def android_platforms(arch: str, api: int) -> tuple[str, ...]:
    """Return the platform tags of Android, newest API level first (PEP 738)."""
    abi = {"aarch64": "arm64_v8a", "armv7l": "armeabi_v7a", "i686": "x86"}.get(arch, arch)
    return tuple(f"android_{level}_{abi}" for level in range(api, _OLDEST_ANDROID_API - 1, -1))


def ios_platforms(multiarch: str, version: tuple[int, int]) -> tuple[str, ...]:
    """Return the platform tags of iOS for `arm64_iphoneos`, `arm64_iphonesimulator` …, newest first (PEP 730)."""
    major, minor = version
    found = [f"ios_{major}_{old}_{multiarch}" for old in range(minor, -1, -1)]
    years = range(major - 1, _OLDEST_IOS - 1, -1)
    found += [f"ios_{year}_{old}_{multiarch}" for year in years for old in range(9, -1, -1)]
    return tuple(found)


def pyodide_platforms(abi: str) -> tuple[str, ...]:
    """Return the platform tag of Pyodide, for an ABI such as `2024_0` (PEP 783)."""
    return (f"pyodide_{abi}_wasm32",)


def generic_platforms(platform: str) -> tuple[str, ...]:
    """Return the tag of a platform without a policy of its own, such as `freebsd-14.1-RELEASE-amd64`."""
    return (platform.lower().replace(".", "_").replace("-", "_").replace(" ", "_"),)


def compatible_tags(
    implementation: str,
    python: tuple[int, int],
    platforms: Sequence[str],
    *,
    gil_disabled: bool = False,
    debug: bool = False,
    abi: str = "",
) -> dict[str, int]:
    """Return the rank of every tag triple that the interpreter takes, best first.

    `implementation` is `sys.implementation.name`. `abi` names the ABI of an interpreter other than CPython, such
    as `pypy311_pp73`; without it only wheels without an ABI fit one.
    """
    short = _SHORT_NAMES.get(implementation, implementation)
    ranked: dict[str, int] = {}
    if short == "cp":
        for tag in _cpython(python, platforms, gil_disabled=gil_disabled, debug=debug):
            ranked.setdefault(tag, len(ranked))
    else:
        interpreter = f"{short}{python[0]}{python[1]}"
        for each in (abi, "none") if abi else ("none",):
            for platform in platforms:
                ranked.setdefault(f"{interpreter}-{each}-{platform}", len(ranked))
    for tag in _independent(short, python, platforms):
        ranked.setdefault(tag, len(ranked))
    return ranked


def _cpython(python: tuple[int, int], platforms: Sequence[str], *, gil_disabled: bool, debug: bool) -> Iterator[str]:
    """Yield the triples bound to a CPython ABI: its own, the stable one, none; then the older stable ones."""
    interpreter = f"cp{python[0]}{python[1]}"
    own = f"{interpreter}{'t' if gil_disabled else ''}{'d' if debug else ''}"
    abis = [own] if gil_disabled else [own, *([interpreter] if debug else []), "abi3"]
    for abi in (*abis, "none"):
        for platform in platforms:
            yield f"{interpreter}-{abi}-{platform}"
    if gil_disabled:
        return
    for minor in range(python[1] - 1, _FIRST_ABI3 - 1, -1):
        for platform in platforms:
            yield f"cp{python[0]}{minor}-abi3-{platform}"


def _independent(short: str, python: tuple[int, int], platforms: Sequence[str]) -> Iterator[str]:
    """Yield the triples without an ABI, then those without a platform."""
    major, minor = python
    languages = [f"py{major}{minor}", f"py{major}", *(f"py{major}{older}" for older in range(minor - 1, -1, -1))]
    for language in languages:
        for platform in platforms:
            yield f"{language}-none-{platform}"
    yield f"{short}{major}{minor}-none-any"
    for language in languages:
        yield f"{language}-none-any"


def wheel_rank(wheel: WheelName, tags: Mapping[str, int]) -> int | None:
    """Return the best rank of the wheel's triples, or None if the target takes none of them."""
    best: int | None = None
    for tag in wheel.tags():
        rank = tags.get(tag)
        if rank is not None and (best is None or rank < best):
            best = rank
    return best


class TagParts:
    """The parts of a table's triples, to say why a wheel does not fit. Built once per explanation."""

    __slots__ = ("abis", "platforms", "pythons")

    abis: frozenset[tuple[str, str]]
    platforms: frozenset[str]
    pythons: frozenset[str]

    def __init__(self, tags: Mapping[str, int]) -> None:
        split = [tag.split("-") for tag in tags]
        self.pythons = frozenset(python for python, _, _ in split)
        self.abis = frozenset((python, abi) for python, abi, _ in split)
        self.platforms = frozenset(platform for _, _, platform in split)

    def mismatch(self, wheel: WheelName) -> str:
        """Say which part no triple of the target has: `python`, `abi` or `platform`."""
        if self.pythons.isdisjoint(wheel.python_tags):
            return "python"
        if self.abis.isdisjoint((python, abi) for python in wheel.python_tags for abi in wheel.abi_tags):
            return "abi"
        return "platform"
