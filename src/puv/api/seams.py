"""What a caller may put in the place of puv's own lookup of credentials."""

from __future__ import annotations

from puv.fetcher.auth.store import Credentials
from puv.fetcher.redact import host
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from puv.fetcher.auth.store import Stored

    #: Answers a `Realm` with credentials, a user name and a password, or None.
    AnyCredentials: TypeAlias = Callable[["Realm"], Credentials | tuple[str, str] | None]


class Realm(Frozen):
    """Who asks for credentials: a `url` (without any), its `host`, and the user name where it is known."""

    url: str
    host: str
    username: str | None = None


def stored_of(ask: AnyCredentials) -> Stored:
    """Return the caller's function in the form in which credentials are looked up."""

    def lookup(url: str, username: str | None) -> Credentials | None:
        found = ask(Realm(url=url, host=host(url), username=username))
        return Credentials(*found) if isinstance(found, tuple) else found

    return lookup
