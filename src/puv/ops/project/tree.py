"""`puv tree`: a project's lock as a tree."""

from __future__ import annotations

from puv.events import Warned, silent
from puv.frozen import Frozen
from puv.lockfile.tree import TreeStyle, tree_lines
from puv.ops.project.reading import LockWanted, read_wanted
from puv.ops.project.requests import Selection
from puv.ops.steps.project_environment import environment_root, lock_interpreter
from puv.ops.steps.project_python import pythons_of, wanted_python
from puv.ops.steps.pythons import request_of, select_interpreter
from puv.ops.steps.workspaces import project_directory
from puv.python.target import target_of
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.lockfile.asked import Root
    from puv.lockfile.lock import PackageId
    from puv.model.target import Target
    from puv.ops.project.reading import LockRead
    from puv.ops.runtime import Runtime
    from puv.settings import Settings
    from puv.standards.version import Version


_PREVIEW = "json-output"


class TreeRequest(Frozen):
    """`puv tree`. `depth` counts levels below the first."""

    selection: Selection = Selection()
    wanted: LockWanted = LockWanted()
    universal: bool = False
    depth: int = 255
    prune: tuple[str, ...] = ()
    package: tuple[str, ...] = ()
    no_dedupe: bool = False
    invert: bool = False
    outdated: bool = False
    show_sizes: bool = False
    as_json: bool = False
    python_version: str = ""
    python_platform: str = ""


class TreeReport(Frozen):
    """The text to show, whole lines of it."""

    text: str


def tree(request: TreeRequest, settings: Settings, runtime: Runtime) -> TreeReport:
    """Lock, unless told not to, and draw the lock: for the Python and platform at hand, unless told otherwise.

    Raises:
        InputError: the project is wrong.
        LockfileError: the lock cannot be read; it is missing or out of date, and must not be written.
        PythonError: there is no interpreter.
        FetchError: `outdated`, and an index did not answer.
        PuvError: locking failed.
    """
    output = settings.output
    if request.as_json and not (output.preview or _PREVIEW in output.preview_features):
        message = (
            "The `--format json` option is experimental and the schema may change without warning. Pass "
            f"`--preview-features {_PREVIEW}` to disable this warning."
        )
        runtime.report(Warned(message=message))
    # Every member is drawn, with all its extras.
    selection = request.selection.replace(all_extras=True, all_packages=not request.wanted.script)
    found = read_wanted(request.wanted, selection, settings, runtime)
    # Whoever locked has told of the interpreter.
    inner = runtime if request.wanted.frozen else runtime.within(report=silent, observe=True)
    target = None if request.universal and not request.outdated else _target(request, found, settings, inner)
    if inner is not runtime:
        runtime.adopt(inner)
    roots = found.roots(selection, check=False)
    style = TreeStyle(
        environment=None if request.universal or target is None else target.markers,
        depth=request.depth,
        prune=frozenset(map(normalize, request.prune)),
        packages=frozenset(map(normalize, request.package)),
        invert=request.invert,
        dedupe=not request.no_dedupe,
        sizes=request.show_sizes,
        latest={} if target is None or not request.outdated else _latest(found, target, settings, runtime),
    )
    if request.as_json:
        return TreeReport(text=_json(request, found, roots, style, runtime))
    return TreeReport(text="".join(f"{line}\n" for line in tree_lines(found.lock, roots, style)))


def _json(request: TreeRequest, found: LockRead, roots: tuple[Root, ...], style: TreeStyle, runtime: Runtime) -> str:
    from puv.lockfile.tree_json import GraphPlace, tree_json  # few ask for this format

    script = runtime.path(request.wanted.script) if request.wanted.script else ""
    place = GraphPlace(directory=found.directory, members=tuple(found.member_names), script=script)
    return tree_json(found.lock, roots, style, place)


def _target(request: TreeRequest, found: LockRead, settings: Settings, runtime: Runtime) -> Target:
    """Return what the tree is drawn for."""
    workspace = found.workspace
    if workspace is None:
        interpreter = select_interpreter(settings, runtime, request_of(settings.python.python, runtime))
    else:
        pythons = pythons_of(workspace, None, runtime)
        directory = project_directory(settings, runtime)
        wanted = wanted_python(settings, runtime, pythons, directory=directory, root=workspace.root)
        root = environment_root(workspace.root, runtime, active=False)
        # Whoever has looked whether the lock is up to date has told it.
        interpreter = lock_interpreter(root, wanted, settings, runtime, tell=bool(request.wanted.frozen))
    return target_of(
        interpreter, python_version=request.python_version or None, platform=request.python_platform or None
    )


def _latest(found: LockRead, target: Target, settings: Settings, runtime: Runtime) -> dict[PackageId, Version]:
    """Ask the indexes for the newest version of each package that comes from one."""
    from puv.ops.steps.indexes import indexes  # only --outdated asks the indexes
    from puv.ops.steps.provision import provision
    from puv.ops.steps.rules import resolve_options
    from puv.resolver.latest import Latest

    runtime.not_replayable()
    places = indexes(settings, runtime)
    options = resolve_options(settings, runtime, places)
    packages = [package for package in found.lock.packages if package.source.kind == "registry"]
    latest = {}
    with provision(places, settings, runtime) as port:
        port.prefetch([package.name for package in packages])
        newest = Latest(target, port, options)
        for package in packages:
            answer = newest.of(package.name)
            if answer is not None:
                latest[package.id] = answer[0]
    return latest
