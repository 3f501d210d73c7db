"""Find and read the settings files, and combine them with the environment's variables."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.settings import resolve
from puv.settings.environment import environment_layer
from puv.settings.errors import SettingsFileError, TomlError
from puv.settings.files import file_layer, project_only

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

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
        return (_read(path, config_file, "project", for_pip=for_pip),), ()
    if no_config:
        return (), ()
    layers: list[Layer] = []
    warnings: list[str] = []
    for kind, candidates in _shared(environ):
        for path in candidates:
            look(path)
            if os.path.isfile(path):
                layers.append(_read(path, path, kind, for_pip=for_pip))
                break
    directory = cwd
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


def _text(path: str, shown: str) -> str:
    try:
        with open(path, encoding="utf-8") as stream:
            return stream.read()
    except OSError as error:
        raise SettingsFileError(
            f"failed to open file `{shown}`: {error.strerror} (os error {error.errno})", place=path
        ) from None
    except UnicodeDecodeError:
        message = f"failed to read from file `{shown}`: stream did not contain valid UTF-8"
        raise SettingsFileError(message, place=path) from None


def _parsed(text: str) -> dict[str, Any]:
    import tomllib  # 15 ms, and only where there is a file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(str(error), text) from None


def _toml_error(message: str, text: str) -> TomlError:
    reason, _, place = message.rpartition(" (at ")
    words = place.rstrip(")").replace(",", "").split()
    line, column = text.count("\n") + 1, 1
    if words[:1] == ["line"]:
        line, column = int(words[1]), int(words[3])
    sentence = (reason or message)[:1].lower() + (reason or message)[1:]
    return TomlError(sentence, source=text, line=line, column=column, length=1)


def _read(path: str, shown: str, kind: LayerKind, *, for_pip: bool) -> Layer:
    """Read a `uv.toml`."""
    text = _text(path, shown)
    try:
        document = _parsed(text)
        layer = file_layer(document, text, kind=kind, place=path, for_pip=for_pip)
    except TomlError as error:
        raise SettingsFileError(f"Failed to parse: {shown}", place=path) from error
    forbidden = project_only(document)
    if forbidden:
        raise SettingsFileError(
            f"Failed to parse `{shown}`. The `{forbidden}` field is not allowed in a `uv.toml` file. `{forbidden}` is "
            "only applicable in the context of a project, and should be placed in a `pyproject.toml` file instead.",
            place=path,
        )
    return layer


def _project(directory: str, cwd: str, warnings: list[str], *, for_pip: bool) -> Layer | None:
    """Read a directory's `uv.toml` or `[tool.uv]`; None when it has neither."""
    own = os.path.join(directory, "uv.toml")
    project = os.path.join(directory, "pyproject.toml")
    shown = own if directory != cwd else "uv.toml"
    if os.path.isfile(own):
        layer = _read(own, shown, "project", for_pip=for_pip)
        _shadowed(project, warnings)
        return layer
    if not os.path.isfile(project):
        return None
    shown = project if directory != cwd else "pyproject.toml"
    try:
        text = _text(project, shown)
        # A file that does not mention puv or uv is not worth parsing.
        if "tool" not in text:
            return None
        document = _parsed(text)
        tool = document.get("tool", {})
        if not isinstance(tool, dict) or not ("uv" in tool or "puv" in tool):
            return None
        layer = file_layer(document, text, kind="project", place=project, prefix=("tool", "uv"), for_pip=for_pip)
        extra = file_layer(document, text, kind="project", place=project, prefix=("tool", "puv"), for_pip=for_pip)
    except InputError as error:
        lines = "".join(f"  {line}\n" for line in str(error).splitlines())
        warnings.append(f"Failed to parse `{shown}` during settings discovery:\n{lines}")
        return None
    return layer.replace(values={**layer.values, **extra.values})


def _shadowed(project: str, warnings: list[str]) -> None:
    """Warn of settings in a `pyproject.toml` that a `uv.toml` beside it hides."""
    if not os.path.isfile(project):
        return
    try:
        text = _text(project, project)
        if "tool" not in text:
            return
        document = _parsed(text)
        table = document.get("tool", {}).get("uv", {})
        file_layer(document, text, kind="project", place=project, prefix=("tool", "uv"))
    except (InputError, AttributeError):
        return
    hidden = [key for key in table if project_only({key: None}) is None]
    if hidden:
        names = "\n".join(f"- {key}" for key in hidden)
        warnings.append(
            "Found both a `uv.toml` file and a `[tool.uv]` section in an adjacent `pyproject.toml`. "
            f"The following fields from `[tool.uv]` will be ignored in favor of the `uv.toml` file:\n{names}"
        )
