"""`puv add`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import edits, projects
from puv.cli.options.pip.tables import CONSTRAINTS, requirements
from puv.errors import ParseError
from puv.settings import values
from puv.settings.groups.resolve import ResolveSettings
from puv.settings.option import own, rows
from puv.standards.markers import parse_marker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings.option import Option

_REFERENCES = ("--rev", "--tag", "--branch")


def _reference(name: str, what: str) -> Option:
    return own(
        name, flag=f"--{name}", value_name=name.upper(),
        conflicts=tuple(flag for flag in _REFERENCES if flag != f"--{name}"), help=f"The {what} of the repository",
    )  # fmt: skip


def _marker(text: str) -> str:
    """Accept an environment marker (PEP 508)."""
    try:
        parse_marker(text)
    except ParseError as error:
        raise ValueError(f"{error}\n{text}\n{' ' * error.start}{'^' * max(1, error.end - error.start)}") from None
    return text


COMMAND = Command(
    path=("add",),
    about="Add dependencies to the project",
    long_about="Add dependencies to the project.\n\nThey are written into the `pyproject.toml`, in the order and style "
    "that it has; then the lockfile and the environment are brought up to date. A dependency that is there already is "
    "changed, unless its marker is another one. If anything fails, every file is as it was.",
    one_of=("packages", "requirements"),
    options=(
        own(
            "packages", value_name="PACKAGES", kind="many",
            help="What to add (`ruff`, `ruff==0.5.0`, `./lib`, `git+https://…`)",
        ),
        requirements("Add what the given files list"),
        CONSTRAINTS,
        own(
            "marker", flag="--marker", short="m", value_name="MARKER", parse=_marker,
            help="Add everything under this marker",
        ),
        edits.DEV.change(help="Add to the development dependencies, the same as `--group dev`"),
        edits.OPTIONAL.change(help="Add to the optional dependencies of an extra"),
        edits.GROUP.change(help="Add to a dependency group"),
        own(
            "editable", flag="--editable", negative="--no-editable", help="Add directories as editable",
        ),
        own(
            "raw", flag="--raw", aliases=("--raw-sources",), conflicts=("--editable", *_REFERENCES),
            help="Add everything as it is given",
            long_help="Add everything as it is given.\n\nOtherwise addresses go into `tool.uv.sources`, and what has "
            "no version bounds gets some.",
        ),
        *rows(ResolveSettings, "add_bounds"),
        _reference("rev", "commit"), _reference("tag", "tag"), _reference("branch", "branch"),
        own("lfs", flag="--lfs", negative="--no-lfs", help="Fetch the files that Git LFS keeps"),
        own(
            "extra", flag="--extra", value_name="EXTRA", kind="many", parse=values.extra_name,
            help="Add everything with an extra; may be repeated",
            long_help="Add everything with an extra; may be repeated.\n\n`--optional` means an extra of the project.",
        ),
        edits.NO_SYNC, edits.LOCKED, edits.FROZEN, projects.ACTIVE, edits.PACKAGE, edits.SCRIPT,
        own(
            "workspace", flag="--workspace", negative="--no-workspace", negative_shown=True,
            help="Take directories into the workspace",
        ),
        *edits.NO_INSTALL, *edits.TAIL,
    ),
)  # fmt: skip
