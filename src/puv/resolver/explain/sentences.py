"""The words of an explanation: facts and conclusions as clauses of English sentences."""

from __future__ import annotations

from puv.resolver import reasons
from puv.resolver.distributions import (
    ABI_TAG,
    NO_PLATFORM,
    NO_SOURCE,
    NO_WHEEL,
    PLATFORM_TAG,
    PYTHON_TAG,
    VERSION_TAG,
    YANKED,
)
from puv.resolver.explain.tree import PYTHON, Leaf
from puv.resolver.provider import BASE, GROUP, GROUPED, MARKED
from puv.solver.state import ROOT
from puv.standards import cuts
from puv.standards.ranges import Ranges

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.model.target import Target
    from puv.resolver.provider import Provider
    from puv.standards.cuts import CutKey
    from puv.standards.version import Version

_ROW = "\n    "
_NOT_FOUND = {
    "not-found": "was not found in the package registry",
    "offline": "was not found in the cache",
    "no-index": "was not found in the provided package locations",
    "unauthorized": "was not found in the package registry",
    "forbidden": "was not found in the package registry",
}
# What metadata is like that cannot be used: for one version, and for several.
_UNUSABLE = {
    "invalid-metadata": "{} invalid metadata",
    "inconsistent-metadata": "{} inconsistent metadata",
    "invalid-structure": "{} an invalid package format",
    "no-build": "{} no usable wheels",
    "unbuildable": "{} no wheels, and the source cannot be built",
}


# What a marker that a platform is required by is called.
_PLATFORMS = {
    "sys_platform == 'win32'": "Windows", "sys_platform == 'darwin'": "macOS", "sys_platform == 'linux'": "Linux",
}  # fmt: skip


class Sentences:
    """Words for the facts of one provider."""

    def __init__(self, provider: Provider, known: Callable[[int], list[Version]]) -> None:
        self._provider = provider
        self._known = known
        self._stated: dict[tuple[int, tuple[CutKey, ...]], Ranges] = {}
        self._target: Target = provider.parts.distributions.target

    # --- names and sets -----------------------------------------------------------------------------------------

    def name(self, package: int) -> str:
        """Return `name`, `name[extra]`, `name:group`, or either with the marker that it is needed under."""
        found = self._provider.packages[package]
        if found is None:
            return "your requirements"
        marker = self._provider.shown_marker(found.marker) if found.marker else ""
        if found.kind in (BASE, MARKED):
            return "your project" if self._provider.is_project(package) else f"{found.name}{marker}"
        return (
            f"{found.name}:{found.extra}" if found.kind in (GROUP, GROUPED) else f"{found.name}[{found.extra}]{marker}"
        )

    def plain_name(self, package: int) -> str:
        """Return `name`, `name[extra]` or `name:group` also of a project, without markers; of the root, who asks."""
        found = self._provider.packages[package]
        if found is None:
            return "your requirements"
        if found.kind in (BASE, MARKED):
            return str(found.name)
        return f"{found.name}:{found.extra}" if found.kind in (GROUP, GROUPED) else f"{found.name}[{found.extra}]"

    def is_project(self, package: int) -> bool:
        """Tell whether a package is the one project that everything is resolved for."""
        return self._provider.is_project(package)

    def _is_member(self, package: int) -> bool:
        """Tell whether a package is a part of a member: it has one version, which goes without saying."""
        found = self._provider.packages[package] if package > ROOT else None
        if found is None or found.kind == MARKED:
            return False
        return any(tree.name == found.name for tree in self._provider.parts.manifest.members)

    def _is_part(self, package: int) -> bool:
        found = self._provider.packages[package]
        return found is not None and found.kind not in (BASE, MARKED)

    def _you(self) -> str:
        """Return who asks for everything."""
        members = self._provider.parts.manifest.members
        return "you" if not members else "your project" if len(members) == 1 else "your workspace"

    def segments(self, package: int, versions: Ranges) -> list[str]:
        """Return each interval with the name: `p`, `p==1`, `p>=1,<2`."""
        name = "Python" if package == PYTHON else self.name(package)
        return [name if part.is_full else f"{name}{part}" for part in versions.segments()]

    def described(self, package: int, versions: Ranges, several: str, everything: str = "all versions of {}") -> str:
        """Return a set as words; `several` introduces more than one interval, `everything` stands for all."""
        if versions.is_full or (package != PYTHON and self._is_member(package)):
            return self.name(package) if self._is_member(package) else everything.format(self.name(package))
        rows = self.segments(package, versions)
        if not rows:
            return f"no versions of {self.name(package)}"
        return rows[0] if len(rows) == 1 else f"{several}:" + "".join(_ROW + row for row in rows) + "\n"

    def plural(self, versions: Ranges, package: int = ROOT) -> bool:
        """Tell whether a set is spoken of in the plural."""
        if package != PYTHON and self._is_member(package):
            return False
        return versions.is_full or len(versions.keys) > 2  # noqa: PLR2004 - more than one interval

    # --- facts --------------------------------------------------------------------------------------------------

    def fact(self, leaf: Leaf) -> str:
        """Return a fact as a clause."""
        if leaf.package == PYTHON:
            return self._python(leaf)
        if leaf.other != -1:
            return f"{self._subject(leaf)}{self._needed(leaf)}"
        if leaf.package == ROOT:
            return f"you require {leaf.reason.subject}, which are incompatible"
        if leaf.reason.kind == reasons.NO_VERSIONS:
            return self._no_versions(leaf)
        if leaf.reason.kind == reasons.NOT_FOUND:
            return self._not_found(leaf)
        return f"{self.described(leaf.package, leaf.versions, 'all of')} {self._problem(leaf)}"

    def _not_found(self, leaf: Leaf) -> str:
        found = self._provider.packages[leaf.package]
        if found is not None and found.marker:
            return f"there are no versions of {self.name(leaf.package)}"
        return f"{self.name(leaf.package)} {_NOT_FOUND[leaf.reason.subject]}"

    def _python(self, leaf: Leaf) -> str:
        requested = self._provider.requested_python
        if requested:
            who = f"the requested Python version ({requested})"
        else:
            who = f"the current Python version ({self._target.python_version})"
        return f"{who} does not satisfy Python{leaf.versions}"

    def _subject(self, leaf: Leaf) -> str:
        """Return who needs something, with the verb."""
        if leaf.package == ROOT:
            manifest = self._provider.parts.manifest
            if manifest.project_name and not manifest.members:
                return f"{manifest.project_name} depends on "
            return "you require " if not manifest.members else f"{self._you()} requires "
        verb = "depend on " if self.plural(leaf.versions, leaf.package) else "depends on "
        who = self.described(leaf.package, leaf.versions, "all of")
        return f"{who}{'' if who.endswith(chr(10)) else ' '}{verb}"

    def _needed(self, leaf: Leaf, *, simplify: bool = True) -> str:
        allowed = (leaf.allowed if simplify else leaf.written) or Ranges.full()
        return self.described(leaf.other, allowed, "one of", "{}")

    def both(self, first: Leaf, second: Leaf) -> str:
        """Return two facts joined with "and"; what one package needs twice over is said at once."""
        same = first.package == second.package and (first.package == ROOT or first.versions == second.versions)
        if same and first.other != -1 and second.other != -1:
            simplify = first.other != second.other
            start = padded(self._subject(first), self._needed(first, simplify=simplify), " and ")
            return padded(start, self._needed(second, simplify=simplify), "")
        return padded(padded("", self.fact(first), " and "), self.fact(second), "")

    def _no_versions(self, leaf: Leaf) -> str:
        name = self.name(leaf.package)
        if leaf.versions.is_full:
            return f"there are no versions of {name}"
        if leaf.versions.as_singleton() is not None:
            return f"there is no version of {name}{leaf.versions}"
        found = self._provider.packages[leaf.package]
        available = leaf.versions.complement()
        if found is None or found.name not in self._provider.parts.sources.urls:
            # Of what has an address nobody knows the other versions.
            available = self._available(leaf.package, available)
        rows = self.segments(leaf.package, available)
        if len(rows) == 1:
            return f"only {rows[0]} is available"
        return f"only the following versions of {name} are available:" + "".join(_ROW + row for row in rows) + "\n"

    def _available(self, package: int, versions: Ranges) -> Ranges:
        """Restate what remains in terms of versions that exist."""
        key = (package, versions.keys)
        found = self._stated.get(key)
        if found is None:
            found = self._stated[key] = self._restated(package, versions)
        return found

    def _restated(self, package: int, versions: Ranges) -> Ranges:
        known = self._known(package)
        parts = [part for part in versions.segments() if any(map(part.contains, known))]
        inside = [version for version in known if versions.contains(version)]
        if len(parts) != 1 or len(inside) < len(known):
            return _opened(parts or list(versions.segments()), known)
        if len(inside) == 1:
            return Ranges.singleton(inside[0])
        keys, faces = list(parts[0].keys), list(parts[0].faces)
        if faces[0] is not None:
            keys[0], faces[0] = cuts.before(inside[0]), (inside[0], False)
        if faces[1] is not None:
            keys[1], faces[1] = cuts.after(inside[-1]), (inside[-1], True)
        return Ranges(tuple(keys), tuple(faces))

    def _problem(self, leaf: Leaf) -> str:  # noqa: PLR0911 - one for each kind of reason
        many = self.plural(leaf.versions, leaf.package)
        reason = leaf.reason
        have = "have" if many else "has"
        if reason.kind == reasons.PYTHON:
            text = ", ".join(part.strip() for part in reason.subject.split(","))
            return f"{'require' if many else 'requires'} Python {text}"
        if reason.kind == reasons.POLICY:
            return f"{'are' if many else 'is'} skipped by the policy{reason.subject and f' ({reason.subject})'}"
        if reason.kind == reasons.ITSELF:
            both = ("has an incompatible dependency on itself", "have incompatible dependencies on themselves")
            return both[many]
        if reason.kind == reasons.CONTRADICTION:
            return f"{'depend' if many else 'depends'} on {reason.subject}, which are incompatible"
        if reason.kind == reasons.UNUSABLE and reason.subject in ("offline", "network"):
            return f"{'need' if many else 'needs'} to be downloaded from a registry"
        if reason.kind == reasons.UNUSABLE:
            return _UNUSABLE.get(reason.subject, "{} no usable metadata").format(have)
        return self._rejection(int(reason.subject), reason.detail, have, "were" if many else "was")

    def _rejection(self, kind: int, detail: str, have: str, were: str) -> str:
        if kind == YANKED:
            return f"{were} yanked (reason: {detail.strip()})" if detail.strip() else f"{were} yanked"
        if kind in (NO_WHEEL, NO_SOURCE):
            return f"{have} no {'usable wheels' if kind == NO_WHEEL else 'source distribution'}"
        if kind == NO_PLATFORM:
            name = _PLATFORMS.get(detail) or f"`{detail}`"
            return f"{have} no {name}-compatible wheels"
        tag = next(iter(self._target.tags), "").split("-")
        if kind == VERSION_TAG and tag:
            return f"{have} no wheels with a matching Python version tag (e.g., `{tag[0] or detail}`)"
        tags = {PYTHON_TAG: ("Python implementation", 0), ABI_TAG: ("Python ABI", 1), PLATFORM_TAG: ("platform", 2)}
        if kind in tags and len(tag) == 3:  # noqa: PLR2004 - a tag is a triple
            part, position = tags[kind]
            return f"{have} no wheels with a matching {part} tag (e.g., `{tag[position]}`)"
        return f"{have} no usable files"

    # --- conclusions --------------------------------------------------------------------------------------------

    def conclusion(self, terms: dict[int, tuple[bool, Ranges]]) -> str:
        """Return what follows when not all terms can hold."""
        items = [item for item in terms.items() if item[0] != ROOT and not self._provider.is_project(item[0])]
        project = next((package for package in terms if self._provider.is_project(package)), ROOT)
        rooted = ROOT in terms or project != ROOT
        if project != ROOT and terms[project][0] and len(items) == 1 and not items[0][1][0]:
            package, (_, versions) = items[0]
            return self._on_project(package, versions, project, terms[project][1])
        if not items:
            you = self._you()
            return f"{'your' if you == 'you' else you + chr(39) + 's'} requirements are unsatisfiable"
        if len(items) == 1 and not rooted:
            package, (negative, versions) = items[0]
            described = self.described(package, versions, "all of")
            if self._is_member(package) and not negative:
                return f"{described}'s requirements are unsatisfiable"
            return f"{described} {'is mandatory' if negative else 'cannot be used'}"
        needed = [(p, v) for p, (absent, v) in items if absent]
        subjects = [(p, v) for p, (absent, v) in items if not absent]
        if len(needed) == 1 and len(subjects) + rooted == 1:
            package, versions = subjects[0] if subjects else (project, Ranges.full())
            return self.fact(Leaf(package, versions, reasons.Reason(reasons.TIE), *needed[0]))
        words = [self.name(project)] if rooted else []
        # Beside projects, packages come before what their extras and groups add.
        parts = bool(self._provider.parts.manifest.members)
        items.sort(key=lambda item: (parts and self._is_part(item[0]), item[0]))
        words += [self.described(p, v, "all of") for p, (_, v) in items]
        return f"{' and '.join(words)} are incompatible"

    def _on_project(self, package: int, versions: Ranges, project: int, wanted: Ranges) -> str:
        """Return that something needs the project itself, at versions that it does not have."""
        if self._provider.packages[package] is not None and self._is_member(package):
            who = self.described(package, versions, "all of")
            at = " or ".join(f"{self.plain_name(project)}{part}" for part in wanted.segments())
            return f"{who} depends on itself at an incompatible version ({at})"
        return self.fact(Leaf(package, versions, reasons.Reason(reasons.TIE), project, wanted))


def padded(left: str, content: str, right: str) -> str:
    """Join texts; a list, which begins or ends with a line break, takes no space or comma beside it."""
    if content.endswith("\n"):
        right = right.removeprefix(",").removeprefix(" ")
    return f"{left}{content}{right}"


def _opened(parts: list[Ranges], known: list[Version]) -> Ranges:
    """Join intervals; a bound at a version that does not exist is shown as open."""
    keys: list[cuts.CutKey] = []
    faces: list[tuple[Version, bool] | None] = []
    for part in parts:
        for position, (key, face) in enumerate(zip(part.keys, part.faces, strict=True)):
            keys.append(key)
            if face is not None and face[1] == bool(position) and face[0] not in known:
                faces.append((face[0], not position))
            else:
                faces.append(face)
    return Ranges(tuple(keys), tuple(faces))
