"""Serve the recorded index for a benchmark, in a process of its own: `server.py [--wheels DIR] [--latency SECONDS]`.

Prints its URL in one line and serves until its standard input ends.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.http_loop import HttpLoop, Request, Response
from support.recorded import Pages, Recording

if TYPE_CHECKING:
    from collections.abc import Callable


def delayed(answer: Callable[[Request], Response], latency: float) -> Callable[[Request], Response]:
    """`answer`, `latency` seconds later."""
    return lambda request: replace(answer(request), delay=latency)


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path)
    parser.add_argument("--latency", type=float, default=0.0)
    arguments = parser.parse_args()
    pages = Pages(Recording.load(), wheels=arguments.wheels)
    answer = delayed(pages.answer, arguments.latency) if arguments.latency else pages.answer
    with HttpLoop(answer) as loop:
        print(loop.url, flush=True)
        sys.stdin.read()
    for path in sorted(set(pages.missing)):
        print(f"not recorded: {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
