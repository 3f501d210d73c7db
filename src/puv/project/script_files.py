"""Finding scripts with inline metadata (PEP 723) below directories."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.standards.inline_script import script_block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUFFIXES = (".py", ".pyw")
_MOST = 128  # bytes of a `#!` line


def script_files(directory: str, below: Iterable[str] = ("",)) -> list[str]:
    """Return the scripts in some paths of a directory, relative to it with forward slashes, sorted.

    Files that look like scripts and are faulty are among them. Environments are not looked into, nor links.
    """
    found = {path for start in below or ("",) for path in _walk(os.path.join(directory, start))}
    return sorted(os.path.relpath(path, directory).replace(os.sep, "/") for path in found)


def _walk(top: str) -> Iterator[str]:
    for place, names, files in os.walk(top):
        names[:] = [name for name in names if name != ".git" and not _is_environment(os.path.join(place, name))]
        for name in files:
            path = os.path.join(place, name)
            if not os.path.islink(path) and _is_script(path):
                yield path


def _is_environment(directory: str) -> bool:
    return os.path.exists(os.path.join(directory, "pyvenv.cfg"))


def _is_script(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            named = path.endswith(_SUFFIXES)
            if not named and (os.path.splitext(path)[1] or not _runs_python(stream.read(_MOST))):
                return False
            stream.seek(0)
            data = stream.read()
    except OSError:
        return False
    if b"# /// script" not in data:
        return False
    try:
        return script_block(data.decode("utf-8")) is not None
    except (InputError, UnicodeDecodeError):
        return True


def _runs_python(head: bytes) -> bool:
    line = head.partition(b"\n")[0]
    return line.startswith(b"#!") and (b"python" in line or b"uv run" in line or b"uvx" in line)
