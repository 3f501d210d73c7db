"""Archives of any shape: what is extracted is what was put in, and nothing else ever happens."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from puv.errors import CorruptWheelError
from puv.fs.archive import extract
from puv.fs.entrynames import UnsafeNameError, relative_path
from support.builders import RawMember, raw_zip
from support.environments import FAST_FOLDER

NAMES = st.text(st.sampled_from("ab.-_ é/"), min_size=1, max_size=8)
CONTENTS = st.binary(max_size=200) | st.binary(max_size=20).map(lambda data: data * 500)
TRAPS = ["../x", "/x", "a/../../x", "a\\x", "C:/x", "\0", "a/./b", "a//b", "./a", "..", "a/", "A", "CON"]


def outcome(data: bytes) -> dict[str, bytes] | None:
    """Extract into a fresh directory; None when the archive is refused. Nothing may appear beside it."""
    with tempfile.TemporaryDirectory(dir=FAST_FOLDER) as base:
        folder = Path(base)
        (folder / "w.whl").write_bytes(data)
        (folder / "tree").mkdir()
        try:
            result = extract(str(folder / "w.whl"), str(folder / "tree"), filename="w.whl")
        except CorruptWheelError:
            result = None
        assert sorted(os.listdir(folder)) == ["tree", "w.whl"]
        if result is None:
            return None
        found = {path: (folder / "tree" / path).read_bytes() for path in result.files}
        assert {path: len(content) for path, content in found.items()} == result.files
        on_disk = {
            Path(parent, name).relative_to(folder / "tree").as_posix()
            for parent, _, files in os.walk(folder / "tree") for name in files
        }  # fmt: skip
        assert on_disk == set(found)
        return found


@given(st.dictionaries(NAMES, CONTENTS, max_size=6), st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
def test_an_ordinary_archive_is_extracted_or_refused_by_its_names(members: dict[str, bytes], method: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), b"" if name.endswith("/") else content, method)
    found = outcome(stream.getvalue())
    if found is not None:
        expected = {
            relative_path(name, "posix"): content for name, content in members.items() if not name.endswith("/")
        }
        assert found == expected


@given(
    st.lists(
        st.builds(
            RawMember,
            name=NAMES | st.sampled_from(TRAPS),
            content=CONTENTS,
            stored=st.booleans(),
            size=st.none() | st.integers(0, 300),
            crc=st.none() | st.integers(0, 2**32 - 1),
            compressed_size=st.none() | st.integers(0, 300),
            mode=st.sampled_from([0, 0o100644, 0o100755, 0o120777, 0o040755]),
            method=st.none() | st.sampled_from([0, 8, 12, 14, 93]),
        ),
        max_size=4,
    )
)
@settings(max_examples=100)
def test_an_archive_that_lies_is_refused_or_extracted_in_its_place(members: list[RawMember]) -> None:
    outcome(raw_zip(members))


VALID = raw_zip([RawMember(name="a/b.py", content=b"x = 1\n" * 9), RawMember(name="c", content=b"abc", stored=True)])


@given(st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), min_size=1, max_size=4))
@example([(len(VALID) - 2, 255)])
def test_changed_bytes_are_refused_or_harmless(changes: list[tuple[int, int]]) -> None:
    data = bytearray(VALID)
    for position, value in changes:
        data[position] = value
    outcome(bytes(data))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_extracted(data: bytes) -> None:
    outcome(data)


@given(st.text(max_size=12) | st.sampled_from(TRAPS), st.sampled_from(["posix", "nt"]))
def test_an_accepted_name_stays_below_its_directory(name: str, os_name: str) -> None:
    try:
        path = relative_path(name, os_name)
    except UnsafeNameError:
        return
    parts = path.split("/")
    assert all(part not in ("", ".", "..") for part in parts)
    assert not path.startswith("/")
    assert "\\" not in path
    assert relative_path(path, os_name) == path
