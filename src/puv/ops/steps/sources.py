"""What the inputs say about things to build: names that only a build tells, and the context that builds need."""

from __future__ import annotations

from puv.errors import BuildError, InputError
from puv.events import Warned
from puv.model.availability import Unusable
from puv.model.requirement import Dependency, SourcedRequirement
from puv.ops.steps.provision import BuildContext
from puv.resolver.digests import is_pinned
from puv.resolver.sources import file_of
from puv.standards.git_url import is_git_url
from puv.standards.requirement import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.ops.steps.inputs import ReadInputs
    from puv.ops.steps.ordinary import Ordinary
    from puv.ops.steps.provision import Provision
    from puv.project.requirements import ProjectInputs
    from puv.python.interpreter import Interpreter
    from puv.resolver.manifest import ResolveOptions
    from puv.settings import Settings

_FEATURE = "build-dependency-hashes"


def allow_builds(  # noqa: PLR0913, PLR0917, RUF100 - everything that builds depend on
    inputs: ReadInputs,
    interpreter: Interpreter,
    options: ResolveOptions,
    port: Provision,
    settings: Settings,
    runtime: Runtime,
) -> ReadInputs:
    """Let the port build with this interpreter, and return the inputs with every name known.

    Raises:
        BuildError: what has no name could not be built.
        InputError: it tells none.
    """
    _warn_of_experiments(settings, runtime)
    _check_build_constraints(inputs, settings)
    direct = [
        entry for entry in (*inputs.requirements, *inputs.constraints, *inputs.overrides) if entry.requirement.url
    ]
    port.allow_builds(
        BuildContext(
            interpreter=interpreter,
            options=options,
            constraints=inputs.build_constraints,
            names={file_of(e.requirement.url or "").url: e.requirement.name for e in direct if e.requirement.name},
            given={file_of(e.requirement.url or "").url: e.given for e in direct if e.given},
            editables=frozenset(file_of(e.requirement.url or "").url for e in direct if e.editable),
            ordinary=inputs.ordinary,
            fresh=frozenset(file_of(url).url for url in inputs.fresh),
            sources=True,
        )
    )
    for entry in direct:
        requirement = entry.requirement
        if isinstance(requirement, SourcedRequirement) and requirement.url and requirement.tree is not None:
            port.trees[requirement.url] = requirement.tree
    port.trees.update(dict.fromkeys(inputs.plain, "directory"))
    if inputs.projects is not None and inputs.projects.unbuilt:
        inputs = _built(inputs, inputs.projects, port)
    repositories = [e.requirement.url or "" for e in inputs.requirements if is_git_url(e.requirement.url)]
    if len(repositories) > 1:
        port.git.prefetch(url for url in repositories if not _is_conditional(url, inputs))
    if all(entry.requirement.name for entry in inputs.requirements):
        return inputs
    return inputs.replace(requirements=tuple(_named(entry, port, inputs.ordinary) for entry in inputs.requirements))


def _built(inputs: ReadInputs, projects: ProjectInputs, port: Provision) -> ReadInputs:
    """Return the inputs with what builds tell of the projects among them.

    Raises:
        BuildError: a project cannot be built.
        ExtraNotFoundError: an extra is asked for that no project has.
    """
    before = len(projects.requirements)
    for project in projects.unbuilt:
        try:
            metadata = port.metadata(file_of(project.url))
        except BuildError as error:
            error.exit_code = 2  # type: ignore[misc]  # an input that cannot be read, as far as the user is concerned
            raise
        if isinstance(metadata, Unusable):
            raise InputError(f"Failed to read metadata from: `{project.label}`: {metadata.detail}")
        projects = projects.with_metadata(project, metadata)
    projects.refuse_unknown()
    told = (entry for project in projects.requirements[before:] for entry in project)
    return inputs.replace(requirements=(*inputs.requirements, *told), projects=projects.replace(unbuilt=()))


def _is_conditional(url: str, inputs: ReadInputs) -> bool:
    """Tell whether an address may not be needed at all."""
    return all(e.requirement.marker is not None for e in inputs.requirements if e.requirement.url == url)


def _warn_of_experiments(settings: Settings, runtime: Runtime) -> None:
    output = settings.output
    if settings.build.require_build_hashes and not (output.preview or _FEATURE in output.preview_features):
        message = (
            "The `--require-build-hashes` option is experimental and may change without warning. Pass "
            f"`--preview-features {_FEATURE}` to disable this warning."
        )
        runtime.report(Warned(message=message, once=message))


def _check_build_constraints(inputs: ReadInputs, settings: Settings) -> None:
    """With `--require-build-hashes`, refuse build constraints that name no version.

    Raises:
        InputError: there are such.
    """
    for entry in inputs.build_constraints if settings.build.require_build_hashes else ():
        if not is_pinned(entry.requirement):
            raise InputError(
                "In `--require-hashes` mode, all requirements must have their versions pinned with `==`, but found: "
                f"{entry.requirement}"
            )


def _named(entry: Dependency, port: Provision, ordinary: Ordinary) -> Dependency:
    old = entry.requirement
    if old.name:
        return entry
    metadata = port.metadata(file_of(old.url or ""))
    if isinstance(metadata, Unusable):
        raise InputError(f"Failed to read metadata from: `{old.url}`: {metadata.detail}")
    named = Requirement(metadata.name, old.extras, old.specifiers, old.url, old.marker)
    found = Dependency(named, origin=entry.origin, hashes=entry.hashes, editable=entry.editable, given=entry.given)
    if not entry.editable or named.name not in ordinary:
        return found
    url = file_of(old.url or "").url
    port.builds.not_editable(url)
    port.trees[url] = "directory"
    return ordinary.applied(found)
