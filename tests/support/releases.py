"""The server that real uv fetches ruff and ty from, with programs that tell how they were run; and the same as wheels.

uv takes them from a mirror where `UV_ASTRAL_MIRROR_URL` names one; puv takes them from the package index.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import sys
import tarfile
from typing import TYPE_CHECKING

from support.http_loop import HttpLoop, Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from support.http_loop import Request
    from support.index_server import World

_MODULE = '''"""Tells how it was run."""

import os
import sys

KEPT = ("VIRTUAL_ENV", "TY_UV", "UV_LOCKED", "UV_FROZEN")


def main():
    if sys.argv[1:] == ["--version"]:
        print("NAME VERSION")
        return
    told = {name: os.environ[name] for name in KEPT if name in os.environ}
    if "/cache/" in told.get("VIRTUAL_ENV", ""):
        told["VIRTUAL_ENV"] = "[CACHE]" + str(os.path.isfile(os.path.join(told["VIRTUAL_ENV"], "pyvenv.cfg")))
    print("VERSION", sys.argv[1:], os.getcwd(), told, bool(os.environ.get("UV")))
    sys.exit(int(os.environ.get("CODE", "0")))
'''
DATES = ("2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01")


def triple() -> str:
    """This machine's target triple, as releases are named; Linux with glibc and macOS."""
    machine = platform.machine().replace("arm64", "aarch64")
    return f"{machine}-apple-darwin" if sys.platform == "darwin" else f"{machine}-unknown-linux-gnu"


def add_programs(world: World, tools: Mapping[str, Sequence[str]]) -> None:
    """Add wheels of the tools in their versions (the oldest first), uploaded on `DATES`."""
    for name, versions in tools.items():
        for version, date in zip(versions, DATES, strict=False):
            world.add(
                name, version, upload_time=f"{date}T00:00:00Z",
                entry_points={"console_scripts": {name: f"{name}:main"}},
                files={f"{name}.py": _module(name, version)},
            )  # fmt: skip


class ReleaseServer(HttpLoop):
    """Serves the tools in their versions (the oldest first), released on `DATES`. Use it in a `with` statement."""

    def __init__(self, tools: Mapping[str, Sequence[str]]) -> None:
        self._pages: dict[str, bytes] = {}
        for name, versions in tools.items():
            lines = [self._release(name, version, date) for version, date in zip(versions, DATES, strict=False)]
            self._pages[f"/github/versions/main/v1/{name}.ndjson"] = "".join(reversed(lines)).encode()
        super().__init__(self._serve)

    def _release(self, name: str, version: str, date: str) -> str:
        content = _archive(name, version)
        path = f"{name}/releases/download/{version}/{name}-{triple()}.tar.gz"
        self._pages[f"/github/{path}"] = content
        artifact = {
            "platform": triple(), "variant": "default", "url": f"https://github.com/astral-sh/{path}",
            "archive_format": "tar.gz", "sha256": hashlib.sha256(content).hexdigest(),
        }  # fmt: skip
        return json.dumps({"version": version, "date": f"{date}T00:00:00Z", "artifacts": [artifact]}) + "\n"

    def _serve(self, request: Request) -> Response:
        body = self._pages.get(request.path)
        return Response(404) if body is None else Response(200, {}, body)


def _module(name: str, version: str) -> str:
    return _MODULE.replace("VERSION", version).replace("NAME", name)


def _archive(name: str, version: str) -> bytes:
    content = f"#!{sys.executable}\n{_module(name, version)}\nmain()\n".encode()
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        member = tarfile.TarInfo(f"{name}-{triple()}/{name}")
        member.size, member.mode = len(content), 0o755
        archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()
