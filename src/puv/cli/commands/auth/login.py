"""`puv auth login`."""

from __future__ import annotations

from puv.cli.output.console import BOLD, CYAN, DEFAULT, PLAIN
from puv.cli.rendered import Rendered
from puv.ops.auth import AuthLoginRequest, auth_login

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Store credentials, and say whose."""
    request = AuthLoginRequest(
        service=line["service"], username=line["username"], password=line["password"], token=line["token"]
    )
    entry = auth_login(request, settings, runtime).entry
    return Rendered(stderr=f"Stored credentials for {CYAN}{BOLD}{entry}{PLAIN}{DEFAULT}\n")
