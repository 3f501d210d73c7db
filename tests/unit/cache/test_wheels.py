"""The store of unpacked wheels."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from puv.cache.root import Cache
from puv.cache.wheels import StoredWheel, WheelStore, read_manifest
from puv.errors import CorruptWheelError
from puv.standards.names import PackageName
from puv.standards.version import Version
from support.builders import RawMember, raw_wheel, wheel, zip_archive

FILENAME = "demo-1.0-py3-none-any.whl"
NAME, VERSION = PackageName("demo"), Version.parse("1.0")


@pytest.fixture
def store(tmp_path: Path) -> WheelStore:
    return WheelStore(Cache(str(tmp_path / "cache")))


def put(store: WheelStore, folder: Path, data: bytes, **given: str) -> StoredWheel:
    archive = folder / FILENAME
    archive.write_bytes(data)
    return store.store(str(archive), name=NAME, version=VERSION, filename=FILENAME, **given)


def sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def archives(store: WheelStore) -> list[str]:
    return sorted(name for name in os.listdir(store.cache.bucket("archives")) if name != "tmp")


def leftovers(store: WheelStore) -> list[str]:
    return os.listdir(store.cache.temporary_area())


def test_a_stored_wheel_is_found_by_its_digest(store: WheelStore, tmp_path: Path) -> None:
    data = wheel("demo", "1.0", files={"demo/__init__.py": "x = 1\n"})
    stored = put(store, tmp_path, data)
    found = store.lookup(NAME, VERSION, FILENAME, [sha256(data)])
    assert found is not None
    assert (found.path, found.hashes) == (stored.path, (sha256(data),))
    assert Path(found.path, "demo/__init__.py").read_text() == "x = 1\n"
    assert leftovers(store) == []


def test_the_manifest_tells_all_that_installing_needs(store: WheelStore, tmp_path: Path) -> None:
    data = wheel(
        "demo", "1.0", purelib=False, files={"demo/sub/a.py": "1", "demo/__init__.py": ""},
        data={"scripts/run": "#!python\n", "scripts/raw": "#!/bin/sh\n", "headers/h.h": ""},
        entry_points={"console_scripts": {"b": "demo.sub:f.g", "a": "demo:main"}},
    )  # fmt: skip
    manifest = put(store, tmp_path, data).manifest
    again = read_manifest(f"{store.cache.bucket('archives')}/{archives(store)[0]}/tree")
    assert again is not None
    assert again.to_plain() == manifest.to_plain()
    assert (manifest.purelib, manifest.dist_info, manifest.version) == (False, "demo-1.0.dist-info", "1.0")
    assert manifest.directories == ["demo", "demo-1.0.dist-info", "demo/sub"]
    assert [path for path in manifest.files if "dist-info" not in path] == ["demo/__init__.py", "demo/sub/a.py"]
    assert manifest.rows[-1] == "demo/sub/a.py,sha256=a4ayc_80_OGda4BO_1o_V0etpOqiLx1JwB5S3beHW0s,1"
    assert [(d.category, d.relative, d.rewrite) for d in manifest.data] == [
        ("headers", "h.h", False), ("scripts", "raw", False), ("scripts", "run", True)
    ]  # fmt: skip
    assert manifest.scripts == [("console", "a", "demo", "main"), ("console", "b", "demo.sub", "f.g")]


def test_a_wheel_with_another_digest_is_a_miss(store: WheelStore, tmp_path: Path) -> None:
    data = wheel("demo", "1.0")
    put(store, tmp_path, data)
    assert store.lookup(NAME, VERSION, FILENAME, ["sha256:" + "0" * 64]) is None
    assert store.lookup(NAME, VERSION, FILENAME, ["sha512:" + "0" * 128]) is None
    assert store.lookup(NAME, VERSION, FILENAME, ["sha256:" + "0" * 64, sha256(data)]) is not None


def test_a_weak_digest_finds_the_wheel_when_it_was_computed(store: WheelStore, tmp_path: Path) -> None:
    data = wheel("demo", "1.0")
    (tmp_path / FILENAME).write_bytes(data)
    store.store(str(tmp_path / FILENAME), name=NAME, version=VERSION, filename=FILENAME, hashes=["md5:abc"])
    assert store.lookup(NAME, VERSION, FILENAME, ["md5:abc"]) is not None
    assert store.lookup(NAME, VERSION, FILENAME, ["md5:abd"]) is None


def test_without_digests_the_source_tells_wheels_of_one_name_apart(store: WheelStore, tmp_path: Path) -> None:
    first = put(store, tmp_path, wheel("demo", "1.0", files={"a.py": ""}), source="https://one.example.org/simple")
    second = put(store, tmp_path, wheel("demo", "1.0", files={"b.py": ""}), source="https://two.example.org/simple")
    for wanted, source in ((first, "https://one.example.org/simple"), (second, "https://two.example.org/simple")):
        found = store.lookup(NAME, VERSION, FILENAME, source=source)
        assert found is not None
        assert found.path == wanted.path
    assert store.lookup(NAME, VERSION, FILENAME, source="https://three.example.org/simple") is None


def test_the_same_bytes_under_another_name_are_another_archive(store: WheelStore, tmp_path: Path) -> None:
    data = wheel("demo", "1.0")
    put(store, tmp_path, data)
    other = "demo-1.0-1-py3-none-any.whl"
    assert store.lookup(NAME, VERSION, other, [sha256(data)]) is None
    stored = store.store(str(tmp_path / FILENAME), name=NAME, version=VERSION, filename=other)
    assert stored.manifest.filename == other
    assert store.lookup(NAME, VERSION, FILENAME, [sha256(data)]) is not None


def test_storing_twice_unpacks_once(store: WheelStore, tmp_path: Path) -> None:
    data = wheel("demo", "1.0")
    first = put(store, tmp_path, data)
    inode = os.stat(first.path).st_ino
    assert os.stat(put(store, tmp_path, data).path).st_ino == inode


@pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "flipped", "foreign"])
def test_a_damaged_manifest_is_a_miss_and_is_replaced(store: WheelStore, tmp_path: Path, damage: str) -> None:
    data = wheel("demo", "1.0")
    path = Path(put(store, tmp_path, data).path).parent / "manifest"
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({
            "empty": b"", "truncated": content[:-1], "flipped": content[:-1] + bytes([content[-1] ^ 1]),
            "foreign": b"hello",
        }[damage])  # fmt: skip
    assert store.lookup(NAME, VERSION, FILENAME, [sha256(data)]) is None
    put(store, tmp_path, data)
    assert store.lookup(NAME, VERSION, FILENAME, [sha256(data)]) is not None
    assert leftovers(store) == []


@pytest.mark.parametrize("pointer", [b"", b"zz", b"../../../etc/passwd" + b"x" * 21, b"0" * 40, b"\xff" * 40])
def test_a_damaged_pointer_is_a_miss(store: WheelStore, tmp_path: Path, pointer: bytes) -> None:
    put(store, tmp_path, wheel("demo", "1.0"))
    for folder, _, files in os.walk(store.cache.bucket("wheels")):
        for name in files:
            Path(folder, name).write_bytes(pointer)
    assert store.lookup(NAME, VERSION, FILENAME) is None


def test_a_discarded_wheel_is_gone(store: WheelStore, tmp_path: Path) -> None:
    stored = put(store, tmp_path, wheel("demo", "1.0"))
    store.discard(stored)
    assert (store.lookup(NAME, VERSION, FILENAME), archives(store)) == (None, [])


def test_many_threads_store_one_wheel_and_all_get_it(store: WheelStore, tmp_path: Path) -> None:
    (tmp_path / FILENAME).write_bytes(wheel("demo", "1.0", files={f"demo/{n}.py": str(n) for n in range(50)}))
    found: list[str] = []

    def work() -> None:
        stored = store.store(str(tmp_path / FILENAME), name=NAME, version=VERSION, filename=FILENAME)
        found.append(stored.path if len(os.listdir(f"{stored.path}/demo")) == 50 else "incomplete")

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert len(set(found)) == 1
    assert (len(archives(store)), leftovers(store)) == (1, [])


STORE = """
import sys
from puv.cache.root import Cache
from puv.cache.wheels import WheelStore
from puv.standards.version import Version
print("ready", flush=True)
while True:
    store = WheelStore(Cache(sys.argv[2]))
    stored = store.store(sys.argv[1], name="demo", version=Version.parse("1.0"), filename="demo-1.0-py3-none-any.whl")
    store.discard(stored)
"""


def test_a_killed_process_leaves_no_half_archive(store: WheelStore, tmp_path: Path) -> None:
    data = wheel("demo", "1.0", files={f"demo/{n}.py": str(n) for n in range(200)})
    archive = tmp_path / FILENAME
    archive.write_bytes(data)
    for attempt in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", STORE, str(archive), store.cache.root], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.003 + attempt * 0.004)
            process.kill()
        found = store.lookup(NAME, VERSION, FILENAME, [sha256(data)])
        assert found is None or len(os.listdir(f"{found.path}/demo")) == 200
    assert len(os.listdir(f"{put(store, tmp_path, data).path}/demo")) == 200


def problem(store: WheelStore, folder: Path, data: bytes) -> str:
    return put(store, folder, data).manifest.problem


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (wheel("other", "1.0"), "does not start with the normalized package name: demo"),
        (zip_archive({"demo/__init__.py": b""}), "No .dist-info directory found"),
        (raw_wheel("demo", "1.0", [RawMember(name="b-1.dist-info/METADATA")]), "Multiple .dist-info directories found"),
        (wheel("demo", "1.0", record="a,b\n"), "`RECORD` file is invalid"),
        (wheel("demo", "1.0", record="a,,x\n"), "`RECORD` file is invalid"),
        (b"no zip", "Failed to extract archive: demo-1.0-py3-none-any.whl"),
    ],
)
def test_wheels_without_a_sound_skeleton_are_refused(
    store: WheelStore, tmp_path: Path, data: bytes, sentence: str
) -> None:
    with pytest.raises(CorruptWheelError, match=sentence):
        put(store, tmp_path, data)
    assert leftovers(store) == []


def test_a_wheel_without_record_is_refused(store: WheelStore, tmp_path: Path) -> None:
    with pytest.raises(CorruptWheelError, match="RECORD"):
        put(store, tmp_path, zip_archive({"demo-1.0.dist-info/METADATA": b"Name: demo\nVersion: 1.0\n"}))


@pytest.mark.parametrize(
    ("dist_info", "sentence"),
    [
        ({"WHEEL": ""}, "Invalid Wheel-Version in `WHEEL` file: None"),
        ({"WHEEL": "Wheel-Version: abc\n"}, 'Invalid Wheel-Version in `WHEEL` file: Some("abc")'),
        ({"WHEEL": "Wheel-Version: 2.0\n"}, "Unsupported wheel major version (expected 1, got 2)"),
        ({"METADATA": "Name: demo\nVersion: 1.1\n"}, "Wheel version does not match filename (1.1 != 1.0)"),
        ({"entry_points.txt": "x"}, "`entry_points.txt` is invalid: expected a section header at line 1"),
    ],
)
def test_faults_that_show_when_installing_are_kept_for_then(
    store: WheelStore, tmp_path: Path, dist_info: dict[str, str], sentence: str
) -> None:
    assert sentence in problem(store, tmp_path, wheel("demo", "1.0", dist_info=dist_info))


def test_unknown_data_and_nested_scripts_are_kept_for_then_too(store: WheelStore, tmp_path: Path) -> None:
    assert "Unknown wheel data type: odd" in problem(store, tmp_path, wheel("demo", "1.0", data={"odd/x": ""}))
    nested = wheel("demo", "1.0", data={"scripts/sub/x": ""})
    assert "invalid entry (directory) in the `scripts` directory" in problem(store, tmp_path, nested)


def test_a_version_that_is_only_spelled_differently_is_no_fault(store: WheelStore, tmp_path: Path) -> None:
    metadata = {"METADATA": "Name: demo\nVersion: 1.0.0\n"}
    assert problem(store, tmp_path, wheel("demo", "1.0", dist_info=metadata)) == ""


def test_record_is_healed_as_uv_does(store: WheelStore, tmp_path: Path) -> None:
    record = "ghost.py,sha256=abc,1\ndemo/wrong.py,sha256=AAAA,77\n"
    files = {"demo/wrong.py": "12", "demo/missing.py": "123", "demo/com,ma.py": ""}
    manifest = put(store, tmp_path, wheel("demo", "1.0", files=files, record=record)).manifest
    rows = [row for row in manifest.rows if "dist-info" not in row]
    assert rows == ['"demo/com,ma.py",,0', "demo/missing.py,,3", "demo/wrong.py,sha256=AAAA,77"]


def test_files_that_the_installer_writes_are_not_taken_from_the_wheel(store: WheelStore, tmp_path: Path) -> None:
    own = {"INSTALLER": "pip\n", "REQUESTED": "", "direct_url.json": "{}", "uv_cache.json": "{}", "RECORD.jws": "{}"}
    record = "demo/__init__.py,,\ndemo-1.0.dist-info/REQUESTED,,\n"
    manifest = put(store, tmp_path, wheel("demo", "1.0", dist_info=own, record=record)).manifest
    assert [path for path in manifest.files if "dist-info" in path] == [
        "demo-1.0.dist-info/METADATA", "demo-1.0.dist-info/WHEEL"
    ]  # fmt: skip
    assert [data.relative for data in manifest.data] == ["demo-1.0.dist-info/RECORD.jws"]


def test_a_signature_that_record_lists_is_a_file_like_others(store: WheelStore, tmp_path: Path) -> None:
    manifest = put(store, tmp_path, wheel("demo", "1.0", dist_info={"RECORD.jws": "{}"})).manifest
    assert "demo-1.0.dist-info/RECORD.jws" in manifest.files
    assert manifest.data == []
