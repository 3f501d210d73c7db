"""`Backend`: the hooks of a build backend, called in processes of the build environment, and what they write."""

from __future__ import annotations

import os

from puv.builder.errors import BackendError, HookError, MissingAnswerError
from puv.events import BuildOutput
from puv.frozen import Frozen
from puv.fs.atomic import temporary_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from queue import SimpleQueue
    from subprocess import Popen
    from typing import IO, Any

    from puv.builder.ports import BuildEnvironment
    from puv.cancel import CancelToken
    from puv.events import Reporter

_TICK = 0.1  # seconds between two looks whether the caller wants to stop
_GUEST = "_guest.py"
# The import and the call stand on the lines that tracebacks of uv name.
_IMPORT_AT, _BUILD_AT, _WRITE_AT, _ASK_AT = 8, 11, 13, 14


class BackendOptions(Frozen):
    """One backend: `name` as in `build-backend`, to be looked for in the directories `path` (absolute) first.

    `cwd` is the source tree, `label` what events call the build, `scratch` a directory for temporary files; `limit` is
    held while a hook runs.
    """

    name: str
    path: Sequence[str]
    cwd: str
    label: str
    scratch: str
    report: Reporter
    cancel: CancelToken | None = None
    limit: AbstractContextManager[object] | None = None


class MissingHook:
    """The answer of a backend that does not have the hook."""


class Backend:
    """A backend in one environment. Close it, which ends its process."""

    def __init__(self, options: BackendOptions, environment: BuildEnvironment) -> None:
        self._options, self._environment = options, environment
        self._process: _Process | None = None

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def ask(self, hook: str, *arguments: Any) -> Any:
        """Return what an optional hook returned, or `MissingHook` when the backend does not have it.

        Raises:
            BackendError: the backend could not be imported, failed, or answered nonsense; the cause shows its output.
            MissingAnswerError: the hook ended the process.
            Cancelled: the caller wished so; the process is gone.
        """
        call = "\n" * (_ASK_AT - 4) + (
            f"hook = getattr(backend, {hook!r}, None)\n\n\n"
            "answer = hook(*arguments) if hook is not None else None\n"
            "import json\n"
            "with open(place, 'w', encoding='utf-8') as stream:\n"
            "    json.dump({'missing': hook is None, 'answer': answer}, stream)\n"
        )
        import json  # only builds call hooks

        text, ended = self._called(hook, call, arguments)
        try:
            found = json.loads(text)
        except ValueError:
            raise BackendError from HookError(self._shown(hook), "gave no answer", *ended)
        return MissingHook if found["missing"] else found["answer"]

    def build(self, hook: str, *arguments: Any) -> str:
        """Return the file name that a hook which must be there returned.

        Raises:
            BackendError: as `ask`.
            MissingAnswerError: as `ask`.
            Cancelled: as `ask`.
        """
        call = "\n" * (_BUILD_AT - 1) + f"answer = backend.{hook}(*arguments)\n"
        call += "\n" * (_WRITE_AT - _BUILD_AT - 2)
        call += "with open(place, 'w', encoding='utf-8') as stream:\n    stream.write(answer)\n"
        text, ended = self._called(hook, call, arguments)
        into = arguments[0]
        if not text or not os.path.isfile(os.path.join(into, os.path.basename(text))):
            raise self.failure(hook, 0, *ended)
        return os.path.basename(text)

    def failure(self, hook: str, code: int, stdout: str = "", stderr: str = "", problem: str = "") -> BackendError:
        """Return the error about a call that ended with a code; `problem` is what was wrong with its answer."""
        error = BackendError()
        error.__cause__ = HookError(
            f"{self._shown(hook)} failed{f': {problem}' if problem else ''}", _ended(code), stdout, stderr
        )
        return error

    def _shown(self, hook: str) -> str:
        return f"Call to `{self._options.name}.{hook}`"

    def _called(self, hook: str, call: str, arguments: tuple[Any, ...]) -> tuple[str, tuple[str, str]]:
        """Call a hook; return the text that it left, and what it wrote to both streams."""
        import logging  # likewise

        options = self._options
        logging.getLogger("puv.builder").debug("Calling `%s.%s()`", options.name, hook)
        with temporary_directory(options.scratch) as folder:
            place = os.path.join(folder, f"{hook}.txt")
            request = {"import": _import(options.name), "call": call, "arguments": arguments, "answer": place}
            with self._options.limit or _Unlimited():
                code, stdout, stderr = self._sent(hook, request)
            if code:
                raise self.failure(hook, code, stdout, stderr)
            try:
                with open(place, encoding="utf-8") as stream:
                    return stream.read(), (stdout, stderr)
            except OSError:
                raise MissingAnswerError(place) from None
            except UnicodeDecodeError:
                raise self.failure(hook, 0, stdout, stderr) from None

    def _sent(self, hook: str, request: dict[str, Any]) -> tuple[int, str, str]:
        process = self._process
        if process is None:
            try:
                process = self._process = _Process(self._options, self._environment)
            except OSError as error:
                failure = HookError(self._shown(hook), f"could not be started: {error.strerror}", "", "")
                raise BackendError from failure
        try:
            code, stdout, stderr, over = process.run(request)
        except BaseException:
            self.close()
            raise
        if over:
            self.close()
        return code, stdout, stderr


class _Unlimited:
    """Holds nothing."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_error: object) -> None:
        pass


def _import(name: str) -> str:
    """Return the code that imports a backend, `module` or `module:object`."""
    module, _, attribute = name.partition(":")
    lines = "\n" * (_IMPORT_AT - 1)
    if not attribute:
        return f"{lines}import {module} as backend"
    first, _, rest = attribute.partition(".")
    code = f"{lines}from {module} import {first} as backend"
    return f"{code}\nbackend = backend.{rest}" if rest else code


class _Process:
    """A process of the guest program, with a thread for each of its streams."""

    def __init__(self, options: BackendOptions, environment: BuildEnvironment) -> None:
        import secrets
        import subprocess
        import threading
        from json import dumps
        from queue import SimpleQueue

        self._options = options
        nonce = secrets.token_hex(8)
        self._mark = f"\0{nonce} ".encode()
        with open(os.path.join(os.path.dirname(__file__), _GUEST), encoding="utf-8") as stream:
            program = stream.read()
        command = [environment.executable, "-c", program, nonce, dumps(list(options.path))]
        self._popen: Popen[bytes] = subprocess.Popen(  # noqa: S603 - building runs what the package brings
            command, cwd=options.cwd, env=dict(environment.environ), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self._child = 0
        # What the readers saw: the stream, and a line of text, a mark (bytes) or None for the stream's end.
        self._seen: SimpleQueue[tuple[int, str | bytes | None]] = SimpleQueue()
        for number, pipe in enumerate((self._popen.stdout, self._popen.stderr)):
            threading.Thread(target=self._read, args=(number, pipe), daemon=True).start()

    def run(self, request: dict[str, Any]) -> tuple[int, str, str, bool]:
        """Have one hook called: its exit code, what it wrote to both streams, and whether the process is over.

        Raises:
            Cancelled: the caller wished so.
        """
        from json import dumps
        from queue import Empty

        assert self._popen.stdin is not None  # noqa: S101 - a pipe was asked for
        # It may be over already, as its end will tell.
        _attempt(self._popen.stdin.write, dumps(request).encode() + b"\n")
        _attempt(self._popen.stdin.flush)
        written: tuple[list[str], list[str]] = ([], [])
        open_streams, code, over = {0, 1}, 0, False
        cancel = self._options.cancel
        while open_streams:
            if cancel is not None:
                cancel.check()
            try:
                number, what = self._seen.get(timeout=_TICK if cancel is not None else None)
            except Empty:
                continue
            if isinstance(what, str):
                written[number].append(what)
            elif what is None:
                open_streams.discard(number)
                over = True
            elif what[:1] == b"p":
                self._child = int(what[1:])
            else:
                code = int(what[1:])
                self._child = 0
                open_streams.discard(number)
        if over:
            code = self._popen.wait()
        return code, "".join(written[0]), "".join(written[1]), over

    def close(self) -> None:
        """End the process, and the hook that it runs."""
        if self._child:
            _attempt(os.kill, self._child, 9)
        self._popen.kill()
        self._popen.wait()
        assert self._popen.stdin is not None  # noqa: S101 - a pipe was asked for
        _attempt(self._popen.stdin.close)

    def _read(self, number: int, pipe: IO[bytes]) -> None:
        """Pass on what a stream brings, line by line."""
        import logging

        log = logging.getLogger("puv.builder")
        options, mark = self._options, self._mark
        with pipe:
            for row in pipe:
                line, found, what = row.partition(mark)
                if line:
                    text = line.decode("utf-8", "replace")
                    shown = text.rstrip("\r\n")
                    log.debug("%s", shown)
                    options.report(BuildOutput(label=options.label, text=shown))
                    self._seen.put((number, text))
                if found:
                    self._seen.put((number, what.strip()))
        self._seen.put((number, None))


def _attempt(action: Callable[..., object], *arguments: Any) -> None:
    try:
        action(*arguments)
    except OSError:
        return


def _ended(code: int) -> str:
    if code >= 0:
        return f"(exit status: {code})"
    import signal

    try:
        return f"(signal: {-code} ({signal.Signals(-code).name}))"
    except ValueError:
        return f"(signal: {-code})"
