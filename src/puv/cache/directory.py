"""Where the cache lies when nobody says: a pure function of the environment."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def default_directory(environ: Mapping[str, str], *, os_name: str, home: str) -> str:
    r"""Return the cache directory for an environment.

    `PUV_CACHE_DIR` wins, then `UV_CACHE_DIR`, both as written (maybe relative) and ignored when empty; then
    `XDG_CACHE_HOME/puv` when absolute, else `~/.cache/puv`, on macOS too as uv does; on Windows (`os_name` is `nt`)
    `%LOCALAPPDATA%\puv\cache`. `home` is the user's home directory.
    """
    chosen = environ.get("PUV_CACHE_DIR") or environ.get("UV_CACHE_DIR")
    if chosen:
        return chosen
    if os_name == "nt":
        local = environ.get("LOCALAPPDATA") or f"{home}\\AppData\\Local"
        return f"{local}\\puv\\cache"
    base = environ.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):  # the XDG specification: a relative path is invalid and must be ignored
        base = f"{home.rstrip('/')}/.cache"
    return f"{base.rstrip('/')}/puv"
