"""Whose certificates are trusted, and which one is shown: from `--cert` and the usual variables."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import Warned
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from puv.events import Event

_NONE = "No default certificates will be trusted."
_CERTIFICATE, _KEY = "-----BEGIN CERTIFICATE-----", "PRIVATE KEY-----"


class Certificates(Frozen):
    """`file` and `directories` hold the trusted authorities, the system's where both are empty and not `none`.

    `client` is a file with a certificate and its key to show to servers, or empty.
    """

    file: str = ""
    directories: tuple[str, ...] = ()
    none: bool = False
    client: str = ""


def certificates(
    given: str | None, environ: Mapping[str, str], path: Callable[[str], str], report: Callable[[Event], None]
) -> Certificates:
    """Return what to trust and show; `given` is `--cert`, `path` makes paths absolute. Warns of what is no use.

    Raises:
        InputError: the file of `--cert` cannot be read.
    """
    client = _client(environ.get("SSL_CLIENT_CERT", ""), path, report)
    if given:
        try:
            _text(path(given))
        except OSError as error:
            reason = InputError(f"{error.strerror} (os error {error.errno})")
            raise InputError(f"Failed to read certificate file `{given}`") from reason
        return Certificates(file=path(given), client=client)
    file, directories = environ.get("SSL_CERT_FILE", ""), environ.get("SSL_CERT_DIR", "")
    problem = _file_problem(path(file), file) if file else ""
    found, lacking = _directories(directories, path)
    if problem:
        report(Warned(message=f"{problem} {_NONE}" if not found else problem))
        file = ""
    if lacking and not found:
        several = "directories do not" if len(lacking) > 1 else "directory does not"
        report(Warned(message=f"Invalid `SSL_CERT_DIR`. The {several} exist: {', '.join(lacking)}. {_NONE}"))
    elif lacking:
        several = "directories do not" if len(lacking) > 1 else "directory does not"
        message = f"Invalid entries in `SSL_CERT_DIR`. The following {several} exist:: {', '.join(lacking)}."
        report(Warned(message=message))
    wanted = bool(environ.get("SSL_CERT_FILE") or environ.get("SSL_CERT_DIR"))
    bundle = path(file) if file else ""
    # A bundle made of a directory's files stands in that directory: reading these too would only cost time.
    found = tuple(one for one in found if one != os.path.dirname(bundle))
    return Certificates(file=bundle, directories=found, none=wanted and not (bundle or found), client=client)


def _file_problem(path: str, shown: str) -> str:
    if not os.path.exists(path):
        return f"Invalid `SSL_CERT_FILE`. Path does not exist: {shown}."
    if not os.path.isfile(path):
        return f"Invalid `SSL_CERT_FILE`. Path is not a file: {shown}."
    try:
        usable = _CERTIFICATE in _text(path)
    except OSError:
        usable = False
    return "" if usable else f"No valid certificates found in `SSL_CERT_FILE`: {shown}."


def _directories(text: str, path: Callable[[str], str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the directories that are there, absolute, and the others as they are written."""
    entries = [entry for entry in text.split(os.pathsep) if entry]
    found = tuple(path(entry) for entry in entries if os.path.isdir(path(entry)))
    return found, [entry for entry in entries if not os.path.isdir(path(entry))]


def _client(file: str, path: Callable[[str], str], report: Callable[[Event], None]) -> str:
    if not file:
        return ""
    try:
        text = _text(path(file))
    except OSError as error:
        cause = f"failed to open file `{file}`: {error.strerror} (os error {error.errno})"
        report(Warned(message=f"Ignoring invalid `SSL_CLIENT_CERT`\n  cause: {cause}"))
        return ""
    if _CERTIFICATE not in text or _KEY not in text:
        causes = "  cause: builder error\n  cause: unexpected error: private key or certificate not found"
        report(Warned(message=f"Ignoring invalid `SSL_CLIENT_CERT`\n{causes}"))
        return ""
    return path(file)


def _text(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()
