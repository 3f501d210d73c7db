"""`uv-receipt.toml`: what a tool was installed from, to upgrade and remove it by. The bytes are uv's. Pure."""

from __future__ import annotations

from puv.errors import InputError
from puv.fetcher.redact import file_path
from puv.frozen import Frozen
from puv.model.requirement import Dependency
from puv.project.errors import TomlProblemError
from puv.project.toml_document import parse_document
from puv.standards.filenames import SOURCE_EXTENSIONS
from puv.standards.markers import parse_marker
from puv.standards.names import normalize
from puv.standards.requirement import Requirement, parse_requirement
from puv.standards.specifiers import parse_specifiers
from puv.standards.toml_text import key, quoted
from puv.standards.urls import file_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from puv.standards.markers import Marker

FILE_NAME = "uv-receipt.toml"
_REPOSITORY = "git+"


class ReceiptError(InputError):
    """A receipt cannot be read; the cause says why. `path` is the file's."""

    code = "tool-receipt"

    def __init__(self, path: str) -> None:
        super().__init__(f"Failed to read `{FILE_NAME}` at `{path}`")
        self.path = path


class ToolEntry(Frozen):
    """An executable of a tool. `install_path` is where it was put, `package` the distribution that it belongs to."""

    name: str
    install_path: str
    package: str = ""


class Receipt(Frozen):
    """A tool. The first of `requirements` is the tool itself.

    Addresses of requirements are absolute (`file:` URLs for what is on this machine). `python` is the request that
    the user made, empty for none; `options` is the table of settings that the user made, in TOML's own types.
    """

    requirements: tuple[Dependency, ...]
    constraints: tuple[Dependency, ...] = ()
    overrides: tuple[Dependency, ...] = ()
    excludes: tuple[str, ...] = ()
    build_constraints: tuple[Dependency, ...] = ()
    python: str = ""
    entries: tuple[ToolEntry, ...] = ()
    options: Mapping[str, Any] = {}


def parse_receipt(text: str) -> Receipt:
    """Read a receipt.

    Raises:
        InputError: it is no TOML, or says too little.
    """
    document = parse_document(text)
    tool = document.get("tool")
    if not isinstance(tool, dict):
        raise _missing("tool", text)
    if not isinstance(tool.get("requirements"), list):
        raise _missing("requirements", text)
    try:
        return Receipt(
            requirements=_dependencies(tool, "requirements"),
            constraints=_dependencies(tool, "constraints"),
            overrides=_dependencies(tool, "overrides"),
            excludes=tuple(str(name) for name in tool.get("excludes", ())),
            build_constraints=_dependencies(tool, "build-constraint-dependencies"),
            python=str(tool.get("python", "")),
            entries=tuple(_entry(table) for table in tool.get("entrypoints", ())),
            options=tool.get("options", {}),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{type(error).__name__}: {error}") from None


def _missing(name: str, text: str) -> TomlProblemError:
    first = (text.splitlines() or [""])[0]
    return TomlProblemError(f"missing field `{name}`", line=1, column=1, source=first)


def _entry(table: Mapping[str, Any]) -> ToolEntry:
    return ToolEntry(name=table["name"], install_path=table["install-path"], package=table.get("from", ""))


def _dependencies(tool: Mapping[str, Any], name: str) -> tuple[Dependency, ...]:
    return tuple(_dependency(entry) for entry in tool.get(name, ()))


def _dependency(entry: str | Mapping[str, Any]) -> Dependency:
    if isinstance(entry, str):  # receipts of early versions of uv
        return Dependency(parse_requirement(entry))
    url = None
    editable = "editable" in entry
    for kind in ("directory", "editable", "virtual", "path"):
        if kind in entry:
            url = file_url(entry[kind])
    if "git" in entry:
        url = _repository_url(entry["git"])
    elif "url" in entry:
        url = entry["url"]
    if url is not None and entry.get("subdirectory"):
        url += f"#subdirectory={entry['subdirectory']}"
    marker = parse_marker(entry["marker"]) if "marker" in entry else None
    extras = tuple(normalize(extra) for extra in entry.get("extras", ()))
    specifier = entry.get("specifier", "")
    found = Requirement(
        normalize(entry["name"]),
        extras,  # type: ignore[arg-type]  # extras are normalised like names
        parse_specifiers("" if specifier == "*" or url is not None else specifier),
        url,
        marker,
    )
    return Dependency(found, editable=editable)


def _repository_url(text: str) -> str:
    """Return `git+…@revision#subdirectory=…` for an address as receipts have it (`…?rev=…&subdirectory=…`)."""
    address, _, query = text.partition("#")[0].partition("?")
    parts = dict(part.partition("=")[::2] for part in query.split("&") if part)
    revision = parts.get("rev") or parts.get("tag") or parts.get("branch") or ""
    fragments = [f"{name}={parts[name]}" for name in ("subdirectory", "lfs") if name in parts]
    return f"{_REPOSITORY}{address}{f'@{revision}' if revision else ''}" + (
        f"#{'&'.join(fragments)}" if fragments else ""
    )


def render_receipt(receipt: Receipt) -> str:
    """Return the text of a receipt."""
    lines = ["[tool]", _array("requirements", map(_table, receipt.requirements))]
    for name, entries in (
        ("constraints", receipt.constraints), ("overrides", receipt.overrides), ("excludes", receipt.excludes),
        ("build-constraint-dependencies", receipt.build_constraints),
    ):  # fmt: skip
        if entries:
            texts = (quoted(entry) if isinstance(entry, str) else _table(entry) for entry in entries)
            lines.append(_array(name, texts))
    if receipt.python:
        lines.append(f"python = {quoted(receipt.python)}")
    lines.append("entrypoints = [")
    lines += [f"    {_value(_entry_table(entry))}," for entry in receipt.entries]
    lines.append("]")
    if receipt.options:
        lines += ["", "[tool.options]"]
        lines += [f"{key(name)} = {_value(value)}" for name, value in receipt.options.items()]
    return "\n".join(lines) + "\n"


def same_requirements(one: Receipt, other: Receipt) -> bool:
    """Tell whether two receipts ask for the same, whatever they say of Python, options and executables."""
    bare = [receipt.replace(python="", entries=(), options={}) for receipt in (one, other)]
    return render_receipt(bare[0]) == render_receipt(bare[1])


def _array(name: str, texts: Iterable[str]) -> str:
    entries = list(texts)
    if len(entries) < 2:  # noqa: PLR2004 - several stand on a line each
        return f"{name} = [{', '.join(entries)}]"
    return f"{name} = [\n" + "".join(f"    {text},\n" for text in entries) + "]"


def _entry_table(entry: ToolEntry) -> dict[str, str]:
    table = {"name": entry.name, "install-path": entry.install_path}
    return {**table, "from": entry.package} if entry.package else table


def _table(entry: Dependency) -> str:
    wanted = entry.requirement
    table: dict[str, Any] = {"name": str(wanted.name)}
    if wanted.extras:
        table["extras"] = list(wanted.extras)
    if wanted.marker is not None:
        table["marker"] = _canonical(wanted.marker)
    return _value({**table, **_source(entry)})


def _source(entry: Dependency) -> dict[str, str]:
    wanted = entry.requirement
    url = wanted.url
    if url is None:
        text = str(wanted.specifiers)
        return {"specifier": text} if text else {}
    address, _, fragment = url.partition("#")
    parts = dict(part.partition("=")[::2] for part in fragment.split("&") if part)
    inner = parts.get("subdirectory", "")
    if address.startswith(_REPOSITORY):
        return {"git": _repository_text(address.removeprefix(_REPOSITORY), inner)}
    if address.startswith("file:"):
        is_archive = address.endswith((".whl", *SOURCE_EXTENSIONS))
        kind = "editable" if entry.editable else "path" if is_archive else "directory"
        found = {kind: file_path(address)}
    else:
        found = {"url": address}
    return {**found, "subdirectory": inner} if inner else found


def _repository_text(address: str, inner: str) -> str:
    scheme, separator, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    path, at, revision = path.rpartition("@")
    if not at:
        path, revision = revision, ""
    parts = [f"subdirectory={inner}"] if inner else []
    parts += [f"rev={revision}"] if revision else []
    return f"{scheme}{separator}{host}{slash}{path}" + (f"?{'&'.join(parts)}" if parts else "")


def _canonical(marker: Marker) -> str:
    from puv.standards.markers.tree import MarkerAlgebra  # few tools have a marker

    algebra = MarkerAlgebra()
    return algebra.to_text(algebra.from_marker(marker))


def _value(value: Any) -> str:
    """Return a value as TOML on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key(name)} = {_value(entry)}" for name, entry in value.items()) + " }"
    return f"[{', '.join(map(_value, value))}]"
