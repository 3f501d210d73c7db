"""Where the process starts: replay what is known, answer `--version`, else run the command line.

Only modules that the interpreter has loaded anyway are imported before it is clear that more is needed.
"""

from __future__ import annotations

import os
import sys

from puv._version import version_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


# New containers between two looks for garbage; the interpreter's own 700 costs a command some percent.
_GARBAGE_EVERY = 500_000
_ASKING_FOR_THE_VERSION = (["--version"], ["-V"])


def main(program: str = "puv") -> NoReturn:
    """Run `puv` and end the process; `program` is the name under which it is called, `puv` or `uv`."""
    _finish(_main(sys.argv[1:], program))


def main_x(program: str = "puv") -> NoReturn:
    """Run `puvx`, which is `puv tool run`."""
    if sys.argv[1:] in _ASKING_FOR_THE_VERSION:
        _finish(_version(f"{program}x"))
    sys.argv[1:1] = ["tool", "uvx"]
    main(program)


def main_module() -> NoReturn:
    """Run puv as `python -m uv`: the interpreter that runs it is then the first that commands consider."""
    os.environ["UV_INTERNAL__PARENT_INTERPRETER"] = sys.executable
    main("uv")


def main_uv() -> NoReturn:
    """Run puv as `uv`; see `compat/`."""
    main("uv")


def main_uvx() -> NoReturn:
    """Run puv as `uvx`."""
    main_x("uv")


def _main(arguments: list[str], program: str) -> int:
    if arguments and not os.environ.get("PUV_NO_REPLAY"):
        code = _replayed([program, *arguments])
        if code is not None:
            return code
    return _version(program) if arguments in _ASKING_FOR_THE_VERSION else _run(program)


def _version(program: str) -> int:
    sys.stdout.write(f"{version_text(program)}\n")
    return 0


def _run(program: str) -> int:
    """Run the command line, its modules taken from the bundle where there is one."""
    import gc

    from puv import _bundle  # a replayed command never comes here

    # The HTTP client's allocator would back each thread's small arena with huge pages: twice the memory, and the time
    # it takes to clear it. It reads this variable when it is loaded, so no later place could set it.
    if "MIMALLOC_ALLOW_THP" not in os.environ:
        os.putenv("MIMALLOC_ALLOW_THP", "0")
    # Nearly everything lives until the end of the command; looking for garbage at the usual rate finds none.
    gc.set_threshold(_GARBAGE_EVERY, 20, 20)

    bundle = None if os.environ.get("PUV_NO_BUNDLE") else _bundle.opened(sys.modules["puv"])
    if bundle is not None:
        sys.meta_path.insert(0, bundle)
    from puv.cli.main import main as run  # everything else

    code = run(program)
    if bundle is not None:
        bundle.keep()
    if isinstance(code, int):
        return code
    from puv.cli.launch import launch  # only for commands that end in another program

    return launch(code, os.environ)


def _replayed(arguments: list[str]) -> int | None:
    """Give the recorded answer of a command that would change nothing; None when there is none.

    `arguments` begin with the program's name.
    The cache is looked for where the environment says; commands that name it otherwise are not replayed.
    """
    home = os.environ.get("HOME", "")
    root = os.environ.get("PUV_CACHE_DIR") or os.environ.get("UV_CACHE_DIR")
    if not root:
        if os.name == "nt" or not home:
            return None
        base = os.environ.get("XDG_CACHE_HOME", "")
        root = f"{(base if base.startswith('/') else home + '/.cache').rstrip('/')}/puv"
    # Nothing recorded yet: one look instead of importing the module and computing a key.
    if not os.path.isdir(os.path.join(root, "replay-v1")):
        return None
    from puv.replay import attempt  # imports nothing that is not loaded

    return attempt(arguments, os.environ, root)


def _finish(code: int) -> NoReturn:
    """End the process at once: tearing the interpreter down costs more than many commands."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1
    if os.environ.get("PUV_EXIT_NORMALLY"):
        sys.exit(code)
    os._exit(code)
