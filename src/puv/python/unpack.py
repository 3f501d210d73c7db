"""Putting an interpreter in place: from an archive to an installation, whole or not at all."""

from __future__ import annotations

import os

from puv.errors import PythonError
from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.remove import remove_tree
from puv.fs.sdist import extract_source
from puv.python.sysconfigdata import patched, patched_pkgconfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.python.downloads import PythonDownload

_EXTERNALLY_MANAGED = (
    "[externally-managed]\nError=This Python installation is managed by uv and should not be modified.\n"
)
_PROGRAMS = {"cpython": "python", "pypy": "pypy", "graalpy": "graalpy"}


class UnpackError(PythonError):
    """An archive holds no interpreter."""

    code = "python-archive"
    exit_code = 1


class Placed(Frozen):
    """What came of it: the absolute path of the installation, and whether it took the place of another one."""

    path: str
    replaced: bool


def place(archive: str, download: PythonDownload, directory: str, *, filename: str, os_name: str = os.name) -> Placed:
    """Unpack an archive into `directory/<key>`, in the place of what is there.

    The caller holds the directory's lock. Until the very end everything lies in `directory/.temp`.

    Raises:
        SourceArchiveError, CorruptWheelError: the archive is damaged or unsafe.
        UnpackError: it holds no interpreter.
        OSError: the disk refused.
    """
    final = os.path.join(directory, download.key())
    area = os.path.join(directory, ".temp")
    with atomic.temporary_directory(area) as temporary:
        tree = os.path.join(temporary, "tree")
        os.mkdir(tree)
        root = _home(extract_source(archive, tree, filename=filename, os_name=os_name))
        _finish(root, final, download, os_name)
        old = os.path.join(temporary, "old")
        replaced = os.path.lexists(final)
        if replaced:
            atomic.replace(final, old)
        try:
            atomic.replace(root, final)
        except OSError:
            if replaced:
                atomic.replace(old, final)
            raise
    return Placed(path=final, replaced=replaced)


def _home(root: str) -> str:
    """Return the installation in an unpacked archive: some have it one level down."""
    inner = os.path.join(root, "install")
    return inner if os.path.isdir(os.path.join(inner, "bin")) else root


def _finish(root: str, final: str, download: PythonDownload, os_name: str) -> None:
    """Make an unpacked tree fit for the place where it will lie."""
    if download.implementation == "pyodide":
        _write(os.path.join(root, "BUILD"), download.build)
        return
    numbers = ".".join(map(str, download.release[:2]))
    suffix = ("t" if "freethreaded" in download.variant else "") + ("d" if "debug" in download.variant else "")
    if os_name == "nt":
        library, program = os.path.join(root, "Lib"), os.path.join(root, "python.exe")
    else:
        flavour = _PROGRAMS[download.implementation]
        library = os.path.join(root, "lib", f"{flavour}{numbers}{suffix}")
        if not os.path.isdir(library) and suffix:
            library = os.path.join(root, "lib", f"{flavour}{numbers}{suffix.replace('d', '')}")
        program = _program(os.path.join(root, "bin"), f"{flavour}{numbers}{suffix}", flavour)
    if not (os.path.isfile(program) and os.path.isdir(library)):
        raise UnpackError(f"The archive holds no {download.implementation} {download.version_text}")
    _write(os.path.join(library, "EXTERNALLY-MANAGED"), _EXTERNALLY_MANAGED)
    if download.build:
        _write(os.path.join(root, "BUILD"), download.build)
    if os_name != "nt" and download.implementation == "cpython":
        _patch(root, library, final)


def _program(directory: str, versioned: str, plain: str) -> str:
    """Return the interpreter under its versioned name, which some archives lack."""
    path = os.path.join(directory, versioned)
    if not os.path.lexists(path):
        other = next((name for name in (f"{plain}3", plain) if os.path.exists(os.path.join(directory, name))), "")
        if other:
            os.symlink(other, path)
    return path


def _patch(root: str, library: str, final: str) -> None:
    for name in os.listdir(library):
        if name.startswith("_sysconfigdata_") and name.endswith(".py"):
            path = os.path.join(library, name)
            try:
                _write(path, patched(_read(path), final))
            except ValueError as error:
                raise UnpackError(f"The archive's `{name}` cannot be read") from error
    places = os.path.join(root, "lib", "pkgconfig")
    for name in os.listdir(places) if os.path.isdir(places) else ():
        path = os.path.join(places, name)
        if name.endswith(".pc") and os.path.isfile(path) and not os.path.islink(path):
            _write(path, patched_pkgconfig(_read(path)))


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as stream:
        return stream.read()


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
        stream.write(text)


def remove(path: str, directory: str) -> None:
    """Delete an installation: out of sight at once, then piece by piece.

    Raises:
        OSError: it cannot be moved.
    """
    area = os.path.join(directory, ".temp")
    os.makedirs(area, exist_ok=True)
    aside = atomic.temporary_name(area)
    atomic.replace(path, aside)
    remove_tree(aside)


def prepare(directory: str) -> None:
    """Make the directory of installations, and clear what killed processes left in it. The caller holds its lock."""
    area = os.path.join(directory, ".temp")
    os.makedirs(area, exist_ok=True)
    ignore = os.path.join(directory, ".gitignore")
    if not os.path.exists(ignore):
        _write(ignore, "*")
    for name in os.listdir(area):
        if name.startswith(atomic.TEMPORARY_PREFIX):
            remove_tree(os.path.join(area, name))
