"""`Transaction`: a change of an environment that happens as a whole or not at all, even when the process is killed.

Everything lives in `<site-packages>/.puv-transaction/`: what is removed is moved into it under a number, and one file,
the journal, lists what is moved and what will be created. The journal's *name* is the state:

    moving      old files are being moved aside; nothing was created yet
    linking     all old files are aside; new files are being created
    restoring   new files were deleted; old files are being moved back

Deleting the journal commits; a directory without one is rubbish. The caller holds the environment's lock. Nothing
is synced to disk: the guarantee is about processes that die, not about power that fails.
"""

from __future__ import annotations

import errno
import marshal
import os

from puv.errors import InstallError
from puv.fs.atomic import write_bytes
from puv.fs.remove import remove_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, TypeAlias

    State = Literal["moving", "linking", "restoring"]
    #: root directory (with its separator, or empty), directories and files below it
    Group: TypeAlias = tuple[str, Sequence[str], Sequence[str]]

DIRECTORY = ".puv-transaction"
_FORMAT = 1
_STATES: tuple[State, ...] = ("moving", "linking", "restoring")


def recover(site_packages: str) -> bool:
    """Undo what an interrupted run left in the environment; True when there was something to undo.

    To be called with the environment's lock held, before its distributions are listed. Costs one failed `open` when
    there is nothing to do.

    Raises:
        InstallError: the rest of the interrupted run cannot be undone.
    """
    directory = os.path.join(site_packages, DIRECTORY)
    if not os.path.lexists(directory):
        return False
    for state in _STATES:
        try:
            with open(f"{directory}/{state}", "rb") as file:
                data = file.read()
        except FileNotFoundError:
            continue
        try:
            moves, groups = _decode(data)
            _roll_back(directory, state, moves, groups)
        except (OSError, ValueError, EOFError, TypeError) as error:
            message = f"Failed to undo an interrupted installation recorded in `{directory}`"
            raise InstallError(message, hints=(f"Recreate the environment, or delete `{directory}`",)) from error
        break
    _clean(directory)
    return True


class Transaction:
    """One change under way. `begin`, then create what was announced, then `commit`; or `roll_back`."""

    __slots__ = ("_directory", "_groups", "_moves", "_state")

    def __init__(self, site_packages: str, moves: Sequence[str], groups: Sequence[Group]) -> None:
        """Announce the change: absolute paths to move away, and what will be created by groups."""
        self._directory = os.path.join(site_packages, DIRECTORY)
        self._moves, self._groups = list(moves), list(groups)
        self._state: State = "moving" if moves else "linking"

    def __repr__(self) -> str:
        """Show where and how far it is."""
        return f"Transaction({self._directory!r}, {self._state})"

    def begin(self) -> None:
        """Write the journal and move the old files aside.

        Raises:
            OSError: something cannot be moved; everything is back in its place.
        """
        os.mkdir(self._directory)
        try:
            groups = [(root, list(directories), list(files)) for root, directories, files in self._groups]
            write_bytes(f"{self._directory}/{self._state}", marshal.dumps((_FORMAT, self._moves, groups), 4))
            if self._moves:
                for number, path in enumerate(self._moves):
                    self._move_aside(path, number)
                self._enter("linking")
        except BaseException:
            self.roll_back()
            raise

    def commit(self) -> None:
        """Make the change final and delete the old files."""
        os.unlink(f"{self._directory}/{self._state}")
        _clean(self._directory)

    def roll_back(self) -> None:
        """Delete what was created and move the old files back.

        Raises:
            OSError: the disk refuses; the journal stays, and `recover` tries again next time.
        """
        _roll_back(self._directory, self._state, self._moves, self._groups)
        _clean(self._directory)

    def _move_aside(self, path: str, number: int) -> None:
        try:
            _move(path, f"{self._directory}/{number}")
        except FileNotFoundError:
            return  # gone with a directory above it, which another distribution owned as a whole

    def _enter(self, state: State) -> None:
        os.rename(f"{self._directory}/{self._state}", f"{self._directory}/{state}")
        self._state = state


def _decode(data: bytes) -> tuple[list[str], list[Group]]:
    value = marshal.loads(data)  # noqa: S302 - whoever can write here can write the environment's code as well
    if value[0] != _FORMAT:
        raise ValueError("written by another version")
    return value[1], value[2]


def _roll_back(directory: str, state: State, moves: Sequence[str], groups: Sequence[Group]) -> None:
    if state == "linking":
        _delete_created(groups)
        # From here on the paths of new files may hold old ones again and must not be deleted by a second attempt.
        os.rename(f"{directory}/linking", f"{directory}/restoring")
        state = "restoring"
    for number, path in reversed(list(enumerate(moves))):  # a directory before what was in it
        aside = f"{directory}/{number}"
        if os.path.lexists(aside):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _move(aside, path)
    try:
        os.unlink(f"{directory}/{state}")
    except FileNotFoundError:
        return  # the journal itself could not be written


def _delete_created(groups: Sequence[Group]) -> None:
    for root, _, files in groups:
        for name in files:
            try:
                os.unlink(root + name)
            except (FileNotFoundError, NotADirectoryError):
                continue
    for root, directories, _ in reversed(groups):
        for name in reversed(directories):
            remove_if_empty(root + name)


def remove_if_empty(directory: str) -> bool:
    """Delete a directory that is empty; False when it is not, or is not there."""
    try:
        os.rmdir(directory)
    except OSError:
        return False
    return True


def _move(source: str, target: str) -> None:
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        import shutil  # scripts on another file system than site-packages are rare

        shutil.move(source, target)


def _clean(directory: str) -> None:
    """Delete the rest; what cannot be deleted yet (programs that run, on Windows) goes with the next transaction."""
    try:
        remove_tree(directory)
    except OSError:
        return
