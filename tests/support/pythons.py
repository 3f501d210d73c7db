"""A mirror of Python archives on a loopback port, packed as python-build-standalone does.

with Mirror(tmp_path) as mirror:
    mirror.add((3, 11, 7), mirror.real)           # works; `mirror.hollow` only looks like an interpreter
    mirror.variables()                            # what makes puv and uv use it
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from typing import TYPE_CHECKING, Any, Self

from support.http_loop import HttpLoop, Request, Response
from support.index_server import not_found, ranged
from support.interop import BASE_PYTHON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOME = "https://github.com/astral-sh/python-build-standalone/releases/download"
MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
NOW: tuple[int, int, int] = sys.version_info[:3]
SYSCONFIG = b"""# system configuration generated and used by the sysconfig module
build_time_vars = {'CC': 'clang -pthread',
 'N': 1,
 'prefix': '/install'}
"""
# Packages of the standard library that asking an interpreter, and building an extension, can do without.
_UNUSED = """
    test tests idlelib tkinter ensurepip lib2to3 __pycache__ site-packages pydoc_data turtledemo curses dbm sqlite3
    asyncio multiprocessing unittest wsgiref xmlrpc xml
"""
_LEFT_OUT = frozenset(_UNUSED.split())
_LARGEST = 400_000


class Mirror:
    """Archives, the list of them, and a server; `requests` are the paths that were asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, bytes] = {}
        self.rows: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, list[Response]] = {}
        self.requests: list[str] = []
        self._loop = HttpLoop(self._answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.close()

    @property
    def url(self) -> str:
        """What to give as `--mirror`."""
        return f"{self._loop.url}/builds"

    def add(self, version: tuple[int, int, int], archive: bytes, **changes: Any) -> str:
        """Add a download for this machine and return its key; `changes` replace fields of its row."""
        major, minor, patch = version
        pre, variant = changes.get("prerelease") or "", changes.get("variant")
        name = changes.get("name", "cpython")
        label = f"{major}.{minor}.{patch}{pre}{f'+{variant}' if variant else ''}"
        key = f"{name}-{label}-{changes.get('os', 'linux')}-{_arch(changes)}-{changes.get('libc', 'gnu')}"
        path = f"20240107/{key}.tar.gz"
        self.files[path] = archive
        row = {
            "name": name, "arch": {"family": "x86_64", "variant": None}, "os": "linux", "libc": "gnu", "major": major,
            "minor": minor, "patch": patch, "prerelease": "", "url": f"{HOME}/{path}",
            "sha256": hashlib.sha256(archive).hexdigest(), "variant": None, "build": "20240107",
        }  # fmt: skip
        self.rows[key] = row | changes
        return key

    def path(self, key: str) -> str:
        """Where the archive of a download lies."""
        return f"20240107/{key}.tar.gz"

    def script(self, key: str, *answers: Response) -> None:
        """Answer the next requests for an archive with these."""
        self.answers.setdefault(self.path(key), []).extend(answers)

    def save(self) -> Path:
        """Write the list of downloads and return its path."""
        path = self.root / "downloads.json"
        path.write_text(json.dumps(self.rows))
        return path

    def variables(self) -> dict[str, str]:
        """The environment that makes a program use the mirror."""
        return {
            "UV_PYTHON_DOWNLOADS_JSON_URL": str(self.save()), "UV_PYTHON_INSTALL_MIRROR": self.url,
            "UV_PYTHON_DOWNLOADS": "automatic", "UV_HTTP_RETRIES": "0",
        }  # fmt: skip

    def _answer(self, request: Request) -> Response:
        path = request.path.removeprefix("/builds/")
        self.requests.append(path)
        scripted = self.answers.get(path)
        if scripted:
            return scripted.pop(0)
        content = self.files.get(path)
        return not_found() if content is None else ranged(request, content, {"ETag": f'"{len(content)}"'})


def _arch(changes: dict[str, Any]) -> str:
    arch = changes.get("arch") or {"family": "x86_64", "variant": None}
    return str(arch["family"]) + (f"_{arch['variant']}" if arch["variant"] else "")


def hollow(minor: str, *, suffix: str = "", name: str = "python", root: str = "python") -> bytes:
    """An archive that is laid out as an installation, but whose program only says so."""
    library = f"{root}/lib/{name}{minor}{suffix.replace('d', '')}"
    members = {
        f"{root}/bin/{name}{minor}{suffix}": f"#!/bin/sh\necho hollow {name}{minor}{suffix}\n".encode(),
        f"{library}/os.py": b"",
        f"{root}/lib/pkgconfig/{name}-{minor}.pc": b"prefix=/install\nlibdir=${prefix}/lib\n",
    }
    if name == "python":
        members[f"{library}/_sysconfigdata_{suffix}_linux_x86_64-linux-gnu.py"] = SYSCONFIG
    links = {f"{root}/bin/{plain}": f"{name}{minor}{suffix}" for plain in (name, f"{name}3")}
    return _packed(members, links)


def real() -> bytes:
    """An archive of the interpreter that these tests are based on, without what few programs need."""
    base = BASE_PYTHON.parent.parent
    members = {f"python/bin/python{MINOR}": BASE_PYTHON.read_bytes()}
    for directory in (base / "lib" / f"python{MINOR}", base / "include" / f"python{MINOR}"):
        for path in _kept(directory):
            content = path.read_bytes()
            if path.name.startswith("_sysconfigdata_"):  # built, as it were, where the real archives are
                content = content.replace(str(base).encode(), b"/install")
            members[f"python/{path.relative_to(base)}"] = content
    return _packed(members, {f"python/bin/{name}": f"python{MINOR}" for name in ("python", "python3")})


def _kept(directory: Path) -> Iterator[Path]:
    for path in sorted(directory.iterdir()):
        if path.name in _LEFT_OUT or path.name.startswith("config-") or path.suffix == ".a":
            continue
        if path.is_dir():
            yield from _kept(path)
        elif path.is_file() and path.stat().st_size <= _LARGEST:
            yield path


def _packed(members: dict[str, bytes], links: dict[str, str]) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz", compresslevel=1) as archive:
        for path, content in members.items():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o755 if "/bin/" in path else 0o644
            archive.addfile(entry, io.BytesIO(content))
        for path, target in links.items():
            entry = tarfile.TarInfo(path)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
    return output.getvalue()
