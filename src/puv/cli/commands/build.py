"""`puv build`."""

from __future__ import annotations

from puv.cli.commands.modes import without_wheels
from puv.cli.output.console import BOLD, CYAN, DEFAULT, PLAIN
from puv.cli.output.errors import render_error
from puv.cli.rendered import Rendered
from puv.ops.project.build import BuildRequest, build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Build, and tell which files there are."""
    request = BuildRequest(
        source=line["src"] or "", package=line["package"] or "", all_packages=line["all_packages"],
        out_dir=line["out_dir"] or "", sdist=line["sdist"], wheel=line["wheel"], listed=line["list"],
        logs=not line["no_build_logs"], force_pep517=line["force_pep517"], clear=line["clear"],
        gitignore=not line["no_create_gitignore"], build_constraints=line["build_constraints"],
        require_hashes=settings.pip.require_hashes,
    )  # fmt: skip
    report = build(request, without_wheels(line, settings), runtime)
    prefix = runtime.cwd.rstrip("/") + "/"
    lines = [f"Successfully built {BOLD}{CYAN}{path.removeprefix(prefix)}{DEFAULT}{PLAIN}\n" for path in report.built]
    failures = [render_error(error, None) for error in report.failures]
    return Rendered(stdout=report.listing, stderr="".join((*failures, *lines)), code=2 if failures else 0)
