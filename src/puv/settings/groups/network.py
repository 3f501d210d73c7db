"""`NetworkSettings`: how puv reaches servers."""

from __future__ import annotations

from puv.settings import values
from puv.settings.option import Group, option

_GLOBAL = "Global options"


class NetworkSettings(Group, group="network"):
    """How puv reaches servers. Times are in seconds; proxies are URLs as written and may hold credentials."""

    system_certs: bool = option(
        default=False, flag="--system-certs", negative="--no-system-certs", env="UV_SYSTEM_CERTS", env_style="switch",
        key="system-certs", heading=_GLOBAL, help="Trust the certificates of the operating system",
        long_help="Trust the certificates of the operating system.\n\nThey are always trusted: the option is there for "
        "scripts that give it to uv.",
    )  # fmt: skip
    native_tls: bool = option(
        default=False, flag="--native-tls", negative="--no-native-tls", env="UV_NATIVE_TLS", env_style="switch",
        key="native-tls", hidden=True, display_env="", heading=_GLOBAL,
        overrides=("--system-certs", "--no-system-certs"),
    )  # fmt: skip
    offline: bool = option(
        default=False, flag="--offline", negative="--no-offline", env="UV_OFFLINE", env_style="switch", key="offline",
        heading=_GLOBAL, help="Work without the network",
        long_help="Work without the network.\n\nOnly the cache and local files are used then.",
    )  # fmt: skip
    allow_insecure_host: tuple[str, ...] = option(
        default=(), flag="--allow-insecure-host", aliases=("--trusted-host",), env="UV_INSECURE_HOST", split=" ",
        key="allow-insecure-host", parse=values.insecure_host, merge="concat", heading=_GLOBAL,
        help="Accept unverified connections to a host",
        long_help="Accept unverified connections to a host.\n\nA host (`localhost`), host and port "
        "(`localhost:8080`) or URL (`https://localhost`). May be repeated.\n\nWARNING: certificates of these hosts "
        "are not checked, so others may read and change what they send.",
    )  # fmt: skip
    http_timeout: int = option(
        default=30, env="UV_HTTP_TIMEOUT UV_REQUEST_TIMEOUT HTTP_TIMEOUT", env_style="switch", parse=values.seconds,
        help="Seconds without a byte after which a request fails",
    )  # fmt: skip
    http_connect_timeout: int = option(
        default=10, env="UV_HTTP_CONNECT_TIMEOUT", env_style="switch", parse=values.seconds,
        help="Seconds after which an attempt to connect fails",
    )  # fmt: skip
    http_retries: int = option(
        default=3, env="UV_HTTP_RETRIES", env_style="switch", parse=values.number,
        help="How many times a failed request is tried again",
    )  # fmt: skip
    http_proxy: str | None = option(default=None, key="http-proxy", help="Proxy for http URLs")
    https_proxy: str | None = option(default=None, key="https-proxy", help="Proxy for https URLs")
    no_proxy: tuple[str, ...] = option(default=(), key="no-proxy", help="Hosts that are reached without a proxy")
    concurrent_downloads: int = option(
        default=50, env="UV_CONCURRENT_DOWNLOADS", env_style="switch", parse=values.positive,
        key="concurrent-downloads", help="How many downloads run at the same time",
    )  # fmt: skip
    cert: str | None = option(
        default=None, flag="--cert", value_name="FILE", parse=values.path,
        help="A file of trusted root certificates (PEM)",
        long_help="A file of trusted root certificates (PEM).\n\nTakes the place of the default roots.",
    )  # fmt: skip
    git_lfs: bool = option(
        default=False, env="UV_GIT_LFS", env_style="switch",
        help="Fetch the files that Git LFS keeps outside of repositories",
    )  # fmt: skip
