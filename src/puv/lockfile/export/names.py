"""What exports may be called."""

from __future__ import annotations

from puv.errors import UsageError


def is_pylock_name(filename: str) -> bool:
    """Tell whether a file name is one of PEP 751: `pylock.toml`, or `pylock.<name>.toml` without dots in the name."""
    middle = filename[7:-5]
    is_one = filename.startswith("pylock.") and filename.endswith(".toml") and bool(middle) and "." not in middle
    return is_one or filename == "pylock.toml"


def check_pylock_name(filename: str) -> None:
    """Demand a name of PEP 751, or none.

    Raises:
        UsageError: the name is another one.
    """
    if filename and not is_pylock_name(filename):
        raise UsageError(
            "Expected the output filename to be `pylock.toml` or `pylock.<name>.toml`, where `<name>` is non-empty "
            f"and contains no dots; found `{filename}`"
        )
