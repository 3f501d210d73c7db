"""From the words of a caller to what verbs are asked."""

from __future__ import annotations

from puv.errors import UsageError
from puv.ops.pip.requests import Inputs
from puv.settings.exclude_newer import check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_FILES = {
    "-e": "editable", "--editable": "editable", "-r": "requirements", "--requirement": "requirements",
    "-c": "constraints", "--constraint": "constraints",
}  # fmt: skip


def inputs_of(requirements: Iterable[str]) -> Inputs:
    """Return inputs for texts as a line of a requirements file has them: requirements, `-e .`, `-r FILE`, `-c FILE`."""
    found: dict[str, list[str]] = {"packages": [], "editable": [], "requirements": [], "constraints": []}
    for text in requirements:
        option, _, value = text.strip().partition(" ")
        kind = _FILES.get(option)
        found[kind or "packages"].append(value.strip() if kind else text)
    return Inputs(
        packages=tuple(found["packages"]), editable=tuple(found["editable"]),
        requirements=tuple(found["requirements"]), constraints=tuple(found["constraints"]),
    )  # fmt: skip


def moment(text: str) -> str:
    """Return the text of a moment or a span, as `exclude_newer` takes it.

    Raises:
        UsageError: it is none.
    """
    try:
        return check(text)
    except ValueError as error:
        raise UsageError(f"`{text}` {error}") from None
