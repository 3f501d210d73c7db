"""TOML texts of projects: parsing them, and pointing at the place of a problem. Pure."""

from __future__ import annotations

from puv.project.errors import TomlProblemError
from puv.settings.locate import Located, position

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from puv.standards.pyproject import PyprojectError


def parse_document(text: str) -> dict[str, Any]:
    """Parse a TOML document.

    Raises:
        TomlProblemError: the text is no TOML.
    """
    import tomllib  # 17 ms, and only where a project is read

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        problem, _separator, position = message.rpartition(" (at ")
        line, column = _place(position, text)
        lines = text.splitlines() or [""]
        source = lines[min(line, len(lines)) - 1]
        raise TomlProblemError(problem or message, line=line, column=column, source=source) from None


def _place(position: str, text: str) -> tuple[int, int]:
    """Read `line 1, column 6)` or `end of document)`."""
    words = position.rstrip(")").replace(",", "").split()
    if len(words) == 4 and words[1].isdigit() and words[3].isdigit():  # noqa: PLR2004 - line N column N
        return int(words[1]), int(words[3])
    stripped = text.rstrip("\n")
    return stripped.count("\n") + 1, len(stripped) - (stripped.rfind("\n") + 1) + 1


def located(error: PyprojectError, text: str) -> TomlProblemError:
    """Return the error of a key as one of the place in the text where it stands."""
    found = Located(text)
    spans = found.keys if error.part == "key" else found.values
    path = error.path
    while path and path not in spans:
        path = path[:-1]
        spans = found.values
    begin, end = spans.get(path, (0, 1))
    line, column = position(text, begin)
    line_end = text.find("\n", begin, end)
    width = (end if line_end < 0 else line_end) - begin
    return TomlProblemError(str(error), line=line, column=column, source=text.splitlines()[line - 1], width=width)


def problem_at(text: str, needle: str, problem: str) -> TomlProblemError:
    """Return the error for the first place where `needle` stands in the text, else for its start."""
    for number, line in enumerate(text.splitlines(), 1):
        column = line.find(needle)
        if column >= 0:
            return TomlProblemError(problem, line=number, column=column + 1, source=line, width=len(needle))
    first = (text.splitlines() or [""])[0]
    return TomlProblemError(problem, line=1, column=1, source=first)


def list_of_strings(value: object, key: str, text: str) -> list[str]:
    """Return the value of a key that must be a list of strings.

    Raises:
        TomlProblemError: it is something else.
    """
    if not isinstance(value, list):
        raise problem_at(text, _written(value) or key, f"invalid type: {_described(value)}, expected a sequence")
    for entry in value:
        if not isinstance(entry, str):
            raise problem_at(text, _written(entry) or key, f"invalid type: {_described(entry)}, expected a string")
    return value


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    return str(value) if isinstance(value, int | float) else ""


def _described(value: object) -> str:
    if isinstance(value, bool):
        return f"boolean `{_written(value)}`"
    if isinstance(value, str):
        return f'string "{value}"'
    if isinstance(value, int):
        return f"integer `{value}`"
    if isinstance(value, float):
        return f"floating point `{value}`"
    return "map" if isinstance(value, dict) else "sequence"
