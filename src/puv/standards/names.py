"""Names of packages, extras and dependency groups, normalised once (PEP 503, PEP 685, PEP 735)."""

from __future__ import annotations

from puv.errors import ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NewType

    PackageName = NewType("PackageName", str)
    ExtraName = NewType("ExtraName", str)
    GroupName = NewType("GroupName", str)
else:
    PackageName = ExtraName = GroupName = str

_RULE = "ames must start and end with a letter or digit and may only contain -, _, ., and alphanumeric characters"


def normalize(text: str) -> PackageName:
    """Return the normal form of a name: lower case, every run of `-`, `_` and `.` one hyphen (PEP 503).

    Nothing is validated: use it on names that are known to be names.
    """
    if "_" in text or "." in text:
        text = text.replace("_", "-").replace(".", "-")
    while "--" in text:
        text = text.replace("--", "-")
    return PackageName(text.lower())


def is_name(text: str) -> bool:
    """Tell whether the text is a valid name: ASCII letters, digits, `-`, `_`, `.`; first and last alphanumeric."""
    if not (text.isascii() and text):
        return False
    if text.isalnum():
        return True
    return text[0].isalnum() and text[-1].isalnum() and text.translate(_SEPARATORS).isalnum()


_SEPARATORS = str.maketrans("-_.", "000")


def parse_package_name(text: str) -> PackageName:
    """Validate and normalise a package name.

    Raises:
        ParseError: the text is not a name.
    """
    if not is_name(text):
        raise _invalid(f'Not a valid package or extra name: "{text}". N{_RULE}.', text)
    return normalize(text)


def parse_extra_name(text: str) -> ExtraName:
    """Validate and normalise the name of an extra.

    Raises:
        ParseError: the text is not a name.
    """
    if not is_name(text):
        raise _invalid(f"Extra n{_RULE}", text)
    return ExtraName(normalize(text))


def parse_group_name(text: str) -> GroupName:
    """Validate and normalise the name of a dependency group.

    Raises:
        ParseError: the text is not a name.
    """
    if not is_name(text):
        raise _invalid(f'Not a valid package or extra name: "{text}". N{_RULE}.', text)
    return GroupName(normalize(text))


def _invalid(message: str, text: str) -> ParseError:
    return ParseError(message, source=text, start=0, end=len(text))
