"""Find and read the settings files, and combine them with the environment's variables."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.settings import resolve
from puv.settings.environment import environment_layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from puv.settings import Layer, Settings
    from puv.settings.layers import LayerKind


def load_settings(environ: Mapping[str, str], cwd: str) -> Settings:
    """Return the settings of the files and variables, as `puv` without arguments sees them.

    Raises:
        InputError: a file is wrong.
        VariableError: a variable is wrong.
    """
    variables = environment_layer(environ)
    early = resolve((variables,)).output
    layers, _warnings = load_layers(environ, cwd, config_file=early.config_file, no_config=early.no_config)
    return resolve((*layers, variables))


def load_layers(
    environ: Mapping[str, str], cwd: str, *, config_file: str | None = None, no_config: bool = False,
    for_pip: bool = True, look: Callable[[str], object] = str,
) -> tuple[tuple[Layer, ...], tuple[str, ...]]:  # fmt: skip
    """Return the layers of the settings files from low to high, and warnings.

    `look` is called with each path before it is looked at, whether there is a file or not.

    Raises:
        InputError: a file that must be read is missing or wrong.
    """
    if config_file:
        path = os.path.join(cwd, config_file)
        look(path)
        return (_file(path, config_file, "project", for_pip=for_pip),), ()
    if no_config:
        return (), ()
    layers: list[Layer] = []
    warnings: list[str] = []
    for kind, candidates in _shared(environ):
        for path in candidates:
            look(path)
            if os.path.isfile(path):
                layers.append(_file(path, path, kind, for_pip=for_pip))
                break
    directory = _beginning(cwd, look)
    while True:
        look(os.path.join(directory, "uv.toml"))
        look(os.path.join(directory, "pyproject.toml"))
        found = _project(directory, cwd, warnings, for_pip=for_pip)
        if found is not None:
            layers.append(found)
            break
        parent = os.path.dirname(directory)
        if parent == directory:
            break
        directory = parent
    return tuple(layers), tuple(warnings)


def _beginning(cwd: str, look: Callable[[str], object]) -> str:
    """Return where to look first for a project's settings: the root of its workspace, or the working directory."""
    projects: list[str] = []
    directory = cwd
    while len(projects) < 2:  # noqa: PLR2004 - a project, and what may be the workspace above it
        path = os.path.join(directory, "pyproject.toml")
        look(path)
        if os.path.isfile(path):
            projects.append(path)
        parent = os.path.dirname(directory)
        if parent == directory:
            return cwd
        directory = parent
    try:
        with open(projects[1], "rb") as stream:
            if b"workspace" not in stream.read():
                return cwd
    except OSError:
        return cwd
    from puv.project.discover import Files, find_project  # most projects have none above them
    from puv.project.workspace import find_workspace_root

    files = Files(look)
    try:
        managed = find_project(cwd, files)[1].uv.managed
        return (find_workspace_root(cwd, files) if managed else None) or cwd
    except InputError:
        return cwd


def _shared(environ: Mapping[str, str]) -> tuple[tuple[LayerKind, tuple[str, ...]], ...]:
    """Return where the system's and the user's `uv.toml` may be, the first that is there counts."""
    if os.name == "nt":
        folders = environ.get("PROGRAMDATA", ""), environ.get("APPDATA", "")
        system, user = (tuple(os.path.join(folder, "uv", "uv.toml") for folder in (one,) if folder) for one in folders)
        return ("system", system), ("user", user)
    directories = (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    home = environ.get("HOME", "")
    base = environ.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if home else "")
    shared = tuple(os.path.join(folder, "uv", "uv.toml") for folder in (*directories, "/etc") if folder)
    return ("system", shared), ("user", (os.path.join(base, "uv", "uv.toml"),) if base else ())


def _file(path: str, shown: str, kind: LayerKind, *, for_pip: bool) -> Layer:
    from puv.ops.steps.settings_files import read_file  # most commands find no file

    return read_file(path, shown, kind, for_pip=for_pip)


def _project(directory: str, cwd: str, warnings: list[str], *, for_pip: bool) -> Layer | None:
    """Read a directory's `uv.toml` or `[tool.uv]`; None when it has neither."""
    own, project = os.path.join(directory, "uv.toml"), os.path.join(directory, "pyproject.toml")
    is_own = os.path.isfile(own)
    if not is_own and not os.path.isfile(project):
        return None
    from puv.ops.steps.settings_files import read_beside_project, read_project  # likewise

    if is_own:
        return read_beside_project(own, "uv.toml" if directory == cwd else own, project, warnings, for_pip=for_pip)
    return read_project(project, "pyproject.toml" if directory == cwd else project, warnings, for_pip=for_pip)
