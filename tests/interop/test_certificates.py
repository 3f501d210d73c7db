"""TLS: whose certificates are trusted and which one is shown, as with uv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.index_server import ServerOptions, World
from support.situations import Situation, expect_same
from support.tls import Authority, authority, openssl

if TYPE_CHECKING:
    from support.interop import Pair

pytestmark = pytest.mark.skipif(openssl() is None, reason="the openssl command makes the certificates")

TRUSTED = {"SSL_CERT_FILE": "CA"}
# Words, variables, and whether the server wants a certificate of its client.
CASES: dict[str, tuple[str, dict[str, str], bool]] = {
    "trusted by variable": ("", TRUSTED, False),
    "trusted by option": ("--cert CA", {}, False),
    "an option without a file": ("--cert nowhere.pem", {}, False),
    "a variable without a file": ("", {"SSL_CERT_FILE": "/nowhere.pem"}, False),
    "unverified": ("--trusted-host https://127.0.0.1", {}, False),
    "a client's": ("", {**TRUSTED, "SSL_CLIENT_CERT": "OWN"}, True),
    "no client's": ("", TRUSTED, True),
    "a client's that is none": ("", {**TRUSTED, "SSL_CLIENT_CERT": "CA"}, True),
}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_certificates_count_as_in_uv(pair: Pair, issued: Authority, case: tuple[str, dict[str, str], bool]) -> None:
    words, variables, wants_client = case

    def filled(text: str) -> str:
        return {"OWN": str(issued.client)}.get(text, text.replace("CA", str(issued.certificate)))

    one = Situation(
        words=f"pip compile --no-header r.in {filled(words)}",
        files={"r.in": "lib\n"},
        variables={name: filled(text) for name, text in variables.items()},
        world=World().add("lib", "1.0"),
        options=ServerOptions(tls=issued.context(wants_client=wants_client)),
    )
    if wants_client and "OWN" not in variables.values():
        # Where in the handshake the refusal arrives is chance.
        outcomes = [one.play(place)[0] for place in pair.places]
        assert [outcome.code for outcome in outcomes] == [2, 2]
        assert all("received fatal alert: CertificateRequired" in outcome.stderr for outcome in outcomes)
        assert len({"Ignoring invalid `SSL_CLIENT_CERT`" in outcome.stderr for outcome in outcomes}) == 1
        return
    expect_same(pair, one)
