"""Answer a command that would change nothing from the record of its last run.

A record says: with these arguments and this environment, having seen these files, the command printed this text
and changed nothing. When every observation still holds, printing the text again is all there is to do, before the
parser or anything else is imported; this module therefore imports only what the interpreter has loaded already.
Records live in the cache, one small file per command line; a missing, stale or damaged one only costs time.

The soundness rule: a record holds *every* input the outcome depends on, each observed no later than the work that
used it. Files are held by content, directories and large files by stat; nothing is recorded when such a stat was
younger than a tick of the file system's clock as the command began, because a further change within the tick would
not show (git's racy rule).
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from _blake2 import blake2b

from puv._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    # ("content", path, digest or None) · ("stat", path, identity or None) · ("names", directory, digest or None)
    Observation = tuple[str, str, object]
    # The file of a program, its words before those that are passed on, and the variables that it gets besides.
    Program = tuple[str, list[str], dict[str, str]]
    # deadline, observations, stdout, stderr, the exit code or the program to become
    Record = tuple[float, list[Observation], str, list[str | None], int | Program]

# What a file system's clock may need to move on, in nanoseconds: kernels stamp files with the time of their last timer
# tick (10 ms at most); old file systems keep whole or even seconds only.
_TICK, _COARSE_TICK, _SECOND = 20_000_000, 2_000_000_000, 1_000_000_000
# From version 3 on, marshal's bytes depend on how often an object is referred to.
_STABLE = 2
# Variables that terminals and shells change from one command to the next and that puv never reads.
_IGNORED = frozenset(
    ("_", "OLDPWD", "SHLVL", "WINDOWID", "COLUMNS_", "LINES", "SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY")
)
# The commands that end in another program, and how far their words are searched for the beginning of its own.
_RUNS = (("run",), ("tool", "run"), ("tool", "uvx"))
_LONGEST_RUN = 16
# Stands in a key for words that are passed on.
PASSED = "\0passed"
_METADATA_SUFFIXES = (".dist-info", ".egg-info", ".egg-link", ".pth")


def directory(root: str) -> str:
    """Return where the records of the cache at `root` are."""
    return os.path.join(root, "replay-v1")


def key(arguments: Sequence[str], environ: Mapping[str, str], cwd: str, terminals: tuple[bool, bool]) -> str:
    """Return the record's name: a digest of everything given at the start of the process.

    `arguments` begin with the program's name; `terminals` tells whether stdout and stderr are terminals. Secrets
    in the environment only enter the digest.
    """
    variables = sorted(item for item in environ.items() if item[0] not in _IGNORED)
    given = (__version__, sys.version, list(arguments), cwd, terminals, variables)
    return blake2b(marshal.dumps(given, _STABLE), digest_size=16).hexdigest()


def content(path: str) -> Observation:
    """Observe a file by its bytes, or its absence."""
    try:
        with open(path, "rb", buffering=0) as stream:
            return ("content", path, blake2b(stream.read(), digest_size=16).digest())
    except OSError:
        return ("content", path, None)


def stat(path: str) -> Observation:
    """Observe a file or directory by its identity and times, or its absence. Links are followed."""
    try:
        found = os.stat(path)
    except OSError:
        return ("stat", path, None)
    return ("stat", path, (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino))


def names(path: str) -> Observation:
    """Observe a site-packages directory: the names and times of its metadata directories and `.pth` files."""
    try:
        found = _listed(path)
    except OSError:
        return ("names", path, None)
    return ("names", path, blake2b(marshal.dumps(found, _STABLE), digest_size=16).digest())


def _listed(path: str) -> list[tuple[str, int]]:
    with os.scandir(path) as entries:
        return sorted(
            (entry.name, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith(_METADATA_SUFFIXES)
        )


_LOOKS = {"content": content, "stat": stat, "names": names}


def attempt(arguments: Sequence[str], environ: Mapping[str, str], root: str) -> int | None:
    """Print the recorded outcome and return its exit code, or return None when there is nothing to replay.

    `arguments` begin with the program's name; `root` is the cache directory. Only a complete record whose
    observations all hold is used.
    """
    started = time.perf_counter()
    record, passed = _load(arguments, environ, root), 0
    if record is None and os.name == "posix":
        for words in _RUNS:
            if tuple(arguments[1 : len(words) + 1]) == words:
                record, passed = _begun(arguments, len(words) + 2, environ, root)
    if record is None or not _holds(record):
        return None
    _deadline, _observations, stdout, stderr, ending = record
    elapsed = _duration(time.perf_counter() - started)
    try:
        sys.stderr.write("".join(elapsed if part is None else part for part in stderr))
        sys.stdout.write(stdout)
        sys.stdout.flush()
        if isinstance(ending, int):
            return ending
        _become(ending, list(arguments[len(arguments) - passed :]), environ)
    except OSError:
        pass
    return 1


def _begun(arguments: Sequence[str], first: int, environ: Mapping[str, str], root: str) -> tuple[Record | None, int]:
    """Return the record of the words up to the command that is run, and how many words it is passed.

    `first` is the smallest number of words up to the command.
    """
    for end in range(first, min(len(arguments), _LONGEST_RUN) + 1):
        if not arguments[end - 1].startswith("-"):
            record = _load([*arguments[:end], PASSED], environ, root)
            if record is not None:
                return record, len(arguments) - end
    return None, 0


def _become(program: Program, passed: list[str], environ: Mapping[str, str]) -> None:
    """Run the program in this one's place."""
    executable, words, changes = program
    sys.stderr.flush()
    restore_signals()
    os.execve(executable, [*words, *passed], {**environ, **changes})  # noqa: S606 - what the user asked to run


def restore_signals() -> None:
    """Let the program that takes this one's place end at a broken pipe, as it would without Python before it."""
    import _signal  # type: ignore[import-not-found]  # `signal` wraps it in enumerations, which take 2 ms

    for name in ("SIGPIPE", "SIGXFSZ"):
        if hasattr(_signal, name):
            _signal.signal(getattr(_signal, name), _signal.SIG_DFL)


def is_current(data: bytes) -> bool:
    """Tell whether the bytes of a record are whole and could still answer the command that it is about."""
    record = _decode(data)
    return record is not None and _holds(record)


def _holds(record: Record) -> bool:
    deadline, observations = record[:2]
    if deadline and time.time() >= deadline:
        return False
    for kind, path, seen in observations:  # noqa: SIM110 - a generator would cost more than the loop
        if _LOOKS[kind](path)[2] != seen:
            return False
    return True


def _load(arguments: Sequence[str], environ: Mapping[str, str], root: str) -> Record | None:
    try:
        name = key(arguments, environ, os.getcwd(), (sys.stdout.isatty(), sys.stderr.isatty()))
        with open(os.path.join(directory(root), name), "rb", buffering=0) as stream:
            return _decode(stream.read())
    except (OSError, ValueError):
        return None


def _decode(data: bytes) -> Record | None:
    digest, body = data[:16], data[16:]
    if blake2b(body, digest_size=16).digest() != digest:
        return None
    try:
        record = marshal.loads(body)  # noqa: S302 - our own file in the user's cache, as trusted as a .pyc there
    except (ValueError, EOFError, TypeError):
        return None
    return record if isinstance(record, tuple) and len(record) == 5 else None  # noqa: PLR2004 - the fields below


def encode(
    observations: Iterable[Observation], *, since: float, stdout: str, stderr: Sequence[str | None],
    ending: int | Program, deadline: float,
) -> bytes | None:  # fmt: skip
    """Return the bytes of a record, or None when an observation is too young to be trusted.

    `since` is a time before the first observation, `deadline` one after which the answer could differ without any file
    changing (0 for never), both in seconds since the epoch. `stderr` has None where the elapsed time belongs. `ending`
    is the exit code, or the program that the command ends in; the key of such a record is that of the words before
    those that are passed on, and `PASSED`.
    """
    unique = list(dict.fromkeys(observations))
    began = int(since * _SECOND)
    for kind, path, seen in unique:
        stamps = _stamps(path) if kind == "names" else seen[:2] if kind == "stat" and isinstance(seen, tuple) else ()
        if any(stamp > began - (_TICK if stamp % _SECOND else _COARSE_TICK) for stamp in stamps):
            return None
    body = marshal.dumps((deadline, unique, stdout, list(stderr), ending))
    return blake2b(body, digest_size=16).digest() + body


def _stamps(path: str) -> list[int]:
    """Return the times (nanoseconds since the epoch) on which a look at the names in a directory rests."""
    try:
        return [os.stat(path).st_mtime_ns, *(stamp for _, stamp in _listed(path))]
    except OSError:
        return []


def _duration(seconds: float) -> str:
    """Return a duration as uv prints one: `0.31ms`, `12ms`, `1.24s`."""
    milliseconds = seconds * 1000
    if milliseconds < 1:
        return f"{milliseconds:.2f}ms"
    return f"{milliseconds:.0f}ms"
