"""Audits of tools: the same findings, words and exit codes as uv's, from a service on loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from puv.fetcher.http import HttpClient
from puv.ops.audit.model import kept, vulnerability_of
from puv.ops.audit.osv import statuses, vulnerabilities
from support.http_loop import HttpLoop, Response
from support.index_server import World
from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.http_loop import Request
    from support.index_server import IndexServer

RECORDS: dict[str, dict[str, Any]] = {
    "GHSA-1": {
        "id": "GHSA-1", "modified": "2024-01-01T00:00:00Z", "published": "2023-01-01T00:00:00Z",
        "summary": "The app is bad", "details": "Long\n\ntext", "aliases": ["CVE-2023-1", "PYSEC-2023-1"],
        "affected": [
            {
                "package": {"name": "app", "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
            }
        ],
        "references": [{"type": "WEB", "url": "https://example.org/w"}, {"type": "ADVISORY", "url": "https://example.org/a"}],
    },
    "PYSEC-2": {"id": "PYSEC-2", "modified": "2024-01-01T00:00:00Z", "details": "The library, without a summary"},
    "CVE-3": {"id": "CVE-3", "modified": "2024-01-01T00:00:00Z", "summary": "Another of the library"},
}  # fmt: skip
OF = {"app": ["GHSA-1"], "lib": ["PYSEC-2", "CVE-3"]}


class Service:
    """Answers by the OSV protocol, one id a page."""

    def __init__(self) -> None:
        self.loop = HttpLoop(self._answer)
        self.url = f"{self.loop.url}/"

    def _answer(self, request: Request) -> Response:
        kind = {"content-type": "application/json"}
        if request.path.startswith("/v1/vulns/"):
            return Response(200, kind, json.dumps(RECORDS[request.path.rpartition("/")[2]]).encode())
        results = []
        for query in json.loads(request.body)["queries"]:
            known = OF.get(query["package"]["name"], [])
            at = int(query.get("page_token", 0))
            result: dict[str, object] = {"vulns": [{"id": one} for one in known[at : at + 1]]} if known else {}
            if at + 1 < len(known):
                result["next_page_token"] = str(at + 1)
            results.append(result)
        return Response(200, kind, json.dumps({"results": results}).encode())


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    with made.loop:
        yield made


@pytest.fixture(scope="module")
def index() -> Iterator[IndexServer]:
    world = World()
    for name, needs in (("app", ["lib"]), ("lib", []), ("clean", [])):
        entries = {"console_scripts": {name: f"{name}:main"}}
        world.add(name, "1.0", requires=needs, entry_points=entries, files={f"{name}.py": "def main(): pass\n"})
    with world.serve() as running:
        yield running


PREVIEW = ("--preview-features", "audit,tool-install-locks,json-output")
RUNS = {
    "a tool with findings": "app", "a tool without": "clean", "two tools": "clean app", "all tools": "--all",
    "as JSON": "--all --output-format json", "ignoring": "app --ignore GHSA-1 --ignore PYSEC-2 --ignore CVE-3",
    "ignoring an alias": "app --ignore CVE-2023-1",
    "ignoring what has no fix": "app --ignore-until-fixed CVE-2023-1 --ignore-until-fixed PYSEC-2",
    "ignoring what nobody has": "app --ignore NOTHING", "a tool that is not there": "nosuch", "nothing": "",
    "offline": "app --offline", "all and one": "--all app",
}  # fmt: skip


def test_audits_of_tools_go_as_with_uv(index: IndexServer, service: Service, tmp_path: Path) -> None:
    pair = Pair(tmp_path, index.index_url(), {"UV_HTTP_RETRIES": "0"})
    for name in ("app", "clean"):
        pair.run("tool", "install", name, *PREVIEW[:1], "tool-install-locks")
    for words in RUNS.values():
        pair.expect_same("tool", "audit", *words.split(), "--service-url", service.url, *PREVIEW)
    pair.expect_same("tool", "audit", "app", "--service-url", "http://127.0.0.1:9/", *PREVIEW)
    pair.expect_same("tool", "audit", "clean", "--service-url", service.url)
    documents = []
    for place in pair.places:
        told = place.run("tool", "audit", "app", "--service-url", service.url, "--output-format", "sarif", *PREVIEW)
        document = json.loads(place.plain(told.stdout))
        driver = document["runs"][0]["tool"]["driver"]
        for key in ("downloadUri", "informationUri"):
            driver.pop(key, None)
        for result in document["runs"][0]["results"]:
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = ""  # uv names its lock
        documents.append(document)
    assert documents[0] == documents[1]


def test_projects_that_are_given_up_are_told() -> None:
    told = {
        "lib": {"status": "archived", "reason": "done"},
        "app": {"status": "active"},
        "old": {"status": "deprecated"},
    }

    def answer(request: Request) -> Response:
        name = request.path.strip("/").rpartition("/")[2]
        if name == "gone":
            return Response(404)
        return Response(200, {}, json.dumps({"name": name, "project-status": told.get(name)}).encode())

    with HttpLoop(answer) as loop:
        packages = [(name, "1") for name in ("app", "gone", "lib", "old", "other")]
        found = statuses(packages, f"{loop.url}/simple", HttpClient())
    assert [(one.package, one.status, one.reason) for one in found] == [
        ("lib", "archived", "done"), ("old", "deprecated", ""),
    ]  # fmt: skip


def test_every_page_of_the_service_is_read(service: Service) -> None:
    found = vulnerabilities([("app", "1.0"), ("clean", "1.0"), ("lib", "1.0")], service.url, HttpClient())
    assert [(one.package, one.id) for one in found] == [("app", "GHSA-1"), ("lib", "PYSEC-2"), ("lib", "CVE-3")]
    assert found[0].fix_versions == ("2.0",)


def test_what_is_ignored_until_fixed_comes_back_with_a_fix() -> None:
    one = vulnerability_of(RECORDS["GHSA-1"], "app", "1.0")
    assert kept([one], [], ["CVE-2023-1"]) == ([one], frozenset({"CVE-2023-1"}))
    bare = one.replace(fix_versions=())
    assert kept([bare], [], ["CVE-2023-1"]) == ([], frozenset({"CVE-2023-1"}))
    assert kept([one], ["GHSA-1"], []) == ([], frozenset({"GHSA-1"}))
