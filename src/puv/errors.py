"""Every failure puv reports, as data.

Each class carries structured fields, a stable `code`, the process exit code uv gives for the same failure,
and one sentence (`str(error)`); `cli.output.errors` alone turns a chain of them into lines on a screen.
Raise where the fact is known, `raise … from cause` to add what was being done.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import ClassVar


class PuvError(Exception):
    """Base of all errors that puv raises on purpose.

    `code` is stable and documented; `exit_code` is the CLI's; `hints()` are sentences without the word "hint".
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 2

    def __init__(self, message: str = "", *, hints: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self._hints = hints

    def hints(self) -> tuple[str, ...]:
        """Return what the user may try, most useful first."""
        return self._hints


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and its causes, outermost first."""
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__


def hints(error: BaseException) -> tuple[str, ...]:
    """Collect the hints along the chain of causes, without repeats, innermost first."""
    found = (hint for link in reversed(list(chain(error))) if isinstance(link, PuvError) for hint in link.hints())
    return tuple(dict.fromkeys(found))


class UsageError(PuvError):
    """The command line is impossible: unknown option, missing value, options that exclude each other."""

    code = "usage"


class InputError(PuvError):
    """A file, requirement or setting of the user's is wrong."""

    code = "input"


class ParseError(InputError):
    """A text does not follow its standard. `source` is the whole text, `start` and `end` the bad part (characters)."""

    source: str
    start: int
    end: int

    code = "parse"

    def __init__(self, message: str, *, source: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.source, self.start, self.end = source, start, end


class ResolutionError(PuvError):
    """No set of versions satisfies the requirements, or a package cannot be used."""

    code = "resolution"
    exit_code = 1


class PythonError(PuvError):
    """An interpreter or environment is missing, broken, or must not be changed."""

    code = "python"


class FetchError(PuvError):
    """Bytes from elsewhere did not arrive, or are not what was promised."""

    code = "fetch"


class HttpStatusError(FetchError):
    """The server answered with a failure status. `url` carries no credentials."""

    url: str
    status: int

    code = "http-status"

    def __init__(self, message: str, *, url: str, status: int) -> None:
        super().__init__(message)
        self.url, self.status = url, status


class UnauthorizedError(HttpStatusError):
    """The server answered 401 or 403."""

    code = "unauthorized"


class OfflineError(FetchError):
    """Network access was disabled and the answer is not in the cache."""

    code = "offline"


class HashMismatchError(FetchError):
    """A file's digest differs from what the index or the user promised. Fields are `algorithm:hex` texts."""

    subject: str
    expected: tuple[str, ...]
    actual: tuple[str, ...]

    code = "hash-mismatch"
    exit_code = 1

    def __init__(self, subject: str, *, expected: tuple[str, ...], actual: tuple[str, ...]) -> None:
        lines = "\n".join(("Expected:", *(f"  {h}" for h in expected), "", "Computed:", *(f"  {h}" for h in actual)))
        super().__init__(f"Hash mismatch for `{subject}`\n\n{lines}")
        self.subject, self.expected, self.actual = subject, expected, actual


class BuildError(PuvError):
    """A source distribution cannot be built, or must not be."""

    code = "build"
    exit_code = 1

    def explain(self, sentence: str) -> None:
        """Put a hint (if not empty) above the others: why the distribution is needed at all."""
        if sentence:
            self._hints = (sentence, *self._hints)

    def forget_hints(self) -> None:
        """Drop the hints: what is built for another build is not the user's to repair."""
        self._hints = ()


class BuildInterpreterRequired(BuildError):  # noqa: N818 - what is required, not what went wrong
    """Something has no wheel, and there is no interpreter that could build one. `subject` names it.

    Raised where packages are installed for an interpreter that is described, or that runs inside another program.
    """

    code = "build-interpreter-required"

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"`{subject}` must be built, which needs an interpreter to run its build backend",
            hints=("Pass `build_python=` with the path of an interpreter, or `only_binary=True` to take wheels only",),
        )
        self.subject = subject


class InstallError(PuvError):
    """A wheel cannot be installed, or an installed distribution cannot be removed."""

    code = "install"


class CorruptWheelError(InstallError):
    """A wheel's archive, metadata or RECORD is invalid or unsafe. `filename` names the wheel."""

    code = "corrupt-wheel"
    exit_code = 1

    def __init__(self, message: str, *, filename: str) -> None:
        super().__init__(message)
        self.filename = filename


class LockfileError(PuvError):
    """A lockfile is unreadable, stale or of an unsupported version."""

    code = "lockfile"


class Cancelled(PuvError):  # noqa: N818 - an answer to a wish, not a fault; the public name of the API
    """The caller's `CancelToken` was set; the target is as it was."""

    code = "cancelled"
    exit_code = 130


class DeadlineExceeded(Cancelled):
    """The time that the caller allowed is over; the target is as it was. `seconds` is what was allowed."""

    code = "deadline-exceeded"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The operation took longer than {seconds:g} seconds")
        self.seconds = seconds

    def __reduce__(self) -> tuple[type[DeadlineExceeded], tuple[float]]:
        """Pickle by its field."""
        return type(self), (self.seconds,)


class TargetError(PuvError):
    """A target cannot be used. `path` is its directory."""

    code = "target"

    def __init__(self, message: str, *, path: str = "", hints: tuple[str, ...] = ()) -> None:
        super().__init__(message, hints=hints)
        self.path = path


class NotAnEnvironment(TargetError):  # noqa: N818 - what the directory is not
    """A directory was taken for a virtual environment and is none."""

    code = "not-an-environment"


class TargetChanged(TargetError):  # noqa: N818 - what happened to it
    """A target is not what it was when the plan was made."""

    code = "target-changed"


class TargetInUse(TargetError):  # noqa: N818 - what it is
    """Files of the target are in use by this process and cannot be replaced now; a staged copy can be prepared."""

    code = "target-in-use"


class Bug(PuvError):  # noqa: N818 - named for what it is
    """An invariant of puv's own does not hold; worth a report."""

    code = "bug"
