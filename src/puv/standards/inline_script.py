"""Metadata that stands in a script itself (PEP 723)."""

from __future__ import annotations

from puv.errors import ParseError

_OPENING, _CLOSING = "# /// script", "# ///"


def script_block(text: str) -> str | None:
    """Return the TOML text of a script's `script` block, None where it has none.

    Raises:
        ParseError: the block is never closed.
    """
    lines = text.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.rstrip() == _OPENING), None)
    if begin is None:
        return None
    block: list[str] = []
    for line in lines[begin + 1 :]:
        if line.rstrip() != "#" and not line.startswith("# "):
            break
        block.append(line.rstrip())
    # The last closing line counts: others belong to the text.
    end = next((number for number in range(len(block) - 1, -1, -1) if block[number] == _CLOSING), None)
    if end is None:
        raise ParseError(
            f"An opening tag (`{_OPENING}`) was found without a closing tag (`{_CLOSING}`). Ensure that every line "
            "between the opening and closing tags (including empty lines) starts with a leading `#`.",
            source=text,
        )  # fmt: skip
    return "".join(f"{line[2:]}\n" for line in block[:end])
