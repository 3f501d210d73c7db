"""The shapes of `extra-build-dependencies` and `extra-build-variables` in settings files. Pure."""

from __future__ import annotations

from puv.errors import ParseError
from puv.settings import shapes
from puv.settings.shapes import WrongError, wrong_type
from puv.standards.names import parse_package_name
from puv.standards.requirement import parse_requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from puv.settings.locate import Path


def extra_dependencies(value: Any, path: Path) -> tuple[tuple[str, str, bool], ...]:
    """`{ package = ["requirement", { requirement = "…", match-runtime = true }] }` as rows."""
    table = shapes.mapping(shapes.sequence(_dependency), parse_package_name, expected="a map with unique keys")
    found = []
    seen: set[str] = set()
    for key, entries in table(value, path).items():
        package = parse_package_name(key)
        if package in seen:
            raise WrongError(f"duplicate extra-build-dependencies for `{package}`", path)
        seen.add(package)
        found += [(package, *entry) for entry in entries]
    return tuple(found)


def _dependency(entry: Any, path: Path) -> tuple[str, bool]:
    matched: Any = False
    text = entry
    if isinstance(entry, dict):
        if "requirement" not in entry:
            raise WrongError("missing field `requirement`", path)
        text = entry["requirement"]
        matched = shapes.boolean(entry.get("match-runtime", False), (*path, "match-runtime"))
    if not isinstance(text, str):
        raise wrong_type(text, "a requirement string or a table with requirement and match-runtime", path)
    try:
        parse_requirement(text)
    except ParseError as error:
        carets = " " * error.start + "^" * max(1, error.end - error.start)
        raise WrongError(f"{error}\n{text}\n{carets}", path) from None
    return text, matched


def extra_variables(value: Any, path: Path) -> tuple[tuple[str, str, str], ...]:
    """`{ package = { VARIABLE = "text" } }` as rows."""
    table = shapes.mapping(shapes.mapping(shapes.text()), parse_package_name)
    return tuple(
        (parse_package_name(key), name, text)
        for key, variables in table(value, path).items()
        for name, text in variables.items()
    )
