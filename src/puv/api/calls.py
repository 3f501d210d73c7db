"""How a session calls a verb: with a token that also knows the time, and with events where the caller wants them."""

from __future__ import annotations

import threading
import time

from puv.cancel import CancelToken
from puv.errors import Cancelled, DeadlineExceeded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from queue import SimpleQueue
    from typing import TypeVar

    from puv.events import Event, Reporter

    T = TypeVar("T")

_SLICE = 0.2  # seconds after which a wait can be interrupted
_TICK = 0.05  # seconds between two looks at whether the caller has been interrupted


class CallToken(CancelToken):
    """Set when it is, when the caller's token is, or when the time is over. `seconds` is what the caller allows."""

    __slots__ = ("_caller", "_due", "_seconds")

    def __init__(self, caller: CancelToken | None, seconds: float | None) -> None:
        super().__init__()
        self._caller = caller
        self._seconds = seconds or 0.0
        self._due = None if seconds is None else time.monotonic() + seconds

    @property
    def cancelled(self) -> bool:
        """Whether work has to stop."""
        return super().cancelled or (self._caller is not None and self._caller.cancelled) or self.is_late

    @property
    def is_late(self) -> bool:
        """Whether the time is over."""
        return self._due is not None and time.monotonic() >= self._due

    def check(self) -> None:
        """Return if work may go on.

        Raises:
            DeadlineExceeded: the time is over.
            Cancelled: the caller wishes so.
        """
        super().check()
        if self._caller is not None:
            self._caller.check()
        if self.is_late:
            raise DeadlineExceeded(self._seconds)

    def translated(self, error: Cancelled) -> Cancelled:
        """Return the error that tells why work stopped."""
        asked = super().cancelled or (self._caller is not None and self._caller.cancelled)
        return error if asked or not self.is_late else DeadlineExceeded(self._seconds)


def in_caller(action: Callable[[Reporter], T], reporter: Reporter, token: CancelToken) -> T:
    """Return what `action` returns, which runs in a thread of its own while this one hands on its events.

    Whatever interrupts this thread, a reporter's exception or Ctrl-C, stops the action first.
    """
    from queue import SimpleQueue  # sessions without events need none

    queue: SimpleQueue[Event | None] = SimpleQueue()
    outcome = _Outcome(action, queue)
    thread = threading.Thread(target=outcome.run, name="puv", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        return action(reporter)  # a platform without threads: the caller's is the only one
    try:
        while (event := _next(queue)) is not None:
            reporter(event)
    except BaseException:
        token.cancel()
        while thread.is_alive():
            thread.join(_TICK)
        raise
    thread.join()
    return outcome.result()  # type: ignore[return-value]  # what the action returned


def _next(queue: SimpleQueue[Event | None]) -> Event | None:
    """Return the next event. The wait is in slices: Windows does not interrupt a whole one."""
    from queue import Empty

    while True:
        try:
            return queue.get(timeout=_SLICE)
        except Empty:
            continue


class _Outcome:
    """An action in another thread: its answer or its exception."""

    def __init__(self, action: Callable[[Reporter], T], queue: SimpleQueue[Event | None]) -> None:
        self._action: Callable[[Reporter], object] | None = action
        self._queue = queue
        self._value: object = None
        self._error: BaseException | None = None

    def run(self) -> None:
        action, self._action = self._action, None
        try:
            assert action is not None  # noqa: S101 - it runs once
            self._value = action(self._queue.put)
        except BaseException as error:  # noqa: BLE001 - a thread's edge: handed to the caller
            self._error = error
        self._queue.put(None)

    def result(self) -> object:
        if self._error is not None:
            raise self._error
        return self._value
