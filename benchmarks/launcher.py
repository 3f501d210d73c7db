"""Start programs and weigh them, from a process so small that its own memory does not show in the figures.

On Linux a child's peak memory includes its parent's at the moment of the fork. So `run.py` keeps this process beside
it: it reads `(argv, environment, directory, file for stderr)` from standard input and answers `(exit code, wall
seconds, CPU seconds, ru_maxrss)`, both in marshal's format.
"""

from __future__ import annotations

import marshal
import os
import sys
import time


def launch(argv: list[str], environment: dict[str, str], directory: str, errors: str) -> tuple[int, float, float, int]:
    """Run one program to its end."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 0)
            os.dup2(null, 1)
            os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
            os.chdir(directory)
            os.execve(argv[0], argv, environment)  # noqa: S606 - the program to weigh
        finally:
            os._exit(127)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    return os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main() -> None:
    """Serve until standard input ends."""
    while True:
        try:
            order = marshal.load(sys.stdin.buffer)  # noqa: S302 - from the benchmark that started this process
        except EOFError:
            return
        sys.stdout.buffer.write(marshal.dumps(launch(*order)))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
