"""Which of a project's lists the options of `add` and `remove` mean."""

from __future__ import annotations

from puv.ops.project.edits import DEVELOPMENT, PRODUCTION, group_list, optional_list
from puv.standards.names import normalize, parse_extra_name, parse_group_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.project.edits import ListName
    from puv.standards.names import PackageName


def list_of(line: ParsedLine) -> ListName:
    """Return the list."""
    if line["dev"]:
        return DEVELOPMENT
    if line["group"]:
        return group_list(parse_group_name(line["group"]))
    return optional_list(parse_extra_name(line["optional"])) if line["optional"] else PRODUCTION


def member_of(line: ParsedLine) -> PackageName | None:
    """Return the member of the workspace that `--package` names."""
    return normalize(line["package"]) if line["package"] else None
