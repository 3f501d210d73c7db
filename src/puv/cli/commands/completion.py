"""`puv generate-shell-completion`."""

from __future__ import annotations

from puv.cli import registry
from puv.cli.completion.model import nodes
from puv.cli.rendered import Rendered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.cli.parse import ParsedLine
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def run(line: ParsedLine, settings: Settings, runtime: Runtime) -> Rendered:
    """Show the script."""
    del settings
    return script(line["shell"], runtime.program)


def script(shell: str, program: str, path: tuple[str, ...] = ()) -> Rendered:
    """Return the completion of a program, or of the command at a path where that is a program of its own."""
    tree = tuple(nodes(lambda words: registry.find(words, program), path))
    if path:
        tree = tuple(node.replace(path=node.path[len(path) :]) for node in tree)
        program = registry.find(path, program).title
    text: str = registry.imported(f"puv.cli.completion.{shell}").render(program, tree)
    return Rendered(stdout=text, important=True)
