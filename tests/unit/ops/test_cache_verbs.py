"""Pruning and measuring the cache, as calls."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from puv import replay
from puv.cache.clean import disk_usage
from puv.ops.cache.clean import CacheCleanReport
from puv.ops.cache.prune import CachePruneRequest, cache_prune
from puv.ops.cache.size import CacheSizeRequest, cache_size
from support import backend

if TYPE_CHECKING:
    from pathlib import Path

    from unit.ops.conftest import Bench

_HOUR = 3600.0


def prune(bench: Bench, **options: bool) -> CacheCleanReport:
    return cache_prune(CachePruneRequest(**options), bench.settings, bench.runtime)


def dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    return child.pid


def left_by(process: int, place: Path) -> Path:
    stray = place / f".tmp-{process:x}-0123"
    (stray / "tree").mkdir(parents=True)
    (stray / "tree" / "file").write_text("half")
    return stray


def archives(bench: Bench) -> list[str]:
    return sorted(path.name for path in (bench.folder / "cache" / "archives-v1").iterdir() if path.name != "tmp")


def test_a_missing_cache_is_told(bench: Bench) -> None:
    bench.runtime.cache.root = str(bench.folder / "nowhere")
    assert prune(bench).missing == bench.runtime.cache.root
    assert cache_size(CacheSizeRequest(), bench.settings, bench.runtime).size == 0


def test_a_cache_in_use_keeps_everything(bench: Bench) -> None:
    bench.install("app")
    size = cache_size(CacheSizeRequest(), bench.settings, bench.runtime).size
    assert size == disk_usage(bench.runtime.cache.root) > 0
    assert prune(bench) == CacheCleanReport()
    assert len(archives(bench)) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell which processes are gone")
def test_what_killed_processes_left_is_removed_and_what_running_ones_make_is_spared(bench: Bench) -> None:
    bench.install("lib")
    area = bench.folder / "cache" / "archives-v1" / "tmp"
    dead, mine = left_by(dead_process(), area), left_by(os.getpid(), area)
    half = bench.folder / "cache" / "simple-v1" / dead.name
    half.write_text("half")
    report = prune(bench)
    assert (report.files, report.directories) == (2, 2)
    assert not dead.exists()
    assert not half.exists()
    assert mine.exists()
    assert prune(bench, force=True).files == 1
    assert not mine.exists()


def test_earlier_forms_of_buckets_are_removed_and_what_is_not_puv_s_stays(bench: Bench) -> None:
    root = bench.folder / "cache"
    for name in ("simple-v0", "wheels-v7", "archive-v0", "metadata-vx", "notes"):
        (root / name).mkdir(parents=True)
        (root / name / "file").write_text("x")
    assert prune(bench).files == 1
    assert not (root / "simple-v0").exists()
    assert all((root / name / "file").exists() for name in ("wheels-v7", "archive-v0", "metadata-vx", "notes"))


def test_archives_without_a_name_and_names_without_an_archive_are_removed(bench: Bench) -> None:
    bench.install("app")
    pointers = sorted((bench.folder / "cache" / "wheels-v1").glob("*/*"))
    pointers[0].unlink()
    assert prune(bench) == CacheCleanReport()  # it may have become an archive just now
    now = bench.runtime.clock()
    bench.runtime.clock = lambda: now + _HOUR
    assert prune(bench).files > 3
    assert len(archives(bench)) == 1
    pointers[1].write_text("0" * 40)
    assert prune(bench).files > 3
    assert archives(bench) == []
    assert not pointers[1].exists()
    bench.runtime.clock = lambda: now
    bench.install("app", settings=bench.settings)


def test_a_cache_for_continuous_integration_keeps_no_wheels(bench: Bench) -> None:
    bench.install("app")
    assert prune(bench, ci=True).files > 0
    assert archives(bench) == []
    assert list((bench.folder / "cache" / "wheels-v1").iterdir()) == []
    assert list((bench.folder / "cache" / "simple-v1").rglob("app.bin"))
    bench.uninstall("app")
    assert [change.name for change in bench.install("app").changes] == ["app"]


def test_records_that_no_longer_hold_are_removed(bench: Bench) -> None:
    seen = bench.folder / "seen"
    seen.write_text("one")
    place = bench.folder / "cache" / "replay-v1"
    place.mkdir(parents=True)
    data = replay.encode(
        [replay.content(str(seen))], since=0.0, stdout="", stderr=[], ending=0, deadline=0.0,
    )  # fmt: skip
    assert data is not None
    expired = replay.encode([], since=0.0, stdout="", stderr=[], ending=0, deadline=1.0)
    assert expired is not None
    for name, content in (("holds", data), ("damaged", data[:-1]), ("empty", b""), ("expired", expired)):
        (place / name).write_bytes(content)
    assert prune(bench).files == 3
    assert [path.name for path in place.iterdir()] == ["holds"]
    seen.write_text("two")
    assert prune(bench).files == 1


def test_a_cache_for_continuous_integration_keeps_what_was_built(bench: Bench) -> None:
    backend.write(bench.folder / "own", backend.project("own"))
    bench.install("./own", "app")

    assert prune(bench, ci=True).files > 0

    assert len(archives(bench)) == 1
    assert [path.name for path in (bench.folder / "cache" / "wheels-v1").iterdir()] == ["own"]
