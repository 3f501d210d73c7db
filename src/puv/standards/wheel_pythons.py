"""Whether a wheel can be used by some of many Pythons, whatever the platform."""

from __future__ import annotations

from puv.standards import cuts
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.ranges import Ranges

_TAIL_PARTS = 4  # name with version and build tag, Python tag, ABI tag, platform tag


class WheelPythons:
    """Which wheels' Python and ABI tags fit any Python between the bounds of a set. Remembers what it was asked."""

    __slots__ = ("_admitted", "_known")

    def __init__(self, admitted: Ranges) -> None:
        self._admitted = admitted
        self._known: dict[tuple[str, str], bool] = {}

    def fits(self, filename: str) -> bool:
        """Tell whether any of the Pythons could use a wheel of this name."""
        parts = filename[:-4].rsplit("-", 3)
        if len(parts) != _TAIL_PARTS:
            return False
        pair = (parts[1], parts[2])
        found = self._known.get(pair)
        if found is None:
            found = self._known[pair] = fits(*pair, self._admitted)
        return found


def begins_below(filename: str, admitted: Ranges) -> bool:
    """Tell whether the Pythons that a wheel is for begin below the upper bound of a set."""
    parts = filename[:-4].rsplit("-", 3)
    if len(parts) != _TAIL_PARTS or not admitted.keys:
        return True
    upper = admitted.keys[-1]
    for tag in parts[1].split("."):
        minor = _minor(tag.lstrip("abcdefghijklmnopqrstuvwxyz"))
        if minor is None or cuts.before(Version(minor)) < upper:
            return True
    return False


def fits(pythons: str, abis: str, admitted: Ranges) -> bool:
    """Tell whether a wheel with these compressed tags can be used by any of the admitted Pythons."""
    return any(_abi_fits(abi, pythons, admitted) for abi in abis.split("."))


def _abi_fits(abi: str, pythons: str, admitted: Ranges) -> bool:
    if abi == "abi3":
        return True
    if abi == "none":
        return any(_python_fits(python, admitted) for python in pythons.split("."))
    if abi.startswith("graalpy"):
        minor = _minor(abi.partition("_")[2])  # graalpy242_311_native
        return minor is None or _has_minor(admitted, *minor)
    for prefix in ("cp", "pypy", "pp"):
        if abi.startswith(prefix):
            minor = _minor(abi[len(prefix) :])
            if minor is None:  # `pypy_73` names PyPy 7.3, from before it named Pythons
                return prefix != "pypy"
            return _has_minor(admitted, *minor)
    return True


def _python_fits(python: str, admitted: Ranges) -> bool:
    prefix = python.rstrip("0123456789")
    digits = python[len(prefix) :]
    minor = _minor(digits)
    if prefix not in ("cp", "py", "pp"):
        known = prefix in ("graalpy", "pyston")  # others are no Pythons that anybody could ask for
        return known and minor is not None and _has_minor(admitted, *minor)
    if digits == "3":
        return True
    if digits.startswith("2"):
        return not admitted.keys or admitted.keys[0] < cuts.before_series(Version((3,)))
    if minor is None:
        return True
    if prefix == "py":
        return not admitted.keys or admitted.keys[-1] > cuts.before(Version(minor))
    return _has_minor(admitted, *minor)


def _minor(text: str) -> tuple[int, int] | None:
    """Return the version that `312`, `37m` or `311_pp73` begins with."""
    digits = ""
    for character in text:
        if not character.isdigit():
            break
        digits += character
    if len(digits) < 2:  # noqa: PLR2004 - a major digit and a minor number
        return None
    return int(digits[0]), int(digits[1:])


def _has_minor(admitted: Ranges, major: int, minor: int) -> bool:
    """Tell whether an interval of Pythons holds any release of a minor version."""
    if not admitted.keys:
        return False
    # A set may begin with a version's pre-releases (`==3.11.*`), and holds none of the minor version before it then.
    return admitted.keys[0] < cuts.before_series(Version((major, minor + 1))) and admitted.keys[-1] > cuts.before(
        Version((major, minor))
    )
