"""What the verbs of the pip interface are asked and what they answer.

A request's field is the flag's name with underscores; flags that may be repeated are tuples; policy that has an
environment variable or serves many commands is in `Settings` instead
(which environment to act on too: `settings.python`). Paths are as the user wrote them, relative to
the runtime's working directory.
"""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.errors import PuvError
    from puv.model.installed import InstalledDist
    from puv.model.policy import AnnotationStyle
    from puv.model.resolution import Resolution


class Inputs(Frozen):
    """Where requirements come from. `no_editable` is for all projects, `no_editable_package` for those named."""

    packages: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    editable: tuple[str, ...] = ()
    no_editable: bool = False
    no_editable_package: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    build_constraints: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    all_extras: bool = False
    no_extra: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


class PipCompileRequest(Frozen):
    """`puv pip compile`. `arguments` is the command line after `puv`, for the header of the output."""

    inputs: Inputs
    python_version: str = ""
    python_platform: str = ""
    universal: bool = False
    no_deps: bool = False
    output_file: str = ""
    format: Literal["requirements.txt", "pylock.toml", ""] = ""
    no_strip_extras: bool = False
    no_strip_markers: bool = False
    no_annotate: bool = False
    no_header: bool = False
    annotation_style: AnnotationStyle = "split"
    custom_compile_command: str = ""
    generate_hashes: bool = False
    no_emit_package: tuple[str, ...] = ()
    emit_index_url: bool = False
    emit_find_links: bool = False
    emit_build_options: bool = False
    emit_index_annotation: bool = False
    arguments: tuple[str, ...] = ()


class PipCompileReport(Frozen):
    """The resolution and its text. `written` is the absolute path of the output file, empty without one.

    `fresh_until` is when the answer could change without any input changing (seconds since the epoch).
    """

    resolution: Resolution
    text: str
    written: str = ""
    fresh_until: float = 0.0


class PipInstallRequest(Frozen):
    """`puv pip install`, and with `exact` also `puv pip sync`'s removal of what is not asked for."""

    inputs: Inputs
    python_version: str = ""
    python_platform: str = ""
    no_deps: bool = False
    require_hashes: bool = False
    verify_hashes: bool = True
    exact: bool = False
    strict: bool = False
    dry_run: bool = False
    check: bool = False
    no_editable: bool = False
    no_editable_package: tuple[str, ...] = ()


class PipSyncRequest(Frozen):
    """`puv pip sync`: make the environment hold exactly the given requirements."""

    inputs: Inputs
    python_version: str = ""
    python_platform: str = ""
    require_hashes: bool = False
    verify_hashes: bool = True
    allow_empty_requirements: bool = False
    strict: bool = False
    dry_run: bool = False


class Change(Frozen):
    """One distribution that was (or would be) removed, added or replaced by the same version.

    `url` is where it comes from if not from an index, without credentials; `unread` tells that it was not yet fetched
    from there.
    """

    kind: Literal["removed", "added", "reinstalled"]
    name: str
    version: str
    url: str = ""
    unread: bool = False


class PipInstallReport(Frozen):
    """What was (or would be) done. `changes` are sorted by name, removals first.

    `would_install`, `would_remove` and `would_fetch` count for `--dry-run`. `warnings` are the resolution's,
    `diagnostics` `--strict`'s sentences. `nothing_asked` tells that there were no requirements at all.
    """

    changes: tuple[Change, ...] = ()
    resolution: Resolution | None = None
    dry_run: bool = False
    would_fetch: int = 0
    would_remove: int = 0
    would_install: int = 0
    warnings: tuple[str, ...] = ()
    diagnostics: tuple[str, ...] = ()
    nothing_asked: bool = False
    check_failed: bool = False


class PipUninstallRequest(Frozen):
    """`puv pip uninstall`."""

    packages: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    dry_run: bool = False


class PipUninstallReport(Frozen):
    """What was (or would be) removed."""

    changes: tuple[Change, ...] = ()
    dry_run: bool = False


class PipListRequest(Frozen):
    """`puv pip list` and `puv pip freeze`. `outdated` asks the index for newer versions."""

    editable: bool = False
    exclude_editable: bool = False
    exclude: tuple[str, ...] = ()
    outdated: bool = False
    path: tuple[str, ...] = ()
    strict: bool = False


class Listed(Frozen):
    """One row of `puv pip list`. `url` is the direct URL to freeze, `editable_location` an editable's project."""

    dist: InstalledDist
    name: str
    version: str
    url: str = ""
    editable_location: str = ""
    latest_version: str = ""
    latest_filetype: str = ""


class PipListReport(Frozen):
    """The rows, sorted by name, and `--strict`'s sentences."""

    rows: tuple[Listed, ...]
    diagnostics: tuple[str, ...] = ()


class PipCheckRequest(Frozen):
    """`puv pip check`."""

    python_version: str = ""
    python_platform: str = ""


class PipCheckReport(Frozen):
    """How many distributions were looked at, and one sentence per problem."""

    count: int
    diagnostics: tuple[str, ...]


class PipShowRequest(Frozen):
    """`puv pip show`. `packages` are names in any spelling; `files` asks for what each has installed."""

    packages: tuple[str, ...] = ()
    files: bool = False
    strict: bool = False


class Shown(Frozen):
    """One installed distribution. `location` is the directory it was found in.

    `requires` and `required_by` are names in order, None where its metadata cannot be read; `files` are RECORD's paths,
    relative to `location` and in RECORD's order, None where they were not asked for.
    """

    name: str
    version: str
    location: str
    editable_location: str = ""
    requires: tuple[str, ...] | None = None
    required_by: tuple[str, ...] | None = None
    files: tuple[str, ...] | None = None


class PipShowReport(Frozen):
    """What was found, by name, and the names that are not installed. `failure` is where the listing of files ended."""

    packages: tuple[Shown, ...] = ()
    missing: tuple[str, ...] = ()
    diagnostics: tuple[str, ...] = ()
    failure: PuvError | None = None


class PipTreeRequest(Frozen):
    """`puv pip tree`: the part of an environment's dependency graph to return, and which way its links point."""

    package: tuple[str, ...] = ()
    prune: tuple[str, ...] = ()
    invert: bool = False
    outdated: bool = False
    strict: bool = False


class TreeLink(Frozen):
    """That one package needs another (of `PipTreeReport.packages`, by position), or with `invert` is needed by it.

    `required` is what is required of the needed one: `>=1, <2`, an address, or `*` for any version.
    """

    package: int
    required: str


class TreePackage(Frozen):
    """A package of the tree and its links, by name. `latest_version` is that of a newer version, else empty."""

    name: str
    version: str
    links: tuple[TreeLink, ...] = ()
    latest_version: str = ""


class PipTreeReport(Frozen):
    """The graph. `roots` are positions in `packages`: where a drawing of it begins."""

    packages: tuple[TreePackage, ...] = ()
    roots: tuple[int, ...] = ()
    diagnostics: tuple[str, ...] = ()
