"""Call one hook of a build backend in a subprocess, streaming what it writes."""

from __future__ import annotations

import os

from puv.builder.errors import BackendError, HookError
from puv.events import BuildOutput
from puv.frozen import Frozen
from puv.fs.atomic import temporary_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO, Any

    from puv.builder.ports import BuildEnvironment
    from puv.cancel import CancelToken
    from puv.events import Reporter

# Runs in any Python that can build anything: nothing newer than 3.6, nothing but the standard library. The import and
# the call stand on the lines that tracebacks of uv name.
_RUNNER = """\
import json, sys
job = json.loads(sys.argv[1])
sys.path[:] = job["path"] + [place for place in sys.path if place]
sys.argv[1:] = []


name, _, attribute = job["backend"].partition(":")
__import__(name); backend = sys.modules[name]
for part in filter(None, attribute.split(".")): backend = getattr(backend, part)
hook = getattr(backend, job["hook"], None)
answer = hook(*job["arguments"]) if hook is not None else None
with open(job["answer"], "w", encoding="utf-8") as stream:
    json.dump({"missing": hook is None, "answer": answer}, stream)
"""
_TICK = 0.1  # seconds between two looks whether the caller wants to stop
_ANSWER = "answer.json"


class HookCall(Frozen):
    """One call. `path` are directories (absolute) that `backend` is looked for in first; `cwd` is the source tree.

    `label` is what events call the build, `scratch` a directory for temporary files.
    """

    backend: str
    hook: str
    arguments: Sequence[Any]
    path: Sequence[str]
    cwd: str
    label: str
    scratch: str


class MissingHook:
    """The answer of a backend that does not have the hook."""


def call_hook(
    call: HookCall, environment: BuildEnvironment, report: Reporter, cancel: CancelToken | None,
) -> Any:  # fmt: skip
    """Return what the hook returned, or `MissingHook` when the backend has no such hook.

    Raises:
        BackendError: the backend could not be imported, failed, or answered nonsense; the cause shows its output.
        Cancelled: the caller wished so; the subprocess is gone.
    """
    import json

    with temporary_directory(call.scratch) as folder:
        place = os.path.join(folder, _ANSWER)
        job = {
            "backend": call.backend, "hook": call.hook, "arguments": list(call.arguments), "path": list(call.path),
            "answer": place,
        }  # fmt: skip
        code, stdout, stderr = _run(
            [environment.executable, "-c", _RUNNER, json.dumps(job)], call, environment.environ, report, cancel
        )
        name = f"{call.backend}.{call.hook}"
        if code:
            failure = HookError(f"Call to `{name}` failed", _ended(code), stdout, stderr)
            raise BackendError(missing=_missing_module(stderr)) from failure
        try:
            with open(place, encoding="utf-8") as stream:
                found = json.load(stream)
        except (OSError, ValueError):
            raise BackendError from HookError(f"Call to `{name}`", "gave no answer", stdout, stderr)
    return MissingHook if found["missing"] else found["answer"]


def _run(
    command: list[str], call: HookCall, environ: Mapping[str, str], report: Reporter, cancel: CancelToken | None,
) -> tuple[int, str, str]:  # fmt: skip
    """Run to the end; return the exit code and what was written to both streams."""
    import logging
    import subprocess
    import threading

    log = logging.getLogger("puv.builder")
    log.debug("Calling `%s.%s()`", call.backend, call.hook)

    try:
        process = subprocess.Popen(  # noqa: S603 - building runs what the package brings
            command, cwd=call.cwd, env=dict(environ), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:
        failure = HookError(f"Call to `{call.backend}.{call.hook}`", f"could not be started: {error.strerror}", "", "")
        raise BackendError from failure
    written: tuple[list[str], list[str]] = ([], [])

    def read(stream: IO[bytes], lines: list[str]) -> None:
        with stream:
            for row in stream:
                text = row.decode("utf-8", "replace")
                lines.append(text)
                log.debug("%s", text.rstrip("\r\n"))
                report(BuildOutput(label=call.label, text=text.rstrip("\r\n")))

    readers = [
        threading.Thread(target=read, args=pair, daemon=True)
        for pair in ((process.stdout, written[0]), (process.stderr, written[1]))
    ]
    for reader in readers:
        reader.start()
    try:
        while True:
            if cancel is not None:
                cancel.check()
            try:
                code = process.wait(_TICK if cancel is not None else None)
                break
            except subprocess.TimeoutExpired:
                continue
    except BaseException:
        process.kill()
        process.wait()
        raise
    for reader in readers:
        reader.join()
    return code, "".join(written[0]), "".join(written[1])


def _ended(code: int) -> str:
    if code > 0:
        return f"(exit status: {code})"
    import signal

    try:
        return f"(signal: {-code} ({signal.Signals(-code).name}))"
    except ValueError:
        return f"(signal: {-code})"


def _missing_module(stderr: str) -> str:
    """Return the name in the last line of a traceback that tells of a module that was not found."""
    last = stderr.rstrip().rpartition("\n")[2]
    start = "ModuleNotFoundError: No module named '"
    return last[len(start) :].rstrip("'") if last.startswith(start) else ""
