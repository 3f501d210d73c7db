"""`BackendProject`: a project as our own backend sees it: its tables, its settings and its modules."""

from __future__ import annotations

import os

from puv.builder.backend.errors import BackendProjectError
from puv.builder.backend.metadata import Distribution, read_distribution
from puv.frozen import Frozen
from puv.settings import shapes
from puv.settings.errors import TomlError
from puv.settings.shapes import WrongError
from puv.settings.toml import parsed, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_TABLE = ("tool", "uv", "build-backend")
#: The directories of `data`, in the order in which they are written.
DATA_KINDS = ("purelib", "platlib", "headers", "scripts", "data")
_STUBS = "-stubs"
_PYPROJECT = "pyproject.toml"


class BackendSettings(Frozen):
    """`[tool.uv.build-backend]`. Paths are relative to the project, with slashes."""

    module_name: tuple[str, ...] = ()
    module_root: str = "src"
    namespace: bool = False
    data: Mapping[str, str] = {}
    source_include: tuple[str, ...] = ()
    source_exclude: tuple[str, ...] = ()
    wheel_exclude: tuple[str, ...] = ()
    default_excludes: bool = True


class BackendProject(Frozen):
    """The project at the absolute `root`. `pyproject` is the text of its file, `document` what it says.

    `modules` are the directories of its modules, relative to the module root, with slashes.
    """

    root: str
    pyproject: str
    document: Mapping[str, Any]
    distribution: Distribution
    settings: BackendSettings
    modules: tuple[str, ...]


def read_project(root: str, shown: str = "") -> BackendProject:
    """Read the project in the directory `root` (absolute), which errors call `shown`.

    Raises:
        BackendProjectError: it is wrong, or cannot be built by this backend.
    """
    path = os.path.join(root, _PYPROJECT)
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            text = stream.read()
    except OSError as error:
        raise BackendProjectError(f"failed to open file `{path}`: {error.strerror} (os error {error.errno})") from None
    try:
        document = parsed(text)
        settings = _settings(document)
        distribution = read_distribution(document, root)
    except TomlError as error:
        raise BackendProjectError(f"Invalid metadata format in: {os.path.join(shown, _PYPROJECT)}") from error
    except WrongError as error:
        located = wrong(text, error.path, str(error), at_key=error.at_key)
        raise BackendProjectError(f"Invalid metadata format in: {os.path.join(shown, _PYPROJECT)}") from located
    modules = _modules(root, settings, distribution, shown)
    return BackendProject(
        root=root, pyproject=text, document=document, distribution=distribution, settings=settings, modules=modules
    )


def _settings(document: Mapping[str, Any]) -> BackendSettings:
    table: Any = document
    for name in _TABLE:
        table = table.get(name, {})
    texts = shapes.sequence(shapes.text())
    read = {
        "module-name": _names, "module-root": shapes.text(expected="path string"), "namespace": shapes.boolean,
        "data": shapes.mapping(shapes.text(expected="path string")), "source-include": texts, "source-exclude": texts,
        "wheel-exclude": texts, "default-excludes": shapes.boolean,
    }  # fmt: skip
    values = {key.replace("-", "_"): shape(table[key], (*_TABLE, key)) for key, shape in read.items() if key in table}
    return BackendSettings(**values)


def _names(value: Any, path: tuple[str | int, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else shapes.sequence(shapes.text())(value, path)


def _modules(root: str, settings: BackendSettings, distribution: Distribution, shown: str) -> tuple[str, ...]:
    """Return the directories of the modules.

    Raises:
        BackendProjectError: one is missing, or its name is none.
    """
    if not _is_inside(settings.module_root):
        raise BackendProjectError(f"Module root must be inside the project: {settings.module_root}")
    for kind, place in settings.data.items():
        if not _is_inside(place):
            message = f"The path for the data directory {kind} must be inside the project: {place}"
            raise BackendProjectError(message)
    names = settings.module_name or (_default_module(distribution.filename),)
    found = sorted(dict.fromkeys(_module(root, settings, name, shown) for name in names))
    # What lies in another module comes with that one.
    return tuple(path for path in found if not any(path.startswith(f"{other}/") for other in found))


def _default_module(filename: str) -> str:
    return filename.removesuffix("_stubs") + _STUBS if filename.endswith("_stubs") else filename


def _module(root: str, settings: BackendSettings, name: str, shown: str) -> str:
    parts = name.split(".")
    for part in parts:
        _check_identifier(part.removesuffix(_STUBS) if part is parts[0] else part, name)
    base = os.path.normpath(os.path.join(root, settings.module_root))
    path = "/".join(parts)
    suffix = ".pyi" if parts[0].endswith(_STUBS) else ".py"
    place = os.path.normpath(os.path.join(shown, settings.module_root))
    if settings.namespace:
        if not os.path.isdir(os.path.join(base, *parts)):
            raise BackendProjectError(f"Expected a Python module at: {os.path.join(place, *parts)}")
        return path
    if not os.path.isfile(os.path.join(base, *parts, f"__init__{suffix}")):
        expected = os.path.join(place, *parts, f"__init__{suffix}")
        raise BackendProjectError(f"Expected a Python module at: {expected}")
    for depth in range(1, len(parts)):
        parent = os.path.join(base, *parts[:depth])
        if any(os.path.isfile(os.path.join(parent, f"__init__{end}")) for end in (".py", ".pyi")):
            where = os.path.join(place, *parts[:depth])
            raise BackendProjectError(
                f"For namespace packages, `__init__.py[i]` is not allowed in parent directory: {where}"
            )
    return path


def _check_identifier(part: str, name: str) -> None:
    if part.isidentifier():
        return
    cause = "An identifier must not be empty"
    if part and not (part[0].isalpha() or part[0] == "_"):
        cause = f"Invalid first character `{part[0]}` for identifier `{part}`, expected an underscore or an alphabetic "
        cause += "character"
    elif part:
        at = next((at for at, letter in enumerate(part) if not (letter.isalnum() or letter == "_")), 0)
        cause = (
            f"Invalid character `{part[at]}` at position {at + 1} for identifier `{part}`, expected an underscore or "
            "an alphanumeric character"
        )
    raise BackendProjectError(f"Invalid module name: {name}") from BackendProjectError(cause)


def _is_inside(path: str) -> bool:
    normal = os.path.normpath(path)
    return not (os.path.isabs(normal) or normal == os.pardir or normal.startswith(os.pardir + os.sep))
