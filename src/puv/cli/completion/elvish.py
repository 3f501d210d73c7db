"""Completion for elvish. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.cli.completion.model import Node


def render(program: str, nodes: Sequence[Node]) -> str:
    """Return the script."""
    maps = "".join(
        f"        &{_quoted(';'.join((program, *node.path)))}= {{\n{_candidates(node)}        }}\n" for node in nodes
    )
    return f"""\
use builtin
use str

set edit:completion:arg-completer[{program}] = {{|@words|
    fn spaces {{|n|
        builtin:repeat $n ' ' | str:join ''
    }}
    fn cand {{|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }}
    var completions = [
{maps}    ]
    var command = '{program}'
    for word $words[1..-1] {{
        if (has-key $completions $command';'$word) {{
            set command = $command';'$word
        }}
    }}
    $completions[$command]
}}
"""


def _candidates(node: Node) -> str:
    pairs = [(name, flag.about) for flag in node.flags for name in flag.names]
    pairs += node.shown.items()
    pairs += [choice for argument in node.arguments for choice in argument.value.choices]
    return "".join(f"            cand {_quoted(name)} {_quoted(about)}\n" for name, about in pairs)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
