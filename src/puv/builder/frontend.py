"""`Frontend`: one source tree through the hooks of its backend: requirements, metadata, wheel."""

from __future__ import annotations

import os

from puv.builder.errors import BackendPathError, MissingAnswerError
from puv.builder.hooks import Backend, BackendOptions, MissingHook
from puv.builder.tree import build_system
from puv.errors import ParseError
from puv.frozen import Frozen
from puv.settings.shapes import described
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from typing import Any

    from puv.builder.ports import BuildEnvironment, EnvironmentPort
    from puv.builder.tree import SourceTree
    from puv.cancel import CancelToken
    from puv.events import Reporter
    from puv.standards.pyproject import BuildSystem

_DECLARED = "`build-system.requires`"
_LEGACY = "`setup.py` build"


class FrontendOptions(Frozen):
    """How a tree is built. `scratch` is an existing directory (absolute) for what the build leaves behind.

    `label` names the build in events. Without `isolated` the environment is taken as it is. `extra_requires` are
    requirements (PEP 508 texts) beyond those that the tree declares; `limit` is held while a hook runs. With `sdist` it
    is for a source distribution.
    """

    scratch: str
    label: str
    report: Reporter
    cancel: CancelToken | None = None
    config_settings: Mapping[str, str | list[str]] = {}
    isolated: bool = True
    extra_requires: tuple[str, ...] = ()
    sdist: bool = False
    limit: AbstractContextManager[object] | None = None


class Frontend:
    """Builds one tree. Each step is done once; the environment is made when the first hook is called."""

    __slots__ = ("_backend", "_environments", "_metadata_directory", "_options", "_tree")

    def __init__(self, tree: SourceTree, environments: EnvironmentPort, options: FrontendOptions) -> None:
        self._tree, self._environments, self._options = tree, environments, options
        self._backend: Backend | None = None
        self._metadata_directory = ""

    def close(self) -> None:
        """End the backend's process."""
        if self._backend is not None:
            self._backend.close()

    def metadata(self) -> bytes | None:
        """Return the text of METADATA without building a wheel, None when the backend does not offer that.

        Raises:
            BackendError: the backend failed.
            PuvError: what it needs cannot be had.
        """
        into = os.path.join(self._options.scratch, "metadata_directory")
        os.makedirs(into, exist_ok=True)
        hook = f"prepare_metadata_for_build_{self._kind}"
        name = self._prepared().ask(hook, into, self._settings())
        if name is MissingHook or not name:
            return None
        path = os.path.join(into, os.path.basename(str(name)))
        try:
            with open(os.path.join(path, "METADATA"), "rb") as stream:
                text = stream.read()
        except OSError:
            raise MissingAnswerError(os.path.join(path, "METADATA")) from None
        self._metadata_directory = path
        return text

    def wheel(self) -> str:
        """Build, and return the absolute path of the wheel, which lies in the scratch directory.

        Raises:
            BackendError: the backend failed.
            PuvError: what it needs cannot be had.
        """
        into = os.path.join(self._options.scratch, "wheel")
        os.makedirs(into, exist_ok=True)
        hook = f"build_{self._kind}"
        backend = self._prepared()
        name = backend.build(hook, into, self._settings(), self._metadata_directory or None)
        if not name.endswith(".whl"):
            raise backend.failure(hook, 0)
        return os.path.join(into, name)

    def sdist(self) -> str:
        """Build a source distribution; return its absolute path, which lies in the scratch directory.

        Raises:
            BackendError: the backend failed.
            PuvError: what it needs cannot be had.
        """
        into = os.path.join(self._options.scratch, "sdist")
        os.makedirs(into, exist_ok=True)
        return os.path.join(into, self._prepared().build("build_sdist", into, self._settings()))

    @property
    def _kind(self) -> str:
        if self._options.sdist:
            return "sdist"
        return "editable" if self._tree.editable else "wheel"

    def _settings(self) -> dict[str, str | list[str]]:
        return dict(self._options.config_settings)

    def _prepared(self) -> Backend:
        """Return the backend in an environment with everything that the tree and it ask for."""
        if self._backend is not None:
            return self._backend
        system = build_system(self._tree)
        path = _backend_path(self._tree.path, system)
        if not self._options.isolated:
            found = self._environments.provision((), None, "")
            self._backend = self._started(system, path, found)
            return self._backend
        told = _DECLARED if system.is_declared else _LEGACY
        extra = self._options.extra_requires
        requires = (*system.requires, *extra)
        if extra:
            told += " and `extra-build-dependencies`"
        found = self._environments.provision(requires, None, told)
        backend = self._started(system, path, found)
        more = self._asked(backend)
        if more:
            # What the backend sees when it is imported may depend on what is there.
            backend.close()
            found = self._environments.provision((*requires, *more), found, told)
            backend = self._started(system, path, found)
        self._backend = backend
        return backend

    def _started(self, system: BuildSystem, path: list[str], environment: BuildEnvironment) -> Backend:
        options = self._options
        return Backend(
            BackendOptions(
                name=system.build_backend, path=path, cwd=self._tree.path, label=options.label,
                scratch=options.scratch, report=options.report, cancel=options.cancel, limit=options.limit,
            ),
            environment,
        )  # fmt: skip

    def _asked(self, backend: Backend) -> list[str]:
        """Return what the backend needs besides."""
        hook = f"get_requires_for_build_{self._kind}"
        found: Any = backend.ask(hook, self._settings())
        problem = "" if found is MissingHook else _problem(found)
        if problem:
            backend.close()
            raise backend.failure(hook, 0, problem=problem)
        return [] if found is MissingHook else found


def _backend_path(path: str, system: BuildSystem) -> list[str]:
    """Return the directories to look for the backend in.

    Raises:
        BackendPathError: one is outside the tree, or is none.
    """
    found = []
    for entry in system.backend_path:
        place = os.path.normpath(os.path.join(path, entry))
        if os.path.isabs(entry) or not (place + os.sep).startswith(path.rstrip(os.sep) + os.sep):
            raise BackendPathError(f"`backend-path` entry `{entry}` must be a relative path within the source tree")
        if not os.path.isdir(place):
            raise BackendPathError(f"`backend-path` entry `{entry}` does not exist or is not a directory")
        found.append(place)
    return found


def _problem(answer: object) -> str:
    """Return what is wrong with a list of requirements, in the words of uv, which reads it as JSON."""
    import json  # only builds answer

    def at(what: str, column: int) -> str:
        return f"{what} at line 1 column {column}"

    if not isinstance(answer, list):
        kind = "null" if answer is None else described(answer)
        return at(f"invalid type: {kind}, expected a sequence", len(json.dumps(answer)))
    for number, text in enumerate(answer):
        column = len(json.dumps(answer[: number + 1])) - 1
        if not isinstance(text, str):
            return at(f"invalid type: {described(text)}, expected a string", column)
        try:
            parse_requirement(text)
        except ParseError as error:
            carets = " " * error.start + "^" * max(1, error.end - error.start)
            return at(f"{error}\n{text}\n{carets}", column)
    return ""
