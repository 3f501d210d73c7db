"""The code bundle, in a small package of the same name with a copy of the real `_bundle` in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import puv

pytestmark = pytest.mark.skipif(not hasattr(os, "pread"), reason="there is no bundle on this system")

MODULES = [f"m{number}" for number in range(7)]
# Imports everything as a command would, and tells where each module's code came from.
COMMAND = """
import sys
import puv
from puv import _bundle
bundle = _bundle.opened(puv)
if bundle is not None:
    sys.meta_path.insert(0, bundle)
import puv.sub.inner
import puv.m0, puv.m1, puv.m2, puv.m3, puv.m4, puv.m5, puv.m6
found = [name for name in sys.modules if name.startswith("puv.") and sys.modules[name].__spec__.loader is bundle]
print(len(found), *(getattr(puv, name).VALUE for name in ("m0", "m1", "m6")), puv.sub.inner.VALUE)
assert puv.m3.__file__ == puv.__path__[0] + "/m3.py", puv.m3.__file__
assert list(puv.sub.__path__) == [puv.__path__[0] + "/sub"], puv.sub.__path__
assert puv.m3.where.__code__.co_filename == puv.m3.__file__
if bundle is not None:
    bundle.keep()
"""
IMPORTED = len(MODULES) + 2  # with the package `sub` and the module in it


class Site:
    """A directory with the small package in it, and a `RECORD` beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.package = root / "puv"
        real = Path(puv.__file__).parent
        (self.package / "sub").mkdir(parents=True)
        (self.package / "__init__.py").write_text("")
        for name in ("_bundle.py", "_version.py"):
            shutil.copy(real / name, self.package / name)
        for name in MODULES:
            (self.package / f"{name}.py").write_text(f"VALUE = {name!r}\n\n\ndef where(): pass\n")
        (self.package / "sub" / "__init__.py").write_text("")
        (self.package / "sub" / "inner.py").write_text("VALUE = 'inner'\n")
        self.record = root / f"puv-{puv.__version__}.dist-info" / "RECORD"
        self.record.parent.mkdir()
        self.record.write_text("")

    @property
    def bundle(self) -> Path:
        return self.package / "__pycache__" / f"bundle.{sys.implementation.cache_tag}.bin"

    def run(self, **variables: str) -> str:
        environment = {"PATH": os.defpath, "PYTHONPATH": str(self.root), **variables}
        done = subprocess.run(
            [sys.executable, "-S", "-c", COMMAND], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


VALUES = "m0 m1 m6 inner"
FROM_FILES, FROM_BUNDLE = f"0 {VALUES}", f"{IMPORTED} {VALUES}"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_the_second_command_takes_its_modules_from_the_bundle(site: Site) -> None:
    assert [site.run(), site.run(), site.run()] == [FROM_FILES, FROM_BUNDLE, FROM_BUNDLE]
    assert [path.name for path in site.bundle.parent.glob("bundle*")] == [site.bundle.name]


def test_a_module_that_was_changed_by_hand_is_imported_from_its_file(site: Site) -> None:
    site.run()
    (site.package / "m1.py").write_text("VALUE = 'changed'\ndef where(): pass\n")
    assert site.run() == f"{IMPORTED - 1} m0 changed m6 inner"


def test_another_installation_of_the_same_version_has_a_bundle_of_its_own(site: Site) -> None:
    site.run()
    before = site.bundle.read_bytes()
    site.record.write_text("puv/__init__.py,,\n")
    assert [site.run(), site.run()] == [FROM_FILES, FROM_BUNDLE]
    assert site.bundle.read_bytes() != before


def test_a_bundle_moves_with_its_package(site: Site, tmp_path: Path) -> None:
    site.run()
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(site.package, elsewhere / "puv")  # keeps times, as moving does
    shutil.copytree(site.record.parent, elsewhere / site.record.parent.name)
    site.root = elsewhere
    site.package = elsewhere / "puv"
    assert site.run() == FROM_BUNDLE


def test_a_tree_without_a_record_has_no_bundle(site: Site) -> None:
    site.record.unlink()
    assert [site.run(), site.run()] == [FROM_FILES, FROM_FILES]
    assert not site.bundle.exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_bundle_is_ignored_and_written_anew(site: Site, damage: bytes | None) -> None:
    site.run()
    site.bundle.write_bytes(site.bundle.read_bytes()[:-1] if damage is None else damage)
    assert [site.run(), site.run()] == [FROM_FILES, FROM_BUNDLE]


def test_code_that_cannot_be_read_back_is_imported_from_its_file(site: Site) -> None:
    site.run()
    data = site.bundle.read_bytes()
    at = data.rindex(b"\xe3", 0, data.rindex(b"inner"))  # the code object of the last module
    site.bundle.write_bytes(data[:at] + b"\x00" + data[at + 1 :])
    assert site.run() == f"{IMPORTED - 1} {VALUES}"


def test_nothing_is_written_where_no_bytecode_is_wanted(site: Site) -> None:
    site.run(PYTHONDONTWRITEBYTECODE="1")
    assert not site.bundle.exists()


def test_a_bundle_that_cannot_be_put_in_place_is_done_without(site: Site) -> None:
    site.bundle.mkdir(parents=True)
    (site.bundle / "in the way").write_text("")
    assert [site.run(), site.run()] == [FROM_FILES, FROM_FILES]
    assert [path.name for path in site.bundle.parent.glob("bundle*")] == [site.bundle.name]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_bundle_is_not_written_where_it_must_not_be(site: Site) -> None:
    site.run(PYTHONDONTWRITEBYTECODE="1")
    (site.package / "__pycache__").mkdir(exist_ok=True)
    (site.package / "__pycache__").chmod(0o555)
    assert site.run() == FROM_FILES
    assert not site.bundle.exists()


def test_a_few_missed_modules_are_not_worth_writing(site: Site) -> None:
    site.run()
    before = site.bundle.stat().st_mtime_ns
    later = time.time() + 10
    os.utime(site.package / "m0.py", (later, later))
    assert site.run() == f"{IMPORTED - 1} {VALUES}"
    assert site.bundle.stat().st_mtime_ns == before
