"""What goes wrong while a source tree is built."""

from __future__ import annotations

from puv.errors import BuildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.names import PackageName

USUAL_HINT = "Build failures usually indicate a problem with the package or the build environment"


class BackendError(BuildError):
    """The build backend failed; the cause, a `HookError`, shows what it wrote."""

    code = "build-backend"

    def __init__(self) -> None:
        super().__init__("The build backend returned an error")

    @property
    def stderr(self) -> str:
        """What the backend wrote to standard error."""
        return self.__cause__.stderr if isinstance(self.__cause__, HookError) else ""


class HookError(BuildError):
    """A hook of the backend ended badly, or answered nonsense. `stdout` and `stderr` are what it wrote."""

    call: str
    ended: str
    stdout: str
    stderr: str

    code = "build-hook"

    def __init__(self, call: str, ended: str, stdout: str, stderr: str) -> None:
        blocks = [
            f"\n\n[{name}]\n{text.rstrip()}" for name, text in (("stdout", stdout), ("stderr", stderr)) if text.strip()
        ]
        super().__init__(f"{call} {ended}{''.join(blocks)}")
        self.call, self.ended, self.stdout, self.stderr = call, ended, stdout, stderr

    def brief(self) -> HookError:
        """Return the error without what was written, for those who have read it."""
        return HookError(self.call, self.ended, "", "")


class MissingAnswerError(BuildError):
    """A hook ended well and left no answer; `path` is where it should be."""

    code = "build-answer"
    exit_code = 2

    def __init__(self, path: str) -> None:
        super().__init__(f"failed to open file `{path}`: No such file or directory (os error 2)")


class BuildTableError(BuildError):
    """`[build-system]` is wrong; the cause shows where."""

    code = "build-table"


class BackendPathError(BuildError):
    """An entry of `backend-path` is not a directory within the source tree."""

    code = "backend-path"


class NotAProjectError(BuildError):
    """A source tree has neither `pyproject.toml` nor `setup.py`."""

    code = "not-a-project"

    def __init__(self, shown: str) -> None:
        super().__init__(
            f"`{shown}` does not appear to be a Python project, as neither `pyproject.toml` nor `setup.py` are present "
            "in the directory"
        )


class BuildFailedError(BuildError):
    """The distribution `name` could not be built; the cause says why. `subject` is `name==version` or `name @ url`."""

    subject: str
    name: PackageName

    code = "build-failed"

    def __init__(
        self, subject: str, name: PackageName, *, fetched: bool = False, hints: tuple[str, ...] = (), exit_code: int = 1
    ) -> None:
        super().__init__(f"Failed to {'download and ' if fetched else ''}build `{subject}`", hints=hints)
        self.subject, self.name = subject, name
        self.exit_code = exit_code  # type: ignore[misc]  # what went wrong decides, not where


class BuildDisabledError(BuildError):
    """The settings forbid to build this distribution, or with an empty `name` one that nobody knows yet."""

    code = "build-disabled"

    def __init__(self, name: str) -> None:
        attempt = f", but attempted to build `{name}`" if name else ""
        super().__init__(f"Building source distributions is disabled{attempt}")
        self.name = name


class CyclicBuildError(BuildError):
    """What a build needs would itself have to be built by that build."""

    code = "cyclic-build"

    def __init__(self, name: str) -> None:
        super().__init__(f"Cyclic build dependency detected for `{name}`")
        self.name = name


class BuiltMetadataError(BuildError):
    """What was built is another package or version than was asked for."""

    code = "built-metadata"
