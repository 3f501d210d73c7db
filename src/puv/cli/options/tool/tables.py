"""Rows that commands of `puv tool` share."""

from __future__ import annotations

from puv.cli.options.pip.tables import BUILD_CONSTRAINTS, CONSTRAINTS, OVERRIDES
from puv.settings.option import own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings.option import Option

LIMITS = (CONSTRAINTS, BUILD_CONSTRAINTS, OVERRIDES)


def with_packages(help_text: str) -> Option:
    """Return the `--with` row."""
    return own("with", flag="--with", short="w", value_name="WITH", kind="many", help=help_text)


def with_editable(help_text: str) -> Option:
    """Return the `--with-editable` row."""
    return own("with_editable", flag="--with-editable", value_name="WITH_EDITABLE", kind="many", help=help_text)


WITH_REQUIREMENTS = own(
    "with_requirements", flag="--with-requirements", value_name="WITH_REQUIREMENTS", kind="many",
    help="Install what the given files list, too",
    long_help="Install what the given files list, too.\n\nThe formats are `requirements.txt`, `.py` files with inline "
    "metadata, and `pylock.toml`.",
)  # fmt: skip
NAME = own("name", value_name="NAME", kind="many", conflicts=("--all",))
