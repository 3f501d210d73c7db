"""A window that installs packages into a folder: live progress, and a button that stops it.

    python examples/tk_installer.py plugins

The verb runs in a thread; its events go through a queue, which the window empties many times a second.
"""

from __future__ import annotations

import queue
import sys
import threading
import tkinter
from tkinter import ttk

import puv
from puv import events

_INTERVAL = 40  # milliseconds between two looks at the queue


class Installer:
    """The window. `session` installs into `target`; `finished` is what came of the last run: a report or an error."""

    def __init__(self, root: tkinter.Tk, session: puv.Session, target: puv.Target) -> None:
        self.root, self.session, self.target = root, session, target
        self.finished: puv.Report | puv.PuvError | None = None
        self._news: queue.SimpleQueue[events.Event | puv.Report | puv.PuvError] = queue.SimpleQueue()
        self._cancel = puv.CancelToken()
        self._parts: dict[str, tuple[int, int]] = {}
        root.title("Install packages")
        self.words = ttk.Entry(root, width=40)
        self.button = ttk.Button(root, text="Install", command=self.install)
        self.stop = ttk.Button(root, text="Cancel", command=self.cancel, state="disabled")
        self.bar = ttk.Progressbar(root, length=380, maximum=1.0)
        self.line = ttk.Label(root, text="What to install?")
        for widget in (self.words, self.button, self.stop, self.bar, self.line):
            widget.pack(padx=8, pady=4, fill="x")

    def install(self) -> None:
        """Begin, in a thread."""
        self.finished, self._cancel, self._parts = None, puv.CancelToken(), {}
        self.button["state"], self.stop["state"] = "disabled", "normal"
        threading.Thread(target=self._run, args=(self.words.get().split(),), daemon=True).start()
        self.root.after(_INTERVAL, self._look)

    def cancel(self) -> None:
        """Ask for a stop; the folder stays as it was."""
        self._cancel.cancel()
        self.line["text"] = "Stopping…"

    def tell(self, event: events.Event) -> None:
        """Take an event, in whichever thread it happens: what the session's `on_event` is."""
        self._news.put(event)

    def _run(self, requirements: list[str]) -> None:
        try:
            self._news.put(self.session.install(requirements, self.target, cancel=self._cancel))
        except puv.PuvError as error:
            self._news.put(error)

    def _look(self) -> None:
        while self.finished is None:
            try:
                news = self._news.get_nowait()
            except queue.Empty:
                self.root.after(_INTERVAL, self._look)
                return
            if isinstance(news, puv.Report | puv.PuvError):
                self._end(news)
            else:
                self._show(news)

    def _show(self, event: events.Event) -> None:
        match event:
            case events.Resolved(count=count):
                self.line["text"] = f"{count} packages"
            case events.Download(name=name, done=done, total=total):
                self._parts[name] = (done, total or max(done, 1))
                done, total = (sum(column) for column in zip(*self._parts.values(), strict=True))
                self.bar["value"] = done / total
                self.line["text"] = f"{name}: {done // 1024} of {total // 1024} KiB"
            case events.Installed(name=name, version=version):
                self.line["text"] = f"{name} {version}"

    def _end(self, outcome: puv.Report | puv.PuvError) -> None:
        self.finished = outcome
        self.button["state"], self.stop["state"] = "normal", "disabled"
        if isinstance(outcome, puv.errors.Cancelled):
            self.line["text"], self.bar["value"] = "Stopped; nothing has changed", 0.0
        elif isinstance(outcome, puv.PuvError):
            self.line["text"], self.bar["value"] = str(outcome), 0.0
        else:
            self.line["text"], self.bar["value"] = f"Installed {len(outcome.changes)} packages", 1.0


def window(root: tkinter.Tk, folder: str, **options: object) -> Installer:
    """Return a window that installs into a folder; `options` are those of `puv.Session`."""
    target = puv.Target.directory(folder, scripts="skip")
    session = puv.Session(on_event=lambda event: made.tell(event), deliver="worker", **options)  # type: ignore[arg-type]
    made = Installer(root, session, target)
    return made


def main() -> None:
    """Show the window until it is closed."""
    root = tkinter.Tk()
    window(root, sys.argv[1] if len(sys.argv) > 1 else "plugins")
    root.mainloop()


if __name__ == "__main__":
    main()
