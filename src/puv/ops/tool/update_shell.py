"""`puv tool update-shell`: put the directory of the tools' executables on the user's PATH."""

from __future__ import annotations

import os

from puv.frozen import Frozen
from puv.fs import atomic
from puv.ops.running.shells import configuration_files, path_command, shell_of, title_of
from puv.ops.tool.directory import bin_directory, is_on_path
from puv.ops.tool.requests import ToolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class UpdateShellRequest(Frozen):
    """`puv tool update-shell`, and with another directory `puv python update-shell`."""

    directory: str = ""


class UpdateShellReport(Frozen):
    """The directory, and the files that were made or changed (absolute); `present` tells that nothing was needed."""

    directory: str
    present: bool = False
    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()


class ShellError(ToolError):
    """The directory cannot be put on the PATH."""

    code = "update-shell"


def update_shell(request: UpdateShellRequest, settings: Settings, runtime: Runtime) -> UpdateShellReport:
    """Add the directory to the configuration files of the user's shell.

    Raises:
        ShellError: nobody knows the shell, or its files have the line already.
        OSError: a file cannot be read or written.
    """
    del settings  # every verb has the same form
    directory = request.directory or bin_directory(runtime.environ, os_name=os.name)
    if is_on_path(directory, runtime.environ, runtime.cwd):
        return UpdateShellReport(directory=directory, present=True)
    if os.name == "nt":
        from puv.ops.tool.windows_path import add_to_path  # Windows alone has a registry

        if add_to_path(directory):
            return UpdateShellReport(directory=directory, updated=("HKEY_CURRENT_USER\\Environment",))
        raise ShellError(f"The executable directory `{directory}` is not in PATH, but it is in the registry already")
    absent = f"The executable directory `{directory}` is not in PATH, but the"
    shell = shell_of(runtime.environ)
    if not shell:
        raise ShellError(f"{absent} current shell could not be determined")
    files = configuration_files(shell, runtime.environ, os.path.exists)
    command = path_command(directory, shell)
    if not (files and command):
        raise ShellError(f"{absent} current shell ({title_of(shell)}) is not supported")
    created, updated = _write(files, command)
    if not (created or updated):
        raise ShellError(f"{absent} {title_of(shell)} configuration files are already up-to-date")
    return UpdateShellReport(directory=directory, created=tuple(created), updated=tuple(updated))


def _write(files: tuple[str, ...], command: str) -> tuple[list[str], list[str]]:
    created: list[str] = []
    updated: list[str] = []
    for path in files:
        try:
            with open(path, encoding="utf-8", errors="surrogateescape") as stream:
                text = stream.read()
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            atomic.write_text(path, f"# uv\n{command}\n")
            created.append(path)
            continue
        if any(line.strip() == command for line in text.splitlines()):
            continue
        added = f"{text}\n# uv\n{command}\n"
        # Through links, as configuration files often are ones.
        real = os.path.realpath(path)
        atomic.write_bytes(real, added.encode("utf-8", "surrogateescape"), mode=os.stat(real).st_mode & 0o7777)
        updated.append(path)
    return created, updated
