"""The Pythons that a workspace is for: what all its members and groups admit. Pure."""

from __future__ import annotations

from puv.errors import InputError
from puv.standards.ranges import Ranges
from puv.standards.specifiers import Specifier, Specifiers, parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.standards.ranges import Face
    from puv.standards.version import Version


class ConflictingPythonsError(InputError):
    """No Python satisfies every member of a workspace. `wanted` tells what each one asks for."""

    code = "conflicting-pythons"

    def __init__(self, wanted: Mapping[str, Specifiers]) -> None:
        lines = (f"- {name}: {', '.join(map(str, specifiers))}" for name, specifiers in sorted(wanted.items()))
        super().__init__("\n".join(("Found conflicting Python requirements:", *lines)))
        self.wanted = wanted


def combined(wanted: Mapping[str, Specifiers]) -> Specifiers | None:
    """Return what all of them admit in normal form, None when nobody asks for anything.

    Only releases count: a pre-release in a bound stands for its release.

    Raises:
        ConflictingPythonsError: nothing satisfies all.
    """
    if not wanted:
        return None
    found = Ranges.full()
    for specifiers in wanted.values():
        found = found.intersection(Ranges.from_specifiers(map(_released, specifiers)))
    if found.is_empty:
        raise ConflictingPythonsError(wanted)
    return parse_specifiers(",".join(_texts(found)))


def _released(clause: Specifier) -> Specifier:
    return Specifier(clause.operator, clause.version.only_release(), clause.wildcard)


def _texts(ranges: Ranges) -> Iterable[str]:
    faces = [None if face is None else (face[0].only_release(), face[1]) for face in ranges.faces]
    yield from _outer(faces[0], faces[-1])
    for at in range(1, len(faces) - 1, 2):
        low, high = faces[at], faces[at + 1]
        assert low is not None  # noqa: S101 - between two intervals
        assert high is not None  # noqa: S101 - likewise
        if low[0] == high[0]:
            yield f"!={low[0]}"
        elif _is_series(low[0], high[0]):
            yield f"!={low[0]}.*"


def _outer(low: Face, high: Face) -> Iterable[str]:
    if low is not None and high is not None:
        if not low[1] and not high[1] and _is_series(low[0], high[0]):
            yield f"=={low[0]}.*"
            return
        if low[0] == high[0]:
            yield f"=={low[0]}"
            return
    if low is not None:
        yield f"{'>' if low[1] else '>='}{low[0]}"
    if high is not None:
        yield f"{'<=' if high[1] else '<'}{high[0]}"


def _is_series(low: Version, high: Version) -> bool:
    return len(low.release) == len(high.release) and low.bump(len(low.release) - 1).release == high.release


def ambiguous_tildes(wanted: Mapping[str, Specifiers]) -> Iterable[str]:
    """Yield a warning for each `~=3.9`, which is often meant to be `~=3.9.0`."""
    for name, specifiers in wanted.items():
        for clause in specifiers:
            release = clause.version.release
            if clause.operator == "~=" and len(release) == 2:  # noqa: PLR2004 - no patch
                major, minor = release
                yield (
                    f"The `requires-python` specifier (`{clause}`) in `{name}` uses the tilde specifier (`~=`) without "
                    f"a patch version. This will be interpreted as `>={major}.{minor}, <{major + 1}`. Did you mean "
                    f"`{clause}.0` to constrain the version as `>={major}.{minor}.0, <{major}.{minor + 1}`? We "
                    "recommend only using the tilde specifier with a patch version to avoid ambiguity."
                )
