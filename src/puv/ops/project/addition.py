"""`Addition`: requirements on their way into the text of a project or script, with their sources and indexes."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import MemberAdded, Noted
from puv.fetcher.redact import file_path, split_credentials
from puv.frozen import Frozen
from puv.ops.project.edits import PRODUCTION
from puv.ops.steps.indexes import indexes
from puv.project.bounds import bounds
from puv.project.edit.new_sources import source_of, without_source
from puv.project.edit.requirements import put_requirement, set_again
from puv.project.edit.sources import add_member, has_indexes, put_index, put_source
from puv.standards.markers import parse_marker
from puv.standards.requirement import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from puv.lockfile.lock import Lock
    from puv.model.index import Index
    from puv.model.requirement import Dependency
    from puv.ops.project.add import AddRequest
    from puv.ops.runtime import Runtime
    from puv.project.discover import Files
    from puv.project.edit.document import TomlText
    from puv.project.edit.requirements import Edit
    from puv.settings import Settings
    from puv.standards.names import PackageName
    from puv.standards.toml_spans import Path


class Destination(Frozen):
    """Where requirements go: the list at `path` of a document.

    `directory` is where relative paths start (absolute), `name` that of the project itself. `root` is the directory of
    the workspace, whose own text is `root_document` and whose members are `members`; a script has none.
    """

    document: TomlText
    path: Path
    directory: str
    files: Files
    name: PackageName | None = None
    root: str = ""
    root_document: TomlText
    members: Mapping[PackageName, str] = {}


class Addition:
    """The text of a project or script under change."""

    document: TomlText
    members: dict[PackageName, str]

    def __init__(self, request: AddRequest, destination: Destination, settings: Settings, runtime: Runtime) -> None:
        """Begin; indexes that the user names come first where there are some already."""
        self._request, self._into, self._settings, self._runtime = request, destination, settings, runtime
        self.document = destination.document
        self.members = dict(destination.members)
        self.joined: list[PackageName] = []
        self._edits: list[Edit] = []
        self._given = _given_indexes(settings, runtime)
        self._words = len(settings.index.index) + bool(settings.index.default_index)
        self._fronted = has_indexes(self.document)
        if self._fronted and not request.raw:
            self._put_indexes()

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """What was put in, as it stands."""
        return tuple(edit.requirement for edit in self._edits)

    def join(self, entries: Iterable[Dependency]) -> None:
        """Take projects below the root that requirements name by path into the workspace."""
        if self._request.workspace is False:
            return
        for entry in entries:
            url = entry.requirement.url or ""
            place = os.path.normpath(file_path(url)) if url.startswith("file:") else ""
            if place and os.path.isdir(place):
                self._join(place)

    def put(self, entry: Dependency) -> None:
        """Put one requirement in, with its source.

        Raises:
            InputError: it is the project itself, or cannot be put in.
        """
        request, requirement = self._request, _with(entry.requirement, self._request)
        name = self._into.name
        if requirement.name == name and request.target is PRODUCTION:
            raise InputError(
                f"Requirement name `{requirement.name}` matches project name `{name}`, but self-dependencies are not "
                "permitted without the `--dev` or `--optional` flags. If your project name "
                f"(`{name}`) is shadowing that of a third-party dependency, consider renaming the project."
            )
        source = self._source(entry, requirement)
        if request.raw:
            source = {}
        elif source and requirement.url is not None:
            requirement = without_source(requirement)
        self._edits.append(put_requirement(self.document, self._into.path, requirement, raw=request.raw))
        if source:
            put_source(self.document, requirement.name, source, behind_index=self._fronted and bool(self._given))

    def _source(self, entry: Dependency, requirement: Requirement) -> dict[str, str | bool]:
        words = self._request.sources
        if len(self._given) == 1 and self._words == 1:
            words = words.replace(index=self._given[0].name)
        url = requirement.url or ""
        place = os.path.normpath(file_path(url)) if url.startswith("file:") else ""
        is_directory = bool(place) and os.path.isdir(place)
        if entry.editable and words.editable is None and place not in self.members.values():
            words = words.replace(editable=True)
        directory = "" if _is_absolute(url, self._request) else self._into.directory
        return source_of(requirement, words, members=self.members, directory=directory, is_directory=is_directory)

    def _join(self, place: str) -> None:
        """Take the project at a directory below the root into the workspace."""
        root = self._into.root
        if not root or place in self.members.values() or not place.startswith(root.rstrip(os.sep) + os.sep):
            return
        file = self._into.files.at(place)
        if file is None or file.project is None:
            return
        if file.uv.managed:
            self.members[file.project.name] = place
        self.joined.append(file.project.name)
        self._runtime.report(MemberAdded(name=file.project.name))
        add_member(self._into.root_document, os.path.relpath(place, root).replace(os.sep, "/"))

    def _put_indexes(self) -> None:
        for index in reversed(self._given):
            put_index(self.document, self._place(index), name=index.name, default=index.default)

    def _place(self, index: Index) -> str:
        """Return an index's address as it is written down: without credentials, a path as it was given."""
        if not index.url.startswith("file:"):
            return split_credentials(index.url)[0]
        path = file_path(index.url)
        words = (*self._settings.index.index, self._settings.index.default_index or "")
        if any(word.endswith(path) for word in words):
            return path
        return os.path.relpath(path, self._into.directory).replace(os.sep, "/")

    def finish(self) -> None:
        """Put in what comes last."""
        if not self._fronted and not self._request.raw:
            self._put_indexes()

    def limit(self, lock: Lock) -> bool:
        """Give what was put in without bounds those of the locked version; tell whether there was any."""
        limited = False
        for edit in self._edits:
            requirement = edit.requirement
            if edit.kind != "added" or requirement.url is not None or self._request.raw:
                continue
            if requirement.specifiers.clauses:
                self._note_explicit(requirement)
                continue
            versions = [
                package.version
                for package in lock.packages
                if package.name == requirement.name
                and package.version is not None
                and package.source.kind == "registry"
            ]
            if versions:
                limits = bounds(min(versions), self._request.bounds or "lower")
                bounded = Requirement(requirement.name, requirement.extras, limits, None, requirement.marker)
                set_again(self.document, edit, bounded)
                limited = True
        return limited

    def _note_explicit(self, requirement: Requirement) -> None:
        kind = self._request.bounds
        if kind is not None:
            message = f"Using explicit requirement `{requirement}` over bounds preference `{kind}`"
            self._runtime.report(Noted(message=message, marked=True))


def _with(requirement: Requirement, request: AddRequest) -> Requirement:
    """Return a requirement with the extras and under the marker that the request adds."""
    extras = (*requirement.extras, *(extra for extra in request.extras if extra not in requirement.extras))
    marker = requirement.marker
    if request.marker is not None:
        marker = request.marker if marker is None else parse_marker(f"({marker}) and ({request.marker})")
    return Requirement(requirement.name, extras, requirement.specifiers, requirement.url, marker)


def _is_absolute(url: str, request: AddRequest) -> bool:
    """Tell whether an address is a path that a word of the user's gives from the root."""
    if not url.startswith("file:"):
        return False
    words = (text.partition("@")[2].strip() or text for text in request.packages)
    return any(word.startswith("file:") or (os.path.isabs(word) and word == file_path(url)) for word in words)


def _given_indexes(settings: Settings, runtime: Runtime) -> list[Index]:
    """Return the indexes that the user names beside those that files configure."""
    index = settings.index
    if not index.index and not index.default_index:
        return []
    only = settings.replace(index=index.replace(configured=(), find_links=(), extra_index_url=(), index_url=None))
    found = indexes(only, runtime)
    given = [entry for entry in found if not entry.default or index.default_index]
    for entry in given:
        if entry.url.startswith("file:") and not os.path.isdir(file_path(entry.url)):
            raise InputError(f"Directory not found for index: {entry.url}")
    return given
