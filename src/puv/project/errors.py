"""What can be wrong with a project's description."""

from __future__ import annotations

from puv.errors import InputError


class ProjectFileError(InputError):
    """A `pyproject.toml` is wrong; the cause says how. `path` is the file as messages show it."""

    code = "project-file"

    def __init__(self, message: str, *, path: str) -> None:
        super().__init__(message)
        self.path = path


class TomlProblemError(InputError):
    """A TOML text is wrong at a place. `line` and `column` count from 1."""

    line: int
    column: int

    code = "toml"

    def __init__(self, problem: str, *, line: int, column: int, source: str, width: int = 1) -> None:
        number = str(line)
        margin = " " * len(number)
        marks = " " * (column - 1) + "^" * width
        super().__init__(
            f"TOML parse error at line {line}, column {column}\n"
            f"{margin} |\n{number} | {source}\n{margin} | {marks}\n{problem}"
        )
        self.line, self.column = line, column


class ExtraNotFoundError(InputError):
    """Extras were asked for that no project of the input has. `extras` are their names, sorted."""

    code = "extra-not-found"

    def __init__(self, extras: tuple[str, ...]) -> None:
        noun = "extra" if len(extras) == 1 else "extras"
        super().__init__(f"Requested {noun} not found: {', '.join(extras)}")
        self.extras = extras


class GroupNotFoundError(InputError):
    """A dependency group was asked for that the project has not."""

    group: str
    path: str

    code = "group-not-found"

    def __init__(self, group: str, *, path: str) -> None:
        super().__init__(f"The dependency group '{group}' was not found in the project: {path}")
        self.group, self.path = group, path


class DependencyGroupsError(InputError):
    """The dependency groups of a project cannot be read; the cause says why."""

    code = "dependency-groups"

    def __init__(self, path: str) -> None:
        super().__init__(f"Failed to read dependency groups from: {path}")
        self.path = path


class MalformedDependenciesError(InputError):
    """A list of requirements is written in a way that cannot be edited."""

    code = "malformed-dependencies"

    def __init__(self) -> None:
        super().__init__("Dependencies in `pyproject.toml` are malformed")


class MalformedSourcesError(InputError):
    """The sources or indexes are written in a way that cannot be edited."""

    code = "malformed-sources"

    def __init__(self) -> None:
        super().__init__("Sources in `pyproject.toml` are malformed")


class AmbiguousUpdateError(InputError):
    """A requirement could replace several of a list. `entries` are their texts."""

    name: str
    entries: tuple[str, ...]

    code = "ambiguous-update"

    def __init__(self, name: str, entries: tuple[str, ...]) -> None:
        listed = "\n".join(f"- `{entry}`" for entry in entries)
        super().__init__(f"Cannot perform ambiguous update; found multiple entries for `{name}`:\n{listed}")
        self.name, self.entries = name, entries


class MalformedGroupsError(InputError):
    """The dependency groups of one project cannot be resolved; the cause says why."""

    code = "malformed-groups"

    def __init__(self, project: str) -> None:
        super().__init__(f"{project} has malformed dependency groups")


class NoProjectError(InputError):
    """There is no project in or above a directory."""

    code = "no-project"


class WorkspaceError(InputError):
    """The members of a workspace do not make one."""

    code = "workspace"


class SourceEntryError(InputError):
    """A requirement cannot be had from where `tool.uv.sources` says; the cause says why."""

    code = "source-entry"

    def __init__(self, entry: str, group: str = "") -> None:
        super().__init__(f"Failed to parse entry in group `{group}`: `{entry}`" if group
                         else f"Failed to parse entry: `{entry}`")  # fmt: skip


class UnmanagedProjectError(WorkspaceError):
    """A project says that puv shall leave it alone. `directory` is absolute."""

    code = "unmanaged-project"

    def __init__(self, directory: str) -> None:
        super().__init__(f"The project is marked as unmanaged: {directory}")
        self.directory = directory
