"""Ending in another program: on POSIX in its place, elsewhere (and for what must be tidied up after it) before it."""

from __future__ import annotations

import errno
import os
import sys

from puv.cli.output.console import Console
from puv.errors import UsageError
from puv.fs.remove import remove_tree
from puv.replay import restore_signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from puv.ops.running.launch import Launch


class LaunchError(UsageError):
    """A program cannot be started; the cause says why."""

    code = "launch"


def launch(wanted: Launch, environ: Mapping[str, str]) -> int:
    """Run the program and return its exit code; on POSIX this process becomes it instead. `environ` is puv's own."""
    console = Console(sys.stdout, sys.stderr, environ)
    try:
        if os.name != "posix":
            return waited(wanted, console)
        console.stdout.flush()
        console.stderr.flush()
        try:
            _become(wanted)
        except (OSError, ValueError) as error:
            raise LaunchError(_failure(wanted)) from _cause(error)
    except LaunchError as error:
        from puv.cli.output.errors import render_error  # only for failures

        console.error(render_error(error, console.width))
        return error.exit_code


def waited(wanted: Launch, console: Console) -> int:
    """Run the program, wait for it and return its exit code.

    Raises:
        LaunchError: it cannot be started.
    """
    console.stdout.flush()
    console.stderr.flush()
    try:
        return _run(wanted)
    except (OSError, ValueError) as error:
        raise LaunchError(_failure(wanted)) from _cause(error)
    finally:
        for path in wanted.temporary:
            remove_tree(path)


def _failure(wanted: Launch) -> str:
    return f"Failed to spawn: {wanted.shown or wanted.arguments[0]}"


def _cause(error: OSError | ValueError) -> UsageError:
    if not isinstance(error, OSError):  # no program has an empty name
        error = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    return UsageError(f"{error.strerror} (os error {error.errno})")


def _become(wanted: Launch) -> NoReturn:
    if wanted.cwd:
        os.chdir(wanted.cwd)
    restore_signals()
    os.execve(wanted.executable, wanted.arguments, dict(wanted.environ))  # noqa: S606 - what the user asked to run


def _run(wanted: Launch) -> int:
    """Run the program, pass signals on, and return its exit code (128 and the signal's number where one ended it).

    Raises:
        OSError: it cannot be started.
    """
    import signal  # only where a program is waited for
    import subprocess

    child = subprocess.Popen(  # noqa: S603 - what the user asked to run
        wanted.arguments, executable=wanted.executable, env=dict(wanted.environ), cwd=wanted.cwd or None
    )
    # The terminal tells the child of an interruption as well; what it makes of that is its own matter.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: child.send_signal(number))
    code = child.wait()
    return 128 - code if code < 0 else code


def with_own_path(environ: Mapping[str, str], program: str) -> dict[str, str]:
    """Return the variables with `UV`, by which programs find the one that runs them."""
    name = program + (".exe" if os.name == "nt" else "")
    # `python -m puv` has no command of its own; the one of the same installation lies beside the interpreter.
    places = (os.path.dirname(os.path.abspath(sys.argv[0])), os.path.dirname(sys.executable))
    own = next((path for place in places if os.path.isfile(path := os.path.join(place, name))), "")
    return {**environ, "UV": own} if own else dict(environ)
