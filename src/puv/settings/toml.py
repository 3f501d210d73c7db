"""TOML texts: parsing them, and pointing at the place of a problem as uv does. Pure."""

from __future__ import annotations

from puv.settings.errors import TomlError
from puv.settings.locate import Located, position
from puv.settings.shapes import described as described  # noqa: PLC0414 - readers of other files describe values too

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from puv.settings.locate import Path


def parsed(text: str) -> dict[str, Any]:
    """Parse a document.

    Raises:
        TomlError: the text is no TOML.
    """
    import tomllib  # 15 ms, and only where there is a file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(str(error), text) from None


def wrong(text: str, path: Path, message: str, *, at_key: bool = False) -> TomlError:
    """Return the error for the value (or the key) at a path of a document."""
    located = Located(text)
    spans = located.keys if at_key else located.values
    while path and path not in spans:
        path = path[:-1]
    begin, end = spans.get(path, (0, 1))
    return _error(message, text, begin, end)


def _error(message: str, text: str, begin: int, end: int) -> TomlError:
    line, column = position(text, begin)
    first_line_end = text.find("\n", begin, end)
    length = (end if first_line_end < 0 else first_line_end) - begin
    return TomlError(message, source=text, line=line, column=column, length=length)


def _syntax_error(message: str, text: str) -> TomlError:
    from puv.settings.toml_syntax import diagnose  # only for errors

    found = diagnose(text)
    if found is not None:
        return _error(*found)
    # Something of TOML 1.1: Python's parser has the word.
    reason, _, place = message.rpartition(" (at ")
    words = place.rstrip(")").replace(",", "").split()
    line, column = text.count("\n") + 1, 1
    if words[:1] == ["line"]:
        line, column = int(words[1]), int(words[3])
    sentence = (reason or message)[:1].lower() + (reason or message)[1:]
    return TomlError(sentence, source=text, line=line, column=column, length=1)
