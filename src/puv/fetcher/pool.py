"""`WorkerPool`: a few daemon threads that take tasks, most urgent first; and `Task`, an answer to come.

`concurrent.futures` costs 15 ms to import and joins its threads at exit; neither suits a command line tool that may
be told to stop while a download hangs.
"""

from __future__ import annotations

import _thread
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from typing import Generic, TypeVar

    from puv.cancel import CancelToken

    T = TypeVar("T")
else:

    class _Any:
        def __class_getitem__(cls, _item: object) -> type:
            return object

    Generic, T = _Any, None

# Where waiting for a lock cannot be interrupted (Windows), Ctrl-C is noticed after this many seconds.
_PATIENCE = 0.2
# A caller's wish to stop is noticed sooner.
_IMPATIENCE = 0.05


class Task(Generic[T]):
    """A call that runs in a worker: wait for its answer with `result`. Any number of threads may wait."""

    __slots__ = ("_action", "_before", "_done", "_error", "_value", "finished")

    finished: bool

    def __init__(self, action: Callable[[], T], before: Callable[[], None] | None = None) -> None:
        """Take what to call, and what to do before anybody waits for the answer."""
        self._before = before
        self._action: Callable[[], T] | None = action
        self._done = _thread.allocate_lock()
        self._done.acquire()
        self._error: BaseException | None = None
        self._value: T | None = None
        self.finished = False

    def run(self) -> None:
        """Call the action and keep its answer or its exception. For the pool."""
        action, self._action = self._action, None
        try:
            self._value = action() if action is not None else None
        except BaseException as error:  # noqa: BLE001 - a worker's edge: handed to whoever asks for the result
            self._error = error
        self.finished = True
        self._done.release()

    def result(self, cancel: CancelToken | None = None) -> T:
        """Wait for the answer and return it, or raise what the action raised.

        Raises:
            Cancelled: the token is set; the action may still be running.
        """
        if self._before is not None and not self.finished:
            self._before()
        if cancel is None:
            while not self._done.acquire(timeout=_PATIENCE):
                pass
        else:
            while not self._done.acquire(timeout=_IMPATIENCE):
                cancel.check()
        self._done.release()
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]  # None only where T admits it


class WorkerPool:
    """At most `limit` threads, started when there is work for them; they die with the process.

    Where there are no threads (WebAssembly), all that is queued is done, in order, by whoever first waits for some of
    it; `inline` asks for that elsewhere.
    """

    limit: int

    def __init__(self, limit: int, *, inline: bool | None = None) -> None:
        self.limit = max(1, limit)
        self._inline = sys.platform == "emscripten" if inline is None else inline
        self._start = _thread.allocate_lock()
        self._made: threading.Condition | None = None
        self._urgent: list[Task[object]] = []
        self._waiting: list[Task[object]] = []
        self._idle = 0
        self._threads = 0
        self._closed = False

    def submit(self, action: Callable[[], T], *, urgent: bool = False) -> Task[T]:
        """Queue a call and return its task. Urgent tasks go first; otherwise first come, first served."""
        if self._inline:
            task = Task(action, self._drain)
            (self._urgent if urgent else self._waiting).append(task)  # type: ignore[arg-type]  # only `run` is used
            return task
        task = Task(action)
        condition = self._condition()
        with condition:
            (self._urgent if urgent else self._waiting).append(task)  # type: ignore[arg-type]  # only `run` is used
            queued = len(self._urgent) + len(self._waiting)
            if self._idle >= queued:
                condition.notify()
            elif self._threads < self.limit:
                self._threads += 1
                _thread.start_new_thread(self._work, ())
        return task

    def _drain(self) -> None:
        while self._urgent or self._waiting:
            (self._urgent or self._waiting).pop(0).run()

    def hurry(self, task: Task[T]) -> None:
        """Put a queued task first; nothing happens to one that runs or is done."""
        if self._inline:
            return
        with self._condition():
            for position, waiting in enumerate(self._waiting):
                if waiting is task:
                    self._urgent.append(self._waiting.pop(position))
                    return

    def close(self) -> None:
        """Drop what is queued and let idle threads end. Tasks that were dropped never finish."""
        if self._made is None:
            self._urgent.clear()
            self._waiting.clear()
            return
        condition = self._condition()
        with condition:
            self._closed = True
            self._urgent.clear()
            self._waiting.clear()
            condition.notify_all()

    def _condition(self) -> threading.Condition:
        made = self._made
        if made is None:
            import threading  # 3 ms, and warm answers come without a thread

            with self._start:
                made = self._made = self._made or threading.Condition()
        return made

    def _work(self) -> None:
        condition = self._condition()
        while True:
            with condition:
                while not (self._urgent or self._waiting):
                    if self._closed:
                        self._threads -= 1
                        return
                    self._idle += 1
                    condition.wait()
                    self._idle -= 1
                task = (self._urgent or self._waiting).pop(0)
            task.run()
