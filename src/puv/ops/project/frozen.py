"""The lock of a project as it is on disk."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import InputError, LockfileError
from puv.events import Warned
from puv.lockfile.read import read_lock
from puv.ops.project.requests import LockReport
from puv.ops.steps.workspaces import shown_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.lockfile.lock import Lock
    from puv.ops.runtime import Runtime


class MissingLockError(LockfileError):
    """There is no lock, and none may be made. `flag` is the user's word for that."""

    code = "missing-lock"
    exit_code = 1

    def __init__(self, shown: str, flag: str) -> None:
        super().__init__(
            f"Unable to find lockfile at `{shown}`, but `{flag}` was provided. "
            "To create a lockfile, run `puv lock` or `puv sync` without the flag."
        )


def use_frozen(path: str, flag: str, runtime: Runtime, *, warn: bool = False, called: str = "") -> LockReport:
    """Return the lock as it is. With `warn` that is a warning, in which the lock may be `called` otherwise.

    Raises:
        LockfileError: there is none, or it cannot be read.
    """
    found = read_existing(path, runtime)
    shown = shown_in(runtime.cwd)(path)
    if found is None:
        raise MissingLockError(shown, flag)
    if warn:
        said = f"was only checked for validity, not whether it is up-to-date, because `{flag}` was provided"
        runtime.report(Warned(message=f"The lockfile at `{called or shown}` {said}; use `--check` instead"))
    return LockReport(lock=found[0], path=path, action="use")


def read_existing(path: str, runtime: Runtime) -> tuple[Lock, str] | None:
    """Return the lock at a path and its text, None where there is none.

    Raises:
        LockfileError: it cannot be read.
    """
    runtime.noted(replay.content, path)
    shown = shown_in(runtime.cwd)(path)
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            text = stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        problem = f"failed to read from file `{shown}`: {error.strerror} (os error {error.errno})"
        raise InputError(problem) from error
    except UnicodeDecodeError:
        raise InputError(f"failed to read from file `{shown}`: stream did not contain valid UTF-8") from None
    return read_lock(text, os.path.basename(path)), text
