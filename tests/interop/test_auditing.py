"""Audits of projects, scripts and tools: uv's findings, words and exit codes, from a service on loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from puv.fetcher.http import HttpClient
from puv.ops.audit.model import Ignored, kept, vulnerability_of
from puv.ops.audit.osv import statuses, vulnerabilities
from support.http_loop import HttpLoop, Response
from support.index_server import World
from support.interop import Pair
from support.schemas import problems

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
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}, {"fixed": "2.5"}]}],
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
    for name in ("old", "gone", "risky", "extra", "dev"):
        world.add(name, "1.0", sdist=True)
    world.statuses |= {
        "old": {"status": "deprecated", "reason": "use app"}, "gone": {"status": "archived"},
        "risky": {"status": "quarantined"}, "app": {"status": "active"},
    }  # fmt: skip
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
        told = pair.expect_same("tool", "audit", *words.split(), "--service-url", service.url, *PREVIEW)
        if "json" in words:
            assert problems("tool-audit-preview", json.loads(told.stdout)) == []
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


PROJECT = """[project]
name = "project"
version = "1"
requires-python = ">=3.11"
dependencies = ["app", "clean; python_version < '3.12'", "{0}"]
[project.optional-dependencies]
more = ["extra"]
[dependency-groups]
dev = ["dev"]
lint = ["lib; sys_platform == 'win32'"]
"""
AUDITS = (
    "", "--no-dev", "--no-extra more", "--no-group lint", "--no-default-groups", "--only-dev", "--only-group lint",
    "--only-group lint --only-dev", "--only-group nope", "--no-extra nope", "--only-group lint --no-group lint",
    "--python-version 3.12", "--python-platform windows", "--ignore GHSA-1 --ignore X --ignore X",
    "--ignore-until-fixed GHSA-1 --ignore-until-fixed PYSEC-2", "--locked", "--frozen", "-q", "-qq", "--color always",
    "--output-format json", "--output-format json -q", "--offline", "--service-url x", "--service-format x",
    "--no-dev --only-dev", "--frozen --upgrade", "--group x", "-p 3.12", "--script nope.py",
)  # fmt: skip


def test_audits_of_projects_go_as_with_uv(index: IndexServer, service: Service, tmp_path: Path) -> None:
    pair = Pair(tmp_path, index.index_url(), {"UV_HTTP_RETRIES": "0"})
    asked = ("audit", "--preview-features", "audit")
    there = (*asked, "--service-url", service.url)
    pair.write("pyproject.toml", PROJECT.format("old"))
    for words in AUDITS:
        pair.expect_same(*(asked if "--service-url" in words else there), *words.split())
    warned = pair.expect_same("audit", "--service-url", service.url, "--frozen", "--output-format", "json")  # twice
    assert problems("audit-preview", json.loads(warned.stdout)) == []
    pair.write("pyproject.toml", PROJECT.format("risky") + '[tool.uv.audit]\nignore = ["PYSEC-2", "Z"]\n')
    for words in ("", "--ignore A --color always", "--locked"):
        pair.expect_same(*there, *words.split())
    pair.expect_same(*asked, "--service-url", "http://127.0.0.1:9/")
    pair.expect_same_files()


def test_audits_look_at_members_and_local_sources_as_uv_does(
    index: IndexServer, service: Service, tmp_path: Path
) -> None:
    pair = Pair(tmp_path, index.index_url(), {"UV_HTTP_RETRIES": "0"})
    there = ("audit", "--preview-features", "audit", "--service-url", service.url)
    pair.write("pyproject.toml", "[tool.x]\n")
    pair.expect_same(*there)
    pair.write("pyproject.toml", '[tool.uv.workspace]\nmembers = ["m/*"]\n[dependency-groups]\ng = ["lib"]\n')
    sources = '[tool.uv.sources]\nlocal = { path = "../../local" }\n'
    pair.write("m/x/pyproject.toml", PROJECT.format("local") + sources)
    pair.write("m/y/pyproject.toml", PROJECT.replace('"project"', '"y"').format("app"))
    pair.write("local/pyproject.toml", PROJECT.replace('"project"', '"local"').format("gone"))
    for words in ("", "--project m/x", "--directory m/x", "--only-group g", "--only-dev", "--no-default-groups"):
        pair.expect_same(*there, *words.split())


def test_audits_of_scripts_go_as_with_uv(index: IndexServer, service: Service, tmp_path: Path) -> None:
    pair = Pair(tmp_path, index.index_url(), {"UV_HTTP_RETRIES": "0"})
    there = ("audit", "--preview-features", "audit", "--service-url", service.url, "--script", "s.py")
    pair.write("s.py", "print()\n")
    pair.expect_same(*there)
    pair.write("s.py", '# /// script\n# dependencies = ["app", "old"]\n# requires-python = ">=3.11"\n# ///\n')
    for words in ("", "--locked", "--frozen"):
        pair.expect_same(*there, *words.split())
    pair.run("lock", "--script", "s.py")
    for words in ("", "--locked", "--frozen", "--no-dev", "--only-group x"):
        pair.expect_same(*there, *words.split())
    pair.expect_same_files()


def test_sarif_names_vulnerabilities_statuses_and_the_lock(
    index: IndexServer, service: Service, tmp_path: Path
) -> None:
    pair = Pair(tmp_path, index.index_url())
    pair.write("pyproject.toml", PROJECT.format("old").replace('"extra"', '"gone", "risky"'))
    documents = []
    for place in pair.places:
        told = place.run("audit", "--service-url", service.url, "--output-format", "sarif")
        document = json.loads(place.plain(told.stdout))
        for key in ("downloadUri", "informationUri"):
            document["runs"][0]["tool"]["driver"].pop(key, None)
        documents.append((told.code, document))
    assert documents[0] == documents[1]
    assert len(documents[0][1]["runs"][0]["results"]) == 6


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
        packages = [(name, "1", f"{loop.url}/simple") for name in ("app", "gone", "lib", "old", "other")]
        found = statuses(packages, HttpClient())
    assert [(one.package, one.status, one.reason) for one in found] == [
        ("lib", "archived", "done"), ("old", "deprecated", ""),
    ]  # fmt: skip


def test_every_page_of_the_service_is_read(service: Service) -> None:
    found = vulnerabilities([("app", "1.0"), ("clean", "1.0"), ("lib", "1.0")], service.url, HttpClient())
    assert [(one.package, one.id) for one in found] == [("app", "GHSA-1"), ("lib", "PYSEC-2"), ("lib", "CVE-3")]
    assert found[0].fix_versions == ("2.0", "2.5")


def test_what_is_ignored_until_fixed_comes_back_with_a_fix() -> None:
    one = vulnerability_of(RECORDS["GHSA-1"], "app", "1.0")
    assert kept([one], Ignored(pending=("CVE-2023-1",))) == ([one], frozenset({"CVE-2023-1"}))
    bare = one.replace(fix_versions=())
    assert kept([bare], Ignored(pending=("CVE-2023-1",))) == ([], frozenset({"CVE-2023-1"}))
    assert kept([one], Ignored(always=("GHSA-1",))) == ([], frozenset({"GHSA-1"}))
