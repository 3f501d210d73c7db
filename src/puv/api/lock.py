"""`Lock`: a `uv.lock` as a value, with the rules by which it is read."""

from __future__ import annotations

import os

from puv.api.interpreter import Interpreter
from puv.api.resolution import Resolution
from puv.errors import InputError
from puv.frozen import Frozen
from puv.lockfile import diff as differences
from puv.lockfile.asked import ExtrasAsked, GroupsAsked
from puv.lockfile.pins import Choice, pins_of
from puv.lockfile.read import read_lock
from puv.lockfile.select import selected
from puv.lockfile.write import render_lock
from puv.python.target import target_of
from puv.standards.names import parse_extra_name, parse_group_name, parse_package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal, Protocol, TypeAlias

    from puv.lockfile.lock import Lock as Document
    from puv.model.derivation import WhyNot
    from puv.model.graph import RequirementGraph, Why
    from puv.ops.project.requests import LockReport

    class Answering(Protocol):
        """What answers questions about projects: a session."""

        def why_not(self, requirement: str, /, *, project: str) -> WhyNot:
            """Return why a requirement cannot be met; see `Session.why_not`."""

    LockAction: TypeAlias = Literal["check", "use", "create", "update"]

LOCK_NAME = "uv.lock"


class LockChange(Frozen):
    """What became of a name between two locks.

    `before` and `after` are versions (`1.0`; several, joined by commas, where forks chose differently), None where the
    package was not, or is not, there. `reason` tells in a few words what brought it about, `because` the packages
    whose needs did.
    """

    name: str
    kind: Literal["added", "removed", "updated", "altered"]
    before: str | None = None
    after: str | None = None
    reason: str = ""
    because: tuple[str, ...] = ()


class LockDiff(Frozen):
    """The changes from one lock to another, by name, and which `settings` of the lock differ. False when equal."""

    changes: tuple[LockChange, ...] = ()
    settings: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[LockChange]:
        """Iterate over the changes."""
        return iter(self.changes)

    def __len__(self) -> int:
        """Count the changes."""
        return len(self.changes)

    def __bool__(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.changes or self.settings)


class Lock(Frozen):
    """A lock: every version that a project may need, for every platform and Python that it supports.

    `path` is where it is, or would be (absolute). `document` is all that it says. `action` tells what `Session.lock`
    did: the lock held (`check`), was or would be written (`create`, `update`), or was only read (`use`).
    """

    document: Document
    path: str
    action: LockAction = "use"

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Lock:
        """Read a lock, or the one in a directory.

        Raises:
            InputError: it cannot be read.
            LockfileError: it is no lock, or one of another version.
        """
        place = os.path.abspath(path)
        if os.path.isdir(place):
            place = os.path.join(place, LOCK_NAME)
        try:
            with open(place, encoding="utf-8", newline="") as stream:
                text = stream.read()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"Failed to read the lock at `{place}`") from error
        return cls.parse(text, place)

    @classmethod
    def parse(cls, text: str, path: str = LOCK_NAME) -> Lock:
        """Read the text of a lock. Paths in it are relative to the directory of `path`.

        Raises:
            LockfileError: it is no lock, or one of another version.
        """
        return cls(document=read_lock(text, os.path.basename(path)), path=os.path.abspath(path))

    @classmethod
    def of(cls, report: LockReport) -> Lock:
        """Return what a verb has locked."""
        return cls(document=report.lock, path=report.path, action=report.action)

    def to_text(self) -> str:
        """Return the lock as `puv lock` writes it."""
        return render_lock(self.document)

    @property
    def packages(self) -> tuple[tuple[str, str], ...]:
        """Names and versions of everything that is locked; the version of a dynamic project is empty."""
        return tuple((one.name, "" if one.version is None else str(one.version)) for one in self.document.packages)

    def diff(self, old: Lock | None) -> LockDiff:
        """Return what changed from another lock (None: from nothing) to this one."""
        found = differences.diff(None if old is None else old.document, self.document)
        changes = tuple(
            LockChange(
                name=change.name, kind=change.kind, before=_versions(change.versions_before, change.before),
                after=_versions(change.versions_after, change.after), reason=change.reason, because=change.because,
            )
            for change in found.changes
        )  # fmt: skip
        return LockDiff(changes=changes, settings=found.settings)

    @property
    def graph(self) -> RequirementGraph:
        """Return who needs whom on any platform, beginning with the projects, all their extras and groups included."""
        return self.document.graph

    def why(self, name: str) -> Why:
        """Return why a package is locked: the ways from the projects down to it.

        A lock keeps the words of requirements only for projects; `Session.why` also asks packages for theirs.

        Raises:
            ParseError: `name` is no name.
        """
        return self.document.why(name)

    def why_not(self, requirement: str, session: Answering) -> WhyNot:
        """Return why a requirement cannot be met beside those of the locked project, or that it can.

        `session` resolves the project again, with the versions of the lock that is on disk as preferences.

        Raises:
            PuvError: see `Session.why_not`.
        """
        return session.why_not(requirement, project=os.path.dirname(self.path))

    def select(
        self,
        *,
        extras: Iterable[str] = (),
        groups: Iterable[str] = (),
        packages: Iterable[str] = (),
        interpreter: Interpreter | None = None,
        only_binary: bool = False,
    ) -> Resolution:
        """Return what an interpreter needs of the lock: for the project, its extras and its groups that are named.

        `packages` are members of the workspace, by default the root (or all where the root is no project).
        `interpreter` is by default the one that runs this process.

        Raises:
            InputError: an extra, a group or a member does not exist, or they exclude each other.
            LockfileError: a package has no file for the interpreter.
        """
        chosen = interpreter or Interpreter.current()
        target = target_of(chosen)
        found = selected(
            self.document,
            target.markers,
            members=tuple(map(parse_package_name, packages)),
            extras=ExtrasAsked(names=tuple(map(parse_extra_name, extras))),
            groups=GroupsAsked(names=tuple(map(parse_group_name, groups)), lenient=()),
        )
        directory = os.path.dirname(self.path)
        pins = pins_of(found, Choice(target=target, directory=directory, no_build=only_binary))
        needs = {entry.package.name: tuple(one.name for one in entry.needs) for entry in found}
        by: dict[str, list[str]] = {}
        for name in sorted(needs):
            for needed in needs[name]:
                by.setdefault(needed, []).append(name)
        told = (pin.change(dependencies=needs.get(pin.name, ()), via=tuple(by.get(pin.name, ()))) for pin in pins)
        return Resolution.of(pins.replace(pins=tuple(told)), chosen)


def _versions(versions: tuple[str, ...], packages: tuple[object, ...]) -> str | None:
    return ", ".join(versions) if packages else None
