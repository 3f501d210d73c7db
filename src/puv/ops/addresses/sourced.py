"""What the sources of a project's directory make of its requirements, in the pip interface."""

from __future__ import annotations

from puv.errors import InputError
from puv.fetcher.redact import file_path
from puv.model.requirement import SourcedRequirement
from puv.ops.steps.workspaces import FailedProjectError, Lowerings, project_files
from puv.standards.metadata import Metadata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.ops.runtime import Runtime
    from puv.project.sources import Lowering
    from puv.settings import Settings
    from puv.standards.requirement import Requirement


def sourced(metadata: Metadata, url: str, settings: Settings, runtime: Runtime) -> Metadata:
    """Return the metadata of the project at a `file:` URL with requirements that say where packages come from.

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
    if not any(isinstance(one, SourcedRequirement) for one in requires):
        return metadata
    return Metadata(
        name=metadata.name,
        version=metadata.version,
        requires=requires,
        requires_python=metadata.requires_python,
        provides_extras=metadata.provides_extras,
        dynamic=metadata.dynamic,
        metadata_version=metadata.metadata_version,
    )


def _lowered(requirement: Requirement, lowering: Lowering) -> Iterator[Requirement]:
    extras = requirement.marker.extras() if requirement.marker is not None else ()
    yield from lowering.lower(requirement, extras[0] if extras else None)  # type: ignore[arg-type]  # an extra's name
