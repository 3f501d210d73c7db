"""The CLI's reporter: one line per finished step, and progress between them."""

from __future__ import annotations

# `threading` would cost 2 ms more for the same lock.
from _thread import allocate_lock

from puv import events
from puv.cli.output.lines import line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.cli.output.console import Console
    from puv.cli.output.progress import Progress


class TerminalReporter:
    """Writes events to the console's stderr. May be called from any thread.

    `progress` turns spinners and bars on; they are only drawn when stderr is a terminal and nothing asks for silence.
    `display` turns an absolute path into what the user sees.
    """

    __slots__ = ("_console", "_display", "_lock", "_once", "_progress")

    def __init__(self, console: Console, display: Callable[[str], str], *, progress: bool) -> None:
        self._console = console
        self._display = display
        self._lock = allocate_lock()
        self._once: set[str] = set()
        self._progress = _drawn_on(console) if progress else None

    def __call__(self, event: events.Event) -> None:
        """Show an event."""
        if self._progress is None and isinstance(event, events.Resolving):
            return  # the most frequent by far, and only progress shows it
        with self._lock:
            if isinstance(event, events.Warned) and event.once:
                if event.once in self._once:
                    return
                self._once.add(event.once)
            if self._progress is not None:
                self._progress.update(event)
            shown = line(event, self._display)
            if shown is not None:
                self._clear()
                self._console.say(*shown)

    def close(self) -> None:
        """Remove what progress has drawn."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        if self._progress is not None:
            self._progress.clear()


def _drawn_on(console: Console) -> Progress:
    from puv.cli.output.progress import Progress  # only on terminals

    return Progress(console)
