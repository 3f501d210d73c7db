"""`puv self update`."""

from __future__ import annotations

from puv.errors import PuvError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class SelfUpdateError(PuvError):
    """puv was installed by something else, which is to update it."""

    code = "self-update"


class SelfUpdateOfflineError(SelfUpdateError):
    """The network is off."""

    exit_code = 1


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Tell who can update puv.

    Raises:
        SelfUpdateError: always, as with a uv that a package manager installed.
    """
    del line
    if settings.network.offline:
        raise SelfUpdateOfflineError(
            "Self-update is not possible because network connectivity is disabled (i.e., with `--offline`)"
        )
    name = runtime.program
    raise SelfUpdateError(
        f"Self-update is only available for {name} binaries installed via the standalone installation scripts.\n\n"
        f"If you installed {name} with pip, brew, or another package manager, update {name} with "
        "`pip install --upgrade`, `brew upgrade`, or similar."
    )
