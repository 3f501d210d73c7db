"""From `[project]` to METADATA and entry_points.txt (PEP 621, PEP 639, PEP 794)."""

from __future__ import annotations

import os
import re

from puv.builder.backend.errors import BackendProjectError, invalid
from puv.builder.backend.patterns import Patterns, check_glob, files_below
from puv.errors import ParseError
from puv.frozen import Frozen
from puv.settings import shapes
from puv.settings.shapes import WrongError
from puv.standards.markers import parse_marker
from puv.standards.markers.render import to_text
from puv.standards.markers.tree import MarkerAlgebra
from puv.standards.names import normalize, parse_package_name
from puv.standards.requirement import parse_requirement
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from puv.settings.locate import Path

_KINDS = {".md": "text/markdown", ".rst": "text/x-rst", ".txt": "text/plain"}
_SCRIPT = re.compile(r"[\w.-]*[\w-][\w.-]*", re.ASCII)
_GROUP = re.compile(r"\w+(\.\w+)*", re.ASCII)
_EXPRESSION = re.compile(r"\(|\)|[A-Za-z0-9.+-]+(?::[A-Za-z0-9.+-]+)?")


class Distribution(Frozen):
    """What the distribution files of a project say.

    `filename` is its name in file names; `metadata` is the text of METADATA. `readme` and `license_text` (both empty
    for none) and `license_files` are paths relative to the project, with slashes.
    """

    filename: str
    version: str
    metadata: str
    readme: str = ""
    license_files: tuple[str, ...] = ()
    license_text: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """How the names of its files begin: `my_pkg-1.0`."""
        return f"{self.filename}-{self.version}"


def read_distribution(document: Mapping[str, Any], root: str) -> Distribution:
    """Read the `[project]` table of the project at `root`.

    Raises:
        BackendProjectError: it breaks a rule.
        WrongError: a value has the wrong form.
    """
    if "project" not in document:
        raise WrongError("missing field `project`", ())
    table = document["project"]
    for field in ("name", "version"):
        if field not in table:
            raise WrongError(f"missing field `{field}`", ("project",))
    if table.get("dynamic"):
        raise invalid("Dynamic metadata is not supported")
    name = _checked(parse_package_name, table["name"], ("project", "name"))
    version = str(_checked(Version.parse, table["version"], ("project", "version")))
    readme, kind, body = _readme(table, root)
    licenses = _license_files(table, root)
    headers = list(_headers(table, root, version, licenses))
    if kind:
        headers.append(("Description-Content-Type", kind))
    names = table.get("import-names", []) or table.get("import-namespaces", [])
    modern = "2.5" if names else "2.4" if _is_pep_639(table) else "2.3"
    lines = [f"{key}: {value}" for key, value in (("Metadata-Version", modern), *headers)]
    text = "\n".join(lines) + "\n" + (f"\n{body}" if body is not None else "")
    return Distribution(
        filename=str(normalize(name)).replace("-", "_"), version=version, metadata=text, readme=readme,
        license_files=licenses, license_text=_license_text(table),
        warnings=tuple(_warnings(table)),
    )  # fmt: skip


def _warnings(table: Mapping[str, Any]) -> Iterator[str]:
    for text in table.get("classifiers", []):
        if text.startswith("License ::"):
            yield (
                f"Found license classifier `{text}`. License classifiers are ambiguous and deprecated per PEP 639; "
                "projects should use `project.license` and `project.license-files` instead."
            )


def _headers(table: Mapping[str, Any], root: str, version: str, licenses: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    yield "Name", table["name"]
    yield "Version", version
    description = _text(table, "description")
    if "\n" in description:
        raise invalid("`project.description` must be a single line")
    if description:
        yield "Summary", description
    keywords = shapes.sequence(shapes.text())(table.get("keywords", []), ("project", "keywords"))
    if keywords:
        yield "Keywords", ",".join(keywords)
    yield from _people(table, "authors", "Author")
    yield from _license(table, root)
    yield from (("License-File", path) for path in licenses)
    classifiers = shapes.sequence(shapes.text())(table.get("classifiers", []), ("project", "classifiers"))
    yield from (("Classifier", text) for text in classifiers)
    extras = _extras(table)
    yield from (("Requires-Dist", text) for text in _requirements(table, extras))
    yield from _people(table, "maintainers", "Maintainer")
    if "requires-python" in table:
        yield "Requires-Python", _requires_python(table["requires-python"])
    for label, url in shapes.mapping(shapes.text())(table.get("urls", {}), ("project", "urls")).items():
        yield "Project-URL", f"{label}, {url}"
    yield from (("Provides-Extra", extra) for extra in extras)
    yield from (("Import-Name", text) for text in table.get("import-names", []))
    yield from (("Import-Namespace", text) for text in table.get("import-namespaces", []))


def _people(table: Mapping[str, Any], field: str, header: str) -> Iterator[tuple[str, str]]:
    rows = shapes.sequence(shapes.anything)(table.get(field, []), ("project", field))
    names, addresses = [], []
    for row in rows:
        known = row if isinstance(row, dict) else {}
        name, address = known.get("name"), known.get("email")
        if not (isinstance(name, str) or isinstance(address, str)):
            raise WrongError("a table with 'name' and/or 'email' keys", ("project", field))
        if name:
            names.append(name)
        if address:
            addresses.append(f"{name} <{address}>" if name else address)
    if names:
        yield header, ", ".join(names)
    if addresses:
        yield f"{header}-email", ", ".join(addresses)


def _license(table: Mapping[str, Any], root: str) -> Iterator[tuple[str, str]]:
    found = table.get("license")
    if isinstance(found, str):
        _check_expression(found)
        yield "License-Expression", found
    elif isinstance(found, dict) and "text" in found:
        yield "License", _folded(str(found["text"]))
    elif isinstance(found, dict) and "file" in found:
        yield "License", _folded(_read(os.path.join(root, str(found["file"]))))


def _license_text(table: Mapping[str, Any]) -> str:
    found = table.get("license")
    return str(found.get("file", "")) if isinstance(found, dict) else ""


def _is_pep_639(table: Mapping[str, Any]) -> bool:
    return "license-files" in table or isinstance(table.get("license"), str)


def _folded(text: str) -> str:
    return text.rstrip("\n").replace("\n", "\n" + " " * len("License: "))


def _check_expression(text: str) -> None:
    """Hold a text against the grammar of SPDX license expressions.

    Raises:
        BackendProjectError: it is none.
    """
    depth, wants_term = 0, True
    for word in _EXPRESSION.findall(text):
        is_operator = word.upper() in ("AND", "OR", "WITH")
        if word == "(":
            good, depth = wants_term, depth + 1
        elif word == ")":
            good, depth = not wants_term and depth > 0, depth - 1
        else:
            good, wants_term = is_operator != wants_term, is_operator
        if not good:
            raise _no_expression(text)
    if wants_term or depth or _EXPRESSION.sub("", text).strip():
        raise _no_expression(text)


def _no_expression(text: str) -> BackendProjectError:
    return invalid(f"`project.license` is not a valid SPDX expression: {text}")


def _license_files(table: Mapping[str, Any], root: str) -> tuple[str, ...]:
    if "license-files" not in table:
        return ()
    globs = shapes.sequence(shapes.text())(table["license-files"], ("project", "license-files"))
    if isinstance(table.get("license"), dict):
        raise invalid("When `project.license-files` is defined, `project.license` must be an SPDX expression string")
    found: set[str] = set()
    everything: list[str] | None = None
    for glob in globs:
        check_glob(glob, glob)
        if everything is None:
            everything = list(files_below(root, prune=Patterns(("**/.git", "**/.venv"), glob)))
        pattern = Patterns((glob,), glob)
        matched = [path for path in everything if pattern.match(path)]
        if not matched:
            raise invalid(f"`project.license-files` glob `{glob}` did not match any files")
        found.update(matched)
    return tuple(sorted(found))


def _readme(table: Mapping[str, Any], root: str) -> tuple[str, str, str | None]:
    """Return the readme's path, its content type and its text."""
    found = table.get("readme")
    if found is None:
        return "", "", None
    if isinstance(found, str):
        extension = os.path.splitext(found)[1]
        if not extension:
            raise invalid(
                f"Can't infer content type because `{found}` does not have an extension. Please use a support "
                "extension (`.md`, `.rst`, `.txt`) or set the content type manually."
            )
        if extension.lower() not in _KINDS:
            raise invalid(
                f"Unsupported README extension (expected one of `.md`, `.rst`, `.txt`): `{extension.removeprefix('.')}`"
            )
        return found, _KINDS[extension.lower()], _read(os.path.join(root, found))
    kind = str(found.get("content-type", ""))
    if kind not in _KINDS.values():
        raise invalid(f"Unsupported content type: {kind}")
    if "text" in found:
        return "", kind, str(found["text"])
    path = str(found.get("file", ""))
    return path, kind, _read(os.path.join(root, path))


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return stream.read()
    except OSError as error:
        raise BackendProjectError(f"failed to open file `{path}`: {error.strerror} (os error {error.errno})") from None
    except UnicodeDecodeError:
        raise BackendProjectError(f"failed to read from file `{path}`: stream did not contain valid UTF-8") from None


def _requires_python(text: Any) -> str:
    path = ("project", "requires-python")
    shapes.text()(text, path)
    try:
        return str(parse_specifiers(text)).replace(",", ", ")
    except ParseError as error:
        carets = " " * error.start + "^" * max(1, error.end - error.start)
        raise WrongError(f"Failed to parse version: {error}:\n{text}\n{carets}", path) from None


def _extras(table: Mapping[str, Any]) -> dict[str, list[str]]:
    path = ("project", "optional-dependencies")
    found = shapes.mapping(shapes.sequence(shapes.text()), parse_package_name)(
        table.get("optional-dependencies", {}), path
    )
    return {normalize(key): list(found[key]) for key in sorted(found, key=normalize)}


def _requirements(table: Mapping[str, Any], extras: Mapping[str, list[str]]) -> Iterator[str]:
    dependencies = shapes.sequence(shapes.text())(table.get("dependencies", []), ("project", "dependencies"))
    for at, text in enumerate(dependencies):
        yield _requirement(text, "", ("project", "dependencies", at))
    for extra, texts in extras.items():
        for at, text in enumerate(texts):
            yield _requirement(text, extra, ("project", "optional-dependencies", extra, at))


def _requirement(text: str, extra: str, path: Path) -> str:
    """Return a requirement as METADATA has it: everything normalised, its marker canonical."""
    try:
        found = parse_requirement(text)
    except ParseError as error:
        carets = " " * error.start + "^" * max(1, error.end - error.start)
        raise WrongError(f"{error}\n{text}\n{carets}", path) from None
    extras = f"[{','.join(found.extras)}]" if found.extras else ""
    told = f"{found.name}{extras}"
    told += f" @ {found.url}" if found.url is not None else str(found.specifiers)
    algebra = MarkerAlgebra()
    marker = algebra.from_marker(found.marker)
    if extra:
        marker = algebra.and_(marker, algebra.from_marker(parse_marker(f"extra == '{extra}'")))
    condition = to_text(algebra, marker)
    return f"{told} ; {condition}" if condition else told


def entry_points(table: Mapping[str, Any]) -> str:
    """Return the text of entry_points.txt of a `[project]` table, empty for none.

    Raises:
        BackendProjectError: a name is none.
    """
    rows = shapes.mapping(shapes.text())
    groups = [
        ("console_scripts", rows(table.get("scripts", {}), ("project", "scripts"))),
        ("gui_scripts", rows(table.get("gui-scripts", {}), ("project", "gui-scripts"))),
    ]
    others = shapes.mapping(rows)(table.get("entry-points", {}), ("project", "entry-points"))
    for name, reserved in (("console_scripts", "scripts"), ("gui_scripts", "gui-scripts")):
        if name in others:
            raise invalid(f"Use `project.{reserved}` instead of `project.entry-points.{name}`")
    for name in others:
        if not _GROUP.fullmatch(name):
            raise invalid(
                f"Entrypoint groups must consist of letters and numbers separated by dots, invalid group: {name}"
            )
    parts = []
    for group, entries in (*groups, *others.items()):
        for name in entries:
            if group in ("console_scripts", "gui_scripts") and not _SCRIPT.fullmatch(name):
                raise invalid(
                    f"Script entry point name `{name}` must include a non-dot character and consist only of letters, "
                    "numbers, dots, underscores and dashes"
                )
        if entries or group in others:
            parts.append(f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items()) + "\n")
    return "".join(parts)


def _text(table: Mapping[str, Any], field: str) -> str:
    return str(shapes.text()(table.get(field, ""), ("project", field)))


def _checked(parse: Any, value: Any, path: Path) -> Any:
    shapes.text()(value, path)
    try:
        return parse(value)
    except ParseError as error:
        raise WrongError(str(error), path) from None
