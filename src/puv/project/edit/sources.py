"""`[tool.uv.sources]`, `[[tool.uv.index]]` and workspace members of a document. Pure."""

from __future__ import annotations

from puv.project.edit.document import inline_table
from puv.project.edit.requirements import put_string, requirements_at
from puv.project.errors import MalformedSourcesError
from puv.standards.names import normalize
from puv.standards.toml_text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.project.edit.document import TomlText
    from puv.standards.names import PackageName
    from puv.standards.toml_spans import Path, Statement

_SOURCES = ("tool", "uv", "sources")
_INDEX = ("tool", "uv", "index")


def put_source(
    document: TomlText, name: PackageName, source: Mapping[str, str | bool], *, behind_index: bool = False
) -> None:
    """Say where a package comes from, in place of what was said before.

    A new table of sources goes behind the first index with `behind_index`, which says that it was just put in front.

    Raises:
        MalformedSourcesError: the table of sources cannot be added to.
    """
    literal = inline_table(
        {
            key: "true" if value is True else "false" if value is False else quoted(value)
            for key, value in source.items()
        }
    )
    _check_open(document, _SOURCES)
    key = _source_key(document, name)
    path = (*_SOURCES, key or name)
    place = document.find(path)
    if place is not None and document.header(_SOURCES) is None:
        document.splice(place.start, place.end, literal)
        return
    own = document.header(path)
    at = _before(document, own) if own is not None else None
    _take(document, path)
    if at is not None and not document.keys(_SOURCES) and document.header(_SOURCES) is None:
        document.add_table(_SOURCES, at=at)
    if behind_index and not document.keys(_SOURCES) and document.header(_SOURCES) is None:
        document.add_table(_SOURCES, at=_index_blocks(document)[0][-1].end)
    document.set(path, literal)


def drop_source(document: TomlText, name: PackageName) -> None:
    """Forget where a package comes from; a table of sources that becomes empty goes too.

    Raises:
        MalformedSourcesError: the sources are written as a value, which is not edited.
    """
    key = _source_key(document, name)
    if key is None:
        return
    _check_open(document, _SOURCES)
    _take(document, (*_SOURCES, key))
    if not document.keys(_SOURCES) and document.header(_SOURCES) is not None:
        document.remove(_SOURCES)


def _take(document: TomlText, path: Path) -> None:
    """Remove a source, whether it is a key or a table."""
    if document.find(path) is not None:
        document.remove(path)
    for statement in reversed([s for s in document.statements if s.path[: len(path)] == path]):
        document.remove_statement(statement)


def is_required(document: TomlText, name: PackageName, *further: Path) -> bool:
    """Tell whether any list of the project still asks for a package, or one at the further paths."""
    paths: list[Path] = [*further, ("project", "dependencies"), ("tool", "uv", "dev-dependencies")]
    for table in (("project", "optional-dependencies"), ("dependency-groups",)):
        paths += [(*table, key) for key in document.keys(table)]
    return any(requirement.name == name for path in paths for requirement in requirements_at(document, path))


def put_index(document: TomlText, url: str, *, name: str = "", default: bool = False) -> None:
    """Put an index before the others; one of the same name or address, or the old default, makes room.

    Raises:
        MalformedSourcesError: the indexes are written as a value, which cannot be added to.
    """
    _check_open(document, _INDEX)
    if document.find(_INDEX) is not None:
        raise MalformedSourcesError
    blocks = _index_blocks(document)
    same = [block for block in blocks if _is_same(document, block, url, name, default=default)]
    existing = same[0] if same else None
    for block in reversed(same[1:]):
        start = _before(document, block[0])
        document.splice(start, block[-1].end, "")
    blocks = _index_blocks(document)
    fields = {"name": quoted(name)} if name else {}
    fields["url"] = quoted(url)
    if default:
        fields["default"] = "true"
    if existing is None:
        lines = "".join(f"{key} = {value}\n" for key, value in fields.items())
        at = _before(document, blocks[0][0]) if blocks else None
        header = document.add_table(_INDEX, kind="array", at=at)
        document.splice(header.end, header.end, lines)
        return
    text = _updated(document, existing, fields)
    start, end = _before(document, existing[0]), existing[-1].end
    front = _before(document, blocks[0][0])
    lead = document.text[start : existing[0].start]
    document.splice(start, end, "")
    document.splice(front, front, lead + text)


def add_member(document: TomlText, member: str) -> None:
    """Add a path to the workspace's members."""
    put_string(document, ("tool", "uv", "workspace", "members"), member)


def _check_open(document: TomlText, path: Path) -> None:
    if any(document.find(path[:depth]) is not None for depth in range(1, len(path) + 1)):
        raise MalformedSourcesError


def _source_key(document: TomlText, name: PackageName) -> str | None:
    return next((key for key in document.keys(_SOURCES) if normalize(key) == name), None)


def _index_blocks(document: TomlText) -> list[list[Statement]]:
    """Return the statements of each `[[tool.uv.index]]`, its header first."""
    blocks: list[list[Statement]] = []
    inside = False
    for statement in document.statements:
        if statement.kind != "key":
            inside = statement.kind == "array" and statement.path == _INDEX
            if inside:
                blocks.append([])
        if inside:
            blocks[-1].append(statement)
    return blocks


def has_indexes(document: TomlText) -> bool:
    """Tell whether the document has indexes as tables."""
    return bool(_index_blocks(document))


def _is_same(document: TomlText, block: list[Statement], url: str, name: str, *, default: bool) -> bool:
    found = {s.path[-1]: document.text[s.value[0] : s.value[1]] for s in block[1:]}
    if default and found.get("default") == "true":
        return True
    if name:
        return found.get("name", "").strip("\"'") == name
    return found.get("url", "").strip("\"'") == url


def _before(document: TomlText, header: Statement) -> int:
    """Return where what belongs to a header (blank lines, comments) begins."""
    number = next(n for n, s in enumerate(document.statements) if s.start == header.start)
    return document.statements[number - 1].end if number else 0


def _updated(document: TomlText, block: list[Statement], fields: Mapping[str, str]) -> str:
    """Return the text of an index with fields set; where one changes, its key is written as a new one."""
    text = document.text[block[0].start : block[-1].end]
    present = {s.path[-1]: s for s in block[1:]}
    for key, value in fields.items():
        if key not in present:
            text += f"{key} = {value}\n"
    for statement in reversed(block[1:]):
        key = statement.path[-1]
        begin, end = statement.value[0] - block[0].start, statement.value[1] - block[0].start
        if key in fields and text[begin:end] != fields[key]:
            between = document.text[document.text.index("=", statement.start) + 1 : statement.value[0]]
            text = f"{text[: statement.start - block[0].start]}{key} ={between}{fields[key]}{text[end:]}"
    return text
