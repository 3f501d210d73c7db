"""Deleting trees."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from puv.fs.remove import remove_tree

if TYPE_CHECKING:
    from pathlib import Path


def test_a_tree_goes_and_is_counted(tmp_path: Path) -> None:
    (tmp_path / "tree" / "a" / "b").mkdir(parents=True)
    (tmp_path / "tree" / "file").write_bytes(b"12345")
    (tmp_path / "tree" / "a" / "b" / "file").write_bytes(b"123")
    removal = remove_tree(str(tmp_path / "tree"), measure=True)
    assert (removal.files, removal.directories, removal.size) == (2, 3, 8)
    assert os.listdir(tmp_path) == []


def test_sizes_are_not_counted_unless_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert remove_tree(str(tmp_path / "file")).size == 0


def test_a_missing_path_is_nothing_to_do(tmp_path: Path) -> None:
    assert remove_tree(str(tmp_path / "missing")).files == 0


def test_links_are_deleted_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("x")
    (tmp_path / "tree").mkdir()
    os.symlink(tmp_path / "kept", tmp_path / "tree" / "link")
    os.symlink(tmp_path / "kept", tmp_path / "top")
    remove_tree(str(tmp_path / "tree"))
    remove_tree(str(tmp_path / "top"))
    assert sorted(os.listdir(tmp_path)) == ["kept"]
    assert (tmp_path / "kept" / "file").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may do everything")
def test_directories_without_permissions_are_deleted_too(tmp_path: Path) -> None:
    (tmp_path / "tree" / "closed").mkdir(parents=True)
    (tmp_path / "tree" / "closed" / "file").write_text("x")
    (tmp_path / "tree" / "closed").chmod(0)
    remove_tree(str(tmp_path / "tree"))
    assert os.listdir(tmp_path) == []


def test_a_tree_may_be_deeper_than_pythons_stack(tmp_path: Path) -> None:
    start = os.getcwd()
    os.chdir(tmp_path)
    try:
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
        os.chdir(tmp_path)
        # The path of the deepest directory is 2,400 characters long, within the limit of 4,096.
        remove_tree(str(tmp_path / "d"))
    finally:
        os.chdir(start)
    assert os.listdir(tmp_path) == []
