"""Options of pip, pip-tools and virtualenv: warned of or refused in uv's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.interop import Pair

WORDS = [
    "pip compile r.in --no-header --allow-unsafe",
    "pip compile r.in --reuse-hashes",
    "pip compile r.in --resolver legacy",
    "pip compile r.in --no-header --resolver backtracking",
    "pip compile r.in --max-rounds 3",
    "pip compile r.in --client-cert x",
    "pip compile r.in --no-header --no-emit-trusted-host",
    "pip compile r.in --emit-options",
    "pip compile r.in --no-header --upgrade-group g",
    "pip compile r.in --no-header --python-platform manylinux_2_28_x86_64",
    "pip sync r.in --ask",
    "pip sync r.in --user",
    "pip sync r.in --python-executable x",
    "pip install --user lib",
    "pip list --disable-pip-version-check",
    "pip list --outdated --format freeze",
    "pip uninstall -y nothing",
    "pip debug",
    "venv --no-pip --no-seed other",
]


@pytest.mark.parametrize("words", WORDS)
def test_old_options_are_answered_as_by_uv(ready: Pair, words: str) -> None:
    ready.write("r.in", "lib\n")
    ready.expect_same(*words.split())


def test_what_is_outdated_is_told_although_no_file_says_when_it_came(ready: Pair) -> None:
    ready.expect_same("pip", "install", "-q", "lib==1.0")
    ready.expect_same("pip", "list", "--outdated", "--exclude-newer", "2030-01-01")
