"""A real `keyring` with a file behind it: opt in by putting the program of an environment with `keyrings.alt` on PATH.

uv pip install keyring keyrings.alt    # in any environment
PUV_TEST_KEYRING=/path/to/its/bin/keyring pytest tests/interop/test_keyring.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.index_server import ServerOptions, World
from support.situations import Situation, expect_same

if TYPE_CHECKING:
    from support.interop import Pair

PROGRAM = os.environ.get("PUV_TEST_KEYRING", "")
pytestmark = pytest.mark.skipif(not PROGRAM, reason="PUV_TEST_KEYRING names no keyring program")


def test_a_password_of_the_keyring_opens_the_index(pair: Pair) -> None:
    python = Path(PROGRAM).parent / "python"
    # What is stored names the server's port, which is known when the program is first asked.
    store = "import keyring; keyring.set_password('SERVER/simple', 'me', 'secret')"
    one = Situation(
        words="pip compile --no-header --keyring-provider subprocess r.in",
        files={"r.in": "lib\n"},
        variables={
            "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
            "UV_DEFAULT_INDEX": "http://me@HOST/simple",
        },
        world=World().add("lib", "1.0"),
        options=ServerOptions(credentials=("me", "secret")),
        tools={"keyring": f'#!/bin/sh\n{python} -c "{store}"\nexec {PROGRAM} "$@"\n'},
    )
    expect_same(pair, one)
    for place in pair.places:
        outcome, _ = one.play(place)
        assert outcome.code == 0, outcome.stderr
