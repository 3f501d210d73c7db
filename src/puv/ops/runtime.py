"""`Runtime`: the world, composed once and handed to every verb.

It is the only object that knows the environment, the working directory, the clock, the cache and where events go.
Verbs also note on it what they looked at, so that the CLI can replay a command that changed nothing.
"""

from __future__ import annotations

import os
import time
from _thread import allocate_lock

from puv.events import silent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from puv.cache.root import Cache
    from puv.cancel import CancelToken
    from puv.events import Reporter
    from puv.fetcher.auth.store import Stored
    from puv.fetcher.transport import Transport, TransportSettings
    from puv.model.candidate import Policy
    from puv.python.environment import Environment
    from puv.python.interpreter import Interpreter
    from puv.replay import Observation


class Given:
    """What the caller of a library has in hand already, so that a verb need not look for it. Treat as frozen.

    `environment` is where packages go, `interpreter` what they are chosen for. `builder` returns what builds things
    that have no wheel, for interpreters that have no executable. `credentials` is asked for what servers want to know.
    `policy` is asked about each version before it is chosen.
    """

    __slots__ = ("builder", "credentials", "environment", "interpreter", "policy")

    builder: Callable[[], Interpreter] | None
    credentials: Stored | None
    policy: Policy | None
    environment: Environment | None
    interpreter: Interpreter | None

    def __init__(
        self, *, environment: Environment | None = None, interpreter: Interpreter | None = None,
        builder: Callable[[], Interpreter] | None = None, credentials: Stored | None = None,
        policy: Policy | None = None,
    ) -> None:  # fmt: skip
        self.environment, self.interpreter, self.builder = environment, interpreter, builder
        self.credentials = credentials
        self.policy = policy


NOTHING_GIVEN = Given()


class Runtime:
    """The world a verb acts in.

    `environ` is the process environment or what stands for it (a library session's is empty); `cwd` is absolute;
    `ask` puts a question to the user and returns the answer (with True as its second argument, not shown while it is
    typed), None where there is nobody to answer; `report` gets every event, maybe from worker threads; `transport`
    replaces the default HTTP client; `observations` is None, or collects what was looked at; `fresh_until` is the
    earliest moment (seconds since the epoch) at which something looked at ceases to be fresh, 0 when nothing does;
    `program` is the name under which the command line was called, `puv` or `uv`. `given` is what a library's caller
    has in hand already.
    """

    __slots__ = (
        "_connecting",
        "_transports",
        "ask",
        "cache",
        "cancel",
        "clock",
        "cwd",
        "environ",
        "fresh_until",
        "given",
        "observations",
        "program",
        "replayable",
        "report",
        "stdin",
        "transport",
    )

    ask: Callable[[str, bool], str] | None
    cache: Cache
    cancel: CancelToken | None
    clock: Callable[[], float]
    cwd: str
    fresh_until: float
    given: Given
    program: str
    replayable: bool
    report: Reporter
    stdin: Callable[[], str] | None
    transport: Transport | None

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
        given: Given = NOTHING_GIVEN,
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
        self.given = given
        self._transports: list[tuple[TransportSettings, Transport]] = []
        self._connecting = allocate_lock()
        self.fresh_until = 0.0

    def within(
        self, *, report: Reporter | None = None, cache: Cache | None = None, cancel: CancelToken | None = None,
        observe: bool = False, given: Given | None = None,
    ) -> Runtime:  # fmt: skip
        """Return this world with another reporter, cache, token or what is given; connections are shared.

        What is looked at in it is noted here with `observe`; what it then knows about replaying, `adopt` takes over.
        """
        inner = Runtime(
            cache=cache or self.cache, cwd=self.cwd, environ=self.environ, report=report or self.report,
            cancel=cancel or self.cancel, clock=self.clock, transport=self.transport, stdin=self.stdin,
            program=self.program, ask=self.ask, given=given or self.given,
        )  # fmt: skip
        inner._transports = self._transports
        if observe:
            inner.observations = self.observations
            inner.replayable = self.replayable
        return inner

    def adopt(self, inner: Runtime) -> None:
        """Take over what a world that `within` returned knows about replaying."""
        self.replayable = self.replayable and inner.replayable
        if inner.fresh_until:
            self.expires(inner.fresh_until)

    def transport_for(self, settings: TransportSettings, make: Callable[[TransportSettings], Transport]) -> Transport:
        """Return the transport of these settings, made now if there is none yet: connections serve every verb."""
        if self.transport is not None:
            return self.transport
        with self._connecting:
            for known, transport in self._transports:
                if known == settings:
                    return transport
            made = make(settings)
            self._transports.append((settings, made))
            return made

    def close(self) -> None:
        """Drop idle connections, and delete a temporary cache."""
        with self._connecting:
            made, self._transports[:] = [transport for _, transport in self._transports], []
        for transport in made if self.transport is None else (self.transport, *made):
            transport.close()
        self.cache.close()

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
