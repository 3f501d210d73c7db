"""`puv python dir`."""

from __future__ import annotations

import os

from puv.cli.rendered import Rendered
from puv.python.executables import bin_directory
from puv.python.managed import managed_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the directory of installations, or that of executables."""
    del settings
    if line["bin"]:
        place = bin_directory(runtime.environ)
    else:
        place = managed_directory(runtime.environ, os_name=os.name, absolute=False)
    return Rendered(stdout=f"\x1b[36m{place}\x1b[39m\n", told=True)
