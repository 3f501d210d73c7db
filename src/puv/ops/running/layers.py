"""Environments on top of each other: one of its own that sees the packages of those below it."""

from __future__ import annotations

import os

from puv import replay
from puv.cache.keys import digest
from puv.fs import atomic
from puv.fs.locks import FileLock
from puv.fs.remove import remove_tree
from puv.python import paths
from puv.python.environment import Environment
from puv.python.probe import probe
from puv.python.venv import VenvOptions, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime
    from puv.python.interpreter import Interpreter

# What makes the interpreter of the upper environment look into those below, in order.
_LAYERS = "_puv_layers.pth"


def layered(upper: Environment, base: Environment, interpreter: Interpreter, runtime: Runtime) -> Environment:
    """Return an environment that sees the packages of `upper` and then those of `base`.

    It is kept in the cache for this pair.

    Raises:
        PythonError: it cannot be made.
    """
    below = [*upper.site_packages, *base.site_packages]
    key = digest("\n".join(("layers", interpreter.executable, interpreter.full_version, *below)).encode())
    path = runtime.cache.path("environments", key)
    layers = "".join(f"import site; site.addsitedir({place!r})\n" for place in below)
    executable = paths.environment_python(path, os.name)
    runtime.noted(replay.content, os.path.join(path, _LAYERS))
    runtime.noted(replay.stat, executable)
    with FileLock(f"{path}.lock"):
        if _content(path) == layers and os.path.exists(executable):
            return Environment.of(probe(executable, cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ))
        runtime.not_replayable()
        remove_tree(path)
        made = create(path, interpreter, VenvOptions(), cache=runtime.cache)
        atomic.write_text(os.path.join(made.layout.purelib, _LAYERS), layers)
        # Written last: what has no such copy was never finished.
        atomic.write_text(os.path.join(path, _LAYERS), layers)
        return made


def _content(path: str) -> str:
    try:
        with open(os.path.join(path, _LAYERS), encoding="utf-8") as stream:
            return stream.read()
    except OSError:
        return ""
