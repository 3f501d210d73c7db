"""`puv auth`: store, show and forget the credentials of services."""

from __future__ import annotations

import os

from puv.errors import UsageError
from puv.fetcher.auth.text_store import credentials_directory
from puv.frozen import Frozen
from puv.ops.steps.machine.credentials import text_store
from puv.standards.service_urls import without_simple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.settings import Settings
    from puv.standards.service_urls import ServiceUrl

_TOKEN_USER = "__token__"  # noqa: S105 - what indexes call the user of a token


class AuthLoginRequest(Frozen):
    """`puv auth login`. A `token` stands for the password of the user `__token__`; None is what was not given."""

    service: ServiceUrl
    username: str | None = None
    password: str | None = None
    token: str | None = None


class AuthLogoutRequest(Frozen):
    """`puv auth logout`."""

    service: ServiceUrl
    username: str | None = None


class AuthTokenRequest(Frozen):
    """`puv auth token`."""

    service: ServiceUrl
    username: str | None = None


class AuthDirRequest(Frozen):
    """`puv auth dir`."""


class AuthReport(Frozen):
    """What was stored or removed: `user@service`, or the service alone for a token."""

    entry: str


class AuthTokenReport(Frozen):
    """The password or token that was found. Not to be logged."""

    secret: str

    def __repr__(self) -> str:
        """Show nothing."""
        return "AuthTokenReport(****)"


class AuthDirReport(Frozen):
    """Where credentials are stored, as the user's variables write it."""

    path: str


def auth_login(request: AuthLoginRequest, settings: Settings, runtime: Runtime) -> AuthReport:
    """Store a password or token, in place of what was stored for the same service and user.

    Raises:
        UsageError: a user name or a password is missing, or given twice.
        InputError: the file of credentials is wrong.
    """
    del settings
    service = request.service
    username = _user(request.username, service)
    if request.password is not None and service.password is not None:
        raise UsageError("Cannot specify a password both via the URL and CLI")
    if request.token is not None:
        if username is not None:
            raise UsageError(f"When using `--token`, a username cannot not be provided; found: {username}")
        username, password = _TOKEN_USER, _read(request.token, runtime)
    else:
        username = _asked(username, "username", runtime)
        password = _asked(request.password if service.password is None else service.password, "password", runtime)
        password = _read(password, runtime)
    if not username:
        raise UsageError("Username cannot be empty")
    if not password:
        raise UsageError("Password cannot be empty")
    place = without_simple(service.url)
    text_store(runtime).add(place, username, password)
    return AuthReport(entry=_shown(username, place))


def auth_logout(request: AuthLogoutRequest, settings: Settings, runtime: Runtime) -> AuthReport:
    """Forget what is stored for a service and user (without one, the token's).

    Raises:
        UsageError: nothing is stored.
        InputError: the file of credentials is wrong.
    """
    del settings
    username = _user(request.username, request.service) or _TOKEN_USER
    place = without_simple(request.service.url)
    if not text_store(runtime).remove(place, username):
        raise UsageError(f"No matching entry found for `{_shown(username, place)}`")
    return AuthReport(entry=_shown(username, place))


def auth_token(request: AuthTokenRequest, settings: Settings, runtime: Runtime) -> AuthTokenReport:
    """Return what is stored for a service and user (without one, the token).

    Raises:
        UsageError: nothing is stored.
        InputError: the file of credentials is wrong, or several entries serve the service.
    """
    del settings
    username = _user(request.username, request.service) or _TOKEN_USER
    found = text_store(runtime).find(request.service.url, username)
    secret = None if found is None else found.token or found.password
    if not secret:
        raise UsageError(f"Failed to fetch credentials for `{_shown(username, request.service.url)}`")
    return AuthTokenReport(secret=secret)


def auth_dir(request: AuthDirRequest, settings: Settings, runtime: Runtime) -> AuthDirReport:
    """Return where credentials are stored."""
    del request, settings
    return AuthDirReport(path=credentials_directory(runtime.environ, os_name=os.name))


def _user(given: str | None, service: ServiceUrl) -> str | None:
    if given is not None and service.username is not None:
        raise UsageError(
            f"Cannot specify a username both via the URL and CLI; found `--username {given}` and `{service.username}`"
        )
    return service.username if given is None else given


def _asked(given: str | None, what: str, runtime: Runtime) -> str:
    """Return what was given, or what the user answers where there is a terminal."""
    if given is not None:
        return given
    if runtime.ask is None:
        raise UsageError(f"No {what} provided; did you mean to provide `--{what}` or `--token`?")
    return runtime.ask(f"{what}: ", what == "password")


def _read(given: str, runtime: Runtime) -> str:
    """Return a secret, from standard input where `-` was given."""
    if given != "-":
        return given
    return runtime.stdin().strip() if runtime.stdin is not None else ""


def _shown(username: str, place: str) -> str:
    return place if username == _TOKEN_USER else f"{username}@{place}"
