"""`puv cache size`."""

from __future__ import annotations

from puv.cli.output.console import BOLD, PLAIN, WARNING
from puv.cli.output.durations import size
from puv.cli.rendered import Rendered
from puv.ops.cache.size import CacheSizeRequest, cache_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_FEATURE = "cache-size"
_EXPERIMENTAL = (
    "`puv cache size` is experimental and may change without warning. Pass `--preview-features cache-size` to disable "
    "this warning."
)


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the size: for people on a terminal, else for programs, unless told which."""
    output = settings.output
    known = output.preview or _FEATURE in output.preview_features
    found = cache_size(CacheSizeRequest(), settings, runtime).size
    style = "human" if line["human"] else line["output_format"]
    bare, friendly = f"{found}\n", f"{size(found)}\n"
    return Rendered(
        stdout=friendly if style == "human" else bare, for_terminals=friendly if style == "auto" else "",
        stderr="" if known else f"{WARNING}{BOLD}{_EXPERIMENTAL}{PLAIN}\n",
    )  # fmt: skip
