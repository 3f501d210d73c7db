"""Files inside a wheel's `.dist-info` other than METADATA and RECORD: `WHEEL` (PEP 427) and `entry_points.txt`.

The messages are uv's; whoever names the wheel says "The wheel is invalid: " before them.
"""

from __future__ import annotations

from puv.errors import ParseError
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

_MAJOR = 1
_WORD_PUNCTUATION = frozenset("-_.")
_KINDS: tuple[tuple[Literal["console", "gui"], str], ...] = (("console", "console_scripts"), ("gui", "gui_scripts"))


class WheelInfo(Frozen):
    """What `WHEEL` says. `version` is the Wheel-Version as written; `tags` are the compatibility tags."""

    version: str
    root_is_purelib: bool
    tags: tuple[str, ...] = ()


def parse_wheel_info(text: str) -> WheelInfo:
    """Read a `WHEEL` file. Field names are as PEP 427 writes them; what is no field is passed over.

    Raises:
        ParseError: the Wheel-Version is missing, unreadable, or of another major version than 1.
    """
    fields: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line:
            break
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name, []).append(value.strip())
    version = fields.get("Wheel-Version", [None])[0]
    major, dot, minor = (version or "").partition(".")
    if version is None or not (dot and _is_number(major) and all(map(_is_number, minor.split(".")))):
        shown = "None" if version is None else f'Some("{version}")'
        raise ParseError(f"Invalid Wheel-Version in `WHEEL` file: {shown}", source=text)
    if int(major) != _MAJOR:
        raise ParseError(f"Unsupported wheel major version (expected {_MAJOR}, got {int(major)})", source=text)
    purelib = fields.get("Root-Is-Purelib", [""])[0].lower() == "true"
    return WheelInfo(version=version, root_is_purelib=purelib, tags=tuple(fields.get("Tag", ())))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


class EntryPoint(Frozen):
    """One script: `attribute` (maybe dotted) of `module` is called. `extras` are as written."""

    name: str
    module: str
    attribute: str
    kind: Literal["console", "gui"] = "console"
    extras: tuple[str, ...] = ()


def parse_entry_points(text: str) -> tuple[EntryPoint, ...]:
    """Return the scripts of an `entry_points.txt`: console before gui, sorted by name; other groups are left out.

    Raises:
        ParseError: the file is not an INI file, or a script is not `module:attribute [extras]`.
    """
    sections = parse_entry_point_groups(text)
    return tuple(
        _entry_point(name, value, kind, text)
        for kind, section in _KINDS
        for name, value in sorted(sections.get(section, {}).items())
    )


def parse_entry_point_groups(text: str) -> dict[str, dict[str, str]]:
    """Return every group with its names and values, as written.

    The dialect: `=` alone separates, comments (`#`, `;`) have lines of their own, indented lines continue a value,
    and the options of a `DEFAULT` section belong to every section that lacks them.

    Raises:
        ParseError: the file is not an INI file; the message names the line.
    """
    sections: dict[str, dict[str, str]] = {}
    section: dict[str, str] | None = None
    option = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line and section and option:
            section[option] += "\n"
        if not line or line[0] in "#;":
            continue
        header = line[1:].partition("]") if line[0] == "[" else ("", "", "")
        if header[0] and header[1]:
            if header[0] in sections:
                raise _invalid("duplicate section", number, text)
            section, option = sections.setdefault(header[0], {}), ""
        elif section is None:
            raise _invalid("expected a section header", number, text)
        elif option and raw[0].isspace():
            section[option] += f"\n{line}"
        else:
            option = _new_option(section, line, number, text)
    defaults = sections.pop("DEFAULT", {})
    return {
        name: {option: value.rstrip() for option, value in {**defaults, **options}.items()}
        for name, options in sections.items()
    }


def _new_option(section: dict[str, str], line: str, number: int, text: str) -> str:
    name, equals, value = line.partition("=")
    name = name.rstrip()
    if not (equals and name):
        raise _invalid("invalid option or section header", number, text)
    if name in section:
        raise _invalid("duplicate option", number, text)
    section[name] = value.strip()
    return name


def _invalid(what: str, number: int, text: str) -> ParseError:
    return ParseError(f"`entry_points.txt` is invalid: {what} at line {number}", source=text)


def _entry_point(name: str, value: str, kind: Literal["console", "gui"], text: str) -> EntryPoint:
    plain, bracket, rest = value.partition("[")
    module, colon, attribute = plain.partition(":")
    module, attribute = module.rstrip(), attribute.strip()
    extras = rest[:-1] if bracket else ""
    closed = not bracket or (rest.endswith("]") and extras != "" and "]" not in extras)
    if not (colon and closed and _is_word(module) and _is_word(attribute)):
        raise ParseError(f"invalid console script: '{value}'", source=text)
    if "/" in name or "\\" in name or name in (".", "..") or "\0" in name:
        raise ParseError(f"Script path must resolve to a file within the scripts directory: {name}", source=text)
    names = tuple(extra.strip() for extra in extras.split(",")) if extras else ()
    return EntryPoint(name=name, module=module, attribute=attribute, kind=kind, extras=names)


def _is_word(text: str) -> bool:
    return bool(text) and all(character.isalnum() or character in _WORD_PUNCTUATION for character in text)
