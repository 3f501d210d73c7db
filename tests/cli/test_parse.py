from __future__ import annotations

import pytest

from puv.cli.command import Command
from puv.cli.parse import HelpRequested, ParsedLine, VersionRequested, parse
from puv.cli.registry import COMMANDS, find
from puv.errors import UsageError
from puv.settings.option import own

ECHO = Command(
    path=("echo",),
    about="Repeat",
    options=(
        own("word", value_name="WORD", kind="many"),
        own("loud", flag="--loud", short="l", negative="--no-loud"),
        own("times", flag="--times", short="t", value_name="TIMES"),
        own("tag", flag="--tag", aliases=("--label",), value_name="TAG", kind="many", split=","),
        own("more", flag="--more", short="m", kind="count"),
        own("from_words", flag="--list", value_name="LIST", kind="many", env="UV_LIST", env_style="words"),
    ),
)


def read(*argv: str, environ: dict[str, str] | None = None) -> ParsedLine:
    root = Command(path=(), about="", subcommands={"echo": "Repeat"})
    return parse(("echo", *argv), environ or {}, lambda path: ECHO if path else root)


def test_values_may_follow_or_be_attached() -> None:
    assert read("--times", "3")["times"] == "3"
    assert read("--times=3")["times"] == "3"
    assert read("-t3")["times"] == "3"
    assert read("-t=3")["times"] == "3"
    assert read("-lt", "3")["times"] == "3"


def test_flags_cluster_and_count() -> None:
    line = read("-lmm", "-m")

    assert line["loud"] is True
    assert line["more"] == 3


def test_the_last_of_a_flag_and_its_negative_wins() -> None:
    assert read("--loud", "--no-loud")["loud"] is False
    assert read("--no-loud", "--loud")["loud"] is True


def test_repeatable_options_collect_and_split() -> None:
    assert read("--tag", "a,b", "--label", "c")["tag"] == ("a", "b", "c")


def test_positionals_may_stand_anywhere_and_after_two_dashes_look_like_options() -> None:
    assert read("a", "--loud", "b", "--", "--times", "-x")["word"] == ("a", "b", "--times", "-x")


def test_a_single_dash_is_a_word() -> None:
    assert read("-")["word"] == ("-",)


def test_a_list_variable_serves_where_the_option_is_missing() -> None:
    assert read(environ={"UV_LIST": "a  b"})["from_words"] == ("a", "b")
    assert read("--list", "c", environ={"UV_LIST": "a b"})["from_words"] == ("c",)
    assert read(environ={"UV_LIST": "a", "PUV_LIST": "z"})["from_words"] == ("z",)


def test_options_without_a_value_have_their_default() -> None:
    line = read()

    assert (line["word"], line["loud"], line["times"], line["tag"], line["more"]) == ((), False, None, (), 0)


def test_options_before_the_subcommand_reach_the_settings() -> None:
    line = parse(("--offline", "pip", "-q", "install", "x", "--no-index"), {}, find)

    assert line.settings == {"network.offline": True, "output.quiet": 1, "index.no_index": True}


def test_help_is_asked_for_even_before_nonsense() -> None:
    with pytest.raises(HelpRequested) as request:
        parse(("pip", "install", "--help", "--nonsense"), {}, find)

    assert request.value.command.path == ("pip", "install")


def test_the_version_is_asked_for_at_the_top_only() -> None:
    with pytest.raises(VersionRequested):
        parse(("-q", "--version"), {}, find)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_of_a_command_is_declared_twice(name: str) -> None:
    command = find(tuple(name.split()))
    names = [
        word
        for row in command.options
        for word in (row.flag, row.negative, *row.aliases, *row.negative_aliases, row.short and f"-{row.short}")
        if word
    ]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", COMMANDS)
def test_conflicts_and_overrides_name_options_of_the_same_command(name: str) -> None:
    command = find(tuple(name.split()))
    known = {word for row in command.options for word in (row.flag, row.negative, row.name)}

    for row in command.options:
        assert set(row.overrides) <= known
    assert {"--target", "--prefix"} <= known or "--target" not in known


def test_a_last_positional_takes_only_what_stands_behind_two_dashes() -> None:
    passing = Command(path=("pass",), about="", options=(own("rest", value_name="REST", kind="many", last=True),))
    root = Command(path=(), about="", subcommands={"pass": ""})

    def words(*argv: str) -> ParsedLine:
        return parse(("pass", *argv), {}, lambda path: passing if path else root)

    assert words("--", "a", "--b")["rest"] == ("a", "--b")
    with pytest.raises(UsageError, match="unexpected argument"):
        words("a")


def test_a_version_option_with_a_value_is_no_request_for_the_version() -> None:
    versioned = Command(path=("v",), about="", options=(own("version", flag="--version", value_name="VERSION"),))
    root = Command(path=(), about="", subcommands={"v": ""})
    assert parse(("v", "--version", "1"), {}, lambda path: versioned if path else root)["version"] == "1"
