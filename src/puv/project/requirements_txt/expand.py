"""`${VARIABLES}` in requirements files. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def expand_variables(text: str, environ: Mapping[str, str], *, cwd: str) -> str:
    """Replace `${NAME}` (capitals, digits, `_`) by the variable's value; unknown ones stay as they are.

    `${PROJECT_ROOT}` is the working directory unless the environment has such a variable.
    """
    if "${" not in text:
        return text
    parts = text.split("${")
    expanded = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        value = None
        if brace and name and _NAME.issuperset(name):
            value = environ.get(name, cwd if name == "PROJECT_ROOT" else None)
        expanded.append("${" + part if value is None else value + rest)
    return "".join(expanded)
