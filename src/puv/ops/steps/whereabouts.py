"""`Whereabouts`: the file and the line in which a requirement of the user's stands."""

from __future__ import annotations

import os

from puv.fetcher.redact import file_path
from puv.model.graph import required_name
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from puv.model.derivation import Step
    from puv.model.universal import SourceTree
    from puv.ops.runtime import Runtime

_ORIGINS = ("-r ", "-c ", "--override ")


class Whereabouts:
    """Looks for the requirements of steps in the files that their origins and the project's `members` name.

    What cannot be found has the origin for its place, as it was.
    """

    def __init__(self, runtime: Runtime, members: Iterable[SourceTree] = ()) -> None:
        self._runtime = runtime
        self._projects = {str(tree.name): file_path(tree.url) for tree in members if tree.url.startswith("file:")}
        self._lines: dict[str, list[str]] = {}

    def __call__(self, step: Step) -> str:
        """Return `requirements.in:3`, `pyproject.toml:12`, or what the step says itself."""
        return self.of(step.requirement, step.source, step.package)

    def of(self, requirement: str, origin: str, package: str = "") -> str:
        """Return where a requirement stands that has this origin, or is this project's."""
        project = self._projects.get(required_name(package or origin))
        if project is not None:
            return self._found(os.path.join(project, "pyproject.toml"), requirement) or origin
        start = next((start for start in _ORIGINS if origin.startswith(start)), None)
        if start is None:
            return origin
        path = origin[len(start) :]
        return self._found(self._runtime.path(path), requirement) or origin

    def _found(self, path: str, requirement: str) -> str:
        """Return the path as the user sees it and the line; of several the one with the same versions."""
        name = required_name(requirement)
        wanted = requirement.replace(" ", "")
        best = 0
        for number, line in enumerate(self._read(path), 1):
            for text in _texts(line) if path.endswith(".toml") else (line.strip(),):
                if normalize(required_name(text)) != name:
                    continue
                if wanted in text.replace(" ", ""):
                    return f"{self._shown(path)}:{number}"
                best = best or number
        return f"{self._shown(path)}:{best}" if best else ""

    def _read(self, path: str) -> list[str]:
        lines = self._lines.get(path)
        if lines is None:
            try:
                with open(path, encoding="utf-8", errors="replace") as stream:
                    lines = stream.read().splitlines()
            except OSError:
                lines = []  # a file at an address, or standard input
            self._lines[path] = lines
        return lines

    def _shown(self, path: str) -> str:
        return path.removeprefix(self._runtime.cwd.rstrip(os.sep) + os.sep)


def _texts(line: str) -> Iterator[str]:
    """Yield what stands between quotes in a line of TOML."""
    for quote in ('"', "'"):
        yield from line.split(quote)[1::2]
