"""Just enough URL arithmetic for index pages: joining and redacting, without `urllib` on the common paths."""

from __future__ import annotations

_MASK = "****"
_PATH = "/:!$&'()*+,;=@[]^|~"  # what the URL standard leaves as it is in a path


def join(base: str, reference: str) -> str:
    """Resolve a reference against an absolute base URL (RFC 3986)."""
    if reference.startswith(("https://", "http://")) and "/." not in reference:
        return reference
    if not _is_plain(base, reference):
        return _join_by_library(base, reference)
    end_of_host = base.find("/", base.index("://") + 3)
    if reference[:1] == "/":
        return base[:end_of_host] + reference
    folder_end = base.rindex("/")
    while reference.startswith("../") and folder_end > end_of_host:
        reference = reference[3:]
        folder_end = base.rindex("/", 0, folder_end)
    if "./" in reference:
        return _join_by_library(base[: folder_end + 1], reference)
    return base[: folder_end + 1] + reference


def _is_plain(base: str, reference: str) -> bool:
    """Tell whether the base has just host and path, and the reference is a path of ordinary segments."""
    if not base.startswith(("https://", "http://")) or "?" in base or "#" in base or "/." in base:
        return False
    if base.find("/", base.index("://") + 3) < 0:
        return False
    if not reference or reference[0] in "?#;" or reference.startswith("//") or ":" in reference:
        return False
    inner = reference.lstrip("./") if reference.startswith("../") else reference
    return "/." not in inner and not inner.startswith(".") and reference.isascii() and " " not in reference


def _join_by_library(base: str, reference: str) -> str:
    from urllib.parse import urljoin  # 10 ms, and rare

    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def without_credentials(url: str) -> str:
    """Return the URL without its user name and password."""
    start = url.find("://") + 3
    if start < 3 or "@" not in url:  # noqa: PLR2004 - no scheme
        return url
    end = len(url)
    for mark in "/?#":
        at = url.find(mark, start)
        if at >= 0:
            end = min(end, at)
    return url[:start] + url[start:end].rpartition("@")[2] + url[end:]


def file_url(path: str) -> str:
    """Return the `file:` URL of an absolute path with `/`, quoted as uv quotes it."""
    from urllib.parse import quote  # 10 ms, and only paths that the user gave need it

    return f"file://{'' if path.startswith('/') else '/'}{quote(path, safe=_PATH)}"


def redacted(url: str) -> str:
    """Return the URL with its password masked, and a lone user name too, which is often a token.

    >>> redacted("https://user:secret@example.org/simple")
    'https://user:****@example.org/simple'
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    authority, slash, path = rest.partition("/")
    user_info, at, host = authority.rpartition("@")
    if not at:
        return url
    user, colon, _ = user_info.partition(":")
    if user == "git" and not colon and scheme.endswith("ssh"):
        return url  # everybody's name on every host
    shown = f"{user}:{_MASK}" if colon else _MASK
    return f"{scheme}://{shown}@{host}{slash}{path}"


def filename_of(url: str) -> str:
    """Return the last segment of the path of a URL, percent-decoded."""
    path = url.partition("#")[0].partition("?")[0]
    name = path[path.rfind("/") + 1 :]
    if "%" not in name:
        return name
    from urllib.parse import unquote  # 10 ms, and rare

    return unquote(name)
