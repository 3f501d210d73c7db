"""What a wheel's tags say about where it can be used, as a marker."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.filenames import parse_wheel_name
from puv.standards.markers import parse_marker
from puv.standards.markers.clauses import FALSE, TRUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.standards.listing import File
    from puv.standards.markers.tree import MarkerAlgebra

_WINDOWS = {"win32": "x86", "win_amd64": "AMD64", "win_arm64": "ARM64"}
_IMPLEMENTATIONS = {"cp": "CPython", "pp": "PyPy", "graalpy": "GraalPy"}
# What the names of fat binaries on macOS stand for.
_MAC_MACHINES = {
    "universal2": ("x86_64", "arm64"),
    "universal": ("x86_64", "i386", "ppc64", "ppc"),
    "intel": ("x86_64", "i386"),
    "fat": ("i386", "ppc"),
    "fat3": ("x86_64", "i386", "ppc"),
    "fat64": ("x86_64", "ppc64"),
}
# The first kernel of macOS 11, which was the first on ARM; macOS 10.x has kernel x + 4.
_KERNEL_OF_11 = 20
_LINUX = ("manylinux", "musllinux", "linux")


class WheelMarkers:
    """The markers of wheels, in one algebra; parts of tags are remembered."""

    def __init__(self, algebra: MarkerAlgebra) -> None:
        self._algebra = algebra
        self._parts: dict[tuple[str, str], int] = {}

    def covered(self, files: Iterable[File]) -> int:
        """Return where a set of files can be used: a source archive can be everywhere."""
        found = FALSE
        for file in files:
            found = self._algebra.or_(found, self.of(file.filename) if file.is_wheel else TRUE)
        return found

    def of(self, filename: str) -> int:
        """Return where a wheel can be used."""
        algebra = self._algebra
        try:
            name = parse_wheel_name(filename)
        except ParseError:
            return FALSE
        pythons = platforms = FALSE
        abi3 = "abi3" in name.abi_tags
        for tag in name.python_tags:
            pythons = algebra.or_(pythons, self._part("abi3" if abi3 else "python", tag))
        for tag in name.platform_tags:
            platforms = algebra.or_(platforms, self._part("platform", tag))
        return algebra.and_(pythons, platforms)

    def _part(self, kind: str, tag: str) -> int:
        key = (kind, tag)
        found = self._parts.get(key)
        if found is None:
            text = _platform(tag) if kind == "platform" else _python(tag, abi3=kind == "abi3")
            found = TRUE if not text else FALSE
            if text and text != _NOWHERE:
                found = self._algebra.from_marker(parse_marker(text))
            self._parts[key] = found
        return found


_NOWHERE = "nowhere"


def _python(tag: str, *, abi3: bool) -> str:
    """Return the text of the marker of a Python tag, empty for any Python."""
    prefix = tag.rstrip("0123456789")
    major, minor = tag[len(prefix) : len(prefix) + 1], tag[len(prefix) + 1 :]
    if not major:
        return _NOWHERE
    if prefix == "py":
        low = f"{major}.{minor}" if minor else major
        return f"python_full_version >= '{low}' and python_full_version < '{int(major) + 1}'"
    implementation = _IMPLEMENTATIONS.get(prefix)
    if implementation is None:
        return _NOWHERE
    says = f"platform_python_implementation == '{implementation}'"
    if abi3:
        return f"python_full_version >= '{major}.{minor or 0}' and {says}"
    if not minor:
        return f"python_full_version >= '{major}' and python_full_version < '{int(major) + 1}' and {says}"
    return f"python_full_version == '{major}.{minor}.*' and {says}"


def _platform(tag: str) -> str:
    """Return the text of the marker of a platform tag, empty for any platform."""
    if tag == "any":
        return ""
    if tag in _WINDOWS:
        return f"sys_platform == 'win32' and platform_machine == '{_WINDOWS[tag]}'"
    system, _, rest = tag.partition("_")
    if system.startswith(_LINUX):
        machine = rest
        while machine[:1].isdigit():
            machine = machine.partition("_")[2]
        return f"sys_platform == 'linux' and platform_machine == '{machine}'"
    if system == "macosx":
        return _mac(rest)
    if system == "android":
        machine = {"arm64_v8a": "aarch64", "armeabi_v7a": "armv7l"}.get(rest.partition("_")[2], rest.partition("_")[2])
        return f"sys_platform == 'android' and platform_machine == '{machine}'"
    return _NOWHERE


def _mac(rest: str) -> str:
    major, _, rest = rest.partition("_")
    minor, _, machine = rest.partition("_")
    if not (major.isdigit() and minor.isdigit()):
        return _NOWHERE
    kernel = int(minor) + 4 if int(major) == 10 else int(major) + 9  # noqa: PLR2004 - see _KERNEL_OF_11
    texts = []
    for one in _MAC_MACHINES.get(machine, (machine,)):
        least = max(kernel, _KERNEL_OF_11) if one == "arm64" else kernel
        texts.append(f"(platform_machine == '{one}' and platform_release >= '{least}')")
    return f"sys_platform == 'darwin' and ({' or '.join(texts)})"
