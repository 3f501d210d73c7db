"""A directory is changed in a copy beside it, which takes its place when nothing uses it any more.

`<directory>.puv-next` is the copy, `<directory>.puv-ready` an empty file that tells that it is complete, and
`<directory>.puv-old` what it replaces. `put_in_place` may be interrupted at any point: the next one carries on.
"""

from __future__ import annotations

import os
import shutil

from puv.errors import TargetError
from puv.fs.remove import remove_tree


def begin(directory: str) -> str:
    """Make a fresh copy, of links where possible, and return its path.

    Raises:
        TargetError: it cannot be made.
    """
    copy = f"{directory}.puv-next"
    discard(directory)
    try:
        if os.path.isdir(directory):
            shutil.copytree(directory, copy, symlinks=True, copy_function=_link)
        else:
            os.makedirs(copy)
    except OSError as error:
        raise TargetError(f"Failed to copy `{directory}` to stage a change", path=directory) from error
    return copy


def commit(directory: str) -> None:
    """Mark the copy as complete.

    Raises:
        TargetError: there is none.
    """
    if not os.path.isdir(f"{directory}.puv-next"):
        raise TargetError(f"Nothing is staged for `{directory}`", path=directory)
    with open(f"{directory}.puv-ready", "wb"):
        pass


def discard(directory: str) -> None:
    """Throw away the copy, complete or not.

    Raises:
        TargetError: it cannot be deleted.
    """
    try:
        if os.path.lexists(f"{directory}.puv-ready"):
            os.unlink(f"{directory}.puv-ready")
        if os.path.lexists(f"{directory}.puv-next"):
            remove_tree(f"{directory}.puv-next")
    except OSError as error:
        raise TargetError(f"Failed to delete what was staged for `{directory}`", path=directory) from error


def put_in_place(directory: str) -> bool:
    """Exchange the directory for its complete copy, if there is one; tell whether there was.

    Raises:
        TargetError: files are in use; the directory is as it was.
    """
    copy, ready, old = f"{directory}.puv-next", f"{directory}.puv-ready", f"{directory}.puv-old"
    if not os.path.lexists(ready):
        return False
    try:
        if os.path.isdir(copy):
            if os.path.isdir(directory):
                _remove(old)
                os.rename(directory, old)
            os.rename(copy, directory)
        os.unlink(ready)
    except OSError as error:
        if not os.path.lexists(directory) and os.path.isdir(old):
            os.rename(old, directory)
        raise TargetError(f"Failed to put what was staged in the place of `{directory}`", path=directory) from error
    _remove(old)
    return True


def _remove(path: str) -> None:
    """Delete a directory; what is still in use goes next time."""
    try:
        if os.path.lexists(path):
            remove_tree(path)
    except OSError:
        return


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
