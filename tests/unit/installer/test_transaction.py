"""A change happens as a whole or not at all, wherever the process dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from puv.errors import InstallError
from puv.installer.apply import InstallOptions, apply
from puv.installer.transaction import DIRECTORY, Transaction, recover
from support.builders import wheel
from support.environments import Wheels, installed_in, layout_in, tree

if TYPE_CHECKING:
    from puv.model.layout import Layout

OPTIONS = InstallOptions()
# What changes a disk; `open` is counted when it writes. Reading happens before the first of them.
CHANGES = ("os.link", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.chmod")

# Dies without a word just before its n-th change of the disk, or ends normally and prints how many there were.
DIE = """
import os, sys
from pathlib import Path
from support.environments import Wheels, installed_in, layout_in
from puv.installer.apply import InstallOptions, apply
from puv.cache.wheels import StoredWheel, read_manifest
from puv.standards.version import Version

base, limit, *trees = sys.argv[1:]
layout = layout_in(Path(base, "venv"))
wheels = []
for tree in trees:
    manifest = read_manifest(tree)
    wheels.append(StoredWheel(name=manifest.name, version=Version.parse(manifest.version), filename=manifest.filename,
                              path=tree, manifest=manifest))
installed = installed_in(layout.purelib)
options = InstallOptions()
count = 0
def hook(event, arguments):
    global count
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if event in CHANGES or writes:
        count += 1
        if count == int(limit):
            os._exit(9)
sys.addaudithook(hook)
apply(installed, wheels, layout, options)
print(count)
""".replace("CHANGES", repr(CHANGES))


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return layout_in(tmp_path / "venv")


def upgrade_of(tmp_path: Path, layout: Layout) -> list[str]:
    """Install version 1 of two packages and return the trees of version 2."""
    wheels = Wheels(tmp_path / "wheels")
    scripts = {"console_scripts": {"demo": "demo:main"}}
    old = [
        wheels.add(
            "demo", "1.0", wheel("demo", "1.0", files={"demo/a.py": "1", "demo/b.py": ""}, entry_points=scripts)
        ),
        wheels.add("gone", "1.0", wheel("gone", "1.0", files={"gone/x.py": "1"}, data={"data/share/x": "1"})),
    ]
    new = [
        wheels.add("demo", "2.0", wheel("demo", "2.0", files={"demo/a.py": "2", "n/c.py": ""}, entry_points=scripts))
    ]
    apply([], old, layout, OPTIONS)
    Path(layout.purelib, "demo/mine.txt").write_text("mine")
    return [stored.path for stored in new]


def run(base: Path, limit: int, trees: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", DIE, str(base), str(limit), *trees]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_death_at_any_change_is_undone_or_complete(tmp_path: Path, layout: Layout) -> None:
    import shutil

    trees = upgrade_of(tmp_path, layout)
    shutil.copytree(layout.data, tmp_path / "original", symlinks=True)
    before = tree(layout.data)
    total = run(tmp_path, 0, trees)
    assert total.returncode == 0, total.stderr
    after, count = tree(layout.data), int(total.stdout)
    assert before != after
    assert count > 20
    outcomes = set()
    # Every third place, and the ones around the commit: enough to meet every state within a second or two.
    for limit in sorted({*range(1, count, 3), *range(count - 8, count + 1)}):
        shutil.rmtree(layout.data)
        shutil.copytree(tmp_path / "original", layout.data, symlinks=True)
        assert run(tmp_path, limit, trees).returncode == 9
        recover(layout.purelib)
        found = tree(layout.data)
        assert found in (before, after), f"died before change {limit} of {count}"
        outcomes.add(found == after)
    assert outcomes == {True, False}


def test_a_death_while_undoing_is_undone_as_well(tmp_path: Path, layout: Layout) -> None:
    trees = upgrade_of(tmp_path, layout)
    before = tree(layout.data)
    # The second and third run die while they undo the first, each a little later.
    for limit in (25, 3, 6, 9, 12, 14):
        assert run(tmp_path, limit, trees).returncode == 9
    recover(layout.purelib)
    assert tree(layout.data) == before


def test_a_killed_process_is_undone_by_the_next_run(tmp_path: Path, layout: Layout) -> None:
    trees = upgrade_of(tmp_path, layout)
    states = [tree(layout.data)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    for attempt in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", DIE, str(tmp_path), "0", *trees], env=environment, stdout=subprocess.DEVNULL
        ) as process:
            time.sleep(0.08 + attempt * 0.02)
            process.kill()
        recover(layout.purelib)
        found = tree(layout.data)
        if found not in states:
            states.append(found)
    assert len(states) <= 2
    assert all(DIRECTORY not in path for state in states for path in state)


def test_nothing_to_recover_is_nothing_done(layout: Layout) -> None:
    assert not recover(layout.purelib)


def test_rubbish_without_a_journal_is_deleted(layout: Layout) -> None:
    Path(layout.purelib, DIRECTORY).mkdir()
    Path(layout.purelib, DIRECTORY, "0").write_text("old")
    assert recover(layout.purelib)
    assert os.listdir(layout.purelib) == []


def test_a_journal_that_cannot_be_read_is_an_error_that_says_what_to_do(layout: Layout) -> None:
    Path(layout.purelib, DIRECTORY).mkdir()
    Path(layout.purelib, DIRECTORY, "linking").write_bytes(b"rubbish")
    with pytest.raises(InstallError, match="interrupted installation") as caught:
        recover(layout.purelib)
    assert "delete" in caught.value.hints()[0]
    assert Path(layout.purelib, DIRECTORY, "linking").exists()


def test_a_rolled_back_transaction_restores_nested_moves(layout: Layout) -> None:
    site = Path(layout.purelib)
    (site / "a").mkdir()
    (site / "a/x").write_text("x")
    (site / "a/y").write_text("y")
    before = tree(site)
    transaction = Transaction(
        layout.purelib, [f"{site}/a/x", f"{site}/a", f"{site}/a/y"], [(f"{site}/", ["a"], ["a/x"])]
    )
    transaction.begin()
    assert os.listdir(site) == [DIRECTORY]
    (site / "a").mkdir()
    (site / "a/x").write_text("new")
    transaction.roll_back()
    assert tree(site) == before


def test_a_move_that_fails_undoes_the_earlier_ones(layout: Layout) -> None:
    site = Path(layout.purelib)
    (site / "a").write_text("a")
    (site / "plain").write_text("p")
    before = tree(site)
    with pytest.raises(NotADirectoryError):
        Transaction(layout.purelib, [f"{site}/a", f"{site}/plain/below"], []).begin()
    assert tree(site) == before


def test_a_commit_leaves_nothing_behind(layout: Layout) -> None:
    site = Path(layout.purelib)
    (site / "a").write_text("a")
    transaction = Transaction(layout.purelib, [f"{site}/a"], [])
    transaction.begin()
    transaction.commit()
    assert os.listdir(site) == []


def test_the_next_installation_recovers_by_itself(tmp_path: Path, layout: Layout) -> None:
    trees = upgrade_of(tmp_path, layout)
    before = tree(layout.data)
    assert run(tmp_path, 25, trees).returncode == 9
    assert tree(layout.data) != before
    assert [dist.name for dist in installed_in(layout.purelib)] != ["demo", "gone"]
    apply([], [], layout, OPTIONS)
    assert tree(layout.data) == before
