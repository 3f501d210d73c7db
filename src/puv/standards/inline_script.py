"""Metadata that stands in a script itself (PEP 723)."""

from __future__ import annotations

from puv.errors import ParseError

_OPENING, _CLOSING = "# /// script", "# ///"


def script_block(text: str) -> str | None:
    """Return the TOML text of a script's `script` block, None where it has none.

    Raises:
        ParseError: the block is never closed.
    """
    bounds = _bounds(text.splitlines(), text)
    if bounds is None:
        return None
    begin, end = bounds
    return "".join(f"{line.rstrip()[2:]}\n" for line in text.splitlines()[begin + 1 : end])


def with_block(text: str, block: str) -> str:
    """Return a script with the TOML text of its `script` block replaced; without one, it comes behind the `#!` line.

    Raises:
        ParseError: the block of the script is never closed.
    """
    rows = [_OPENING, *(f"# {line}" if line else "#" for line in block.splitlines()), _CLOSING]
    lines = text.splitlines(keepends=True)
    bounds = _bounds([line.rstrip("\r\n") for line in lines], text)
    if bounds is None:
        at = end = 1 if text.startswith("#!") else 0
    else:
        at, end = bounds[0], bounds[1] + 1
    return "".join((*lines[:at], *(f"{row}\n" for row in rows), *lines[end:]))


def _bounds(lines: list[str], text: str) -> tuple[int, int] | None:
    """Return the numbers of the lines that open and close the block."""
    begin = next((number for number, line in enumerate(lines) if line.rstrip() == _OPENING), None)
    if begin is None:
        return None
    end = None
    for number in range(begin + 1, len(lines)):
        line = lines[number]
        if line.rstrip() != "#" and not line.startswith("# "):
            break
        if line.rstrip() == _CLOSING:
            end = number  # the last closing line counts: others belong to the text
    if end is None:
        raise ParseError(
            f"An opening tag (`{_OPENING}`) was found without a closing tag (`{_CLOSING}`). Ensure that every line "
            "between the opening and closing tags (including empty lines) starts with a leading `#`.",
            source=text,
        )  # fmt: skip
    return begin, end
