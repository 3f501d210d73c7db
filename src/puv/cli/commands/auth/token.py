"""`puv auth token`."""

from __future__ import annotations

from puv.cli.rendered import Rendered
from puv.ops.auth import AuthTokenRequest, auth_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the secret."""
    request = AuthTokenRequest(service=line["service"], username=line["username"])
    return Rendered(stdout=f"{auth_token(request, settings, runtime).secret}\n")
