"""`Layout`: where the parts of a wheel go in one environment, directory or prefix."""

from __future__ import annotations

from puv.frozen import Frozen


class Layout(Frozen):
    """The installation scheme of a target (PEP 427's `purelib`, `platlib`, `scripts`, `data`, `headers`).

    All paths are absolute. `headers` is the directory under which a folder per distribution is made.
    `executable` is what `#!` lines name: a path, or `python` with `relocatable`. `python_version` is (major, minor) of
    the interpreter. `os_name` is `posix` or `nt`. `lock` is the file that guards changes (made when needed).
    `scripts` is empty where no commands are to be installed.
    """

    purelib: str
    platlib: str
    scripts: str
    data: str
    headers: str
    executable: str
    python_version: tuple[int, int]
    os_name: str = "posix"
    relocatable: bool = False
    lock: str = ""
