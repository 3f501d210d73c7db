"""Requirements in the arrays of a project: put in, replaced, taken out, in the order that the list was in. Pure."""

from __future__ import annotations

from puv.errors import ParseError
from puv.project.edit.arrays import Rows
from puv.project.errors import AmbiguousUpdateError, MalformedDependenciesError, MalformedSourcesError
from puv.standards.markers.tree import MarkerAlgebra
from puv.standards.requirement import Requirement, parse_requirement
from puv.standards.toml_text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal, TypeAlias

    from puv.project.edit.document import TomlText
    from puv.standards.markers import Marker
    from puv.standards.names import PackageName
    from puv.standards.toml_spans import Path

    SortKey: TypeAlias = Callable[[str], tuple[str, ...]]

_NAME_ENDS = frozenset("<>=!~; @")


class Edit:
    """What was done to the array at a path: the requirement as it stands, and whether it was put in or replaced one."""

    __slots__ = ("kind", "path", "requirement")

    path: Path
    requirement: Requirement

    def __init__(self, kind: Literal["added", "updated"], path: Path, requirement: Requirement) -> None:
        self.kind, self.path, self.requirement = kind, path, requirement


def put_requirement(document: TomlText, path: Path, requirement: Requirement, *, raw: bool = False) -> Edit:
    """Put a requirement into the array at a path, which is made where it is missing.

    One on the same name under the same marker is replaced; what the new one leaves open (bounds, an address) stays,
    and extras add up. `raw` writes the requirement as it is, whatever is there.

    Raises:
        MalformedDependenciesError: there is something else than an array.
        AmbiguousUpdateError: several requirements could be meant.
    """
    rows = _rows(document, path)
    algebra = MarkerAlgebra()
    marker = algebra.from_marker(requirement.marker)
    requirement = Requirement(
        requirement.name, tuple(sorted(requirement.extras)), requirement.specifiers, requirement.url,
        algebra.to_marker(marker) if requirement.marker is not None else None,
    )  # fmt: skip
    matching = [
        (position, existing)
        for position, existing in _known(rows)
        if existing.name == requirement.name and algebra.from_marker(existing.marker) == marker
    ]
    if len(matching) > 1:
        entries = tuple(_strings(rows)[position] or "" for position, _ in matching)
        raise AmbiguousUpdateError(requirement.name, entries)
    if not matching:
        literal = quoted(str(requirement))
        position = _position(_strings(rows), str(requirement))
        rows.insert(position, literal)
        document_set(document, path, rows)
        return Edit("added", path, requirement)
    position, existing = matching[0]
    existing = _under(existing, requirement.marker)
    merged = requirement if raw else _merged(existing, requirement)
    if merged != existing:
        rows.rows[position].literal = quoted(str(merged))
    document_set(document, path, rows)
    return Edit("updated", path, merged)


def set_again(document: TomlText, edit: Edit, requirement: Requirement) -> None:
    """Write another requirement in place of the one that an edit has put in."""
    rows = _rows(document, edit.path)
    position = _strings(rows).index(str(edit.requirement))
    rows.rows[position].literal = quoted(str(requirement))
    document_set(document, edit.path, rows)
    edit.requirement = requirement


def rewrite_requirements(
    document: TomlText, path: Path, change: Callable[[Requirement], Requirement]
) -> list[tuple[str, Requirement]]:
    """Write what `change` makes of each requirement of an array in its place; the array keeps its layout.

    Return what was changed: the text as it was, and the requirement that is there now.
    """
    changed: list[tuple[str, Requirement]] = []
    found = document.array(path)
    if found is None:
        return changed
    items = found[1].items
    rows = _rows(document, path)
    texts = _strings(rows)
    for position, requirement in reversed(_known(rows)):
        new = change(requirement)
        if new != requirement:
            document.splice(items[position].start, items[position].end, quoted(str(new)))
            changed.append((texts[position] or "", new))
    return changed[::-1]


def take_requirements(document: TomlText, path: Path, name: PackageName) -> int:
    """Take every requirement on a name out of an array; return how many there were.

    Raises:
        MalformedDependenciesError: there is something else than an array.
        MalformedSourcesError: the whole project is written as a value.
    """
    if path[0] == "project" and document.find(path[:1]) is not None:
        raise MalformedSourcesError
    if document.find(path) is None:
        return 0
    rows = _rows(document, path)
    positions = [position for position, existing in _known(rows) if existing.name == name]
    for position in reversed(positions):
        rows.remove(position)
    if positions:
        document_set(document, path, rows)
    return len(positions)


def requirements_at(document: TomlText, path: Path) -> list[Requirement]:
    """Return the requirements of an array that can be read; none when there is no such array."""
    if document.array(path) is None or document.find(path[:-1]) is not None:
        return []
    return [requirement for _, requirement in _known(_rows(document, path))]


def put_string(document: TomlText, path: Path, value: str) -> None:
    """Append a string to the array at a path, which is made where it is missing.

    Raises:
        MalformedDependenciesError: there is something else than an array.
    """
    rows = _rows(document, path)
    rows.append(quoted(value))
    document_set(document, path, rows)


def document_set(document: TomlText, path: Path, rows: Rows) -> None:
    """Write an array back; a new dependency group goes where the order of the groups has it."""
    before = None
    if document.find(path) is None and path[:-1] == ("dependency-groups",):
        names = document.keys(path[:-1])
        if names == sorted(names):
            before = next((name for name in names if name > path[-1]), None)
    document.set(path, rows.text(), before=before)


def _rows(document: TomlText, path: Path) -> Rows:
    found = document.array(path)
    is_value = path[0] in ("project", "tool") and document.find(path[:1]) is not None
    if is_value or (found is None and document.find(path) is not None):
        raise MalformedDependenciesError
    if found is None:
        return Rows([], "", comma=True)
    place, array = found
    return Rows.of(document.text, array, place.end)


def _strings(rows: Rows) -> list[str | None]:
    """Return the strings of an array; None for what is none."""
    found: list[str | None] = []
    for row in rows.rows:
        literal = row.literal
        if literal[:1] == "'":
            found.append(literal.strip("'"))
        elif literal[:1] == '"' and "\\" not in literal:
            found.append(literal.strip('"'))
        elif literal[:1] == '"':
            import tomllib  # requirements with escapes are rare

            found.append(tomllib.loads(f"v = {literal}")["v"])
        else:
            found.append(None)
    return found


def _known(rows: Rows) -> list[tuple[int, Requirement]]:
    """Return the requirements that can be read, with their positions."""
    found = []
    for position, text in enumerate(_strings(rows)):
        if text is not None:
            try:
                found.append((position, parse_requirement(text)))
            except ParseError:
                continue  # somebody else complains about it where it matters
    return found


def _under(requirement: Requirement, marker: Marker | None) -> Requirement:
    return Requirement(requirement.name, requirement.extras, requirement.specifiers, requirement.url, marker)


def _merged(existing: Requirement, new: Requirement) -> Requirement:
    extras = tuple(sorted({*existing.extras, *new.extras}))
    if new.url is None and not new.specifiers.clauses:
        return Requirement(existing.name, extras, existing.specifiers, existing.url, existing.marker)
    return Requirement(existing.name, extras, new.specifiers, new.url, existing.marker)


def _position(texts: list[str | None], new: str) -> int:
    """Return where a new requirement goes: by the order that the list is in, at the end of one without an order."""
    strings = [text for text in texts if text is not None]
    key = next((key for key in _ORDERS if _sorted(strings, key)), None)
    if key is None:
        return len(texts)
    mine = key(new)
    places = [position for position, text in enumerate(texts) if text is not None]
    later = next((position for position in places if key(texts[position] or "") >= mine), None)
    if later is not None:
        return later
    return places[-1] + 1 if places else len(texts)


def _sorted(strings: list[str], key: SortKey) -> bool:
    keys = [key(text) for text in strings]
    return keys == sorted(keys)


def _name(text: str) -> str:
    return text[: next((at for at, character in enumerate(text) if character in _NAME_ENDS), len(text))]


def _folded(text: str) -> tuple[str, ...]:
    return _name(text).lower(), ";" if ";" in text else ""


def _whole_folded(text: str) -> tuple[str, ...]:
    return (text.lower(),)


def _as_written(text: str) -> tuple[str, ...]:
    return _name(text), ";" if ";" in text else ""


def _whole(text: str) -> tuple[str, ...]:
    return (text,)


# Names without regard to case, whole texts without, names as written, whole texts as written. Of requirements on one
# name those without a marker come first.
_ORDERS: tuple[SortKey, ...] = (_folded, _whole_folded, _as_written, _whole)
