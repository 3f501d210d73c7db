"""URLs and paths that stand where a requirement may stand. Pure but for the given reader."""

from __future__ import annotations

import os

from puv.errors import ParseError
from puv.standards.filenames import SOURCE_EXTENSIONS
from puv.standards.git_url import is_git_url
from puv.standards.markers import parse_marker
from puv.standards.names import ExtraName, PackageName, is_name, normalize
from puv.standards.requirement import Requirement, check_path, check_repository, parse_requirement_or_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_ARCHIVES = (".whl", *SOURCE_EXTENSIONS)
_REMOTE = ("http://", "https://")
_VERSION_CONTROL = ("git+", "hg+", "svn+", "bzr+", "git://", "ssh://")


def parse_address(text: str, *, cwd: str, reader: Callable[[str], str]) -> Requirement:
    """Parse the address of a wheel, a source archive, a directory or a repository, with extras and marker.

    A directory's name comes from its `pyproject.toml`, which `reader` reads; the name is empty when that does not tell
    it, as for repositories.

    Raises:
        ParseError: the address is of no known kind, or what follows it is wrong.
    """
    at = _marker_start(text)
    address = text[:at].strip()
    if ";" in address and ":" not in address:
        check_path(address, text)
    is_archive = _without_fragment(address).partition("[")[0].endswith(_ARCHIVES)
    is_other_url = ":/" in address and not address.startswith(("file:", *_VERSION_CONTROL))
    if is_archive or is_other_url or address.startswith(_REMOTE):
        try:
            return parse_requirement_or_path(text)
        except ParseError:
            # A source archive without a version in its name tells its name when it is built.
            bare = _without_fragment(address)
            is_odd_path = "#" in address and ":" not in address
            if is_odd_path or bare.endswith(".whl") or not bare.endswith(_ARCHIVES):
                raise
    extras: tuple[ExtraName, ...] = ()
    if address.endswith("]") and "[" in address:
        address, _bracket, inner = address[:-1].rpartition("[")
        names = [name.strip() for name in inner.split(",")]
        if not all(is_name(name) for name in names):
            return parse_requirement_or_path(text)  # raises, with the place
        extras = tuple(ExtraName(normalize(name)) for name in names)
    if "+" in address and "$" not in address:
        check_repository(address, text, text.index(address))
    marker = parse_marker(text, start=text.index(";", at) + 1) if at < len(text) else None
    # What `#egg=` tells is not to be trusted: the repository tells its name itself.
    name = "" if is_git_url(address) else _fragment_name(address)
    if not name and not address.startswith(_VERSION_CONTROL):
        name = _project_name(address, cwd, reader)
    return Requirement(PackageName(name), extras, url=address, marker=marker)


def _marker_start(text: str) -> int:
    """Return where the marker behind an address begins: at a `;` with a blank on one side; else the length."""
    found = (text.find(sign) for sign in (" ;", "; "))
    return min((at for at in found if at >= 0), default=len(text))


def _without_fragment(address: str) -> str:
    return address.partition("#")[0].partition("?")[0]


def _fragment_name(address: str) -> str:
    """Return the name that a `#egg=` fragment tells."""
    for part in address.partition("#")[2].split("&"):
        key, _equals, value = part.partition("=")
        if key == "egg" and is_name(value.partition("[")[0]):
            return normalize(value.partition("[")[0])
    return ""


def _project_name(address: str, cwd: str, reader: Callable[[str], str]) -> str:
    """Return the static name of the project in a directory, empty when it is not to be had."""
    import tomllib  # only for directories

    path = os.path.join(cwd, address.removeprefix("file://"), "pyproject.toml")
    try:
        name = tomllib.loads(reader(path)).get("project", {}).get("name", "")
    except (OSError, ValueError, AttributeError):
        return ""
    return normalize(name) if isinstance(name, str) and is_name(name) else ""


def problem_with_editable(address: str) -> str:
    """Return why an address cannot be editable, empty when it can: only directories can."""
    if address.startswith("git+"):
        return "Git sources cannot be editable"
    if address.startswith((*_REMOTE, *_VERSION_CONTROL)):
        return "Remote archives cannot be editable"
    if _without_fragment(address).endswith(_ARCHIVES):
        return "Local archives cannot be editable"
    return ""


def check_url(text: str) -> str:
    """Return what is wrong with a URL, empty when nothing is."""
    scheme, colon, rest = text.partition(":")
    if not colon or not scheme or not scheme[0].isalpha() or not all(c.isalnum() or c in "+-." for c in scheme):
        return "relative URL without a base"
    authority = rest.lstrip("/").partition("/")[0]
    if scheme in ("http", "https") and not authority:
        return "empty host"
    host = authority.rpartition("@")[2]
    if host.startswith("[") and "]" not in host:
        return "invalid IPv6 address"
    return ""
