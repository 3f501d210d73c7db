"""What the verbs on Pythons take and return."""

from __future__ import annotations

from puv.errors import InputError, PythonError, UsageError
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.errors import PuvError
    from puv.python.downloads import PythonDownload
    from puv.python.interpreter import Interpreter


class PythonTargetError(UsageError):
    """A request is none that can be downloaded."""

    code = "python-target"


class NoDownloadError(PythonError):
    """Nothing that can be downloaded is what was asked for. `request` is the completed key."""

    code = "no-download"

    def __init__(self, request: str) -> None:
        super().__init__(f"No download found for request: {request}")
        self.request = request


class PatchUpgradeError(InputError):
    """A patch release was asked to be upgraded."""

    code = "patch-upgrade"


class PinError(InputError):
    """A pin cannot be set, read or removed."""

    code = "python-pin"
    exit_code = 2


class PythonInstallRequest(Frozen):
    """`puv python install` and `upgrade`. `targets` are requests as written, none for what the directory asks for.

    `executables` is None for the default. `upgrade` installs newer patch releases of what is there; `refresh` is
    `python upgrade`, which offers no new executables.
    """

    targets: tuple[str, ...] = ()
    directory: str = ""
    reinstall: bool = False
    force: bool = False
    upgrade: bool = False
    refresh: bool = False
    default: bool = False
    executables: bool | None = None
    compile_bytecode: bool = False


class PythonChange(Frozen):
    """One installation that came, was put in place anew, or went, with the names of its executables."""

    key: str
    version: str
    kind: Literal["added", "replaced", "removed"]
    executables: tuple[str, ...] = ()


class PythonFailure(Frozen):
    """What could not be installed, or (`executable`) offered."""

    key: str
    error: PuvError
    executable: bool = False


class PythonInstallReport(Frozen):
    """The changes in order of version, and how long they took (seconds).

    `satisfied` describes what was there already where nothing changed: the requests, none for "any" (and `asked` is
    then False). `off_path` is the directory of executables where it is not on the PATH. `forbidden` tells that
    downloads are never allowed. `compiled` is how many files were compiled to bytecode, if that was wanted.
    """

    changes: tuple[PythonChange, ...] = ()
    seconds: float = 0.0
    failures: tuple[PythonFailure, ...] = ()
    satisfied: tuple[str, ...] = ()
    asked: bool = True
    nothing_installed: bool = False
    off_path: str = ""
    compiled: int | None = None
    compile_seconds: float = 0.0
    forbidden: bool = False


class PythonUninstallRequest(Frozen):
    """`puv python uninstall`. `targets` are requests as written; `all` stands for them."""

    targets: tuple[str, ...] = ()
    directory: str = ""
    all: bool = False


class PythonUninstallReport(Frozen):
    """`searched` are the requests as messages call them, with whether any installation is meant."""

    changes: tuple[PythonChange, ...] = ()
    seconds: float = 0.0
    searched: tuple[tuple[str, bool], ...] = ()


class PythonListRequest(Frozen):
    """`puv python list`. `request` is as written."""

    request: str = ""
    all_versions: bool = False
    all_platforms: bool = False
    all_machines: bool = False
    only_installed: bool = False
    only_downloads: bool = False


class ListedPython(Frozen):
    """A row: an interpreter at an absolute `path` (`link` is where that leads), or a download."""

    key: str
    interpreter: Interpreter | None = None
    path: str = ""
    link: str = ""
    download: PythonDownload | None = None


class PythonListReport(Frozen):
    """The rows in order, and what could not be looked into."""

    rows: tuple[ListedPython, ...] = ()
    broken: tuple[PuvError, ...] = ()


class PythonFindRequest(Frozen):
    """`puv python find`. `request` is as written; `script` is the path of a script whose Python is meant."""

    request: str = ""
    system: bool = False
    no_project: bool = False
    script: str = ""


class PythonPinRequest(Frozen):
    """`puv python pin`. Without a request it tells the pin, with `remove` it removes it."""

    request: str = ""
    resolved: bool = False
    no_project: bool = False
    everywhere: bool = False
    remove: bool = False


class PythonPinReport(Frozen):
    """`shown` are the pins there are; else the file as the user sees it, what it says and what it said before."""

    shown: tuple[str, ...] = ()
    file: str = ""
    pin: str = ""
    before: str = ""
    removed: bool = False
    everywhere: bool = False
