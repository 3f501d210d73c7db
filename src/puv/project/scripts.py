"""What a script says it needs (PEP 723). Pure."""

from __future__ import annotations

from puv.errors import InputError, ParseError
from puv.model.requirement import Dependency
from puv.project.toml_document import list_of_strings, parse_document, problem_at
from puv.standards.inline_script import script_block
from puv.standards.requirement import parse_requirement


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
