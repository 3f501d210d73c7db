"""Files and directories appear whole or not at all."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from puv.fs.atomic import (
    overwrite_text,
    replace_directory,
    temporary_directory,
    temporary_name,
    write_bytes,
    write_text,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_written_file_holds_the_bytes_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    write_bytes(str(tmp_path / "file"), b"\x00\xff")
    assert (tmp_path / "file").read_bytes() == b"\x00\xff"
    assert os.listdir(tmp_path) == ["file"]


def test_a_text_is_written_in_utf8_with_its_newlines_as_they_are(tmp_path: Path) -> None:
    write_text(str(tmp_path / "file"), "ü\r\n")
    assert (tmp_path / "file").read_bytes() == b"\xc3\xbc\r\n"


def test_an_existing_file_is_replaced_and_not_written_through_its_links(tmp_path: Path) -> None:
    original, other = tmp_path / "file", tmp_path / "other"
    original.write_text("old")
    os.link(original, other)
    write_text(str(original), "new")
    assert (original.read_text(), other.read_text()) == ("new", "old")


@pytest.mark.parametrize("text", ["", "short", "much longer than before: ü\r\n"])
def test_who_holds_an_overwritten_file_open_reads_the_new_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file"
    path.write_text("what was there")
    with path.open(encoding="utf-8", newline="") as held:
        overwrite_text(str(path), text)
        assert held.read() == text
    assert os.listdir(tmp_path) == ["file"]


def test_a_file_that_is_not_there_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        overwrite_text(str(tmp_path / "file"), "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_mode_is_the_given_one_or_the_default_of_new_files(tmp_path: Path) -> None:
    write_bytes(str(tmp_path / "given"), b"", mode=0o750)
    write_bytes(str(tmp_path / "default"), b"")
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "given").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "default").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_failed_write_keeps_the_old_content_and_cleans_up(tmp_path: Path) -> None:
    (tmp_path / "directory" / "inside").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        write_bytes(str(tmp_path / "directory"), b"x")
    assert os.listdir(tmp_path) == ["directory"]


def test_a_relative_path_is_written_in_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_bytes("file", b"x")
    assert os.listdir(tmp_path) == ["file"]


def test_readers_beside_many_writers_never_see_a_part(tmp_path: Path) -> None:
    path = str(tmp_path / "file")
    contents = [bytes([letter]) * 100_000 for letter in range(8)]
    write_bytes(path, contents[0])
    writers = [threading.Thread(target=lambda c=c: [write_bytes(path, c) for _ in range(10)]) for c in contents]
    for writer in writers:
        writer.start()
    seen = {(tmp_path / "file").read_bytes() for _ in range(50)}
    for writer in writers:
        writer.join()
    assert seen <= set(contents)
    assert os.listdir(tmp_path) == ["file"]


def test_the_first_directory_to_be_renamed_wins_and_the_loser_disappears(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    final = str(tmp_path / "final")
    assert replace_directory(str(tmp_path / "first"), final)
    assert not replace_directory(str(tmp_path / "second"), final)
    assert (tmp_path / "final" / "file").read_text() == "first"
    assert os.listdir(tmp_path) == ["final"]


def test_a_directory_that_cannot_be_renamed_stays(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    with pytest.raises(FileNotFoundError):
        replace_directory(str(tmp_path / "temporary"), str(tmp_path / "missing" / "final"))
    assert (tmp_path / "temporary").is_dir()


def test_a_temporary_directory_makes_its_parents_and_goes_with_its_content(tmp_path: Path) -> None:
    with temporary_directory(str(tmp_path / "a" / "b")) as path:
        write_bytes(os.path.join(path, "file"), b"x")
        assert os.path.dirname(path) == str(tmp_path / "a" / "b")
    assert os.listdir(tmp_path / "a" / "b") == []


def test_a_temporary_directory_may_have_been_renamed_away(tmp_path: Path) -> None:
    with temporary_directory(str(tmp_path)) as path:
        os.rename(path, tmp_path / "kept")
    assert os.listdir(tmp_path) == ["kept"]


def test_temporary_names_do_not_repeat() -> None:
    assert len({temporary_name("/x") for _ in range(1000)}) == 1000
