"""Completion for PowerShell. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.cli.completion.model import Node


def render(program: str, nodes: Sequence[Node]) -> str:
    """Return the script."""
    known = "".join(f"        {_quoted(';'.join((program, *node.path)))}\n" for node in nodes)
    cases = "".join(
        f"        {_quoted(';'.join((program, *node.path)))} {{\n{_results(node)}            break\n        }}\n"
        for node in nodes
    )
    return f"""\
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName '{program}' -ScriptBlock {{
    param($wordToComplete, $commandAst, $cursorPosition)

    $known = @(
{known}    )
    $command = '{program}'
    foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {{
        if ($element.Extent.EndOffset -ge $cursorPosition) {{
            break
        }}
        if ($known -contains "$command;$($element.Extent.Text)") {{
            $command = "$command;$($element.Extent.Text)"
        }}
    }}

    $completions = @(switch ($command) {{
{cases}    }})

    $completions.Where{{ $_.CompletionText -like "$wordToComplete*" }} | Sort-Object -Property ListItemText
}}
"""


def _results(node: Node) -> str:
    rows = [(name, flag.about, "ParameterName") for flag in node.flags for name in flag.names]
    rows += [(word, about, "ParameterValue") for word, about in node.shown.items()]
    rows += [(*choice, "ParameterValue") for argument in node.arguments for choice in argument.value.choices]
    return "".join(
        f"            [CompletionResult]::new({_quoted(name)}, {_quoted(name)}, [CompletionResultType]::{kind}, "
        f"{_quoted(about or name)})\n"
        for name, about, kind in rows
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
