"""`Console`: where text goes, how wide it may be, and whether it is coloured."""

from __future__ import annotations

import os

from puv.cli.command import PROGRAM, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TextIO

    ColorChoice = Literal["auto", "always", "never"]

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m"
BLUE = "\x1b[34m"
PLAIN, DEFAULT = "\x1b[0m", "\x1b[39m"
WARNING = f"{BOLD}{YELLOW}warning{DEFAULT}{PLAIN}{BOLD}:{PLAIN} "
_HELP_WIDTH = 100


def plain(text: str) -> str:
    """Return the text without ANSI colours."""
    if "\x1b[" not in text:
        return text
    first, *rest = text.split("\x1b[")
    return first + "".join(piece.partition("m")[2] for piece in rest)


def wants_color(environ: Mapping[str, str], choice: ColorChoice, *, is_terminal: bool) -> bool:
    """Decide on colours: `--color`, then `FORCE_COLOR`, `NO_COLOR`, `CLICOLOR_FORCE`, then whether a terminal reads."""
    if choice != "auto":
        return choice == "always"
    if environ.get("FORCE_COLOR"):
        return True
    if environ.get("NO_COLOR"):
        return False
    if environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return is_terminal and environ.get("TERM") != "dumb"


def wants_help_color(environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Decide on colours of helps and of command line errors, which come before `--color` is known."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return is_terminal and environ.get("TERM") != "dumb"


class Console:
    """The two streams of a process. Texts carry colours and are stripped where none are wanted.

    `quiet` counts `-q`: 1 drops progress and results, 2 also errors and what goes to stdout. `program` is the name that
    was called; messages quote commands under it.
    """

    __slots__ = ("color_out", "color_stderr", "environ", "program", "quiet", "stderr", "stdout", "written")

    color_out: bool
    color_stderr: bool
    environ: Mapping[str, str]
    program: str
    quiet: int
    stderr: TextIO
    stdout: TextIO

    def __init__(
        self, stdout: TextIO, stderr: TextIO, environ: Mapping[str, str], *, color: ColorChoice = "auto",
        quiet: int = 0, program: str = PROGRAM,
    ) -> None:  # fmt: skip
        self.program = program
        self.stdout, self.stderr, self.environ, self.quiet = stdout, stderr, environ, quiet
        self.color_out = wants_color(environ, color, is_terminal=is_terminal(stdout))
        self.color_stderr = wants_color(environ, color, is_terminal=is_terminal(stderr))
        # Everything written so far, for the replay record; None stands for an elapsed time.
        self.written: list[str | None] = []

    def out(self, text: str, *, important: bool = False) -> str:
        """Write to stdout, unless told to be silent (what is important then too); return what was written."""
        shown = self.shown(text, important=important)
        self.stdout.write(shown)
        return shown

    def shown(self, text: str, *, important: bool = False) -> str:
        """Return what `out` would write of a text."""
        if self.quiet > 1 and not important:
            return ""
        return text if self.color_out else plain(text)

    def say(self, text: str, elapsed: str = "", *, important: bool = False) -> None:
        """Write a line about progress or results to stderr, unless quiet; `elapsed` is the time within it."""
        if not self.quiet or (important and self.quiet == 1):
            shown = self._message(text)
            if elapsed and elapsed in shown:
                before, _, after = shown.partition(elapsed)
                self.written += [f"{before}", None, f"{after}\n"]
            else:
                self.written.append(f"{shown}\n")
            self.stderr.write(f"{shown}\n")
            self.stderr.flush()

    def error(self, text: str) -> None:
        """Write an error to stderr, unless told to be silent."""
        if self.quiet <= 1:
            self.stderr.write(self._message(text))
            self.stderr.flush()

    def _message(self, text: str) -> str:
        text = named(text, self.program)
        return text if self.color_stderr else plain(text)

    @property
    def width(self) -> int | None:
        """The width for messages: `COLUMNS`, else the terminal's; None where there is none (no wrapping then)."""
        return width(self.environ, self.stderr)


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal; closed and replaced streams are none."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def width(environ: Mapping[str, str], stream: TextIO) -> int | None:
    """Return `COLUMNS`, else the width of the terminal behind the stream, else None."""
    columns = environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    if is_terminal(stream):
        try:
            return os.get_terminal_size(stream.fileno()).columns or None
        except (OSError, ValueError):
            return None
    return None


def help_width(environ: Mapping[str, str], stream: TextIO) -> int:
    """Return the width for helps: as `width`, 100 where there is no terminal."""
    return width(environ, stream) or _HELP_WIDTH
