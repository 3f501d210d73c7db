"""Programs that `run` and `puvx` start, on a real terminal and between pipes: as if nobody had started them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from support.builders import wheel, wheel_filename

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals and signals are those of POSIX")

#: What the child does on each word that it reads; it says `ready` first.
CHILD = """\
import os, signal, sys
def told(number, frame):
    size = os.get_terminal_size(0)
    os.write(1, f"size {size.columns} {size.lines}\\n".encode())  # the signal may come while something is printed
signal.signal(signal.SIGWINCH, told)
print("ready", os.isatty(0), os.getpgrp() == os.getpid() or os.tcgetpgrp(0) == os.getpgrp(), flush=True)
for line in sys.stdin:
    print("got", line.strip(), flush=True)
    if line.strip() == "end":
        raise SystemExit(5)
"""
SERVER = """\
import sys
while True:
    line = sys.stdin.readline()
    if not line:
        break
    sys.stdout.write("answer to " + line)
    sys.stdout.flush()
"""
TOOL = """\
def main():
    import talk
"""
#: What a shell does: its child is the group in the foreground, and again after it was stopped.
LEADER = """\
import os, signal, subprocess, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
child = subprocess.Popen(sys.argv[1:], process_group=0)
os.tcsetpgrp(0, child.pid)
_, status = os.waitpid(child.pid, os.WUNTRACED)
assert os.WIFSTOPPED(status), status
print("stopped", flush=True)
os.killpg(child.pid, signal.SIGCONT)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1]))
"""
SECONDS = 30


def environment(tmp_path: Path) -> dict[str, str]:
    base = os.path.dirname(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
    return {
        "PATH": os.pathsep.join((base, os.defpath)), "HOME": str(tmp_path), "UV_CACHE_DIR": str(tmp_path / "cache"),
        "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1", "UV_OFFLINE": "1", "NO_COLOR": "1", "TERM": "xterm",
    }  # fmt: skip


@pytest.fixture(params=["run", "puvx"])
def words(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """The words that start the child: as a script, and as the command of a package."""
    if request.param == "run":
        (tmp_path / "child.py").write_text(CHILD)
        return ["run", "--no-project", "child.py"]
    files = {"talk.py": CHILD, "chat/__init__.py": TOOL}
    made = wheel("chat", "1", files=files, entry_points={"console_scripts": {"chat": "chat:main"}})
    path = tmp_path / wheel_filename("chat", "1")
    path.write_bytes(made)
    return ["tool", "run", "--from", str(path), "chat"]


class Terminal:
    """A child on a pseudo-terminal, which is its controlling one."""

    def __init__(self, words: list[str], tmp_path: Path) -> None:
        import pty

        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(tmp_path)
            os.execve(sys.executable, [sys.executable, *words], environment(tmp_path))  # noqa: S606 - the program under test
        self.seen = ""

    def read_until(self, text: str) -> None:
        """Read until a text was seen; what was read before it counts."""
        end = time.monotonic() + SECONDS
        while text not in self.seen:
            assert time.monotonic() < end, self.seen
            if select.select([self.descriptor], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.descriptor, 4096).decode()
                except OSError:
                    break
        assert text in self.seen, self.seen

    def write(self, text: bytes) -> None:
        os.write(self.descriptor, text)

    def wait(self) -> int:
        """Return the exit code of the child, or minus the signal that ended it."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        raise AssertionError(f"the child goes on: {self.seen}")

    def close(self) -> None:
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.descriptor)


@pytest.fixture
def terminal(words: list[str], tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(["-m", "puv", *words], tmp_path)
    made.read_until("ready")
    yield made
    made.close()


def test_a_child_has_the_terminal_and_its_size(terminal: Terminal) -> None:
    import fcntl
    import struct
    import termios

    terminal.read_until("ready True True")
    fcntl.ioctl(terminal.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 77, 0, 0))
    terminal.read_until("size 77 33")
    terminal.write(b"hello\n")
    terminal.read_until("got hello")
    terminal.write(b"end\n")
    assert terminal.wait() == 5


def test_an_interruption_ends_the_child_as_it_would_alone(terminal: Terminal) -> None:
    terminal.write(b"\x03")
    terminal.read_until("KeyboardInterrupt")
    assert terminal.wait() == -signal.SIGINT


def test_termination_reaches_the_child(terminal: Terminal) -> None:
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.wait() == -signal.SIGTERM


def test_a_child_is_stopped_and_goes_on(words: list[str], tmp_path: Path) -> None:
    # Only what has a parent in its session stops at Ctrl-Z: a shell, or this.
    (tmp_path / "leader.py").write_text(LEADER)
    terminal = Terminal([str(tmp_path / "leader.py"), sys.executable, "-m", "puv", *words], tmp_path)
    try:
        terminal.read_until("ready")
        terminal.write(b"\x1a")
        terminal.read_until("stopped")
        terminal.write(b"back\n")
        terminal.read_until("got back")
        terminal.write(b"end\n")
        assert terminal.wait() == 5
    finally:
        terminal.close()


def test_a_long_lived_server_answers_each_line_at_once(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(SERVER)
    words = [sys.executable, "-m", "puv", "run", "--no-project", "--script", "server.py"]
    with subprocess.Popen(
        words, cwd=tmp_path, env=environment(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for number in range(3):
            child.stdin.write(b"%d\n" % number)
            child.stdin.flush()
            assert select.select([child.stdout], [], [], SECONDS)[0], "the answer waits somewhere"
            assert child.stdout.readline() == b"answer to %d\n" % number
        child.stdin.close()
        assert child.wait(SECONDS) == 0


def test_a_child_ends_silently_where_nobody_reads_it(tmp_path: Path) -> None:
    words = f"{sys.executable} -m puv run --no-project yes | head -n 1"
    done = subprocess.run(
        ["sh", "-c", words], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False,
        timeout=SECONDS,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("y\n", "")
