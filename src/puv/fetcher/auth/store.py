"""`CredentialStore`: which user name and password go to which place."""

from __future__ import annotations

from puv.fetcher.errors import transport_error
from puv.fetcher.redact import host, origin, split_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Protocol

    from puv.model.index import Index
    from puv.model.policy import Authentication

    class KeyringProvider(Protocol):
        """A place that knows passwords."""

        def lookup(self, url: str, username: str | None) -> Credentials | None:
            """Return credentials for a URL without credentials, or None. Blocks; never raises."""

    #: Finds credentials that a user has stored, for a URL and maybe a user name.
    Stored = Callable[[str, str | None], "Credentials | None"]


class Credentials:
    """A user name and a password, or a `token` of the bearer scheme (RFC 6750); never shown."""

    __slots__ = ("password", "token", "username")

    password: str | None
    token: str
    username: str

    def __init__(self, username: str, password: str | None, *, token: str = "") -> None:
        self.username = username
        self.password = password
        self.token = token

    @property
    def complete(self) -> bool:
        """Whether there is a secret, and not only a name."""
        return self.password is not None or bool(self.token)

    def header(self) -> str:
        """Return the value of an `Authorization` header (RFC 7617, RFC 6750)."""
        if self.token:
            return f"Bearer {self.token}"
        from binascii import b2a_base64

        pair = f"{self.username}:{self.password or ''}".encode()
        return "Basic " + b2a_base64(pair, newline=False).decode("ascii")

    def _parts(self) -> tuple[str, str | None, str]:
        return self.username, self.password, self.token

    def __eq__(self, other: object) -> bool:
        """Compare every part."""
        return isinstance(other, Credentials) and self._parts() == other._parts()

    def __hash__(self) -> int:
        """Hash every part."""
        return hash(self._parts())

    def __repr__(self) -> str:
        """Show nothing."""
        return "Credentials(****)"


class _Place:
    """An index: everything below `prefix` is its own. `url` is what a keyring calls it."""

    __slots__ = ("credentials", "policy", "prefix", "url")

    def __init__(self, prefix: str, url: str, policy: Authentication, credentials: Credentials | None) -> None:
        self.prefix, self.url, self.policy, self.credentials = prefix, url, policy, credentials

    def covers(self, url: str) -> bool:
        """Tell whether a URL is the prefix or lies below it."""
        prefix = self.prefix
        return url.startswith(prefix) and (len(url) == len(prefix) or url[len(prefix)] in "/?#" or prefix[-1:] == "/")


class CredentialStore:
    """What is known, by index and by origin (scheme, host and port).

    Credentials given in a URL are sent at once; others are looked for after a refusal: those known of the origin, then
    a netrc file's, those the user has stored, and a keyring's. `netrc` maps host names (`""` the default entry) to
    credentials, see `puv.fetcher.auth.netrc.parse`; `stored` finds what `puv auth login` has stored.
    """

    __slots__ = ("_keyring", "_known", "_netrc", "_places", "_realms", "_stored")

    def __init__(
        self,
        urls: Iterable[str] = (),
        *,
        netrc: Mapping[str, Credentials] | None = None,
        stored: Stored | None = None,
        keyring: KeyringProvider | None = None,
    ) -> None:
        # What is sent at once to an origin, and what may be tried there after a refusal.
        self._known: dict[tuple[str, str], Credentials] = {}
        self._realms: dict[tuple[str, str], list[Credentials]] = {}
        self._places: list[_Place] = []
        self._netrc = netrc or {}
        self._stored = stored
        self._keyring = keyring
        for url in urls:
            self.learn(url)

    def learn(self, url: str) -> str:
        """Remember the credentials in a URL for its origin, if it has any, and return the URL without them."""
        bare, user, password = split_credentials(url)
        if user is not None or password is not None:
            self._known[origin(bare)] = Credentials(user or "", password)
        return bare

    def learn_index(self, index: Index) -> None:
        """Remember an index: its credentials go to what lies below its URL, and elsewhere only after a refusal.

        A URL that ends with `/simple` is taken for one of several parts of its parent, which has the files, too.
        """
        bare, user, password = split_credentials(index.url)
        if "://" not in bare or bare.startswith("file:"):
            return
        given = None if user is None and password is None else Credentials(user or "", password)
        bare = bare.rstrip("/")
        if given is None and index.authenticate == "auto" and self._keyring is None:
            return
        prefix = bare.removesuffix("/simple").removesuffix("/+simple")
        if index.authenticate == "never":
            # What the URL itself holds goes nowhere else.
            self._places.append(_Place(bare, bare, "never", given))
            given = None
        elif given is not None:
            self._realms.setdefault(origin(bare), []).append(given)
        self._places.append(_Place(prefix, bare, index.authenticate, given))
        self._places.sort(key=lambda place: -len(place.prefix))  # stable: of equal prefixes the first index counts

    def known(self, url: str) -> Credentials | None:
        """Return the credentials to send with a first request to the URL.

        Raises:
            TransportError: the URL's index wants credentials always, and there are none.
        """
        place = self._place(url)
        given = place.credentials if place is not None else None
        known = given or (None if place is not None and place.policy == "never" else self._known.get(origin(url)))
        if known is not None:
            if known.complete:
                return known
            return self._looked_up(url, place, known.username) or known
        if place is None or place.policy != "always":
            return None
        found = self._looked_up(url, place, None)
        if found is None:
            raise transport_error((f"Missing credentials for: {url}",), transient=False)
        return found

    def after_refusal(self, url: str, sent: Credentials | None = None) -> Credentials | None:
        """Return credentials to try after the server refused a request with those `sent`, or None; remembers them."""
        place = self._place(url)
        if sent is not None or (place is not None and place.policy == "never"):
            return None  # what was sent had been completed as far as that is possible
        known = (place.credentials if place is not None else None) or self._known.get(origin(url))
        return known or self._looked_up(url, place, None)  # another thread may have found some meanwhile

    def _place(self, url: str) -> _Place | None:
        for place in self._places:
            if place.covers(url):
                return place
        return None

    def _looked_up(self, url: str, place: _Place | None, username: str | None) -> Credentials | None:
        """Look wherever secrets are kept, and remember what is found for the whole origin."""
        realm = origin(url)
        candidates = [*self._realms.get(realm, ()), self._netrc.get(host(url)) or self._netrc.get("")]
        found = next((one for one in candidates if one is not None and one.complete and _is_of(one, username)), None)
        if found is None and self._stored is not None:
            found = self._stored(url, username)
        if (
            found is None
            and self._keyring is not None
            and (username or (place is not None and place.policy == "always"))
        ):
            found = self._keyring.lookup(place.url if place is not None else url, username)
        if found is not None:
            self._known[realm] = found
            if place is not None and place.credentials is not None:
                place.credentials = found
        return found

    def __repr__(self) -> str:
        """Count, and show nothing."""
        return f"CredentialStore(known={len(self._known)}, indexes={len(self._places)}, netrc={len(self._netrc)})"


def _is_of(credentials: Credentials, username: str | None) -> bool:
    return not username or credentials.username == username
