"""TOML texts to write: strings and keys, in the forms that uv chooses. Pure."""

from __future__ import annotations

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_CONTROL = {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
_ESCAPES = str.maketrans(_CONTROL | _SHORT)
_KEPT = {"\n": "\n", '"': '"'}  # where three quotes delimit the string
_SOME_ESCAPES = str.maketrans(_CONTROL | _SHORT | _KEPT)
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_HARMLESS = frozenset("\t\n\r")


def quoted(text: str) -> str:
    """Return a string in double quotes where nothing but tabs needs an escape, else in the quotes that need fewest."""
    if '"' not in text and "\\" not in text and text.isprintable():
        return f'"{text}"'
    return _quoted(text)


def _quoted(text: str) -> str:
    strange = {character for character in text if character < " " or character == "\x7f"}
    escapes = '"' in text or "\\" in text
    if strange - _HARMLESS or not (escapes or "\n" in text):
        return f'"{text.translate(_ESCAPES)}"'
    if not strange and "'" not in text:
        return f"'{text}'"
    start = "\n" if "\n" in text else ""
    if "\\" not in text and '"""' not in text:
        return f'"""{start}{text.translate(_SOME_ESCAPES)}"""'
    if "'''" not in text and strange <= {"\n"}:
        return f"'''{start}{text}'''"
    if start and '"""' not in text:
        return f'"""{start}{text.translate(_SOME_ESCAPES)}"""'
    return f'"{text.translate(_ESCAPES)}"'


def key(text: str) -> str:
    """Return a key, bare where that is possible."""
    return text if text and _BARE.issuperset(text) else quoted(text)
