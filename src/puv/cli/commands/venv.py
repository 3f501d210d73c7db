"""`puv venv`."""

from __future__ import annotations

import os

from puv.cli.rendered import Rendered
from puv.ops.venv import VenvRequest, venv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Create the environment and tell how to activate it."""
    request = VenvRequest(
        path=line["path"] or "",
        prompt=line["prompt"],
        seed=line["seed"],
        clear=line["clear"],
        force=line["force"],
        allow_existing=line["allow_existing"],
        relocatable=line["relocatable"],
        system_site_packages=line["system_site_packages"],
        no_project=line["no_project"],
    )
    report = venv(request, settings, runtime)
    return Rendered(
        stderr=f"Activate with: \x1b[32m{activation(report.shown_path, runtime.environ.get('SHELL', ''))}\x1b[39m\n"
    )


def activation(path: str, shell: str, os_name: str = os.name) -> str:
    """Return the command that activates the environment in the user's shell."""
    if os_name == "nt":
        return f"{path}\\Scripts\\activate"
    name = shell.rsplit("/", 1)[-1]
    suffix = {"fish": ".fish", "csh": ".csh", "tcsh": ".csh", "nu": ".nu"}.get(name, "")
    program = "overlay use" if name == "nu" else "source"
    script = f"{path}/bin/activate{suffix}"
    return f"{program} '{script}'" if " " in script else f"{program} {script}"
