"""`puv pip install`."""

from __future__ import annotations

from puv.cli.command import Command
from puv.cli.commands.pip import tables as pip
from puv.cli.commands.tables import CACHE, CERT, GLOBAL, REFRESH, VERSION_CHECK, python
from puv.cli.output.changes import render_install
from puv.errors import UsageError
from puv.ops.pip.install import pip_install
from puv.ops.pip.requests import Inputs, PipInstallRequest
from puv.settings.groups.pip import PipSettings
from puv.settings.option import own, rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

COMMAND = Command(
    path=("pip", "install"),
    about="Install packages into an environment",
    one_of=("package", "requirements", "editable", "group"),
    options=(
        own(
            "package", value_name="PACKAGE", kind="many", help="The packages to install",
            long_help="The packages to install.\n\nEarlier ones are decided upon first.",
        ),
        pip.requirements("Install what the given files list"),
        pip.EDITABLE, *pip.NO_EDITABLE, pip.CONSTRAINTS, pip.OVERRIDES, pip.EXCLUDES, pip.BUILD_CONSTRAINTS,
        *pip.EXTRAS, *CERT, *pip.GROUP, *rows(PipSettings, "no_deps"), *pip.HASHES, *pip.BUILD_HASHES,
        *pip.DESTINATION, *pip.BINARIES, *pip.PLATFORM,
        own(
            "exact", flag="--exact", negative="--inexact", negative_aliases=("--no-exact",),
            help="Remove what the requirements do not need",
        ),
        *pip.STRICT, pip.DRY_RUN, pip.CHECK, pip.OUTPUT_FORMAT, *pip.TORCH, pip.USER, *pip.INDEX, *pip.UPGRADE,
        *pip.CHOICE, *pip.EXCLUDE_NEWER, *pip.SOURCES, *pip.INSTALLER, *pip.BUILD, *pip.BUILD_PACKAGE, *CACHE, *REFRESH,
        *python("to install into"), *GLOBAL, *VERSION_CHECK,
    ),
)  # fmt: skip


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Install, and show what changed."""
    if line["user"]:
        raise UsageError("pip's `--user` is unsupported (use a virtual environment instead)")
    chosen = settings.pip
    inputs = Inputs(
        packages=line["package"], requirements=line["requirements"], editable=line["editable"],
        constraints=line["constraints"], overrides=line["overrides"], excludes=line["excludes"],
        build_constraints=line["build_constraints"], extra=chosen.extra, all_extras=chosen.all_extras,
        group=chosen.group,
    )  # fmt: skip
    request = PipInstallRequest(
        inputs=inputs,
        python_version=chosen.python_version or "",
        python_platform=chosen.python_platform or "",
        no_deps=chosen.no_deps,
        require_hashes=chosen.require_hashes,
        verify_hashes=chosen.verify_hashes and not chosen.no_verify_hashes,
        exact=line["exact"],
        strict=chosen.strict,
        dry_run=line["dry_run"],
        check=line["check"],
    )
    return render_install(pip_install(request, settings, runtime), as_json=line["output_format"] == "json")
