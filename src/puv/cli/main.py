"""The command line: words in, words out. The one place that reads the process and writes to its streams."""

from __future__ import annotations

import os
import sys

from puv._version import version_text
from puv.cli import registry
from puv.cli.command import PROGRAM, named
from puv.cli.complaints import CommandLineError
from puv.cli.output.console import Console, help_width, is_terminal, plain, wants_help_color
from puv.cli.parse import HelpRequested, VersionRequested, parse
from puv.errors import PuvError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from puv.cli.command import Command
    from puv.cli.output.console import ColorChoice
    from puv.cli.parse import ParsedLine
    from puv.cli.rendered import Rendered
    from puv.ops.running.launch import Launch

_INTERRUPTED = 130
_ERROR = "\x1b[1m\x1b[31merror:\x1b[0m "


class Streams:
    """The standard streams of a run."""

    __slots__ = ("stderr", "stdin", "stdout")

    stderr: TextIO
    stdin: TextIO
    stdout: TextIO

    def __init__(self, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> None:
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr


def main(program: str = PROGRAM) -> int | Launch:
    """Run with the process's arguments, environment and streams under the given name.

    Returns the exit code, or the program to run in this one's place.
    """
    streams = Streams(sys.stdin, sys.stdout, sys.stderr)
    try:
        code = run(sys.argv[1:], os.environ, os.getcwd(), streams, program)
        streams.stdout.flush()
    except BrokenPipeError:
        # The reader has left; nothing can be said to it, and flushing at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), streams.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def run(
    argv: Sequence[str], environ: Mapping[str, str], cwd: str, streams: Streams, program: str = PROGRAM,
) -> int | Launch:  # fmt: skip
    """Run the command that `argv` names and return its exit code, or the program that it ends in.

    Everything shown goes to `streams`.
    `program` is the name that was called: helps and messages use it.
    """
    try:
        line = parse(argv, environ, lambda path: registry.find(path, program))
    except HelpRequested as request:
        _short_help(request.command, streams.stderr if request.missing else streams.stdout, environ)
        return 2 if request.missing else 0
    except VersionRequested as request:
        streams.stdout.write(f"{version_text(request.command.title)}\n")
        return 0
    except CommandLineError as error:
        _show(f"{_ERROR}{error}\n", streams.stderr, environ)
        return error.exit_code
    except PuvError as error:
        return _fail(error, Console(streams.stdout, streams.stderr, environ, program=program))
    return _run(line, environ, cwd, streams)


def _fail(error: PuvError, console: Console) -> int:
    from puv.cli.output.errors import render_error  # only for failures

    console.error(render_error(error, console.width))
    return error.exit_code


def _short_help(command: Command, stream: TextIO, environ: Mapping[str, str]) -> None:
    from puv.cli.help import short  # only for helps

    _show(named(short(command, environ, help_width(environ, stream)), command.program), stream, environ)


def _show(text: str, stream: TextIO, environ: Mapping[str, str]) -> None:
    colored = wants_help_color(environ, is_terminal=is_terminal(stream))
    stream.write(text if colored else plain(text))


def _run(line: ParsedLine, environ: Mapping[str, str], cwd: str, streams: Streams) -> int | Launch:
    quiet = line.settings.get("output.quiet", 0)
    color: ColorChoice = line.settings.get("output.color", "auto")
    if line.settings.get("output.no_color"):
        color = "never"
    console = Console(streams.stdout, streams.stderr, environ, color=color, quiet=quiet, program=line.command.program)
    verbose = line.settings.get("output.verbose", 0)
    try:
        if line.command.path == ("help",):
            return _help(line, environ, console)
        from puv.cli.execute import execute  # what only real commands need

        rendered = execute(line, environ, cwd, console, streams.stdin)
    except CommandLineError as error:
        console.error(f"{_ERROR}{error}\n")
        return error.exit_code
    except PuvError as error:
        return _fail(error, console)
    except Exception as error:  # noqa: BLE001 - the edge of the program: whatever it is, tell it decently
        _fail(_unexpected(error), console)
        if verbose:
            import traceback  # only for unexpected failures

            traceback.print_exception(error, file=streams.stderr)
        return 2
    return _write(rendered, console)


def _write(rendered: Rendered, console: Console) -> int | Launch:
    if rendered.told and console.quiet:
        rendered = rendered.replace(stdout="")
    terminal = rendered.for_terminals and is_terminal(console.stdout)
    console.out(rendered.for_terminals if terminal else rendered.stdout, important=rendered.important)
    if rendered.launch is not None:
        return rendered.launch
    return rendered.code if rendered.failure is None else _fail(rendered.failure, console)


def _unexpected(error: Exception) -> PuvError:
    found = PuvError(
        "An unexpected error occurred",
        hints=("This is a bug in puv; please report it with the output of the same command with `-v`",),
    )
    found.__cause__ = PuvError(f"{type(error).__name__}: {error}")
    return found


def _help(line: ParsedLine, environ: Mapping[str, str], console: Console) -> int:
    words = line["command"]
    if words == ("help",):
        _short_help(line.command, console.stdout, environ)
        return 0
    width = help_width(environ, console.stdout)
    text = named(registry.module(("help",)).run(words, environ, width, console.program).stdout, console.program)
    if is_terminal(console.stdout) and not line["no_pager"] and _page(text, environ):
        return 0
    _show(text, console.stdout, environ)
    return 0


def _page(text: str, environ: Mapping[str, str]) -> bool:
    """Show a text through the user's pager; False when there is none or it is not wanted."""
    import shlex  # only `puv help` on a terminal comes here
    import shutil
    import subprocess

    words = shlex.split(environ.get("PAGER", "less"))
    program = shutil.which(words[0]) if words else None
    if program is None:
        return False
    shown = text if wants_help_color(environ, is_terminal=True) else plain(text)
    raw = ["-R"] if os.path.basename(program) == "less" and len(words) == 1 else []
    try:
        subprocess.run([program, *words[1:], *raw], input=shown.encode(), check=False)  # noqa: S603 - the user's pager
    except OSError as error:
        raise UsageError(f"Failed to start the pager `{program}`") from error
    return True
