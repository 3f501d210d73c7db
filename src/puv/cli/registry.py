"""Which commands there are, and where each is. Nothing is imported before it is needed."""

from __future__ import annotations

import sys

from puv.cli.command import PROGRAM, Command
from puv.cli.options import tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

COMMANDS = {
    "pip compile": "pip.compile",
    "pip sync": "pip.sync",
    "pip install": "pip.install",
    "pip uninstall": "pip.uninstall",
    "pip freeze": "pip.freeze",
    "pip list": "pip.list",
    "pip show": "pip.show",
    "pip tree": "pip.tree",
    "pip check": "pip.check",
    "init": "init",
    "run": "run",
    "add": "add",
    "remove": "remove",
    "upgrade": "upgrade",
    "version": "version",
    "build": "build",
    "lock": "lock",
    "sync": "sync",
    "export": "export",
    "tree": "tree",
    "why": "why",
    "why-not": "why_not",
    "workspace list": "workspace.list",
    "workspace metadata": "workspace.metadata",
    "workspace dir": "workspace.dir",
    "venv": "venv",
    "publish": "publish",
    "auth login": "auth.login",
    "auth logout": "auth.logout",
    "auth token": "auth.token",
    "auth dir": "auth.dir",
    "format": "format",
    "check": "check",
    "audit": "audit",
    "python list": "python.list",
    "python install": "python.install",
    "python upgrade": "python.upgrade",
    "python find": "python.find",
    "python pin": "python.pin",
    "python dir": "python.dir",
    "python uninstall": "python.uninstall",
    "python update-shell": "python.update_shell",
    "cache clean": "cache.clean",
    "cache prune": "cache.prune",
    "cache dir": "cache.dir",
    "cache size": "cache.size",
    "tool run": "tool.run",
    "tool install": "tool.install",
    "tool upgrade": "tool.upgrade",
    "tool list": "tool.list",
    "tool audit": "tool.audit",
    "tool uninstall": "tool.uninstall",
    "tool update-shell": "tool.update_shell",
    "tool dir": "tool.dir",
    "tool uvx": "tool.uvx",
    "self update": "self_update",
    "self version": "self_version",
    "generate-shell-completion": "completion",
    "help": "help",
}
_ABOUTS = {
    "auth": "Manage credentials",
    "run": "Run a command or script",
    "init": "Create a new project",
    "add": "Add dependencies to the project",
    "remove": "Remove dependencies from the project",
    "version": "Show or change the version of the project",
    "sync": "Update the environment of the project",
    "lock": "Update the lockfile of the project",
    "export": "Write the lockfile of the project in another format",
    "tree": "Draw what the project needs as a tree",
    "format": "Format the Python code of the project",
    "check": "Run checks on the project",
    "audit": "Look for known vulnerabilities in what the project needs",
    "why": "Tell why a package is there",
    "why-not": "Tell why a version of a package cannot be had",
    "tool": "Run and install commands that packages provide",
    "python": "Manage Pythons: find, download and pin them",
    "pip": "Manage packages through an interface like pip's",
    "venv": "Create a virtual environment",
    "build": "Build source distributions and wheels",
    "publish": "Upload distributions to an index",
    "workspace": "Look at workspaces",
    "cache": "Manage the cache",
    "self": "Manage puv itself",
    "help": "Show the documentation of a command",
    "workspace metadata": "Show what a workspace is made of, for other programs",
    "workspace dir": "Show where a member of a workspace is",
    "workspace list": "List the members of a workspace",
    "pip compile": "Pin what a `requirements.in` file needs, as a `requirements.txt` or `pylock.toml` file",
    "pip sync": "Make an environment hold what a `requirements.txt` or `pylock.toml` file lists",
    "pip install": "Install packages into an environment",
    "pip uninstall": "Uninstall packages from an environment",
    "pip freeze": "List the packages of an environment as requirements",
    "pip list": "List the packages of an environment as a table",
    "pip show": "Show what is known of installed packages",
    "pip tree": "Draw the packages of an environment as a tree, each above what it needs",
    "pip check": "Check that the packages of an environment fit together",
    "auth login": "Store the credentials of a service",
    "auth logout": "Forget the credentials of a service",
    "auth token": "Show the stored token or password of a service",
    "auth dir": "Show where credentials are stored",
    "python list": "List the Pythons that are there and those that can be downloaded",
    "python install": "Download and install Pythons",
    "python upgrade": "Upgrade installed Pythons to their newest patch release",
    "python find": "Show the Python that would be used",
    "python pin": "Pin a directory to a Python",
    "python dir": "Show where Python installations are",
    "python uninstall": "Uninstall Pythons",
    "python update-shell": "Put the directory of Python's executables on the `PATH`",
    "cache clean": "Remove everything from the cache, or what belongs to given packages",
    "cache prune": "Remove from the cache what nothing can use any more",
    "cache dir": "Show where the cache is",
    "cache size": "Show how much space the cache takes",
    "tool run": "Run a command that a package provides",
    "tool install": "Install commands that a package provides",
    "tool upgrade": "Upgrade installed tools",
    "tool list": "List installed tools",
    "tool audit": "Audit installed tools and their dependencies",
    "tool uninstall": "Uninstall tools",
    "tool update-shell": "Put the directory of the tools' executables on the `PATH`",
    "tool dir": "Show where tools are",
    "self update": "Update puv, where it can do so",
    "self version": "Show the version of puv",
}
_ALIASES = {
    (): {
        "v": "venv", "virtualenv": "venv",
        "generate-shell-completion": "generate-shell-completion", "upgrade": "upgrade",
    },
    ("pip",): {"ls": "list"},
    ("tool",): {"uvx": "uvx", "update": "upgrade", "ls": "list", "ensurepath": "update-shell"},
    ("python",): {"ls": "list", "ensurepath": "update-shell"},
    ("cache",): {"clear": "clean"},
}  # fmt: skip


def module(path: tuple[str, ...]) -> ModuleType:
    """Import the module that runs a command."""
    return imported(f"puv.cli.commands.{COMMANDS[' '.join(path)]}")


def find(path: tuple[str, ...], program: str = PROGRAM) -> Command:
    """Return the command at a path, `()` the program itself. Raises `KeyError` where there is none."""
    name = " ".join(path)
    command: Command = imported(f"puv.cli.options.{COMMANDS[name]}").COMMAND if name in COMMANDS else _family(path)
    return command if program == PROGRAM else command.replace(program=program)


def imported(name: str) -> ModuleType:
    """Import a module by its full name."""
    # `importlib` would cost 2 ms for the same.
    __import__(name)
    return sys.modules[name]


def _family(path: tuple[str, ...]) -> Command:
    name = " ".join(path)
    if path and name not in _ABOUTS:
        raise KeyError(name)
    prefix = f"{name} " if name else ""
    below = {
        key[len(prefix) :]: about
        for key, about in _ABOUTS.items()
        if key.startswith(prefix) and " " not in key[len(prefix) :]
    }
    return Command(
        path=path,
        about=_ABOUTS[name] if name else "A very fast Python package manager",
        options=tables.ROOT if not path else (*tables.FAMILY.get(name, ()), *tables.EVERYWHERE),
        subcommands=below,
        aliases=_ALIASES.get(path, {}),
        more=path != ("self",),
    )
