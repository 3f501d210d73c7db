"""`CancelToken`: how a caller tells running work to stop."""

from __future__ import annotations

from puv.errors import Cancelled


class CancelToken:
    """A flag that is set once, from any thread, and looked at wherever stopping is safe.

    Work that was given a token raises `Cancelled` soon after `cancel()`; what it had begun is undone or lies in
    temporary places. Setting is one attribute store, so no lock is needed.
    """

    __slots__ = ("_set",)

    def __init__(self) -> None:
        self._set = False

    def cancel(self) -> None:
        """Ask for a stop. Calling it again changes nothing."""
        self._set = True

    @property
    def cancelled(self) -> bool:
        """Whether a stop was asked for."""
        return self._set

    def check(self) -> None:
        """Return if work may go on.

        Raises:
            Cancelled: a stop was asked for.
        """
        if self._set:
            raise Cancelled("The operation was cancelled")

    def __repr__(self) -> str:
        """Show the state."""
        return f"CancelToken(cancelled={self._set})"
