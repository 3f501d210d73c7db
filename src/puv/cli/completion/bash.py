"""Completion for bash. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.cli.completion.model import Node, Value


def render(program: str, nodes: Sequence[Node]) -> str:
    """Return the script."""
    steps = "".join(
        f'            "{" ".join(node.path)}/{word}") path="{" ".join(path)}" ;;\n'
        for node in nodes
        for word, path in node.below.items()
    )
    cases = "".join(map(_case, nodes))
    return f"""\
_{program}() {{
    local cur prev path word words at
    cur="${{COMP_WORDS[COMP_CWORD]}}"
    prev="${{COMP_WORDS[COMP_CWORD-1]}}"
    path=""
    COMPREPLY=()
    for ((at = 1; at < COMP_CWORD; at++)); do
        word="${{COMP_WORDS[at]}}"
        case "$path/$word" in
{steps}        esac
    done
    case "$path" in
{cases}    esac
}}

if [[ "${{BASH_VERSINFO[0]}}" -eq 4 && "${{BASH_VERSINFO[1]}}" -ge 4 || "${{BASH_VERSINFO[0]}}" -gt 4 ]]; then
    complete -F _{program} -o nosort -o bashdefault -o default {program}
else
    complete -F _{program} -o bashdefault -o default {program}
fi
"""


def _case(node: Node) -> str:
    words = " ".join((*(name for flag in node.flags for name in flag.names), *node.shown))
    choices = " ".join(value for argument in node.arguments for value, _ in argument.value.choices)
    by_answer: dict[str, list[str]] = {}
    for flag in node.flags:
        if flag.value is not None:
            by_answer.setdefault(_answer(flag.value), []).extend(flag.names)
    values = "".join(f"                {'|'.join(names)})\n{answer}" for answer, names in by_answer.items())
    inner = f'            case "$prev" in\n{values}            esac\n' if values else ""
    return f"""\
        "{" ".join(node.path)}")
            words="{words}{f" {choices}" if choices else ""}"
{inner}            if [[ "$cur" == -* || -n "{" ".join((*node.shown, choices)).strip()}" ]]; then
                COMPREPLY=($(compgen -W "$words" -- "$cur"))
            fi
            ;;
"""


def _answer(value: Value) -> str:
    """Return the lines of a `case` that complete a value and end there."""
    if value.choices:
        command = f'compgen -W "{" ".join(name for name, _ in value.choices)}" -- "$cur"'
    elif value.kind:
        command = f'compgen -{"d" if value.kind == "directories" else "f"} -- "$cur"'
    else:
        return "                    return 0\n                    ;;\n"
    return f"                    COMPREPLY=($({command}))\n                    return 0\n                    ;;\n"
