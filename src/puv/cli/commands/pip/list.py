"""`puv pip list`."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.commands.pip import tables as pip
from puv.cli.commands.tables import CACHE, CERT, GLOBAL, PLACES, SYSTEM, VERSION_CHECK, python
from puv.cli.output.listing import render_list
from puv.ops.pip.list import pip_list
from puv.ops.pip.requests import PipListRequest
from puv.settings.option import own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

COMMAND = Command(
    path=("pip", "list"),
    about="List the packages of an environment as a table",
    options=(
        own("editable", flag="--editable", short="e", help="Show only editable packages"),
        pip.EXCLUDE_EDITABLE.change(conflicts=("--editable",)),
        pip.EXCLUDE,
        own(
            "format", flag="--format", value_name="FORMAT", default="columns", shown_default="columns",
            choices={"columns": "A table", "freeze": "Requirements, one per line", "json": "JSON"},
            help="How the list is written",
        ),
        own(
            "outdated", flag="--outdated", negative="--no-outdated", help="Show only packages with a newer version",
            long_help="Show only packages with a newer version.\n\nThat version stands beside the installed one.",
        ),
        *pip.STRICT, *CERT, *SYSTEM, *PLACES, *pip.INDEX, *pip.EXCLUDE_NEWER, *python("to list the packages of"),
        *CACHE, *GLOBAL, *VERSION_CHECK,
    ),
)  # fmt: skip


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """List what is installed."""
    request = PipListRequest(
        editable=line["editable"],
        exclude_editable=line["exclude_editable"],
        exclude=line["exclude"],
        outdated=line["outdated"],
        strict=settings.pip.strict,
    )
    return render_list(pip_list(request, settings, runtime), line["format"], outdated=line["outdated"])
