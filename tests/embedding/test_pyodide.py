"""puv inside Pyodide under Node: resolving and installing through JavaScript's `fetch`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from puv.session import Session
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.network,  # Pyodide comes from npm
    pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm"),
    pytest.mark.timeout(600),
]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    world = World()
    world.add("attrs", "25.1", files={"attrs/__init__.py": "VALUE = 40\n"})
    world.add("rich", "14.0", requires=["pygments>=2", "markdown-it-py"], files={"rich/__init__.py": "VALUE = 2\n"})
    world.add("pygments", "2.1").add("markdown-it-py", "3.0", requires=["mdurl"]).add("mdurl", "0.1")
    world.add("only-linux", "1.0", tags=["cp314-cp314-manylinux_2_17_x86_64"])
    with world.serve() as server:
        yield server.index_url()


def test_packages_are_installed_and_imported_inside_pyodide(index: str, tmp_path: Path) -> None:
    subprocess.run(["npm", "install", "--silent", "--prefix", tmp_path, "pyodide"], check=True, timeout=300)
    os.environ["PUV_BUILD_ENTRY_POINTS"] = "1"  # a wheel for every platform
    with Session(cache_dir=tmp_path / "cache", environ=dict(os.environ)) as session:
        session.build(str(ROOT), wheel=True, out_dir=str(tmp_path / "dist"))
    (wheel,) = (tmp_path / "dist").glob("puv-*-py3-none-any.whl")
    script = tmp_path / "pyodide.mjs"
    shutil.copy(Path(__file__).with_name("pyodide.mjs"), script)
    text = (ROOT / "docs" / "library" / "async.md").read_text(encoding="utf-8")
    page = tmp_path / "page.js"
    page.write_text(text.partition('title="pyodide.mjs"\n')[2].partition("```")[0], encoding="utf-8")
    assert "aio.Session()" in page.read_text(encoding="utf-8")
    done = subprocess.run(
        ["node", script, wheel, index, page], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["page"] == 2
    assert found["value"] == 42
    assert set(found["installed"]) >= {"attrs", "rich", "pygments", "markdown-it-py", "mdurl"}
    assert found["site"].endswith("site-packages")
    assert "wasm32" in found["tags"]
    assert found["events"].count("Installed") == 5
    assert found["events"].count("Resolved") == 1
    assert found["events"][-1] == "Completed"
    assert found["lock"]["packages"]["rich"]["depends"] == ["markdown-it-py", "pygments"]
    assert found["lock"]["info"]["arch"] == "wasm32"
    assert found["why"] == "requirements -> rich -> markdown-it-py -> mdurl"
    assert found["refused"] == "NoSolutionError"
