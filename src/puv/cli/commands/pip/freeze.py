"""`puv pip freeze`."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.commands.pip import tables as pip
from puv.cli.commands.tables import CACHE, CERT, GLOBAL, PLACES, SYSTEM, VERSION_CHECK, python
from puv.cli.output.listing import render_freeze
from puv.ops.pip.list import pip_list
from puv.ops.pip.requests import PipListRequest
from puv.settings import values
from puv.settings.option import own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

COMMAND = Command(
    path=("pip", "freeze"),
    about="List the packages of an environment as requirements",
    options=(
        pip.EXCLUDE_EDITABLE, pip.EXCLUDE, *pip.STRICT,
        own(
            "path", flag="--path", value_name="PATHS", kind="many", parse=values.path,
            conflicts=("--target", "--prefix"), help="List what is in this directory; may be repeated",
        ),
        *SYSTEM, *PLACES, *CERT, *python("to list the packages of"), *CACHE, *GLOBAL, *VERSION_CHECK,
    ),
)  # fmt: skip


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """List what is installed."""
    request = PipListRequest(
        exclude_editable=line["exclude_editable"], exclude=line["exclude"], path=line["path"],
        strict=settings.pip.strict,
    )  # fmt: skip
    return render_freeze(pip_list(request, settings, runtime))
