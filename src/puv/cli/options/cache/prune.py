"""`puv cache prune`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options.tables import EVERYWHERE
from puv.settings.option import own

COMMAND = Command(
    path=("cache", "prune"),
    about="Remove from the cache what nothing can use any more",
    long_about="Remove from the cache what nothing can use any more.\n\nThat is what runs left that were killed, what "
    "earlier versions of puv stored in another form, wheels that no name leads to, and records of commands whose files "
    "have changed since. What other programs keep in the same directory stays.",
    more=False,
    options=(
        own(
            "ci", flag="--ci", help="Remove also what is quickly fetched again, to keep a small cache between CI jobs",
            long_help="Remove also what is quickly fetched again, to keep a small cache between CI jobs.\n\nThese are "
            "the wheels that indexes offer; package listings and metadata stay.",
        ),
        own(
            "force", flag="--force", help="Do not spare what other processes are just making",
            long_help="Do not spare what other processes are just making.\n\nThose may fail then.",
        ),
        *EVERYWHERE,
    ),
)  # fmt: skip
