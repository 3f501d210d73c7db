"""Ending in order when the system asks a command to end."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` wraps it in enumerations, which take 2 ms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import NoReturn, Self


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


class OrderlyEnd:
    """While the `with` block runs, a request to end (SIGTERM, SIGHUP) raises `SystemExit`, so that changes are undone.

    Otherwise the process would end where it is. Only of use in the main thread.
    """

    def __enter__(self) -> Self:
        """Begin to listen."""
        numbers = (getattr(_signal, name, None) for name in ("SIGTERM", "SIGHUP"))
        self._before = {number: _signal.signal(number, _end) for number in numbers if number is not None}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the signals mean again what they meant before."""
        for number, handler in self._before.items():
            _signal.signal(number, handler)
