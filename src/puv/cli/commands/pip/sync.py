"""`puv pip sync`."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.commands.pip import tables as pip
from puv.cli.commands.tables import CACHE, CERT, GLOBAL, REFRESH, python
from puv.cli.output.changes import render_install
from puv.errors import UsageError
from puv.ops.pip.requests import Inputs, PipSyncRequest
from puv.ops.pip.sync import pip_sync
from puv.settings.groups.pip import PipSettings
from puv.settings.option import own, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

COMMAND = Command(
    path=("pip", "sync"),
    about="Make an environment hold what a `requirements.txt` or `pylock.toml` file lists",
    long_about="Make an environment hold what a `requirements.txt` or `pylock.toml` file lists.\n\nNothing more stays "
    "installed: what the file does not list is removed. Requirements that listed packages have are not added; "
    "`puv pip compile` writes files that list them.",
    options=(
        pip.SRC_FILE.change(required=True), pip.CONSTRAINTS, pip.BUILD_CONSTRAINTS, *pip.EXTRAS, *pip.GROUP, *CERT,
        *pip.HASHES, *pip.BUILD_HASHES, *pip.DESTINATION, *pip.BINARIES,
        *rows(PipSettings, "allow_empty_requirements"), *pip.PLATFORM, *pip.STRICT, pip.DRY_RUN, pip.CHECK,
        pip.OUTPUT_FORMAT, *pip.TORCH, *pip.INDEX, *pip.INSTALLER, *pip.BUILD, *pip.EXCLUDE_NEWER, *pip.SOURCES, *CACHE,
        *REFRESH, *python("to install into"), *GLOBAL,
        own("ask", flag="--ask", short="a", hidden=True), pip.USER.change(hidden=True), *pip.PIP_TOOLS,
    ),
)  # fmt: skip


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Install and remove, and show what changed."""
    if line["user"]:
        raise UsageError("pip-sync's `--user` is unsupported (use a virtual environment instead)")
    chosen = settings.pip
    inputs = Inputs(
        requirements=line["src_file"], constraints=line["constraints"], build_constraints=line["build_constraints"],
        extra=chosen.extra, all_extras=chosen.all_extras, group=chosen.group,
    )  # fmt: skip
    request = PipSyncRequest(
        inputs=inputs,
        python_version=chosen.python_version or "",
        python_platform=chosen.python_platform or "",
        require_hashes=chosen.require_hashes,
        verify_hashes=chosen.verify_hashes and not chosen.no_verify_hashes,
        allow_empty_requirements=chosen.allow_empty_requirements,
        strict=chosen.strict,
        dry_run=line["dry_run"],
    )
    return render_install(pip_sync(request, settings, runtime), as_json=line["output_format"] == "json")
