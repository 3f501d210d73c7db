"""`Environment`: an interpreter together with the place that packages are installed into."""

from __future__ import annotations

import os

from puv.cache.keys import digest
from puv.frozen import Frozen
from puv.model.layout import Layout
from puv.python.config import read_config
from puv.python.errors import ExternallyManagedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.python.interpreter import Interpreter


class Environment(Frozen):
    """Where a command installs.

    `root` is the absolute directory that messages name: the environment's, or that of `--target` and `--prefix`.
    `site_packages` are the absolute directories to look for installed packages in, without repeats. `kind` is
    `environment` (virtual or not), `target` or `prefix`.
    """

    interpreter: Interpreter
    root: str
    layout: Layout
    site_packages: tuple[str, ...]
    kind: Literal["environment", "target", "prefix"] = "environment"

    @classmethod
    def of(cls, interpreter: Interpreter) -> Environment:
        """Return the environment that the interpreter runs in."""
        scheme, root = interpreter.scheme, interpreter.prefix
        relocatable = False
        lock = os.path.join(root, ".lock")
        if interpreter.is_virtualenv:
            relocatable = read_config(root).get("relocatable", "").lower() == "true"
        else:
            lock = system_lock(root)
        layout = Layout(
            purelib=scheme["purelib"],
            platlib=scheme["platlib"],
            scripts=scheme["scripts"],
            data=scheme["data"],
            headers=scheme["include"],
            executable=interpreter.executable,
            python_version=interpreter.python_version,
            os_name=interpreter.os_name,
            relocatable=relocatable,
            lock=lock,
        )
        return cls(interpreter=interpreter, root=root, layout=layout, site_packages=interpreter.site_packages())

    def with_target(self, directory: str) -> Environment:
        """Return the flat directory of `--target` (absolute), for this interpreter."""
        scripts = "Scripts" if self.layout.os_name == "nt" else "bin"
        layout = self.layout.replace(
            purelib=directory,
            platlib=directory,
            scripts=os.path.join(directory, scripts),
            data=directory,
            headers=os.path.join(directory, "include"),
            relocatable=False,
            lock=os.path.join(directory, ".lock"),
        )
        return self.replace(root=directory, layout=layout, site_packages=(directory,), kind="target")

    def with_prefix(self, directory: str) -> Environment:
        """Return the directory of `--prefix` (absolute), laid out like an environment of this interpreter."""
        scheme = {name: os.path.join(directory, path) for name, path in self.interpreter.venv_scheme.items()}
        layout = self.layout.replace(
            purelib=scheme["purelib"],
            platlib=scheme["platlib"],
            scripts=scheme["scripts"],
            data=os.path.normpath(os.path.join(directory, scheme["data"])),
            headers=scheme["include"],
            relocatable=False,
            lock=os.path.join(directory, ".lock"),
        )
        site_packages = tuple(dict.fromkeys((scheme["purelib"], scheme["platlib"])))
        return self.replace(root=directory, layout=layout, site_packages=site_packages, kind="prefix")

    @property
    def is_virtual(self) -> bool:
        """Whether this is a virtual environment itself."""
        return self.kind == "environment" and self.interpreter.is_virtualenv

    def refuse_if_externally_managed(self, *, system: bool = False, uninstalling: bool = False) -> None:
        """Raise if the system's package manager alone may change this installation; `system` is `--system`.

        Raises:
            ExternallyManagedError: it says so itself (PEP 668).
        """
        message = self.interpreter.externally_managed() if self.kind == "environment" else None
        if message is None:
            return
        if uninstalling:
            advice = "Consider creating a virtual environment with `puv venv`."
            raise ExternallyManagedError(self.root, message, advice=advice)
        hint = (
            "Virtual environments were not considered due to the `--system` flag"
            if system
            else "Consider creating a virtual environment, e.g., with `puv venv`"
        )
        raise ExternallyManagedError(self.root, message, hints=(hint,))


def system_lock(prefix: str) -> str:
    """Return the lock file for changes to an installation that puv must leave no files in."""
    import tempfile  # only for installations outside environments

    return os.path.join(tempfile.gettempdir(), f"puv-{digest(os.fsencode(prefix))}.lock")
