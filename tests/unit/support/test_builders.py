"""Wheels and archives from the builders are what they are said to be."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from support import builders
from support.builders import RawMember


def members(archive: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.namelist()


def read(archive: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name).decode()


def test_the_same_words_give_the_same_bytes() -> None:
    assert builders.wheel("demo", "1.0", requires=["a"]) == builders.wheel("demo", "1.0", requires=["a"])
    assert builders.sdist("demo", "1.0") == builders.sdist("demo", "1.0")


def test_every_member_stands_in_record_with_its_digest() -> None:
    archive = builders.wheel("De.mo", "1.0", data={"scripts/run": "#!python\n"}, entry_points={"x": {"y": "z:w"}})
    rows = [row.split(",") for row in read(archive, "de_mo-1.0.dist-info/RECORD").splitlines()]
    assert [row[0] for row in rows] == members(archive)
    assert rows[0][1] == f"sha256={builders.record_digest(b'')}"
    assert rows[-1][1:] == ["", ""]


def test_an_extra_s_requirement_gets_its_marker() -> None:
    text = builders.metadata("demo", "1.0", extras={"x": ["a; os_name == 'nt'", "b"]}).decode()
    assert "Provides-Extra: x\n" in text
    assert "Requires-Dist: a ; (os_name == 'nt') and extra == \"x\"\n" in text
    assert 'Requires-Dist: b ; extra == "x"\n' in text


def test_a_compressed_tag_is_spelled_out() -> None:
    text = builders.wheel_text("py2.py3-none-any")
    assert "Tag: py2-none-any\nTag: py3-none-any\n" in text


def test_an_sdist_has_one_folder() -> None:
    with tarfile.open(fileobj=io.BytesIO(builders.sdist("De.mo", "1.0"))) as opened:
        assert opened.getnames() == ["de_mo-1.0/PKG-INFO", "de_mo-1.0/pyproject.toml"]


def test_a_raw_wheel_carries_the_hostile_member_beside_good_ones() -> None:
    archive = builders.raw_wheel("demo", "1.0", [RawMember(name="../evil.py", content=b"x = 1")])
    assert read(archive, "../evil.py") == "x = 1"
    assert "../evil.py,sha256=" in read(archive, "demo-1.0.dist-info/RECORD")


def test_a_raw_member_s_checksum_can_lie() -> None:
    archive = builders.raw_zip([RawMember(name="a", content=b"x", crc=7)])
    with pytest.raises(zipfile.BadZipFile, match="CRC"):
        read(archive, "a")
