"""The user's PATH on Windows, which is in the registry."""

from __future__ import annotations

# The ignores below: `winreg` has these names on Windows only, and types are checked elsewhere, too.

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "Environment"


def with_directory(path: str, directory: str) -> str | None:
    """Return a PATH with the directory first, None where it is there already, whatever its case and closing slash."""
    wanted = directory.rstrip("\\").casefold()
    if any(place.rstrip("\\").casefold() == wanted for place in path.split(";")):
        return None
    return f"{directory};{path}" if path else directory


def add_to_path(
    directory: str,
    read: Callable[[], str] | None = None,
    write: Callable[[str], None] | None = None,
) -> bool:
    """Put a directory on the user's PATH; False where it is there already. `read` and `write` are the registry's.

    Raises:
        OSError: the registry cannot be read or written.
    """
    changed = with_directory((read or _read)(), directory)
    if changed is None:
        return False
    (write or _write)(changed)
    return True


def _read() -> str:
    import winreg  # Windows alone has it

    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY) as key:  # type: ignore[attr-defined]
        try:
            return str(winreg.QueryValueEx(key, "Path")[0])  # type: ignore[attr-defined]
        except FileNotFoundError:
            return ""


def _write(path: str) -> None:
    import winreg  # likewise

    access = winreg.KEY_SET_VALUE  # type: ignore[attr-defined]
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY, 0, access) as key:  # type: ignore[attr-defined]
        winreg.SetValueEx(key, "Path", 0, winreg.REG_EXPAND_SZ, path)  # type: ignore[attr-defined]
