"""What puv tells while it works: one union of events, one channel.

A `Reporter` is called with each event, possibly from worker threads, and must not raise. The library's default
is `silent`; the CLI's progress display and its JSON stream are two other reporters.
"""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal


class Event(Frozen):
    """Base of all events."""


class EnvironmentSelected(Event):
    """The environment that a command acts on was found. `prefix` is absolute; `version` its Python's.

    `implicit` tells that it is the `.venv` of the working directory, which needs no mention.
    """

    version: str
    prefix: str
    implicit: bool = False


class InterpreterSelected(Event):
    """The interpreter that a command uses was found, where no environment is changed.

    `executable` is absolute, empty for one that puv manages, whose place is of no interest.
    """

    version: str
    implementation: str
    executable: str


class CreatingEnvironment(Event):
    """A virtual environment is about to be made. `path` is as the user wrote it; `seeded` as in `VenvRequest`."""

    path: str
    seeded: bool = False


class MemberAdded(Event):
    """A project joins the workspace as a member."""

    name: str


class RemovedEnvironment(Event):
    """A virtual environment makes room for another one. `path` is as the user would write it."""

    path: str


class ProjectEnvironmentPlanned(Event):
    """A dry run found which environment it is about: one to `use`, to `create` or to `replace`. `path` is absolute."""

    path: str
    action: str
    script: bool = False


class LockPlanned(Event):
    """A dry run found what it would do with the lockfile: `check`, `create` or `update`. `path` is absolute."""

    path: str
    action: str


class ScriptEnvironmentSelected(Event):
    """The environment of a script was found (`use`), or is about to be made (`create`). `path` is absolute."""

    path: str
    action: str


class Resolving(Event):
    """The resolver looks at a package; `version` is empty until one is chosen."""

    name: str
    version: str = ""


class Resolved(Event):
    """A resolution is complete. `seconds` is wall time."""

    count: int
    seconds: float


class Download(Event):
    """Bytes of a distribution arrived: `done` of `total` bytes (None when unknown)."""

    name: str
    version: str = ""
    done: int = 0
    total: int | None = None


class Downloaded(Event):
    """A distribution is complete in the cache."""

    name: str
    version: str = ""


class PythonDownloading(Event):
    """The archive of an interpreter is being fetched. `size` is in bytes, None where nobody told."""

    key: str
    size: int | None = None


class PythonDownloaded(Event):
    """The archive of an interpreter is there. `size` as in `PythonDownloading`."""

    key: str
    size: int | None = None


class RepositoryUpdating(Event):
    """A git repository is being fetched, to learn which commit `reference` is. `url` carries no credentials."""

    url: str
    reference: str


class RepositoryUpdated(Event):
    """A git repository was fetched: the reference is this `commit`. `url` as in `RepositoryUpdating`."""

    url: str
    commit: str


class Building(Event):
    """A build began. `label` is `name==version`, `name @ url`, or the URL alone where the name is not known yet."""

    label: str


class BuildOutput(Event):
    """A build backend wrote a line (`text`, without its end)."""

    label: str
    text: str

    @property
    def name(self) -> str:
        """The name of what is built, or its address where no name is known."""
        return self.label.partition("==")[0].partition(" @ ")[0]

    @property
    def line(self) -> str:
        """The same as `text`."""
        return self.text


class Built(Event):
    """A build is done. `label` as in `Building`."""

    label: str


class BuildStep(Event):
    """A distribution file is about to be built: `what` is `source distribution`, `wheel` or the like.

    `package` is its name where several are built, else empty.
    """

    what: str
    package: str = ""


class BuildLog(Event):
    """The backend of a build that the user asked for wrote a line (`text`, without its end), for the user to read."""

    text: str


class Prepared(Event):
    """All wheels of a plan are unpacked in the cache."""

    count: int
    seconds: float


class Uninstalled(Event):
    """A batch of distributions was removed."""

    count: int
    seconds: float


class Installed(Event):
    """One distribution was installed."""

    name: str
    version: str


class InstalledAll(Event):
    """All wheels of a plan are installed."""

    count: int
    seconds: float


class BytecodeCompiled(Event):
    """`count` Python files were compiled. `seconds` is wall time."""

    count: int
    seconds: float


class Checked(Event):
    """Nothing had to change, or nothing was meant to (`inspected`). `seconds` is wall time."""

    count: int
    seconds: float
    inspected: bool = False


class Retrying(Event):
    """A request failed in a way that is worth another try. `url` carries no credentials."""

    url: str
    attempt: int
    delay: float


class Publishing(Event):
    """The upload of `count` files begins; a dry run only checks them. `url` carries no password."""

    count: int
    url: str
    dry_run: bool = False


class HandlingFile(Event):
    """Something begins with one file that is published. `size` is in bytes."""

    action: Literal["hash", "upload", "check"]
    filename: str
    size: int


class Skipped(Event):
    """The index has a file already, so that it is not uploaded."""

    filename: str


class Noted(Event):
    """Something that the user should know, and that is nothing odd. `marked` tells to call it a note."""

    message: str
    marked: bool = False


class Warned(Event):
    """Something is odd but not fatal. `once` keys repeats that should be shown one time only."""

    message: str
    once: str = ""


if TYPE_CHECKING:
    Reporter = Callable[[Event], None]


def silent(event: Event) -> None:
    """Report nothing."""
