"""`.python-version` and `.python-versions`: the Python that a directory asks for."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.frozen import Frozen
from puv.python.request import parse_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.python.request import PathKind, PythonRequest

#: Where a directory may say which Python it wants, in order.
FILE_NAMES = (".python-version", ".python-versions")


class VersionFileError(InputError):
    """A version file cannot be read. `path` is the file."""

    code = "version-file"

    def __init__(self, problem: str, *, path: str) -> None:
        super().__init__(f"failed to read from file `{path}`: {problem}")
        self.path = path


class VersionFile(Frozen):
    """A version file that was found: its absolute path, the first request in it, and what to warn about."""

    path: str
    request: PythonRequest | None
    warnings: tuple[str, ...] = ()


def find_version_file(directory: str, *, last: str = "", fallback: str = "", many: bool = False) -> str | None:
    """Return the version file of a directory (absolute) or of the nearest one above that has one.

    The search ends with the directory `last` (a project's root) if that is met; `fallback` is a directory of the
    user's that is looked at when there is none. With `many` a list of versions goes before a single one.
    """
    current = directory
    while True:
        found = _version_file_in(current, many=many)
        parent = os.path.dirname(current)
        if found is not None:
            return found
        if current in (last, parent):
            break
        current = parent
    return _version_file_in(fallback, many=many) if fallback else None


def _version_file_in(directory: str, *, many: bool = False) -> str | None:
    paths = (os.path.join(directory, name) for name in (reversed(FILE_NAMES) if many else FILE_NAMES))
    return next((path for path in paths if os.path.isfile(path)), None)


def version_lines(path: str) -> list[str]:
    """Return the requests of a version file as they are written.

    Raises:
        VersionFileError: the file cannot be read.
    """
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8")
    except OSError as error:
        raise VersionFileError(f"{error.strerror} (os error {error.errno})", path=path) from None
    except UnicodeDecodeError:
        raise VersionFileError("stream did not contain valid UTF-8", path=path) from None
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def read_version_file(path: str, *, path_kind: PathKind) -> VersionFile:
    """Read a version file: one request per line, of which the first counts; names of executables are ignored.

    Raises:
        VersionFileError: the file cannot be read.
        PythonRequestError: the request can never be met.
    """
    requests = [parse_request(wanted, path_kind=path_kind) for wanted in version_lines(path)]
    names = (request.text for request in requests if request.kind == "name")
    return VersionFile(
        path=path,
        request=next((request for request in requests if request.kind != "name"), None),
        warnings=tuple(f"Ignoring unsupported Python request `{name}` in version file: {path}" for name in names),
    )
