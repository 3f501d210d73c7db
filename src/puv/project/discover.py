"""Find the project that a directory belongs to."""

from __future__ import annotations

import os

from puv.project.errors import NoProjectError, ProjectFileError
from puv.project.pyproject import read_project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from puv.project.model import ProjectFile


class Files:
    """Reads `pyproject.toml` files, each once.

    `look` is called with each path before it is looked at, whether there is a file or not. `shown` turns an absolute
    path into what messages call it.
    """

    shown: Callable[[str], str]

    def __init__(self, look: Callable[[str], object] = str, shown: Callable[[str], str] = str) -> None:
        self._look, self.shown = look, shown
        self._known: dict[str, ProjectFile | None] = {}

    def at(self, directory: str) -> ProjectFile | None:
        """Return what the `pyproject.toml` of a directory says, None where there is none.

        Raises:
            ProjectFileError: it is wrong.
        """
        if directory not in self._known:
            self._known[directory] = self._read(directory)
        return self._known[directory]

    def put(self, directory: str, text: str) -> ProjectFile:
        """Take a text for the `pyproject.toml` of a directory, in place of what is on disk; return what it says.

        Raises:
            ProjectFileError: it is wrong.
        """
        found = read_project(text, self.shown(os.path.join(directory, "pyproject.toml")))
        self._known[directory] = found
        return found

    def _read(self, directory: str) -> ProjectFile | None:
        path = os.path.join(directory, "pyproject.toml")
        self._look(path)
        shown = self.shown(path)
        try:
            with open(path, encoding="utf-8") as stream:
                text = stream.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except UnicodeDecodeError as error:
            problem = f"failed to read from file `{shown}`: stream did not contain valid UTF-8"
            raise ProjectFileError(problem, path=path) from error
        except OSError as error:
            problem = f"failed to open file `{shown}`: {error.strerror} (os error {error.errno})"
            raise ProjectFileError(problem, path=path) from error
        return read_project(text, shown)


def upwards(directory: str) -> Iterator[str]:
    """Yield a directory (absolute) and everything above it."""
    while True:
        yield directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return
        directory = parent


def find_project(directory: str, files: Files) -> tuple[str, ProjectFile]:
    """Return the nearest directory with a `pyproject.toml`, at or above the given one, and what the file says.

    Raises:
        NoProjectError: there is none.
        ProjectFileError: it is wrong.
    """
    for candidate in upwards(directory):
        found = files.at(candidate)
        if found is not None:
            return candidate, found
    raise NoProjectError("No `pyproject.toml` found in current directory or any parent directory")
