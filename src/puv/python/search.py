"""The places that may hold an interpreter, in the order they are asked. Lazy: nothing is looked at too early."""

from __future__ import annotations

import os

from puv.frozen import Frozen
from puv.python import paths
from puv.python.errors import BrokenEnvironmentError
from puv.python.managed import managed_installations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Literal

    from puv.cache.root import Cache
    from puv.errors import PythonError
    from puv.model.policy import PythonPreference
    from puv.python.request import PythonRequest
    from puv.python.versions import VersionRequest

    # Which interpreters will do: "explicit-system" takes system ones only when a path names them.
    EnvironmentPreference = Literal["any", "only-virtual", "explicit-system", "only-system"]
    Source = Literal[
        "provided path",
        "parent interpreter",
        "active virtual environment",
        "conda prefix",
        "base conda prefix",
        "virtual environment",
        "managed installations",
        "first executable in the search path",
        "search path",
    ]

_IMPLEMENTATIONS = ("cpython", "pypy", "graalpy", "pyodide")
_CONDA_BASES = ("base", "root")


class Surroundings(Frozen):
    """What a search depends on: the working directory (absolute), the environment variables, the cache.

    `os_name` is `posix` or `nt`.
    """

    cwd: str
    environ: Mapping[str, str]
    cache: Cache | None = None
    os_name: str = os.name


class Candidate(Frozen):
    """One place to look at: the executable's path (maybe relative), or why there is none.

    `shown` is what messages call the place; empty for the path itself.
    """

    source: Source
    path: str = ""
    shown: str = ""
    error: PythonError | None = None


def parent_candidates(around: Surroundings) -> Iterator[Candidate]:
    """Yield the interpreter that runs the program (`python -m uv`), where one does and says so."""
    parent = around.environ.get("UV_INTERNAL__PARENT_INTERPRETER")
    if parent:
        yield Candidate(source="parent interpreter", path=parent)


def virtual_candidates(around: Surroundings) -> Iterator[Candidate]:
    """Yield the active environment, the active conda one, then the `.venv` of this directory or of one above."""
    active = around.environ.get("VIRTUAL_ENV")
    if active:
        yield Candidate(source="active virtual environment", path=paths.environment_python(active, around.os_name))
    conda = _conda_prefix(around, base=False)
    if conda:
        yield Candidate(source="conda prefix", path=_conda_python(conda, around.os_name))
    found = _nearest_environment(around.cwd)
    if found is None:
        return
    if os.path.isfile(os.path.join(found, "pyvenv.cfg")):
        yield Candidate(source="virtual environment", path=paths.environment_python(found, around.os_name))
    else:
        yield Candidate(source="virtual environment", error=BrokenEnvironmentError(found))


def system_candidates(
    request: PythonRequest, around: Surroundings, preference: PythonPreference
) -> Iterator[Candidate]:
    """Yield the base conda environment, the managed installations and the search path, as the preference orders."""
    base = _conda_prefix(around, base=True)
    if base and preference != "only-managed":
        yield Candidate(source="base conda prefix", path=_conda_python(base, around.os_name))
    managed = (
        Candidate(source="managed installations", path=path)
        for path in managed_installations(around.environ, request, os_name=around.os_name)
    )
    if preference == "only-managed":
        yield from managed
    elif preference == "only-system":
        yield from path_candidates(request, around)
    elif preference == "system":
        yield from path_candidates(request, around)
        yield from managed
    else:
        yield from managed
        yield from path_candidates(request, around)


def path_candidates(request: PythonRequest, around: Surroundings) -> Iterator[Candidate]:
    """Yield the executables on `PATH` that may be what is asked for: exact names first, directory by directory."""
    exact = [request.text] if request.kind == "name" else executable_names(request)
    first = True
    for directory in _search_path(around):
        for path in _executables(directory, exact, request, around.os_name):
            source: Source = "first executable in the search path" if first else "search path"
            first = False
            yield Candidate(source=source, path=path)


def executable_names(request: PythonRequest) -> list[str]:
    """Return the file names (without suffix) that such a Python may have, likeliest first."""
    version = request.version
    # Only a version without a name, or nothing at all, makes the generic name likelier than `python3`.
    implementations = [request.implementation] if request.implementation else []
    if request.kind == "any":
        implementations = [*_IMPLEMENTATIONS]
    if version is None or not (version.release or version.is_range):
        numbers = ["", "3"]
    elif version.is_range:
        numbers = ["3", ""]
    else:
        release = [str(part) for part in version.release]
        if version.pre:
            release = release[:2]
        numbers = [".".join(release[:count]) for count in range(len(release), 0, -1)] + [""]
    names = [f"{name}{number}" for name in implementations for number in numbers]
    generic = [f"python{number}" for number in numbers]
    names = generic + names if request.kind == "any" else names + generic
    suffix = _suffix(version)
    return [name + end for name in names for end in ((suffix, "") if suffix else ("",))]


def _suffix(version: VersionRequest | None) -> str:
    if version is None:
        return ""
    return ("t" if version.freethreaded else "") + ("d" if version.variant.endswith("debug") else "")


def _search_path(around: Surroundings) -> Iterator[str]:
    seen = set()
    for entry in around.environ.get("PATH", "").split(";" if around.os_name == "nt" else ":"):
        directory = os.path.join(around.cwd, entry) if entry else ""
        if directory and directory not in seen:
            seen.add(directory)
            yield directory


def _executables(directory: str, exact: list[str], request: PythonRequest, os_name: str) -> Iterator[str]:
    end = ".exe" if os_name == "nt" else ""
    for name in exact:
        path = os.path.join(directory, name if name.endswith(end) else name + end)
        if _is_executable(path):
            yield path
    if request.kind == "name" or (request.version is not None and _is_exact(request.version)):
        return
    for name in _versioned_names(directory, end):
        major, minor = name.removesuffix(end).removeprefix("python").rstrip("t").split(".")
        if name.removesuffix(end) in exact:
            continue
        if request.version is None or request.version.covers(int(major), int(minor)):
            path = os.path.join(directory, name)
            if _is_executable(path):
                yield path


def _is_exact(version: VersionRequest) -> bool:
    return len(version.release) > 1


def _versioned_names(directory: str, end: str) -> Iterator[str]:
    """Yield the names like `python3.12` and `python3.13t` in a directory, in the order the system lists them."""
    try:
        entries = os.listdir(directory)
    except OSError:
        return
    for name in entries:
        if name.startswith("python3.") and name.endswith(end):
            minor = name.removesuffix(end)[8:].removesuffix("t")
            if minor.isdigit() and len(minor) <= 3 and int(minor) >= 6:  # noqa: PLR2004 - the oldest that is supported
                yield name


def _is_executable(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _conda_prefix(around: Surroundings, *, base: bool) -> str | None:
    """Return the active conda prefix if it is (or is not) conda's own environment, which counts as a system one."""
    prefix = around.environ.get("CONDA_PREFIX")
    if not prefix:
        return None
    name = around.environ.get("CONDA_DEFAULT_ENV")
    # Conda names environments made with `--prefix` by their path, and so may the variable be.
    is_base = name in _CONDA_BASES
    return prefix if is_base is base else None


def _conda_python(prefix: str, os_name: str) -> str:
    return os.path.join(prefix, "python.exe") if os_name == "nt" else paths.environment_python(prefix, os_name)


def _nearest_environment(cwd: str) -> str | None:
    """Return the environment that the directory is in, or the `.venv` in it; else the same of the directories above."""
    directory = cwd
    while True:
        if os.path.isfile(os.path.join(directory, "pyvenv.cfg")):
            return directory
        inner = os.path.join(directory, ".venv")
        if os.path.isdir(inner):
            return inner
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
