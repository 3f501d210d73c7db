"""Write wheels, and the metadata that they will have."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from puv._version import __version__
from puv.builder.backend.errors import BackendProjectError
from puv.builder.backend.metadata import entry_points
from puv.builder.backend.patterns import DEFAULT_EXCLUDES, excluded, files_below
from puv.builder.backend.project import DATA_KINDS
from puv.fs.atomic import temporary_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.builder.backend.patterns import Patterns
    from puv.builder.backend.project import BackendProject

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip archive can tell
_FILE, _EXECUTABLE, _DIRECTORY = 0o100644, 0o100755, 0o40755
_UNIX = 3
_TAG = "py3-none-any"


def write_wheel(project: BackendProject, into: str, *, editable: bool = False) -> str:
    """Write the wheel into the directory `into` (absolute) and return its file name.

    Raises:
        BackendProjectError: a file of the project cannot be read.
    """
    name = f"{project.distribution.stem}-{_TAG}.whl"
    temporary = temporary_name(into)
    try:
        with ZipFile(temporary, "w") as archive:
            writer = _Writer(archive)
            _write(project, writer, editable=editable)
        os.replace(temporary, os.path.join(into, name))
    except OSError as error:
        raise BackendProjectError(f"{error.strerror} (os error {error.errno})") from None
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    return name


def _write(project: BackendProject, writer: _Writer, *, editable: bool) -> None:
    distribution = project.distribution
    if editable:
        root = os.path.join(project.root, project.settings.module_root)
        writer.text(f"{distribution.filename}.pth", os.path.normpath(root))
    info = _info(project)
    for path, place in wheel_files(project, editable=editable):
        if place:
            writer.file(path, place)
        else:
            writer.text(path, info[path.rpartition("/")[2]])
    writer.record(f"{distribution.stem}.dist-info/RECORD")


def wheel_files(project: BackendProject, *, editable: bool = False) -> Iterator[tuple[str, str]]:
    """Yield what a wheel holds, save RECORD: the path, and the absolute path it comes from (empty for generated)."""
    distribution, settings = project.distribution, project.settings
    unwanted = _unwanted(project)
    if not editable:
        for module in project.modules:
            yield from _module_files(project, module, unwanted)
        for path in distribution.license_files:
            yield f"{distribution.stem}.dist-info/licenses/{path}", os.path.join(project.root, path)
    for kind in DATA_KINDS:
        if kind in settings.data:
            base = os.path.normpath(os.path.join(project.root, settings.data[kind]))
            for path in files_below(base):
                if not unwanted.match(f"{settings.data[kind].strip('/')}/{path}"):
                    yield f"{distribution.stem}.data/{kind}/{path}", os.path.join(base, path)
    for path in _info(project):
        yield f"{distribution.stem}.dist-info/{path}", ""


def _unwanted(project: BackendProject) -> Patterns:
    settings = project.settings
    defaults = DEFAULT_EXCLUDES if settings.default_excludes else ()
    every = (*defaults, *settings.source_exclude, *settings.wheel_exclude)
    return excluded(every, "tool.uv.build-backend.*-exclude")


def _module_files(project: BackendProject, module: str, unwanted: Patterns) -> Iterator[tuple[str, str]]:
    """Yield the files of a module: where each goes in the wheel, and where it is."""
    root = os.path.normpath(os.path.join(project.root, project.settings.module_root))
    prefix = os.path.relpath(root, project.root).replace(os.sep, "/")
    for path in files_below(root, module):
        inside = path if prefix == "." else f"{prefix}/{path}"
        if not unwanted.match(inside):
            yield path, os.path.join(root, path)


def _info(project: BackendProject) -> dict[str, str]:
    """Return the texts of the `.dist-info` directory, save RECORD."""
    wheel = f"Wheel-Version: 1.0\nGenerator: puv {__version__}\nRoot-Is-Purelib: true\nTag: {_TAG}\n"
    texts = {"WHEEL": wheel, "entry_points.txt": entry_points(project.document["project"])}
    texts["METADATA"] = project.distribution.metadata
    return {path: text for path, text in texts.items() if text}


def write_metadata(project: BackendProject, into: str) -> str:
    """Write the `.dist-info` directory of the wheel into `into` (absolute) and return its name."""
    name = f"{project.distribution.stem}.dist-info"
    os.makedirs(os.path.join(into, name), exist_ok=True)
    rows = []
    for path, text in _info(project).items():
        with open(os.path.join(into, name, path), "wb") as stream:
            stream.write(text.encode())
        rows.append(_row(f"{name}/{path}", text.encode()))
    with open(os.path.join(into, name, "RECORD"), "wb") as stream:
        stream.write("".join([*rows, f"{name}/RECORD,,\n"]).encode())
    return name


class _Writer:
    """Writes entries with nothing of this machine in them, and the directories above them first."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._directories: set[str] = set()
        self._rows: list[str] = []

    def file(self, path: str, place: str) -> None:
        """Write a file of the project."""
        with open(place, "rb") as stream:
            data = stream.read()
        executable = bool(os.stat(place).st_mode & 0o111) and os.name != "nt"
        self._entry(path, data, _EXECUTABLE if executable else _FILE)

    def text(self, path: str, text: str) -> None:
        """Write a file of our own."""
        self._entry(path, text.encode(), _FILE)

    def record(self, path: str) -> None:
        """Write RECORD."""
        self._entry(path, "".join([*self._rows, f"{_quoted(path)},,\n"]).encode(), _FILE)

    def _entry(self, path: str, data: bytes, mode: int) -> None:
        parts = path.split("/")[:-1]
        # As uv_build has it: no entry of their own for what these two lie in.
        first = 2 if ".data/" in path or ".dist-info/licenses/" in path else 1
        for depth in range(first, len(parts) + 1):
            directory = "/".join(parts[:depth]) + "/"
            if directory not in self._directories:
                self._directories.add(directory)
                self._archive.writestr(_named(directory, _DIRECTORY), b"")
        info = _named(path, mode)
        info.compress_type = ZIP_DEFLATED
        self._archive.writestr(info, data)
        self._rows.append(_row(path, data))


def _named(path: str, mode: int) -> ZipInfo:
    info = ZipInfo(path, _MOMENT)
    info.create_system = _UNIX
    info.external_attr = mode << 16
    info.compress_type = ZIP_STORED
    return info


def _row(path: str, data: bytes) -> str:
    digest = urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()
    return f"{_quoted(path)},sha256={digest},{len(data)}\n"


def _quoted(path: str) -> str:
    if not any(letter in path for letter in ',"\r\n'):
        return path
    return '"' + path.replace('"', '""') + '"'
