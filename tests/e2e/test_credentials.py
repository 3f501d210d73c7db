"""Credentials go to the index they are for, and nowhere else: no stream, no file, no cache entry holds them."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import builders
from support.http_loop import Response
from support.index_server import IndexFile, Script, ServerOptions, World, dropped, error, junk_page, truncated
from support.interop import Place, puv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.index_server import IndexServer
    from support.interop import Outcome

USER, SECRET = "the-user", "s3cr3t-t0ken"
SIGNED = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
NAME = builders.wheel_filename("lib", "1.0")
WHEEL = f"/files/simple/{NAME}"
PAGE = "/simple/lib/"


def world() -> World:
    wrong = IndexFile(
        filename=builders.wheel_filename("wrong", "1.0"),
        content=builders.wheel("wrong", "1.0"),
        hashes={"sha256": "0" * 64},
    )
    return World().add("lib", "1.0", requires=["dep"]).add("lib", "0.5").add("dep", "2.0").add_file("wrong", wrong)


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with world().serve(ServerOptions(credentials=(USER, SECRET))) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(puv(), tmp_path / "place", variables={"UV_HTTP_RETRIES": "0"})
    assert made.run("venv", "-q").code == 0
    return made


def leaks(place: Place, *given: str) -> list[str]:
    """The files below the place whose name or content holds the secret, but those the test gave."""
    found = []
    for folder, _, files in os.walk(place.root):
        for name in files:
            path = Path(folder, name)
            if str(path.relative_to(place.cwd) if path.is_relative_to(place.cwd) else path) in given:
                continue
            content = path.read_bytes()
            if any(word in str(path) or word.encode() in content for word in (SECRET, SIGNED)):
                found.append(str(path))
    return found


def quiet(outcome: Outcome) -> Outcome:
    """The outcome, after looking for the secret in both streams."""
    for word in (SECRET, SIGNED):
        assert word not in outcome.stdout + outcome.stderr, outcome
    return outcome


def told(server: IndexServer) -> bool:
    """Whether the index was given the secret."""
    return any(SIGNED in entry.headers.get("authorization", "") for entry in server.requests)


def signed_url(server: IndexServer) -> str:
    return server.index_url(credentials=(USER, SECRET))


COMMANDS = {
    "install": ("pip", "install", "lib"),
    "install verbosely": ("pip", "install", "-v", "lib"),
    "install very verbosely": ("pip", "install", "-vv", "lib"),
    "compile": ("pip", "compile", "lib.in", "-o", "lib.txt"),
    "compile with hashes": ("pip", "compile", "lib.in", "-o", "lib.txt", "--generate-hashes"),
    "compile with the index of each": ("pip", "compile", "-v", "lib.in", "--emit-index-annotation"),
    "sync": ("pip", "sync", "-v", "lib.in"),
    "a dry run": ("pip", "install", "--dry-run", "-v", "lib"),
    "a version that is not there": ("pip", "install", "-v", "lib>=7"),
    "a package that is not there": ("pip", "install", "-v", "nothing"),
    "a wrong digest": ("pip", "install", "-v", "wrong"),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("way", ["variable", "option", "extra option", "file", "settings", "named", "netrc", "links"])
def test_no_command_shows_or_keeps_the_credentials(
    place: Place, server: IndexServer, words: tuple[str, ...], way: str
) -> None:
    place.write("lib.in", "lib==1.0\n")
    added: tuple[str, ...] = ()
    if way == "variable":
        place.variables["UV_DEFAULT_INDEX"] = signed_url(server)
    elif way == "option":
        added = ("--default-index", signed_url(server))
    elif way == "extra option":
        place.variables["UV_DEFAULT_INDEX"] = "http://127.0.0.1:9/nothing"
        added = ("--extra-index-url", signed_url(server))
    elif way == "links":
        flat = server.flat_url().replace("http://", f"http://{USER}:{SECRET}@")
        added = ("--no-index", "--find-links", flat)
    elif way == "file":
        place.write("lib.in", f"--index-url {signed_url(server)}\nlib==1.0\n")
        added = ("-r", "lib.in") if words[1] == "install" else ()
    elif way == "settings":
        place.write("uv.toml", f'[[index]]\nname = "own"\nurl = "{signed_url(server)}"\ndefault = true\n')
    elif way == "named":
        place.write("uv.toml", f'[[index]]\nname = "own"\nurl = "{server.index_url()}"\ndefault = true\n')
        place.variables |= {"UV_INDEX_OWN_USERNAME": USER, "UV_INDEX_OWN_PASSWORD": SECRET}
    elif way == "netrc":
        (place.home / ".netrc").write_text(f"machine 127.0.0.1 login {USER} password {SECRET}\n")
        place.variables["UV_DEFAULT_INDEX"] = server.index_url()
    outcome = quiet(place.run(*words, *added))
    if words[-1] not in {"lib>=7", "nothing", "wrong"}:
        assert outcome.code == 0, outcome.stderr
    assert told(server)
    given = ("lib.in", "uv.toml", str(place.home / ".netrc"))
    assert leaks(place, *given) == []
    quiet(place.run("pip", "list", "-v", *(added if way in {"option", "extra option"} else ())))
    quiet(place.run("pip", "freeze"))
    assert leaks(place, *given) == []


FAILURES = {
    "refused": {PAGE: error(403)},
    "the page fails": {PAGE: error(500)},
    "the page is junk": {PAGE: junk_page()},
    "the page breaks off": {PAGE: dropped()},
    "the page is elsewhere": {PAGE: Response(302, {"Location": "http://127.0.0.1:9/simple/lib/"})},
    "the wheel fails": {WHEEL: error(500)},
    "the wheel is gone": {WHEEL: error(404)},
    "the wheel breaks off": {WHEEL: truncated(builders.wheel("lib", "1.0"), 50)},
    "the wheel is none": {WHEEL: Response(200, {}, b"none")},
    "the metadata fails": {f"{WHEEL}.metadata": error(500)},
    "the metadata is junk": {f"{WHEEL}.metadata": Response(200, {}, b"\x00junk")},
}


@pytest.mark.parametrize("answers", FAILURES.values(), ids=FAILURES)
def test_no_failure_shows_the_credentials(place: Place, server: IndexServer, answers: dict[str, Response]) -> None:
    for path, answer in answers.items():
        server.script(path, Script(answer, None))
    place.variables["UV_DEFAULT_INDEX"] = signed_url(server)
    assert quiet(place.run("pip", "install", "-v", "lib")).code != 0
    assert leaks(place) == []


def test_wrong_credentials_are_not_shown_either(place: Place, server: IndexServer) -> None:
    place.variables["UV_DEFAULT_INDEX"] = server.index_url(credentials=("someone", SECRET))
    assert quiet(place.run("pip", "install", "-v", "lib")).code != 0
    assert leaks(place) == []


def test_a_lone_token_is_hidden_like_a_password(place: Place, server: IndexServer) -> None:
    url = server.index_url().replace("http://", f"http://{SECRET}@")
    assert quiet(place.run("pip", "install", "-v", "--default-index", url, "lib")).code != 0
    assert leaks(place) == []


def test_a_wheel_at_an_address_is_recorded_without_credentials(place: Place, server: IndexServer) -> None:
    url = f"http://{USER}:{SECRET}@{server.url.removeprefix('http://')}{WHEEL}"
    place.variables["UV_DEFAULT_INDEX"] = signed_url(server)
    assert quiet(place.run("pip", "install", "-v", f"lib @ {url}")).code == 0
    (record,) = place.cwd.glob(".venv/**/lib-1.0.dist-info/direct_url.json")
    assert f"{server.url}{WHEEL}" in record.read_text()
    again = quiet(place.run("pip", "install", f"lib @ {url}"))
    assert "Checked 1 package" in again.stderr, again.stderr
    quiet(place.run("pip", "list"))
    assert f"lib @ {server.url}{WHEEL}" in quiet(place.run("pip", "freeze")).stdout
    assert leaks(place) == []


def test_a_failing_address_is_shown_without_its_password(place: Place, server: IndexServer) -> None:
    server.script(WHEEL, Script(error(500), None))
    server.script(f"{WHEEL}.metadata", Script(error(500), None))
    url = f"http://{USER}:{SECRET}@{server.url.removeprefix('http://')}{WHEEL}"
    place.variables["UV_DEFAULT_INDEX"] = signed_url(server)
    for words in (["install", f"lib @ {url}"], ["install", "--no-deps", f"lib @ {url}"]):
        outcome = quiet(place.run("pip", *words))
        assert outcome.code != 0
        assert server.url.removeprefix("http://") in outcome.stderr
    assert leaks(place) == []


def test_a_redirection_to_another_host_takes_no_credentials_along(place: Place, server: IndexServer) -> None:
    with world().serve() as other:
        server.script(PAGE, Script(Response(302, {"Location": f"{other.index_url()}/lib/"}), None))
        place.variables["UV_DEFAULT_INDEX"] = signed_url(server)
        quiet(place.run("pip", "install", "-v", "--no-deps", "lib"))
        assert other.requests
        assert not [entry for entry in other.requests if "authorization" in entry.headers]


def test_compiled_output_holds_credentials_only_where_the_index_url_is_asked_for(
    place: Place, server: IndexServer
) -> None:
    place.write("lib.in", "lib\n")
    place.variables["UV_DEFAULT_INDEX"] = signed_url(server)
    plain = quiet(place.run("pip", "compile", "lib.in"))
    assert plain.code == 0
    asked = place.run("pip", "compile", "lib.in", "--emit-index-url")
    assert SECRET not in asked.stderr
    assert asked.stdout.splitlines().count(f"--index-url {signed_url(server)}") == 1, asked.stdout
