"""Read the requirements that `pyproject.toml` files state: dependencies, extras and groups."""

from __future__ import annotations

from puv.errors import InputError
from puv.project.groups import parse_group_option
from puv.project.pyproject import read_project
from puv.project.requirements import group_requirements, project_requirements, refuse_unknown_extras
from puv.standards.names import parse_extra_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from puv.model.requirement import Dependency
    from puv.ops.pip.requests import Inputs
    from puv.standards.names import GroupName


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
