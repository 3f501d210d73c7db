"""The sentence that tells through whom a package came in. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def chain_sentence(links: Sequence[tuple[str, str]], wanted: str) -> str:
    """Return the sentence about the last of `links` (name and version each), for which the one before asks as `wanted`.

    The first link is what the user asked for; there are at least two.
    """
    (last, version), (first, first_version), *middle = links[-1], links[0], *links[1:-1]
    text = f"`{last}` (v{version}) was included because `{first}` (v{first_version}) depends on "
    text += "".join(f"`{name}` (v{its_version}) which depends on " for name, its_version in middle)
    return f"{text}`{wanted}`"
