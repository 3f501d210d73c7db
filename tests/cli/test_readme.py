"""The README's examples are run, on an index that has what they name, and its commands are the ones CI runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import puv
from puv.settings.groups.index import IndexSettings
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.index_server import IndexServer

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def server() -> Iterator[IndexServer]:
    world = World()
    for version, urllib3 in (("2.31.0", ">=1.21.1,<3"), ("2.34.2", ">=1.26,<3")):
        needs = ["charset-normalizer>=2,<4", "idna>=2.5,<4", f"urllib3{urllib3}", "certifi>=2017.4.17"]
        world.add("requests", version, requires=needs)
    for name, version in (
        ("certifi", "2026.10.18"), ("charset-normalizer", "3.5.2"), ("idna", "2.0"), ("idna", "3.20"),
        ("urllib3", "1.26.20"), ("urllib3", "2.8.0"), ("pydantic", "2.0"),
    ):  # fmt: skip
        world.add(name, version)
    world.add("httpx", "0.28.0", requires=["idna", "certifi"])
    with world.serve() as running:
        yield running


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def settled(text: str) -> str:
    """Replace what differs from run to run and from machine to machine."""
    text = re.sub(r"\d+(\.\d+)?m?s\b", "[TIME]", text)
    return re.sub(r"Using CPython \S+ interpreter at: \S+", "Using CPython", text)


def test_the_console_session_goes_as_shown(server: IndexServer, tmp_path: Path) -> None:
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "UV_INDEX_URL": server.index_url(), "SHELL": "/bin/bash",
        "UV_PYTHON_DOWNLOADS": "never",
    }  # fmt: skip
    (session,) = blocks("console")
    for step in session.strip().split("\n\n"):
        command, _, expected = step.partition("\n")
        script = command.removeprefix("$ ").replace("puv ", f"{sys.executable} -m puv ")
        told = subprocess.run(
            ["bash", "-c", script], env=environ, cwd=tmp_path, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert settled(told.stdout).splitlines() == settled(expected).splitlines(), command


def test_the_library_example_runs(
    server: IndexServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = puv.Settings().replace(index=IndexSettings(index_url=server.index_url()))
    session = puv.Session(settings, cache_dir=str(tmp_path / "cache"), cwd=str(tmp_path))
    monkeypatch.setattr(puv, "Session", lambda: session, raising=False)
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - the README is ours
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split() == ["certifi", "2026.10.18", "('httpx',)"]
    assert ("added", "httpx", "0.28.0") in eval(shown[-1])  # noqa: S307 - what the example printed


def test_continuous_integration_runs_the_test_command() -> None:
    _main_job, tests = blocks("sh")
    steps = [step.strip() for step in tests.strip().split("&&")]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for step in steps[1:]:
        assert step in script, step
