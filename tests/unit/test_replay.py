"""The replay record: used only while every input is as it was."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from puv import replay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG_AGO = time.time() - 60


class Scene:
    """A record over a file, an absent file, a directory and a site-packages, and what is given to the process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cache = root / "cache"
        self.file = root / "requirements.in"
        self.file.write_text("idna\n")
        self.absent = root / "uv.toml"
        self.directory = root / "bin"
        self.directory.mkdir()
        self.packages = root / "site-packages"
        (self.packages / "idna-3.7.dist-info").mkdir(parents=True)
        for path in (self.file, self.directory, self.packages, self.packages / "idna-3.7.dist-info"):
            os.utime(path, (LONG_AGO, LONG_AGO))
        self.arguments = ["puv", "pip", "list"]
        self.environ = {"PATH": "/bin", "UV_OFFLINE": "1", "SHLVL": "1"}

    def record(self, *, deadline: float = 0.0) -> None:
        observations = [
            replay.content(str(self.file)),
            replay.content(str(self.absent)),
            replay.stat(str(self.root / "missing")),
            replay.names(str(self.packages)),
        ]
        data = replay.encode(
            observations,
            since=time.time(),
            stdout="out\n",
            stderr=["Checked in ", None, "\n"],
            ending=0,
            deadline=deadline,
        )
        assert data is not None
        place = replay.directory(str(self.cache))
        os.makedirs(place, exist_ok=True)
        name = replay.key(self.arguments, self.environ, str(self.root), (False, False))
        (self.cache / "replay-v1" / name).write_bytes(data)

    def attempt(self) -> int | None:
        return replay.attempt(self.arguments, self.environ, str(self.cache))


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.chdir(tmp_path)
    return Scene(tmp_path)


def test_an_unchanged_command_is_answered_from_its_record(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    scene.record()
    assert scene.attempt() == 0
    told = capsys.readouterr()
    assert told.out == "out\n"
    assert told.err.startswith("Checked in ")
    assert told.err.endswith("ms\n")


def change_content(scene: Scene) -> None:
    scene.file.write_text("idna==3.7\n")


def delete_file(scene: Scene) -> None:
    scene.file.unlink()


def create_settings(scene: Scene) -> None:
    scene.absent.write_text("offline = true\n")


def create_missing(scene: Scene) -> None:
    (scene.root / "missing").mkdir()


def add_distribution(scene: Scene) -> None:
    (scene.packages / "six-1.0.dist-info").mkdir()


def remove_distribution(scene: Scene) -> None:
    (scene.packages / "idna-3.7.dist-info").rmdir()


def touch_distribution(scene: Scene) -> None:
    os.utime(scene.packages / "idna-3.7.dist-info")


def add_path_file(scene: Scene) -> None:
    (scene.packages / "other.pth").write_text("/elsewhere\n")


def other_arguments(scene: Scene) -> None:
    scene.arguments = ["pip", "list", "-q"]


def split_arguments(scene: Scene) -> None:
    scene.arguments = ["pip list"]


def other_variable(scene: Scene) -> None:
    scene.environ["UV_INDEX_URL"] = "https://example.org/simple"


def without_variable(scene: Scene) -> None:
    del scene.environ["UV_OFFLINE"]


def other_directory(scene: Scene) -> None:
    os.chdir(scene.directory)


def damage_record(scene: Scene) -> None:
    (record,) = (scene.cache / "replay-v1").iterdir()
    data = bytearray(record.read_bytes())
    data[len(data) // 2] ^= 1
    record.write_bytes(bytes(data))


def truncate_record(scene: Scene) -> None:
    (record,) = (scene.cache / "replay-v1").iterdir()
    record.write_bytes(record.read_bytes()[:20])


CHANGES = [
    change_content, delete_file, create_settings, create_missing, add_distribution, remove_distribution,
    touch_distribution, add_path_file, other_arguments, split_arguments, other_variable, without_variable,
    other_directory, damage_record, truncate_record,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_any_input_is_seen(scene: Scene, change: Callable[[Scene], None]) -> None:
    scene.record()
    assert scene.attempt() == 0
    change(scene)
    assert scene.attempt() is None


def test_what_shells_change_on_their_own_does_not_matter(scene: Scene) -> None:
    scene.record()
    scene.environ["SHLVL"] = "2"
    assert scene.attempt() == 0


def test_an_answer_expires(scene: Scene) -> None:
    scene.record(deadline=time.time() + 3600)
    assert scene.attempt() == 0
    scene.record(deadline=time.time() - 1)
    assert scene.attempt() is None


def encoded(scene: Scene, look: str, since: float) -> bytes | None:
    observation = getattr(replay, look)(str(scene.packages))
    return replay.encode([observation], since=since, stdout="", stderr=[], ending=0, deadline=0)


@pytest.mark.parametrize("look", ["names", "stat"])
def test_nothing_is_recorded_that_changed_within_a_tick_of_the_beginning(scene: Scene, look: str) -> None:
    now = 1_900_000_000
    os.utime(scene.packages, ns=(0, now * 10**9 + 500_000_000))
    assert encoded(scene, look, now + 0.51) is None
    assert encoded(scene, look, now - 60) is None
    if look == "names":  # the time of a directory's last change of status cannot be set
        assert encoded(scene, look, now + 0.53) is not None


def test_a_change_inside_a_metadata_directory_is_young_too(scene: Scene) -> None:
    now = 1_900_000_000
    os.utime(scene.packages / "idna-3.7.dist-info", ns=(0, now * 10**9 + 500_000_000))
    assert encoded(scene, "names", now + 0.51) is None
    assert encoded(scene, "names", now + 0.53) is not None


def test_times_in_whole_seconds_are_given_two(scene: Scene) -> None:
    now = 1_900_000_000
    os.utime(scene.packages, (now, now))
    assert encoded(scene, "names", now + 1.9) is None
    assert encoded(scene, "names", now + 2.1) is not None


def test_the_name_of_a_record_does_not_depend_on_how_its_parts_are_held() -> None:
    text = "list of things"
    shared = replay.key([text, text], {"A": text}, text, (False, True))
    copies = ["".join(list(text)) for _ in range(4)]
    apart = replay.key(copies[:2], {"A": copies[2]}, copies[3], (False, True))
    assert shared == apart


def test_secrets_in_the_environment_do_not_reach_the_record(scene: Scene) -> None:
    scene.environ["UV_INDEX_URL"] = "https://user:sesame@example.org/simple"
    scene.record()
    for path in scene.cache.rglob("*"):
        assert "sesame" not in path.name
        assert path.is_dir() or b"sesame" not in path.read_bytes()
