"""Reading METADATA out of a wheel by ranges."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from puv.fetcher.zip_tail import BadZipError, read_metadata
from support import builders


class Ranges:
    def __init__(self, data: bytes) -> None:
        self.data, self.asked = data, 0

    def __call__(self, start: int, end: int) -> bytes:
        assert 0 <= start <= end <= len(self.data)
        self.asked += end - start
        return self.data[start:end]


def archive(members: dict[str, bytes], *, comment: bytes = b"", compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)
        file.comment = comment
    return buffer.getvalue()


def read(data: bytes) -> bytes:
    return read_metadata(Ranges(data), len(data))


def test_metadata_is_read_from_any_wheel() -> None:
    data = builders.wheel("demo", "1.0", files={"demo.py": "x = 1\n"})
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert read(data) == file.read("demo-1.0.dist-info/METADATA")


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("comment", [b"", b"a comment", b"PK\x05\x06" + b"x" * 30, b"c" * 65535])
def test_comments_and_compression_do_not_matter(compression: int, comment: bytes) -> None:
    content = b"Name: demo\n" * 50
    assert (
        read(archive({"a": b"1", "demo-1.dist-info/METADATA": content}, comment=comment, compression=compression))
        == content
    )


def test_only_a_little_is_read_of_a_large_wheel() -> None:
    noise = os.urandom(300_000)
    ranges = Ranges(archive({"demo-1.dist-info/METADATA": b"Name: demo\n", "data": noise}))
    assert read_metadata(ranges, len(ranges.data)) == b"Name: demo\n"
    assert ranges.asked < 2000


def test_a_long_extra_field_in_the_local_header_is_skipped() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        info = zipfile.ZipInfo("demo-1.dist-info/METADATA")
        info.extra = b"\xfe\xca" + (2000).to_bytes(2, "little") + b"e" * 2000
        file.writestr(info, b"Name: demo\n" * 100)
        file.writestr("z", b"")
    assert read(buffer.getvalue()) == b"Name: demo\n" * 100


def test_zip64_records_are_understood() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file, file.open("demo-1.dist-info/METADATA", "w", force_zip64=True) as member:
        member.write(b"Name: demo\n")
    assert read(buffer.getvalue()) == b"Name: demo\n"


def test_many_members_give_a_zip64_directory() -> None:
    data = archive({**{f"m{number}": b"" for number in range(70_000)}, "d-1.dist-info/METADATA": b"Name: d\n"})
    assert read(data) == b"Name: d\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"junk" * 100,
        b"PK\x05\x06",
        archive({}),
        archive({"METADATA": b"x"}),
        archive({"a/b.dist-info/METADATA": b"x"}),
        archive({"a-1.dist-info/METADATA": b"x", "b-1.dist-info/METADATA": b"y"}),
    ],
)
def test_what_is_no_wheel_is_a_bad_zip(data: bytes) -> None:
    with pytest.raises(BadZipError):
        read(data)


def test_no_damage_makes_it_fail_otherwise_or_read_wrong_bytes() -> None:
    content = b"Name: demo\nVersion: 1\n" * 20
    whole = archive({"a.py": b"x" * 50, "demo-1.dist-info/METADATA": content})
    for position in range(len(whole)):
        for bit in (1, 128):
            damaged = whole[:position] + bytes((whole[position] ^ bit,)) + whole[position + 1 :]
            try:
                assert read(damaged) == content
            except BadZipError:
                continue
    for length in range(len(whole)):
        with pytest.raises(BadZipError):
            read(whole[:length])
