"""How errors look: a sentence, its causes, and hints."""

from __future__ import annotations

from puv.cli.output.console import BOLD, CYAN, DEFAULT, GREEN, PLAIN, RED
from puv.cli.output.fill import fill
from puv.errors import ParseError, chain, hints

_ERROR = f"{BOLD}{RED}error{DEFAULT}{PLAIN}{BOLD}:{PLAIN} "
_CAUSE = f"  {BOLD}{RED}cause{DEFAULT}{PLAIN}{BOLD}:{PLAIN} "
_HINT = f"{CYAN}{BOLD}hint{PLAIN}{DEFAULT}{BOLD}:{PLAIN} "


def render_error(error: BaseException, width: int | None) -> str:
    """Return an error with its causes and hints, coloured and wrapped to `width` (None: not at all); ends the line."""
    blocks: list[str] = []
    for link in chain(error):
        lead, indent = (_CAUSE, " " * 9) if blocks else (_ERROR, " " * 7)
        blocks.append(fill(str(link) + _marked(link), width, lead, indent))
    text = "\n".join(blocks) + "\n"
    found = hints(error)
    if found:
        text += "\n" + "\n".join(f"{_HINT}{hint}" for hint in found) + "\n"
    return text


def _marked(error: BaseException) -> str:
    """Return the text that an error is about, on a line of its own, and marks under its wrong part."""
    if not isinstance(error, ParseError) or not error.source or "\n" in error.source:
        return ""
    marks = "^" * max(1, error.end - error.start)
    return f"\n{error.source}\n{' ' * error.start}{marks}"


def command(text: str) -> str:
    """Mark a command within a sentence, as uv colours it."""
    return f"{GREEN}{text}{DEFAULT}"
