"""`puv pip install`."""

from __future__ import annotations

from puv.cli.output.changes import render_install
from puv.ops.pip.install import pip_install
from puv.ops.pip.requests import Inputs, PipInstallRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Install, and show what changed."""
    chosen = settings.pip
    inputs = Inputs(
        packages=line["package"], requirements=line["requirements"], editable=line["editable"],
        constraints=line["constraints"], overrides=line["overrides"], excludes=line["excludes"],
        build_constraints=line["build_constraints"], extra=chosen.extra, all_extras=chosen.all_extras,
        no_extra=chosen.no_extra, group=chosen.group, no_editable=line["no_editable"],
        no_editable_package=line["no_editable_package"],
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
        dry_run=line["dry_run"] or line["check"],
        check=line["check"],
        no_editable=line["no_editable"],
        no_editable_package=line["no_editable_package"],
    )
    report = pip_install(request, settings, runtime)
    return render_install(report, as_json=line["output_format"] == "json", check=line["check"])
