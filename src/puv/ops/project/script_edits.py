"""`ScriptEdit`: a script whose metadata changes, and its lock."""

from __future__ import annotations

import os

from puv.lockfile.write import render_lock
from puv.ops.project.edits import quieter
from puv.ops.project.lock import Locking, lock_workspace
from puv.ops.project.rewrite import Rewrite
from puv.ops.project.scripts import script_of
from puv.ops.steps.workspaces import project_files
from puv.standards.inline_script import with_block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.project.edits import Relocking
    from puv.ops.project.requests import LockReport
    from puv.ops.project.scripts import FoundScript
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class ScriptEdit:
    """One script under change."""

    def __init__(self, script: FoundScript, runtime: Runtime) -> None:
        """Remember the text of the script."""
        self._script, self._runtime = script, runtime
        with open(script.path, encoding="utf-8", newline="") as stream:
            self._text = stream.read()

    @property
    def has_lock(self) -> bool:
        """Whether the script has a lock."""
        return os.path.exists(self._script.lock_path)

    def lock(self, block: str, locking: Relocking, settings: Settings) -> LockReport:
        """Lock the script as it is with another text in its block; write nothing.

        Raises:
            PuvError: as `puv.ops.project.lock.lock`.
        """
        script = script_of(with_block(self._text, block), self._script.path, self._runtime)
        wanted = Locking(
            path=script.lock_path, workspace=script.workspace, files=project_files(self._runtime),
            interpreter=locking.interpreter, pythons=script.pythons_with(locking.interpreter),
            requirements=script.requirements, locked=locking.locked, dry_run=True, limits=locking.limits,
        )  # fmt: skip
        runtime = quieter(self._runtime) if locking.quiet else self._runtime
        return lock_workspace(wanted, script.settings(settings), runtime)

    def write(self, block: str, lock: LockReport | None) -> None:
        """Write the script with another block, and its lock where it has one."""
        with Rewrite(self._script.lock_path, script=self._script.path) as files:
            files.write(self._script.path, with_block(self._text, block))
            if lock is not None and self.has_lock:
                files.write(self._script.lock_path, render_lock(lock.lock))
