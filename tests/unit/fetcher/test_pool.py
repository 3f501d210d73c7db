"""Worker threads and their answers."""

from __future__ import annotations

import threading
import time

import pytest

from puv.fetcher.pool import WorkerPool


def test_answers_and_exceptions_reach_everybody_who_waits() -> None:
    pool = WorkerPool(2)
    answer = pool.submit(lambda: 42)
    failure = pool.submit(lambda: 1 // 0)
    assert [answer.result() for _ in range(3)] == [42, 42, 42]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            failure.result()
    pool.close()


def test_no_more_threads_than_the_limit_work_at_once() -> None:
    pool = WorkerPool(3)
    lock, running, most = threading.Lock(), 0, 0

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    for task in [pool.submit(work) for _ in range(20)]:
        task.result()
    assert most == 3
    pool.close()


def test_urgent_tasks_and_hurried_ones_go_first() -> None:
    pool = WorkerPool(1)
    gate, order = threading.Event(), []
    blocker = pool.submit(gate.wait)
    tasks = [pool.submit(lambda number=number: order.append(number)) for number in range(4)]
    urgent = pool.submit(lambda: order.append("urgent"), urgent=True)
    pool.hurry(tasks[3])
    gate.set()
    for task in (blocker, urgent, *tasks):
        task.result()
    assert order == ["urgent", 3, 0, 1, 2]
    pool.hurry(tasks[0])  # done already: nothing happens
    pool.close()


def test_a_pool_that_was_never_used_starts_nothing() -> None:
    before = threading.active_count()
    pool = WorkerPool(4)
    pool.close()
    assert threading.active_count() == before


def test_twenty_threads_may_submit() -> None:
    pool = WorkerPool(4)
    sums: list[int] = []

    def use() -> None:
        tasks = [pool.submit(lambda number=number: number) for number in range(20)]
        sums.append(sum(task.result() for task in tasks))

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums == [190] * 20
    pool.close()
