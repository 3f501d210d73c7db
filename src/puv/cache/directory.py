"""Where the cache lies when nobody says: a pure function of the environment."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def default_directory(environ: Mapping[str, str], *, os_name: str, home: str, cwd: str) -> str:
    r"""Return the cache directory for an environment.

    `PUV_CACHE_DIR` wins, then `UV_CACHE_DIR`, both taken relative to `cwd` and ignored when empty; then
    `XDG_CACHE_HOME/puv` when absolute, else `~/.cache/puv`, on macOS too as uv does; on Windows (`os_name` is `nt`)
    `%LOCALAPPDATA%\puv\cache`. `home` is the user's home directory.
    """
    separator = "\\" if os_name == "nt" else "/"
    for variable in ("PUV_CACHE_DIR", "UV_CACHE_DIR"):
        chosen = environ.get(variable)
        if chosen:
            return chosen if is_absolute(chosen, os_name) else f"{cwd.rstrip(separator)}{separator}{chosen}"
    if os_name == "nt":
        local = environ.get("LOCALAPPDATA") or f"{home}\\AppData\\Local"
        return f"{local}\\puv\\cache"
    base = environ.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):  # the XDG specification: a relative path is invalid and must be ignored
        base = f"{home.rstrip('/')}/.cache"
    return f"{base.rstrip('/')}/puv"


def is_absolute(path: str, os_name: str) -> bool:
    """Tell whether a path is absolute under the rules of `posix` or `nt`."""
    if os_name != "nt":
        return path.startswith("/")
    plain = path.replace("/", "\\")
    return plain.startswith("\\\\") or plain[1:3] == ":\\"
