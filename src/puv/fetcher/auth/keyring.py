"""Passwords from the `keyring` program (`--keyring-provider subprocess`)."""

from __future__ import annotations

from puv.fetcher.auth.store import Credentials
from puv.fetcher.redact import host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_TIMEOUT = 60.0  # it may ask its user something


class SubprocessKeyring:
    """A `KeyringProvider` that asks `keyring get`: first for the URL, then for the host. Remembers the answers."""

    def __init__(self, run: Callable[[list[str]], str | None] | None = None) -> None:
        """`run` takes an argument vector and returns standard output, or None on failure; injected for tests."""
        self._run = run or _run
        self._answers: dict[tuple[str, str | None], Credentials | None] = {}

    def lookup(self, url: str, username: str | None) -> Credentials | None:
        """See `KeyringProvider.lookup`. Without a user name the program is asked for both."""
        for service in (url, host(url)):
            key = (service, username)
            if key not in self._answers:
                self._answers[key] = self._ask(service, username)
            found = self._answers[key]
            if found is not None:
                return found
        return None

    def _ask(self, service: str, username: str | None) -> Credentials | None:
        if username:
            password = self._run(["keyring", "get", service, username])
            return None if password is None else Credentials(username, password.rstrip("\r\n"))
        output = self._run(["keyring", "--mode", "creds", "get", service])
        lines = output.splitlines() if output else []
        return Credentials(lines[0], lines[1]) if len(lines) > 1 else None


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
