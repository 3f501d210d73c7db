"""`Frontend`: one source tree through the hooks of its backend: requirements, metadata, wheel."""

from __future__ import annotations

import os

from puv.builder.errors import BackendError, HookError
from puv.builder.hooks import HookCall, MissingHook, call_hook
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from puv.builder.ports import BuildEnvironment, EnvironmentPort
    from puv.builder.tree import SourceTree
    from puv.cancel import CancelToken
    from puv.events import Reporter


class FrontendOptions(Frozen):
    """How a tree is built. `scratch` is an existing directory (absolute) for what the build leaves behind.

    `label` names the build in events. Without `isolated` the environment is taken as it is.
    """

    scratch: str
    label: str
    report: Reporter
    cancel: CancelToken | None = None
    config_settings: Mapping[str, str | list[str]] = {}
    isolated: bool = True


class Frontend:
    """Builds one tree. Each step is done once; the environment is made when the first hook is called."""

    __slots__ = ("_environment", "_environments", "_metadata_directory", "_options", "_tree")

    def __init__(self, tree: SourceTree, environments: EnvironmentPort, options: FrontendOptions) -> None:
        self._tree, self._environments, self._options = tree, environments, options
        self._environment: BuildEnvironment | None = None
        self._metadata_directory = ""

    def metadata(self) -> bytes | None:
        """Return the text of METADATA without building a wheel, None when the backend does not offer that.

        Raises:
            BackendError: the backend failed.
            PuvError: what it needs cannot be had.
        """
        into = os.path.join(self._options.scratch, "metadata")
        os.makedirs(into, exist_ok=True)
        hook = f"prepare_metadata_for_build_{self._kind}"
        name = self._call(hook, into, self._settings())
        if name is MissingHook:
            return None
        path = os.path.join(into, os.path.basename(str(name)))
        try:
            with open(os.path.join(path, "METADATA"), "rb") as stream:
                text = stream.read()
        except OSError as error:
            raise self._nonsense(hook, name) from error
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
        name = self._call(hook, into, self._settings(), self._metadata_directory or None)
        path = os.path.join(into, os.path.basename(str(name)))
        if name is MissingHook or not path.endswith(".whl") or not os.path.isfile(path):
            raise self._nonsense(hook, None if name is MissingHook else name)
        return path

    @property
    def _kind(self) -> str:
        return "editable" if self._tree.editable else "wheel"

    def _settings(self) -> dict[str, str | list[str]]:
        return dict(self._options.config_settings)

    def _nonsense(self, hook: str, answer: object) -> BackendError:
        what = "is not there" if answer is None else f"answered {answer!r}, which it did not make"
        error = BackendError()
        error.__cause__ = HookError(f"Call to `{self._tree.build_system.build_backend}.{hook}`", what, "", "")
        return error

    def _prepared(self) -> BuildEnvironment:
        """Return the environment with everything that the tree and its backend ask for."""
        found = self._environment
        if found is not None:
            return found
        requires = self._tree.build_system.requires
        if not self._options.isolated:
            found = self._environments.provision((), None, "")
        else:
            found = self._environments.provision(requires, None, "build-system.requires")
            hook = f"get_requires_for_build_{self._kind}"
            more = self._call_in(found, hook, (self._settings(),))
            if more is not MissingHook and more:
                if not isinstance(more, list) or not all(isinstance(text, str) for text in more):
                    raise self._nonsense(hook, more)
                found = self._environments.provision((*requires, *more), found, hook)
        self._environment = found
        return found

    def _call(self, hook: str, *arguments: Any) -> Any:
        return self._call_in(self._prepared(), hook, arguments)

    def _call_in(self, environment: BuildEnvironment, hook: str, arguments: tuple[Any, ...]) -> Any:
        tree, options = self._tree, self._options
        call = HookCall(
            backend=tree.build_system.build_backend, hook=hook, arguments=arguments,
            path=[os.path.normpath(os.path.join(tree.path, place)) for place in tree.build_system.backend_path],
            cwd=tree.path, label=options.label, scratch=options.scratch,
        )  # fmt: skip
        return call_hook(call, environment, options.report, options.cancel)
