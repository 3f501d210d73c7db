"""What the sources of a project's directory make of its requirements, in the pip interface."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.fetcher.redact import file_path
from puv.model.requirement import SourcedRequirement
from puv.ops.steps.workspaces import FailedProjectError, Lowerings, project_files
from puv.standards.metadata import Metadata
from puv.standards.urls import file_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from puv.ops.runtime import Runtime
    from puv.project.sources import Lowering
    from puv.settings import Settings
    from puv.standards.git_url import GitUrl
    from puv.standards.requirement import Requirement


def sourced(
    metadata: Metadata, url: str, settings: Settings, runtime: Runtime, written: dict[str, str] | None = None
) -> Metadata:
    """Return the metadata of the project at a `file:` URL with requirements that say where packages come from.

    `written` is told the paths as they are written, by the addresses that they mean.

    Raises:
        FailedProjectError: a source cannot be used.
    """
    address, _, inner = url.partition("#subdirectory=")
    directory = file_path(f"{address}/{inner}" if inner else address)
    files = project_files(runtime)
    try:
        file = files.at(directory)
        if file is None or settings.resolve.no_sources:
            return metadata
        lowering = Lowerings(None, files, settings, runtime).of(file, directory)
        requires = tuple(one for entry in metadata.requires_dist for one in _lowered(entry, lowering))
    except InputError as error:
        raise FailedProjectError(metadata.name, directory) from error
    if written is not None:
        written.update(lowering.given)
    if not any(isinstance(one, SourcedRequirement) for one in requires):
        return metadata
    return _with_requires(metadata, requires)


def _with_requires(metadata: Metadata, requires: Iterable[Requirement]) -> Metadata:
    return Metadata(
        name=metadata.name,
        version=metadata.version,
        requires=tuple(requires),
        requires_python=metadata.requires_python,
        provides_extras=metadata.provides_extras,
        dynamic=metadata.dynamic,
        metadata_version=metadata.metadata_version,
    )


def in_repository(metadata: Metadata, git: GitUrl, root: str, settings: Settings, runtime: Runtime) -> Metadata:
    """Return the same for the project at a place in a repository, which is checked out at `root` (absolute).

    What lies beside it comes from the same commit.

    Raises:
        FailedProjectError: a source cannot be used.
    """
    if git.path:
        return metadata
    directory = os.path.normpath(os.path.join(root, git.subdirectory))
    found = sourced(metadata, file_url(directory.replace(os.sep, "/")), settings, runtime)
    if found is metadata:
        return metadata
    requires = [_within(one, git, root) for one in found.requires_dist]
    return _with_requires(metadata, requires)


def _within(requirement: Requirement, git: GitUrl, root: str) -> Requirement:
    """Return a requirement on what lies in a checkout as one on its place in the repository."""
    url = requirement.url or ""
    if not isinstance(requirement, SourcedRequirement) or not url.startswith("file:"):
        return requirement
    inner = os.path.relpath(file_path(url), root).replace(os.sep, "/")
    if inner.startswith("../"):
        return requirement
    place = {"path": inner} if os.path.isfile(file_path(url)) else {"subdirectory": "" if inner == "." else inner}
    url = git.replace(**{"path": "", "subdirectory": "", "fragment": "", **place}).carried()
    return SourcedRequirement(
        requirement.name, requirement.extras, requirement.specifiers, url, requirement.marker, requirement.index,
        None, requirement.item,
    )  # fmt: skip


def _lowered(requirement: Requirement, lowering: Lowering) -> Iterator[Requirement]:
    extras = requirement.marker.extras() if requirement.marker is not None else ()
    yield from lowering.lower(requirement, extras[0] if extras else None)  # type: ignore[arg-type]  # an extra's name
