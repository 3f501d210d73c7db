"""What `puv run` is asked to run. Pure but for the looks at the file system that its caller hands in."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal, TypeAlias

    #: `list` names no command; `python` is a file or directory for the interpreter, `stdin` a script that is read.
    TargetKind: TypeAlias = Literal["list", "command", "module", "python", "stdin", "url"]
    #: How the user said what the words are: by an option, or not at all.
    Saying: TypeAlias = Literal["", "module", "script", "gui-script"]


_SOURCES = (".py", ".pyc", ".pyw")


class RunTarget(Frozen):
    """What to run: `name` is the command, module, path or URL, `arguments` are what follows it.

    `graphical` asks for the interpreter without a console.
    """

    kind: TargetKind
    name: str = ""
    arguments: tuple[str, ...] = ()
    graphical: bool = False


def classify(
    words: tuple[str, ...], saying: Saying, *, is_file: Callable[[str], bool], is_runnable: Callable[[str], bool]
) -> RunTarget:
    """Tell what words mean.

    `is_file` tells whether there is a file at a path; `is_runnable` whether the interpreter can run what is there as a
    whole (a zip archive, or a directory with a `__main__.py`).
    """
    if not words:
        return RunTarget(kind="list")
    name, arguments = words[0], words[1:]
    kind: TargetKind = "command"
    if saying == "module":
        kind = "module"
    elif name == "-":
        kind = "stdin"
    elif name.startswith(("http://", "https://")):
        kind = "url"
    elif saying or (name.lower().endswith(_SOURCES) and is_file(name)) or is_runnable(name):
        kind = "python"
    graphical = saying == "gui-script" or (kind == "python" and not saying and name.lower().endswith(".pyw"))
    return RunTarget(kind=kind, name=name, arguments=arguments, graphical=graphical)
