"""`TextStore`: credentials in a TOML file of the user's, where and as uv keeps them."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.fetcher.auth.store import Credentials
from puv.fs.atomic import write_text
from puv.fs.locks import FileLock
from puv.settings.errors import TomlError
from puv.standards.service_urls import parse_service, serves
from puv.standards.toml_text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NAME = "credentials.toml"


class CredentialsFileError(InputError):
    """The file of stored credentials cannot be read, or is wrong. The message holds no secrets but the file's line."""

    code = "credentials-file"


class AmbiguousCredentialsError(InputError):
    """Several stored credentials serve a URL equally well."""

    code = "ambiguous-credentials"


class Entry:
    """One stored credential; `service` is a normal URL without credentials."""

    __slots__ = ("credentials", "service")

    credentials: Credentials
    service: str

    def __init__(self, service: str, credentials: Credentials) -> None:
        self.service, self.credentials = service, credentials


def credentials_directory(environ: Mapping[str, str], *, os_name: str) -> str:
    """Return where credentials are kept: `PUV_CREDENTIALS_DIR`, `UV_CREDENTIALS_DIR`, else in the user's data."""
    chosen = environ.get("PUV_CREDENTIALS_DIR") or environ.get("UV_CREDENTIALS_DIR")
    if chosen:
        return chosen
    if os_name == "nt":
        return os.path.join(environ.get("APPDATA", ""), "uv", "data", "credentials")
    data = environ.get("XDG_DATA_HOME") or os.path.join(environ.get("HOME", ""), ".local", "share")
    return os.path.join(data, "uv", "credentials")


class TextStore:
    """The credentials of a directory, read when first asked for. Changes hold a lock beside the file."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._path = os.path.join(directory, _NAME)
        self._entries: list[Entry] | None = None

    def lookup(self, url: str, username: str | None) -> Credentials | None:
        """Return what is stored for a URL, None where there is nothing certain. Never raises."""
        try:
            return self.find(url, username)
        except InputError:
            return None

    def find(self, url: str, username: str | None) -> Credentials | None:
        """Return the credentials of the service nearest to a URL, or None.

        Raises:
            CredentialsFileError: the file is wrong.
            AmbiguousCredentialsError: there are several.
        """
        fitting = [
            entry for entry in self.entries()
            if serves(entry.service, url) and username in (None, "", entry.credentials.username)
        ]  # fmt: skip
        exact = [entry for entry in fitting if entry.service == url]
        longest = max((len(entry.service.partition("?")[0]) for entry in fitting), default=0)
        best = exact or [entry for entry in fitting if len(entry.service.partition("?")[0]) == longest]
        if len(best) > 1:
            raise AmbiguousCredentialsError(
                f"Multiple credentials found for URL `{url}`, specify which username to use"
            )
        return best[0].credentials if best else None

    def entries(self) -> list[Entry]:
        """Return everything that is stored.

        Raises:
            CredentialsFileError: the file cannot be read, or is wrong.
        """
        found = self._entries
        if found is None:
            found = self._entries = self._read()
        return found

    def reread(self) -> list[Entry]:
        """Return everything that is stored by now, in a list of its own; raises as `entries`."""
        self._entries = None
        return list(self.entries())

    def add(self, service: str, username: str, password: str) -> None:
        """Store a password, in place of what was stored for the same service and user.

        Raises:
            CredentialsFileError: the file cannot be read or written.
        """
        with self._changing() as entries:
            added = Entry(service, Credentials(username, password))
            at = _position(entries, service, username)
            entries[at : at + 1] = [added]
            self._write(entries)

    def remove(self, service: str, username: str) -> bool:
        """Forget a password; tell whether there was one.

        Raises:
            CredentialsFileError: the file cannot be read or written.
        """
        with self._changing() as entries:
            at = _position(entries, service, username)
            if at == len(entries):
                return False
            del entries[at]
            self._write(entries)
        return True

    def _changing(self) -> _Changing:
        return _Changing(self, f"{self._path}.lock")

    def _write(self, entries: list[Entry]) -> None:
        self._entries = entries
        write_text(self._path, render(entries), mode=0o600)

    def _read(self) -> list[Entry]:
        try:
            with open(self._path, encoding="utf-8") as file:
                return parse(file.read())
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise CredentialsFileError(f"Failed to read credential file: {self._path}") from error


class _Changing:
    """The entries as they are now, nobody else changing them meanwhile."""

    def __init__(self, store: TextStore, lock: str) -> None:
        self._store, self._lock = store, FileLock(lock)

    def __enter__(self) -> list[Entry]:
        self._lock.acquire()
        return self._store.reread()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _position(entries: list[Entry], service: str, username: str) -> int:
    for at, entry in enumerate(entries):
        if entry.service == service and entry.credentials.username == username and not entry.credentials.token:
            return at
    return len(entries)


def parse(text: str) -> list[Entry]:
    """Read the text of a credentials file.

    Raises:
        CredentialsFileError: it is wrong; the cause shows where.
    """
    from puv.settings.toml import parsed, wrong  # only with stored credentials

    try:
        tables = parsed(text).get("credential", [])
        if not isinstance(tables, list):
            raise wrong(text, ("credential",), "invalid type, expected a sequence")
        return [_entry(table, ("credential", at), text) for at, table in enumerate(tables)]
    except TomlError as error:
        raise CredentialsFileError(f"Failed to parse TOML credential file: {error}") from error


def _entry(table: Any, path: tuple[str | int, ...], text: str) -> Entry:
    from puv.settings.toml import described, wrong

    def value(key: str, *, needed: bool = True) -> str:
        if key not in table and not needed:
            return ""
        if key not in table:
            raise wrong(text, path, f"missing field `{key}`")
        if not isinstance(table[key], str):
            raise wrong(text, (*path, key), f"invalid type: {described(table[key])}, expected a string")
        found: str = table[key]
        return found

    if not isinstance(table, dict):
        raise wrong(text, path, f"invalid type: {described(table)}, expected struct TextCredentialWire")
    service = value("service")
    if "://" not in service:
        raise wrong(text, (*path, "service"), f'relative URL without a base: "{service}"')
    try:
        url = parse_service(service).url
    except ValueError as error:
        raise wrong(text, (*path, "service"), str(error)) from None
    scheme = value("scheme")
    if scheme not in ("basic", "bearer"):
        raise wrong(text, (*path, "scheme"), f"unknown variant `{scheme}`, expected `basic` or `bearer`")
    if scheme == "bearer":
        return Entry(url, Credentials("", None, token=value("token")))
    return Entry(url, Credentials(value("username", needed=False), value("password", needed=False) or None))


def render(entries: list[Entry]) -> str:
    """Return the text of a credentials file."""
    return "\n".join(_rendered(entry) for entry in entries)


def _rendered(entry: Entry) -> str:
    held = entry.credentials
    rows = {"service": entry.service}
    if held.token:
        rows |= {"scheme": "bearer", "token": held.token}
    else:
        rows |= {"username": held.username, "scheme": "basic", "password": held.password or ""}
    return "[[credential]]\n" + "".join(f"{key} = {quoted(text)}\n" for key, text in rows.items())
