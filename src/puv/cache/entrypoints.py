"""`entry_points.txt` of a wheel, read as strictly and as loosely as uv reads it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    #: kind (`console` or `gui`), script name, module, attribute path
    Script: TypeAlias = tuple[str, str, str, str]

_SECTIONS = {"console_scripts": "console", "gui_scripts": "gui"}
_WORD = frozenset("-_.")


class InvalidEntryPointsError(ValueError):
    """The file or one of its scripts cannot be understood; `str()` is uv's sentence."""


def parse_entry_points(text: str) -> list[Script]:
    """Return the scripts of both kinds, console first, in the order of their names.

    Raises:
        InvalidEntryPointsError: the file is not an INI file, or a script is not `module:attribute [extras]`.
    """
    sections = _parse_ini(text)
    scripts: list[Script] = []
    for section, kind in _SECTIONS.items():
        for name, value in sorted(sections.get(section, {}).items()):
            module, attribute = _split(value)
            _check_name(name)
            scripts.append((kind, name, module, attribute))
    return scripts


def _parse_ini(text: str) -> dict[str, dict[str, str]]:
    """Read the INI dialect of entry points: `=` only, comments on lines of their own, indented continuation lines."""
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] | None = None
    option = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        header = line[1:].partition("]") if line[0] == "[" else ("", "", "")
        if section is not None and option and raw[0].isspace():
            section[option] += f"\n{line}"
        elif header[0] and header[1]:
            section, option = _new_section(sections, header[0], number), ""
        elif section is None:
            raise _invalid("expected a section header", number)
        else:
            option = _new_option(section, line, number)
    return sections


def _new_section(sections: dict[str, dict[str, str]], name: str, number: int) -> dict[str, str]:
    if name in sections:
        raise _invalid("duplicate section", number)
    return sections.setdefault(name, {})


def _new_option(section: dict[str, str], line: str, number: int) -> str:
    name, equals, value = line.partition("=")
    name = name.rstrip()
    if not (equals and name):
        raise _invalid("invalid option or section header", number)
    if name in section:
        raise _invalid("duplicate option", number)
    section[name] = value.strip()
    return name


def _invalid(what: str, number: int) -> InvalidEntryPointsError:
    return InvalidEntryPointsError(f"`entry_points.txt` is invalid: {what} at line {number}")


def _split(value: str) -> tuple[str, str]:
    """Split `module:attribute [extras]`; extras mean nothing to an installer."""
    plain = value
    if plain.endswith("]") and "[" in plain:
        plain = plain[: plain.index("[")]
    module, colon, attribute = plain.partition(":")
    module, attribute = module.strip(), attribute.strip()
    if not (colon and _is_word(module) and _is_word(attribute)):
        raise InvalidEntryPointsError(f"invalid console script: '{value}'")
    return module, attribute


def _is_word(text: str) -> bool:
    return bool(text) and all(character.isalnum() or character in _WORD for character in text)


def _check_name(name: str) -> None:
    """Refuse names that leave the scripts directory."""
    parts = name.replace("\\", "/").split("/")
    if len(parts) > 1 or name in (".", "..") or "\0" in name:
        raise InvalidEntryPointsError(f"Script path must resolve to a file within the scripts directory: {name}")
