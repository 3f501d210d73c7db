"""A real `keyring` with a file behind it, installed from the real index (opt-in: `-m network`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.index_server import ServerOptions, World
from support.interop import Place, puv
from support.situations import Situation, expect_same

if TYPE_CHECKING:
    from pathlib import Path

    from support.interop import Pair

pytestmark = pytest.mark.network

SETTINGS = {
    "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
    "UV_KEYRING_PROVIDER": "subprocess",
    "UV_DEFAULT_INDEX": "http://me@HOST/simple",
}


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of an environment's programs, `keyring` among them."""
    place = Place(puv(), tmp_path_factory.mktemp("keyring"))
    assert place.run("venv", "-q").code == 0
    done = place.run("pip", "install", "keyring", "keyrings.alt", timeout=300)
    assert done.code == 0, done.stderr
    return place.cwd / ".venv" / "bin"


def situation(scripts: Path, words: str, *, password: str) -> Situation:
    """An index for `me`, and a `keyring` that is given a password for it when it is asked first."""
    # What is stored names the server's port, which nobody knows before.
    store = f"import keyring; keyring.set_password('SERVER/simple', 'me', '{password}')"
    return Situation(
        words=words,
        files={"r.in": "lib\n"},
        variables=SETTINGS,
        world=World().add("lib", "1.0", requires=["dep"]).add("dep", "2.0"),
        options=ServerOptions(credentials=("me", "secret")),
        tools={"keyring": f'#!/bin/sh\n{scripts}/python -c "{store}"\nexec {scripts}/keyring "$@"\n'},
    )


@pytest.mark.parametrize("words", ["pip compile --no-header r.in", "pip install --target out lib"])
def test_a_password_of_the_keyring_opens_the_index(pair: Pair, scripts: Path, words: str) -> None:
    asked = expect_same(pair, situation(scripts, words, password="secret"))  # noqa: S106 - the loopback index's
    assert [entry for entry in asked if entry[1] == 200 and entry[2]]


def test_a_wrong_password_of_the_keyring_does_not(pair: Pair, scripts: Path) -> None:
    one = situation(scripts, "pip compile --no-header r.in", password="guess")  # noqa: S106 - likewise
    asked = expect_same(pair, one)
    assert {entry[1] for entry in asked} == {401}
