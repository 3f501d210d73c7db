"""`puv export`: its options."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.options import projects
from puv.cli.options.tables import CACHE, GLOBAL, REFRESH, python
from puv.settings import values
from puv.settings.option import own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.settings.option import Option


def _emit(name: str, what: str) -> tuple[Option, ...]:
    """Return `--no-emit-…` and its hidden opposite `--only-emit-…`."""
    flag = name.replace("_", "-")
    return (
        own(
            f"no_emit_{name}", flag=f"--no-emit-{flag}", aliases=(f"--no-install-{flag}",),
            conflicts=(f"--only-emit-{flag}",), help=what,
        ),
        own(
            f"only_emit_{name}", flag=f"--only-emit-{flag}", aliases=(f"--only-install-{flag}",), hidden=True,
            conflicts=(f"--no-emit-{flag}",),
        ),
    )  # fmt: skip


COMMAND = Command(
    path=("export",),
    about="Write the lockfile of the project in another format",
    long_about="Write the lockfile of the project in another format.\n\nThe lockfile is brought up to date first, "
    "unless `--frozen` says otherwise.",
    options=(
        own(
            "format", flag="--format", value_name="FORMAT", env="",
            choices={
                "requirements.txt": "The `requirements.txt` format",
                "pylock.toml": "The `pylock.toml` format",
                "cyclonedx1.5": "The CycloneDX v1.5 format for bills of materials",
            },
            help="The format to write",
            long_help="The format to write.\n\nFollows from the name of `--output-file` by default: "
            "`requirements.txt`, unless that is `pylock.toml` or `pylock.*.toml`.",
        ),
        own(
            "all_packages", flag="--all-packages", conflicts=("--package",), help="Export the whole workspace",
            long_help="Export the whole workspace: all members, with the extras and groups that are asked for.",
        ),
        own(
            "package", flag="--package", value_name="PACKAGE", kind="many", parse=values.package_name,
            conflicts=("--all-packages",), help="Export what the given members of the workspace need",
        ),
        own(
            "prune", flag="--prune", value_name="PACKAGE", kind="many", parse=values.package_name,
            help="Leave out the given package, and what only it needs",
        ),
        projects.EXTRA, projects.ALL_EXTRAS, projects.NO_EXTRA, *projects.GROUPS,
        own(
            "no_annotate", flag="--no-annotate", negative="--annotate",
            help="Leave out the comments that say who needs a package",
        ),
        own("no_header", flag="--no-header", negative="--header", help="Leave out the comment at the top of the file"),
        own(
            "emit_index_url", flag="--emit-index-url", negative="--no-emit-index-url",
            help="Write `--index-url` and `--extra-index-url` lines",
        ),
        own(
            "emit_find_links", flag="--emit-find-links", negative="--no-emit-find-links",
            help="Write `--find-links` lines",
        ),
        *(row.change(help=f"Export, not as editable, {what}") for row, what in zip(
            projects.NO_EDITABLE, ("what would be editable", "the given packages"), strict=True)),
        own("no_hashes", flag="--no-hashes", negative="--hashes", help="Leave out the digests"),
        own(
            "output_file", flag="--output-file", short="o", value_name="OUTPUT_FILE", parse=values.path,
            help="Write to the given file",
        ),
        *_emit("project", "Leave out the project itself"),
        *_emit("workspace", "Leave out the members of the workspace, the root among them"),
        *_emit("local", "Leave out packages on this disk: the project, members, and dependencies by path"),
        own(
            "no_emit_package", flag="--no-emit-package", aliases=("--no-install-package",),
            value_name="NO_EMIT_PACKAGE", kind="many", parse=values.package_name,
            conflicts=("--only-emit-package",), help="Leave out the given package",
        ),
        own(
            "only_emit_package", flag="--only-emit-package", aliases=("--only-install-package",), hidden=True,
            value_name="ONLY_EMIT_PACKAGE", kind="many", parse=values.package_name, conflicts=("--no-emit-package",),
        ),
        projects.LOCKED, projects.FROZEN,
        own(
            "script", flag="--script", value_name="SCRIPT", parse=values.path,
            conflicts=("--all-packages", "--package", "--no-emit-project", "--no-emit-workspace"),
            help="Export what a Python script needs, instead of the project",
        ),
        *projects.INDEXES, *projects.RESOLVER, *projects.BUILD, *projects.LINK_MODE, *CACHE, *REFRESH,
        *python("to resolve with"), *GLOBAL,
    ),
)  # fmt: skip
