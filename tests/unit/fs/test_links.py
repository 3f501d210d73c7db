"""Ways of putting a file into an environment."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from puv.fs.links import FALLBACK_WARNING, Linker

if TYPE_CHECKING:
    from pathlib import Path

    from puv.fs import links


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_text("content")
    path.chmod(0o755)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    return path


def elsewhere(tmp_path: Path) -> Path:
    """Return a directory on another file system."""
    for candidate in ("/dev/shm", "/run/shm"):  # noqa: S108 - the usual second file system
        if os.path.isdir(candidate) and os.stat(candidate).st_dev != tmp_path.stat().st_dev:
            from pathlib import Path

            return Path(candidate)
    pytest.skip("there is only one file system")


def test_a_hard_link_is_the_same_file(source: Path, tmp_path: Path) -> None:
    Linker("hardlink").link(str(source), str(tmp_path / "target"))
    assert (tmp_path / "target").samefile(source)


@pytest.mark.parametrize("mode", ["copy", "clone"])
def test_a_copy_keeps_content_mode_and_time_but_is_another_file(source: Path, tmp_path: Path, mode: str) -> None:
    linker = Linker("copy") if mode == "copy" else Linker("clone")
    linker.link(str(source), str(tmp_path / "target"))
    status = (tmp_path / "target").stat()
    assert (tmp_path / "target").read_text() == "content"
    assert (status.st_mode & 0o777, status.st_mtime) == (0o755, 1_000_000_000)
    if linker.mode != "hardlink":  # what clones become where the file system has none
        assert not (tmp_path / "target").samefile(source)


def test_a_symbolic_link_points_to_the_source(source: Path, tmp_path: Path) -> None:
    Linker("symlink").link(str(source), str(tmp_path / "target"))
    assert os.readlink(tmp_path / "target") == str(source)


def test_many_files_are_linked_and_the_occupied_names_returned(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "target").mkdir()
    for name in "abc":
        (tmp_path / "source" / name).write_text(name)
    (tmp_path / "target" / "b").write_text("mine")
    occupied = Linker("hardlink").link_all(f"{tmp_path}/source/", f"{tmp_path}/target/", ["a", "b", "c"])
    assert occupied == ["b"]
    assert [(tmp_path / "target" / name).read_text() for name in "abc"] == ["a", "mine", "c"]


@pytest.mark.parametrize("mode", ["hardlink", "copy", "symlink"])
def test_linking_one_file_replaces_what_is_there(source: Path, tmp_path: Path, mode: links.Mode) -> None:
    (tmp_path / "target").write_text("old")
    Linker(mode).link(str(source), str(tmp_path / "target"))
    assert (tmp_path / "target").read_text() == "content"
    Linker(mode).link(str(source), str(tmp_path / "target"))
    assert sorted(os.listdir(tmp_path)) == ["source", "target"]


def test_another_file_system_gets_copies_and_one_warning(source: Path, tmp_path: Path) -> None:
    base = elsewhere(tmp_path) / f"puv-test-{os.getpid()}"
    base.mkdir()
    warnings: list[str] = []
    linker = Linker("hardlink", warnings.append)
    try:
        for name in "ab":
            linker.link(str(source), str(base / name))
        assert ((base / "b").read_text(), linker.mode) == ("content", "copy")
    finally:
        for name in "ab":
            (base / name).unlink(missing_ok=True)
        base.rmdir()
    assert warnings == [FALLBACK_WARNING]


def test_a_file_with_too_many_links_is_copied_alone(source: Path, tmp_path: Path) -> None:
    warnings: list[str] = []
    linker = Linker("hardlink", warnings.append)

    def full(_source: str, _target: str) -> None:
        raise OSError(errno.EMLINK, "too many links")

    linker._make = full
    linker.link_all(str(source), str(tmp_path / "target"), [""])
    assert (linker.mode, warnings) == ("hardlink", [])
    assert not (tmp_path / "target").samefile(source)


def test_clones_fall_back_to_hard_links_before_copies(source: Path, tmp_path: Path) -> None:
    linker = Linker("clone")

    def refuse(_source: str, _target: str) -> None:
        raise OSError(errno.EOPNOTSUPP, "no clones here")

    linker._make = refuse
    linker.link(str(source), str(tmp_path / "target"))
    assert linker.mode == "hardlink"
    assert (tmp_path / "target").samefile(source)


def test_a_missing_source_is_an_error_and_changes_no_mode(tmp_path: Path) -> None:
    linker = Linker("hardlink")
    with pytest.raises(FileNotFoundError):
        linker.link(str(tmp_path / "missing"), str(tmp_path / "target"))
    assert linker.mode == "hardlink"
