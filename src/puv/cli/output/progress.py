"""Progress on a terminal: a line while resolving, lines for downloads, gone when the work is done. Thread-safe."""

from __future__ import annotations

import time

from puv import events
from puv.cli.output.console import CYAN, DEFAULT, DIM, GREEN, PLAIN
from puv.cli.output.durations import size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.output.console import Console

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_INTERVAL = 0.05
_BARS = 8
_BAR_WIDTH = 30


class Progress:
    """Draws at the bottom of the terminal. `clear` before writing anything else; drawing is at most every 50 ms."""

    __slots__ = ("_console", "_downloads", "_drawn", "_frame", "_last", "_message")

    def __init__(self, console: Console) -> None:
        self._console = console
        self._downloads: dict[tuple[str, str], tuple[int, int | None]] = {}
        self._message = ""
        self._drawn = 0
        self._frame = 0
        self._last = 0.0

    def update(self, event: events.Event) -> None:
        """Take an event into account and draw, if it is time."""
        if isinstance(event, events.Resolving):
            self._message = f"{event.name}=={event.version}" if event.version else event.name
        elif isinstance(event, events.Download):
            self._downloads[event.name, event.version] = (event.done, event.total)
        elif isinstance(event, events.Downloaded):
            self._downloads.pop((event.name, event.version), None)
        elif isinstance(event, (events.Resolved, events.Prepared)):
            self._message = ""
            self._downloads.clear()
            self.clear()
            return
        else:
            return
        now = time.monotonic()
        if now - self._last >= _INTERVAL:
            self._last = now
            self._draw()

    def clear(self) -> None:
        """Remove what was drawn."""
        if self._drawn:
            self._console.stderr.write(f"\x1b[{self._drawn}A\x1b[J")
            self._console.stderr.flush()
            self._drawn = 0

    def _draw(self) -> None:
        width = self._console.width or 80
        lines = [self._bar(name, done, total) for (name, _), (done, total) in list(self._downloads.items())[:_BARS]]
        if self._message:
            frame = _FRAMES[self._frame % len(_FRAMES)]
            self._frame += 1
            lines.append((f"{frame} Resolving {self._message}..."[: width - 1], ""))
        if lines:
            self.clear()
            text = "".join(
                f"{head[: width - 1]}{bar if len(head) + _BAR_WIDTH < width else ''}\n" for head, bar in lines
            )
            self._console.stderr.write(text)
            self._console.stderr.flush()
            self._drawn = len(lines)

    @staticmethod
    def _bar(name: str, done: int, total: int | None) -> tuple[str, str]:
        if not total:
            return f"{name:<20} {size(done)}", ""
        filled = min(_BAR_WIDTH, done * _BAR_WIDTH // total)
        bar = f" {GREEN}{'-' * filled}{DEFAULT}{DIM}{'-' * (_BAR_WIDTH - filled)}{PLAIN}"
        return f"{name:<20} {size(done)}/{size(total)}", bar if filled else f"{bar}{CYAN}{DEFAULT}"
