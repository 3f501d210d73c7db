"""What one value's text may be: names, versions, pairs, paths, numbers, switches. Pure functions.

Each takes the text as the user wrote it and returns what the settings hold, or raises `ValueError` with the
sentence that stands behind `invalid value '…' for '…':`. Empty texts where uv wants one raise `EmptyValueError`.
"""

from __future__ import annotations

from puv.errors import ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

_ALPHANUMERIC = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_NAME = _ALPHANUMERIC | frozenset("-_.")
_TRUE = frozenset({"y", "yes", "t", "true", "on", "1"})
_FALSE = frozenset({"n", "no", "f", "false", "off", "0"})
_NAME_RULE = "must start and end with a letter or digit and may only contain -, _, ., and alphanumeric characters"


class Placed(str):
    """A text of a file. Where it is a relative path, it is relative to `base`, the file's directory."""

    __slots__ = ("base",)
    base: str

    def __new__(cls, text: str, base: str) -> Self:
        """Put a base beside a text."""
        found = super().__new__(cls, text)
        found.base = base
        return found


class EmptyValueError(ValueError):
    """The text is empty and may not be."""


class SentenceError(ValueError):
    """The text is wrong and the message stands alone, without naming option or variable again."""


def boolish(text: str) -> bool:
    """Read a switch as clap does. Raises `ValueError` for anything but y/yes/t/true/on/1 and their opposites."""
    lowered = text.lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ValueError("value was not a boolean")


def _is_name(text: str) -> bool:
    return bool(text) and text[0] in _ALPHANUMERIC and text[-1] in _ALPHANUMERIC and _NAME.issuperset(text)


def package_name(text: str) -> str:
    """Accept a package name (PEP 508), as written."""
    if not _is_name(text):
        raise ValueError(f'Not a valid package or extra name: "{text}". Names {_NAME_RULE}.')
    return text


def extra_name(text: str) -> str:
    """Accept an extra's name, as written."""
    if not _is_name(text):
        raise ValueError(f"Extra names {_NAME_RULE}")
    return text


def package_or_all(text: str) -> str:
    """Accept a package name, `:all:` or `:none:`."""
    return text if text in {":all:", ":none:"} else package_name(text)


def requirement(text: str) -> str:
    """Accept what begins like a requirement (PEP 508); the whole is parsed where it is used."""
    stripped = text.strip()
    if not stripped:
        raise ValueError("Empty field is not allowed for PEP508")
    end = 0
    while end < len(stripped) and stripped[end] in _NAME:
        end += 1
    rest = stripped[end:].lstrip()
    if rest and rest[0] not in "[@(<=>~!;":
        at = text.index(rest[0], text.index(stripped[:end]) + end)
        caret = " " * at + "^"
        raise ValueError(f"Expected one of `@`, `(`, `<`, `=`, `>`, `~`, `!`, `;`, found `{rest[0]}`\n{text}\n{caret}")
    return text


def key_value(text: str) -> str:
    """Accept `KEY=VALUE`, as written."""
    if "=" not in text:
        raise ValueError(f"Invalid config setting: {text} (expected `KEY=VALUE`)")
    return text


def package_key_value(text: str) -> str:
    """Accept `PACKAGE:KEY=VALUE`, as written."""
    package, colon, pair = text.partition(":")
    if not colon or "=" not in pair:
        raise ValueError(f"Invalid config setting: {text} (expected `PACKAGE:KEY=VALUE`)")
    package_name(package)
    return text


def group_name(text: str) -> str:
    """Accept `GROUP` or `PATH/pyproject.toml:GROUP`, as written."""
    path, colon, group = text.rpartition(":")
    if colon and path.rsplit("/", 1)[-1] not in {"pyproject.toml", "pylock.toml"}:
        raise ValueError(
            f"The `--group` path is required to end in `pyproject.toml` for compatibility with pip; got: {path}"
        )
    package_name(group)
    return text


def path(text: str) -> str:
    """Accept a path; empty ones are refused."""
    if not text:
        raise EmptyValueError
    return text


def python_version(text: str) -> str:
    """Accept a Python version such as `3.8` or `3.8.1`, as written."""
    if not text[:1].isdigit():
        raise ValueError(
            f"Python version `{text}` could not be parsed: "
            "expected version to start with a number, but no leading ASCII digits were found"
        )
    if not text.replace(".", "0").isdigit():
        from puv.standards.version import Version  # few versions are more than numbers and dots

        try:
            Version.parse(text)
        except ParseError as error:
            raise ValueError(f"Python version `{text}` could not be parsed: {error}") from None
    return text


def insecure_host(text: str) -> str:
    """Accept a host, `host:port` or URL, as written."""
    host = text.partition("://")[2] or text
    host = host.partition("/")[0]
    name, colon, port = host.rpartition(":")
    if colon and name and not port.isdigit():
        raise ValueError(f"invalid port for `--trusted-host`: `{host}`")
    return text


def index_name_problem(name: str) -> str:
    """Return what is wrong with an index's name, nothing when it is a good one."""
    bad = next((one for one in name if not ((one.isascii() and one.isalnum()) or one in "-_.")), "")
    if bad:
        return (
            "Index names may only contain letters, digits, hyphens, underscores, and periods, but found unsupported "
            f"character (`{bad}`) in: `{name}`"
        )
    return ""


def url(text: str) -> str:
    """Accept an absolute URL, as written."""
    if "://" not in text:
        raise ValueError("relative URL without a base")
    return text


def index(text: str) -> str:
    """Accept an index: `URL`, `NAME=URL` or a path, as written."""
    name, equals, url = text.partition("=")
    if equals and not url:
        raise ValueError("path could not be converted to an absolute path: ")
    if equals and "://" not in name and index_name_problem(name):
        raise ValueError(index_name_problem(name))
    if (url or text).startswith(("http://[", "https://[")) and "]" not in text:
        raise ValueError("invalid IPv6 address")
    return text


def package_pair(option: str, placeholder: str, value: Callable[[str], object]) -> Callable[[str], str]:
    """Return the check of `PACKAGE=VALUE`; `value` checks the right side."""

    def check(text: str) -> str:
        package, equals, right = text.partition("=")
        if not equals:
            raise ValueError(f"Invalid `{option}` value `{text}`: expected format {placeholder}")
        package_name(package)
        value(right)
        return text

    return check


def number(text: str) -> int:
    """Read a whole number from 0 on."""
    if not text:
        raise ValueError("cannot parse integer from empty string")
    if not text.isdigit() or not text.isascii():
        raise ValueError("invalid digit found in string")
    return int(text)


def byte(text: str) -> int:
    """Read a whole number from 0 to 255."""
    found = number(text)
    if found > 255:  # noqa: PLR2004 - that is what a byte is
        raise ValueError(f"{text} is not in 0..=255")
    return found


def positive(text: str) -> int:
    """Read a whole number from 1 on."""
    found = number(text)
    if not found:
        raise ValueError("number would be zero for non-zero type")
    return found


def seconds(text: str) -> int:
    """Read a number of seconds."""
    try:
        return number(text)
    except ValueError as error:
        raise ValueError(f"{error}; value should be an integer number of seconds") from None


def required_version(text: str) -> str:
    """Accept what `required-version` may say, clauses or one version; return it as clauses."""
    from puv.errors import ParseError  # few files say it
    from puv.standards.specifiers import parse_specifiers

    try:
        clauses = parse_specifiers(f"=={text}" if text[:1].isdigit() else text)
    except ParseError as error:
        raise ValueError(f"Failed to parse version: {error}:\n{text}\n{'^' * len(text)}") from None
    return ", ".join(map(str, clauses))


def python_downloads(text: str) -> str:
    """Read `UV_PYTHON_DOWNLOADS`: a policy or a switch."""
    words = {"auto": "auto", "automatic": "auto", "true": "auto", "1": "auto", "manual": "manual"}
    words |= {"never": "never", "false": "never", "0": "never"}
    if text not in words:
        raise SentenceError(
            "invalid value for UV_PYTHON_DOWNLOADS, expected one of 'auto', 'true', 'manual', 'never', or 'false'"
        )
    return words[text]
