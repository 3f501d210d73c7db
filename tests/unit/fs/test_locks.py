"""Locks exclude other holders, in this process and in others."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from puv.fs.locks import FileLock, LockTimeoutError

if TYPE_CHECKING:
    from pathlib import Path

HOLD = "import sys; from puv.fs.locks import FileLock\nwith FileLock(sys.argv[1]):\n print('held', flush=True); input()"


def test_a_held_lock_is_not_free_and_a_released_one_is(tmp_path: Path) -> None:
    path = str(tmp_path / "below" / "lock")
    other = FileLock(path)
    with FileLock(path):
        assert not other.try_acquire()
    assert other.try_acquire()
    other.release()


def test_waiting_ends_with_an_error_that_names_the_lock(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with FileLock(path), pytest.raises(LockTimeoutError, match="is another process running") as caught:
        FileLock(path, timeout=0.05).acquire()
    assert caught.value.path == path


def test_a_waiter_gets_the_lock_when_the_holder_lets_go_and_says_that_it_waits(tmp_path: Path) -> None:
    path, told = str(tmp_path / "lock"), threading.Event()
    first = FileLock(path)
    first.acquire()
    waiter = FileLock(path, timeout=10, waiting=told.set)
    thread = threading.Thread(target=waiter.acquire)
    thread.start()
    assert told.wait(10)
    first.release()
    thread.join(10)
    assert not FileLock(path).try_acquire()
    waiter.release()


def test_a_free_lock_is_taken_without_a_word_about_waiting(tmp_path: Path) -> None:
    told: list[int] = []
    with FileLock(str(tmp_path / "lock"), waiting=lambda: told.append(1)):
        assert told == []


@pytest.mark.skipif(os.name == "nt", reason="msvcrt has no shared locks")
def test_shared_holders_get_along_but_keep_an_exclusive_one_out(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with FileLock(path, shared=True), FileLock(path, shared=True):
        assert not FileLock(path).try_acquire()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert not FileLock(path).try_acquire()
        process.kill()
        process.wait()
    start = time.monotonic()
    with FileLock(path, timeout=10):
        assert time.monotonic() - start < 5


def test_a_lock_that_cannot_be_opened_raises(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(OSError, match="lock"):
        FileLock(str(tmp_path / "lock")).acquire()
