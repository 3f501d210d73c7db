"""The guides for GitHub Actions, GitLab CI, pre-commit, Lambda and FastAPI: what they do in a project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.guides import VERSION, answer, free_port, project, stop

if TYPE_CHECKING:
    from support.guides import Check

pytestmark = pytest.mark.guide


def python(version: str) -> Path:
    """The real interpreter of a version, behind whatever is on the PATH."""
    code = [f"python{version}", "-c", "import sys; print(sys.executable)"]
    try:  # a pyenv's program wants to be told which version is meant
        done = subprocess.run(
            code, env={**os.environ, "PYENV_VERSION": version}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip(f"no Python {version} here")
    if done.returncode:
        pytest.skip(f"no Python {version} here")
    return Path(done.stdout.strip())


def tool(check: Check, *words: str) -> str:
    return check.ran("run", "--", *words).stdout.strip()


def test_41_the_project_says_which_python_and_a_pin_outside_is_refused(check: Check) -> None:
    check.write("pyproject.toml", project())
    assert tool(check, "python", "-V").startswith(f"Python {VERSION}.")
    older = python("3.10")
    check.first_on_path = older.parent
    check.write(".python-version", "3.10\n")

    refused = check.run("run", "python", "-V")

    assert refused.code == 2
    told = " ".join(refused.stderr.split())
    assert "The Python request from `.python-version` resolved to Python 3.10." in told
    assert "which is incompatible with the project's Python requirement" in told


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12"])
def test_42_a_matrix_of_pythons_by_variable(check: Check, version: str) -> None:
    check.first_on_path = python(version).parent
    text = project("six").replace(f">={VERSION}", ">=3.10")
    check.write("pyproject.toml", text)
    check.write(".python-version", f"{VERSION}\n")
    check.ran("sync")

    told = check.ran("run", "python", "-V", UV_PYTHON=version)

    assert told.stdout.startswith(f"Python {version}.")
    assert check.python("import six, sys; print(sys.version_info[:2])") == f"(3, {version[2:]})"


def test_43_all_extras_and_the_development_group_and_nothing_else(check: Check) -> None:
    more = '[project.optional-dependencies]\na = ["six"]\nb = ["click"]\n[dependency-groups]\ndev = ["iniconfig"]\n'
    check.write("pyproject.toml", project("idna", more=more))
    check.ran("venv", "-q")
    check.ran("pip", "install", "ruff")

    check.ran("sync", "--all-extras", "--dev")

    found = {line.partition("==")[0] for line in check.ran("pip", "freeze").stdout.split()}
    assert found == {"idna", "six", "click", "iniconfig"}


@pytest.mark.network
def test_44_tests_run_and_their_exit_status_is_passed_on(shared: Check) -> None:
    shared.write("pyproject.toml", project(more='[dependency-groups]\ndev = ["pytest"]\n'))
    shared.write("tests/test_one.py", "def test_one():\n    assert True\n")
    assert "1 passed" in shared.ran("run", "pytest", "tests").stdout
    shared.write("tests/test_one.py", "def test_one():\n    assert False\n")
    assert shared.run("run", "pytest", "tests").code == 1


def test_46_a_job_s_cache_serves_the_same_lock_elsewhere_without_a_network(check: Check) -> None:
    check.write("pyproject.toml", project("six"))
    check.ran("sync", UV_CACHE_DIR=".uv-cache")
    assert (check.cwd / ".uv-cache" / "CACHEDIR.TAG").is_file()
    (check.cwd / "other").mkdir()
    for name in ("pyproject.toml", "uv.lock"):
        shutil.copy(check.cwd / name, check.cwd / "other")

    check.ran("sync", "--offline", cwd="other", UV_CACHE_DIR="../.uv-cache")

    assert check.python("import six; print('there')", environment="other/.venv") == "there"


def test_54_what_keys_a_cache_is_stable(check: Check) -> None:
    check.write("pyproject.toml", project("flask", "six"))
    made = []
    for _ in range(2):
        check.ran("lock")
        check.ran("export", "-o", "requirements.txt")
        made.append([(check.cwd / name).read_bytes() for name in ("uv.lock", "requirements.txt")])
    assert made[0] == made[1]


def test_56_57_hooks_change_files_once(check: Check) -> None:
    check.write("pyproject.toml", project("idna==3.6"))
    hooks = (("lock",), ("export", "--frozen", "--output-file=requirements.txt"))
    names = ("uv.lock", "requirements.txt")
    made: list[list[bytes]] = []
    for text in (project("idna==3.6"), project("idna==3.7"), project("idna==3.7")):
        check.write("pyproject.toml", text)
        for words in hooks:
            check.ran(*words)
        made.append([(check.cwd / name).read_bytes() for name in names])
    assert made[0] != made[1] == made[2]
    assert b"idna==3.7 \\\n    --hash=sha256:" in made[2][1]


def test_66_requirements_without_the_project_and_its_tools(check: Check) -> None:
    more = '[dependency-groups]\ndev = ["ruff"]\n'
    check.write("pyproject.toml", project("flask", more=more))
    check.ran("lock")
    words = "export --frozen --no-emit-workspace --no-dev --no-editable -o requirements.txt"

    check.ran(*words.split())

    text = (check.cwd / "requirements.txt").read_text()
    assert text.splitlines()[:2][1] == f"#    uv {words}"
    assert "ruff" not in text
    assert not re.search("^(app|-e|[.])", text, re.MULTILINE)
    assert "--hash=sha256:" in text


def test_69_to_72_a_library_in_the_project(check: Check) -> None:
    check.write("pyproject.toml", "# kept\n" + project("six"))
    told = check.ran("init", "--lib", "library")
    assert "workspace" in told.stderr
    assert 'members = [\n    "library",\n]' in (check.cwd / "pyproject.toml").read_text()
    assert "def hello()" in (check.cwd / "library/src/library/__init__.py").read_text()

    check.ran("add", "./library")

    text = (check.cwd / "pyproject.toml").read_text()
    assert text.startswith("# kept\n")
    assert '"library",' in text
    assert "[tool.uv.sources]\nlibrary = { workspace = true }" in text
    assert tool(check, "python", "-c", "import library; print(library.hello())") == "Hello from library!"
    words = ("export", "--frozen", "--no-dev", "--no-editable", "-o", "requirements.txt")
    check.ran(*words)
    assert "./library" in (check.cwd / "requirements.txt").read_text().splitlines()
    check.ran("pip", "install", "-r", "requirements.txt", "--target", "packages")
    assert (check.cwd / "packages" / "library" / "__init__.py").is_file()
    check.ran(*words, "--no-emit-workspace")
    assert "library" not in (check.cwd / "requirements.txt").read_text().replace("# via", "")


HANDLER = """
from fastapi import FastAPI
from mangum import Mangum
app = FastAPI()

@app.get("/")
async def read_root(token: str = ""):
    return {"message": "Hello, world!", "token": token}

handler = Mangum(app)
"""


@pytest.mark.network
def test_61_62_68_a_project_for_lambda_is_served_while_it_is_written(shared: Check) -> None:
    text = project("fastapi", "mangum", more='[dependency-groups]\ndev = ["fastapi[standard]>=0.115"]\n')
    shared.write("pyproject.toml", text)
    shared.write("app/__init__.py", "")
    shared.write("app/main.py", HANDLER)
    shared.ran("lock")
    before = (shared.cwd / "uv.lock").read_bytes()
    shared.ran("lock")
    assert (shared.cwd / "uv.lock").read_bytes() == before
    assert b'source = { virtual = "." }' in before
    shared.ran("sync", "-q")

    port = free_port()
    server = shared.started("run", "fastapi", "dev", "--port", str(port), "--no-reload")
    try:
        assert "Hello, world!" in answer(f"http://127.0.0.1:{port}/", server)
    finally:
        stop(server)


@pytest.mark.network
def test_123_to_127_an_application_around_what_is_there(shared: Check) -> None:
    shared.write("app/__init__.py", "")
    shared.write("app/main.py", HANDLER.replace("from mangum import Mangum\n", "").replace("handler = Mangum(app)", ""))
    shared.ran("init", "--app", "--name", "served", "--bare")
    shared.ran("add", "fastapi", "--extra", "standard")
    assert '"fastapi[standard]>=' in (shared.cwd / "pyproject.toml").read_text()

    port = free_port()
    server = shared.started("run", "fastapi", "dev", "--port", str(port))
    try:
        assert "jessica" in answer(f"http://127.0.0.1:{port}/?token=jessica", server)
    finally:
        stop(server)

    copied = shared.root / "copied"
    shutil.copytree(shared.cwd, copied, ignore=shutil.ignore_patterns(".venv"))
    shared.ran("sync", "--frozen", cwd=str(copied))
    port = free_port()
    words = ["fastapi", "run", "app/main.py", "--port", str(port), "--host", "0.0.0.0"]  # noqa: S104 - the guide's
    server = shared.started("run", "--no-sync", "--", *words, cwd=str(copied))
    try:
        assert "jessica" in answer(f"http://127.0.0.1:{port}/?token=jessica", server)
    finally:
        stop(server)


def test_123_an_application_keeps_what_is_there(check: Check) -> None:
    check.write("app/main.py", "x = 1\n")
    check.ran("init", "--app", "--name", "served")
    assert (check.cwd / "app" / "main.py").read_text() == "x = 1\n"
    assert (check.cwd / "src" / "served" / "__init__.py").is_file()
    assert 'build-backend = "uv_build"' in (check.cwd / "pyproject.toml").read_text()
