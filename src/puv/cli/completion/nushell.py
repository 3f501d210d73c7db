"""Completion for Nushell. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.cli.completion.model import Argument, Flag, Node, Value


def render(program: str, nodes: Sequence[Node]) -> str:
    """Return the script."""
    parts = "\n".join(_node(program, node) for node in nodes)
    return f"module completions {{\n\n{parts}\n}}\n\nexport use completions *\n"


def _node(program: str, node: Node) -> str:
    title = " ".join((program, *node.path))
    helpers = "".join(
        _helper(f"nu-complete {title} {flag.long or flag.short}", flag.value)
        for flag in node.flags
        if flag.value is not None and flag.value.choices
    )
    helpers += "".join(
        _helper(f"nu-complete {title} {argument.name.lower()}", argument.value)
        for argument in node.arguments
        if argument.value.choices
    )
    lines = "".join(f"    {_flag(title, flag)}\n" for flag in node.flags)
    lines += "".join(f"    {_argument(title, argument)}\n" for argument in node.arguments)
    return f'{helpers}  # {node.about}\n  export extern "{title}" [\n{lines}  ]\n'


def _helper(name: str, value: Value) -> str:
    listed = " ".join(_quoted(choice) for choice, _ in value.choices)
    return f'  def "{name}" [] {{\n    [ {listed} ]\n  }}\n\n'


def _flag(title: str, flag: Flag) -> str:
    name = f"--{flag.long}" + (f"(-{flag.short})" if flag.short else "") if flag.long else f"-{flag.short}"
    kind = "" if flag.value is None else f": {_kind(title, flag.long or flag.short, flag.value)}"
    return f"{name}{kind}" + (f" # {flag.about}" if flag.about else "")


def _argument(title: str, argument: Argument) -> str:
    name = argument.name.lower().replace("-", "_")
    kind = _kind(title, argument.name.lower(), argument.value)
    return f"...{name}: {kind}" if argument.many else f"{name}?: {kind}"


def _kind(title: str, name: str, value: Value) -> str:
    if value.choices:
        return f'string@"nu-complete {title} {name}"'
    return "path" if value.kind else "string"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
