"""`OutputSettings`: what is shown, and where puv looks for its configuration."""

from __future__ import annotations

from puv.settings import values
from puv.settings.option import Group, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

_HEADING = "Global options"


class OutputSettings(Group, group="output"):
    """What is shown (`quiet`, `verbose` count), and where configuration is looked for (paths as written)."""

    quiet: int = option(
        default=0, kind="count", flag="--quiet", short="q", heading=_HEADING, conflicts=("--verbose",),
        help="Say less", long_help="Say less.\n\nGiven twice, nothing is written to standard output either.",
    )  # fmt: skip
    verbose: int = option(
        default=0, kind="count", flag="--verbose", short="v", heading=_HEADING,
        help="Say more", long_help="Say more.\n\nWhat is done is logged on standard error; given twice, in detail.",
    )  # fmt: skip
    no_color: bool = option(default=False, flag="--no-color", hidden=True, heading=_HEADING, conflicts=("--color",))
    color: Literal["auto", "always", "never"] = option(
        default="auto", flag="--color", value_name="COLOR_CHOICE", heading=_HEADING, help="Whether output is coloured",
        choices={
            "auto": "Colour what goes to a terminal",
            "always": "Colour everything",
            "never": "Colour nothing",
        },
        long_help="Whether output is coloured.\n\nOnly on terminals by default.",
    )  # fmt: skip
    no_progress: bool = option(
        default=False, flag="--no-progress", env="UV_NO_PROGRESS", env_style="switch", heading=_HEADING,
        help="Show no spinners and bars", long_help="Show no spinners and bars.\n\nResults are shown as always.",
    )  # fmt: skip
    directory: str | None = option(
        default=None, flag="--directory", env="UV_WORKING_DIR", parse=values.path, heading=_HEADING,
        help="Change into this directory first",
        long_help="Change into this directory first.\n\nRelative paths on the command line are relative to it. See "
        "`--project` to change only where the project is looked for.",
    )  # fmt: skip
    project: str | None = option(
        default=None, flag="--project", env="UV_PROJECT", parse=values.path, heading=_HEADING,
        help="Look for the project in this directory",
        long_help="Look for the project in this directory.\n\nIts `pyproject.toml`, `uv.toml`, `.python-version` and "
        "`.venv` are searched from there upwards; relative paths stay relative to the working directory. See "
        "`--directory` to change that too.\n\nWithout effect in `puv pip`.",
    )  # fmt: skip
    config_file: str | None = option(
        default=None, flag="--config-file", env="UV_CONFIG_FILE", parse=values.path, heading=_HEADING,
        help="The `uv.toml` to read",
        long_help="The `uv.toml` to read.\n\nIn place of those that are found; a `pyproject.toml` is not allowed here.",
    )  # fmt: skip
    no_config: bool = option(
        default=False, flag="--no-config", env="UV_NO_CONFIG", heading=_HEADING,
        help="Read no configuration files (`pyproject.toml`, `uv.toml`)",
        long_help="Read no configuration files (`pyproject.toml`, `uv.toml`).\n\nOtherwise they are searched in the "
        "working directory, its parents and the user's configuration directory.",
    )  # fmt: skip
    required_version: str | None = option(
        default=None, key="required-version", parse=values.required_version, hidden=True
    )
    show_settings: bool = option(default=False, flag="--show-settings", hidden=True, heading=_HEADING)
    isolated: bool = option(default=False, flag="--isolated", hidden=True, heading=_HEADING)
    preview: bool = option(
        default=False, flag="--preview", negative="--no-preview", env="UV_PREVIEW", env_style="switch", key="preview",
        hidden=True, heading=_HEADING, display_env="",
    )  # fmt: skip
    preview_features: tuple[str, ...] = option(
        default=(), flag="--preview-features", aliases=("--preview-feature",), env="UV_PREVIEW_FEATURES",
        env_style="switch", key="preview-features", split=",", hidden=True, heading=_HEADING, display_env="",
    )  # fmt: skip
