"""PEP 508 requirements: `Requirement` and the parsers of its text, by hand and without regular expressions."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.filenames import SOURCE_EXTENSIONS, parse_sdist_name, parse_wheel_name
from puv.standards.git_url import is_git_url, parse_git_url
from puv.standards.markers import Marker, parse_marker
from puv.standards.names import ExtraName, PackageName, normalize
from puv.standards.specifiers import Specifiers, parse_clauses, repair
from puv.standards.urls import redacted

TYPE_CHECKING = False

_NO_SPECIFIERS = Specifiers()
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
_OTHER_SYSTEMS = {"hg": "Mercurial", "svn": "Subversion", "bzr": "Bazaar"}
_EXPECTED = "Expected one of `@`, `(`, `<`, `=`, `>`, `~`, `!`, `;`, found"
_EXTENSIONS = f"`.whl`, `{'`, `'.join(SOURCE_EXTENSIONS[:-1])}`, or `{SOURCE_EXTENSIONS[-1]}`"


class Requirement:
    """A requirement as written, with normalised names. Hot, hence slotted by hand; treat as frozen.

    `extras` are in the order written. `url` is the text after `@` (a URL or a path, relative to whatever the reader
    decides), or None; then `specifiers` is empty. `marker` is None without one.
    """

    __slots__ = ("extras", "marker", "name", "specifiers", "url")

    extras: tuple[ExtraName, ...]
    marker: Marker | None
    name: PackageName
    specifiers: Specifiers
    url: str | None

    def __init__(
        self,
        name: PackageName,
        extras: tuple[ExtraName, ...] = (),
        specifiers: Specifiers = _NO_SPECIFIERS,
        url: str | None = None,
        marker: Marker | None = None,
    ) -> None:
        self.name = name
        self.extras = extras
        self.specifiers = specifiers
        self.url = url
        self.marker = marker

    def __str__(self) -> str:
        """Render as uv does: `name[extra]>=1,<2 ; marker` or `name @ url ; marker`."""
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        target = f" @ {self.url}" if self.url is not None else str(self.specifiers)
        marker = f" ; {self.marker}" if self.marker is not None else ""
        return f"{self.name}{extras}{target}{marker}"

    def __repr__(self) -> str:
        """Show the text."""
        return f"Requirement({str(self)!r})"

    def _key(self) -> tuple[object, ...]:
        return (self.name, self.extras, self.specifiers, self.url, self.marker)

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return isinstance(other, Requirement) and self._key() == other._key()

    def __hash__(self) -> int:
        """Hash every field."""
        return hash(self._key())


def parse_requirement(text: str) -> Requirement:
    """Parse a PEP 508 requirement.

    Raises:
        ParseError: the text is not one; `start` and `end` mark the place.
    """
    at = _skip_spaces(text, 0)
    if at == len(text):
        raise ParseError("Empty field is not allowed for PEP508", source=text, start=0, end=min(1, len(text)))
    name, at = _name(text, at)
    at = _skip_spaces(text, at)
    extras: tuple[ExtraName, ...] = ()
    specifiers, url = _NO_SPECIFIERS, None
    if text.startswith("[", at):
        extras, at = _extras(text, at)
        at = _skip_spaces(text, at)
    character = text[at : at + 1]
    if character == "@":
        url, at = _url(text, at + 1)
    elif character == "(":
        specifiers, at = _parenthesised(text, at)
    elif character in _STARTS_CLAUSE and character:
        end = text.find(";", at)
        end = len(text) if end < 0 else end
        specifiers, at = _specifiers(text, at, end), end
    elif character not in ("", ";"):
        raise _error(f"{_EXPECTED} `{character}`", text, at, at + 1)
    return Requirement(name, extras, specifiers, url, _rest(text, at))


_STARTS_CLAUSE = "<=>~!"


def parse_requirement_lenient(text: str) -> Requirement:
    """Parse a requirement of published metadata, repairing the slips that `specifiers.repair` knows.

    Raises:
        ParseError: not even the repaired text is one; the error is that of the text as written.
    """
    try:
        return parse_requirement(text)
    except ParseError:
        repaired = repair(text)
        if repaired is None:
            raise
        try:
            return parse_requirement(repaired)
        except ParseError:
            pass  # the error of the text as written says more
        raise


def parse_requirement_or_path(text: str) -> Requirement:
    """Parse a requirement, or the URL or path of a wheel or source archive with optional extras and marker.

    A bare address (`./x-1.0-py3-none-any.whl[extra] ; marker`) takes its name from the file name, and `url` is the
    address as written. A directory is left to the caller, who knows the disk: it raises like a bad name.

    Raises:
        ParseError: the text is neither; `start` and `end` mark the place.
    """
    if not is_address(text):
        return parse_requirement(text)
    start = _skip_spaces(text, 0)
    end = _address_end(text, start)
    url = text[start:end].rstrip()
    extras: tuple[ExtraName, ...] = ()
    if url.endswith("]") and "[" in url:
        bracket = url.rindex("[")
        extras, _ = _extras(text[:end], start + bracket)
        url = url[:bracket]
    return Requirement(_name_of_file(url, text, start), extras, url=url, marker=_rest(text, end))


def is_address(text: str) -> bool:
    """Tell whether the text is a bare URL or path rather than a requirement that begins with a name."""
    text = text.strip()
    if text.startswith((".", "~/", "~\\", "git+")):
        return True
    end = 0
    while end < len(text) and text[end] not in " \t@<>=!~;([":
        end += 1
    head = text[:end]
    if "/" in head or "\\" in head or ":" in head:
        return True
    return head.endswith((".whl", *SOURCE_EXTENSIONS)) and text[end : end + 1] not in (*"@<>=!~(",)


def _name_of_file(url: str, text: str, start: int) -> PackageName:
    path = url.partition("#")[0].partition("?")[0] if "://" in url else url
    filename = path.replace("\\", "/").rpartition("/")[2].rpartition(":")[2]
    if "%" in filename:
        from urllib.parse import unquote  # 10 ms, and rare

        filename = unquote(filename)
    if filename.endswith(".whl"):
        try:
            return parse_wheel_name(filename).name
        except ParseError:
            return PackageName("")
    if not filename.endswith(SOURCE_EXTENSIONS):
        raise _unsupported(url, text, start)
    name = normalize(filename.rpartition("-")[0])
    parse_sdist_name(filename, name)
    return name


def _rest(text: str, at: int) -> Marker | None:
    """Read what may follow the version or address: nothing, a marker, or (after an address) a comment."""
    at = _skip_spaces(text, at)
    character = text[at : at + 1]
    if character == ";":
        return parse_marker(text, start=at + 1)
    if character in ("", "#"):
        return None
    raise _error(f"Expected end of input or `;`, found `{character}`", text, at, at + 1)


def _name(text: str, at: int) -> tuple[PackageName, int]:
    start = at
    size = len(text)
    while at < size and text[at] in _NAME_CHARACTERS:
        at += 1
    if at == start or text[start] in "-_.":
        if text[start] == "." or text[start] in "/~\\":
            message = (
                "URL requirement must be preceded by a package name. "
                "Add the name of the package before the URL (e.g., `package_name @ /path/to/file`)."
            )
            raise _error(message, text, start, size)
        message = f"Expected package name starting with an alphanumeric character, found `{text[start]}`"
        raise _error(message, text, start, start + 1)
    if text[at - 1] in "-_.":
        message = f"Package name must end with an alphanumeric character, not `{text[at - 1]}`"
        raise _error(message, text, at - 1, at)
    return normalize(text[start:at]), at


def _extras(text: str, bracket: int) -> tuple[tuple[ExtraName, ...], int]:
    """Read `[a, b]` from the bracket on; return the extras and the position after it."""
    unclosed = "Missing closing bracket (expected ']', found end of dependency specification)"
    extras: list[ExtraName] = []
    at = _skip_spaces(text, bracket + 1)
    if text.startswith("]", at):
        return (), at + 1
    while True:
        if at == len(text):
            raise _error(unclosed, text, bracket, bracket + 1)
        extra, at = _extra(text, at, first=not extras)
        extras.append(extra)
        at = _skip_spaces(text, at)
        if at == len(text):
            raise _error(unclosed, text, bracket, bracket + 1)
        if text[at] == "]":
            return tuple(extras), at + 1
        if text[at] != ",":
            message = "Expected either `,` (separating extras) or `]` (ending the extras section), found"
            raise _error(f"{message} `{text[at]}`", text, at, at + 1)
        at = _skip_spaces(text, at + 1)


def _extra(text: str, at: int, *, first: bool) -> tuple[ExtraName, int]:
    start = at
    if text[at] not in _NAME_CHARACTERS or text[at] in "-_.":
        message = "Expected an alphanumeric character starting the extra name, found"
        if first and text[at] == ",":
            message = (
                "Expected either alphanumerical character (starting the extra name) "
                "or `]` (ending the extras section), found"
            )
        raise _error(f"{message} `{text[at]}`", text, at, at + 1)
    while at < len(text) and text[at] in _NAME_CHARACTERS:
        at += 1
    if at < len(text) and text[at] not in ",]" and not text[at].isspace():
        message = "Invalid character in extras name, expected an alphanumeric character, `-`, `_`, `.`, `,` or `]`"
        raise _error(f"{message}, found `{text[at]}`", text, at, at + 1)
    if text[at - 1] in "-_.":
        message = f"Extra name must end with an alphanumeric character, not `{text[at - 1]}`"
        raise _error(message, text, at - 1, at)
    return ExtraName(normalize(text[start:at])), at


def _url(text: str, at: int) -> tuple[str, int]:
    start = _skip_spaces(text, at)
    end = _address_end(text, start)
    url = text[start:end].rstrip()
    if not url:
        raise _error("Expected URL", text, start, start + 1)
    if "$" not in url and "+" in url:
        check_repository(url, text, start)
    scheme, separator, rest = url.partition("://")
    if separator and scheme in ("http", "https") and "$" not in url:
        path = rest.partition("#")[0].partition("?")[0]
        if not path.endswith((".whl", *SOURCE_EXTENSIONS)):
            raise _unsupported(url, text, start)
    return url, end


def check_repository(url: str, text: str, start: int) -> None:
    """Refuse the address of a repository, at `start` of a text, that git cannot be asked for.

    Raises:
        ParseError: it is one.
    """
    prefix, _, rest = url.partition("+")
    other = _OTHER_SYSTEMS.get(prefix) if ":/" in rest else None
    if other:
        message = f"Unsupported URL prefix `{prefix}` in URL `{redacted(url)}` ({other} is not supported)"
        raise _error(message, text, start, start + len(url))
    if not is_git_url(url):
        return
    try:
        parse_git_url(url)
    except ParseError as error:
        message = str(error)
    else:
        return
    raise _error(message, text, start, start + len(url))


def check_path(path: str, text: str) -> None:
    """Refuse the path of a file that is no wheel and no source archive, a part of `text`.

    Raises:
        ParseError: it is one.
    """
    base = path.replace("\\", "/").rpartition("/")[2]
    if "." in base.strip(".") and not base.endswith((".whl", *SOURCE_EXTENSIONS)):
        raise _unsupported(path, text, text.index(path))


def _unsupported(url: str, text: str, start: int) -> ParseError:
    kind, shown = "path", url
    if "://" in url:
        from urllib.parse import quote  # 10 ms, to word an error

        kind, shown = "direct URL", quote(url, safe=";/?:@&=+$,#%[]!'()*~")
    message = f"Expected {kind} (`{shown}`) to end in a supported file extension: {_EXTENSIONS}"
    return _error(message, text, start, start + len(url))


def _address_end(text: str, start: int) -> int:
    """Find where an address ends: a blank before `;` or `#`, a `;` before a blank, or the end of the line."""
    for at in range(start + 1, len(text)):
        if text[at] in "\r\n":
            return at
        if text[at] in ";#" and text[at - 1].isspace():
            return at
        if text[at] == ";" and text[at + 1 : at + 2].isspace():
            return at
    return len(text)


def _parenthesised(text: str, bracket: int) -> tuple[Specifiers, int]:
    end = text.find(")", bracket)
    if end < 0:
        message = "Missing closing parenthesis (expected ')', found end of dependency specification)"
        raise _error(message, text, bracket, bracket + 1)
    if text[bracket + 1 : end].isspace() or end == bracket + 1:
        raise _error("Unexpected end of version specifier, expected operator", text, end, end)
    return _specifiers(text, bracket + 1, end), end + 1


def _specifiers(text: str, start: int, end: int) -> Specifiers:
    """Parse the clauses in `text[start:end]`, after which one comma may trail."""
    part = text[start:end].rstrip()
    if part.endswith(","):
        end = start + len(part) - 1
    return Specifiers(parse_clauses(text, start, end))


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _error(message: str, text: str, start: int, end: int) -> ParseError:
    return ParseError(message, source=text, start=start, end=end)
