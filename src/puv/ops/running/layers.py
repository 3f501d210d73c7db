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
# What every environment has among its programs.
_OWN = ("python", "activate", "deactivate", "pydoc.bat")
_HEAD = 1024  # bytes of a program that may name its Python


def layered(upper: Environment, base: Environment, interpreter: Interpreter, runtime: Runtime) -> Environment:
    """Return an environment that sees the packages of `upper` and then those of `base`, as do their programs in it.

    It is kept in the cache for this pair; one into which packages were installed is left to who did that.

    Raises:
        PythonError: it cannot be made.
    """
    below = [*upper.site_packages, *base.site_packages]
    key = digest("\n".join(("layers", interpreter.executable, interpreter.full_version, *below)).encode())
    layers = "".join(f"import site; site.addsitedir({place!r})\n" for place in below)
    scripts = _scripts(base) | _scripts(upper)
    for environment in (base, upper):
        runtime.noted(replay.stat, environment.layout.scripts)
    number = 0
    while True:
        path = runtime.cache.path("environments", f"{key}-{number}" if number else key)
        with FileLock(f"{path}.lock"):
            found = _kept(path, layers, interpreter, runtime)
            if found is not None:
                _bring(scripts, found, path, layers, runtime)
                return found
        number += 1


def _kept(path: str, layers: str, interpreter: Interpreter, runtime: Runtime) -> Environment | None:
    """Return the environment at a path, made where there is none; None where it has packages of its own."""
    executable = paths.environment_python(path, os.name)
    runtime.noted(replay.content, os.path.join(path, _LAYERS))
    runtime.noted(replay.stat, executable)
    if _content(path).startswith(layers) and os.path.exists(executable):
        found = Environment.of(probe(executable, cache=runtime.cache, cwd=runtime.cwd, environ=runtime.environ))
        runtime.noted(replay.stat, found.layout.purelib)
        return found if os.listdir(found.layout.purelib) == [_LAYERS] else None
    runtime.not_replayable()
    remove_tree(path)
    made = create(path, interpreter, VenvOptions(), cache=runtime.cache)
    atomic.write_text(os.path.join(made.layout.purelib, _LAYERS), layers)
    return made


def _scripts(environment: Environment) -> dict[str, tuple[str, int, int]]:
    """Return the programs of an environment by name: where they are, with size and time of change."""
    if os.name == "nt":
        return {}  # their launchers cannot be led to another Python by their text
    found = {}
    with os.scandir(environment.layout.scripts) as entries:
        for entry in entries:
            if not entry.name.startswith(_OWN) and entry.is_file(follow_symlinks=False):
                facts = entry.stat()
                found[entry.name] = (entry.path, facts.st_size, facts.st_mtime_ns)
    return found


def _bring(scripts: dict[str, tuple[str, int, int]], to: Environment, path: str, layers: str, runtime: Runtime) -> None:
    """Copy programs of the environments below, so that they run with this one's Python and see all packages."""
    mark = layers + "".join(f"# {name} {facts}\n" for name, facts in sorted(scripts.items()))
    if _content(path) == mark:
        return
    runtime.not_replayable()
    for name, (source, _size, _changed) in scripts.items():
        with open(source, "rb") as stream:
            data = stream.read()
        old = os.path.join(os.path.dirname(source), "python").encode("utf-8", "surrogateescape")
        new = os.path.join(to.layout.scripts, "python").encode("utf-8", "surrogateescape")
        if old in data[:_HEAD]:
            atomic.write_bytes(os.path.join(to.layout.scripts, name), data.replace(old, new, 1), mode=0o755)
    # Written last: what has no such copy was never finished.
    atomic.write_text(os.path.join(path, _LAYERS), mark)


def _content(path: str) -> str:
    try:
        with open(os.path.join(path, _LAYERS), encoding="utf-8") as stream:
            return stream.read()
    except OSError:
        return ""
