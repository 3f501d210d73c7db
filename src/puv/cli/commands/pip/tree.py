"""`puv pip tree`."""

from __future__ import annotations

from puv.cli.output.tree import TreeStyle, render_tree
from puv.ops.pip.requests import PipTreeRequest
from puv.ops.pip.tree import pip_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Draw the tree; `-q` leaves only the exit code."""
    request = PipTreeRequest(
        package=line["package"], prune=line["prune"], invert=line["invert"], outdated=line["outdated"],
        strict=settings.pip.strict,
    )  # fmt: skip
    style = TreeStyle(
        depth=line["depth"], no_dedupe=line["no_dedupe"], invert=line["invert"],
        specifiers=line["show_version_specifiers"],
    )  # fmt: skip
    rendered = render_tree(pip_tree(request, settings, runtime), style)
    return rendered.replace(stdout="") if settings.output.quiet else rendered
