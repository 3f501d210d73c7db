"""What the options say about how a lockfile is treated."""

from __future__ import annotations

from puv.errors import UsageError
from puv.events import Warned
from puv.ops.project.requests import Selection, SyncRequest
from puv.settings.values import boolish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


# Options that mean something only in a project, in the order in which they are told of.
_FLAGS = ("all_extras", "dev", "no_dev", "only_dev", "no_default_groups", "all_groups")
_LISTS = ("extra", "no_extra", "group", "no_group", "only_group")


class ClashingVariablesError(UsageError):
    """Two environment variables ask for what excludes each other."""

    code = "clashing-variables"


def lock_mode(line: ParsedLine, runtime: Runtime) -> tuple[str, str]:
    """Return by which words the user asks for `--locked` and for `--frozen`, each empty when not.

    What the command line says wins over variables.

    Raises:
        ClashingVariablesError: both are asked for by variables.
    """
    locked = _given(line, "locked") or (_given(line, "check") if line.command.path == ("lock",) else "")
    frozen = _given(line, "check_exists") or _given(line, "frozen")
    by_variable = [name for name in ("UV_LOCKED", "UV_FROZEN") if _is_set(name, runtime)]
    if locked or frozen:
        ignored = "UV_FROZEN" if locked else "UV_LOCKED"
        if ignored in by_variable:
            runtime.report(Warned(message=f"Ignoring `{ignored}` because `{locked or frozen}` was provided"))
        return locked, frozen
    if len(by_variable) > 1:
        raise ClashingVariablesError(
            "the argument `UV_LOCKED` (environment variable) cannot be used with `UV_FROZEN` (environment variable)"
        )
    word = f"{by_variable[0]}=1" if by_variable else ""
    return (word, "") if by_variable == ["UV_LOCKED"] else ("", word)


def refuse_needless(line: ParsedLine, frozen: str) -> None:
    """Refuse `--no-sync` beside `--frozen`, which says it already.

    Raises:
        UsageError: both are given.
    """
    if frozen and line["no_sync"]:
        raise UsageError(f"the argument `--no-sync` cannot be used with `{frozen}`")


def install_of(line: ParsedLine, *, inexact: bool = True) -> SyncRequest | None:
    """Return how the environment is brought to a lock that changed, None with `--no-sync`."""
    if line["no_sync"]:
        return None
    rows = line.values
    return SyncRequest(
        inexact=inexact,
        active=line.said("active"),
        no_install_project=rows.get("no_install_project", False),
        no_install_workspace=rows.get("no_install_workspace", False),
        no_install_local=rows.get("no_install_local", False),
        no_install_package=rows.get("no_install_package", ()),
    )


def needless(line: ParsedLine, *modes: str) -> tuple[str, ...]:
    """Return the options that only a project heeds, as they were given; `modes` as in `lock_mode`."""
    found = [f"--{name.replace('_', '-')}" for name in _FLAGS if line.values.get(name)]
    found += [f"--{name.replace('_', '-')} {value}" for name in _LISTS for value in line[name]]
    return (*found, *filter(None, modes))


def _given(line: ParsedLine, name: str) -> str:
    return f"--{name.replace('_', '-')}" if line.values.get(name) else ""


def _is_set(name: str, runtime: Runtime) -> bool:
    environ = runtime.environ
    return boolish(environ.get(f"P{name}", environ.get(name, "")) or "false")


def without_wheels(line: ParsedLine, settings: Settings) -> Settings:
    """Return the settings with what `--no-binary` says of all packages."""
    if not line["no_binary_at_all"]:
        return settings
    build = settings.build
    return settings.replace(build=build.replace(no_binary=(*build.no_binary, ":all:")))


def with_large_files(line: ParsedLine, settings: Settings) -> Settings:
    """Return the settings with what `--lfs` says of all repositories."""
    if not line["lfs"]:
        return settings
    return settings.replace(network=settings.network.replace(git_lfs=True))


def selection_of(line: ParsedLine) -> Selection:
    """Return which extras and groups the options ask for."""
    return Selection(
        extra=line["extra"],
        all_extras=line["all_extras"],
        no_extra=line["no_extra"],
        dev=True if line["dev"] else False if line["no_dev"] else None,
        only_dev=line["only_dev"],
        group=line["group"],
        no_group=line["no_group"],
        no_default_groups=line["no_default_groups"],
        only_group=line["only_group"],
        all_groups=line["all_groups"],
    )
