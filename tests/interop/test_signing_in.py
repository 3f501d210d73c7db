"""Indexes that want credentials: where they are found, where they are sent, and `auth`, as with uv."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from support.http_loop import Response
from support.index_server import Script, ServerOptions, World, error
from support.situations import Situation, expect_same

if TYPE_CHECKING:
    from support.interop import Pair

#: Where the index has the package's only file.
PATH_OF_WHEEL = "/files/simple/lib-1.0-py3-none-any.whl"
TOKEN = ServerOptions(token="t0ken")  # noqa: S106 - the loopback index's
STORE = ".local/share/uv/credentials/credentials.toml"
NETRC = {".netrc": "machine 127.0.0.1 login me password secret\n"}
NAMED = '[[index]]\nname = "my-own"\nurl = "SERVER/simple"\ndefault = true\n'
#: A `keyring` that knows one user's password.
KEYRING = {"keyring": '#!/bin/sh\nif [ "$1" = get ] && [ "$3" = me ]; then echo secret; else exit 1; fi\n'}


def situation(words: str = "", **changes: Any) -> Situation:
    """A package on an index for `me` with the password `secret`."""
    files = {"r.in": "lib\n", **changes.pop("files", {})}
    defaults = {"world": World().add("lib", "1.0"), "options": ServerOptions(credentials=("me", "secret"))}
    return Situation(words=f"pip compile --no-header r.in {words}", files=files, **{**defaults, **changes})


def stored(service: str = "SERVER/simple", user: str = "me", word: str = "secret") -> dict[str, str]:
    rows = f'service = "{service}"\nusername = "{user}"\nscheme = "basic"\npassword = "{word}"\n'
    return {STORE: f"[[credential]]\n{rows}"}


def bearer(service: str = "SERVER/simple", token: str = "t0ken") -> dict[str, str]:  # noqa: S107 - the loopback index's
    return {STORE: f'[[credential]]\nservice = "{service}"\nscheme = "bearer"\ntoken = "{token}"\n'}


def at(address: str) -> dict[str, str]:
    return {"UV_DEFAULT_INDEX": address}


SITUATIONS = {
    "nothing": situation(),
    "in the URL": situation(variables=at("http://me:secret@HOST/simple")),
    "wrong in the URL": situation(variables=at("http://me:guess@HOST/simple"), home=NETRC),
    "a user alone": situation(variables=at("http://me@HOST/simple")),
    "netrc": situation(home=NETRC),
    "netrc for a user": situation(home=NETRC, variables=at("http://me@HOST/simple")),
    "netrc for another user": situation(home=NETRC, variables=at("http://you@HOST/simple")),
    "netrc by variable": situation(files={"n": NETRC[".netrc"]}, variables={"NETRC": "n"}),
    "netrc for all": situation(home={".netrc": "default login me password secret\n"}),
    "netrc that is none": situation(home={".netrc": "machine 127.0.0.1 nonsense\n"}),
    "stored": situation(home=stored()),
    "stored for the server": situation(home=stored("SERVER/")),
    "stored for another path": situation(home=stored("SERVER/second")),
    "stored for another user": situation(home=stored(user="you"), variables=at("http://me@HOST/simple")),
    "stored elsewhere": situation(files={"c/credentials.toml": stored()[STORE]}, variables={"UV_CREDENTIALS_DIR": "c"}),
    "stored in a broken file": situation(home={STORE: "[[credential\n"}),
    "netrc before what is stored": situation(home={**stored(word="guess"), **NETRC}),
    "keyring": situation("--keyring-provider subprocess", tools=KEYRING, variables=at("http://me@HOST/simple")),
    "keyring without a user": situation("--keyring-provider subprocess", tools=KEYRING),
    "keyring for another user": situation(
        "--keyring-provider subprocess", tools=KEYRING, variables=at("http://you@HOST/simple")
    ),
    "keyring that is not there": situation("--keyring-provider subprocess", variables=at("http://me@HOST/simple")),
    "variables": situation(
        files={"uv.toml": NAMED},
        variables={"UV_INDEX_MY_OWN_USERNAME": "me", "UV_INDEX_MY_OWN_PASSWORD": "secret"},
        default_index=False,
    ),
    "variables against the URL": situation(
        files={"uv.toml": NAMED.replace("SERVER", "http://x:y@HOST")},
        variables={"UV_INDEX_MY_OWN_USERNAME": "me", "UV_INDEX_MY_OWN_PASSWORD": "secret"},
        default_index=False,
    ),
    "always, with some": situation(
        files={"uv.toml": f'{NAMED}authenticate = "always"\n'}, home=NETRC, default_index=False
    ),
    "never": situation(files={"uv.toml": f'{NAMED}authenticate = "never"\n'}, home=NETRC, default_index=False),
    "forbidden in spite of credentials": situation(
        variables=at("http://me:secret@HOST/simple"), scripts={"/simple/lib/": (Script(error(403), None),)}
    ),
    "forbidden instead of refused": situation(home=NETRC, scripts={"/simple/lib/": (error(403),)}),
    "a token": situation(options=TOKEN, home=bearer()),
    "a token for the server": situation(options=TOKEN, home=bearer("SERVER/")),
    "a wrong token": situation(options=TOKEN, home=bearer(token="guess")),  # noqa: S106 - likewise
    "a token for another place": situation(options=TOKEN, home=bearer("SERVER/second")),
    "a token beside a user": situation(options=TOKEN, home=bearer(), variables=at("http://me@HOST/simple")),
    "a token of which nothing is stored": situation(options=TOKEN, home=NETRC),
}


@pytest.mark.parametrize("one", SITUATIONS.values(), ids=SITUATIONS)
def test_credentials_are_found_where_uv_finds_them(pair: Pair, one: Situation) -> None:
    expect_same(pair, one)


def header(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def test_a_refusal_then_credentials_then_success(pair: Pair) -> None:
    asked = expect_same(pair, SITUATIONS["netrc"])
    assert ("/simple/lib/", 401, "") in asked
    assert ("/simple/lib/", 200, header("me:secret")) in asked


WAYS: dict[str, dict[str, Any]] = {
    "in the URL": {"variables": at("http://me:secret@HOST/simple")},
    "netrc": {"home": NETRC},
    "stored": {"home": stored()},
    "keyring": {
        "tools": KEYRING,
        "variables": {"UV_KEYRING_PROVIDER": "subprocess", **at("http://me@HOST/simple")},
    },
    "a token": {"options": TOKEN, "home": bearer("SERVER/")},
}


@pytest.mark.parametrize("changes", WAYS.values(), ids=WAYS)
def test_pages_and_files_are_fetched_with_what_was_found(ready: Pair, changes: dict[str, Any]) -> None:
    one = Situation(words="pip install lib", **{"options": situation().options, **changes}, world=situation().world)
    asked = expect_same(ready, one)
    assert [entry for entry in asked if entry[:2] == (PATH_OF_WHEEL, 200) and entry[2]]
    ready.expect_same_environment()


@pytest.mark.parametrize("way", ["a redirection", "an address on the page"])
def test_no_credentials_follow_a_file_to_another_host(pair: Pair, way: str) -> None:
    for place in pair.places:
        with World().add("lib", "1.0").serve() as elsewhere:
            there = f"{elsewhere.url.replace('127.0.0.1', 'localhost')}{PATH_OF_WHEEL}"
            page = f'<a href="{there}">{there.rpartition("/")[2]}</a>'.encode()
            answers = {
                "a redirection": (PATH_OF_WHEEL, Response(302, {"Location": there})),
                "an address on the page": ("/simple/lib/", Response(200, {"Content-Type": "text/html"}, page)),
            }
            path, answer = answers[way]
            one = Situation(
                words="pip install --target out lib",
                variables=at("http://me:secret@HOST/simple"),
                world=World().add("lib", "1.0"),
                scripts={path: (Script(answer, None),)},
            )
            outcome, asked = one.play(place)
            assert outcome.code == 0, outcome.stderr
            assert (path, answer.status, header("me:secret")) in asked
            assert elsewhere.requests
            assert not [entry for entry in elsewhere.requests if "authorization" in entry.headers]


def test_credentials_of_one_index_are_not_sent_to_another_on_the_same_server(pair: Pair) -> None:
    one = situation(
        variables={"UV_INDEX": "http://a:b@HOST/second"}, places={"second": World()}, options=ServerOptions()
    )
    asked = expect_same(pair, one)
    assert ("/second/lib/", 404, header("a:b")) in asked
    assert ("/simple/lib/", 200, "") in asked


def test_two_indexes_of_one_server_get_their_own_credentials(pair: Pair) -> None:
    one = situation(
        variables={"UV_INDEX": "http://a:b@HOST/second", **at("http://c:d@HOST/simple")},
        places={"second": World()},
        options=ServerOptions(),
    )
    asked = expect_same(pair, one)
    assert {entry[2] for entry in asked if entry[0].startswith("/second/")} == {header("a:b")}
    assert {entry[2] for entry in asked if entry[0].startswith("/simple/")} == {header("c:d")}


def test_a_redirection_to_another_host_goes_without_credentials(pair: Pair) -> None:
    for place in pair.places:
        with World().add("lib", "1.0").serve() as elsewhere:
            away = Response(302, {"Location": f"{elsewhere.url}/simple/lib/"})
            one = situation(
                variables=at("http://me:secret@HOST/simple"), scripts={"/simple/lib/": (Script(away, None),)}
            )
            outcome, asked = one.play(place)
            assert outcome.code == 0, outcome.stderr
            assert ("/simple/lib/", 302, header("me:secret")) in asked
            assert elsewhere.requests
            assert not [entry for entry in elsewhere.requests if "authorization" in entry.headers]


def test_what_is_always_wanted_and_not_there_is_an_error_without_a_request(pair: Pair) -> None:
    """Only puv's: uv looks for the index's policy before or after it is known, and so differs from run to run."""
    one = situation(files={"uv.toml": f'{NAMED}authenticate = "always"\n'}, default_index=False)
    outcome, asked = one.play(pair.puv)
    assert outcome.code == 2
    assert "Missing credentials for: " in outcome.stderr
    assert asked == []


WORDS = [
    "login localhost -u a",
    "login localhost --password p",
    "login http://example.org -u a --password p",
    "login ftp://example.org --token t",
    "login example.org:8080 --token t",
    "login https://a@example.org -u b --password p",
    "login https://a:x@example.org --password p",
    "login https://a:x@example.org --token t",
    "login https://example.org --password p --token t",
    "login https://example.org -u a --password -",
    "login",
    "token https://example.org",
    "token example.org -u a",
    "logout https://example.org",
    "logout",
    "dir",
    "dir extra",
]


@pytest.mark.parametrize("words", WORDS)
def test_auth_answers_as_uv_does(pair: Pair, words: str) -> None:
    pair.expect_same("auth", *words.split())


def test_what_is_stored_is_found_by_both_programs_until_it_is_forgotten(pair: Pair) -> None:
    for words in (
        "login https://example.org/simple/ --token first",
        "login https://Example.org:443/+simple --token second",
        "login localhost -u a --password p",
        "login https://b:q@example.org/deep/er",
        "token https://example.org",
        "token https://example.org/anything/below",
        "token localhost -u a",
        "token localhost",
        "token https://example.org/deep/er -u b",
        "logout https://example.org -u nobody",
        "logout https://example.org",
        "token https://example.org",
    ):
        pair.expect_same("auth", *words.split())
    written = (pair.puv.home / STORE).read_text()
    assert pair.puv.run("auth", "token", "localhost", "-u", "a").stdout == "p\n"
    (pair.uv.home / STORE).write_text(written)
    assert pair.uv.run("auth", "token", "localhost", "-u", "a").stdout == "p\n"
    assert (pair.puv.home / STORE).stat().st_mode & 0o077 == 0


def test_a_password_may_come_from_standard_input(pair: Pair) -> None:
    pair.expect_same("auth", "login", "localhost", "-u", "a", "--password", "-", stdin="p w\n")
    pair.expect_same("auth", "token", "localhost", "-u", "a")
