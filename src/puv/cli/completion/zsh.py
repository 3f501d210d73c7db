"""Completion for zsh. Pure."""

from __future__ import annotations

from puv.cli.completion.model import function_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.cli.completion.model import Argument, Flag, Node, Value


def render(program: str, nodes: Sequence[Node]) -> str:
    """Return the script."""
    functions = "\n".join(_function(program, node) for node in nodes)
    main = function_name(program, ())
    return f"""\
#compdef {program}

{functions}
if [ "$funcstack[1]" = "{main}" ]; then
    {main} "$@"
else
    compdef {main} {program}
fi
"""


def _function(program: str, node: Node) -> str:
    specs = [spec for flag in node.flags for spec in _flag(flag)]
    specs += _arguments(node)
    lines = "".join(f"        {spec} \\\n" for spec in specs).removesuffix(" \\\n")
    name = function_name(program, node.path)
    if not node.below:
        return f"{name}() {{\n    _arguments -s -S : \\\n{lines}\n}}\n"
    described = "".join(f"                {_quoted(f'{word}:{about}')}\n" for word, about in node.shown.items())
    calls = "".join(f"                {word}) {function_name(program, path)} ;;\n" for word, path in node.below.items())
    return f"""\
{name}() {{
    local curcontext="$curcontext" state line
    typeset -A opt_args
    _arguments -C -s -S : \\
{lines} && return 0
    case "$state" in
        command)
            local -a names=(
{described}            )
            _describe -t commands 'command' names
            ;;
        rest)
            case "$line[1]" in
{calls}            esac
            ;;
    esac
}}
"""


def _arguments(node: Node) -> list[str]:
    if node.below:
        return ["'1: :->command'", "'*:: :->rest'"]
    found = []
    for at, argument in enumerate(node.arguments, 1):
        position = "*" if argument.many else str(at)
        found.append(_quoted(f"{position}:{_spec(argument.name.lower())}:{_action(argument.value, argument)}"))
    return found


def _flag(flag: Flag) -> list[str]:
    repeat = "*" if flag.repeatable else ""
    about = f"[{_spec(flag.about)}]" if flag.about else ""
    if flag.value is None:
        return [_quoted(f"{repeat}{name}{about}") for name in flag.names]
    value = f":{_spec(flag.long or flag.short)}:{_action(flag.value, None)}"
    return [_quoted(f"{repeat}{name}{'=' if name.startswith('--') else '+'}{about}{value}") for name in flag.names]


def _action(value: Value, argument: Argument | None) -> str:
    if value.choices:
        return "(" + " ".join(name for name, _ in value.choices) + ")"
    if value.kind:
        return "_files -/" if value.kind == "directories" else "_files"
    return "_files" if argument is not None else " "


def _spec(text: str) -> str:
    """Escape what specifications of `_arguments` give a meaning."""
    for character in "\\[]:":
        text = text.replace(character, f"\\{character}")
    return text


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
