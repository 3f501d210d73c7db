"""`Rewrite`: the files of a project that a verb changes, put back as they were when it fails."""

from __future__ import annotations

import os

from puv.fs import atomic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class Rewrite:
    """Files under change. Leaving the `with` block by an exception restores each, or deletes it where it was new."""

    def __init__(self, *paths: str, script: str = "") -> None:
        """Remember what is at the paths, and at that of a script (absolute), which programs may hold open."""
        self._script = script
        self._before = {path: _content(path) for path in (script, *paths) if path}

    def write(self, path: str, text: str) -> None:
        """Write a file, one of those remembered."""
        before = self._before[path]
        if path == self._script:
            atomic.overwrite_text(path, text)
        elif before is None or before != text.encode():
            mode = None if before is None else os.stat(path).st_mode & 0o7777
            atomic.write_text(path, text, mode=mode)

    def restore(self) -> None:
        """Put every file back."""
        for path, content in self._before.items():
            if content == _content(path):
                continue
            if content is None:
                os.unlink(path)
            elif path == self._script:
                atomic.overwrite_text(path, content.decode())
            else:
                atomic.write_bytes(path, content)

    def __enter__(self) -> Self:
        """Use the files in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Restore them if the block failed."""
        if error is not None:
            self.restore()


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None
