"""Where packages are looked up: addresses, directories, and indexes that exist in this process only."""

from __future__ import annotations

import hashlib
import os

from puv.frozen import Frozen
from puv.standards.filenames import parse_wheel_name
from puv.standards.names import parse_package_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

    from puv.api.protocols import Index

    #: What `Session(indexes=…)` takes.
    AnyIndex: TypeAlias = "SimpleIndex | DirectoryIndex | Index"


class SimpleIndex(Frozen):
    """An index at a URL that follows PEP 503 or 691.

    `url` may hold credentials. An `explicit` index serves only packages that name it in `tool.uv.sources`.
    `authenticate` says whether credentials are looked for at once, after a refusal, or never.
    """

    name: str
    url: str
    explicit: bool = False
    authenticate: Literal["auto", "always", "never"] = "auto"

    def __init__(self, name: str = "", url: str = "", **values: object) -> None:
        super().__init__(name=name, url=url, **values)

    def table(self) -> Mapping[str, object]:
        """Return the table of a settings file that says the same."""
        found: dict[str, object] = {"url": self.url, "explicit": self.explicit, "authenticate": self.authenticate}
        return {**found, "name": self.name} if self.name else found


class DirectoryIndex(Frozen):
    """A directory of wheels and source distributions."""

    path: str
    name: str = ""

    def __init__(self, path: str | os.PathLike[str] = "", name: str = "") -> None:
        super().__init__(path=os.path.abspath(path), name=name)

    def table(self) -> Mapping[str, object]:
        """Return the table of a settings file that says the same."""
        found: dict[str, object] = {"url": self.path, "format": "flat"}
        return {**found, "name": self.name} if self.name else found


class FileEntry(Frozen):
    """One file of an index of the caller's own.

    `sha256` is hexadecimal; where it is empty the content is read to know it. `size` is in bytes, `upload_time` a text
    as RFC 3339 has it. `metadata` is the core metadata of a wheel, which then need not be opened to resolve.
    """

    filename: str
    sha256: str = ""
    size: int | None = None
    requires_python: str = ""
    upload_time: str = ""
    yanked: str | bool = False
    metadata: bytes | None = None


class MemoryIndex:
    """An index of files that are in memory, for tests. May be shared by sessions and threads; add before using it."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        """Take contents by file names."""
        self._files: dict[str, list[FileEntry]] = {}
        self._contents: dict[str, bytes] = {}
        for filename, content in (files or {}).items():
            self.add(filename, content)

    def add(self, filename: str, content: bytes, *, requires_python: str = "", upload_time: str = "") -> MemoryIndex:
        """Add a wheel or a source distribution, and return the index itself.

        Raises:
            ParseError: the file name is that of neither.
        """
        if filename.endswith(".whl"):
            name = parse_wheel_name(filename).name
        else:
            name = parse_package_name(filename.rpartition("-")[0])
        entry = FileEntry(
            filename=filename, sha256=hashlib.sha256(content).hexdigest(), size=len(content),
            requires_python=requires_python, upload_time=upload_time,
        )  # fmt: skip
        self._files.setdefault(name, []).append(entry)
        self._contents[filename] = content
        return self

    def files(self, name: str) -> list[FileEntry]:
        """Return the files of a package."""
        return list(self._files.get(name, ()))

    def open(self, f: FileEntry) -> bytes:
        """Return the content of a file."""
        return self._contents[f.filename]
