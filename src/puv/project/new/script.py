"""A new script with inline metadata (PEP 723), or the metadata for a script that has none."""

from __future__ import annotations

_METADATA = """\
# /// script
# requires-python = "{requires_python}"
# dependencies = []
# ///
"""
_MAIN = """\


def main() -> None:
    print("Hello from {name}!")


if __name__ == "__main__":
    main()
"""


def new_script(name: str, requires_python: str, *, bare: bool = False) -> str:
    """Return the text of a new script; a bare one has metadata only."""
    metadata = _METADATA.format(requires_python=requires_python)
    return metadata if bare else metadata + _MAIN.format(name=name)


def with_metadata(text: str, requires_python: str) -> str:
    """Return the text of a script that had no metadata with some, behind its `#!` line."""
    metadata = _METADATA.format(requires_python=requires_python)
    if text.startswith("#!"):
        shebang, _newline, rest = text.partition("\n")
        return f"{shebang}\n#\n{metadata}\n{rest}"
    return f"{metadata}\n{text}"


def shebang_of(text: str) -> str:
    """Return the `#!` line of a script without its newline, empty where it has none."""
    return text.partition("\n")[0] if text.startswith("#!") else ""
