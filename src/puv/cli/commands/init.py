"""`puv init`."""

from __future__ import annotations

import os

from puv.cli.endings import OrderlyEnd
from puv.cli.options.init import BACKEND_PACKAGES
from puv.cli.rendered import Rendered
from puv.ops.project.init import InitRequest, init
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.project.init import InitReport
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_MEMBERSHIPS = {
    "added": "Adding `\x1b[36m{name}\x1b[39m` as member of workspace `\x1b[36m{root}\x1b[39m`\n",
    "present": "Project `\x1b[36m{name}\x1b[39m` is already a member of workspace `\x1b[36m{root}\x1b[39m`\n",
    "excluded": "Project `\x1b[36m{name}\x1b[39m` is excluded by workspace `\x1b[36m{root}\x1b[39m`\n",
    "": "",
}


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Begin a project or a script, and say where."""
    package = True if line["package"] else False if line["no_package"] or line["virtual"] else None
    request = InitRequest(
        path=line["path"],
        name=line["name"] and normalize(line["name"]),
        kind="script" if line["script"] else "lib" if line["lib"] else "app",
        package=package,
        bare=line["bare"],
        description="" if line["no_description"] else line["description"],
        vcs=line["vcs"],
        build_backend=BACKEND_PACKAGES.get(line["build_backend"], line["build_backend"]),
        readme=not line["no_readme"],
        author_from=line["author_from"],
        pin_python=line["pin_python"] or not (line["no_pin_python"] or line["bare"]),
        workspace=not line["no_workspace"],
    )
    with OrderlyEnd():
        report = init(request, settings, runtime)
    parts = (part for part in (request.path or "").split(os.sep) if part != ".")
    return Rendered(stderr=_told(request, report, os.path.join(runtime.cwd, *parts)))


def _told(request: InitRequest, report: InitReport, shown: str) -> str:
    if request.kind == "script":
        return f"Initialized script at `\x1b[36m{request.path}\x1b[39m`\n"
    name = f"Initialized project `\x1b[36m{report.name}\x1b[39m`"
    place = f" at `\x1b[36m{shown.rstrip(os.sep)}\x1b[39m`" if request.path else ""
    return _MEMBERSHIPS[report.membership].format(name=report.name, root=report.workspace) + f"{name}{place}\n"
