"""`temporary`: packages for the length of a `with` block."""

from __future__ import annotations

import importlib
import sys

from puv.api.target import Target
from puv.fs.remove import remove_tree
from puv.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any


class temporary:  # noqa: N801 - used like a function, in a `with` statement
    """Install requirements into a directory that lasts as long as the block, and let this process import from it.

        with puv.temporary("rich>=13"):
            import rich

    `session` is what installs (default: one with built-in settings). `activate=False` leaves `sys.path` alone, and
    `options` are those of `Session.install`. At the end the directory goes, with the modules that were imported from
    it; what the caller still holds of them keeps working as far as it needs no files.

    Raises:
        PuvError: on entry; nothing is left behind.
    """

    def __init__(
        self, *requirements: str, session: Session | None = None, activate: bool = True, **options: Any
    ) -> None:
        self._requirements, self._session, self._options = requirements, session, options
        self._activate = activate
        self._target: Target | None = None

    def __enter__(self) -> Target:
        """Install, and return where."""
        import tempfile  # only for those who want something temporary

        target = self._target = Target.directory(tempfile.mkdtemp(prefix="puv-"))
        try:
            if self._session is not None:
                self._session.install(self._requirements, target, **self._options)
            else:
                with Session() as session:
                    session.install(self._requirements, target, **self._options)
        except BaseException:
            remove_tree(target.path)
            raise
        if self._activate:
            sys.path.insert(0, target.path)
            importlib.invalidate_caches()
        return target

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take everything back."""
        target = self._target
        if target is None:
            return
        if self._activate:
            sys.path[:] = [path for path in sys.path if path != target.path]
            for name, module in list(sys.modules.items()):
                place = getattr(module, "__file__", None)
                if isinstance(place, str) and place.startswith(target.path):
                    del sys.modules[name]
            importlib.invalidate_caches()
        remove_tree(target.path)
