"""Pages about the commands: one for each at the top, with those below it, and one for the options that all share."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from puv.cli.command import spelled, usage
from puv.cli.help import sections
from puv.cli.options.tables import EVERYWHERE
from puv.cli.output.console import plain
from puv.cli.registry import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.cli.command import Command
    from puv.settings.option import Option

_SHARED = {row.name: row for row in EVERYWHERE if not row.hidden}


def command_pages() -> dict[str, str]:
    """Return `reference/commands/….md` → text."""
    root = find(())
    found = {"reference/commands/index.md": _index(root), "reference/commands/global.md": _global_page()}
    for name in root.subcommands:
        commands = list(below((name,)))
        parts = [f"# puv {name}\n"]
        parts += [_command(command, first=command.path == (name,)) for command in commands]
        found[f"reference/commands/{name}.md"] = "\n".join(parts)
    return found


def below(path: tuple[str, ...]) -> Iterator[Command]:
    """Yield the command at a path and all below it that help shows."""
    command = find(path)
    yield command
    for name in command.subcommands:
        yield from below((*path, name))


def _index(root: Command) -> str:
    lines = [
        "# Commands",
        "",
        "Every command, from the tables that the program reads. `puv help COMMAND` shows the same in a terminal.",
        "What all commands take stands on [a page of its own](global.md).",
        "",
        "| command | what it does |",
        "|---|---|",
    ]
    for name in root.subcommands:
        for command in below((name,)):
            anchor = "" if command.path == (name,) else f"#{_anchor(command)}"
            lines.append(f"| [`{command.title}`]({name}.md{anchor}) | {_cell(command.about)} |")
    return "\n".join(lines) + "\n"


def _global_page() -> str:
    parts = [
        "# Options of every command\n",
        "Almost every command takes these, before or behind its own. The commands' pages leave them out.\n",
    ]
    headings: dict[str, list[Option]] = {}
    for row in _SHARED.values():
        headings.setdefault(row.heading, []).append(row)
    for heading, rows in headings.items():
        parts.append(f"## {heading}\n\n" + "\n".join(_entry(row, "global") for row in rows))
    return "\n".join(parts)


def _command(command: Command, *, first: bool) -> str:
    lines = [] if first else [f"## {command.title} {{ #{_anchor(command)} }}\n"]
    lines.append(prose(command.long_about or command.about) + "\n")
    lines.append(f"```text\n{plain(usage(command)).removeprefix('Usage: ')}\n```\n")
    if command.subcommands:
        lines += ["| command | what it does |", "|---|---|"]
        for name, about in command.subcommands.items():
            lines.append(f"| [`{command.title} {name}`](#{_anchor(command, name)}) | {_cell(about)} |")
        lines.append("")
    shared = False
    level = "##" if first else "###"
    for heading, rows in sections(command).items():
        own = [row for row in rows if not _is_shared(row)]
        shared |= len(own) < len(rows)
        if own:
            identity = f"{_anchor(command)}-{heading.lower().replace(' ', '-')}"
            lines.append(f"{level} {heading} {{ #{identity} }}\n")
            lines += [_entry(row, _anchor(command)) for row in own]
    if shared:
        lines.append(f"`{command.title}` also takes the [options of every command](global.md).\n")
    return "\n".join(lines)


def _is_shared(row: Option) -> bool:
    known = _SHARED.get(row.name)
    return known is not None and known.flag == row.flag and known.long_help == row.long_help


def _entry(row: Option, where: str) -> str:
    name = (row.flag or row.short or row.value_name).strip("-").lower()
    kind = "argument" if row.positional else "option"
    identity = escape(f"{where}-{kind}-{name}", quote=True)
    spellings = [f"`{spelled(row, required=row.required)}`"]
    spellings += [f"`-{row.short}`"] if row.short and row.flag else []
    spellings += [f"`{row.negative}`"] if row.negative else []
    lines = [f'<a id="{identity}"></a>{", ".join(spellings)}']
    paragraphs = prose(row.long_help or row.help or "The default, to take back what was said before.").split("\n\n")
    if row.choices:
        if any(row.choices.values()):
            paragraphs.append(
                "\n".join(f"- `{name}`: {text}" if text else f"- `{name}`" for name, text in row.choices.items())
            )
        else:
            paragraphs.append("One of " + ", ".join(f"`{name}`" for name in row.choices) + ".")
    if row.shown_default:
        paragraphs.append(f"By default `{row.shown_default}`.")
    if row.env:
        paragraphs.append(f"Variable: [`{row.env.split()[0]}`](../environment.md#{row.env.split()[0]})")
    if row.key or row.pip_key:
        key = (row.key or f"pip.{row.pip_key}").split()[0]
        paragraphs.append(f"Setting: [`{key}`](../settings.md#{key.replace('.', '-')})")
    body = "\n\n".join(paragraphs)
    lines += [":   " + "\n    ".join(body.split("\n")), ""]
    return "\n".join(lines).replace("\n    \n", "\n\n")


def prose(text: str) -> str:
    """Turn a help text into Markdown: what the help says of variables in brackets stands below each option anyway."""
    cut = text.find(" [env: ")
    text = text if cut < 0 else text[:cut] + text[text.index("]", cut) + 1 :]
    # A placeholder between angle brackets is not HTML; an address is one either way.
    return text.replace("<http", "\0").replace("<", "&lt;").replace("\0", "<http")


def _cell(text: str) -> str:
    return prose(text).replace("|", "\\|")


def _anchor(command: Command, name: str = "") -> str:
    return "-".join((command.program, *command.path, *([name] if name else [])))
