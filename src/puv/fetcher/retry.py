"""Trying again: how often, and how long to wait in between."""

from __future__ import annotations

import os
import time

from puv.cache.policy import http_date
from puv.errors import FetchError
from puv.events import Retrying, silent
from puv.fetcher.errors import RetriesExhaustedError, is_transient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from puv.cancel import CancelToken
    from puv.events import Reporter

    T = TypeVar("T")

_SLICE = 0.1  # a sleeping worker looks at the cancel token this often, in seconds
_LONGEST_WAIT = 60.0


class Retries:
    """A policy: `count` further tries after the first, waiting about 1, 2, 4 … seconds, or as the server says.

    `sleep` and `clock` are injected for tests.
    """

    __slots__ = ("_clock", "_sleep", "base", "count", "report")

    base: float
    count: int
    report: Reporter

    def __init__(
        self,
        count: int = 3,
        *,
        base: float = 1.0,
        report: Reporter = silent,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.count = count
        self.base = base
        self.report = report
        self._sleep = sleep
        self._clock = clock

    def run(self, action: Callable[[int], T], *, url: str, cancel: CancelToken | None = None) -> T:
        """Call `action(attempt)` until it succeeds, fails for good, or the tries are used up.

        A transient `FetchError` may carry `retry_after` (seconds). `url` is for events and has no credentials.

        Raises:
            FetchError: the last failure; as the cause of `RetriesExhaustedError` when there were several.
            Cancelled: the token was set.
        """
        start = self._clock()
        attempt = 0
        while True:
            if cancel is not None:
                cancel.check()
            try:
                return action(attempt)
            except FetchError as error:
                if not is_transient(error):
                    raise
                if attempt >= self.count:
                    if not attempt:
                        raise
                    raise RetriesExhaustedError(attempt, self._clock() - start) from error
                delay = self._delay(attempt, getattr(error, "retry_after", None))
            attempt += 1
            self.report(Retrying(url=url, attempt=attempt, delay=delay))
            self._wait(delay, cancel)

    def _delay(self, attempt: int, asked: float | None) -> float:
        if asked is not None:
            return min(asked, _LONGEST_WAIT)
        jitter = 0.5 + int.from_bytes(os.urandom(2), "little") / 65536  # spreads a crowd of clients; no `random` import
        return min(self.base * float(2**attempt) * jitter, _LONGEST_WAIT)

    def _wait(self, delay: float, cancel: CancelToken | None) -> None:
        while delay > 0:
            if cancel is not None:
                cancel.check()
            step = min(delay, _SLICE) if cancel is not None else delay
            self._sleep(step)
            delay -= step


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds a `Retry-After` header asks to wait at time `now` (epoch seconds), or None."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    until = http_date(text) if text else None
    return None if until is None else max(0.0, until - now)
