"""`--compile-bytecode`: worker processes of the target interpreter, fed with paths through their standard input.

Workers run `-I -S`, so that starting one costs little and nothing of the environment is imported. A file that does
not compile is skipped, as by uv: many wheels ship templates that look like Python.
"""

from __future__ import annotations

import os

from puv.errors import InstallError, PuvError
from puv.standards.record import parse_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    import threading
    from collections.abc import Iterable, Sequence
    from typing import IO

    from puv.model.layout import Layout

FILE_TIMEOUT = 60.0  # seconds for one file
_MINIMUM = 12  # files for each worker, below which another process costs more than it brings

# Says `Ready`, then reads one path a line, compiles the file, and answers with the path.
_WORKER = """\
import os, sys, warnings
from py_compile import compile
warnings.simplefilter("ignore")
answer = sys.stdout.buffer
answer.write(b"Ready\\n")
answer.flush()
for line in sys.stdin.buffer:
    try:
        compile(os.fsdecode(line[:-1]), doraise=True)
    except Exception:
        pass
    answer.write(line)
    answer.flush()
"""


class BytecodeError(InstallError):
    """Compiling bytecode failed as a whole: an interpreter that does not start, dies, or hangs."""

    code = "bytecode"


def sources_of(dist_infos: Iterable[str], layout: Layout) -> list[str]:
    """Return the Python files of distributions, given the absolute paths of their dist-info directories.

    Only files in site-packages count, not scripts; distributions without a readable RECORD have none.
    """
    roots = tuple({f"{layout.purelib}/", f"{layout.platlib}/"})
    found: dict[str, None] = {}
    for dist_info in dist_infos:
        location = os.path.dirname(dist_info)
        try:
            with open(f"{dist_info}/RECORD", encoding="utf-8", errors="surrogateescape", newline="") as file:
                entries = parse_record(file.read())
        except (OSError, PuvError):
            continue
        for entry in entries:
            if entry.path.endswith(".py") and "\n" not in entry.path:
                path = os.path.normpath(f"{location}/{entry.path}")
                if path.startswith(roots):
                    found[path] = None
    return list(found)


def compile_files(sources: Sequence[str], executable: str, *, workers: int, timeout: float = FILE_TIMEOUT) -> int:
    """Compile Python files (absolute paths) with the interpreter `executable`; return how many there were.

    At most `workers` processes run at once. `timeout` is in seconds for one file, 0 for none.

    Raises:
        BytecodeError: the interpreter does not start, ends early, or takes longer than `timeout` for a file.
    """
    import threading

    existing = [path for path in sources if os.path.isfile(path)]
    if not existing:
        return 0
    count = max(1, min(workers, len(existing) // _MINIMUM))
    queue = iter(existing)
    lock = threading.Lock()
    failures: list[BytecodeError] = []
    threads = [
        threading.Thread(target=_run, args=(queue, lock, failures, executable, timeout), daemon=True)
        for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise BytecodeError("Failed to bytecode-compile installed packages") from failures[0]
    return len(existing)


def _run(
    queue: Iterable[str], lock: threading.Lock, failures: list[BytecodeError], executable: str, timeout: float
) -> None:
    """Feed one worker until the queue is empty, or any worker has failed."""
    try:
        worker = _Worker(executable, timeout)
    except BytecodeError as error:
        failures.append(error)
        return
    except OSError as error:
        unstarted = BytecodeError("Failed to start Python interpreter to run compile script")
        unstarted.__cause__ = error
        failures.append(unstarted)
        return
    try:
        for path in _shared(queue, lock):
            if failures:
                return
            worker.compile(path)
    except BytecodeError as failure:
        failures.append(failure)
    finally:
        worker.close()


def _shared(queue: Iterable[str], lock: threading.Lock) -> Iterable[str]:
    pending = iter(queue)
    while True:
        with lock:
            path = next(pending, None)
        if path is None:
            return
        yield path


class _Worker:
    """One process that compiles the files it is told."""

    __slots__ = ("_answers", "_process", "_requests", "_timeout", "_timer_expired")

    def __init__(self, executable: str, timeout: float) -> None:
        import subprocess

        self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - the environment's interpreter
            [executable, "-I", "-S", "-c", _WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise OSError("the pipes to the interpreter are missing")
        self._requests: IO[bytes] = requests
        self._answers: IO[bytes] = answers
        self._timeout = timeout
        self._timer_expired = False
        try:
            self._expect(b"", b"Ready", f"Python startup timed out ({timeout:g}s)")
        except BytecodeError:
            self.close()
            raise

    def compile(self, path: str) -> None:
        """Compile one file and wait for it.

        Raises:
            BytecodeError: the process ended, answered strangely, or took too long.
        """
        line = os.fsencode(path)
        self._expect(line + b"\n", line, f"Bytecode timed out ({self._timeout:g}s) compiling file: `{path}`")

    def _expect(self, request: bytes, answer: bytes, timed_out: str) -> None:
        """Send a request and read one line, killing the process when that takes too long."""
        import threading

        timer = threading.Timer(self._timeout, self._expire) if self._timeout else None
        if timer is not None:
            timer.daemon = True
            timer.start()
        try:
            self._requests.write(request)
            self._requests.flush()
            received = self._answers.readline()
        except OSError:
            received = b""
        finally:
            if timer is not None:
                timer.cancel()
        if received == answer + b"\n":
            return
        if self._timer_expired:
            raise BytecodeError(timed_out)
        shown = received.decode("utf-8", "replace")
        raise BytecodeError(f'Bytecode compilation failed, expected "{os.fsdecode(answer)}", received: "{shown}"')

    def close(self) -> None:
        """End the process; it has nothing left to do."""
        for pipe in (self._requests, self._answers):
            try:
                pipe.close()
            except OSError:
                continue
        if self._timer_expired:
            self._process.kill()
        self._process.wait()

    def _expire(self) -> None:
        self._timer_expired = True
        self._process.kill()
