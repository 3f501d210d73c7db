"""Read the inputs that are TOML: requirements of `pyproject.toml` files, and `pylock.toml` files (PEP 751)."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import InputError
from puv.events import Warned
from puv.model.requirement import Dependency
from puv.ops.steps.workspaces import Lowerings, address, project_files
from puv.project.groups import parse_group_option
from puv.project.pyproject import read_project
from puv.project.requirements import ProjectInputs, UnbuiltProject, group_requirements, project_requirements
from puv.project.toml_document import parse_document, problem_at
from puv.standards.names import normalize, parse_extra_name
from puv.standards.pylock import PylockFieldError, pylock_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from puv.ops.pip.requests import Inputs
    from puv.ops.runtime import Runtime
    from puv.project.model import ProjectFile
    from puv.project.requirements import Lower
    from puv.project.sources import Lowering
    from puv.settings import Settings
    from puv.standards.names import ExtraName, GroupName, PackageName
    from puv.standards.pylock import Pylock

_PROJECTS = ("pyproject.toml", "setup.py", "setup.cfg")


def read_projects(
    paths: Iterable[str],
    inputs: Inputs,
    read: Callable[[str], str],
    settings: Settings,
    runtime: Runtime,
) -> ProjectInputs:
    """Return the requirements of each project, then those of each group asked for, with where they come from.

    `read` returns the text of a file.

    Raises:
        UsageError: extras are asked for and no project is named.
        InputError: a project is missing or wrong.
    """
    reader = _Projects(inputs, read, settings, runtime)
    for path in paths:
        reader.add(path)
    reader.add_groups()
    return reader.asked()


def written_name(directory: str, read: Callable[[str], str]) -> PackageName:
    """Return the normalised name that the project in a directory is written to have, empty where it is not."""
    try:
        table = parse_document(read(os.path.join(directory, "pyproject.toml"))).get("project", {})
    except (OSError, ValueError, InputError):
        table = None  # its build will say what is wrong
    name = table.get("name") if isinstance(table, dict) else None
    return normalize(name if isinstance(name, str) else "")


class _Projects:
    """Reads projects one after another."""

    def __init__(self, inputs: Inputs, read: Callable[[str], str], settings: Settings, runtime: Runtime) -> None:
        self._inputs, self._read, self._runtime = inputs, read, runtime
        self._extras = frozenset(map(parse_extra_name, inputs.extra))
        self._without = frozenset(map(parse_extra_name, inputs.no_extra))
        self._lowerings = Lowerings(None, project_files(runtime), settings, runtime)
        self._found: list[tuple[Dependency, ...]] = []
        self._unbuilt: list[UnbuiltProject] = []
        self._known: set[ExtraName] = set()

    def add(self, path: str) -> None:
        """Read what a project requires, or note that only a build tells."""
        text = _text(path, self._read)
        if path.endswith(".toml"):
            file = read_project(text, path)
            lowering = self._lowering(file)
            project = project_requirements(
                file, extras=self._extras, all_extras=self._inputs.all_extras, without=self._without,
                lower=lowering.lower,
            )  # fmt: skip
            if not project.needs_build:
                self._found.append(tuple(_as_given(entry, lowering) for entry in project.requirements))
                self._known.update(project.extras)
                return
        self._runtime.not_replayable()
        directory = os.path.dirname(self._runtime.path(path))
        self._unbuilt.append(UnbuiltProject(label=path, url=address(directory)))

    def add_groups(self) -> None:
        """Read the groups asked for, those of one file together."""
        groups: dict[str, list[GroupName]] = {}
        for value in self._inputs.group:
            path, name = parse_group_option(value)
            groups.setdefault(path, []).append(name)
        for path, wanted in groups.items():
            used: list[Lowering] = []

            def lower(file: ProjectFile, used: list[Lowering] = used) -> Lower:
                used.append(self._lowering(file))
                return used[-1].lower

            entries = group_requirements(_text(path, self._read), path, wanted, lowered=lower)
            self._found.append(tuple(_as_given(entry, used[-1]) for entry in entries))

    def asked(self) -> ProjectInputs:
        """Return what was read.

        Raises:
            InputError: an extra is asked for that no project has.
        """
        inputs = self._inputs
        if (inputs.extra or inputs.all_extras) and not any(path.endswith(_PROJECTS) for path in inputs.requirements):
            raise InputError("Requesting extras requires a `pyproject.toml`, `setup.cfg`, or `setup.py` file.")
        asked = ProjectInputs(
            requirements=tuple(self._found),
            unbuilt=tuple(self._unbuilt),
            extras=self._extras,
            without=self._without,
            all_extras=inputs.all_extras,
            known=frozenset(self._known),
        )
        if not self._unbuilt:
            asked.refuse_unknown()
        return asked

    def _lowering(self, file: ProjectFile) -> Lowering:
        return self._lowerings.of(file, os.path.dirname(self._runtime.path(file.label)))


def _as_given(entry: Dependency, lowering: Lowering) -> Dependency:
    """Return a requirement that is shown by the path that its project wrote."""
    given = lowering.given.get(entry.requirement.url or "", "")
    if not given or entry.given:
        return entry
    return Dependency(entry.requirement, origin=entry.origin, hashes=entry.hashes, editable=entry.editable, given=given)


def _text(path: str, read: Callable[[str], str]) -> str:
    try:
        return read(path)
    except FileNotFoundError:
        raise InputError(f"File not found: {path}") from None
    except OSError as error:
        raise InputError(f"failed to read from file `{path}`: {error.strerror} (os error {error.errno})") from error


class PylockReadError(InputError):
    """A `pylock.toml` is none; the cause says why. `path` is the file as the user named it."""

    code = "pylock-read"

    def __init__(self, path: str) -> None:
        super().__init__(f"Not a valid `pylock.toml` file: {path}")
        self.path = path


def read_pylock(path: str, runtime: Runtime) -> Pylock:
    """Return what a `pylock.toml` says.

    Raises:
        InputError: it is missing or wrong.
    """
    return parse_pylock(path, pylock_text(path, runtime), runtime)


def pylock_text(path: str, runtime: Runtime) -> str:
    """Return the text of the file, noting it.

    Raises:
        InputError: it cannot be read.
    """
    absolute = runtime.path(path)
    runtime.noted(replay.content, absolute)
    try:
        with open(absolute, encoding="utf-8") as stream:
            return stream.read()
    except FileNotFoundError:
        raise InputError(f"File not found: {path}") from None
    except OSError as error:
        message = f"failed to read from file `{path}`: {error.strerror} (os error {error.errno})"
        raise InputError(message) from error
    except UnicodeDecodeError:
        raise InputError(f"failed to read from file `{path}`: stream did not contain valid UTF-8") from None


def parse_pylock(path: str, text: str, runtime: Runtime) -> Pylock:
    """Return what the text says, and warn of files without digests.

    Raises:
        PylockReadError: it is no lock.
    """
    try:
        document = parse_document(text)
    except InputError as error:
        raise PylockReadError(path) from error
    try:
        lock = pylock_of(document)
    except PylockFieldError as error:
        rest = text
        for _ in range(error.occurrence):  # blank the lines before the one that is meant
            at = rest.find(error.needle)
            rest = rest[:at] + " " * len(error.needle) + rest[at + len(error.needle) :]
        needle = error.needle or text[:1]  # what concerns the whole file is told of at its start
        raise PylockReadError(path) from problem_at(rest, needle, str(error))
    files = [file for package in lock.packages for file in (*package.wheels, package.sdist, package.archive)]
    if any(file is not None and not file.hashes for file in files):
        message = (
            "Empty hash tables in `pylock.toml` will be rejected in a future puv version. Rerun the original "
            "`puv export` or `puv pip compile` command to regenerate the file."
        )
        runtime.report(Warned(message=message))
    return lock
