"""Read the inputs that are TOML: requirements of `pyproject.toml` files, and `pylock.toml` files (PEP 751)."""

from __future__ import annotations

from puv import replay
from puv.errors import InputError
from puv.events import Warned
from puv.project.groups import parse_group_option
from puv.project.pyproject import read_project
from puv.project.requirements import group_requirements, project_requirements, refuse_unknown_extras
from puv.project.toml_document import parse_document, problem_at
from puv.standards.names import parse_extra_name
from puv.standards.pylock import PylockFieldError, pylock_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from puv.model.requirement import Dependency
    from puv.ops.pip.requests import Inputs
    from puv.ops.runtime import Runtime
    from puv.standards.names import GroupName
    from puv.standards.pylock import Pylock


def read_projects(
    paths: Iterable[str],
    inputs: Inputs,
    read: Callable[[str], str],
) -> list[tuple[Dependency, ...]]:
    """Return the requirements of each project, then those of each group asked for.

    `read` returns the text of a file.

    Raises:
        UsageError: extras are asked for and no project is named.
        InputError: a project is missing, wrong, or states its requirements only when it is built.
    """
    extras = {parse_extra_name(text) for text in inputs.extra}
    without = {parse_extra_name(text) for text in inputs.no_extra}
    projects = []
    for path in paths:
        file = read_project(_text(path, read), path)
        project = project_requirements(file, extras=extras, all_extras=inputs.all_extras, without=without)
        if project.needs_build:
            raise InputError(
                f"The requirements of `{path}` are only known when it is built, which is not supported yet",
            )
        projects.append(project)
    if (inputs.extra or inputs.all_extras) and not projects:
        raise InputError(
            "Requesting extras requires a `pyproject.toml`, `setup.cfg`, or `setup.py` file.",
        )
    refuse_unknown_extras(extras, projects)
    groups: dict[str, list[GroupName]] = {}
    for value in inputs.group:
        path, name = parse_group_option(value)
        groups.setdefault(path, []).append(name)
    found = [project.requirements for project in projects]
    found += [group_requirements(_text(path, read), path, wanted) for path, wanted in groups.items()]
    return found


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
