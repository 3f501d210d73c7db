"""`puv self version`."""

from __future__ import annotations

from puv._version import UV_VERSION, __version__, platform_triple, version_text
from puv.cli.command import PROGRAM
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the version."""
    del settings
    number = __version__ if runtime.program == PROGRAM else UV_VERSION
    if line["output_format"] == "json":
        import json  # a rare output format

        document = {
            "package_name": runtime.program, "version": number, "commit_info": None,
            "target_triple": platform_triple(),
        }  # fmt: skip
        return Rendered(stdout=json.dumps(document, indent=2) + "\n", told=True)
    return Rendered(stdout=f"{number}\n" if line["short"] else f"{version_text(runtime.program)}\n", told=True)
