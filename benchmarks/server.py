"""Serve the recorded index for a benchmark, in a process of its own: `server.py [--wheels DIR] [--latency SECONDS]`.

Prints its URL in one line and serves until its standard input ends.

The recording holds the metadata of what was asked for once, for one platform. Locks ask for more: here the metadata
of a version stand for all its wheels, and those of the nearest recorded version for a version that has none. Files
whose content is at hand are listed with their true digests.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.http_loop import HttpLoop, Request, Response
from support.recorded import Pages, Recording

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBER = re.compile(r"\d+")


def delayed(answer: Callable[[Request], Response], latency: float) -> Callable[[Request], Response]:
    """`answer`, `latency` seconds later."""
    return lambda request: replace(answer(request), delay=latency)


def _order(version: str) -> list[int]:
    return [int(digits) for digits in _NUMBER.findall(version)]


class Complete(dict[str, str]):
    """Metadata by file name that know of every wheel of a recorded project."""

    def __init__(self, recorded: dict[str, str]) -> None:
        super().__init__(recorded)
        self._by_project: dict[str, dict[str, str]] = {}
        for filename, text in recorded.items():
            project, version = _project(filename)
            self._by_project.setdefault(project, {})[version] = text

    def get(self, filename: str, default: str | None = None) -> str | None:  # type: ignore[override]  # of texts alone
        """Return what was recorded, or what stands for it."""
        project, version = _project(filename)
        versions = self._by_project.get(project)
        if not versions or filename in self:
            return super().get(filename, default)
        nearest = version if version in versions else min(versions, key=lambda known: _distance(known, version))
        return versions[nearest].replace(f"\nVersion: {nearest}\n", f"\nVersion: {version}\n", 1)


def _project(filename: str) -> tuple[str, str]:
    project, version, *_ = filename.split("-")
    return re.sub(r"[-_.]+", "-", project).lower(), version


def _distance(known: str, wanted: str) -> list[int]:
    one, two = _order(known), _order(wanted)
    width = max(len(one), len(two))
    padded = (numbers + [0] * (width - len(numbers)) for numbers in (one, two))
    return [abs(left - right) for left, right in zip(*padded, strict=True)]


def recording(wheels: Path | None) -> Recording:
    """Everything recorded, the metadata filled up and the files at hand with their true digests."""
    found = Recording.load()
    found.metadata = Complete(found.metadata)
    at_hand = {path.name: path for path in wheels.glob("*.whl")} if wheels else {}
    for rows in found.listings.values():
        for row in rows:
            if row.filename in at_hand:
                row.sha256 = hashlib.sha256(at_hand[row.filename].read_bytes()).hexdigest()
    return found


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path)
    parser.add_argument("--latency", type=float, default=0.0)
    arguments = parser.parse_args()
    pages = Pages(recording(arguments.wheels), wheels=arguments.wheels)
    answer = delayed(pages.answer, arguments.latency) if arguments.latency else pages.answer
    with HttpLoop(answer) as loop:
        print(loop.url, flush=True)
        sys.stdin.read()
    for path in sorted(set(pages.missing)):
        print(f"not recorded: {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
