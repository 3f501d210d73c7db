"""What can be wrong with an interpreter or an environment."""

from __future__ import annotations

from puv.errors import InputError, PythonError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar


class PythonRequestError(InputError):
    """A request names a Python that cannot exist for puv (`2.7`, `3.12t`)."""

    code = "python-request"


class NoInterpreterError(PythonError):
    """No interpreter matches. `request` is its description, empty when any would do."""

    code = "no-interpreter"

    def __init__(self, message: str, *, request: str = "", hints: tuple[str, ...] = ()) -> None:
        super().__init__(message, hints=hints)
        self.request = request


class NoEnvironmentError(NoInterpreterError):
    """No environment to work in was found."""

    code = "no-environment"


class ProbeError(PythonError):
    """An executable did not tell what Python it is. `path` is the executable; `kind` says how it failed.

    Kinds: `missing`, `broken-link`, `spawn`, `not-a-program`, `status`, `response`, `unsupported`.
    """

    path: str
    kind: str

    code = "probe"

    def __init__(self, message: str, *, path: str, kind: str, hints: tuple[str, ...] = ()) -> None:
        super().__init__(message, hints=hints)
        self.path, self.kind = path, kind


class InspectError(PythonError):
    """A place that had to hold an interpreter holds none that works; the cause is a `ProbeError`."""

    source: str
    path: str

    code = "inspect"

    def __init__(self, *, source: str, path: str) -> None:
        super().__init__(f"Failed to inspect Python interpreter from {source} at `{path}`")
        self.source, self.path = source, path


class BrokenEnvironmentError(PythonError):
    """A directory is named like an environment but is none. `path` is the directory."""

    code = "broken-environment"

    def __init__(self, path: str) -> None:
        super().__init__(f"Broken virtual environment `{path}`: missing `pyvenv.cfg`")
        self.path = path


class ExternallyManagedError(PythonError):
    """The interpreter belongs to the system's package manager (PEP 668). `message` is that file's own text or empty."""

    prefix: str
    message: str

    code = "externally-managed"

    def __init__(self, prefix: str, message: str, *, advice: str = "", hints: tuple[str, ...] = ()) -> None:
        text = f"The interpreter at `{prefix}` is externally managed"
        if message:
            indented = "\n".join(f"  {line}".rstrip() for line in message.splitlines())
            text = f"{text}, and indicates the following:\n\n{indented}"
        super().__init__(f"{text}\n\n{advice}" if advice else text, hints=hints)
        self.prefix, self.message = prefix, message


class VenvError(PythonError):
    """A virtual environment cannot be created. The cause says why."""

    code: ClassVar[str] = "venv"
