"""`Target`: where packages go, and how this process comes to see them there."""

from __future__ import annotations

import os
import sys

from puv.api import staging
from puv.api.inspecting import InstalledPackage, installed_packages
from puv.api.interpreter import Interpreter
from puv.errors import TargetError
from puv.frozen import Frozen
from puv.model.layout import Layout
from puv.python.environment import Environment
from puv.python.interpreter import startable

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable, Mapping
    from types import ModuleType
    from typing import Literal, TypeAlias

    TargetKind: TypeAlias = Literal["venv", "directory", "prefix", "installation"]
    Scripts: TypeAlias = Literal["install", "skip"]


class Target(Frozen):
    """A place that packages are installed into, for one interpreter. A description: making one changes nothing.

    `path` is absolute: the environment, the directory or the prefix. With `scripts="skip"` no commands are installed,
    which need an interpreter to start with.
    """

    kind: TargetKind
    path: str
    interpreter: Interpreter
    scripts: Scripts = "install"

    @classmethod
    def venv(cls, path: str | os.PathLike[str]) -> Target:
        """Return a virtual environment that exists; `Session.venv` makes one.

        Raises:
            NotAnEnvironment: it is none.
        """
        prefix = os.path.abspath(path)
        return cls(kind="venv", path=prefix, interpreter=Interpreter.in_environment(prefix))

    @classmethod
    def directory(
        cls, path: str | os.PathLike[str], interpreter: Interpreter | None = None, *, scripts: Scripts | None = None
    ) -> Target:
        """Return a flat directory of packages, for an application that puts it on `sys.path`. It need not exist.

        `interpreter` is by default the one that runs this process. Commands go to `bin` (`Scripts`) below it; by
        default they are skipped where the interpreter has no executable.
        """
        return cls._elsewhere("directory", path, interpreter, scripts)

    @classmethod
    def prefix(
        cls, path: str | os.PathLike[str], interpreter: Interpreter | None = None, *, scripts: Scripts | None = None
    ) -> Target:
        """Return a directory that is laid out like an environment; arguments as those of `directory`."""
        return cls._elsewhere("prefix", path, interpreter, scripts)

    @classmethod
    def current(cls) -> Target:
        """Return what this process's own `import` sees: its environment, or its installation."""
        interpreter = Interpreter.current()
        prefix = os.path.abspath(interpreter.prefix)
        scripts: Scripts = "install" if startable(interpreter).executable else "skip"
        return cls(kind="installation", path=prefix, interpreter=interpreter, scripts=scripts)

    @classmethod
    def of(cls, environment: Environment) -> Target:
        """Return what a verb has found."""
        interpreter = Interpreter.of_facts(environment.interpreter)
        kinds: dict[str, TargetKind] = {"target": "directory", "prefix": "prefix"}
        kind = kinds.get(environment.kind, "venv" if environment.is_virtual else "installation")
        scripts: Scripts = "install" if startable(interpreter).executable else "skip"
        return cls(kind=kind, path=environment.root, interpreter=interpreter, scripts=scripts)

    @classmethod
    def _elsewhere(
        cls, kind: Literal["directory", "prefix"], path: str | os.PathLike[str], interpreter: Interpreter | None,
        scripts: Scripts | None,
    ) -> Target:  # fmt: skip
        chosen = interpreter or Interpreter.current()
        default: Scripts = "install" if chosen.executable else "skip"
        wanted = scripts or default
        if wanted == "install" and not chosen.executable:
            hint = "Use `scripts='skip'`, or an interpreter that has an executable"
            raise TargetError("Commands need an interpreter to start with", path=os.fspath(path), hints=(hint,))
        return cls(kind=kind, path=os.path.abspath(path), interpreter=chosen, scripts=wanted)

    # --- where things are ---------------------------------------------------------------------------------------

    def environment(self) -> Environment:
        """Return the environment as verbs take it, with every path."""
        interpreter = self.interpreter
        if self.kind == "installation":
            found = Environment.of(startable(interpreter))
            found = found.replace(interpreter=interpreter)
        elif self.kind == "venv":
            found = Environment.of(interpreter)
        else:
            found = _without_place(interpreter)
            found = found.with_target(self.path) if self.kind == "directory" else found.with_prefix(self.path)
        if self.scripts == "skip":
            found = found.replace(layout=found.layout.replace(scripts=""))
        return found

    @property
    def site_packages(self) -> tuple[str, ...]:
        """The directories that modules are in: one, or two where the platform's own are kept apart."""
        return self.environment().site_packages

    @property
    def python(self) -> str:
        """The path of the interpreter to start for this target, empty where there is none."""
        return self.interpreter.executable

    # --- what it holds ------------------------------------------------------------------------------------------

    def inspect(self) -> tuple[InstalledPackage, ...]:
        """Return what is installed, by name.

        Raises:
            PythonError: a distribution has no valid name and version.
        """
        return installed_packages(self.site_packages)

    def fingerprint(self) -> str:
        """Return a digest of all that is in the target: names, kinds, permissions, and the content of every file.

        The file that guards changes is not counted. Equal digests mean byte-identical targets. Reads everything.
        """
        from puv.api.fingerprint import fingerprint  # only tests and the careful ask

        environment = self.environment()
        roots = environment.site_packages if self.kind == "installation" else (self.path,)
        return fingerprint(roots, without=(environment.layout.lock,))

    # --- making this process see it -----------------------------------------------------------------------------

    def activate(self, system: ModuleType = sys) -> tuple[str, ...]:
        """Let this process import from the target, and return what was added to `sys.path`.

        What was staged is put in place first. Then the directories are added with their `.pth` files, the directories
        of bundled libraries are made known to Windows, and `import` forgets what it had not found. The host owns
        `sys.path`: nothing else of puv changes it.
        """
        from puv.api.activation import activate  # changes the process, which nothing else does

        if self.kind == "directory":
            staging.put_in_place(self.path)
        return activate(self.site_packages, system)

    def stage(self) -> Target:
        """Return a copy of this directory, made beside it, to install into while its files are in use.

        `commit_stage` of this target then has the next `activate` put the copy in its place. Files are linked where
        that is possible. A copy that was begun before is thrown away.

        Raises:
            TargetError: it is no `directory`, or the copy cannot be made.
        """
        self._check_stageable()
        return self.replace(path=staging.begin(self.path))

    def commit_stage(self) -> None:
        """Mark the staged copy as complete.

        Raises:
            TargetError: there is none.
        """
        self._check_stageable()
        staging.commit(self.path)

    def discard_stage(self) -> None:
        """Throw the staged copy away, if there is one."""
        staging.discard(self.path)

    def _check_stageable(self) -> None:
        if self.kind != "directory":
            raise TargetError(f"Only directories can be staged, not `{self.path}`", path=self.path)

    # --- running ------------------------------------------------------------------------------------------------

    def run(
        self, arguments: Iterable[str], *, env: Mapping[str, str] | None = None, cwd: str | None = None,
        timeout: float | None = None, check: bool = False,
    ) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """Start the target's interpreter with arguments, wait for it, and return its status and output (texts).

        `env` is by default this process's. For a directory it names the directory in `PYTHONPATH`.

        Raises:
            TargetError: the target has no interpreter to start.
            subprocess.TimeoutExpired: it took longer than `timeout` seconds, and was ended.
            subprocess.CalledProcessError: with `check`, its status is not 0.
        """
        from puv.api import processes  # only for those who ask for a process

        if not self.python:
            raise TargetError(f"There is no interpreter to start for `{self.path}`", path=self.path)
        own = {}
        if self.kind in ("directory", "prefix"):
            own = {"PYTHONPATH": os.pathsep.join(self.site_packages)}
        return processes.run(
            [self.python, *arguments], environ=processes.variables(env, own), cwd=cwd, timeout=timeout, check=check
        )


def _without_place(interpreter: Interpreter) -> Environment:
    """Return an environment that is nowhere yet, of which only what does not depend on the place is told."""
    nowhere = Layout(
        purelib="", platlib="", scripts="", data="", headers="", executable=interpreter.executable,
        python_version=interpreter.python_version, os_name=interpreter.os_name,
    )  # fmt: skip
    return Environment(interpreter=interpreter, root="", layout=nowhere, site_packages=())
