from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from puv import events
from puv.cli.main import Streams, run
from puv.cli.output.changes import render_install, render_uninstall
from puv.cli.output.console import Console, plain, wants_color
from puv.cli.output.durations import counted, elapsed, size
from puv.cli.output.errors import render_error
from puv.cli.output.fill import fill
from puv.cli.output.lines import line
from puv.cli.output.listing import table
from puv.cli.output.reporter import TerminalReporter
from puv.cli.output.tree import TreeStyle, render_tree
from puv.cli.output.wrap import wrap
from puv.errors import InputError, ParseError, ResolutionError
from puv.ops.pip.requests import (
    Change,
    PipInstallReport,
    PipTreeReport,
    PipUninstallReport,
    TreeLink,
    TreePackage,
)

if TYPE_CHECKING:
    from pathlib import Path

REASON = (
    "Because flask>=3.0.1,<=3.0.3 depends on werkzeug>=3.0.0 and flask>=3.1.0 depends on werkzeug>=3.1, we can "
    "conclude that flask>=3.0.1 depends on werkzeug>=3.0.0.\n"
    "And because you require flask>3 and werkzeug<2, we can conclude that your requirements are unsatisfiable."
)


def failure() -> ResolutionError:
    error = ResolutionError("No solution found when resolving dependencies")
    error.__cause__ = ResolutionError(REASON)
    return error


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (
            60,
            (
                "error: No solution found when resolving dependencies\n"
                "  cause: Because flask>=3.0.1,<=3.0.3 depends on\n"
                "         werkzeug>=3.0.0 and flask>=3.1.0 depends on\n"
                "         werkzeug>=3.1, we can conclude that flask>=3.0.1\n"
                "         depends on werkzeug>=3.0.0.\n"
                "         And because you require flask>3 and werkzeug<2,\n"
                "         we can conclude that your requirements are\n"
                "         unsatisfiable.\n"
            ),
        ),
        (
            80,
            (
                "error: No solution found when resolving dependencies\n"
                "  cause: Because flask>=3.0.1,<=3.0.3 depends on werkzeug>=3.0.0 and\n"
                "         flask>=3.1.0 depends on werkzeug>=3.1, we can conclude that\n"
                "         flask>=3.0.1 depends on werkzeug>=3.0.0.\n"
                "         And because you require flask>3 and werkzeug<2, we can conclude that\n"
                "         your requirements are unsatisfiable.\n"
            ),
        ),
        (
            100,
            (
                "error: No solution found when resolving dependencies\n"
                "  cause: Because flask>=3.0.1,<=3.0.3 depends on werkzeug>=3.0.0 and flask>=3.1.0 depends on\n"
                "         werkzeug>=3.1, we can conclude that flask>=3.0.1 depends on werkzeug>=3.0.0.\n"
                "         And because you require flask>3 and werkzeug<2, we can conclude that your requirements\n"
                "         are unsatisfiable.\n"
            ),
        ),
    ],
)
def test_errors_are_wrapped_evenly_as_uv_does(width: int, expected: str) -> None:
    assert plain(render_error(failure(), width)) == expected


def test_errors_are_not_wrapped_without_a_width() -> None:
    lead = "error: No solution found when resolving dependencies\n  cause: "

    assert plain(render_error(failure(), None)) == lead + REASON.replace("\n", "\n         ") + "\n"


def test_errors_are_coloured_as_in_uv() -> None:
    assert render_error(InputError("Bad"), None) == "\x1b[1m\x1b[31merror\x1b[39m\x1b[0m\x1b[1m:\x1b[0m Bad\n"


def test_hints_stand_below_an_empty_line_and_only_once() -> None:
    error = InputError("Outer", hints=("Try this",))
    error.__cause__ = InputError("Inner", hints=("Try this", "Or that"))

    assert plain(render_error(error, None)) == "error: Outer\n  cause: Inner\n\nhint: Try this\n\nhint: Or that\n"


def test_a_parse_error_shows_its_text_with_marks() -> None:
    error = InputError("Failed to parse: `foo bar`")
    error.__cause__ = ParseError("Expected something else", source="foo bar", start=4, end=7)

    assert plain(render_error(error, 80)) == (
        "error: Failed to parse: `foo bar`\n  cause: Expected something else\n         foo bar\n             ^^^\n"
    )


def test_a_tie_between_two_ways_to_break_goes_to_the_shorter_first_line() -> None:
    text = (
        "Because there is no version of numpy==1.0 and you require numpy==1.0, we can conclude that your requirements "
        "are unsatisfiable."
    )

    assert fill(text, 60, "  cause: ", " " * 9).splitlines()[0] == (
        "  cause: Because there is no version of numpy==1.0 and"
    )


def test_wrapping_keeps_long_words_and_line_breaks() -> None:
    assert wrap("aa bb\ncccccccc dd", 5, 2) == "aa bb\n  cccccccc\n  dd"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.00022, "0.22ms"), (0.0123, "12ms"), (1.239, "1.24s"), (75.0, "1m 15s"), (0.9999, "999ms")]
)
def test_durations_look_like_those_of_uv(seconds: float, text: str) -> None:
    assert elapsed(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0B"), (1023, "1023B"), (1024, "1.0KiB"), (69632, "68.0KiB"), (128421888, "122.5MiB")]
)
def test_sizes_look_like_those_of_uv(count: int, text: str) -> None:
    assert size(count) == text


def test_counts_have_the_right_number() -> None:
    assert (counted(1, "package"), counted(2, "package")) == ("1 package", "2 packages")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            events.Resolved(count=1, seconds=0.09),
            "\x1b[2mResolved \x1b[1m1 package\x1b[0m \x1b[2min 90ms\x1b[0m\x1b[0m",
        ),
        (events.Checked(count=0, seconds=0.00063), "\x1b[2mChecked in 0.63ms\x1b[0m"),
        (events.EnvironmentSelected(version="3.11.7", prefix="/x", implicit=True), None),
        (
            events.EnvironmentSelected(version="3.11.7", prefix="/x/y"),
            "\x1b[2mUsing Python 3.11.7 environment at: y\x1b[0m",
        ),
        (events.Download(name="a", done=1), None),
    ],
)
def test_events_have_their_lines(event: events.Event, expected: str | None) -> None:
    found = line(event, lambda path: path.removeprefix("/x/"))

    assert (found and found[0]) == expected


def test_changes_carry_the_colours_of_uv() -> None:
    report = PipInstallReport(
        changes=(
            Change(kind="removed", name="six", version="1.17.0"),
            Change(kind="added", name="six", version="1.16.0"),
            Change(kind="reinstalled", name="idna", version="3"),
        )
    )

    assert render_install(report).stderr == (
        " \x1b[31m-\x1b[39m \x1b[1msix\x1b[0m\x1b[2m==1.17.0\x1b[0m\n"
        " \x1b[32m+\x1b[39m \x1b[1msix\x1b[0m\x1b[2m==1.16.0\x1b[0m\n"
        " \x1b[33m~\x1b[39m \x1b[1midna\x1b[0m\x1b[2m==3\x1b[0m\n"
    )


def test_a_dry_run_tells_what_would_be_done() -> None:
    report = PipInstallReport(
        changes=(Change(kind="added", name="six", version="1"),), dry_run=True, would_fetch=1, would_install=1
    )

    assert plain(render_install(report).stderr) == "Would download 1 package\nWould install 1 package\n + six==1\n"


def test_a_dry_run_without_changes_says_so() -> None:
    assert render_install(PipInstallReport(dry_run=True)).stderr == "Would make no changes\n"


def test_a_dry_uninstall_tells_what_would_go() -> None:
    report = PipUninstallReport(changes=(Change(kind="removed", name="six", version="1"),), dry_run=True)

    assert plain(render_uninstall(report).stderr) == "Would uninstall 1 package\n - six==1\n"


def test_tables_align_columns_and_trim_line_ends() -> None:
    assert table(("Package", "Version"), [("six", "1"), ("flask-long", "2.0")]) == (
        "Package    Version\n---------- -------\nsix        1\nflask-long 2.0\n"
    )


@pytest.mark.parametrize(
    ("environ", "choice", "terminal", "expected"),
    [
        ({}, "auto", True, True),
        ({}, "auto", False, False),
        ({"NO_COLOR": "1"}, "auto", True, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False, True),
        ({"CLICOLOR_FORCE": "1"}, "auto", False, True),
        ({"CLICOLOR_FORCE": "0"}, "auto", False, False),
        ({"NO_COLOR": "1"}, "always", False, True),
        ({"FORCE_COLOR": "1"}, "never", True, False),
        ({"TERM": "dumb"}, "auto", True, False),
    ],
)
def test_colours_follow_the_flag_then_variables_then_the_terminal(
    environ: dict[str, str], choice: str, terminal: bool, expected: bool
) -> None:
    assert wants_color(environ, choice, is_terminal=terminal) is expected  # type: ignore[arg-type]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_and_gone_before_the_next_line() -> None:
    stderr = Terminal()
    console = Console(io.StringIO(), stderr, {"COLUMNS": "80", "NO_COLOR": "1"})
    reporter = TerminalReporter(console, str, progress=True)

    reporter(events.Resolving(name="flask"))
    assert "Resolving flask..." in stderr.getvalue()
    reporter(events.Resolved(count=1, seconds=1.5))

    assert stderr.getvalue().endswith("\x1b[1A\x1b[JResolved 1 package in 1.50s\n")


def test_without_progress_only_results_are_written() -> None:
    stderr = io.StringIO()
    reporter = TerminalReporter(Console(io.StringIO(), stderr, {}), str, progress=False)

    reporter(events.Resolving(name="flask"))
    reporter(events.Download(name="flask", done=1, total=2))
    reporter(events.Warned(message="Odd", once="odd"))
    reporter(events.Warned(message="Odd", once="odd"))

    assert stderr.getvalue() == "warning: Odd\n"


def test_quiet_consoles_write_errors_only_and_silent_ones_nothing() -> None:
    for quiet, expected in ((1, "error: no\n"), (2, "")):
        stdout, stderr = io.StringIO(), io.StringIO()
        console = Console(stdout, stderr, {}, quiet=quiet)
        console.say("Resolved")
        console.error("error: no\n")
        console.out("text\n")
        console.out("file\n", important=True)

        assert stderr.getvalue() == expected
        assert stdout.getvalue() == ("text\nfile\n" if quiet == 1 else "file\n")


def test_elapsed_times_are_kept_apart_for_the_replay() -> None:
    console = Console(io.StringIO(), io.StringIO(), {})
    console.say("Checked 1 package in 0.22ms", "0.22ms")

    assert console.written == ["Checked 1 package in ", None, "\n"]


def test_a_tree_shows_once_what_is_needed_twice() -> None:
    link = [TreeLink(package=at, required=">=1") for at in range(4)]
    report = PipTreeReport(
        packages=(
            TreePackage(name="a", version="1", links=(link[1], link[2]), latest_version="2"),
            TreePackage(name="b", version="1", links=(link[2],)),
            TreePackage(name="c", version="1", links=(link[3],)),
            TreePackage(name="d", version="1"),
        ),
        roots=(0,),
    )
    assert plain(render_tree(report, TreeStyle()).stdout) == (
        "a v1 (latest: v2)\n├── b v1\n│   └── c v1\n│       └── d v1\n└── c v1 (*)\n"
        "(*) Package tree already displayed\n"
    )
    assert plain(render_tree(report, TreeStyle(depth=1, specifiers=True)).stdout) == (
        "a v1 (latest: v2)\n├── b v1 [required: >=1]\n└── c v1 [required: >=1]\n"
    )
    assert render_tree(report, TreeStyle(no_dedupe=True)).stdout.count("d v1") == 2


def test_a_size_is_written_for_people_on_terminals_only(tmp_path: Path) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    environ = {"HOME": str(tmp_path), "UV_CACHE_DIR": str(tmp_path / "cache"), "PATH": "", "NO_COLOR": "1"}
    for stdout, expected in ((Terminal(), "0B\n"), (io.StringIO(), "0\n")):
        streams = Streams(io.StringIO(), stdout, io.StringIO())
        assert run(["cache", "size"], environ, str(tmp_path), streams) == 0
        assert stdout.getvalue() == expected
