"""Environments in the cache: one for each interpreter and each set of distributions, made once and never changed."""

from __future__ import annotations

import os

from puv import replay
from puv.cache.keys import digest
from puv.fs import atomic
from puv.fs.locks import FileLock
from puv.fs.remove import remove_tree
from puv.ops.steps.installed import is_directory
from puv.ops.steps.revisions import Revisions
from puv.python import paths
from puv.python.environment import Environment
from puv.python.probe import probe
from puv.python.venv import VenvOptions, create
from puv.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.model.resolution import Pin, Resolution
    from puv.ops.runtime import Runtime
    from puv.python.interpreter import Interpreter

# Written last: an environment without it was never finished.
_COMPLETE = ".complete"


def cached_environment(
    resolution: Resolution, interpreter: Interpreter, runtime: Runtime, fill: Callable[[Environment], object]
) -> Environment:
    """Return the environment of a resolution, making it and letting `fill` install into it where there is none.

    Raises:
        PuvError: it cannot be made; what `fill` raises goes through.
    """
    revisions = Revisions(Settings(), runtime.environ, runtime.cwd)
    rows = [_interpreter_key(interpreter), *(_pin_key(pin, revisions) for pin in resolution)]
    key = digest("\n".join(rows).encode())
    path = runtime.cache.path("environments", key)
    runtime.noted(replay.stat, os.path.join(path, _COMPLETE))
    if _is_usable(path):
        return _opened(path, runtime)
    runtime.not_replayable()
    runtime.cache.make_directory(runtime.cache.bucket("environments"))
    with FileLock(f"{path}.lock"):
        if _is_usable(path):  # somebody was faster
            return _opened(path, runtime)
        remove_tree(path)
        environment = create(path, interpreter, VenvOptions(), cache=runtime.cache)
        try:
            fill(environment)
            atomic.write_bytes(os.path.join(path, _COMPLETE), b"")
        except BaseException:
            remove_tree(path)
            raise
    return environment


def _is_usable(path: str) -> bool:
    """Tell whether an environment is complete and its interpreter still there."""
    return os.path.exists(os.path.join(path, _COMPLETE)) and os.path.exists(paths.environment_python(path, os.name))


def _opened(path: str, runtime: Runtime) -> Environment:
    executable = paths.environment_python(path, os.name)
    return Environment.of(probe(executable, cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ))


def _interpreter_key(interpreter: Interpreter) -> str:
    return f"{os.path.realpath(interpreter.executable)}\n{interpreter.full_version}\n{interpreter.prefix}"


def _pin_key(pin: Pin, revisions: Revisions) -> str:
    """Return what tells a distribution from others, what it is built from included."""
    state = revisions.cache_info(pin.file.url) if pin.file.url.startswith("file:") else None
    editable = "editable" if pin.editable else ""
    source = pin.url or pin.index
    digests = "" if is_directory(pin.url) else " ".join(pin.hashes or pin.file.hashes)
    return f"{pin.name}=={pin.version} {pin.file.filename} {source} {digests} {state} {editable}"
