"""`puv cache dir`."""

from __future__ import annotations

import os

from puv.cache.directory import default_directory
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the path, as it was written where it was."""
    del line
    home = runtime.environ.get("HOME") or os.path.expanduser("~")
    place = settings.cache.cache_dir or default_directory(runtime.environ, os_name=os.name, home=home)
    return Rendered(stdout=f"\x1b[36m{place}\x1b[39m\n", told=True)
