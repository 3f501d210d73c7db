"""TOML texts to write: strings and keys. Pure."""

from __future__ import annotations

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPES = str.maketrans({chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | _SHORT)
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def quoted(text: str) -> str:
    """Return a basic string."""
    return f'"{text.translate(_ESCAPES)}"'


def key(text: str) -> str:
    """Return a key, bare where that is possible."""
    return text if text and _BARE.issuperset(text) else quoted(text)
