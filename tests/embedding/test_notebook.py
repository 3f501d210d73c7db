"""`%puv` in a real kernel, driven by nbclient: it works on the Python that runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]  # the kernel's packages come from the real index
SOURCE = Path(__file__).parents[2] / "src"
PAGE = Path(__file__).parents[2] / "docs" / "library" / "notebooks.md"


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    world = World()
    world.add("app", "1.0", requires=["lib>=1"], files={"app.py": "import lib\nVALUE = lib.VALUE + 1\n"})
    world.add("lib", "1.0", files={"lib.py": "VALUE = 1\n"})
    world.add("lib", "2.0", files={"lib.py": "VALUE = 2\n"})
    with world.serve() as server:
        yield server.index_url()


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of an environment with ipykernel."""
    place = tmp_path_factory.mktemp("kernel") / "env"
    subprocess.run([sys.executable, "-m", "puv", "venv", "-q", place, "-p", sys.executable], check=True)
    python = place / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "puv", "pip", "install", "-q", "-p", python, "ipykernel", "urllib3"], check=True
    )
    return python


def ran(cells: list[str], kernel: Path, index: str, cwd: Path, *, check: bool = True) -> list[list[Any]]:
    """Run cells in a fresh kernel of that environment and return their outputs."""
    specs = cwd / "specs" / "kernels" / "puvtest"
    specs.mkdir(parents=True, exist_ok=True)
    variables = {
        "PYTHONPATH": str(SOURCE), "UV_DEFAULT_INDEX": index, "PUV_CACHE_DIR": str(cwd / "cache"),
        "JPY_SESSION_NAME": str(cwd / "book.ipynb"),
    }  # fmt: skip
    start = [str(kernel), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": start, "display_name": "puv", "language": "python", "env": variables}
    (specs / "kernel.json").write_text(json.dumps(spec))
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    for name in ("run.ipynb", "book.ipynb"):
        nbformat.write(book, cwd / name)
    words = [
        "-c",
        "from nbclient.cli import main; main()",
        "--inplace",
        "--kernel_name=puvtest",
        "--timeout=120",
        "run.ipynb",
    ]
    done = subprocess.run(
        [sys.executable, *words, *([] if check else ["--allow-errors"])], cwd=cwd, check=False, capture_output=True,
        text=True, env={**os.environ, "JUPYTER_PATH": str(cwd / "specs")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [cell.outputs for cell in nbformat.read(cwd / "run.ipynb", as_version=4).cells]


def text_of(outputs: list[Any]) -> str:
    return "".join(one.get("data", {}).get("text/plain", "") or one.get("text", "") for one in outputs)


def test_packages_are_installed_into_the_running_kernel(kernel: Path, index: str, tmp_path: Path) -> None:
    cells = [
        "%load_ext puv",
        '%puv install "app" "lib<2"',
        "import app, sys; (app.VALUE, app.__file__.startswith(sys.prefix))",
        "%puv why lib",
        "%puv why-not 'lib>=3'",
        "%puv list",
        "%puv install -U lib",
        "%puv add app",
    ]
    outputs = ran(cells, kernel, index, tmp_path)
    assert "+ app==1.0" in text_of(outputs[1]) or "app" in text_of(outputs[1])
    assert text_of(outputs[2]) == "(2, True)"
    why = next(one for one in outputs[3] if "text/html" in one.get("data", {}) and "iframe" in one["data"]["text/html"])
    assert "app -> lib&gt;=1" in why["data"]["text/html"] or "app -&gt; lib&gt;=1" in why["data"]["text/html"]
    assert "app -> lib>=1" in why["data"]["text/plain"]
    assert "not possible" in text_of(outputs[4])
    assert "lib" in text_of(outputs[5])
    assert "Restart the kernel to use what was replaced: lib" in text_of(outputs[6])
    assert "Noted in book.ipynb" in text_of(outputs[7])
    book = json.loads((tmp_path / "book.ipynb").read_text())
    first = "".join(book["cells"][0]["source"])
    assert first.startswith("# /// script\n")
    assert '"app>=1.0"' in first
    assert len(book["cells"]) == len(cells) + 1


def test_a_failure_is_told_and_ends_the_cell(kernel: Path, index: str, tmp_path: Path) -> None:
    outputs = ran(["%load_ext puv", "%puv install nowhere-to-be-found"], kernel, index, tmp_path, check=False)
    shown = json.dumps(outputs[1])
    assert "nowhere-to-be-found was not found in the package registry" in shown
    assert "Traceback" not in shown


def test_the_cell_of_the_page_runs_line_by_line(kernel: Path, tmp_path: Path) -> None:
    world = World().add("polars", "1.30", requires=["numpy<2.4"], files={"polars.py": "NAME = 'polars'\n"})
    world.add("numpy", "2.3").add("numpy", "2.4")
    lines = PAGE.read_text(encoding="utf-8").partition('title="a cell"\n')[2].partition("```")[0].splitlines()
    assert len(lines) >= 6
    with world.serve() as server:
        outputs = ran([*lines, "import polars; polars.NAME"], kernel, server.index_url(), tmp_path)
    told = dict(zip(lines, map(text_of, outputs), strict=False))
    assert "polars -> numpy<2.4" in told["%puv why numpy"]
    assert "not possible" in told['%puv why-not "numpy>=2.4"']
    assert "polars" in told["%puv pip list"]
    assert text_of(outputs[-1]) == "'polars'"
