"""Wheels and source distributions from a few words, and zip archives that lie.

Everything is made in memory, and the same description always gives the same bytes.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Content = str | bytes

_MOMENT = (2020, 2, 2, 0, 0, 0)


def normalised(name: str) -> str:
    """`name` as PEP 503 writes it in URLs: lower case, single dashes."""
    return "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part)


def escaped(name: str) -> str:
    """`name` as it stands in a wheel's file name."""
    return normalised(name).replace("-", "_")


def wheel_filename(name: str, version: str, tag: str = "py3-none-any", build: str = "") -> str:
    """`demo-1.0-py3-none-any.whl`; `build` is a build tag such as `1` or `2abc`."""
    parts = [escaped(name), version, build, tag] if build else [escaped(name), version, tag]
    return "-".join(parts) + ".whl"


def sdist_filename(name: str, version: str) -> str:
    """`demo-1.0.tar.gz`."""
    return f"{escaped(name)}-{version}.tar.gz"


def metadata(  # noqa: PLR0913 - one keyword for each header a test may want to say
    name: str,
    version: str,
    *,
    requires: Sequence[str] = (),
    extras: Mapping[str, Sequence[str]] | None = None,
    requires_python: str | None = None,
    headers: Mapping[str, str] | None = None,
    description: str = "",
) -> bytes:
    """The text of a METADATA file (core metadata 2.1)."""
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"{key}: {value}" for key, value in (headers or {}).items()]
    if requires_python is not None:
        lines.append(f"Requires-Python: {requires_python}")
    lines += [f"Requires-Dist: {requirement}" for requirement in requires]
    for extra, requirements in (extras or {}).items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f"Requires-Dist: {with_extra_marker(requirement, extra)}" for requirement in requirements]
    return ("\n".join(lines) + "\n" + (f"\n{description}\n" if description else "")).encode()


def with_extra_marker(requirement: str, extra: str) -> str:
    """`requirement`, wanted only when `extra` is asked for."""
    text, semicolon, marker = requirement.partition(";")
    condition = f'({marker.strip()}) and extra == "{extra}"' if semicolon else f'extra == "{extra}"'
    return f"{text.strip()} ; {condition}"


def entry_points_text(entry_points: Mapping[str, Mapping[str, str]]) -> str:
    """`{"console_scripts": {"demo": "demo:main"}}` as the text of entry_points.txt."""
    sections = []
    for group, entries in entry_points.items():
        sections.append(f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items()))
    return "\n".join(sections)


def wheel(  # noqa: PLR0913 - one keyword for each thing a wheel may hold
    name: str,
    version: str,
    *,
    requires: Sequence[str] = (),
    extras: Mapping[str, Sequence[str]] | None = None,
    requires_python: str | None = None,
    files: Mapping[str, Content] | None = None,
    data: Mapping[str, Content] | None = None,
    entry_points: Mapping[str, Mapping[str, str]] | None = None,
    tag: str = "py3-none-any",
    purelib: bool = True,
    executables: Sequence[str] = (),
    dist_info: Mapping[str, Content] | None = None,
    metadata_text: Content | None = None,
    record: Content | None = None,
    compressed: bool = True,
) -> bytes:
    """A wheel with a valid RECORD.

    `files` are its modules (default: one package with an empty `__init__.py`). `data` goes below `*.data/`
    (`{"scripts/run.sh": "…"}`). `executables` names the members with an executable mode. `dist_info` adds files to
    `*.dist-info/`. `metadata_text` and `record` replace what would be written.
    """
    module, info = escaped(name), f"{escaped(name)}-{version}.dist-info"
    members = {path: _bytes(text) for path, text in (files or {f"{module}/__init__.py": ""}).items()}
    members |= {f"{module}-{version}.data/{path}": _bytes(text) for path, text in (data or {}).items()}
    members[f"{info}/METADATA"] = (
        metadata(name, version, requires=requires, extras=extras, requires_python=requires_python)
        if metadata_text is None
        else _bytes(metadata_text)
    )
    members[f"{info}/WHEEL"] = wheel_text(tag, purelib=purelib).encode()
    if entry_points:
        members[f"{info}/entry_points.txt"] = entry_points_text(entry_points).encode()
    members |= {f"{info}/{path}": _bytes(text) for path, text in (dist_info or {}).items()}
    members[f"{info}/RECORD"] = record_text(members, f"{info}/RECORD").encode() if record is None else _bytes(record)
    return zip_archive(members, executables=executables, compressed=compressed)


def wheel_text(tag: str, *, purelib: bool = True) -> str:
    """The text of a WHEEL file for a (perhaps compressed) tag."""
    pythons, abis, platforms = (part.split(".") for part in tag.split("-"))
    rows = [f"Tag: {python}-{abi}-{platform}\n" for python in pythons for abi in abis for platform in platforms]
    return f"Wheel-Version: 1.0\nGenerator: builders\nRoot-Is-Purelib: {str(purelib).lower()}\n" + "".join(rows)


def record_text(members: Mapping[str, bytes], own_path: str) -> str:
    """The text of RECORD for `members`; its own row has neither hash nor size."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    for path, content in members.items():
        writer.writerow([path, f"sha256={record_digest(content)}", len(content)])
    writer.writerow([own_path, "", ""])
    return output.getvalue()


def record_digest(content: bytes) -> str:
    """SHA-256 of `content` as RECORD writes it: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def zip_archive(members: Mapping[str, bytes], *, executables: Sequence[str] = (), compressed: bool = True) -> bytes:
    """An ordinary zip archive of `members`, in their order."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for path, content in members.items():
            entry = zipfile.ZipInfo(path, _MOMENT)
            entry.external_attr = (0o100755 if path in executables else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            archive.writestr(entry, content)
    return output.getvalue()


def sdist(
    name: str,
    version: str,
    *,
    requires: Sequence[str] = (),
    extras: Mapping[str, Sequence[str]] | None = None,
    requires_python: str | None = None,
    files: Mapping[str, Content] | None = None,
) -> bytes:
    """A source distribution: PKG-INFO and `files` (default: a pyproject.toml for setuptools)."""
    root = f"{escaped(name)}-{version}"
    default = {"pyproject.toml": f'[project]\nname = "{name}"\nversion = "{version}"\n'}
    info = metadata(name, version, requires=requires, extras=extras, requires_python=requires_python)
    members = {"PKG-INFO": info} | {path: _bytes(text) for path, text in (files or default).items()}
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, content in members.items():
            entry = tarfile.TarInfo(f"{root}/{path}")
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return _gzip(output.getvalue())


def _gzip(content: bytes) -> bytes:
    deflater = zlib.compressobj(9, zlib.DEFLATED, 31)  # 31: a gzip frame, whose clock zlib leaves at zero
    return deflater.compress(content) + deflater.flush()


def _bytes(content: Content) -> bytes:
    return content.encode() if isinstance(content, str) else content


@dataclass(frozen=True, kw_only=True, slots=True)
class RawMember:
    """A zip member whose headers may lie: what is left out is told truthfully."""

    name: str | bytes
    content: bytes = b""
    stored: bool = False
    local_name: str | bytes | None = None
    crc: int | None = None
    size: int | None = None
    compressed_size: int | None = None
    mode: int = 0o100644
    flags: int = 0
    method: int | None = None


def raw_zip(members: Iterable[RawMember], *, comment: bytes = b"", prefix: bytes = b"") -> bytes:
    """A zip archive written field by field, for hostile wheels.

    Try names like `../evil.py`, `/etc/passwd`, `C:\\x`, symlinks (`mode=0o120777`), the same name twice, a wrong `crc`,
    a `size` that is too small (a zip bomb) or a `local_name` that differs from the directory's name.
    """
    body, directory, count = io.BytesIO(), io.BytesIO(), 0
    body.write(prefix)
    for member in members:
        offset = body.tell()
        packed = member.content if member.stored else _deflate(member.content)
        method = (0 if member.stored else 8) if member.method is None else member.method
        crc = zlib.crc32(member.content) if member.crc is None else member.crc
        size = len(member.content) if member.size is None else member.size
        packed_size = len(packed) if member.compressed_size is None else member.compressed_size
        name = _bytes(member.name)
        local_name = name if member.local_name is None else _bytes(member.local_name)
        common = (20, member.flags, method, 0, 0x5042, crc, packed_size, size)
        body.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", *common, len(local_name), 0) + local_name + packed)
        attributes = (0, 0, 0, 0, (member.mode & 0xFFFF) << 16, offset)
        directory.write(struct.pack("<4sH5H3L5H2L", b"PK\x01\x02", 0x0314, *common, len(name), *attributes) + name)
        count += 1
    start, length = body.tell(), len(directory.getvalue())
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, length, start, len(comment))
    return body.getvalue() + directory.getvalue() + end + comment


def raw_wheel(name: str, version: str, extra: Iterable[RawMember]) -> bytes:
    """A wheel with correct `*.dist-info` files to which `extra` members are added as they are (in RECORD, too)."""
    info, added = f"{escaped(name)}-{version}.dist-info", list(extra)
    members = {
        f"{escaped(name)}/__init__.py": b"",
        f"{info}/METADATA": metadata(name, version),
        f"{info}/WHEEL": wheel_text("py3-none-any").encode(),
    }
    recorded = members | {_text(member.name): member.content for member in added}
    members[f"{info}/RECORD"] = record_text(recorded, f"{info}/RECORD").encode()
    return raw_zip([*(RawMember(name=path, content=content) for path, content in members.items()), *added])


def _text(name: str | bytes) -> str:
    return name if isinstance(name, str) else name.decode("utf-8", "replace")


def _deflate(content: bytes) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
    return deflater.compress(content) + deflater.flush()
