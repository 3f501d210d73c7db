"""What one comparison of a marker means: a test of one variable against intervals.

uv's rules, which are stricter than PEP 508's fallback to Python's string comparison: versions are compared by their
release segments alone, `python_version` is a statement about `python_full_version`, strings have no order (except
the kernel's release and version), the release of Darwin is a version, and what makes no sense has no meaning.
"""

from __future__ import annotations

from puv.standards.names import is_name
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    #: Rank (which variable, and how it is looked at) and, for tests of membership, the text that is looked for.
    Variable: TypeAlias = tuple[int, str]
    #: A place between values: an integer for versions (twice the packed release: before it; plus one: after it) and
    #: truth values, (text, 0 or 1) for strings. The cuts of one variable are of one kind, so they compare.
    Cut: TypeAlias = Any
    #: Variable, ascending cuts, and whether the clause holds before the first cut, then between them, then after.
    Clause: TypeAlias = tuple[Variable, tuple[Cut, ...], tuple[bool, ...]]
    #: Alternatives of clauses that must hold together; `()` never holds, `((),)` always does.
    Meaning: TypeAlias = tuple[tuple[Clause, ...], ...]

#: The ids of the two constants in every `MarkerAlgebra`.
TRUE, FALSE = 0, 1
ALWAYS: Meaning = ((),)
NEVER: Meaning = ()

# The ranks are the order of the variables in a decision diagram: uv's, because the text of a marker depends on it.
STRINGS = (
    "os_name",
    "sys_platform",
    "platform_system",
    "platform_machine",
    "platform_python_implementation",
    "platform_release",
    "platform_version",
    "implementation_name",
)
RANKS = {name: rank for rank, name in enumerate(STRINGS)}
VERSIONS = {"platform_release": 10, "implementation_version": 11, "python_full_version": 12}
#: Ranks of membership tests: `variable in 'text'` and `'text' in variable` add the rank of the string variable.
IN, CONTAINS = 20, 40
EXTRA = 60
LISTS = {"extras": 61, "dependency_groups": 62}
_DARWIN: Variable = (RANKS["sys_platform"], "")

#: Values of platform_system that say the same as a value of sys_platform.
SYSTEMS = {
    "Windows": "win32", "Darwin": "darwin", "Linux": "linux", "AIX": "aix", "Emscripten": "emscripten",
    "Android": "android",
}  # fmt: skip

_SEGMENTS, _BITS = 5, 64
_MASK = (1 << _BITS) - 1
_PYTHON_SEGMENTS = 2  # python_version has a major and a minor number
_IS, _IS_NOT = (False, True, False), (True, False, True)
_BELOW, _FROM = (True, False), (False, True)


def pack(release: Sequence[int]) -> int:
    """Pack release segments into one integer that sorts as they do. Segments after the fifth are cut off."""
    packed = 0
    for segment in release[:_SEGMENTS]:
        packed = packed << _BITS | segment
    return packed << _BITS * (_SEGMENTS - min(len(release), _SEGMENTS))


def unpack(packed: int) -> tuple[int, ...]:
    """Return the release segments without trailing zeros, but at least one: the inverse of `pack`."""
    release = [packed >> _BITS * (_SEGMENTS - 1 - position) & _MASK for position in range(_SEGMENTS)]
    while len(release) > 1 and not release[-1]:
        release.pop()
    return tuple(release)


def interpret(variable: str, operator: str, value: str) -> Meaning | None:
    """Return the meaning of a comparison, or None where it has none and uv leaves it out.

    Operators are those of PEP 508 but `===`, plus `contains` and `not contains` (`'x' in variable`).
    """
    if variable == "extra":
        return _extra(operator, value)
    if variable in ("python_version", "python_full_version", "implementation_version"):
        return _version(variable, operator, value)
    rank = RANKS.get(variable)
    if rank is not None:
        if variable == "platform_release":
            return _platform_release(operator, value)
        return _string(rank, operator, value)
    if variable in LISTS and operator in ("contains", "not contains"):
        return _flag((LISTS[variable], value), operator == "contains")
    return None


def _extra(operator: str, value: str) -> Meaning | None:
    if operator not in ("==", "!="):
        return None
    return _flag((EXTRA, value), operator == "==") if is_name(value) else NEVER


def _flag(variable: Variable, positive: bool) -> Meaning:
    return (((variable, (1,), _FROM if positive else _BELOW),),)


def _string(rank: int, operator: str, value: str) -> Meaning | None:
    if operator in ("in", "not in"):
        return _flag((IN + rank, value), operator == "in")
    if operator in ("contains", "not contains"):
        return _flag((CONTAINS + rank, value), operator == "contains")
    if operator == "~=":
        return None
    if STRINGS[rank] in ("platform_release", "platform_version"):
        return _string_order(rank, operator, value)
    # Names have no order: what remains of `<=` and `>=` is the equality, and of `<` and `>` nothing.
    if operator in ("<", ">"):
        return NEVER
    if STRINGS[rank] == "platform_system" and value in SYSTEMS:
        rank, value = RANKS["sys_platform"], SYSTEMS[value]
    return _string_order(rank, "!=" if operator == "!=" else "==", value)


def _string_order(rank: int, operator: str, value: str) -> Meaning:
    variable = (rank, "")
    if operator in ("==", "!="):
        return (((variable, ((value, 0), (value, 1)), _IS if operator == "==" else _IS_NOT),),)
    cut = (value, int(operator in (">", "<=")))
    return (((variable, (cut,), _BELOW if operator[0] == "<" else _FROM),),)


def _platform_release(operator: str, value: str) -> Meaning | None:
    """Compare as versions on Darwin, where the release is one, and as strings elsewhere."""
    text = _string(RANKS["platform_release"], operator, value)
    if text is None or operator in ("in", "not in", "contains", "not contains"):
        return text
    version = _release_clause(VERSIONS["platform_release"], operator, value)
    if version is None:
        return text
    cuts: tuple[Cut, ...] = (("darwin", 0), ("darwin", 1))
    return ((text[0][0], (_DARWIN, cuts, _IS_NOT)), (*version[0], (_DARWIN, cuts, _IS)))


def _version(variable: str, operator: str, value: str) -> Meaning | None:
    rank = VERSIONS["python_full_version" if variable == "python_version" else variable]
    if operator in ("contains", "not contains"):
        return None
    if operator in ("in", "not in"):
        return _version_list(rank, operator == "in", value, minor=variable == "python_version")
    if variable == "python_version":
        return _python_version(rank, operator, value)
    return _release_clause(rank, operator, value)


def _version_list(rank: int, positive: bool, value: str, *, minor: bool) -> Meaning | None:
    parts: list[tuple[Clause, ...]] = []
    for text in value.split():
        version = Version.parse_or_none(text)
        if version is None:
            return None
        meaning = _python_release(rank, "==", version.release) if minor else _compare(rank, "==", version.release)
        if meaning is not None:
            parts += meaning
    if positive:
        return tuple(parts)
    negated = tuple((variable, cuts, tuple(not held for held in inside)) for ((variable, cuts, inside),) in parts)
    return (negated,)


def _scan(operator: str, value: str) -> tuple[tuple[int, ...], bool] | None:
    """Return the release and whether `.*` follows it, or None where the operator does not take such a version."""
    value = value.strip()
    star = value.endswith(".*")
    version = Version.parse_or_none(value[:-2] if star else value)
    if version is None or (version.local and operator not in ("==", "!=")):
        return None
    if star and (operator not in ("==", "!=") or version.only_release() is not version):
        return None
    if operator == "~=" and len(version.release) == 1:
        return None
    return version.release, star


def _release_clause(rank: int, operator: str, value: str) -> Meaning | None:
    scanned = _scan(operator, value)
    if scanned is None:
        return None
    release, star = scanned
    return _prefix(rank, release, positive=operator == "==") if star else _compare(rank, operator, release)


def _python_version(rank: int, operator: str, value: str) -> Meaning | None:
    scanned = _scan(operator, value)
    if scanned is None:
        return None
    release, star = scanned
    if not star:
        return _python_release(rank, operator, release)
    if any(release[_PYTHON_SEGMENTS:]):
        return NEVER
    return _prefix(rank, release[:_PYTHON_SEGMENTS], positive=operator == "==")


def _python_release(rank: int, operator: str, release: tuple[int, ...]) -> Meaning:
    """Translate a comparison of (major, minor) to one of the full version."""
    minor = (*release, 0)[:_PYTHON_SEGMENTS]
    exact = not any(release[_PYTHON_SEGMENTS:])
    if operator in ("==", "!="):
        if exact:
            return _prefix(rank, minor, positive=operator == "==")
        return NEVER if operator == "==" else ALWAYS
    if operator == "~=":
        if len(release) == _PYTHON_SEGMENTS:
            return _compare(rank, operator, release)
        return _prefix(rank, minor, positive=True) if exact else NEVER
    # Nothing lies between 3.8 and 3.9, so 3.8.1 is no different from "more than 3.8".
    after = operator in (">", "<=") or not exact
    cut = 2 * pack((minor[0], minor[1] + 1) if after else minor)
    return _interval(rank, (cut,), _BELOW if operator[0] == "<" else _FROM)


def _prefix(rank: int, release: tuple[int, ...], *, positive: bool) -> Meaning:
    """Test for a release that begins with the given segments."""
    end = (*release[:-1], release[-1] + 1)
    return _interval(rank, (2 * pack(release), 2 * pack(end)), _IS if positive else _IS_NOT)


def _compare(rank: int, operator: str, release: tuple[int, ...]) -> Meaning:
    before = 2 * pack(release)
    if operator in ("==", "!="):
        return _interval(rank, (before, before + 1), _IS if operator == "==" else _IS_NOT)
    if operator == "~=":
        end = (*release[:-2], release[-2] + 1)
        return _interval(rank, (before, 2 * pack(end)), _IS)
    cut = before + (operator in (">", "<="))
    return _interval(rank, (cut,), _BELOW if operator[0] == "<" else _FROM)


def _interval(rank: int, cuts: tuple[int, ...], inside: tuple[bool, ...]) -> Meaning:
    """Build the clause; nothing comes before version 0, so a cut there says nothing."""
    if not cuts[0]:
        cuts, inside = cuts[1:], inside[1:]
        if not cuts:
            return ALWAYS if inside[0] else NEVER
    return ((((rank, ""), cuts, inside),),)
