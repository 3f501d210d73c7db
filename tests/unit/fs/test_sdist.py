"""Source archives: every kind of tarball, zip files, and what must not come out of one."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from puv.errors import CorruptWheelError, chain
from puv.fs import archive
from puv.fs.sdist import SourceArchiveError, extract_source
from support.backend import tarball
from support.builders import sdist, zip_archive

if TYPE_CHECKING:
    from pathlib import Path


def extracted(tmp_path: Path, content: bytes, filename: str) -> Path:
    place, into = tmp_path / "archive", tmp_path / "into"
    place.write_bytes(content)
    into.mkdir()
    return tmp_path / extract_source(str(place), str(into), filename=filename)


def hostile(*members: tarfile.TarInfo) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz") as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(b"x" * member.size))
    return output.getvalue()


def entry(
    name: str, *, size: int = 1, kind: bytes = tarfile.REGTYPE, target: str = "", mode: int = 0o644
) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.size, found.type, found.linkname, found.mode = size if kind == tarfile.REGTYPE else 0, kind, target, mode
    return found


@pytest.mark.parametrize(
    ("mode", "filename"), [("w:gz", "a-1.tar.gz"), ("w:bz2", "a-1.tar.bz2"), ("w:xz", "a-1.tar.xz"), ("w", "a-1.tar")]
)
def test_every_kind_of_tarball_gives_the_tree_at_its_top(tmp_path: Path, mode: str, filename: str) -> None:
    root = extracted(tmp_path, tarball({"pyproject.toml": "x", "src/a.py": "y"}, "a-1", mode), filename)
    assert root.name == "a-1"
    assert (root / "src" / "a.py").read_text() == "y"


def test_a_zip_file_is_read_too(tmp_path: Path) -> None:
    root = extracted(tmp_path, zip_archive({"a-1/setup.py": b"z"}), "a-1.zip")
    assert (root / "setup.py").read_text() == "z"


def test_several_entries_at_the_top_are_the_tree_themselves(tmp_path: Path) -> None:
    root = extracted(tmp_path, hostile(entry("one"), entry("two")), "a-1.tar.gz")
    assert root == tmp_path / "into"


def test_executable_files_stay_executable(tmp_path: Path) -> None:
    root = extracted(tmp_path, hostile(entry("a/run", mode=0o755), entry("a/text")), "a-1.tar.gz")
    assert (root / "run").stat().st_mode & 0o100
    assert not (root / "text").stat().st_mode & 0o100


def test_links_inside_are_made(tmp_path: Path) -> None:
    members = (
        entry("a/one"), entry("a/soft", kind=tarfile.SYMTYPE, target="one"),
        entry("a/hard", kind=tarfile.LNKTYPE, target="a/one"),
    )  # fmt: skip
    root = extracted(tmp_path, hostile(*members), "a-1.tar.gz")
    assert (root / "soft").read_bytes() == (root / "hard").read_bytes() == b"x"


@pytest.mark.parametrize(
    "members",
    [
        (entry("../evil"),),
        (entry("/etc/evil"),),
        (entry("a/../../evil"),),
        (entry("a/device", kind=tarfile.CHRTYPE),),
        (entry("a/pipe", kind=tarfile.FIFOTYPE),),
        (entry("a/out", kind=tarfile.SYMTYPE, target="../../outside"),),
        (entry("a/out", kind=tarfile.SYMTYPE, target="/etc/passwd"),),
        (entry("a/out", kind=tarfile.LNKTYPE, target="../outside"),),
        (entry("a/b", kind=tarfile.SYMTYPE, target="."), entry("a/c", kind=tarfile.SYMTYPE, target="b/../../../out")),
        (entry("a/x", kind=tarfile.SYMTYPE, target="one"), entry("a/x")),
    ],
    ids=lambda members: " ".join(member.name for member in members),
)
def test_nothing_leads_outside(tmp_path: Path, members: tuple[tarfile.TarInfo, ...]) -> None:
    with pytest.raises(SourceArchiveError):
        extracted(tmp_path, hostile(*members), "a-1.tar.gz")
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "into"}


def test_what_blows_up_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FREE_TOTAL", 1000)
    with pytest.raises(SourceArchiveError) as caught:
        extracted(tmp_path, hostile(entry("a/zeros", size=100_000)), "a-1.tar.gz")
    assert "bomb" in str(caught.value.__cause__)


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", tarball({"x": "y" * 5000}, "a-1")[:60]], ids=["empty", "nonsense", "cut short"]
)
def test_a_damaged_tarball_is_an_error_of_puv(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceArchiveError, match=r"Failed to extract archive: a-1\.tar\.gz"):
        extracted(tmp_path, content, "a-1.tar.gz")


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_damage_in_the_middle_is_no_end_of_the_archive(tmp_path: Path, mode: str) -> None:
    noise = {f"{number}": hashlib.shake_128(b"%d" % number).hexdigest(3000) for number in range(20)}
    content = bytearray(tarball(noise, "a-1", mode))
    content[len(content) // 2 : len(content) // 2 + 500] = bytes(500)
    with pytest.raises(SourceArchiveError):
        extracted(tmp_path, bytes(content), f"a-1.tar.{mode[2:]}")


def test_a_header_that_is_none_is_no_end_of_the_archive(tmp_path: Path) -> None:
    content = bytearray(tarball({"x": "y", "z": "w"}, "a-1", "w"))
    content[1024:1536] = b"\x01" * 512
    with pytest.raises(SourceArchiveError):
        extracted(tmp_path, bytes(content), "a-1.tar")


def test_a_damaged_zip_file_is_an_error_of_puv(tmp_path: Path) -> None:
    with pytest.raises(CorruptWheelError):
        extracted(tmp_path, b"nonsense", "a-1.zip")


def test_a_tarball_without_an_end_marker_is_whole(tmp_path: Path) -> None:
    plain = gzip.decompress(sdist("a", "1"))
    end = len(plain.rstrip(b"\0"))
    cut = plain[: end + -end % 512]
    root = extracted(tmp_path, gzip.compress(cut, mtime=0), "a-1.tar.gz")
    assert (root / "PKG-INFO").exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "at byte 0: failed to read tar data"),
        (b"junk", "at byte 0: failed to read tar data"),
        (gzip.compress(b"", mtime=0), "at byte 0: missing two-block end-of-archive marker"),
        (gzip.compress(b"ju", mtime=0), "at byte 0: incomplete tar block: read 2 of 512 bytes"),
        (gzip.compress(b"j" * 600, mtime=0), f"at byte 0: invalid tar identity: found {[ord('j')] * 8}"),
    ],
)
def test_what_is_wrong_with_a_tarball_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(SourceArchiveError) as caught:
        extracted(tmp_path, content, "a-1.tar.gz")
    assert [str(link) for link in chain(caught.value)][1:3] == ["Invalid tar file", told]
