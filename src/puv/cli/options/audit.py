"""`puv audit`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import audits, projects
from puv.cli.options.pip.tables import PLATFORM
from puv.cli.options.tables import CACHE, INSTALLATIONS
from puv.settings import values
from puv.settings.option import own

_NO_EFFECT = "Accepted, and of no effect: everything in the lock counts, on whichever Python and platform."
_GROUPS = {row.name: row for row in projects.GROUPS}

COMMAND = Command(
    path=("audit",),
    about="Look for known vulnerabilities in what the project needs",
    long_about="Look for known vulnerabilities in what the project needs.\n\nWhat the lockfile holds is looked up in a "
    "database of vulnerabilities, and the index is asked which projects are archived, deprecated or quarantined. This "
    "takes the network.\n\nAll extras and groups count, on all platforms, unless options leave some out.",
    options=(
        projects.NO_EXTRA.change(help="Leave out an extra; may be repeated"),
        _GROUPS["no_dev"].change(overrides=()), _GROUPS["no_group"],
        _GROUPS["no_default_groups"].change(
            help="Leave out all groups", long_help="Leave out all groups, but those that `--only-group` names.",
        ),
        _GROUPS["only_group"].change(conflicts=()), _GROUPS["only_dev"].change(conflicts=("--no-dev",)),
        projects.LOCKED,
        projects.FROZEN,
        *audits.FINDINGS,
        own(
            "script", flag="--script", value_name="SCRIPT", parse=values.path,
            help="Audit what a Python script needs, instead of the project",
            long_help="Audit what a Python script needs, instead of the project.\n\nIts lockfile is used where it has "
            "one.",
        ),
        PLATFORM[0].change(
            heading="Options", env="", pip_key="", help="The Python version to audit for", long_help=_NO_EFFECT,
        ),
        PLATFORM[1].change(
            heading="Options", env="", pip_key="", help="The platform to audit for", long_help=_NO_EFFECT,
        ),
        *projects.BUILD, *projects.INDEXES, *projects.RESOLVER, *projects.LINK_MODE, *CACHE, *INSTALLATIONS,
        *audits.GLOBAL,
    ),
)  # fmt: skip
