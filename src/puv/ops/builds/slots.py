"""`BuildSlots`: how many hooks run at the same time, and how all of them are told to stop."""

from __future__ import annotations

import threading

from puv.cancel import CancelToken


class _EitherToken(CancelToken):
    """Set when it is, or when the caller's token is."""

    __slots__ = ("_other",)

    def __init__(self, other: CancelToken | None) -> None:
        super().__init__()
        self._other = other

    @property
    def cancelled(self) -> bool:
        return super().cancelled or (self._other is not None and self._other.cancelled)

    def check(self) -> None:
        super().check()
        if self._other is not None:
            self._other.check()


class BuildSlots:
    """A `with` block holds one of `count` slots; a build must hold none while it waits for another build."""

    def __init__(self, count: int, cancel: CancelToken | None) -> None:
        self.cancel: CancelToken = _EitherToken(cancel)
        self._slots = threading.BoundedSemaphore(count)
        self._running = 0
        self._idle = threading.Condition()

    def __enter__(self) -> None:
        """Wait for a slot.

        Raises:
            Cancelled: the caller wished so.
        """
        while not self._slots.acquire(timeout=0.1):
            self.cancel.check()

    def __exit__(self, *_error: object) -> None:
        """Give the slot back."""
        self._slots.release()

    def watched(self) -> _Watched:
        """Return a `with` block whose end `stop` waits for."""
        return _Watched(self)

    def stop(self) -> None:
        """Tell everything that runs to stop, and wait until it has."""
        self.cancel.cancel()
        with self._idle:
            self._idle.wait_for(lambda: not self._running)

    def changed(self, by: int) -> None:
        """Count what runs."""
        with self._idle:
            self._running += by
            self._idle.notify_all()


class _Watched:
    """One thing that runs."""

    __slots__ = ("_slots",)

    def __init__(self, slots: BuildSlots) -> None:
        self._slots = slots

    def __enter__(self) -> None:
        self._slots.cancel.check()
        self._slots.changed(1)

    def __exit__(self, *_error: object) -> None:
        self._slots.changed(-1)
