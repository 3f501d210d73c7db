"""Asking an executable what Python it is: once, then from the cache.

An answer is kept under the executable's path and is good while the file behind it (and the `pyvenv.cfg` beside it)
keeps its identity: device, inode, size and times. Version managers' shims answer by the working directory and the
environment: their answers are kept under these too. Other programs that start an interpreter are asked every time.

Environments of one base interpreter differ in their place alone. What one of them, or the base, has answered is kept
for the next, which then need not be asked: starting an interpreter takes longer than most of what puv does.
"""

from __future__ import annotations

import errno
import marshal
import os

from puv.cache import keys
from puv.cache.errors import CacheError
from puv.python import paths
from puv.python.config import read_config
from puv.python.errors import ProbeError
from puv.python.interpreter import Interpreter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from puv.cache.root import Cache

_FORMAT = 2  # of the kept facts; a change makes older ones unreadable
_SHIM_VARIABLES = ("PYENV_", "ASDF_", "MISE_", "RTX_")
_SHIM_FILES = (".python-version", ".tool-versions", ".mise.toml", "mise.toml")
_TIMEOUT = 60.0  # seconds; a shim that waits for input must not hang puv
_RECREATE = "Consider recreating the environment (e.g., with `puv venv`)"

if TYPE_CHECKING:
    Stamp = tuple[int, ...]


def probe(executable: str, *, cache: Cache | None, cwd: str, environ: Mapping[str, str]) -> Interpreter:
    """Return the interpreter at a path; relative paths are relative to `cwd`.

    Raises:
        ProbeError: there is none, or it does not answer; the message shows the path as given.
    """
    path = os.path.join(cwd, executable)
    stamp = _stamp(path)
    if stamp is None:
        raise _missing(executable, path, cwd)
    context = _shim_context(path, cwd, environ)
    if cache is not None:
        kept = _read(cache.read(_entry(cache, path + context)), path, stamp)
        if kept is not None:
            return kept
        foretold = _foretold(path, cache)
        if foretold is not None:
            _keep(cache, path, stamp, foretold.facts())
            return foretold
    facts = _ask(executable, path, cwd, environ)
    try:
        interpreter = Interpreter.from_facts(facts)
    except (KeyError, TypeError) as error:
        raise _bad_response(executable, f"missing field `{error}`", "") from error
    if cache is not None and (context or _answers_for_itself(path, facts)):
        _keep(cache, path, stamp, facts, context)
        _keep_for_environments(interpreter, cache)
    return interpreter


def remember(interpreter: Interpreter, cache: Cache) -> None:
    """Keep what is known about an interpreter that was just put in place, so that it need not be asked."""
    stamp = _stamp(interpreter.executable)
    if stamp is not None:
        _keep(cache, interpreter.executable, stamp, interpreter.facts())


def _keep(cache: Cache, path: str, stamp: Stamp, facts: Mapping[str, Any], context: str = "") -> None:
    try:
        behind = _stamp(facts["executable"]) if context else None
        record: Any = (_FORMAT, path, stamp, facts, behind)
        cache.write(_entry(cache, path + context), marshal.dumps(record))
    except CacheError:
        return  # a cache that cannot be written costs time, not results


def _entry(cache: Cache, path: str) -> str:
    return cache.path("interpreters", keys.digest(os.fsencode(path), 12))


def _stamp(path: str) -> Stamp | None:
    """Return the identity of the file behind the path and of the environment's configuration; None when missing."""
    try:
        program = os.stat(path)
    except OSError:
        return None
    identity = (program.st_dev, program.st_ino, program.st_size, program.st_mtime_ns, program.st_ctime_ns)
    try:
        config = os.stat(os.path.join(os.path.dirname(os.path.dirname(path)), "pyvenv.cfg"))
    except OSError:
        return identity
    return (*identity, config.st_ino, config.st_size, config.st_mtime_ns, config.st_ctime_ns)


def _read(data: bytes | None, path: str, stamp: Stamp) -> Interpreter | None:
    if data is None:
        return None
    try:
        version, kept_path, kept_stamp, facts, behind = marshal.loads(data)  # noqa: S302 - our own cache
        if (version, kept_path, kept_stamp) != (_FORMAT, path, stamp):
            return None
        if behind is not None and behind != _stamp(facts["executable"]):
            return None
        return Interpreter.from_facts(facts)
    except (ValueError, EOFError, TypeError, KeyError):
        return None


def _base_of(prefix: str, executable: str) -> str:
    """Return what names the base of an environment: the program behind its link, and `home` as it is written.

    Empty where an environment cannot be foretold: programs that are copies or launchers, frameworks of macOS, and
    a `home` that is not the program's directory.
    """
    if not os.path.islink(executable) or executable != os.path.normpath(executable):
        return ""
    home = read_config(prefix).get("home", "")
    real = os.path.realpath(executable)
    if not home or os.path.realpath(home) != os.path.dirname(real) or ".framework/" in real:
        return ""
    return f"{real}\n{home}"


def _foretold(path: str, cache: Cache) -> Interpreter | None:
    """Return what an environment's interpreter would say, from what another one of the same base has said."""
    prefix = os.path.dirname(os.path.dirname(path))
    base = _base_of(prefix, path)
    stamp = _stamp(base.partition("\n")[0]) if base else None
    if stamp is None:
        return None
    known = _read(cache.read(_entry(cache, base)), base, stamp)
    return None if known is None else known.inside(prefix, path)


def _keep_for_environments(interpreter: Interpreter, cache: Cache) -> None:
    """Keep an answer for the environments of the same base."""
    if interpreter.os_name != "posix" or interpreter.implementation != "cpython":
        return
    if interpreter.is_virtualenv:
        base = _base_of(interpreter.prefix, interpreter.executable)
    else:
        real = os.path.realpath(interpreter.executable)
        base = f"{real}\n{os.path.dirname(real)}"
    stamp = _stamp(base.partition("\n")[0]) if base else None
    if stamp is not None:
        _keep(cache, base, stamp, interpreter.facts())


def holds_shims(directory: str) -> bool:
    """Tell whether the programs in a directory are a version manager's, which stand for others from case to case."""
    return os.path.basename(directory.rstrip(os.sep)) == "shims"


def _shim_context(path: str, cwd: str, environ: Mapping[str, str]) -> str:
    """Return what the answer of a version manager's shim depends on, empty for any other program.

    That is the manager's variables, its global choice, and the nearest files that choose a version for a directory.
    """
    directory = os.path.dirname(path)
    if not holds_shims(directory):
        return ""
    parts = [f"{name}={environ[name]}" for name in sorted(environ) if name.startswith(_SHIM_VARIABLES)]
    places = [os.path.join(os.path.dirname(directory), "version")]
    here = cwd
    while True:
        places += [os.path.join(here, name) for name in _SHIM_FILES]
        above = os.path.dirname(here)
        if above == here:
            break
        here = above
    for place in places:
        try:
            with open(place, "rb") as file:
                parts.append(f"{place}={file.read()!r}")
        except OSError:
            continue
    return "\n".join(("", *parts))


def _answers_for_itself(path: str, facts: Mapping[str, Any]) -> bool:
    try:
        return os.path.samefile(path, facts["executable"])
    except OSError:
        return False


def _missing(shown: str, path: str, cwd: str) -> ProbeError:
    if os.path.islink(path):
        # Only in an environment is the advice to make it anew of use.
        in_environment = os.path.exists(os.path.join(os.path.dirname(os.path.dirname(path)), "pyvenv.cfg"))
        return ProbeError(
            f"Broken symlink at `{paths.shown(shown, cwd)}`, was the underlying Python interpreter removed?",
            path=path,
            kind="broken-link",
            hints=(_RECREATE,) if in_environment else (),
        )
    return ProbeError(f"Python interpreter not found at `{shown}`", path=path, kind="missing")


def _ask(shown: str, path: str, cwd: str, environ: Mapping[str, str]) -> Mapping[str, Any]:
    import json  # a cold probe costs a process anyway
    import subprocess

    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_query.py")
    with open(script, encoding="utf-8") as file:
        source = file.read()
    try:
        done = subprocess.run(  # noqa: S603 - the program is the interpreter in question
            [path, "-I", "-S", "-B", "-c", source],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            cwd=cwd,
            env=dict(environ),
        )
    except OSError as error:
        message = f"Failed to query Python interpreter at `{shown}`"
        kind = "spawn" if error.errno == errno.EACCES else "not-a-program"
        cause = ProbeError(f"{error.strerror} (os error {error.errno})", path=path, kind=kind)
        raise ProbeError(message, path=path, kind=kind) from cause
    except subprocess.TimeoutExpired as error:
        message = f"Querying Python at `{shown}` did not finish within {_TIMEOUT:g} seconds"
        raise ProbeError(message, path=path, kind="status") from error
    stdout = done.stdout.decode("utf-8", "replace")
    stderr = done.stderr.decode("utf-8", "replace")
    if done.returncode:
        raise _bad_status(shown, path, done.returncode, stdout, stderr)
    try:
        facts = json.loads(stdout)
    except ValueError:
        empty = "EOF while parsing a value at line 1 column 0"
        problem = "expected value at line 1 column 1" if stdout.strip() else empty
        raise _bad_response(shown, problem, stdout, stderr) from None
    if not isinstance(facts, dict):
        raise _bad_response(shown, "expected value at line 1 column 1", stdout, stderr)
    return facts


def _bad_status(shown: str, path: str, status: int, stdout: str, stderr: str) -> ProbeError:
    if "Unknown option: -I" in stderr:
        cause = ProbeError(
            "Python executable does not support `-I` flag. Please use Python 3.6 or newer.",
            path=path,
            kind="unsupported",
        )
        error = ProbeError(f"Can't use Python at `{shown}`", path=path, kind="unsupported")
        error.__cause__ = cause
        return error
    ending = f"exit status: {status}" if status > 0 else f"signal: {-status}{_signal_name(-status)}"
    message = f"Querying Python at `{shown}` failed with exit status {ending}{_output(stdout, stderr)}"
    return ProbeError(message, path=path, kind="status")


def _bad_response(shown: str, problem: str, stdout: str, stderr: str = "") -> ProbeError:
    message = f"Querying Python at `{shown}` returned an invalid response: {problem}{_output(stdout, stderr)}"
    return ProbeError(message, path=shown, kind="response")


def _output(stdout: str, stderr: str) -> str:
    streams = (("stdout", stdout), ("stderr", stderr))
    return "".join(f"\n\n[{name}]\n{text.rstrip()}" for name, text in streams if text.strip())


def _signal_name(number: int) -> str:
    import signal  # only when an interpreter crashed

    try:
        return f" ({signal.Signals(number).name})"
    except ValueError:
        return ""
