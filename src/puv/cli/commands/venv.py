"""`puv venv`."""

from __future__ import annotations

import os

from puv.cli.output.changes import change_lines
from puv.cli.rendered import Rendered
from puv.ops.venv import VenvRequest, venv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


_RUNNING = (
    ("NU_VERSION", "nu"),
    ("FISH_VERSION", "fish"),
    ("BASH_VERSION", "bash"),
    ("ZSH_VERSION", "zsh"),
    ("KSH_VERSION", "ksh"),
)
_SHELLS = {
    "bash": "bash",
    "zsh": "zsh",
    "fish": "fish",
    "csh": "csh",
    "ksh": "ksh",
    "pwsh": "powershell",
    "powershell": "powershell",
}
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


def shell_of(environ: Mapping[str, str], os_name: str = os.name) -> str:
    """Return the user's shell: what a running one says of itself, else `SHELL`; empty for one nobody knows."""
    running = (name for variable, name in _RUNNING if environ.get(variable))
    found = next(running, "") or _SHELLS.get(environ.get("SHELL", "").rsplit("/", 1)[-1], "")
    if found or "PSModulePath" not in environ:
        return found or ("cmd" if os_name == "nt" else "")
    return "powershell"


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
