"""Passwords from the `keyring` program (`--keyring-provider subprocess`)."""

from __future__ import annotations

from puv.fetcher.auth.store import Credentials
from puv.fetcher.redact import origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_TIMEOUT = 60.0  # it may ask its user something


class SubprocessKeyring:
    """A `KeyringProvider` that asks `keyring get`: for the URL, its host with the port, and scheme and host.

    Remembers the answers, and the lack of one.
    """

    def __init__(self, run: Callable[[list[str]], str | None] | None = None) -> None:
        """`run` takes an argument vector and returns standard output, or None on failure; injected for tests."""
        self._run = run or _run
        self._answers: dict[tuple[str, str | None], Credentials | None] = {}

    def lookup(self, url: str, username: str | None) -> Credentials | None:
        """See `KeyringProvider.lookup`. Without a user name the program is asked for both."""
        key = (url, username)
        if key not in self._answers:
            answers = (self._ask(service, username) for service in _services(url))
            self._answers[key] = next((found for found in answers if found is not None), None)
        return self._answers[key]

    def _ask(self, service: str, username: str | None) -> Credentials | None:
        if username:
            password = self._run(["keyring", "get", service, username])
            return None if password is None else Credentials(username, password.rstrip("\r\n"))
        output = self._run(["keyring", "get", service, "--mode", "creds"])
        lines = output.splitlines() if output else []
        return Credentials(lines[0], lines[1]) if len(lines) > 1 else None


def _services(url: str) -> tuple[str, ...]:
    """Return the names under which a password may be kept, the best first."""
    scheme, place = origin(url)
    place = place.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ":"))
    return url, place, f"{scheme}://{place}"


def _run(command: list[str]) -> str | None:
    import subprocess  # only `--keyring-provider subprocess` comes here

    try:
        answer = subprocess.run(  # noqa: S603 - a fixed program; the service name is one argument, no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout if answer.returncode == 0 else None
