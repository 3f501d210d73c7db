"""Addresses of services that credentials are kept for: a URL, or a host name that means `https`. Pure."""

from __future__ import annotations

_LOCAL = frozenset(("localhost", "127.0.0.1", "[::1]"))
_PORTS = {"http": "80", "https": "443"}
_FORBIDDEN = frozenset(' \t"<>[]^`{|}\\%')
_SCHEME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+-.")


class ServiceUrl:
    """A service: `url` is normal (lower-case host, no default port, at least `/`) and without credentials.

    `username` and `password` are what the address held, None where absent.
    """

    __slots__ = ("password", "url", "username")

    password: str | None
    url: str
    username: str | None

    def __init__(self, url: str, username: str | None, password: str | None) -> None:
        self.url, self.username, self.password = url, username, password

    def __repr__(self) -> str:
        """Show the URL only."""
        return f"ServiceUrl({self.url!r})"


def parse_service(text: str) -> ServiceUrl:
    """Read a URL or a host name.

    Raises:
        ValueError: it is neither, or would send secrets in the clear; the message is a sentence.
    """
    scheme, colon, rest = text.partition(":")
    if not (colon and scheme[:1].isalpha() and _SCHEME.issuperset(scheme.lower())):
        scheme, rest = "https", f"//{text}"
    scheme = scheme.lower()
    if scheme not in _PORTS:
        raise ValueError(f"Unsupported scheme: {scheme}")
    authority, _, tail = rest.lstrip("/").partition("/")
    for mark in "?#":
        authority, found, more = authority.partition(mark)
        if found:
            tail = f"{mark}{more}/{tail}" if tail else f"{mark}{more}"
    user_info, at, place = authority.rpartition("@")
    host = _host(place, scheme)
    if scheme == "http" and host.rpartition(":")[0] not in _LOCAL and host not in _LOCAL:
        raise ValueError("HTTPS is required for non-local hosts")
    user, colon, password = user_info.partition(":")
    return ServiceUrl(
        f"{scheme}://{host}/{tail}",
        _decoded(user) or None if at else None,
        _decoded(password) if colon else None,
    )


def _host(place: str, scheme: str) -> str:
    host, port = place, ""
    if ":" in place.rpartition("]")[2]:
        host, _, port = place.rpartition(":")
        if port and not (port.isascii() and port.isdigit()):
            raise ValueError("invalid port number")
    if not host:
        raise ValueError("empty host")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not _FORBIDDEN.isdisjoint(bare):
        raise ValueError("invalid international domain name")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise ValueError("invalid international domain name") from None
    host = host.lower()
    return f"{host}:{port}" if port and port != _PORTS[scheme] else host


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote  # only escaped texts come here

    return unquote(text)


def without_simple(url: str) -> str:
    """Return the root of an index whose URL ends with `/simple` or `/+simple`, and any other URL as it is."""
    head, _, last = url.rstrip("/").rpartition("/")
    return f"{head}/" if last.lower() in ("simple", "+simple") and "://" in head else url


def serves(service: str, url: str) -> bool:
    """Tell whether a URL is at the service: of the same origin, and at its path or below."""
    if not url.startswith(service.rstrip("/")):
        return False
    rest = url[len(service.rstrip("/")) :]
    return not rest or rest[0] in "/?#"
