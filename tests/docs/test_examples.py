"""Every example of the documentation is followed, page by page, and does what the page says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.documents import Page
from support.documents_world import company, public, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.index_server import IndexServer

ROOT = Path(__file__).parents[2]
# The library's pages have tests of their own; pages on the design show no commands.
_ELSEWHERE = ("library", "design", "schemas", "assets")
PAGES = sorted(
    path for path in (ROOT / "docs").rglob("*.md") if path.relative_to(ROOT / "docs").parts[0] not in _ELSEWHERE
)


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with public().serve(company=company()) as running:
        yield running


@pytest.mark.parametrize("path", [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in PAGES])
def test_a_page_shows_what_a_reader_gets(
    path: Path, server: IndexServer, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    someone = reader(tmp_path, server, update=pytestconfig.getoption("--update-snapshots"))
    failures = someone.follow(Page.read(path))
    assert not failures, "\n\n".join(failures)
