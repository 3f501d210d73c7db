"""The program that calls the hooks: it runs in the build environment's Python, not in puv's.

Nothing newer than Python 3.6 and nothing but the standard library. It reads requests (JSON, one in a line) from
standard input. Where processes can be forked, the backend is imported once and each hook runs in a fork of its own:
hooks may change whatever they like in their process (PEP 517), and none of them waits for the imports again.
Elsewhere the program ends with its first request.

A request is `{"import": code, "call": code, "arguments": […], "answer": path}`. The code is compiled as `<string>`, as
if it were the whole program, and its frames are all that tracebacks show. To both output streams the program writes a
mark (the first argument) behind what each hook wrote: ` p` and the hook's process id before, ` e` and its status after.
"""

import json
import os
import sys


def _serve(mark: str, path: list) -> int:  # type: ignore[type-arg]  # Python 3.6 has no `list[str]`
    control = os.fdopen(os.dup(0), "rb", 0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    sys.path[:] = path + [place for place in sys.path if place]
    sys.argv[1:] = []
    space = None
    while True:
        line = control.readline()
        if not line:
            return 0
        request = json.loads(line.decode("utf-8"))
        if space is None:
            space = {"__name__": "__main__", "__builtins__": __builtins__}
            status = _run(request["import"], space)
            if status or not _can_fork():
                return status or _call(request, space)
        sys.stdout.flush()
        sys.stderr.flush()
        process = os.fork()
        if not process:
            control.close()
            _tell(mark, f"p{os.getpid()}")
            import atexit

            atexit._clear()  # noqa: SLF001 - there is no other way; what the backend's import registered is for the end of the server
            return _call(request, space)
        ended = os.waitpid(process, 0)[1]
        _tell(mark, f"e{-os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else os.WEXITSTATUS(ended)}")


def _can_fork() -> bool:
    if not sys.platform.startswith("linux"):
        return False  # system libraries of macOS do not survive a fork
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _tell(mark: str, what: str) -> None:
    data = f"{mark}{what}\n".encode("ascii")
    for stream in (1, 2):
        os.write(stream, data)


def _call(request: dict, space: dict) -> int:  # type: ignore[type-arg]  # likewise
    space["arguments"] = request["arguments"]
    space["place"] = request["answer"]
    return _run(request["call"], space)


def _run(code: str, space: dict) -> int:  # type: ignore[type-arg]  # likewise
    """Run code as a program of its own; return its exit status."""
    try:
        exec(compile(code, "<string>", "exec"), space)  # noqa: S102 - that is what this program is for
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - told as the interpreter would
        kind, error, trace = sys.exc_info()
        if kind is not None and error is not None and trace is not None:
            sys.excepthook(kind, error.with_traceback(trace.tb_next), trace.tb_next)
        return 1
    return 0


sys.exit(_serve(f"\0{sys.argv[1]} ", json.loads(sys.argv[2])))
