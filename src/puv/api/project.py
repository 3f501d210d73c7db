"""`Project`: a `pyproject.toml` on disk, its lock, and changes to it that keep its form."""

from __future__ import annotations

import os

from puv.api.lock import LOCK_NAME, Lock
from puv.errors import InputError, ParseError
from puv.frozen import Frozen
from puv.fs.atomic import write_text
from puv.project.discover import Files
from puv.project.edit.document import TomlText
from puv.project.edit.requirements import put_requirement, requirements_at, take_requirements
from puv.project.toml_document import parse_document
from puv.project.workspace import discover
from puv.standards.names import parse_extra_name, parse_group_name, parse_package_name
from puv.standards.requirement import Requirement, parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from puv.standards.toml_spans import Path


class Project(Frozen):
    """A project. `directory` holds its `pyproject.toml`, `root` that of its workspace (often the same); both absolute.

    `name` is empty for a workspace root that is no project. `members` are the names of the workspace's projects.
    """

    directory: str
    root: str
    name: str = ""
    members: tuple[str, ...] = ()

    @classmethod
    def discover(cls, directory: str | os.PathLike[str] = ".") -> Project:
        """Return the nearest project at or above a directory.

        Raises:
            InputError: there is none, or it is wrong.
        """
        found = discover(os.path.abspath(directory), Files())
        name = "" if found.current is None else found.current.name
        return cls(directory=found.directory, root=found.root, name=name, members=tuple(found.members))

    @property
    def path(self) -> str:
        """The path of its `pyproject.toml`."""
        return os.path.join(self.directory, "pyproject.toml")

    @property
    def lock_path(self) -> str:
        """Where its lock is, or would be."""
        return os.path.join(self.root, LOCK_NAME)

    @property
    def lock(self) -> Lock | None:
        """The lock as it is on disk now, None where there is none.

        Raises:
            LockfileError: it is no lock, or one of another version.
        """
        return Lock.load(self.lock_path) if os.path.exists(self.lock_path) else None

    def edit(self) -> ProjectEdit:
        """Return the `pyproject.toml` for a `with` block, at whose end it is written; an exception drops all changes.

        Raises:
            InputError: it cannot be read, or is no TOML.
        """
        return ProjectEdit(self.path)


class ProjectEdit:
    """A `pyproject.toml` under change: comments, order and style of the rest stay. Use it in a `with` block.

    `dependencies` puts requirements in and takes them out; `text` is the document as it stands.
    """

    dependencies: Dependencies

    def __init__(self, path: str) -> None:
        try:
            with open(path, encoding="utf-8", newline="") as stream:
                text = stream.read()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"Failed to read `{path}`") from error
        parse_document(text)
        self.path = path
        self._before = text
        self._document = TomlText(text)
        self.dependencies = Dependencies(self._document)

    @property
    def text(self) -> str:
        """The document as it stands."""
        return self._document.text

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what was changed, as a whole, unless something went wrong."""
        if kind is not None or self.text == self._before.replace("\r\n", "\n"):
            return
        text = self.text.replace("\n", "\r\n") if "\r\n" in self._before else self.text
        write_text(self.path, text)


class Dependencies:
    """The requirements of a project, its extras and its groups."""

    def __init__(self, document: TomlText) -> None:
        self._document = document

    def add(self, requirement: str, *, group: str = "", extra: str = "") -> None:
        """Put a requirement in, or replace the one on the same package; what it leaves open stays as it was.

        Raises:
            InputError: it is none, or the list it belongs to is none.
        """
        put_requirement(self._document, _path(group, extra), _parsed(requirement))

    def remove(self, name: str, *, group: str = "", extra: str = "") -> int:
        """Take every requirement on a package out, and return how many there were.

        Raises:
            InputError: the list it belongs to is none.
        """
        return take_requirements(self._document, _path(group, extra), parse_package_name(name))

    def list(self, *, group: str = "", extra: str = "") -> tuple[str, ...]:
        """Return the requirements of a list."""
        return tuple(map(str, requirements_at(self._document, _path(group, extra))))


def _parsed(text: str) -> Requirement:
    try:
        return parse_requirement(text)
    except ParseError as error:
        raise InputError(f"Failed to parse: `{text}`") from error


def _path(group: str, extra: str) -> Path:
    if group:
        return ("dependency-groups", parse_group_name(group))
    return ("project", "optional-dependencies", parse_extra_name(extra)) if extra else ("project", "dependencies")
