"""What git knows: who the user is, and whether a directory is in a repository."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.project.new.project import Author

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime


def author_of(directory: str, runtime: Runtime) -> Author | None:
    """Return the user's name and address as git has them, None where it has none."""
    name = _git(("config", "--get", "user.name"), _existing(directory), runtime)
    email = _git(("config", "--get", "user.email"), _existing(directory), runtime)
    return Author(name=name, email=email or "") if name else None


def is_in_repository(directory: str, runtime: Runtime) -> bool:
    """Tell whether a directory, or the nearest above it that exists, is in a work tree."""
    return _git(("rev-parse", "--is-inside-work-tree"), _existing(directory), runtime) == "true"


def begin_repository(directory: str, runtime: Runtime, *, required: bool) -> bool:
    """Make a directory a repository; tell whether that was done. Without git nothing happens unless `required`.

    Raises:
        InputError: it is required and cannot be done.
    """
    if _which(runtime) is None:
        if required:
            raise InputError("Attempted to initialize a Git repository, but `git` was not found in PATH")
        return False
    if _git(("init", "-q"), directory, runtime) is None:
        if required:
            raise InputError(f"Failed to initialize Git repository at `{directory}`")
        return False
    return True


def _existing(directory: str) -> str:
    while not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    return directory


def _which(runtime: Runtime) -> str | None:
    import shutil  # only where git is needed

    return shutil.which("git", path=runtime.environ.get("PATH", ""))


def _git(words: tuple[str, ...], directory: str, runtime: Runtime) -> str | None:
    """Return what git answers, None where it fails or is not there."""
    program = _which(runtime)
    if program is None:
        return None
    import subprocess  # likewise

    try:
        done = subprocess.run(  # noqa: S603 - words of our own
            (program, *words), cwd=directory, env=dict(runtime.environ), check=True, capture_output=True, text=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
