"""`ResolveSettings`: which versions are chosen."""

from __future__ import annotations

from puv.settings import values
from puv.settings.exclude_newer import check as moment
from puv.settings.option import Group, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.model.policy import PrereleaseMode, ResolutionMode

_HEADING = "Resolver options"
_PRERELEASE = {
    "disallow": "Never take a pre-release",
    "allow": "Take pre-releases like any version",
    "if-necessary": "Take a pre-release when no stable version fits",
    "explicit": "Take a pre-release only of packages that are required with a pre-release marker in their version, "
    "when no stable version fits",
    "if-necessary-or-explicit": "Old name of `if-necessary`",
}


def _mode(text: str) -> str:
    if text not in _PRERELEASE:
        names = [f"`{name}`" for name in _PRERELEASE]
        known = f"{', '.join(names[:-1])}, or {names[-1]}"
        raise ValueError(f"Invalid `prerelease-package` mode: expected one of {known}, found `{text}`")
    return text


class ResolveSettings(Group, group="resolve"):
    """Which versions are chosen. Package lists hold names or requirements as written.

    `exclude_newer` is a text for `puv.settings.exclude_newer.Moment`; the `_package` lists hold `PACKAGE=VALUE`.
    """

    upgrade: bool = option(
        default=False, flag="--upgrade", short="U", negative="--no-upgrade", key="upgrade", pip_key="upgrade",
        env="UV_UPGRADE", env_style="switch", display_env="", heading=_HEADING,
        help="Look for newer versions, whatever an existing output file or environment has. Implies `--refresh`",
    )  # fmt: skip
    upgrade_package: tuple[str, ...] = option(
        default=(), flag="--upgrade-package", short="P", parse=values.requirement, key="upgrade-package",
        pip_key="upgrade-package", merge="concat", heading=_HEADING,
        help="Look for newer versions of one package. Implies `--refresh-package`",
    )  # fmt: skip
    upgrade_group: tuple[str, ...] = option(
        default=(), flag="--upgrade-group", parse=values.package_name, heading=_HEADING,
        help="Look for newer versions of the packages of one dependency group",
    )  # fmt: skip
    resolution: ResolutionMode = option(
        default="highest", flag="--resolution", env="UV_RESOLUTION", key="resolution", pip_key="resolution",
        heading=_HEADING, help="Which of the fitting versions is taken",
        choices={
            "highest": "Take the highest version that fits",
            "lowest": "Take the lowest version that fits",
            "lowest-direct": "Take the lowest fitting version of what is required directly, the highest of the rest",
        },
        long_help="Which of the fitting versions is taken.\n\nThe highest one by default.",
    )  # fmt: skip
    prerelease: PrereleaseMode = option(
        default="if-necessary", flag="--prerelease", env="UV_PRERELEASE", key="prerelease", pip_key="prerelease",
        heading=_HEADING, help="When pre-releases are taken", choices=_PRERELEASE,
        long_help="When pre-releases are taken.\n\nBy default only when no stable version fits (`if-necessary`).",
    )  # fmt: skip
    prerelease_package: tuple[str, ...] = option(
        default=(), flag="--prerelease-package", key="prerelease-package", heading=_HEADING, merge="concat",
        parse=values.package_pair("prerelease-package", "`PACKAGE=MODE`", _mode),
        help="When pre-releases of one package are taken",
        long_help="When pre-releases of one package are taken.\n\nGiven as `PACKAGE=MODE`. May be repeated.",
    )  # fmt: skip
    pre: bool = option(default=False, flag="--pre", hidden=True, heading=_HEADING, conflicts=("--prerelease",))
    fork_strategy: str = option(
        default="requires-python", flag="--fork-strategy", env="UV_FORK_STRATEGY", key="fork-strategy",
        pip_key="fork-strategy", heading=_HEADING,
        help="How versions are chosen that differ between Python versions and platforms",
        choices={
            "fewest": "Choose as few versions of each package as possible, if need be older ones",
            "requires-python": "Choose the newest version for each supported Python version",
        },
        long_help="How versions are chosen that differ between Python versions and platforms.\n\nBy default the newest "
        "for each supported Python version (`requires-python`); `fewest` prefers one version that serves all.",
    )  # fmt: skip
    exclude_newer: str | None = option(
        default=None, flag="--exclude-newer", env="UV_EXCLUDE_NEWER", key="exclude-newer", pip_key="exclude-newer",
        parse=moment, heading=_HEADING, help="Ignore files that were uploaded after a date",
        long_help="Ignore files that were uploaded after a date.\n\nA timestamp (RFC 3339, `2006-12-02T02:07:43Z`), a "
        "date of the local calendar (`2006-12-02`), or a span before now: words (`24 hours`, `1 week`) or ISO 8601 "
        "(`PT24H`, `P7D`). Days count 24 hours; months and years are not accepted.",
    )  # fmt: skip
    exclude_newer_package: tuple[str, ...] = option(
        default=(), flag="--exclude-newer-package", key="exclude-newer-package", pip_key="exclude-newer-package",
        parse=values.package_pair("exclude-newer-package", "`PACKAGE=DATE` or `PACKAGE=false`", moment),
        merge="concat", heading=_HEADING, help="Ignore files of one package that were uploaded after a date",
        long_help="Ignore files of one package that were uploaded after a date.\n\nGiven as `PACKAGE=DATE`, with the "
        "dates of `--exclude-newer`, or `PACKAGE=false` to lift the limit. May be repeated.",
    )  # fmt: skip
    no_sources: bool = option(
        default=False, flag="--no-sources", env="UV_NO_SOURCES", key="no-sources", pip_key="no-sources",
        heading=_HEADING,
        help="Ignore `tool.uv.sources`, as someone who installs the published package would",
    )  # fmt: skip
    no_sources_package: tuple[str, ...] = option(
        default=(), flag="--no-sources-package", env="UV_NO_SOURCES_PACKAGE", env_style="words", display_env="",
        key="no-sources-package", pip_key="no-sources-package", parse=values.package_name, merge="concat",
        heading=_HEADING, help="Ignore `tool.uv.sources` for one package [env: `UV_NO_SOURCES_PACKAGE`=]",
    )  # fmt: skip
    constraint_dependencies: tuple[str, ...] = option(
        default=(), key="constraint-dependencies", help="Limits on packages, as requirements",
    )  # fmt: skip
    override_dependencies: tuple[str, ...] = option(
        default=(), key="override-dependencies", help="Requirements that replace all others on their packages",
    )  # fmt: skip
    exclude_dependencies: tuple[str, ...] = option(
        default=(), key="exclude-dependencies", help="Packages that are never needed",
    )  # fmt: skip
    add_bounds: Literal["lower", "major", "minor", "exact"] | None = option(
        default=None, flag="--bounds", value_name="BOUNDS", key="add-bounds", heading="Options",
        choices={
            "lower": "At least the version that was found: `>=1.2.3`",
            "major": "The same major version: `>=1.2.3, <2.0.0`",
            "minor": "The same minor version: `>=1.2.3, <1.3.0`",
            "exact": "Exactly it: `==1.2.3`",
        },
        help="The bounds of what is given without any",
    )  # fmt: skip
