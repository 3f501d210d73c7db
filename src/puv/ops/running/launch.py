"""`Launch`: a program that a verb wants run in its caller's place."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Launch(Frozen):
    """A program to run: the file, all words (the first is the program's name), the environment and the directory.

    `cwd` is absolute, empty for the present one; `shown` is what errors call the program; `passed` counts the last
    words of the command line that are passed on as they are. `temporary` are paths to delete when it has ended.
    """

    executable: str
    arguments: tuple[str, ...]
    environ: Mapping[str, str]
    cwd: str = ""
    shown: str = ""
    passed: int = 0
    temporary: tuple[str, ...] = ()
