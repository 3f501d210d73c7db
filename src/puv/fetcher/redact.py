"""URLs as they may be shown: user names and passwords hidden."""

from __future__ import annotations

import os

from puv.standards.urls import redacted as redacted  # noqa: PLC0414 - lower rows show URLs too

TYPE_CHECKING = False


def split_credentials(url: str) -> tuple[str, str | None, str | None]:
    """Return the URL without credentials, and user name and password percent-decoded (None where absent)."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    user_info, at, host = authority.rpartition("@")
    if not (separator and at):
        return url, None, None
    user, colon, password = user_info.partition(":")
    bare = f"{scheme}://{host}{slash}{path}"
    return bare, percent_decoded(user) or None, percent_decoded(password) if colon else None


def percent_decoded(text: str) -> str:
    """Return the text with `%xx` replaced by the UTF-8 bytes they stand for; bad escapes stay."""
    if "%" not in text:
        return text
    from urllib.parse import unquote  # only escaped texts come here

    return unquote(text)


def without_fragment(url: str) -> str:
    """Return the URL up to its `#`."""
    return url.partition("#")[0]


def origin(url: str) -> tuple[str, str]:
    """Return scheme and `host:port` of a URL in lower case, the port always there for http and https."""
    scheme, _, rest = url.partition("://")
    scheme = scheme.lower()
    authority = rest.partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2].lower()
    if ":" not in authority.rpartition("]")[2]:
        authority += {"http": ":80", "https": ":443"}.get(scheme, "")
    return scheme, authority


def host(url: str) -> str:
    """Return the host name of a URL in lower case, without port and brackets."""
    authority = origin(url)[1]
    return authority[1 : authority.index("]")] if authority.startswith("[") else authority.partition(":")[0]


def file_path(url: str, *, os_name: str = os.name) -> str:
    r"""Return the path a `file:` URL names (`file:///srv/x` → `/srv/x`; on `nt`, `file:///C:/x` → `C:\x`)."""
    path = percent_decoded(without_fragment(url)[len("file:") :])
    if path.startswith("//"):
        path = path[2:]
        if path.startswith("localhost/"):
            path = path[len("localhost") :]
    if os_name == "nt":
        path = path.lstrip("/") if path[2:3] in (":", "|") else path
        return path.replace("/", "\\")
    return path
