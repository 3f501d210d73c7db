"""Compose the HTTP client from the settings and the runtime's environment variables."""

from __future__ import annotations

import os

from puv._version import __version__
from puv.errors import ParseError
from puv.fetcher.auth.keyring import SubprocessKeyring
from puv.fetcher.auth.netrc import parse as parse_netrc
from puv.fetcher.auth.store import CredentialStore
from puv.fetcher.http import HttpClient, default_transport
from puv.fetcher.retry import Retries
from puv.fetcher.transport import TransportSettings
from puv.ops.steps.machine.certificates import certificates
from puv.ops.steps.machine.credentials import text_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.fetcher.auth.store import Credentials
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def http_client(settings: Settings, runtime: Runtime) -> HttpClient:
    """Return a client; nothing is imported or connected before its first request."""
    network = settings.network
    keyring = SubprocessKeyring() if settings.index.keyring_provider == "subprocess" else None
    credentials = CredentialStore(
        netrc=_netrc(runtime), stored=runtime.given.credentials or text_store(runtime).lookup, keyring=keyring
    )
    return HttpClient(
        transport_settings(settings, runtime),
        transport=lambda wanted: runtime.transport_for(wanted, default_transport),
        credentials=credentials,
        retries=Retries(network.http_retries, report=runtime.report),
        offline=network.offline,
        cancel=runtime.cancel,
    )


def transport_settings(settings: Settings, runtime: Runtime) -> TransportSettings:
    """Return how to connect: times, proxies and certificates, the settings before the usual variables.

    Raises:
        InputError: the file of `--cert` cannot be read.
    """
    network, environ = settings.network, runtime.environ
    # A web server that runs programs makes `HTTP_PROXY` of a request's `Proxy` header (CVE-2016-5385).
    served = "REQUEST_METHOD" in environ
    proxies = {
        scheme: url
        for scheme, url in (
            (
                "http",
                network.http_proxy or environ.get("http_proxy", "") or ("" if served else environ.get("HTTP_PROXY")),
            ),
            ("https", network.https_proxy or _variable(environ, "HTTPS_PROXY")),
            ("all", _variable(environ, "ALL_PROXY")),
        )
        if url and is_url(url)
    }
    trusted = certificates(network.cert, environ, runtime.path, runtime.report)
    return TransportSettings(
        user_agent=f"puv/{__version__}",
        connect_timeout=float(network.http_connect_timeout),
        read_timeout=float(network.http_timeout),
        proxies=proxies,
        no_proxy=",".join(network.no_proxy) or _variable(environ, "NO_PROXY"),
        certificates=trusted.file,
        certificate_directories=trusted.directories,
        nothing_trusted=trusted.none,
        client_certificate=trusted.client,
        insecure_hosts=network.allow_insecure_host,
    )


def is_url(text: str) -> bool:
    """Tell whether a proxy's address can be one: `host:port` means `http`."""
    return bool(text.strip()) and not any(letter.isspace() for letter in text)


def _variable(environ: Mapping[str, str], name: str) -> str:
    """Read a proxy variable: the lower-case spelling wins, as curl has it."""
    return environ.get(name.lower()) or environ.get(name, "")


def _netrc(runtime: Runtime) -> dict[str, Credentials]:
    """Return the credentials of the user's netrc file; none when there is no file or it makes no sense."""
    home = runtime.environ.get("HOME") or runtime.environ.get("USERPROFILE")
    path = runtime.environ.get("NETRC") or (os.path.join(home, ".netrc") if home else "")
    if not path:
        return {}
    try:
        with open(runtime.path(path), encoding="utf-8", errors="replace") as stream:
            return parse_netrc(stream.read())
    except (OSError, ParseError):
        return {}
