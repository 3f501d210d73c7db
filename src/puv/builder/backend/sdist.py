"""Write source distributions: what a wheel can be built from again, and what `source-include` adds."""

from __future__ import annotations

import gzip
import io
import os
import tarfile

from puv.builder.backend.errors import BackendProjectError
from puv.builder.backend.patterns import DEFAULT_EXCLUDES, Patterns, excluded, files_below, literal
from puv.builder.backend.toml_text import render_toml
from puv.fs.atomic import temporary_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.builder.backend.project import BackendProject

_PYPROJECT = "pyproject.toml"
_INCLUDE = "tool.uv.build-backend.source-include"


def write_sdist(project: BackendProject, into: str) -> str:
    """Write the source distribution into the directory `into` (absolute) and return its file name.

    `pyproject.toml` is written out plainly, so that old parsers read it; the original lies beside it.

    Raises:
        BackendProjectError: a file of the project cannot be read.
    """
    stem = project.distribution.stem
    name = f"{stem}.tar.gz"
    temporary = temporary_name(into)
    paths = included(project)
    try:
        with (
            open(temporary, "wb") as raw,
            gzip.GzipFile("", "wb", 9, raw, 0) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            writer = _Writer(archive)
            writer.data(f"{stem}/PKG-INFO", project.distribution.metadata.encode())
            writer.data(f"{stem}/{_PYPROJECT}", render_toml(project.document).encode())
            writer.data(f"{stem}/{_PYPROJECT}.orig", project.pyproject.encode())
            writer.directory(stem)
            for path in paths:
                writer.file(f"{stem}/{path}", os.path.join(project.root, path))
        os.replace(temporary, os.path.join(into, name))
    except OSError as error:
        raise BackendProjectError(f"{error.strerror} (os error {error.errno})") from None
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    return name


def included(project: BackendProject) -> list[str]:
    """Return the paths of the files that belong to the source distribution, besides those that are written for it.

    Raises:
        BackendProjectError: a pattern is none.
    """
    settings, distribution = project.settings, project.distribution
    root = os.path.normpath(settings.module_root).replace(os.sep, "/")
    prefix = "" if root == "." else f"{literal(root)}/"
    wanted = [f"{prefix}{literal(module)}/**" for module in project.modules]
    named = (*distribution.license_files, distribution.license_text, distribution.readme)
    wanted += [literal(path) for path in named if path]
    wanted += [f"{literal(os.path.normpath(place).replace(os.sep, '/'))}/**" for place in settings.data.values()]
    wanted += settings.source_include
    patterns = Patterns(wanted, _INCLUDE)
    defaults = DEFAULT_EXCLUDES if settings.default_excludes else ()
    unwanted = excluded((*defaults, *settings.source_exclude), "tool.uv.build-backend.source-exclude")
    found = files_below(project.root, prune=unwanted)
    return [path for path in found if path != _PYPROJECT and patterns.match(path)]


class _Writer:
    """Writes entries with nothing of this machine in them, and the directories above them first."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self._directories: set[str] = set()

    def data(self, path: str, data: bytes, mode: int = 0o644) -> None:
        """Write a file of these bytes."""
        entry = tarfile.TarInfo(path)
        entry.size, entry.mode = len(data), mode
        self._archive.addfile(entry, io.BytesIO(data))

    def directory(self, path: str) -> None:
        """Write a directory, once."""
        if path not in self._directories:
            self._directories.add(path)
            entry = tarfile.TarInfo(path)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            self._archive.addfile(entry)

    def file(self, path: str, place: str) -> None:
        """Write a file of the project."""
        parts = path.split("/")
        for depth in range(2, len(parts)):
            self.directory("/".join(parts[:depth]))
        with open(place, "rb") as stream:
            data = stream.read()
        executable = bool(os.stat(place).st_mode & 0o111) and os.name != "nt"
        self.data(path, data, 0o755 if executable else 0o644)
