"""Extraction: what a wheel may hold, and what is refused."""

from __future__ import annotations

import bz2
import io
import lzma
import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from puv.errors import CorruptWheelError, chain
from puv.fs import archive
from puv.fs.archive import Unpacked, extract
from support.builders import RawMember, raw_zip, zip_archive

if TYPE_CHECKING:
    from pathlib import Path

NAME = "demo-1.0-py3-none-any.whl"


def unpack(folder: Path, data: bytes, os_name: str = "posix") -> Unpacked:
    source, target = folder / NAME, folder / "tree"
    source.write_bytes(data)
    target.mkdir()
    return extract(str(source), str(target), filename=NAME, os_name=os_name)


def refusal(folder: Path, data: bytes, os_name: str = "posix") -> str:
    """Return the error's text and its causes'; nothing may be outside of the target directory."""
    with pytest.raises(CorruptWheelError) as caught:
        unpack(folder, data, os_name)
    assert sorted(os.listdir(folder)) == [NAME, "tree"]
    assert caught.value.filename == NAME
    assert str(caught.value) == f"Failed to extract archive: {NAME}"
    return "\n".join(str(link) for link in list(chain(caught.value))[1:])


def test_files_are_extracted_with_sizes_directories_and_executable_bits(tmp_path: Path) -> None:
    members = {"a/b/c.py": b"x = 1\n" * 1000, "a/run": b"#!/bin/sh\n", "top.py": b""}
    result = unpack(tmp_path, zip_archive(members, executables=["a/run"]))
    assert result.files == {"a/b/c.py": 6000, "a/run": 10, "top.py": 0}
    assert result.directories == ["a", "a/b"]
    assert result.executables == {"a/run"}
    for path, content in members.items():
        assert (tmp_path / "tree" / path).read_bytes() == content
    assert os.access(tmp_path / "tree/a/run", os.X_OK)
    assert not os.access(tmp_path / "tree/top.py", os.X_OK) or os.name == "nt"


def test_only_the_executable_bit_of_a_mode_counts(tmp_path: Path) -> None:
    members = [RawMember(name=f"m{mode:o}", mode=0o100000 | mode) for mode in (0o000, 0o444, 0o001, 0o4711)]
    unpack(tmp_path, raw_zip(members))
    (tmp_path / "plain").write_text("")
    default = (tmp_path / "plain").stat().st_mode & 0o777
    modes = {path.name: path.stat().st_mode & 0o7777 for path in (tmp_path / "tree").iterdir()}
    executable = default | ((default & 0o444) >> 2)
    assert modes == {"m0": default, "m444": default, "m1": executable, "m4711": executable}


def test_stored_members_data_descriptors_and_empty_directories_are_understood(tmp_path: Path) -> None:
    stream = io.BytesIO()

    class Pipe(io.RawIOBase):
        """Cannot seek, so that `zipfile` writes data descriptors."""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return stream.write(data)

    with zipfile.ZipFile(Pipe(), "w") as target:  # type: ignore[arg-type]
        target.writestr("stored", b"abc")
        target.writestr("deflated", b"abc" * 100, zipfile.ZIP_DEFLATED)
        target.writestr("empty/", b"")
    result = unpack(tmp_path, stream.getvalue())
    assert result.files == {"stored": 3, "deflated": 300}
    assert result.directories == ["empty"]
    assert (tmp_path / "tree" / "deflated").read_bytes() == b"abc" * 100


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_compression_methods_are_understood(tmp_path: Path, method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        target.writestr("file", b"abc" * 1000)
    unpack(tmp_path, stream.getvalue())
    assert (tmp_path / "tree" / "file").read_bytes() == b"abc" * 1000


def test_zip64_archives_are_understood(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target, target.open("file", "w", force_zip64=True) as member:
        member.write(b"abc")
    assert unpack(tmp_path, stream.getvalue()).files == {"file": 3}


def test_more_entries_than_sixteen_bits_count_are_understood(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for number in range(0x10001):
            target.writestr(zipfile.ZipInfo(f"d{number}/"), b"")
        target.writestr("file", b"x")
    source = tmp_path / NAME
    source.write_bytes(stream.getvalue())
    from puv.fs.zipdirectory import read_entries

    assert len(read_entries(stream.getvalue())) == 0x10002


def test_members_larger_than_one_pass_are_extracted_in_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_ONE_SHOT", 1000)
    monkeypatch.setattr(archive, "_CHUNK", 300)
    content = os.urandom(5000)
    unpack(tmp_path, raw_zip([RawMember(name="a", content=content), RawMember(name="b", content=content, stored=True)]))
    assert (tmp_path / "tree" / "a").read_bytes() == (tmp_path / "tree" / "b").read_bytes() == content


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "a/../../evil.py", "/tmp/evil.py", "..\\evil.py", "a\\evil.py", "C:/evil.py", "a\0b", ""],  # noqa: S108
)
def test_names_that_could_leave_the_directory_are_refused(tmp_path: Path, name: str) -> None:
    assert "entry" in refusal(tmp_path, raw_zip([RawMember(name=name, content=b"x")]))


@pytest.mark.parametrize("mode", [0o120777, 0o060644, 0o010644, 0o140755])
def test_links_and_special_files_are_refused(tmp_path: Path, mode: int) -> None:
    assert "link or a special file" in refusal(tmp_path, raw_zip([RawMember(name="a", content=b"/etc", mode=mode)]))


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2000])
def test_encrypted_members_are_refused(tmp_path: Path, flags: int) -> None:
    assert "encrypted" in refusal(tmp_path, raw_zip([RawMember(name="a", content=b"x", flags=flags)]))


def test_a_name_with_two_contents_is_refused(tmp_path: Path) -> None:
    members = [RawMember(name="a", content=b"1"), RawMember(name="a", content=b"2")]
    assert "multiple entries with different contents" in refusal(tmp_path, raw_zip(members))


def test_an_exact_repeat_of_a_member_is_harmless(tmp_path: Path) -> None:
    members = [RawMember(name="a", content=b"1"), RawMember(name="a", content=b"1")]
    assert unpack(tmp_path, raw_zip(members)).files == {"a": 1}


def test_what_a_terminal_would_obey_is_not_printed(tmp_path: Path) -> None:
    told = refusal(tmp_path, raw_zip([RawMember(name="../\x1b[31m.py")]))
    assert told == "The entry `../\\x1b[31m.py` points outside of the archive with `..`"


def test_names_that_differ_in_case_are_refused_on_windows_only(tmp_path: Path) -> None:
    data = raw_zip([RawMember(name="a", content=b"1"), RawMember(name="A", content=b"2")])
    (tmp_path / "nt").mkdir()
    assert "multiple entries with different contents" in refusal(tmp_path / "nt", data, "nt")
    assert len(unpack(tmp_path, data).files) == 2


@pytest.mark.parametrize("names", [("a", "a/b"), ("a/b", "a"), ("a/", "a")])
def test_a_name_that_is_file_and_directory_is_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    members = [RawMember(name=name, content=b"" if name.endswith("/") else b"x") for name in names]
    assert "both a file and a directory" in refusal(tmp_path, raw_zip(members))


def test_a_directory_with_content_is_refused(tmp_path: Path) -> None:
    assert "directory with content" in refusal(tmp_path, raw_zip([RawMember(name="a/", content=b"x")]))


@pytest.mark.parametrize(
    "member",
    [
        RawMember(name="a", content=b"x" * 5000, size=100),
        RawMember(name="a", content=b"x" * 5000, size=9000),
        RawMember(name="a", content=b"x" * 5000, crc=1),
        RawMember(name="a", content=b"x" * 50, stored=True, crc=1),
        RawMember(name="a", content=b"x" * 50, stored=True, size=10),
        RawMember(name="a", content=b"x" * 5000, compressed_size=5),
        RawMember(name="a", content=b"\xff\xff\xff", method=8, stored=True),
        RawMember(name="a", content=b"", method=8, stored=True),
        RawMember(name="a", content=b"abc", method=99, stored=True),
        RawMember(name="a", content=b"abcdefghij", method=12, stored=True),
        RawMember(name="a", content=b"abcdefghij", method=14, stored=True),
        RawMember(name="a", content=bz2.compress(b"x" * 9000), method=12, stored=True, size=10),
        RawMember(name="a", content=lzma.compress(b"x" * 9000), method=14, stored=True, size=10),
        RawMember(name="a", content=b"x" * (17 << 20), size=17 << 20, crc=5),
        RawMember(name="a", content=b"x" * (17 << 20), size=(17 << 20) + 1),
        RawMember(name="a", content=b"x" * (18 << 20), size=17 << 20),
    ],
    ids=range(16),
)
def test_members_that_do_not_hold_what_they_declare_are_refused(tmp_path: Path, member: RawMember) -> None:
    told = refusal(tmp_path, raw_zip([member]))
    assert "The entry `a` " in told or told.endswith(" for file: a")


def test_a_bomb_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    members = [RawMember(name=f"{number}", content=b"x", size=0xFFFFFFF0) for number in range(20)]
    assert "zip bomb" in refusal(tmp_path, raw_zip(members))
    assert os.listdir(tmp_path / "tree") == []


def test_a_bomb_that_lies_about_its_size_stops_early(tmp_path: Path) -> None:
    refusal(tmp_path, raw_zip([RawMember(name="a", content=bytes(50 << 20), size=1000)]))
    assert sum(path.stat().st_size for path in (tmp_path / "tree").iterdir()) < 1 << 20


@pytest.mark.parametrize("junk", [b"", b"PK", b"not a zip archive", b"PK\x05\x06" + bytes(17), b"\0" * 70000])
def test_what_is_no_archive_is_refused(tmp_path: Path, junk: bytes) -> None:
    refusal(tmp_path, junk)


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    data = zip_archive({"a": b"x" * 50, "b/c": b"y" * 50})
    for length in range(0, len(data), 7):
        folder = tmp_path / str(length)
        folder.mkdir()
        refusal(folder, data[:length])


def test_data_around_the_archive_is_refused(tmp_path: Path) -> None:
    for number, data in enumerate(
        (raw_zip([RawMember(name="a")], prefix=b"#!/bin/sh\n"), raw_zip([RawMember(name="a")]) + b"more")
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        refusal(folder, data)


def test_a_comment_is_fine_but_may_not_hide_a_second_end(tmp_path: Path) -> None:
    assert unpack(tmp_path, raw_zip([RawMember(name="a", content=b"1")], comment=b"hello")).files == {"a": 1}
    (tmp_path / "other").mkdir()
    refusal(tmp_path / "other", raw_zip([RawMember(name="a")], comment=raw_zip([RawMember(name="b")])))


def test_a_local_header_that_disagrees_is_refused(tmp_path: Path) -> None:
    assert "disagrees" in refusal(tmp_path, raw_zip([RawMember(name="a", local_name="b")]))


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = bytearray(raw_zip([RawMember(name="a", content=b"x" * 99), RawMember(name="b", content=b"x" * 99)]))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    refusal(tmp_path, bytes(data))
