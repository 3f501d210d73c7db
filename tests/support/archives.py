"""Wheels made in memory, well-formed or hostile, for tests."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from pathlib import Path

WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: {purelib}\nTag: py3-none-any\n"


def digest(data: bytes) -> str:
    """Return the digest of `data` as RECORD writes it."""
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


class WheelBuilder:
    """Collects the entries of a wheel; `build` writes RECORD last unless told otherwise."""

    def __init__(
        self, name: str = "demo", version: str = "1.0", *, purelib: bool = True, metadata: str | None = None
    ) -> None:
        self.name, self.version = name, version
        self.info = f"{name}-{version}.dist-info"
        self.entries: list[tuple[zipfile.ZipInfo, bytes]] = []
        self.record: list[str] = []
        text = metadata or f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        self.add(f"{self.info}/METADATA", text)
        self.add(f"{self.info}/WHEEL", WHEEL.format(purelib=str(purelib).lower()))

    def add(self, path: str, data: str | bytes = "", *, mode: int = 0o644, recorded: bool = True) -> WheelBuilder:
        """Add one file; with `recorded` its row goes into RECORD."""
        raw = data.encode() if isinstance(data, str) else data
        entry = zipfile.ZipInfo(path)
        entry.filename = path  # ZipInfo cuts names at NUL and swaps separators; hostile wheels do not
        entry.external_attr = (mode if mode > 0o7777 else 0o100000 | mode) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.entries.append((entry, raw))
        if recorded:
            shown = f'"{path}"' if "," in path else path
            self.record.append(f"{shown},{digest(raw)},{len(raw)}")
        return self

    def remove(self, path: str) -> WheelBuilder:
        """Take an entry and its row out again."""
        self.entries = [(entry, raw) for entry, raw in self.entries if entry.filename != path]
        self.record = [row for row in self.record if not row.startswith(f"{path},")]
        return self

    @property
    def filename(self) -> str:
        """The wheel's file name."""
        return f"{self.name}-{self.version}-py3-none-any.whl"

    def data(self, *, record: str | None = None, with_record: bool = True) -> bytes:
        """Return the archive; `record` replaces the text of RECORD."""
        buffer = io.BytesIO()
        text = record if record is not None else "\n".join([*self.record, f"{self.info}/RECORD,,", ""])
        with zipfile.ZipFile(buffer, "w") as archive:
            for entry, raw in self.entries:
                archive.writestr(entry, raw)
            if with_record:
                archive.writestr(f"{self.info}/RECORD", text)
        return buffer.getvalue()

    def write(self, folder: str | Path, *, record: str | None = None, with_record: bool = True) -> str:
        """Write the wheel into `folder` under its file name and return its path."""
        path = Path(folder) / self.filename
        path.write_bytes(self.data(record=record, with_record=with_record))
        return str(path)
