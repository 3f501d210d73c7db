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
        # The lines of the error itself stand where they are; those of its causes are set below each other.
        blocks.append(fill(str(link) + _marked(link), width, lead, indent, own=indent if blocks else ""))
    text = "\n".join(blocks) + "\n"
    return text + "".join(f"\n{_HINT}{hint}\n" for hint in hints(error))


def _marked(error: BaseException) -> str:
    """Return the text that an error is about, on a line of its own, and marks under its wrong part."""
    if not isinstance(error, ParseError) or not error.source or _is_file(error.source):
        return ""
    source, start, end = error.source, error.start, error.end
    return f"\n{source}\n{' ' * _columns(source[:start])}{'^' * max(1, _columns(source[start:end]))}"


def _is_file(text: str) -> bool:
    """Tell a text of several lines from a requirement whose lines are continued with backslashes."""
    return "\n" in text.replace("\\\n", "").replace("\\\r\n", "")


def _columns(text: str) -> int:
    """Return how wide a text is shown: control characters count nothing, as with uv."""
    if text.isascii():
        return sum(" " <= character <= "~" for character in text)
    import unicodedata  # few errors are about other characters

    return sum(
        0 if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me")
        else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )  # fmt: skip


def command(text: str) -> str:
    """Mark a command within a sentence, as uv colours it."""
    return f"{GREEN}{text}{DEFAULT}"
