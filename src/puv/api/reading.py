"""Read back what puv wrote as JSON."""

from __future__ import annotations

from puv.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def checked(read: Callable[[str], Any], text: str, what: str, schema: int) -> Mapping[str, Any]:
    """Return the object that a text holds, if it is of this schema.

    Raises:
        InputError: it is not.
    """
    try:
        found = read(text)
    except ValueError as error:
        raise InputError(f"The text is not {what} that puv wrote: {error}") from None
    if not isinstance(found, dict) or found.get("schema") != schema:
        told = found.get("schema") if isinstance(found, dict) else None
        raise InputError(f"The text is not {what} of schema {schema} (it says {told!r})")
    return found
