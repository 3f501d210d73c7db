"""What the verbs of `puv tool` are asked and what they answer; fields are named as in `puv.ops.pip.requests`."""

from __future__ import annotations

from puv.errors import PuvError
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.ops.pip.requests import Change
    from puv.ops.running.launch import Launch


class ToolInstallRequest(Frozen):
    """`puv tool install`. `package` is as written: a requirement, `NAME@VERSION`, an address, a path.

    `from_` (`--from`) says where `package` then comes from. `with_` are requirements as written.
    """

    package: str
    from_: str = ""
    with_: tuple[str, ...] = ()
    with_editable: tuple[str, ...] = ()
    with_requirements: tuple[str, ...] = ()
    with_executables_from: tuple[str, ...] = ()
    editable: bool = False
    constraints: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    build_constraints: tuple[str, ...] = ()
    python_platform: str = ""
    force: bool = False


class Executables(Frozen):
    """The names of executables that a package provides, sorted. `package` is empty for the tool itself."""

    names: tuple[str, ...]
    package: str = ""


class ToolInstallReport(Frozen):
    """What was done. `removed_invalid` tells that a tool with an unreadable receipt had to go first.

    `unchanged` is the requirement that was installed already, empty otherwise. `bin_directory` is set where the
    executables' directory is not on the PATH.
    """

    name: str
    changes: tuple[Change, ...] = ()
    warnings: tuple[str, ...] = ()
    executables: tuple[Executables, ...] = ()
    unchanged: str = ""
    bin_directory: str = ""


class ToolUpgradeRequest(Frozen):
    """`puv tool upgrade`. `names` are tools, each maybe with a version specifier; none with `all`."""

    names: tuple[str, ...] = ()
    all: bool = False
    python: str = ""
    python_platform: str = ""


class Upgraded(Frozen):
    """What an upgrade did to one tool.

    `before` and `after` are its versions, equal where it only changed otherwise, and both empty where nothing has.
    `moved_to` is the version of Python that its environment was made anew for. `pinned` is the version of an exact
    pin that keeps it where it is.
    """

    name: str
    before: str = ""
    after: str = ""
    changes: tuple[Change, ...] = ()
    executables: tuple[Executables, ...] = ()
    warnings: tuple[str, ...] = ()
    moved_to: str = ""
    pinned: str = ""
    recompiled: bool = False


class ToolUpgradeReport(Frozen):
    """What was upgraded, in order of the names, and what could not be."""

    tools: tuple[Upgraded, ...] = ()
    failures: tuple[PuvError, ...] = ()
    bin_directory: str = ""


class ToolListRequest(Frozen):
    """`puv tool list`. `outdated` asks the index for newer versions and leaves out what has none."""

    outdated: bool = False
    python: bool = False


class ListedTool(Frozen):
    """One installed tool. `path` is its environment; `entries` maps the names of executables to where they are.

    `specifier` is what the version was limited to, `with_` the further requirements, as texts. `latest` is a newer
    version, `python` the implementation and version of its interpreter where that was asked for.
    """

    name: str
    version: str
    path: str
    entries: Mapping[str, str] = {}
    specifier: str = ""
    with_: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    python: str = ""
    latest: str = ""


class ToolListReport(Frozen):
    """The tools by name. `found` tells whether there are any directories of tools at all."""

    tools: tuple[ListedTool, ...] = ()
    found: bool = True


class ToolUninstallRequest(Frozen):
    """`puv tool uninstall`. `names` are tools; none with `all`."""

    names: tuple[str, ...] = ()
    all: bool = False


class ToolUninstallReport(Frozen):
    """The names of the executables that were removed, sorted, and of the tools that had no receipt."""

    executables: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()


class ToolRunRequest(Frozen):
    """`puv tool run`. `command` is the first word as written; `show` how messages call this command (`puvx`).

    `env_file` are paths of dotenv files, the later ones winning. With `show_resolution` every step is reported.
    """

    command: str
    arguments: tuple[str, ...] = ()
    from_: str = ""
    with_: tuple[str, ...] = ()
    with_editable: tuple[str, ...] = ()
    with_requirements: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    build_constraints: tuple[str, ...] = ()
    python_platform: str = ""
    isolated: bool = False
    env_file: tuple[str, ...] = ()
    no_env_file: bool = False
    show: str = "puv tool run"
    show_resolution: bool = False


class ToolRunReport(Frozen):
    """What to run, None where there is no such executable.

    `package` and `command` are the ones chosen; `offered` are then the executables that the package has.
    """

    launch: Launch | None
    package: str
    command: str
    offered: tuple[str, ...] = ()


class ToolError(PuvError):
    """A tool is not as it should be, or cannot become so."""

    code = "tool"


class NoExecutablesError(ToolError):
    """A package has no executables to install; its environment is as it was. `report` tells what had been done."""

    package: str
    report: ToolInstallReport

    code = "tool-no-executables"

    def __init__(self, package: str, report: ToolInstallReport, *, hints: tuple[str, ...] = ()) -> None:
        super().__init__(f"Failed to install entrypoints for `{package}`", hints=hints)
        self.package, self.report = package, report


class ExecutablesExistError(ToolError):
    """Something is where an executable should go. `report` tells what had been done, and was undone."""

    names: tuple[str, ...]
    report: ToolInstallReport

    code = "tool-executables-exist"

    def __init__(self, names: tuple[str, ...], report: ToolInstallReport) -> None:
        lead = "Executable already exists" if len(names) == 1 else "Executables already exist"
        super().__init__(f"{lead}: {', '.join(names)} (use `--force` to overwrite)")
        self.names, self.report = names, report
