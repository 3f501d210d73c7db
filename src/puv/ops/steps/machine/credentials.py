"""Find the user's stored credentials."""

from __future__ import annotations

import os

from puv.fetcher.auth.text_store import TextStore, credentials_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime


def text_store(runtime: Runtime) -> TextStore:
    """Return the store of the runtime's user; nothing is read yet."""
    return TextStore(runtime.path(credentials_directory(runtime.environ, os_name=os.name)))
