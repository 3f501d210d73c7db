"""For which platforms a wheel is, as a marker, to leave wheels out of a lock that nobody in it could use."""

from __future__ import annotations

from puv.standards.markers import parse_marker
from puv.standards.markers.clauses import TRUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.markers.tree import MarkerAlgebra

_SYSTEMS = {
    "linux": "os_name == 'posix' and platform_system == 'Linux' and sys_platform == 'linux'",
    "win": "os_name == 'nt' and platform_system == 'Windows' and sys_platform == 'win32'",
    "macosx": "os_name == 'posix' and platform_system == 'Darwin' and sys_platform == 'darwin'",
    "android": "sys_platform == 'android'",
}
_PREFIXES = (
    ("manylinux", "linux"),
    ("musllinux", "linux"),
    ("linux", "linux"),
    ("win", "win"),
    ("macosx", "macosx"),
    ("android", "android"),
)
# What a machine calls itself differs between systems. The longest endings come first.
_X86_64, _ARM = ("x86_64", "amd64", "AMD64"), ("aarch64", "arm64", "ARM64")
_MACHINES = (
    ("x86_64", _X86_64),
    ("win_amd64", (*_X86_64, *_ARM)),  # Windows on ARM runs them too
    ("arm64_v8a", _ARM),
    ("arm64", _ARM),
    ("arm64_iphoneos", _ARM),
    ("arm64_iphonesimulator", _ARM),
    ("x86_64_iphonesimulator", _X86_64),
    ("aarch64", _ARM),
    ("ppc64le", ("ppc64le",)),
    ("ppc64", ("ppc64",)),
    ("s390x", ("s390x",)),
    ("riscv64", ("riscv64",)),
    ("loongarch64", ("loongarch64",)),
    ("armv7l", ("armv7l", "armv8l")),
    ("armv6l", ("armv6l",)),
    ("i686", ("i686", "i386", "win32", "x86")),
    ("i386", ("i686", "i386", "win32", "x86")),
    ("win32", ("i686", "i386", "win32", "x86")),
)


class WheelPlatforms:
    """The markers of wheels' platform tags, in one algebra."""

    def __init__(self, algebra: MarkerAlgebra) -> None:
        self._algebra = algebra
        self._markers: dict[str, int] = {}

    def fits(self, filename: str, marker: int) -> bool:
        """Tell whether any platform of a wheel is one where a marker may hold."""
        tags = filename[: -len(".whl")].rpartition("-")[2].split(".")
        return any(not self._algebra.is_disjoint(self._marker(tag), marker) for tag in tags)

    def _marker(self, tag: str) -> int:
        known = self._markers.get(tag)
        if known is None:
            known = self._markers[tag] = self._make(tag)
        return known

    def _make(self, tag: str) -> int:
        algebra = self._algebra
        system = next((name for prefix, name in _PREFIXES if tag.startswith(prefix)), None)
        marker = TRUE if system is None else algebra.from_marker(parse_marker(_SYSTEMS[system]))
        if tag == "any" or (tag.startswith("android") and not tag.endswith("arm64_v8a")):
            return marker
        for ending, machines in _MACHINES:
            if tag.endswith(ending):
                text = " or ".join(f"platform_machine == '{machine}'" for machine in machines)
                return algebra.and_(marker, algebra.from_marker(parse_marker(text)))
        return marker
