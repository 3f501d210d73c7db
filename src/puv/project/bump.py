"""The next version of a project: which components go up, and whether the whole does. Pure."""

from __future__ import annotations

from puv.errors import InputError
from puv.frozen import Frozen
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, TypeAlias

    Component: TypeAlias = Literal["major", "minor", "patch", "stable", "alpha", "beta", "rc", "post", "dev"]

_RELEASES = ("major", "minor", "patch")
_PRE = {"alpha": "a", "beta": "b", "rc": "rc"}
COMPONENTS: tuple[Component, ...] = ("major", "minor", "patch", "stable", "alpha", "beta", "rc", "post", "dev")


class Bump(Frozen):
    """One step: a component, and the number that it gets (None for the next one)."""

    component: Component
    value: int | None = None


class BumpError(InputError):
    """A version cannot be bumped in the way asked for."""

    code = "bump"


def parse_bump(text: str) -> Bump:
    """Parse `minor` or `minor=5`.

    Raises:
        BumpError: the text is neither.
    """
    name, equals, number = text.partition("=")
    component = next((known for known in COMPONENTS if known == name), None)
    if component is None:
        raise BumpError(f"invalid bump component `{name}`")
    if not equals:
        return Bump(component=component)
    if component == "stable":
        raise BumpError("`--bump stable` does not accept a value")
    if not (number.isascii() and number.isdigit()):
        raise BumpError(f"invalid numeric value `{number}` for `--bump {name}`")
    return Bump(component=component, value=int(number))


def bumped(version: Version, steps: Sequence[Bump]) -> Version:
    """Return the version after the steps: a component of the release first, then the others.

    Raises:
        BumpError: the steps exclude each other, or the version would not go up.
    """
    _check(steps)
    new = version
    for step in sorted(steps, key=lambda step: COMPONENTS.index(step.component)):
        new = _step(new, step)
    if new <= version:
        raise BumpError(f"{version} => {new} didn't increase the version; {_advice(version, steps)}")
    return new


def _check(steps: Sequence[Bump]) -> None:
    names = [step.component for step in steps]
    shown = ", ".join(names)
    for alone in ("stable", "post"):
        if alone in names and len(names) > 1:
            raise BumpError(f"`--bump {alone}` cannot be used with another `--bump` value, got: {shown}")
    for kind, members in (("release", _RELEASES), ("pre-release", tuple(_PRE)), ("dev", ("dev",))):
        found = [name for name in names if name in members]
        if len(found) > 1:
            raise BumpError(f"Only one {kind} version component can be provided to `--bump`, got: {', '.join(found)}")


def _advice(version: Version, steps: Sequence[Bump]) -> str:
    names = {step.component for step in steps}
    if version.pre is None and version.dev is None and names & _PRE.keys() and names.isdisjoint(_RELEASES):
        return (
            "when bumping to a pre-release version you also need to increase a release version component, "
            "e.g., with `--bump <major|minor|patch>`"
        )
    if names == {"dev"}:
        return (
            "when bumping to a dev version you also need to increase another version component, "
            "e.g., with `--bump <major|minor|patch|alpha|beta|rc>`"
        )
    return "provide the exact version to force an update"


def _step(version: Version, step: Bump) -> Version:
    component, value = step.component, step.value
    release, pre, post, dev = version.release, version.pre, version.post, version.dev
    if component in _RELEASES:
        at = _RELEASES.index(component)
        number = (release[at] if at < len(release) else 0) + 1 if value is None else value
        padded = (*release, *(0 for _ in range(at + 1 - len(release))))
        release = (*padded[:at], number, *(0 for _ in padded[at + 1 :]))
        pre = post = dev = None
    elif component == "stable":
        pre = post = dev = None
    elif component in _PRE:
        kind = _PRE[component]
        following = pre[1] + 1 if pre is not None and pre[0] == kind else 1
        pre, post, dev = (kind, following if value is None else value), None, None
    elif component == "post":
        post, dev = (0 if post is None else post) + 1 if value is None else value, None
    else:
        dev = (0 if dev is None else dev) + 1 if value is None else value
    return Version(release, (version.epoch, pre, post, dev, version.local))
