"""Real projects of many backends, from their source archives on the real index: uv's wheels (opt-in: `-m network`)."""

from __future__ import annotations

import hashlib
import re
import tarfile
import urllib.request
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from puv.model.index import DEFAULT_INDEX_URL
from support.interop import Pair, Place

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.network, pytest.mark.enable_socket]

# Source archives, by what builds them.
PROJECTS = {
    "setup.py alone": "six-1.9.0.tar.gz",
    "setuptools": "certifi-2026.7.22.tar.gz",
    "setuptools, dynamic": "distro-1.9.0.tar.gz",
    "setuptools-scm": "iniconfig-2.3.1.tar.gz",
    "setuptools-scm with a template": "pluggy-1.7.0.tar.gz",
    "setuptools with C": "markupsafe-3.0.4.tar.gz",
    "flit-core": "packaging-26.3.tar.gz",
    "flit-core, dynamic": "idna-3.9.tar.gz",
    "poetry-core": "tomlkit-0.9.2.tar.gz",
    "poetry-core with data": "rich-9.9.0.tar.gz",
    "pdm-backend": "dep_logic-0.7.2.tar.gz",
    "pdm-backend with scripts": "findpython-0.9.0.tar.gz",
    "hatchling": "uv_dynamic_versioning-0.9.0.tar.gz",
    "hatchling with plugins": "attrs-26.1.0.tar.gz",
    "uv_build": "extra_platforms-9.2.0.tar.gz",
    "uv_build with scripts": "mail_deduplicate-9.4.0.tar.gz",
}
SYSTEM = {"UV_SYSTEM_CERTS": "1"}
# Who made it, which puv's own backend says for itself.
_GENERATOR = re.compile(rb"^Generator: (?:uv|puv) .*\n", re.MULTILINE)
OWN = [name for name in PROJECTS if name.startswith("uv_build")]


def fetch(filename: str, folder: Path) -> Path:
    """Download a source archive."""
    name = re.sub(r"[-_.]+", "-", filename.rpartition("-")[0]).lower()
    base = f"{DEFAULT_INDEX_URL}/{name}/"
    with urllib.request.urlopen(base, timeout=60) as response:
        links = re.findall(r'href="([^"#]+)', response.read().decode())
    link = next(link for link in links if link.endswith(f"/{filename}"))
    target = folder / filename
    with urllib.request.urlopen(urljoin(base, link), timeout=60) as response:
        target.write_bytes(response.read())
    return target


def built(place: Place, archive: Path, out: str = "out", *words: str) -> Path:
    """Build the wheel of an archive, and return it."""
    done = place.run("build", str(archive), "--wheel", "--out-dir", out, *words, timeout=300)
    assert done.code == 0, done.stderr
    (wheel,) = (place.cwd / out).glob("*.whl")
    return wheel


def contents(wheel: Path) -> dict[str, object]:
    """Every file of a wheel; compiled ones by their name only."""
    with zipfile.ZipFile(wheel) as archive:
        return {
            info.filename: None if info.filename.endswith(".so") else _GENERATOR.sub(b"", archive.read(info))
            for info in archive.infolist()
            if not info.filename.endswith("RECORD")
        } | {"RECORD": sorted(_rows(archive))}


def _rows(archive: zipfile.ZipFile) -> list[bytes]:
    record = next(name for name in archive.namelist() if name.endswith(".dist-info/RECORD"))
    return [row for row in archive.read(record).splitlines() if b".so," not in row and b"/WHEEL," not in row]


@pytest.mark.parametrize("kind", PROJECTS)
def test_a_real_project_gives_the_wheel_that_uv_makes(kind: str, tmp_path: Path) -> None:
    archive = fetch(PROJECTS[kind], tmp_path)
    pair = Pair(tmp_path, None, SYSTEM)
    expected, actual = (built(place, archive) for place in pair.places)
    assert actual.name == expected.name
    assert contents(actual) == contents(expected)


@pytest.mark.parametrize("kind", OWN)
def test_two_builds_of_the_own_backend_are_one(kind: str, tmp_path: Path) -> None:
    archive = fetch(PROJECTS[kind], tmp_path)
    pair = Pair(tmp_path, None, SYSTEM)
    once, again = (built(pair.puv, archive, out) for out in ("one", "two"))
    assert hashlib.sha256(once.read_bytes()).digest() == hashlib.sha256(again.read_bytes()).digest()
    with tarfile.open(archive) as source:
        source.extractall(tmp_path / "source", filter="data")
    (root,) = (tmp_path / "source").iterdir()
    listed = []
    for place in pair.places:
        done = place.run("build", str(root), "--sdist", "--out-dir", "again", timeout=300)
        assert done.code == 0, done.stderr
        (made,) = (place.cwd / "again").glob("*.tar.gz")
        with tarfile.open(made) as source:
            listed.append({member.name: source.extractfile(member).read() for member in source if member.isfile()})  # type: ignore[union-attr]  # they are files
    assert listed[0] == listed[1]
