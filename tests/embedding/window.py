"""Drives the example window as a user would, and prints what it showed as one line of JSON."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
import tkinter as tk
from pathlib import Path

from puv.testing import InMemoryIndex

EXAMPLE = Path(__file__).parents[2] / "examples" / "tk_installer.py"


class Slow:
    """Bytes that take their time."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def read(self, size: int, /) -> bytes:
        time.sleep(0.03)
        piece = self._content[self._at : self._at + min(size, 20000)]
        self._at += len(piece)
        return piece

    def close(self) -> None:
        """Nothing is open."""


class SlowIndex(InMemoryIndex):
    def open(self, f):  # noqa: ANN001, ANN201 - as the index's
        return Slow(super().open(f))


def main() -> None:
    spec = importlib.util.spec_from_file_location("tk_installer", EXAMPLE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    data = os.urandom(600_000)
    index = SlowIndex().release("big", "1.0", requires=["small"], files={"big.py": "", "big.bin": data})
    index.release("small", "1.0")
    root = tk.Tk()
    window = example.window(root, sys.argv[1], indexes=[index], cache_dir=sys.argv[2])
    seen: list[float] = []

    def wait(until) -> None:  # noqa: ANN001 - a condition
        end = time.monotonic() + 60
        while not until() and time.monotonic() < end:
            root.update()
            value = float(window.bar["value"])
            if not seen or seen[-1] != value:
                seen.append(value)
            time.sleep(0.01)

    before = window.target.fingerprint()
    window.words.insert(0, "big")
    window.button.invoke()
    wait(lambda: float(window.bar["value"]) > 0.1)
    asked = time.monotonic()
    window.stop.invoke()
    wait(lambda: window.finished is not None)
    stopped = {
        "seconds": time.monotonic() - asked,
        "words": window.line["text"],
        "same": window.target.fingerprint() == before,
        "button": str(window.button["state"]),
        "kind": type(window.finished).__name__,
    }
    seen.clear()
    window.button.invoke()
    wait(lambda: window.finished is not None)
    installed = [one.name for one in window.target.inspect()]
    found = {"stopped": stopped, "steps": seen, "words": window.line["text"], "installed": installed}
    sys.stdout.write(json.dumps(found))


main()
