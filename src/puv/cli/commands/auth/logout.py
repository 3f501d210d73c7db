"""`puv auth logout`."""

from __future__ import annotations

from puv.cli.output.console import BOLD, CYAN, DEFAULT, PLAIN
from puv.cli.rendered import Rendered
from puv.ops.auth import AuthLogoutRequest, auth_logout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Forget credentials, and say whose."""
    request = AuthLogoutRequest(service=line["service"], username=line["username"])
    entry = auth_logout(request, settings, runtime).entry
    return Rendered(stderr=f"Removed credentials for {CYAN}{BOLD}{entry}{PLAIN}{DEFAULT}\n")
