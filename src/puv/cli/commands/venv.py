"""`puv venv`."""

from __future__ import annotations

import os

from puv.cli.output.changes import change_lines
from puv.cli.rendered import Rendered
from puv.ops.running.shells import shell_of
from puv.ops.venv import VenvRequest, venv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


_ACTIVATIONS = {
    "bash": ("source", ""),
    "zsh": ("source", ""),
    "ksh": (".", ""),
    "fish": ("source", ".fish"),
    "csh": ("source", ".csh"),
    "nu": ("overlay use", ".nu"),
    "powershell": ("", ""),
    "cmd": ("", ".bat"),
}


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
    parts = [] if report.seeds is None else [change_lines(report.seeds.changes)]
    command = activation(report.shown_path, shell_of(runtime.environ))
    if command:
        parts.append(f"Activate with: \x1b[32m{command}\x1b[39m\n")
    return Rendered(stderr="".join(parts))


def activation(path: str, shell: str, os_name: str = os.name) -> str:
    """Return the command that activates the environment in a shell, empty for an unknown one."""
    if not shell:
        return ""
    if os_name == "nt":
        return f"{path}\\Scripts\\activate"
    program, suffix = _ACTIVATIONS[shell]
    script = f"{path}/bin/activate{suffix}"
    if not all(character.isalnum() or character in "/._-+@%:,=~" for character in script):
        script = "'" + script.replace("'", "'\"'\"'") + "'"
    return f"{program} {script}".strip()
