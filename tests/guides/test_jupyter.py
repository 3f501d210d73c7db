"""The guide for Jupyter: servers, kernels and notebooks that change the project they run in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.guides import answer, free_port, project, stop

if TYPE_CHECKING:
    from support.guides import Check

pytestmark = [pytest.mark.guide, pytest.mark.network]

CELL = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
WITH = ("run", "--with", "jupyter", "jupyter", "execute")


def notebook(check: Check, *cells: str) -> None:
    """Write a notebook whose cells are run one after the other."""
    rows = [{**CELL, "id": f"c{at}", "source": text} for at, text in enumerate(cells)]
    check.write("nb.ipynb", json.dumps({"cells": rows, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def told(name: str) -> str:
    """A cell that writes down where a module is."""
    return f"import {name}; open('told', 'a').write({name}.__file__ + '\\n')"


def places(check: Check) -> list[str]:
    path = check.cwd / "told"
    found = path.read_text().splitlines()
    path.unlink()
    return found


def dependencies(check: Check) -> str:
    return (check.cwd / "pyproject.toml").read_text()


def installed(check: Check) -> set[str]:
    return {line.partition("==")[0] for line in check.ran("pip", "freeze").stdout.split()}


@pytest.fixture
def own(shared: Check) -> Check:
    """A project with a module of its own and a dependency."""
    shared.ran("init", "--lib", "--name", "project", ".")
    shared.ran("add", "itsdangerous==2.2.0")
    return shared


def test_24_25_a_server_and_notebooks_see_the_project_and_leave_it_alone(own: Check) -> None:
    port = free_port()
    server = own.started(
        "run", "--with", "jupyter", "jupyter", "lab", "--no-browser", "--allow-root", "--port", str(port),
        "--IdentityProvider.token=t",
    )  # fmt: skip
    try:
        assert "version" in json.loads(answer(f"http://127.0.0.1:{port}/api", server, seconds=240))
        assert "<html" in answer(f"http://127.0.0.1:{port}/lab?token=t", server)
    finally:
        stop(server)
    notebook(own, told("itsdangerous"), told("project"))
    own.ran(*WITH, "nb.ipynb")

    assert places(own) == [f"{own.site()}/itsdangerous/__init__.py", f"{own.cwd}/src/project/__init__.py"]
    assert not {"jupyterlab", "jupyter"} & installed(own)


def test_26_to_31_a_kernel_of_the_project_changes_it_and_another_does_not(own: Check) -> None:
    own.ran("add", "--dev", "ipykernel")
    assert '"ipykernel>=' in dependencies(own).partition("[dependency-groups]")[2]
    environment = str(own.cwd / ".venv")
    own.ran("run", "ipython", "kernel", "install", "--user", "--name=project", "--env", "VIRTUAL_ENV", environment)
    kernel = own.root / "home" / ".local" / "share" / "jupyter" / "kernels" / "project" / "kernel.json"
    assert json.loads(kernel.read_text())["argv"][0] == f"{environment}/bin/python"

    notebook(own, "!uv add iniconfig", told("iniconfig"), "!uv pip install six", told("six"))
    own.ran(*WITH, "--kernel_name=project", "nb.ipynb")
    assert '"iniconfig>=' in dependencies(own)
    assert all(place.startswith(environment) for place in places(own))
    assert "six" in installed(own)

    notebook(own, "!uv add toml", told("toml"), "!uv pip install cowsay", told("cowsay"))
    own.ran(*WITH, "nb.ipynb")
    assert '"toml>=' in dependencies(own)
    added, ephemeral = places(own)
    assert added.startswith(environment)
    assert not ephemeral.startswith(environment)
    assert "cowsay" not in installed(own)
    assert own.run("run", "--with", "jupyter", "python", "-c", "import cowsay").code != 0


def test_32_seeds_let_a_notebook_use_pip(own: Check) -> None:
    own.ran("venv", "--seed", "--clear")
    notebook(own, "%pip install docopt", told("docopt"))
    before = dependencies(own)
    own.ran(*WITH, "nb.ipynb")
    assert places(own)[0].endswith("docopt.py")
    assert dependencies(own) == before


def test_33_a_tool_s_executable_of_another_package(shared: Check) -> None:
    done = shared.ran("tool", "run", "jupyter", "lab", "--version")
    assert done.stdout[0].isdigit()
    assert "jupyter-core" in done.stderr


def test_35_36_37_an_editor_s_kernel_and_uv_as_a_dependency(shared: Check) -> None:
    shared.ran("init", "project")
    shared.ran("add", "--dev", "ipykernel", cwd="project")
    assert shared.python("import ipykernel; print('there')", environment="project/.venv") == "there"

    shared.write("plain/pyproject.toml", project("six"))
    shared.ran("sync", cwd="plain")
    before = (shared.cwd / "plain" / "pyproject.toml").read_bytes()
    shared.ran("pip", "install", "ipykernel", cwd="plain")
    assert shared.python("import ipykernel; print('there')", environment="plain/.venv") == "there"
    assert (shared.cwd / "plain" / "pyproject.toml").read_bytes() == before
    assert "ipykernel" in shared.ran("sync", cwd="plain").stderr

    shared.ran("add", "--dev", "uv", cwd="plain")
    assert shared.ran("run", "which", "uv", cwd="plain").stdout == f"{shared.cwd}/plain/.venv/bin/uv\n"
    assert shared.ran("run", "uv", "--version", cwd="plain").stdout.startswith("uv ")
