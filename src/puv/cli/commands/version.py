"""`puv self version`."""

from __future__ import annotations

from puv._version import version_text
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the version."""
    del settings, runtime
    _name, number, platform = version_text().split(" ")
    if line["output_format"] == "json":
        import json  # a rare output format

        document = {
            "package_name": "puv", "version": number, "commit_info": None, "target_triple": platform.strip("()"),
        }  # fmt: skip
        return Rendered(stdout=json.dumps(document, indent=2) + "\n")
    return Rendered(stdout=f"{number}\n" if line["short"] else f"{version_text()}\n")
