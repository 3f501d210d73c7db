"""Shells: which one the user has, and how it puts a directory on its PATH. Pure."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


def shell_of(environ: Mapping[str, str], os_name: str = os.name) -> str:
    """Return the user's shell: what a running one says of itself, else `SHELL`; empty for one nobody knows."""
    running = (name for variable, name in _RUNNING if environ.get(variable))
    found = next(running, "") or _SHELLS.get(environ.get("SHELL", "").rsplit("/", 1)[-1], "")
    if found or "PSModulePath" not in environ:
        return found or ("cmd" if os_name == "nt" else "")
    return "powershell"


def path_command(directory: str, shell: str) -> str:
    """Return the command that puts a directory on a shell's PATH, empty for shells that have none."""
    escaped = directory.replace("\\", "\\\\").replace('"', '\\"')
    if shell in {"bash", "zsh", "ksh"}:
        return f'export PATH="{escaped}:$PATH"'
    if shell == "fish":
        return f'fish_add_path "{escaped}"'
    if shell == "csh":
        return f'setenv PATH "{escaped}:$PATH"'
    if shell == "powershell":
        return f'$env:PATH = "{escaped};$env:PATH"'
    if shell == "cmd":
        return f'set PATH="{escaped};%PATH%"'
    return ""


def title_of(shell: str) -> str:
    """Return how messages call a shell."""
    return {"powershell": "Powershell", "nu": "Nushell", "cmd": "Cmd"}.get(shell, shell.capitalize())


def configuration_files(shell: str, environ: Mapping[str, str], exists: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the absolute paths of the files in which a shell's PATH is set, empty for shells that have none.

    bash reads the first of three files as a login shell and `.bashrc` otherwise, ksh `.profile` and `.kshrc`; the
    first that exists is taken where there are several, else the first of all.
    """
    home = environ.get("HOME", "")
    if not home:
        return ()
    zsh = environ.get("ZDOTDIR") or home
    fish = environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    choices = {
        "bash": ((home, ".bash_profile", ".bash_login", ".profile"), (home, ".bashrc")),
        "ksh": ((home, ".profile"), (home, ".kshrc")),
        "zsh": ((zsh, ".zshenv"),),
        "fish": ((os.path.join(fish, "fish"), "config.fish"),),
        "csh": ((home, ".cshrc"), (home, ".login")),
    }
    found = []
    for base, *names in choices.get(shell, ()):
        paths = [os.path.join(base, name) for name in names]
        found.append(next(filter(exists, paths), paths[0]))
    return tuple(found)
