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
    if saying == "module":
        return RunTarget(kind="module", name=name, arguments=arguments)
    if name == "-":
        return RunTarget(kind="stdin", name=name, arguments=arguments)
    graphical = saying == "gui-script"
    if name.startswith(("http://", "https://")):
        return RunTarget(kind="url", name=name, arguments=arguments, graphical=graphical)
    if saying in ("script", "gui-script"):
        return RunTarget(kind="python", name=name, arguments=arguments, graphical=graphical)
    lower = name.lower()
    if lower.endswith((".py", ".pyc", ".pyw")) and is_file(name):
        return RunTarget(kind="python", name=name, arguments=arguments, graphical=lower.endswith(".pyw"))
    if is_runnable(name):
        return RunTarget(kind="python", name=name, arguments=arguments)
    return RunTarget(kind="command", name=name, arguments=arguments)
