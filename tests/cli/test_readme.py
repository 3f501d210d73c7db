"""The README's examples are run, on an index that has what they name, and its commands are the ones CI runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import puv
from puv.settings.groups.index import IndexSettings
from support.documents import Page
from support.documents_world import company, public, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.index_server import IndexServer

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with public().serve(company=company()) as running:
        yield running


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_console_session_goes_as_shown(server: IndexServer, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    someone = reader(tmp_path, server, update=pytestconfig.getoption("--update-snapshots"))
    # What the two commands of `sh` do, continuous integration tries; the library's example has its own test.
    someone.skipped = frozenset(("sh", "python"))
    failures = someone.follow(Page.read(ROOT / "README.md"))
    assert not failures, "\n\n".join(failures)


def test_the_library_example_runs(
    server: IndexServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = puv.Settings().replace(index=IndexSettings(index_url=server.index_url()))
    session = puv.Session(settings, cache_dir=str(tmp_path / "cache"), cwd=str(tmp_path))
    monkeypatch.setattr(puv, "Session", lambda: session, raising=False)
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - the README is ours
    shown = capsys.readouterr().out.splitlines()
    assert "anyio 4.12.0 ('httpx',)" in shown
    assert ("added", "httpx", "0.28.0") in eval(shown[-1])  # noqa: S307 - what the example printed


def test_continuous_integration_runs_the_test_command() -> None:
    _main_job, tests = blocks("sh")
    steps = [step.strip() for step in tests.strip().split("&&")]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for step in steps[1:]:
        assert step in script, step
