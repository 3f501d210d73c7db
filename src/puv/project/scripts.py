"""What a script says it needs (PEP 723). Pure."""

from __future__ import annotations

from puv.errors import InputError, ParseError
from puv.frozen import Frozen
from puv.model.requirement import Dependency
from puv.project.model import ProjectFile
from puv.project.toml_document import list_of_strings, located, parse_document, problem_at
from puv.project.typed import checked, string, strings
from puv.project.uv_table import parse_uv_table
from puv.standards.inline_script import script_block
from puv.standards.pyproject import PyprojectError
from puv.standards.requirement import parse_requirement
from puv.standards.specifiers import parse_specifiers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from puv.standards.requirement import Requirement


def script_dependencies(text: str, label: str) -> tuple[Dependency, ...]:
    """Return the dependencies of a script's metadata; `label` is its path or URL as messages show it.

    Raises:
        InputError: there is no metadata, or it is wrong.
    """
    try:
        block = script_block(text)
    except ParseError as error:
        raise InputError(str(error)) from None
    if block is None:
        raise InputError(f"`{label}` does not contain inline script metadata")
    document = parse_document(block)
    found = []
    for requirement in list_of_strings(document.get("dependencies", []), "dependencies", block):
        try:
            found.append(Dependency(parse_requirement(requirement)))
        except ParseError as error:
            marks = " " * error.start + "^" * max(error.end - error.start, 1)
            raise problem_at(block, f'"{requirement}"', f"{error}\n{requirement}\n{marks}") from None
    return tuple(found)


class Script(Frozen):
    """A script's metadata. `file` is what it says beside its requirements, as a project without a name.

    `requires_python` is the specifier text, or empty. `block` is the TOML text, None for a script without metadata,
    and `document` the same parsed.
    """

    file: ProjectFile
    requirements: tuple[Requirement, ...] = ()
    requires_python: str = ""
    block: str | None = None
    document: Mapping[str, Any] = {}


def read_script(text: str, label: str) -> Script:
    """Return the metadata of a script; `label` is its path as messages show it.

    Raises:
        InputError: it is wrong; the message tells the place within the metadata.
    """
    try:
        block = script_block(text)
    except ParseError as error:
        raise InputError(str(error)) from None
    if block is None:
        return Script(file=ProjectFile(label=label))
    document = parse_document(block)
    try:
        texts = strings(document, "dependencies", ())
        requirements = tuple(
            checked(parse_requirement, requirement, ("dependencies", at)) for at, requirement in enumerate(texts)
        )
        python = string(document.get("requires-python", ""), ("requires-python",))
        if python:
            _check_python(python)
        uv = parse_uv_table(document)
    except PyprojectError as error:
        raise located(error, block) from None
    return Script(
        file=ProjectFile(label=label, uv=uv),
        requirements=requirements,
        requires_python=python,
        block=block,
        document=document,
    )


def _check_python(text: str) -> None:
    try:
        parse_specifiers(text)
    except ParseError as error:
        carets = " " * error.start + "^" * max(1, error.end - error.start)
        message = f"Failed to parse version: {error}:\n{text}\n{carets}"
        raise PyprojectError(message, path=("requires-python",)) from error
