"""Which commands there are, and where each is. Nothing is imported before it is needed."""

from __future__ import annotations

from importlib import import_module

from puv.cli.command import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

MODULES = {
    "pip compile": "puv.cli.commands.pip.compile",
    "pip sync": "puv.cli.commands.pip.sync",
    "pip install": "puv.cli.commands.pip.install",
    "pip uninstall": "puv.cli.commands.pip.uninstall",
    "pip freeze": "puv.cli.commands.pip.freeze",
    "pip list": "puv.cli.commands.pip.list",
    "pip check": "puv.cli.commands.pip.check",
    "venv": "puv.cli.commands.venv",
    "cache clean": "puv.cli.commands.cache.clean",
    "cache dir": "puv.cli.commands.cache.dir",
    "self version": "puv.cli.commands.version",
    "help": "puv.cli.commands.help",
}
_ABOUTS = {
    "pip": "Manage packages through an interface like pip's",
    "venv": "Create a virtual environment",
    "cache": "Manage the cache",
    "self": "Manage puv itself",
    "help": "Show the documentation of a command",
    "pip compile": "Pin what a `requirements.in` file needs, as a `requirements.txt` or `pylock.toml` file",
    "pip sync": "Make an environment hold what a `requirements.txt` or `pylock.toml` file lists",
    "pip install": "Install packages into an environment",
    "pip uninstall": "Uninstall packages from an environment",
    "pip freeze": "List the packages of an environment as requirements",
    "pip list": "List the packages of an environment as a table",
    "pip check": "Check that the packages of an environment fit together",
    "cache clean": "Remove everything from the cache, or what belongs to given packages",
    "cache dir": "Show where the cache is",
    "self version": "Show the version of puv",
}
_ALIASES = {
    (): {"v": "venv", "virtualenv": "venv"},
    ("pip",): {"ls": "list"},
}  # fmt: skip


def module(path: tuple[str, ...]) -> ModuleType:
    """Import the module of a command."""
    return import_module(MODULES[" ".join(path)])


def find(path: tuple[str, ...]) -> Command:
    """Return the command at a path, `()` the program itself. Raises `KeyError` where there is none."""
    if " ".join(path) in MODULES:
        command: Command = module(path).COMMAND
        return command
    return _family(path)


def _family(path: tuple[str, ...]) -> Command:
    from puv.cli.commands import tables  # its rows are needed by families only through here, never for `--version`

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
    )
