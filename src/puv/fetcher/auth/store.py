"""`CredentialStore`: which user name and password go to which host."""

from __future__ import annotations

from puv.fetcher.redact import host, origin, split_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Protocol

    class KeyringProvider(Protocol):
        """A place that knows passwords."""

        def lookup(self, url: str, username: str | None) -> Credentials | None:
            """Return credentials for a URL without credentials, or None. Blocks; never raises."""


class Credentials:
    """A user name and a password; never shown."""

    __slots__ = ("password", "username")

    def __init__(self, username: str, password: str | None) -> None:
        self.username = username
        self.password = password

    def header(self) -> str:
        """Return the value of an `Authorization` header (RFC 7617)."""
        from binascii import b2a_base64

        pair = f"{self.username}:{self.password or ''}".encode()
        return "Basic " + b2a_base64(pair, newline=False).decode("ascii")

    def __eq__(self, other: object) -> bool:
        """Compare both parts."""
        return isinstance(other, Credentials) and self.username == other.username and self.password == other.password

    def __hash__(self) -> int:
        """Hash both parts."""
        return hash((self.username, self.password))

    def __repr__(self) -> str:
        """Show nothing."""
        return "Credentials(****)"


class CredentialStore:
    """What is known, by scheme, host and port: credentials given in URLs are sent at once, others after a refusal.

    `netrc` maps host names (`""` the default entry) to credentials; see `puv.fetcher.auth.netrc.parse`.
    """

    __slots__ = ("_keyring", "_known", "_netrc")

    def __init__(
        self,
        urls: Iterable[str] = (),
        *,
        netrc: Mapping[str, Credentials] | None = None,
        keyring: KeyringProvider | None = None,
    ) -> None:
        self._known: dict[tuple[str, str], Credentials] = {}
        self._netrc = netrc or {}
        self._keyring = keyring
        for url in urls:
            self.learn(url)

    def learn(self, url: str) -> str:
        """Remember the credentials in a URL for its origin, if it has any, and return the URL without them."""
        bare, user, password = split_credentials(url)
        if user is not None or password is not None:
            self._known[origin(bare)] = Credentials(user or "", password)
        return bare

    def known(self, url: str) -> Credentials | None:
        """Return the credentials to send with a first request to the URL."""
        found = self._known.get(origin(url))
        return found if found is not None and (found.password is not None or self._keyring is None) else None

    def after_refusal(self, url: str) -> Credentials | None:
        """Return credentials to try after the server refused the request, remembering them, or None."""
        place = origin(url)
        known = self._known.get(place)
        if known is not None and known.password is not None:
            return None  # they were sent already
        found = self._netrc.get(host(url)) or self._netrc.get("")
        if found is not None and known is not None and known.username and found.username != known.username:
            found = None
        if found is None and self._keyring is not None:
            found = self._keyring.lookup(url, known.username if known is not None else None)
        if found is not None:
            self._known[place] = found
        return found

    def __repr__(self) -> str:
        """Count, and show nothing."""
        return f"CredentialStore(known={len(self._known)}, netrc={len(self._netrc)})"
