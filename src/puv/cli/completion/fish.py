"""Completion for fish. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.cli.completion.model import Flag, Node, Value


def render(program: str, nodes: Sequence[Node]) -> str:
    """Return the script."""
    steps = "".join(
        f"            case {_quoted(' '.join(node.path) + '/' + word)}\n"
        f"                set path {_quoted(' '.join(path))}\n"
        for node in nodes
        for word, path in node.below.items()
    )
    switch = f'        switch "$path/$word"\n{steps}        end\n' if steps else ""
    lines = "".join(line for node in nodes for line in _lines(program, node))
    return f"""\
function __{program}_path -d 'Print the command that the line has so far'
    set -l words (commandline -opc)
    set -e words[1]
    set -l path ''
    for word in $words
{switch}    end
    echo "$path"
end

function __{program}_at
    test (__{program}_path) = "$argv[1]"
end

{lines}"""


def _lines(program: str, node: Node) -> list[str]:
    condition = f"__{program}_at {_quoted(' '.join(node.path))}"
    start = f"complete -c {program} -n {_quoted(condition)}"
    lines = [f"{start} {_flag(flag)}\n" for flag in node.flags]
    lines += [f"{start} -f -a {_quoted(word)} -d {_quoted(about)}\n" for word, about in node.shown.items()]
    for argument in node.arguments:
        if argument.value.choices:
            lines.append(f"{start} {_value(argument.value)}\n")
    return lines


def _flag(flag: Flag) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in flag.names)
    about = f" -d {_quoted(flag.about)}" if flag.about else ""
    return f"{names}{about}" + ("" if flag.value is None else f" -r {_value(flag.value)}")


def _value(value: Value) -> str:
    if value.choices:
        # fish reads the list as words of its language: what parts a word from its meaning is an escaped tab.
        listed = "\n".join(f"{name}\\t{_quoted(about)}" if about else name for name, about in value.choices)
        return f"-f -a {_quoted(listed)}"
    if value.kind == "directories":
        return "-f -a '(__fish_complete_directories)'"
    return "-F" if value.kind else "-f"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
