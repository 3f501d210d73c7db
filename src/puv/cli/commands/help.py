"""`puv help`."""

from __future__ import annotations

from puv.cli.complaints import CommandLineError
from puv.cli.help import long
from puv.cli.registry import find
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.cli.command import Command

# Commands that are not told of at all.
_UNTOLD = ("uvx", "upgrade")


def run(words: tuple[str, ...], environ: Mapping[str, str], width: int, program: str) -> Rendered:
    """Return the long help of the command that `words` name.

    Raises:
        CommandLineError: there is no such command.
    """
    command = find((), program)
    for at, word in enumerate(words):
        name = command.aliases.get(word, word)
        if name not in command.subcommands and word not in command.aliases:
            raise CommandLineError(_unknown(words[: at + 1], command))
        command = find((*command.path, name), program)
    return Rendered(stdout=long(command, environ, width))


def _unknown(words: tuple[str, ...], command: Command) -> str:
    # Commands that helps do not list stand among the aliases, under their own names.
    hidden = (name for name, of in command.aliases.items() if name == of and name not in _UNTOLD)
    known = [*command.subcommands, *hidden]
    names = "".join(f"\n    {name}" for name in known if name != "help")
    question = f" Did you mean one of:{names}" if names else ""
    return f"There is no command `{words[-1]}` for `{command.title}`.{question}"
