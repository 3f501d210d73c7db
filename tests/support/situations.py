"""One command in two equal places, each with an index of its own: what `Situation` tables of the suites describe."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from support.index_server import ServerOptions, World

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.http_loop import Response
    from support.index_server import IndexServer, Script
    from support.interop import Outcome, Pair, Place


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What is typed, and what there is.

    In words, files and variables `SERVER` stands for the index server's URL, `HOST` for its host and port, and `ROOT`
    for the place's directory. `files` are below the working directory (a leading `../` leaves it), `home` below the
    home directory; `places` are the worlds that the server has beside `/simple`. `tools` are shell scripts on the PATH.
    """

    words: str
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    world: World = field(default_factory=World)
    places: Mapping[str, World] = field(default_factory=dict)
    options: ServerOptions = field(default_factory=ServerOptions)
    scripts: Mapping[str, tuple[Script | Response, ...]] = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)
    default_index: bool = True

    def play(self, place: Place) -> tuple[Outcome, list[tuple[str, int, str]]]:
        """Run the words in `place`; the outcome, and path, status and credentials of each request."""
        with self.world.serve(self.options, **self.places) as server:
            for path, answers in self.scripts.items():
                server.script(path, *answers)
            self._prepare(place, server)
            outcome = place.run(*_filled(self.words, place, server).split())
            asked = [(entry.path, entry.status, entry.headers.get("authorization", "")) for entry in server.requests]
        return outcome, sorted(asked)

    def _prepare(self, place: Place, server: IndexServer) -> None:
        place.index_url = server.index_url() if self.default_index else None
        for base, files in ((place.cwd, self.files), (place.home, self.home)):
            for name, content in files.items():
                _write(base / name, content if isinstance(content, bytes) else _filled(content, place, server).encode())
        for name, script in self.tools.items():
            _write(place.root / "tools" / name, _filled(script, place, server).encode(), 0o755)
        place.variables = {"UV_HTTP_RETRIES": "0"}
        if self.tools:
            place.variables["PATH"] = f"{place.root}/tools:{place.environment()['PATH']}"
        place.variables |= {name: _filled(text, place, server) for name, text in self.variables.items()}


def _filled(text: str, place: Place, server: IndexServer) -> str:
    address = server.url.partition("://")[2]
    return text.replace("SERVER", server.url).replace("HOST", address).replace("ROOT", str(place.root))


def _write(path: Path, content: bytes, mode: int = 0o600) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)


def expect_same(pair: Pair, situation: Situation) -> list[tuple[str, int, str]]:
    """Play a situation in both places and demand the same outcome; what puv asked for."""
    (expected, _), (actual, asked) = (situation.play(place) for place in pair.places)
    differences = pair.differences(expected, actual)
    assert not differences, f"puv differs from uv for {situation.words}\n" + "\n".join(differences)
    return asked
