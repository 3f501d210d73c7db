"""`Rendered`: what a command wants written, and how it ends."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.errors import PuvError
    from puv.ops.running.launch import Launch


class Rendered(Frozen):
    """Texts for the two streams (coloured; complete lines) and the exit code.

    `important` texts are written even with `-q` (stderr) and `-qq` (stdout). `replayable` tells that the command
    changed nothing and would answer the same as long as what it looked at stays. `for_terminals` stands in for
    `stdout` where a terminal reads it. `failure` is an error that ended the command after its texts. `told`
    marks a `stdout` that is dropped with `-q`. `launch` is a
    program to run at the end in place of this one; its exit code counts then.
    """

    stdout: str = ""
    stderr: str = ""
    code: int = 0
    important: bool = False
    replayable: bool = False
    for_terminals: str = ""
    failure: PuvError | None = None
    told: bool = False
    launch: Launch | None = None
