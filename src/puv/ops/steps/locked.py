"""Hold an environment while it is looked at and changed."""

from __future__ import annotations

import os

from puv.errors import Cancelled, PuvError
from puv.events import Warned
from puv.fs.locks import FileLock
from puv.installer.transaction import recover
from puv.ops.steps.look import look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from puv.ops.runtime import Runtime
    from puv.python.environment import Environment
    from puv.python.site_packages import SitePackages


class locked_snapshot:  # noqa: N801 - used like a function, in a `with` statement
    """Hold the environment's lock, mend what an interrupted run left, and list what is installed."""

    def __init__(self, environment: Environment, runtime: Runtime) -> None:
        self._environment = environment
        self._runtime = runtime
        check = None if runtime.cancel is None else runtime.cancel.check
        self._lock = FileLock(environment.layout.lock, check=check)

    def __enter__(self) -> SitePackages:
        """Take the lock and look.

        Raises:
            PuvError: the lock cannot be taken, or the environment cannot be read.
        """
        environment = self._environment
        if environment.kind != "environment":
            os.makedirs(environment.root, exist_ok=True)
        try:
            self._lock.acquire()
        except Cancelled:
            raise
        except PuvError as error:
            # A directory that cannot be written may still be looked at; changing it fails by itself.
            self._runtime.report(Warned(message=str(error)))
        for directory in environment.site_packages:
            recover(directory)
        return look(environment.site_packages, self._runtime)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the lock go."""
        self._lock.release()
