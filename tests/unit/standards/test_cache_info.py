"""`uv_cache.json`: written as uv does, and read leniently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puv.standards.cache_info import parse_cache_info, render_cache_info


def test_the_text_is_the_one_that_uv_writes() -> None:
    assert render_cache_info(1_795_178_504_072_677_464) == (
        '{"timestamp":{"secs_since_epoch":1795178504,"nanos_since_epoch":72677464},'
        '"commit":null,"tags":null,"env":{},"directories":{}}'
    )


@given(st.integers(0, 2**63))
def test_what_is_written_is_read(moment: int) -> None:
    assert parse_cache_info(render_cache_info(moment)) == moment


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"timestamp":null}', '{"timestamp":{"secs_since_epoch":1}}', "[" * 100_000,
     '{"timestamp":{"secs_since_epoch":"1","nanos_since_epoch":0}}'],
)  # fmt: skip
def test_what_makes_no_sense_is_no_moment(text: str) -> None:
    assert parse_cache_info(text) is None
