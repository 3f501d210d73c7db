from __future__ import annotations

import pytest

from puv.settings.groups.index import IndexSettings
from puv.settings.layers import GROUPS
from puv.settings.option import Group, option, own, rows


class Sample(Group, group="sample"):
    fast: bool = option(default=False, flag="--fast")
    name: str | None = option(default=None, flag="--long-name")
    tags: tuple[str, ...] = option(default=(), flag="--tag")


def test_the_class_body_is_the_table() -> None:
    table = Sample.__options__

    assert [row.path for row in table.values()] == ["sample.fast", "sample.name", "sample.tags"]
    assert [row.kind for row in table.values()] == ["flag", "one", "many"]
    assert [row.value_name for row in table.values()] == ["", "LONG_NAME", "TAG"]


def test_groups_are_values() -> None:
    assert Sample() == Sample(fast=False)
    assert hash(Sample(name="x")) == hash(Sample(name="x"))
    assert Sample().replace(name="x").name == "x"
    assert repr(Sample(name="x")) == "Sample(name='x')"


def test_groups_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        Sample().fast = True  # type: ignore[misc]


def test_groups_refuse_unknown_fields() -> None:
    with pytest.raises(TypeError, match="slow"):
        Sample(slow=True)  # type: ignore[call-arg]


def test_rows_can_be_shown_differently_without_touching_the_table() -> None:
    (row,) = rows(Sample, "fast", heading="Other")

    assert row.heading == "Other"
    assert Sample.__options__["fast"].heading == "Options"


def test_rows_of_one_command_guess_their_kind() -> None:
    assert own("x", flag="--x").kind == "flag"
    assert own("x", flag="--x", value_name="X").kind == "one"
    assert own("x", value_name="X").positional


@pytest.mark.parametrize("name", GROUPS)
def test_built_in_settings_are_the_defaults(name: str) -> None:
    group = GROUPS[name]

    assert repr(group()) == f"{group.__name__}()"


def test_no_file_key_belongs_to_two_rows() -> None:
    for attribute in ("key", "pip_key"):
        keys = [
            key
            for group in GROUPS.values()
            for row in group.__options__.values()
            for key in getattr(row, attribute).split()
        ]
        assert len(keys) == len(set(keys))


def test_choices_include_the_default() -> None:
    for group in GROUPS.values():
        for row in group.__options__.values():
            if row.choices and row.default is not None:
                assert row.default in {*row.choices, *row.hidden_choices}


def test_index_settings_know_their_defaults() -> None:
    assert IndexSettings().index_strategy == "first-index"
