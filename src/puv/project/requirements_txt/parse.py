"""Reading requirements files: statements to dependencies, includes included."""

from __future__ import annotations

import os

from puv.errors import InputError, ParseError
from puv.model.requirement import Dependency
from puv.project.requirements_txt.addresses import check_url, parse_address, problem_with_editable
from puv.project.requirements_txt.errors import (
    IncludedFileError,
    RequirementsFileError,
    RequirementSyntaxError,
    SyntaxProblemError,
    UnsupportedEditableError,
)
from puv.project.requirements_txt.expand import expand_variables
from puv.project.requirements_txt.model import RequirementsFile
from puv.project.requirements_txt.scanner import Statement, byte_offset, place, scan
from puv.settings.values import Placed
from puv.standards.names import parse_package_name
from puv.standards.requirement import is_address, parse_requirement
from puv.standards.urls import join, redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from puv.standards.requirement import Requirement

_ON_COMMAND_LINE = frozenset(("--pre", "--trusted-host"))
_EVERYTHING = (":all:", ":none:")


def parse_requirements_file(
    label: str,
    text: str,
    *,
    reader: Callable[[str], str],
    environ: Mapping[str, str],
    cwd: str,
    kind: str = "-r",
) -> RequirementsFile:
    """Parse the text of a requirements file, and of those that it includes.

    `label` is the path as the user gave it (`-` or empty for standard input); included files are relative to its
    directory. `reader` returns the text of an included file (path or URL) and raises `OSError` or `InputError`.
    `kind` is the option that origins name: `-r`, `-c`, `--override`, … `cwd` is absolute.
    Of the disk only the existence of `--find-links` directories is looked up.

    Raises:
        RequirementsFileError: the file, or one it includes, is wrong; the message names file and place.
    """
    surroundings = _Surroundings(reader, environ, cwd)
    return _File(label, text, surroundings, kind).parse()


class _Surroundings:
    """What all files of one parse share; `seen` are the included files, each of which counts once."""

    __slots__ = ("cwd", "environ", "reader", "seen")

    def __init__(self, reader: Callable[[str], str], environ: Mapping[str, str], cwd: str) -> None:
        self.reader, self.environ, self.cwd = reader, environ, cwd
        self.seen: set[tuple[str, str]] = set()

    def expand(self, text: str) -> str:
        return expand_variables(text, self.environ, cwd=self.cwd)


class _File:
    """One file while it is parsed."""

    def __init__(self, label: str, text: str, around: _Surroundings, kind: str) -> None:
        self._label, self._around, self._kind = label, around, kind
        self._text = text.removeprefix("\ufeff")
        self._shown = shown_path(redacted(label), around.cwd)
        self._origin = "" if label in ("", "-") or "://" in label else f"{kind} {self._shown}"
        self._lists: dict[str, list[Any]] = {}
        self._index_url: str | None = None
        self._flags: set[str] = set()

    def parse(self) -> RequirementsFile:
        handlers = {
            "": self._requirement,
            "--editable": self._editable,
            "--requirement": self._include,
            "--constraint": self._constrain,
            "--index-url": self._index,
            "--extra-index-url": self._extra_index,
            "--find-links": self._find_links,
            "--no-binary": self._format,
            "--only-binary": self._format,
        }
        for statement in scan(self._text, self._shown):
            handler = handlers.get(statement.option)
            if handler is not None:
                handler(statement)
            elif statement.option in ("--no-index", "--require-hashes"):
                self._flags.add(statement.option)
            else:
                self._ignore(statement.option)
        lists = {name: tuple(found) for name, found in self._lists.items()}
        return RequirementsFile(
            index_url=self._index_url,
            no_index="--no-index" in self._flags,
            require_hashes="--require-hashes" in self._flags,
            **lists,
        )

    def _add(self, field: str, *values: object) -> None:
        self._lists.setdefault(field, []).extend(values)

    def _ignore(self, option: str) -> None:
        advice = f" (hint: pass `{option}` on the command line instead)" if option in _ON_COMMAND_LINE else ""
        self._add("warnings", f"Ignoring unsupported option in `{self._shown}`: `{option}`{advice}")

    def _requirement(self, statement: Statement) -> None:
        self._add("requirements", self._dependency(statement, editable=False))

    def _editable(self, statement: Statement) -> None:
        address = self._around.expand(statement.value).partition(" ;")[0].strip()
        problem = problem_with_editable(address)
        if problem:
            line, _column = place(self._text, statement.begin)
            shown = address_url(address, self._around.cwd)
            raise UnsupportedEditableError(path=self._shown, line=line, given=shown) from InputError(problem)
        self._add("editables", self._dependency(statement, editable=True))

    def _dependency(self, statement: Statement, *, editable: bool) -> Dependency:
        written = statement.value
        expanded = self._around.expand(written) if "@" in written or is_address(written) or editable else written
        try:
            requirement = self._parse(expanded, editable=editable)
        except ParseError as error:
            position = byte_offset(self._text, statement.start)
            raise RequirementSyntaxError(path=self._shown, position=position) from error
        given = ""
        if expanded != written:
            given = self._parse(written, editable=editable).url or ""
        return Dependency(requirement, origin=self._origin, hashes=statement.hashes, editable=editable, given=given)

    def _parse(self, text: str, *, editable: bool) -> Requirement:
        if text.strip() and (is_address(text) or (editable and "@" not in text.partition("://")[0])):
            return parse_address(text, cwd=self._around.cwd, reader=self._around.reader)
        return parse_requirement(text)

    def _nested(self, statement: Statement, kind: str) -> RequirementsFile:
        path = included_path(self._label, self._around.expand(statement.value), self._around.cwd)
        if (kind, path) in self._around.seen:
            return RequirementsFile()
        self._around.seen.add((kind, path))
        try:
            try:
                text = self._around.reader(path)
            except OSError as error:
                problem = f"failed to read from file `{path}`: {error.strerror} (os error {error.errno})"
                raise RequirementsFileError(problem, path=path) from None
            return _File(path, text, self._around, kind).parse()
        except InputError as error:
            position = byte_offset(self._text, statement.begin)
            raise IncludedFileError(path=self._shown, position=position) from error

    def _include(self, statement: Statement) -> None:
        nested = self._nested(statement, self._kind)
        for field in ("requirements", "constraints", "editables"):
            self._add(field, *getattr(nested, field))
        if nested.index_url is not None:
            if self._index_url not in (None, nested.index_url):
                raise self._problem("Nested `requirements` file contains conflicting `--index-url`", statement)
            self._index_url = nested.index_url
        for field in ("extra_index_urls", "find_links", "no_binary", "only_binary", "warnings"):
            self._add(field, *getattr(nested, field))
        self._flags.update(name for name, on in _flags(nested) if on)

    def _constrain(self, statement: Statement) -> None:
        nested = self._nested(statement, "-c")
        self._add("constraints", *nested.requirements, *nested.constraints)
        self._add("warnings", *nested.warnings)
        if nested.require_hashes:
            self._flags.add("--require-hashes")

    def _index(self, statement: Statement) -> None:
        url = self._url(statement)
        if self._index_url is not None:
            raise self._problem("Multiple `--index-url` values provided", statement)
        self._index_url = url

    def _extra_index(self, statement: Statement) -> None:
        self._add("extra_index_urls", self._url(statement))

    def _find_links(self, statement: Statement) -> None:
        expanded = self._around.expand(statement.value)
        path = included_path(self._label, expanded, self._around.cwd)
        if "://" not in expanded and os.path.exists(os.path.join(self._around.cwd, path)):
            relative = not expanded.startswith("file://") and not os.path.isabs(expanded)
            base = os.path.dirname(self._label) if self._label not in {"", "-"} else ""
            self._add("find_links", Placed(expanded, base) if relative else path)
        else:
            self._add("find_links", self._url(statement))

    def _url(self, statement: Statement) -> str:
        url = self._around.expand(statement.value)
        if "://" not in url and os.path.exists(os.path.join(self._around.cwd, url)):
            return os.path.normpath(os.path.join(self._around.cwd, url))
        problem = check_url(url)
        if problem:
            position = byte_offset(self._text, statement.begin)
            message = f"Invalid URL in `{self._shown}` at position {position}: {statement.value}"
            raise RequirementsFileError(message, path=self._shown) from InputError(problem)
        return url

    def _format(self, statement: Statement) -> None:
        """Take a name, `:all:` or `:none:`."""
        value = statement.value
        if value not in _EVERYTHING:
            try:
                value = parse_package_name(value)
            except ParseError as error:
                message = f"Invalid specifier for `{statement.option}` in `{self._shown}`: {statement.value}"
                raise RequirementsFileError(message, path=self._shown) from InputError(str(error))
        self._add("no_binary" if statement.option == "--no-binary" else "only_binary", value)

    def _problem(self, message: str, statement: Statement) -> SyntaxProblemError:
        line, column = place(self._text, statement.end)
        return SyntaxProblemError(message, path=self._shown, line=line, column=column)


def _flags(nested: RequirementsFile) -> tuple[tuple[str, bool], ...]:
    return ("--no-index", nested.no_index), ("--require-hashes", nested.require_hashes)


def address_url(url: str, cwd: str) -> str:
    """Return an address as a URL: paths as `file://` ones."""
    return url if "://" in url else "file://" + os.path.normpath(os.path.join(cwd, url))


def included_path(label: str, given: str, cwd: str) -> str:
    """Return the path of a file that another one names: relative to that one's directory."""
    if given == "-" or ("://" in given and not given.startswith("file://")):
        return given
    given = given.removeprefix("file://")
    directory = os.path.dirname(label) if label not in ("", "-") else ""
    if "://" in label and not label.startswith("file://"):
        return join(label.partition("?")[0].partition("#")[0], given)
    return os.path.join(directory or cwd, given)


def shown_path(path: str, cwd: str) -> str:
    """Return a file's path as origins and messages show it: relative when it lies in the working directory."""
    inside = cwd.rstrip(os.sep) + os.sep
    if not path.startswith(inside):
        return path
    rest = path[len(inside) :]
    while rest.startswith("./"):
        rest = rest[2:].lstrip("/")
    return rest
