"""`uv_cache.json`: written as uv does, and read leniently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puv.standards.cache_info import CacheInfo, parse_cache_info, render_cache_info


def test_the_text_is_the_one_that_uv_writes() -> None:
    assert render_cache_info(CacheInfo(1_795_178_504_072_677_464)) == (
        '{"timestamp":{"secs_since_epoch":1795178504,"nanos_since_epoch":72677464},'
        '"commit":null,"tags":null,"env":{},"directories":{}}'
    )


def test_everything_that_is_watched_is_told_in_the_order_of_names() -> None:
    info = CacheInfo(
        None,
        commit="c0ffee",
        tags={"v2": "b", "v1": "a"},
        env={"B": None, "A": 'a"\u00e9'},
        directories={"src": None, "a": 1},
    )
    assert render_cache_info(info) == (
        '{"timestamp":null,"commit":"c0ffee","tags":{"v1":"a","v2":"b"},"env":{"A":"a\\"\u00e9","B":null},'
        '"directories":{"a":{"secs_since_epoch":0,"nanos_since_epoch":1},"src":null}}'
    )


MOMENTS = st.none() | st.integers(0, 2**63)
WORDS = st.text(max_size=5)


@given(
    MOMENTS, st.none() | WORDS, st.none() | st.dictionaries(WORDS, WORDS), st.dictionaries(WORDS, st.none() | WORDS),
    st.dictionaries(WORDS, MOMENTS),
)  # fmt: skip
def test_what_is_written_is_read(
    moment: int | None,
    commit: str | None,
    tags: dict[str, str] | None,
    env: dict[str, str | None],
    directories: dict[str, int | None],
) -> None:
    info = CacheInfo(moment, commit=commit, tags=tags, env=env, directories=directories)
    assert parse_cache_info(render_cache_info(info)) == info


def test_nothing_watched_is_nothing_to_write() -> None:
    assert not CacheInfo()
    assert CacheInfo(0)
    assert CacheInfo(tags={})
    assert CacheInfo(directories={"src": None})


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"timestamp":null}',
     '{"timestamp":1,"commit":null,"tags":null,"env":{},"directories":{}}',
      '{"timestamp":{"secs_since_epoch":1}}', "[" * 100_000,
     '{"timestamp":{"secs_since_epoch":"1","nanos_since_epoch":0}}'],
)  # fmt: skip
def test_what_makes_no_sense_is_nothing(text: str) -> None:
    assert parse_cache_info(text) is None
