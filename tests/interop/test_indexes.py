"""Many indexes, however they are given: puv asks the same ones in the same order as uv."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support import builders
from support.index_server import Script, ServerOptions, World, error
from support.situations import Situation, expect_same

if TYPE_CHECKING:
    from support.interop import Pair

COMPILE = "pip compile --no-header --emit-index-annotation --emit-index-url --emit-find-links r.in"
FOO = '[[tool.uv.index]]\nname = "foo"\nurl = "SERVER/second"\n'
WHEEL = {"links/lib-7.0-py3-none-any.whl": builders.wheel("lib", "7.0")}
OLD, NEW = "2021-01-01T00:00:00Z", "2023-01-01T00:00:00Z"


def situation(words: str = "", **changes: Any) -> Situation:
    """Two packages here and there."""
    files = {"r.in": "lib\ndep\n", **changes.pop("files", {})}
    world = World().add("lib", "1.0", upload_time=OLD).add("dep", "2.0", upload_time=OLD)
    second = World().add("lib", "1.5", upload_time=OLD).add("lib", "2.5", upload_time=NEW)
    places = {
        "second": second.add("dep", "3.0", upload_time=OLD),
        "third": World().add("only", "1.0").add("lib", "9.0"),
        "old": World().add("lib", "0.5"),
    }
    return Situation(words=f"{COMPILE} {words}", files=files, world=world, places=places, **changes)


def project(text: str, words: str = "", **changes: Any) -> Situation:
    return situation(words, files={"pyproject.toml": text, **changes.pop("files", {})}, **changes)


def failing(status: int) -> dict[str, Any]:
    return {"scripts": {"/second/lib/": (Script(error(status), None),)}}


SITUATIONS = {
    "one twice, once with a slash": situation("--index SERVER/second --index SERVER/second/"),
    "the default one again": situation("--index SERVER/simple"),
    "two, the first first": situation("--index SERVER/third --index SERVER/second"),
    "with a name": situation("--index foo=SERVER/second"),
    "old words": situation("--index-url SERVER/second --extra-index-url SERVER/third"),
    "old and new words": situation("--index-url SERVER/second --default-index SERVER/third"),
    "none": situation("--no-index"),
    "none but links": situation("--no-index --find-links SERVER/flat/second"),
    "by variables": situation(variables={"UV_INDEX": "foo=SERVER/second SERVER/third"}),
    "links by variable": situation(variables={"UV_FIND_LINKS": "SERVER/flat/second,SERVER/flat/third"}),
    "best of all": situation("--index SERVER/second --index-strategy unsafe-best-match"),
    "first match": situation("--index SERVER/third --index SERVER/second --index-strategy unsafe-first-match"),
    "first index has too little": situation("--index SERVER/second --index SERVER/third", files={"r.in": "lib>10\n"}),
    "the last index has too little": situation("--index SERVER/nothing", files={"r.in": "lib>10\n"}),
    "configured": project(FOO),
    "configured, explicit": project(f"{FOO}explicit = true\n"),
    "configured, default": project(f"{FOO}default = true\n", default_index=False),
    "configured, explicit and default": project(f"{FOO}default = true\nexplicit = true\n", default_index=False),
    "configured twice under one name": project(FOO + FOO.replace("second", "third")),
    "configured name given another address": project(FOO, "--index foo=SERVER/third"),
    "configured, by name": project(f"{FOO}explicit = true\n", "--index foo"),
    "configured, flat": project(FOO.replace("SERVER/second", "SERVER/flat/old") + 'format = "flat"\n'),
    "links are no index": situation("-f SERVER/flat/old"),
    "a forbidden page": project(FOO, **failing(403)),
    "a forbidden page that is ignored": project(f"{FOO}ignore-error-codes = [403]\n", **failing(403)),
    "a broken page that is ignored": project(f"{FOO}ignore-error-codes = [500]\n", **failing(500)),
    "older files of one index": project(f'{FOO}exclude-newer = "2022-01-01"\n'),
    "every file of one index": project(f"{FOO}exclude-newer = false\n", "--exclude-newer 2020-01-01"),
    "a package's date before an index's": project(
        f'{FOO}exclude-newer = "2024-01-01"\n', "--exclude-newer-package lib=2022-01-01"
    ),
    "a place beside the parent's settings": situation(
        files={
            "../uv.toml": 'find-links = ["./links"]\n',
            "../links/lib-7.0-py3-none-any.whl": builders.wheel("lib", "7"),
        }
    ),
    "a directory of links": situation("-f links", files=WHEEL),
    "a missing directory of links": situation("-f nowhere"),
    "a directory as an index": situation(
        "--index ./idx",
        files={
            "idx/lib/index.html": '<a href="lib-3.0-py3-none-any.whl">lib-3.0-py3-none-any.whl</a>',
            "idx/lib/lib-3.0-py3-none-any.whl": builders.wheel("lib", "3.0"),
        },
    ),
    "links in a requirements file elsewhere": Situation(
        words="pip compile --no-header --emit-find-links sub/r.in",
        files={"sub/r.in": "-f ./links\nlib\n", "sub/links/lib-7.0-py3-none-any.whl": builders.wheel("lib", "7.0")},
    ),
    "a bad name": situation("--index f/o=SERVER/second"),
    "a word that is a path": situation("--index ftp://example.org/x"),
    "an old word in a file and a new one beside it": situation(
        files={"uv.toml": 'index-url = "SERVER/second"\n[[index]]\nurl = "SERVER/third"\ndefault = true\n'},
        default_index=False,
    ),
    "file, variable and line": situation(
        "--index SERVER/second",
        files={"uv.toml": 'extra-index-url = ["SERVER/old"]\n[[index]]\nurl = "SERVER/x"\n'},
        variables={"UV_EXTRA_INDEX_URL": "SERVER/third"},
    ),
    "metadata that the settings state": situation(
        files={"uv.toml": 'dependency-metadata = [{name = "lib", version = "1.0", requires-dist = ["dep<1"]}]\n'}
    ),
    "a backend of PyTorch, without a network": situation("--offline --torch-backend cpu", files={"r.in": "torch\n"}),
    "a driver that is none": situation(
        "--offline --torch-backend auto", files={"r.in": "torch\n"}, variables={"UV_CUDA_DRIVER_VERSION": "x"}
    ),
    "a GPU that nobody knows": situation(
        "--offline --torch-backend auto", files={"r.in": "torch\n"}, variables={"UV_AMD_GPU_ARCHITECTURE": "gfx1"}
    ),
    "credentials are written where they were given": situation("--index http://u:p@HOST/second"),
}


@pytest.mark.parametrize("one", SITUATIONS.values(), ids=SITUATIONS)
def test_indexes_are_asked_as_by_uv(pair: Pair, one: Situation) -> None:
    expect_same(pair, one)


def test_local_versions_of_an_explicit_index_are_taken_where_it_is_named(ready: Pair) -> None:
    """`torch==2.5.1+cpu` of PyTorch's index, and everything else of the usual one."""
    one = Situation(
        words="pip install --preview-features index-by-name --index cpu tensor==2.5.1",
        files={"uv.toml": '[[index]]\nname = "cpu"\nurl = "SERVER/wheels"\nexplicit = true\n'},
        world=World().add("tensor", "2.5.1").add("lib", "1.0"),
        places={"wheels": World().add("tensor", "2.5.1+cpu", requires=["lib"])},
    )
    expect_same(ready, one)
    assert "tensor==2.5.1+cpu" in ready.expect_same("pip", "freeze").stdout


def test_downloads_run_one_after_the_other_where_that_is_wished(ready: Pair) -> None:
    """The server answers slowly, and counts its connections: one download needs no second one."""
    world = World()
    for name in "abcd":
        world.add(name, "1.0")
    with world.serve(ServerOptions(latency=0.02)) as server:
        place = ready.puv
        place.index_url = server.index_url()
        place.variables = {"UV_CONCURRENT_DOWNLOADS": "1"}
        assert place.run("pip", "install", "a", "b", "c", "d").code == 0
        assert server.connections <= 2  # one for pages, one for files
