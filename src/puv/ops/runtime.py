"""`Runtime`: the world, composed once and handed to every verb.

It is the only object that knows the environment, the working directory, the clock, the cache and where events go.
Verbs also note on it what they looked at, so that the CLI can replay a command that changed nothing.
"""

from __future__ import annotations

import os
import time

from puv.events import silent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from puv.cache.root import Cache
    from puv.cancel import CancelToken
    from puv.events import Reporter
    from puv.fetcher.transport import Transport
    from puv.replay import Observation


class Runtime:
    """The world a verb acts in.

    `environ` is the process environment or what stands for it (a library session's is empty); `cwd` is absolute;
    `ask` puts a question to the user and returns the answer (with True as its second argument, not shown while it is
    typed), None where there is nobody to answer; `report` gets every event, maybe from worker threads; `transport`
    replaces the default HTTP client; `observations` is None, or collects what was looked at; `fresh_until` is the
    earliest moment (seconds since the epoch) at which something looked at ceases to be fresh, 0 when nothing does;
    `program` is the name under which the command line was called, `puv` or `uv`.
    """

    __slots__ = (
        "ask",
        "cache",
        "cancel",
        "clock",
        "cwd",
        "environ",
        "fresh_until",
        "observations",
        "program",
        "replayable",
        "report",
        "stdin",
        "transport",
    )

    def __init__(  # noqa: PLR0913 - one field per part of the world
        self,
        *,
        cache: Cache,
        cwd: str,
        environ: Mapping[str, str] | None = None,
        report: Reporter = silent,
        cancel: CancelToken | None = None,
        clock: Callable[[], float] = time.time,
        transport: Transport | None = None,
        stdin: Callable[[], str] | None = None,
        ask: Callable[[str, bool], str] | None = None,
        observe: bool = False,
        program: str = "puv",
    ) -> None:
        self.cache = cache
        self.cwd = cwd
        self.environ: Mapping[str, str] = {} if environ is None else environ
        self.report = report
        self.cancel = cancel
        self.clock = clock
        self.transport = transport
        self.stdin = stdin
        self.ask = ask
        self.observations: list[Observation] | None = [] if observe else None
        self.replayable = True
        self.program = program
        self.fresh_until = 0.0

    def path(self, path: str) -> str:
        """Return the path made absolute against the working directory, without resolving links."""
        return os.path.normpath(os.path.join(self.cwd, path))

    def noted(self, look: Callable[[str], Observation], path: str) -> None:
        """Note a look at `path` (one of `puv.replay`'s looks) if observations are wanted. Call before using it."""
        if self.observations is not None:
            self.observations.append(look(path))

    def not_replayable(self) -> None:
        """Say that the outcome depends on something that no observation can hold."""
        self.replayable = False

    def expires(self, moment: float) -> None:
        """Say that something used is fresh until `moment` only (seconds since the epoch)."""
        self.fresh_until = min(self.fresh_until, moment) if self.fresh_until else moment
