"""Read settings files: a `uv.toml`, or the tables of a `pyproject.toml`."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.settings.errors import SettingsFileError, TomlError
from puv.settings.files import file_layer, project_only
from puv.settings.toml import parsed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings import Layer
    from puv.settings.layers import LayerKind


def _text(path: str, shown: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as stream:
            return stream.read()
    except IsADirectoryError as error:
        message = f"failed to read from file `{shown}`: {error.strerror} (os error {error.errno})"
        raise SettingsFileError(message, place=path) from None
    except OSError as error:
        raise SettingsFileError(
            f"failed to open file `{shown}`: {error.strerror} (os error {error.errno})", place=path
        ) from None
    except UnicodeDecodeError:
        message = f"failed to read from file `{shown}`: stream did not contain valid UTF-8"
        raise SettingsFileError(message, place=path) from None


def read_file(path: str, shown: str, kind: LayerKind, *, for_pip: bool) -> Layer:
    """Read a `uv.toml`, which messages call `shown`.

    Raises:
        InputError: it cannot be read, or is wrong.
    """
    text = _text(path, shown)
    try:
        document = parsed(text)
        layer = file_layer(document, text, kind=kind, place=path, for_pip=for_pip)
    except TomlError as error:
        raise SettingsFileError(f"Failed to parse: {shown}", place=path) from error
    if "preview" in document and "preview-features" in document:
        reason = InputError("cannot specify both `preview` and `preview-features`")
        raise SettingsFileError(f"Failed to parse: {shown}", place=path) from reason
    forbidden = project_only(document)
    if forbidden:
        raise SettingsFileError(
            f"Failed to parse `{shown}`. The `{forbidden}` field is not allowed in a `uv.toml` file. `{forbidden}` is "
            "only applicable in the context of a project, and should be placed in a `pyproject.toml` file instead.",
            place=path,
        )
    return layer


def read_beside_project(path: str, shown: str, project: str, warnings: list[str], *, for_pip: bool) -> Layer:
    """Read a `uv.toml` beside which there may be a `pyproject.toml`, which then counts for nothing.

    Raises:
        InputError: the `uv.toml` cannot be read, or is wrong.
    """
    layer = read_file(path, shown, "project", for_pip=for_pip)
    _shadowed(project, warnings)
    return layer


def read_project(project: str, shown: str, warnings: list[str], *, for_pip: bool) -> Layer | None:
    """Read the tables of a `pyproject.toml`, None where it has none; what is wrong with it is a warning."""
    try:
        text = _text(project, shown)
        # A file that does not mention puv or uv is not worth parsing.
        if "tool" not in text:
            return None
        document = parsed(text)
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
        document = parsed(text)
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
