"""The library's pages on explanations, coroutines, tests and policies run as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from puv.ops.steps import indexes
from puv.testing import wheel
from support.index_server import IndexFile, World
from support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.index_server import IndexServer

_BLOCK = re.compile(r'^```python title="(?P<title>[^"]*)"\n(?P<code>.*?)^```$', re.MULTILINE | re.DOTALL)
pytest_plugins = ("pytester",)


@pytest.fixture
def server() -> Iterator[IndexServer]:
    world = World()
    for version in ("1.26", "2.3", "2.4"):
        world.add("numpy", version)
    world.add("pandas", "2.0", requires=["numpy>=1.26"]).add("numba", "0.63", requires=["numpy<2.4"])
    for version, words in (("1.0", "License: MIT"), ("2.0", "License: AGPLv3")):
        text = f"Metadata-Version: 2.1\nName: report\nVersion: {version}\n{words}\n"
        content = wheel("report", version, files={f"report-{version}.dist-info/METADATA": text})
        world.add_file("report", IndexFile(filename=f"report-{version}-py3-none-any.whl", content=content))
    with world.serve() as running:
        yield running


@pytest.mark.parametrize("page", ["explaining", "async", "policies"])
def test_a_page_runs_as_it_stands(
    page: str, server: IndexServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "DEFAULT_INDEX_URL", server.index_url())
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    blocks = list(_BLOCK.finditer((ROOT / "docs" / "library" / f"{page}.md").read_text(encoding="utf-8")))
    assert blocks
    for block in blocks:
        exec(compile(block["code"], block["title"], "exec"), names)  # noqa: S102 - the page is what is tested


def test_the_page_on_tests_runs_under_pytest(pytester: pytest.Pytester) -> None:
    blocks = _BLOCK.finditer((ROOT / "docs" / "library" / "testing.md").read_text(encoding="utf-8"))
    texts = {block["title"]: block["code"] for block in blocks}
    pytester.makepyfile(test_updates=texts["test_updates.py"], test_parts=texts["parts.py"] + "\ndef test_it(): pass\n")
    result = pytester.runpytest_subprocess("-p", "puv.testing", "-p", "no:randomly", "-q")
    result.assert_outcomes(passed=2)
