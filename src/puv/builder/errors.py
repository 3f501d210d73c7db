"""What goes wrong while a source tree is built."""

from __future__ import annotations

from puv.errors import BuildError

USUAL_HINT = "Build failures usually indicate a problem with the package or the build environment"


class BackendError(BuildError):
    """The build backend failed; the cause shows what it wrote. `missing` is the module it did not find, if that."""

    code = "build-backend"

    def __init__(self, *, missing: str = "") -> None:
        super().__init__("The build backend returned an error")
        self.missing = missing


class HookError(BuildError):
    """A hook of the backend ended badly, or answered nonsense. `stdout` and `stderr` are what it wrote."""

    code = "build-hook"

    def __init__(self, call: str, ended: str, stdout: str, stderr: str) -> None:
        blocks = [
            f"\n\n[{name}]\n{text.rstrip()}" for name, text in (("stdout", stdout), ("stderr", stderr)) if text.strip()
        ]
        super().__init__(f"{call} {ended}{''.join(blocks)}")
        self.stdout, self.stderr = stdout, stderr


class NotAProjectError(BuildError):
    """A source tree has neither `pyproject.toml` nor `setup.py`."""

    code = "not-a-project"

    def __init__(self, shown: str) -> None:
        super().__init__(
            f"`{shown}` does not appear to be a Python project, as neither `pyproject.toml` nor `setup.py` are present "
            "in the directory"
        )


class BuildFailedError(BuildError):
    """A named distribution could not be built; the cause says why. `subject` is `name==version` or `name @ url`."""

    code = "build-failed"

    def __init__(self, subject: str, *, fetched: bool = False, hints: tuple[str, ...] = ()) -> None:
        super().__init__(f"Failed to {'download and ' if fetched else ''}build `{subject}`", hints=hints)
        self.subject = subject


class BuildDisabledError(BuildError):
    """The settings forbid to build this distribution."""

    code = "build-disabled"

    def __init__(self, name: str) -> None:
        super().__init__(f"Building source distributions is disabled, but attempted to build `{name}`")
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
