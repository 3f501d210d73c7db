"""The values of `--python-platform`: the platform tags and marker variables of each."""

from __future__ import annotations

from puv.errors import UsageError
from puv.standards import tags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_GLIBC = (28, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40)
_DEFAULT_GLIBC = "manylinux_2_28"
#: The system releases that the values mean by default; environment variables of the user's change them.
DEFAULT_MACOS = (13, 0)
DEFAULT_IOS = (13, 0)
DEFAULT_ANDROID_API = 24
_DEFAULT_MUSL = (1, 2)

_ALIASES = {
    "windows": "x86_64-pc-windows-msvc",
    "linux": "x86_64-unknown-linux-gnu",
    "macos": "aarch64-apple-darwin",
    "x86_64-unknown-linux-gnu": f"x86_64-{_DEFAULT_GLIBC}",
    "aarch64-unknown-linux-gnu": f"aarch64-{_DEFAULT_GLIBC}",
    "riscv64-unknown-linux": "riscv64-manylinux_2_39",
    "x86_64-manylinux2014": "x86_64-manylinux_2_17",
    "aarch64-manylinux2014": "aarch64-manylinux_2_17",
}
_MANYLINUX = ("manylinux2014", "manylinux_2_17", *(f"manylinux_2_{minor}" for minor in _GLIBC))

# Other machines with glibc, and Python's own way of writing platforms: taken, but not shown.
_ALIASES |= {
    "arm64-pc-windows-msvc": "aarch64-pc-windows-msvc",
    "s390x-unknown-linux-gnu": f"s390x-{_DEFAULT_GLIBC}",
    "powerpc64le-unknown-linux-gnu": f"ppc64le-{_DEFAULT_GLIBC}",
    "loongarch64-unknown-linux-gnu": "loongarch64-manylinux_2_36",
    **{f"{machine}-manylinux2014": f"{machine}-manylinux_2_17" for machine in ("s390x", "ppc64le")},
    **{f"{p}_{m}": f"{m}-{p}" for m in ("x86_64", "aarch64", "s390x", "ppc64le") for p in _MANYLINUX},
    **{f"manylinux_2_{minor}_loongarch64": f"loongarch64-manylinux_2_{minor}" for minor in range(36, 41)},
}
_MORE = (
    *(f"{machine}-{policy}" for machine in ("s390x", "ppc64le") for policy in _MANYLINUX),
    *(f"loongarch64-manylinux_2_{minor}" for minor in range(36, 41)),
)

#: Every value, in the order of the help.
PYTHON_PLATFORMS: tuple[str, ...] = (
    "windows",
    "linux",
    "macos",
    "x86_64-pc-windows-msvc",
    "aarch64-pc-windows-msvc",
    "i686-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "aarch64-unknown-linux-musl",
    "x86_64-unknown-linux-musl",
    "riscv64-unknown-linux",
    *(f"{arch}-{policy}" for arch in ("x86_64", "aarch64") for policy in _MANYLINUX),
    "aarch64-linux-android",
    "x86_64-linux-android",
    "wasm32-pyodide2024",
    "wasm32-pyodide2025",
    "arm64-apple-ios",
    "arm64-apple-ios-simulator",
    "x86_64-apple-ios-simulator",
)
#: Further values, which helps do not show.
HIDDEN_PLATFORMS: tuple[str, ...] = tuple(
    name for name in dict.fromkeys((*_ALIASES, *_MORE)) if name not in PYTHON_PLATFORMS
)
_PYODIDE = {"2024": "3.1.58", "2025": "4.0.9"}
_WINDOWS_MACHINES = {"x86_64": "AMD64", "aarch64": "ARM64", "i686": "x86"}


class PythonPlatform:
    """What one value of `--python-platform` stands for: tags, best first, and the marker variables it fixes."""

    __slots__ = ("markers", "tags")

    markers: Mapping[str, str]
    tags: tuple[str, ...]

    def __init__(self, platform_tags: tuple[str, ...], markers: Mapping[str, str]) -> None:
        self.tags = platform_tags
        self.markers = markers


def python_platform(  # noqa: PLR0911 - one line for each kind of system
    name: str,
    *,
    macos: tuple[int, int] = DEFAULT_MACOS,
    ios: tuple[int, int] = DEFAULT_IOS,
    android_api: int = DEFAULT_ANDROID_API,
) -> PythonPlatform:
    """Return what the value stands for. `macos`, `ios` and `android_api` are the oldest systems to support.

    Raises:
        UsageError: the value is not one of `PYTHON_PLATFORMS`.
    """
    if name not in PYTHON_PLATFORMS and name not in HIDDEN_PLATFORMS:
        raise UsageError(f"Unknown Python platform `{name}` (expected one of: {', '.join(PYTHON_PLATFORMS)})")
    while name in _ALIASES:
        name = _ALIASES[name]
    arch, _, rest = name.partition("-")
    if rest == "pc-windows-msvc":
        return PythonPlatform(tags.windows_platforms(arch), _markers("nt", "win32", _WINDOWS_MACHINES[arch], "Windows"))
    if rest == "apple-darwin":
        machine = "arm64" if arch == "aarch64" else arch
        return PythonPlatform(tags.macos_platforms(machine, macos), _markers("posix", "darwin", machine, "Darwin"))
    if rest == "unknown-linux-musl":
        return PythonPlatform(tags.musllinux_platforms(arch, _DEFAULT_MUSL), _markers("posix", "linux", arch, "Linux"))
    if rest.startswith("manylinux"):
        minor = int(rest.rpartition("_")[2])
        return PythonPlatform(tags.manylinux_platforms(arch, (2, minor)), _markers("posix", "linux", arch, "Linux"))
    if rest == "linux-android":
        return PythonPlatform(tags.android_platforms(arch, android_api), _markers("posix", "android", arch, "Android"))
    if rest.startswith("pyodide"):
        return _pyodide(rest.removeprefix("pyodide"))
    device = "iphonesimulator" if rest.endswith("simulator") else "iphoneos"
    return PythonPlatform(tags.ios_platforms(f"{arch}_{device}", ios), _markers("posix", "ios", arch, "iOS"))


def _pyodide(year: str) -> PythonPlatform:
    emscripten = _PYODIDE[year]
    markers = _markers("posix", "emscripten", "wasm32", "Emscripten")
    markers |= {"platform_release": emscripten, "platform_version": "#1"}
    return PythonPlatform(tags.pyodide_platforms(f"{year}_0"), markers)


def _markers(os_name: str, sys_platform: str, machine: str, system: str) -> dict[str, str]:
    return {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_machine": machine,
        "platform_system": system,
        "platform_release": "",
        "platform_version": "",
    }
