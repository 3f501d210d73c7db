from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.cli.command import Command
from puv.cli.help import long, short
from puv.cli.output.console import plain
from puv.cli.registry import COMMANDS, find
from puv.settings.option import own
from support.command_line import puv

if TYPE_CHECKING:
    from pathlib import Path

DEMO = Command(
    path=("demo",),
    about="Show things",
    long_about="Show things.\n\nAll of them.",
    options=(
        own("thing", value_name="THING", kind="many", help="What to show"),
        own("fast", flag="--fast", short="f", help="Be quick about it [env: UV_FAST=]"),
        own(
            "mode", flag="--mode", value_name="MODE", env="UV_MODE", choices={"a": "The first", "bb": "The second"},
            help="How to show it", long_help="How to show it.\n\nEither way.", shown_default="a",
        ),
        own(
            "plain", flag="--plain", value_name="PLAIN", choices={"x": "", "y": ""}, heading="More options", help="Say",
        ),
        own("secret", flag="--secret", hidden=True),
        own("keep", flag="--keep", negative="--no-keep", negative_shown=True, help="Keep it"),
    ),
)  # fmt: skip


def test_the_short_help_puts_texts_beside_names() -> None:
    assert plain(short(DEMO, {"UV_MODE": "bb"}, 120)) == (
        "Show things\n\n"
        "Usage: puv demo [OPTIONS] [THING]...\n\n"
        "Arguments:\n"
        "  [THING]...  What to show\n\n"
        "Options:\n"
        "  -f, --fast         Be quick about it [env: UV_FAST=]\n"
        "      --mode <MODE>  How to show it [env: UV_MODE=bb] [default: a] [possible values: a, bb]\n"
        "      --keep         Keep it\n"
        "      --no-keep      \n\n"
        "More options:\n"
        "      --plain <PLAIN>  Say [possible values: x, y]\n\n"
        "Use `puv help demo` for more details.\n"
    )


def test_the_short_help_puts_texts_below_names_where_lines_are_narrow() -> None:
    text = plain(short(DEMO, {}, 40))

    assert "  -f, --fast\n          Be quick about it [env:\n          UV_FAST=]\n" in text
    assert "  [THING]...  What to show\n" in text


def test_the_long_help_explains_possible_values() -> None:
    text = plain(long(DEMO, {}, 120))

    assert (
        "      --mode <MODE>\n"
        "          How to show it.\n\n"
        "          Either way.\n\n"
        "          Possible values:\n"
        "          - a:  The first\n"
        "          - bb: The second\n\n"
    ) in text
    assert text.startswith("Show things.\n\nAll of them.\n\nUsage: puv demo [OPTIONS] [THING]...\n\n")


def test_hidden_options_are_not_shown() -> None:
    assert "secret" not in short(DEMO, {}, 120) + long(DEMO, {}, 120)


@pytest.mark.parametrize("name", [*COMMANDS, "pip", "cache", "self", ""])
def test_every_command_has_both_helps(name: str, tmp_path: Path) -> None:
    brief = puv(*name.split(), "--help", cwd=tmp_path)
    full = puv("help", *name.split(), cwd=tmp_path)

    assert brief.code == full.code == 0
    assert "Usage: puv" in brief.stdout
    assert "Usage: puv" in full.stdout
    assert not brief.stderr + full.stderr
    assert all(len(line) <= 100 or "Usage:" in line for line in brief.stdout.splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_visible_option_has_a_help_text(name: str) -> None:
    silent = {"--user", "--output-format"}

    assert not [
        row for row in find(tuple(name.split())).options
        if not row.hidden and not row.help and row.flag not in silent and name != "help"
    ]  # fmt: skip


def test_a_family_without_a_subcommand_shows_its_help_as_an_error(tmp_path: Path) -> None:
    outcome = puv("pip", cwd=tmp_path)

    assert outcome.code == 2
    assert outcome.stdout == ""
    assert "Usage: puv pip [OPTIONS] <COMMAND>" in outcome.stderr


def test_help_for_an_unknown_command_names_the_known_ones(tmp_path: Path) -> None:
    outcome = puv("help", "cache", "nope", cwd=tmp_path)

    assert outcome.code == 2
    assert outcome.stderr == (
        "error: There is no command `nope` for `puv cache`. Did you mean one of:\n"
        "    clean\n    prune\n    dir\n    size\n"
    )
