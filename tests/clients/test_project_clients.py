"""What clients do with the project interface of uv, done with puv in its place."""

from __future__ import annotations

import json
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.clients.conftest import Client

pytestmark = [pytest.mark.network, pytest.mark.slow]

NUMBER = f"{sys.version_info[0]}.{sys.version_info[1]}"
PROJECT = {
    "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    f'[project]\nname = "demo"\nversion = "1.0"\nrequires-python = ">={NUMBER}"\ndependencies = ["idna==3.6"]\n'
    '[project.optional-dependencies]\nextra = ["six==1.16.0"]\n'
    '[dependency-groups]\ndev = ["iniconfig==2.0.0"]\nother = ["attrs"]\n',
    "src/demo/__init__.py": "VALUE = 42\n",
}
TELL = "import demo, idna; print('value', demo.VALUE, idna.__version__)"


def names(client: Client, lock: str = "uv.lock") -> dict[str, str]:
    """The packages of a lock, with their versions."""
    packages = tomllib.loads((client.cwd / lock).read_text())["package"]
    return {package["name"]: package.get("version", "") for package in packages}


@pytest.mark.installed("tox", "tox-uv==1.37.1")
def test_tox_uv_syncs_environments_from_the_lock(client: Client) -> None:
    client.write({
        **PROJECT,
        "tox.ini": "[tox]\nenv_list = py\n[testenv]\nrunner = uv-venv-lock-runner\nextras = extra\n"
        f'dependency_groups = other\ncommands = python -c "{TELL}"\n'
        "    python -c \"import six, attr; print('both')\"\n"
        "[testenv:bare]\nskip_install = true\ncommands = python -c \"import idna; print('bare', idna.__version__)\"\n",
    })  # fmt: skip
    client.ran("uv", "lock")

    told = client.ran("tox", "run", "-e", "py,bare")
    assert "value 42 3.6" in told
    assert "both" in told
    assert "bare 3.6" in told
    assert "congratulations" in client.ran("tox", "run", "-e", "py")

    client.write({"pyproject.toml": PROJECT["pyproject.toml"].replace("idna==3.6", "idna==3.7")})
    stale = client.run("tox", "run", "-e", "py")
    assert stale.returncode != 0
    assert "needs to be updated" in stale.stdout + stale.stderr


@pytest.mark.installed("nox")
def test_nox_syncs_sessions_from_the_lock(client: Client) -> None:
    noxfile = f"""
import nox

@nox.session(venv_backend="uv", python={NUMBER!r})
def check(session):
    session.run_install(
        "uv", "sync", "--locked", "--group=other", "--extra=extra", f"--python={{session.virtualenv.location}}",
        env={{"UV_PROJECT_ENVIRONMENT": session.virtualenv.location}},
    )
    session.run("python", "-c", {TELL!r})
    session.run("python", "-c", "import six, attr, iniconfig, sys; print('in', sys.prefix)")
"""
    client.write({**PROJECT, "noxfile.py": noxfile})
    client.ran("uv", "lock")

    told = client.ran("nox", "-s", "check")

    assert "value 42 3.6" in told
    assert f"in {client.cwd / '.nox'}" in told
    assert not (client.cwd / ".venv").exists()
    assert "value 42 3.6" in client.ran("nox", "-r", "-s", "check")


@pytest.mark.installed("pdm[locked]")
def test_pdm_locks_and_installs_with_uv(client: Client) -> None:
    client.write(PROJECT)
    client.ran("uv", "venv", "-q")
    client.ran("pdm", "config", "--local", "use_uv", "true")
    client.variables = {"PDM_CHECK_UPDATE": "0"}

    client.ran("pdm", "lock", "-G:all")
    client.ran("pdm", "install", "-G:all")
    assert "value 42 3.6" in client.ran(client.cwd / ".venv/bin/python", "-c", TELL)
    assert client.ran(client.cwd / ".venv/bin/python", "-c", "import six, attr, iniconfig; print('all')") == "all\n"

    client.ran("pdm", "add", "cowsay==6.0")
    locked = tomllib.loads((client.cwd / "pdm.lock").read_text())["package"]
    assert {"cowsay": "6.0", "idna": "3.6"}.items() <= {row["name"]: row["version"] for row in locked}.items()
    assert "cowsay" in client.ran("uv", "pip", "list")
    client.ran("pdm", "update", "idna")
    client.ran("pdm", "remove", "cowsay")
    assert "cowsay" not in client.ran("uv", "pip", "list")
    assert not (client.cwd / "uv.lock").exists()


@pytest.mark.installed("poethepoet")
def test_poe_runs_tasks_in_the_project(client: Client) -> None:
    tasks = f"""
[tool.uv]
[tool.poe.tasks]
tell = {{ cmd = "python -c \\"{TELL}\\"" }}
where = {{ expr = "__import__('sys').prefix" }}
with-more = {{ cmd = "python -c 'import six, cowsay; print(six.__version__)'", executor = {{ type = "uv", extra = "extra", with = ["cowsay==6.0"] }} }}
fails = {{ cmd = "python -c 'raise SystemExit(7)'" }}
"""  # noqa: E501 - an inline table stands on one line
    client.write({**PROJECT, "pyproject.toml": PROJECT["pyproject.toml"] + tasks})

    assert "value 42 3.6" in client.ran("poe", "tell")
    assert "1.16.0" in client.ran("poe", "with-more")
    assert client.run("poe", "fails").returncode == 7
    assert (client.cwd / "uv.lock").is_file()


@pytest.mark.installed("juv")
def test_juv_manages_the_requirements_of_notebooks(client: Client) -> None:
    client.ran("juv", "init", "nb.ipynb")
    client.ran("juv", "add", "nb.ipynb", "idna==3.6")
    assert "idna==3.6" in (client.cwd / "nb.ipynb").read_text()
    client.ran("juv", "lock", "nb.ipynb")
    assert "idna v3.6" in client.ran("juv", "tree", "nb.ipynb")
    assert "idna==3.6" in client.ran("juv", "export", "nb.ipynb")
    client.ran("juv", "add", "nb.ipynb", "six==1.16.0")
    assert "six==1.16.0" in client.ran("juv", "export", "nb.ipynb")
    client.ran("juv", "remove", "nb.ipynb", "six")
    assert "six" not in client.ran("juv", "tree", "nb.ipynb")

    client.ran("juv", "venv", "--from", "nb.ipynb", "env")
    assert client.ran(client.cwd / "env/bin/python", "-c", "import idna; print(idna.__version__)") == "3.6\n"
    notebook = json.loads((client.cwd / "nb.ipynb").read_text())
    notebook["cells"].append({
        "cell_type": "code", "execution_count": None, "id": "x", "metadata": {}, "outputs": [],
        "source": ["import idna\n", "open('told', 'w').write(idna.__version__)"],
    })  # fmt: skip
    client.write({"nb.ipynb": json.dumps(notebook)})
    client.ran("juv", "exec", "nb.ipynb")
    assert (client.cwd / "told").read_text() == "3.6"


NOTEBOOK = """# /// script
# requires-python = ">=3.11"
# dependencies = ["marimo", "idna==3.6"]
# ///
import marimo
app = marimo.App()

@app.cell
def _():
    import idna
    with open("told", "w") as stream:
        stream.write(idna.__version__)
    return

if __name__ == "__main__":
    app.run()
"""


@pytest.mark.installed("marimo")
def test_marimo_runs_notebooks_in_sandboxes(client: Client) -> None:
    client.write({"nb.py": NOTEBOOK})

    client.ran("marimo", "export", "html", "--sandbox", "--force", "nb.py", "-o", "nb.html")

    assert (client.cwd / "told").read_text() == "3.6"
    assert not (client.cwd / ".venv").exists()


@pytest.mark.installed("usethis")
def test_usethis_adds_tools_to_a_project(client: Client) -> None:
    client.git("init", "-q")
    client.write(PROJECT)
    client.ran("uv", "lock")  # by this it knows that the project is uv's

    client.ran("usethis", "tool", "ruff")
    client.ran("usethis", "tool", "pytest")
    client.ran("usethis", "tool", "requirements.txt")

    groups = tomllib.loads((client.cwd / "pyproject.toml").read_text())["dependency-groups"]
    assert any(entry.startswith("ruff") for entry in groups["dev"])
    assert any(entry.startswith("pytest") for entry in groups["test"])
    assert {"ruff", "pytest", "idna"} <= names(client).keys()
    assert "idna==3.6" in (client.cwd / "requirements.txt").read_text()
    assert "value 42 3.6" in client.ran("uv", "run", "python", "-c", TELL)
    client.ran("usethis", "tool", "ruff", "--remove")
    assert "ruff" not in names(client)


@pytest.mark.installed("usethis")
def test_usethis_begins_a_project(client: Client) -> None:
    client.ran("usethis", "init", "fresh")

    assert (client.cwd / "fresh" / "pyproject.toml").is_file()


@pytest.mark.installed("migrate-to-uv")
def test_migrate_to_uv_locks_what_it_has_migrated(client: Client) -> None:
    client.write({
        "pyproject.toml": '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
        '[tool.poetry]\nname = "demo"\nversion = "1.0"\ndescription = ""\nauthors = []\n'
        f'[tool.poetry.dependencies]\npython = "^{NUMBER}"\nidna = "^3.6"\n'
        '[tool.poetry.group.dev.dependencies]\nsix = "*"\n',
        "poetry.lock": '[[package]]\nname = "idna"\nversion = "3.6"\ndescription = ""\noptional = false\n'
        'python-versions = "*"\ngroups = ["main"]\nfiles = []\n[metadata]\nlock-version = "2.1"\n'
        f'python-versions = "^{NUMBER}"\ncontent-hash = "{"0" * 64}"\n',
        "demo/__init__.py": "",
    })  # fmt: skip

    client.ran("migrate-to-uv", "--keep-current-build-backend")

    assert names(client)["idna"] == "3.6"
    assert "six" in names(client)
    client.ran("uv", "lock", "--check")
    client.ran("uv", "run", "python", "-c", "import idna, six, demo")


@pytest.mark.installed("pipx>=1.18")
def test_pipx_runs_applications_and_scripts(client: Client) -> None:
    client.variables = {"PIPX_DEFAULT_BACKEND": "uv", "PIPX_HOME": str(client.root / "pipx")}
    client.write(
        {"s.py": '# /// script\n# dependencies = ["idna==3.6"]\n# ///\nimport idna\nprint(idna.__version__)\n'}
    )

    assert "moo" in client.ran("pipx", "run", "cowsay", "-t", "moo")
    assert "moo" in client.ran("pipx", "run", "--spec", "cowsay==6.0", "cowsay", "-t", "moo")
    assert "3.6" in client.ran("pipx", "run", "./s.py")


HOOKS = """repos:
- repo: local
  hooks:
  - {id: uv-lock, name: lock, entry: uv lock, language: system, files: '^(uv\\.lock|pyproject\\.toml|uv\\.toml)$', pass_filenames: false}
  - {id: uv-export, name: export, entry: uv export --frozen --output-file=requirements.txt, language: system, files: ^uv\\.lock$, pass_filenames: false}
  - {id: pip-compile, name: compile, entry: uv pip compile dev.in -o dev.txt, language: system, files: '^dev\\.(in|txt)$', pass_filenames: false}
  - {id: uv-sync, name: sync, entry: uv sync --locked, language: system, always_run: true, pass_filenames: false}
"""  # noqa: E501 - hooks stand on one line each


@pytest.mark.installed("pre-commit")
def test_hooks_fail_where_a_file_changes_and_pass_after_that(client: Client) -> None:
    client.write({**PROJECT, ".pre-commit-config.yaml": HOOKS, "dev.in": "six==1.16.0\n", ".gitignore": ".venv\n"})
    client.git("init", "-q")

    def hooks() -> int:
        client.git("add", ".")
        return client.run("pre-commit", "run", "--all-files", PRE_COMMIT_HOME=str(client.root / "hooks")).returncode

    for _ in range(3):  # the lock, then what is made of it; new files are no failures
        hooks()
    made = [(client.cwd / name).read_bytes() for name in ("uv.lock", "requirements.txt", "dev.txt")]
    assert hooks() == 0
    assert [(client.cwd / name).read_bytes() for name in ("uv.lock", "requirements.txt", "dev.txt")] == made

    client.write({"pyproject.toml": PROJECT["pyproject.toml"].replace("idna==3.6", "idna==3.7")})
    assert hooks() == 1
    assert names(client)["idna"] == "3.7"


@pytest.mark.installed("fastmcp")
def test_fastmcp_runs_a_server_with_what_it_needs(client: Client) -> None:
    server = "import idna\nfrom fastmcp import FastMCP, Client\nimport asyncio\nmcp = FastMCP('demo')\n"
    server += "@mcp.tool\ndef version() -> str:\n    return idna.__version__\n"
    client.write({
        "server.py": server,
        "ask.py": "import asyncio\nfrom fastmcp import Client\nfrom fastmcp.client.transports import UvStdioTransport\n"
        "async def main():\n"
        "    config = {'mcpServers': {'demo': {'command': 'uv', 'args': ['run', '--no-project', '--with', 'fastmcp',"
        " '--with', 'idna==3.6', 'fastmcp', 'run', 'server.py', '--no-banner']}}}\n"
        "    async with Client(config) as client:\n"
        "        print('told', (await client.call_tool('version')).data)\n"
        "asyncio.run(main())\n",
    })  # fmt: skip

    assert "told 3.6" in client.ran("python", "ask.py")
