"""Indexes that behave differently, badly or not at all: puv ends as uv does, and asks no more often."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from support import builders
from support.http_loop import Response
from support.index_server import (
    IndexFile,
    IndexServer,
    Script,
    ServerOptions,
    World,
    dropped,
    error,
    junk_page,
    truncated,
)
from support.interop import Filters, Outcome, Pair, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = "/simple/lib/"
WHEEL = "/files/simple/lib-1.0-py3-none-any.whl"
SIDECAR = f"{WHEEL}.metadata"


def world() -> World:
    return World().add("lib", "1.0", requires=["dep"]).add("dep", "2.0")


@dataclass(frozen=True, kw_only=True)
class Situation:
    """How the index behaves, and what is typed."""

    words: tuple[str, ...] = ("pip", "install", "lib")
    options: ServerOptions = field(default_factory=ServerOptions)
    scripts: Mapping[str, tuple[Script | Response, ...]] = field(default_factory=dict)
    retries: str = "0"
    credentials: tuple[str, str] | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    packages: World = field(default_factory=world)
    # Beginnings of lines that each program has its own words for.
    own_words: tuple[str, ...] = ()

    def play(self, place: Place) -> tuple[Outcome, list[str]]:
        """Run the words in `place` with an index of its own; the outcome and the paths that were asked for."""
        with self.packages.serve(self.options, second=World().add("dep", "3.0").add("lib", "0.5")) as server:
            for path, answers in self.scripts.items():
                server.script(path, *answers)
            told = {name: text.replace("SERVER", server.url) for name, text in self.variables.items()}
            place.index_url = server.index_url(credentials=self.credentials)
            place.variables = {"UV_HTTP_RETRIES": self.retries, **told}
            outcome = place.run(*(word.replace("SERVER", server.url) for word in self.words))
            return outcome, asked(server)


def asked(server: IndexServer) -> list[str]:
    return sorted(entry.path for entry in server.requests if entry.status not in {301, 308})


def always(response: Response) -> tuple[Script]:
    return (Script(response, None),)


def listing(**changes: object) -> World:
    content = builders.wheel("lib", "1.0")
    values = {"filename": builders.wheel_filename("lib", "1.0"), "content": content, **changes}
    return World().add_file("lib", IndexFile(**values))  # type: ignore[arg-type]  # each test names the fields it changes


SITUATIONS = {
    "pages in HTML only": Situation(options=ServerOptions(formats=("html",))),
    "pages in JSON only": Situation(options=ServerOptions(formats=("json",))),
    "absolute addresses": Situation(options=ServerOptions(absolute_urls=True)),
    "no metadata beside the wheels": Situation(options=ServerOptions(sidecars=False)),
    "no ranges and no metadata": Situation(options=ServerOptions(sidecars=False, ranges=False)),
    "no hashes": Situation(options=ServerOptions(hashes=False)),
    "no compression, no tags, no lifetimes": Situation(
        options=ServerOptions(compress=False, etags=False, cache_control=None)
    ),
    "a page once unavailable": Situation(scripts={PAGE: (error(503),)}, retries="2"),
    "a page unavailable": Situation(scripts={PAGE: always(error(503))}),
    "a page unavailable again and again": Situation(scripts={PAGE: always(error(500))}, retries="1"),
    "a page too often asked for": Situation(scripts={PAGE: (error(429, retry_after="0"),)}, retries="2"),
    "a page forbidden": Situation(scripts={PAGE: always(error(403))}),
    "a page gone": Situation(scripts={PAGE: always(error(410))}),
    "a page that is junk": Situation(
        scripts={PAGE: always(junk_page())},
        own_words=("  cause: key must be a string", "  cause: Expecting property name"),  # the JSON parsers'
    ),
    "a page of an unknown type": Situation(
        scripts={PAGE: always(Response(200, {"Content-Type": "text/plain"}, b"hello"))}
    ),
    "an empty page": Situation(scripts={PAGE: always(Response(200, {"Content-Type": "text/html"}, b""))}),
    "a page after a redirection": Situation(
        scripts={PAGE: (Response(302, {"Location": "/second/lib/"}),)}, words=("pip", "install", "--no-deps", "lib")
    ),
    "a connection lost": Situation(scripts={PAGE: always(dropped())}),
    "a connection once lost": Situation(scripts={PAGE: (dropped(),)}, retries="2"),
    "metadata unavailable": Situation(scripts={SIDECAR: always(error(500))}),
    "metadata that is junk": Situation(scripts={SIDECAR: always(Response(200, {}, b"\x00\x01 junk"))}),
    "a wheel unavailable": Situation(scripts={WHEEL: always(error(500))}),
    "a wheel missing": Situation(scripts={WHEEL: always(error(404))}),
    "a wheel cut short": Situation(scripts={WHEEL: always(truncated(builders.wheel("lib", "1.0"), 100))}),
    "a wheel that is none": Situation(scripts={WHEEL: always(Response(200, {}, b"not a zip archive at all"))}),
    "a wheel with another digest": Situation(packages=listing(hashes={"sha256": "0" * 64})),
    "credentials missing": Situation(options=ServerOptions(credentials=("me", "secret"))),
    "credentials right": Situation(options=ServerOptions(credentials=("me", "secret")), credentials=("me", "secret")),
    "credentials wrong": Situation(options=ServerOptions(credentials=("me", "secret")), credentials=("me", "guess")),
    "a second index first": Situation(words=("pip", "install", "--index", "SERVER/second", "lib")),
    "a second index, old words": Situation(words=("pip", "install", "--extra-index-url", "SERVER/second", "lib")),
    "the best of all indexes": Situation(
        words=("pip", "install", "--index", "SERVER/second", "--index-strategy", "unsafe-best-match", "lib")
    ),
    "an index by variable": Situation(variables={"UV_INDEX": "SERVER/second"}, words=("pip", "install", "dep")),
    "an index by its deprecated option": Situation(words=("pip", "install", "-i", "SERVER/second", "dep")),
    "a page of links": Situation(words=("pip", "install", "--no-index", "-f", "SERVER/flat/simple/", "lib")),
    "no host": Situation(words=("pip", "install", "--default-index", "http://127.0.0.1:9/simple", "lib")),
    "no scheme": Situation(words=("pip", "install", "--default-index", "nonsense", "lib")),
    "offline": Situation(words=("pip", "install", "--offline", "lib")),
}


@pytest.fixture
def places(ready: Pair) -> Pair:
    return ready


@pytest.mark.parametrize("situation", SITUATIONS.values(), ids=SITUATIONS)
def test_an_index_s_behaviour_leads_where_it_leads_uv(places: Pair, situation: Situation) -> None:
    (expected, _), (actual, _) = (situation.play(place) for place in places.places)
    differences = places.differences(expected, actual, Filters(drop_stderr_lines=situation.own_words))
    assert not differences, "\n".join(differences)
    places.expect_same_environment()


@pytest.mark.parametrize("name", ["absolute addresses", "pages in HTML only", "no metadata beside the wheels"])
def test_puv_asks_no_more_often_than_uv(places: Pair, name: str) -> None:
    (_, expected), (_, actual) = (SITUATIONS[name].play(place) for place in places.places)
    assert set(actual) <= set(expected)
    assert len(actual) <= len(expected)


def test_a_second_run_asks_for_nothing(places: Pair) -> None:
    for place in places.places:
        with world().serve() as server:
            place.index_url = server.index_url()
            assert place.run("pip", "install", "lib").code == 0
            assert place.run("pip", "uninstall", "lib", "dep").code == 0
            server.forget()
            assert place.run("pip", "install", "lib").code == 0
            assert asked(server) == []


def test_refreshing_asks_again_and_an_unchanged_page_is_not_sent(places: Pair) -> None:
    for place in places.places:
        with world().serve() as server:
            place.index_url = server.index_url()
            assert place.run("pip", "install", "lib").code == 0
            server.forget()
            assert place.run("pip", "install", "--refresh", "--reinstall", "lib").code == 0
            assert {entry.status for entry in server.matching(PAGE)} == {304}


def test_credentials_are_never_shown(places: Pair) -> None:
    situation = Situation(options=ServerOptions(credentials=("me", "secret")), credentials=("me", "top-secret-guess"))
    outcome, _ = situation.play(places.puv)
    assert outcome.code != 0
    assert "top-secret-guess" not in outcome.stdout + outcome.stderr
