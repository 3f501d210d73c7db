"""Start a program that a caller has asked for by name. Nothing else of the library starts with these variables."""

from __future__ import annotations

import os
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def variables(given: Mapping[str, str] | None, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables for a program: those given, or this process's own, and more on top."""
    return {**(os.environ if given is None else given), **(more or {})}


def run(
    arguments: Sequence[str], *, environ: Mapping[str, str], executable: str | None = None, cwd: str | None = None,
    timeout: float | None = None, check: bool = False,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Start a program, wait for it, and return its status and output as texts; it gets no input.

    Raises:
        subprocess.TimeoutExpired: it took longer than `timeout` seconds, and was ended.
        subprocess.CalledProcessError: with `check`, its status is not 0.
    """
    return subprocess.run(  # noqa: S603 - what the caller asks for
        arguments, executable=executable, env=dict(environ), cwd=cwd, timeout=timeout, check=check,
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
