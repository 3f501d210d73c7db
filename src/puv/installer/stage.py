"""`stage`: everything about one wheel that can be decided, read or computed before the environment is touched."""

from __future__ import annotations

import os
from binascii import b2a_base64
from bisect import bisect_left

from puv.cache.manifest import SIGNATURE, Manifest, render_row
from puv.errors import CorruptWheelError, InstallError
from puv.installer.scripts import (
    check_script_name,
    entry_point_script,
    rewritten_script,
    shebang,
    windows_launcher,
)
from puv.standards.cache_info import FILE_NAME as CACHE_INFO

try:
    from _sha2 import sha256  # type: ignore[import-not-found, unused-ignore]  # free to import; `hashlib` is not
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found, unused-ignore]  # the same before Python 3.12
    except ImportError:
        from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cache.manifest import DataFile
    from puv.model.layout import Layout

_EXECUTABLE = 0o777
_PLAIN = 0o666


class Extras:
    """What the installer adds to a dist-info directory. Treat as frozen.

    `installer` is the content of INSTALLER (empty: no such file), `requested` makes REQUESTED, `direct_url` and
    `cache_info` are the texts of direct_url.json and uv_cache.json, `build_info` that of uv_build.json (empty: none).
    """

    __slots__ = ("build_info", "cache_info", "direct_url", "installer", "requested")

    build_info: str
    cache_info: str
    direct_url: str
    installer: str
    requested: bool

    def __init__(
        self, installer: str = "puv", direct_url: str = "", cache_info: str = "", build_info: str = "", *,
        requested: bool = False,
    ) -> None:  # fmt: skip
        self.installer, self.direct_url, self.cache_info = installer, direct_url, cache_info
        self.build_info, self.requested = build_info, requested

    def __repr__(self) -> str:
        """Show what will be added."""
        return f"Extras({self.installer!r}, requested={self.requested})"


class StagedWheel:
    """One wheel, ready: nothing more to be decided.

    `source` and `root` are the tree in the store and site-packages, both with a separator at the end;
    `directories` and `files` are relative to both. `folders` are more directories that must be there (absolute,
    parents first), `links` pairs of absolute paths (source, target), and `written` (path, content, mode) of files
    to create, RECORD last. `label` names the wheel in errors.
    """

    __slots__ = ("directories", "files", "folders", "label", "links", "root", "source", "warnings", "written")

    directories: list[str]
    files: list[str]
    label: str
    root: str
    source: str

    def __init__(self, source: str, root: str, manifest: Manifest, label: str) -> None:
        self.label = label
        self.source, self.root = source, root
        self.directories, self.files = manifest.directories, manifest.files
        self.folders: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.written: list[tuple[str, bytes, int]] = []
        self.warnings: list[str] = []

    def __repr__(self) -> str:
        """Name the wheel."""
        return f"StagedWheel({self.label})"


def stage(path: str, manifest: Manifest, layout: Layout, extras: Extras) -> StagedWheel:
    """Prepare the wheel whose tree is at the absolute `path` for a layout.

    Raises:
        InstallError: the wheel cannot be installed there; the cause says why.
    """
    root = layout.purelib if manifest.purelib else layout.platlib
    staged = StagedWheel(f"{path}/", f"{root}/", manifest, _label(manifest, extras))
    try:
        if manifest.problem:
            raise CorruptWheelError(manifest.problem, filename=manifest.filename)
        _Stager(staged, manifest, layout).run(extras)
    except (OSError, InstallError) as error:
        raise InstallError(f"Failed to install: {staged.label}") from error
    return staged


def _label(manifest: Manifest, extras: Extras) -> str:
    """Name a wheel in an error as uv does: file name, name and version, and where it came from if not an index."""
    # What a wheel that disagrees with its name is, the name was asked for.
    version = manifest.filename.split("-")[1] if manifest.problem else manifest.version
    origin = ""
    if extras.direct_url:
        import json  # direct URLs are rare

        origin = f" (from {json.loads(extras.direct_url).get('url', '')})"
    return f"{manifest.filename} ({manifest.name}=={version}{origin})"


class _Stager:
    """Fills one `StagedWheel`."""

    __slots__ = ("added", "layout", "manifest", "relative", "root", "shebang", "staged")

    def __init__(self, staged: StagedWheel, manifest: Manifest, layout: Layout) -> None:
        self.staged, self.manifest, self.layout = staged, manifest, layout
        self.root = staged.root[:-1]
        self.added: list[tuple[str, str]] = []  # RECORD rows by path, besides those of the linked files
        self.relative: dict[str, str] = {}
        self.shebang = ""

    def run(self, extras: Extras) -> None:
        for kind, name, module, attribute in self.manifest.scripts if self.layout.scripts else ():
            self.entry_point(kind, name, module, attribute)
        for data in self.manifest.data:
            self.data_file(data)
        info = f"{self.manifest.dist_info}/"
        if extras.installer:
            self.write_in_root(f"{info}INSTALLER", extras.installer.encode())
        if extras.requested:
            self.write_in_root(f"{info}REQUESTED", b"")
        if extras.direct_url:
            self.write_in_root(f"{info}direct_url.json", extras.direct_url.encode())
        if extras.cache_info:
            self.write_in_root(f"{info}{CACHE_INFO}", extras.cache_info.encode())
        if extras.build_info:
            self.write_in_root(f"{info}uv_build.json", extras.build_info.encode())
        self.added.append((f"{info}RECORD", render_row(f"{info}RECORD", "", None)))
        self.staged.written.append((f"{self.staged.root}{info}RECORD", self.record(), _PLAIN))

    def write_in_root(self, path: str, content: bytes) -> None:
        self.staged.written.append((self.staged.root + path, content, _PLAIN))
        self.added.append((path, render_row(path, digest(content), len(content))))

    def write_script(self, name: str, content: bytes) -> None:
        self.folder(self.layout.scripts)
        self.staged.written.append((f"{self.layout.scripts}/{name}", content, _EXECUTABLE))
        path = self.recorded(self.layout.scripts, name)
        self.added.append((path, render_row(path, digest(content), len(content))))

    def first_line(self) -> str:
        if not self.shebang:
            self.shebang = shebang(self.layout)
        return self.shebang

    def entry_point(self, kind: str, name: str, module: str, attribute: str) -> None:
        warning = check_script_name(name)
        if warning:
            self.staged.warnings.append(warning)
        if self.layout.os_name == "nt":
            script = entry_point_script("", module, attribute)
            self.write_script(f"{name}.exe", windows_launcher(kind, self.layout.executable, script))
        else:
            self.write_script(name, entry_point_script(self.first_line(), module, attribute))

    def data_file(self, data: DataFile) -> None:
        """Place a file of the data directory; scripts are written, because a link could not be made executable."""
        if data.category == "scripts":
            if not self.layout.scripts:
                return
            with open(self.staged.source + data.archived, "rb") as file:
                content = file.read()
            if data.rewrite:
                content = rewritten_script(content, self.first_line())
            self.write_script(data.relative, content)
            return
        if data.category == SIGNATURE:
            self.staged.links.append((self.staged.source + data.archived, self.staged.root + data.relative))
            return
        base = {
            "purelib": self.layout.purelib,
            "platlib": self.layout.platlib,
            "data": self.layout.data,
            "headers": f"{self.layout.headers}/{self.manifest.name}",
        }[data.category]
        self.folder(os.path.dirname(f"{base}/{data.relative}"))
        self.staged.links.append((self.staged.source + data.archived, f"{base}/{data.relative}"))
        path = self.recorded(base, data.relative)
        self.added.append((path, render_row(path, data.digest, data.size)))

    def folder(self, path: str) -> None:
        """Ask for a directory and those above it, up to site-packages or the prefix."""
        if path in self.staged.folders or path == self.root:
            return
        parent = os.path.dirname(path)
        if path not in (parent, self.layout.data):
            self.folder(parent)
            self.staged.folders.append(path)

    def recorded(self, base: str, relative: str) -> str:
        """Return a path as RECORD has it: relative to site-packages, with `/`."""
        prefix = self.relative.get(base)
        if prefix is None:
            try:
                between = os.path.relpath(base, self.root).replace(os.sep, "/")
            except ValueError:
                between = base.replace(os.sep, "/")  # another drive of Windows
            prefix = self.relative[base] = "" if between == "." else f"{between}/"
        return prefix + relative

    def record(self) -> bytes:
        """Merge the rows of the linked files with the added ones, in the order of their paths."""
        paths, rows = self.manifest.files, self.manifest.rows
        parts: list[str] = []
        done = 0
        for path, row in sorted(self.added):
            position = bisect_left(paths, path, done)
            parts.extend(rows[done:position])
            parts.append(row)
            done = position
        parts.extend(rows[done:])
        parts.append("")
        return "\n".join(parts).encode("utf-8", "surrogateescape")


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content as RECORD writes it."""
    text = b2a_base64(sha256(content).digest(), newline=False).decode("ascii")
    return "sha256=" + text.rstrip("=").replace("+", "-").replace("/", "_")
