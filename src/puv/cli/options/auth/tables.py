"""Rows that the commands about credentials share."""

from __future__ import annotations

from puv.settings.option import own
from puv.standards.service_urls import parse_service

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings.option import Option


def service(what: str) -> Option:
    """Return the row of the service; `what` completes its help."""
    return own(
        "service", value_name="SERVICE", kind="one", required=True, parse=parse_service,
        help=f"The host or URL of the service {what}",
    )  # fmt: skip


def username(what: str, *conflicts: str) -> Option:
    """Return the row of the user name; `what` completes its help."""
    return own(
        "username", flag="--username", short="u", value_name="USERNAME", conflicts=conflicts, help=f"The user {what}"
    )
