"""Where tools are: their environments, their receipts, and the directory of their executables. Shared with uv."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import InputError
from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.locks import FileLock
from puv.fs.remove import remove_tree
from puv.ops.tool.requests import ToolError
from puv.project.tool_receipt import FILE_NAME, ReceiptError, parse_receipt, render_receipt
from puv.python.config import read_config
from puv.python.environment import Environment
from puv.python.errors import ProbeError
from puv.python.paths import environment_python
from puv.python.probe import probe
from puv.standards.names import is_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.ops.runtime import Runtime
    from puv.project.tool_receipt import Receipt


class InvalidEnvironmentError(ToolError):
    """A tool's environment is broken. `path` is the environment's."""

    code = "tool-environment"

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"Invalid environment at `{path}`: {problem}")
        self.path = path


class Tool(Frozen):
    """A directory of the tools' directory. `problem` is why its receipt cannot be read, None where it can."""

    name: str
    path: str
    receipt: Receipt | None = None
    problem: ReceiptError | None = None


class Tools:
    """The tools of a user. `root` is the absolute directory, whether it exists or not."""

    __slots__ = ("_runtime", "root")

    root: str

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.root = tools_directory(runtime.environ, runtime.cwd, os_name=os.name)

    def path(self, name: str) -> str:
        """Return the absolute path of a tool's environment."""
        return os.path.join(self.root, name)

    def lock(self) -> FileLock:
        """Return the lock of the whole directory, making that.

        Raises:
            OSError: it cannot be made.
        """
        os.makedirs(self.root, exist_ok=True)
        ignore = os.path.join(self.root, ".gitignore")
        if not os.path.exists(ignore):
            atomic.write_bytes(ignore, b"*")
        return FileLock(os.path.join(self.root, ".lock"))

    def names(self) -> list[str]:
        """Return the names of all directories in the tools' directory, sorted."""
        self._runtime.noted(replay.stat, self.root)
        try:
            with os.scandir(self.root) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))
        except OSError:
            return []

    def find(self, name: str) -> Tool | None:
        """Return a tool, None where there is no directory of that name."""
        path = self.path(name)
        place = os.path.join(path, FILE_NAME)
        self._runtime.noted(replay.content, place)
        if not os.path.isdir(path):
            return None
        problem = ReceiptError(place)
        try:
            with open(place, encoding="utf-8") as stream:
                return Tool(name=name, path=path, receipt=parse_receipt(stream.read()))
        except FileNotFoundError:
            return Tool(name=name, path=path)
        except (OSError, UnicodeDecodeError) as error:
            problem.__cause__ = InputError(str(error))
        except InputError as error:
            problem.__cause__ = error
        return Tool(name=name, path=path, problem=problem)

    def write_receipt(self, name: str, receipt: Receipt) -> None:
        """Put a tool's receipt in place.

        Raises:
            OSError: it cannot be written.
        """
        atomic.write_text(os.path.join(self.path(name), FILE_NAME), render_receipt(receipt))

    def environment(self, name: str) -> Environment | None:
        """Return the environment of a tool, None where there is none.

        Raises:
            InvalidEnvironmentError: it has no interpreter, or is no virtual environment.
            ProbeError: its interpreter does not answer.
        """
        path = self.path(name)
        executable = environment_python(path, os.name)
        runtime = self._runtime
        runtime.noted(replay.stat, executable)
        if not os.path.isdir(path):
            return None
        if not os.path.lexists(executable):
            raise InvalidEnvironmentError(path, f"missing Python executable at `{executable}`")
        if not os.path.isfile(os.path.join(path, "pyvenv.cfg")):
            # Its interpreter would take the packages of its base for its own, and so would whoever changes them.
            raise InvalidEnvironmentError(path, "missing `pyvenv.cfg`")
        try:
            return Environment.of(probe(executable, cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ))
        except ProbeError as error:
            if error.kind in {"broken-link", "missing"}:
                return None  # the interpreter that it was made with is gone
            raise

    def python_of(self, name: str) -> str:
        """Return `CPython 3.12.1` for a tool's environment, as its configuration has it."""
        config = read_config(self.path(name))
        return f"{config.get('implementation', 'CPython')} {config.get('version_info', '')}".rstrip()

    def remove(self, name: str) -> None:
        """Delete a tool's directory."""
        remove_tree(self.path(name))


def is_tool_name(name: str) -> bool:
    """Tell whether a directory's name can be that of a package."""
    return is_name(name)


def _variable(environ: Mapping[str, str], name: str) -> str:
    return environ.get(f"P{name}") or environ.get(name, "")


def _absolute(environ: Mapping[str, str], name: str) -> str:
    """Return a directory of the XDG specification, empty where it is not set or relative."""
    found = environ.get(name, "")
    return found if found.startswith("/") else ""


def _home(environ: Mapping[str, str], os_name: str) -> str:
    return environ.get("USERPROFILE" if os_name == "nt" else "HOME") or os.path.expanduser("~")


def tools_directory(environ: Mapping[str, str], cwd: str, *, os_name: str) -> str:
    r"""Return the absolute directory of the tools.

    `PUV_TOOL_DIR` and `UV_TOOL_DIR` win, then `$XDG_DATA_HOME/uv/tools`, then `~/.local/share/uv/tools`; on Windows
    `%APPDATA%\uv\data\tools`.
    """
    chosen = _variable(environ, "UV_TOOL_DIR")
    if chosen:
        return os.path.normpath(os.path.join(cwd, chosen))
    if os_name == "nt":
        base = environ.get("APPDATA") or os.path.join(_home(environ, os_name), "AppData", "Roaming")
        return os.path.join(base, "uv", "data", "tools")
    data = _absolute(environ, "XDG_DATA_HOME") or os.path.join(_home(environ, os_name), ".local", "share")
    return os.path.join(data, "uv", "tools")


def bin_directory(environ: Mapping[str, str], *, os_name: str) -> str:
    """Return the directory of the tools' executables, relative where the variable says so.

    `PUV_TOOL_BIN_DIR` and `UV_TOOL_BIN_DIR` win, then `$XDG_BIN_HOME`, `$XDG_DATA_HOME/../bin` and `~/.local/bin`.
    """
    chosen = _variable(environ, "UV_TOOL_BIN_DIR") or _absolute(environ, "XDG_BIN_HOME")
    if chosen:
        return chosen
    data = _absolute(environ, "XDG_DATA_HOME")
    return os.path.join(data, "..", "bin") if data else os.path.join(_home(environ, os_name), ".local", "bin")


def is_on_path(directory: str, environ: Mapping[str, str], cwd: str) -> bool:
    """Tell whether a directory is on the PATH, links aside."""
    wanted = os.path.realpath(os.path.join(cwd, directory))
    places = environ.get("PATH", "").split(os.pathsep)
    return any(os.path.realpath(os.path.join(cwd, place)) == wanted for place in places if place)
