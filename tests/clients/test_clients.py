"""What clients do with uv, done with puv in its place."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

import pytest

from support.interop import BASE_PYTHON

if TYPE_CHECKING:
    from tests.clients.conftest import Client

pytestmark = [pytest.mark.network, pytest.mark.slow]

DEMO = {
    "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    '[project]\nname = "demo"\nversion = "1.0"\nrequires-python = ">=3.8"\ndependencies = ["idna==3.6"]\n'
    '[project.optional-dependencies]\ntest = ["iniconfig==2.0.0"]\n',
    "src/demo/__init__.py": "VALUE = 42\n",
    "README.md": "",
}
TELL = "import demo, idna; print('value', demo.VALUE, idna.__version__)"


def cfg(path: object) -> dict[str, str]:
    with open(str(path), encoding="utf-8") as stream:
        return dict(line.strip().split(" = ", 1) for line in stream if " = " in line)


@pytest.mark.installed("nox")
def test_nox_makes_sessions_with_uv(client: Client) -> None:
    noxfile = f"""
import nox
nox.options.default_venv_backend = "uv"

@nox.session(python=[{f"{sys.version_info[0]}.{sys.version_info[1]}"!r}])
def check(session):
    session.install("-e", ".[test]")
    session.install("-r", "requirements.txt", "--reinstall-package", "six")
    session.run("python", "-c", {TELL!r})
    session.run("python", "-c", "import six, iniconfig; print('both')")
    session.run("uv", "pip", "list")
"""
    client.write({**DEMO, "noxfile.py": noxfile, "requirements.txt": "six==1.16.0\n"})

    told = client.ran("nox", "-s", "check")
    again = client.ran("nox", "-r", "-s", "check")

    assert "value 42 3.6" in told
    assert "both" in told
    assert re.search(r"^six +1\.16\.0$", told, re.MULTILINE)
    assert "Creating virtual environment (uv)" in told
    assert "Reusing existing virtual environment" in again, again
    assert cfg(next((client.cwd / ".nox").glob("*/pyvenv.cfg")))["uv"]
    assert "Creating virtual environment (uv)" in client.ran("nox", "-s", "check")  # cleared first


@pytest.mark.installed("nox")
def test_a_noxfile_with_requirements_of_its_own_runs_in_an_environment_made_by_uv(client: Client) -> None:
    script = """# /// script
# dependencies = ["nox", "iniconfig==2.0.0"]
# ///
import iniconfig, nox

@nox.session(venv_backend="none")
def hello(session):
    session.log("hello from " + iniconfig.__name__)

if __name__ == "__main__":
    nox.main()
"""
    client.write({"noxfile.py": script})

    assert "hello from iniconfig" in client.ran("nox", "--script-venv-backend", "uv", "-s", "hello")


@pytest.mark.installed("tox", "tox-uv==1.37.1")
@pytest.mark.parametrize("package", ["uv", "uv-editable", "wheel", "editable", "skip"])
def test_tox_uv_makes_environments_and_tells_what_is_in_them(client: Client, package: str) -> None:
    code = TELL if package != "skip" else "print('value 42 3.6')"
    client.write({
        **DEMO,
        "constraints.txt": "six==1.16.0\n",
        "tox.ini": "[tox]\nenv_list = py\n[testenv]\nrunner = uv-venv-runner\ndeps = six\n"
        "constraints = constraints.txt\n"
        f'package = {package}\nextras = test\ncommands = python -c "{code}"\n'
        '    python -c "import six; print(six.__version__)"\n',
    })  # fmt: skip

    told = client.ran("tox", "run", "--result-json", "result.json")

    assert "value 42 3.6" in told
    installed = json.loads((client.cwd / "result.json").read_text())["testenvs"]["py"]["installed_packages"]
    assert any(line.startswith("six==") for line in installed)
    assert package == "skip" or any(line.startswith(("demo==1.0", "demo @ file:", "-e file:")) for line in installed), (
        installed
    )
    assert "congratulations" in client.ran("tox", "run", "-v")  # once more, with everything there
    assert "congratulations" in client.ran("tox", "run", "-r")


@pytest.mark.installed("tox", "tox-uv==1.37.1")
def test_tox_uv_skips_what_has_no_interpreter_and_takes_specifiers(client: Client) -> None:
    number = f"{sys.version_info[0]}.{sys.version_info[1]}"
    client.write({
        "tox.ini": f"[tox]\nenv_list = py{number.replace('.', '')}, py399\nskip_missing_interpreters = true\n"
        "[testenv]\nskip_install = true\nuv_seed = true\ncommands = python -c \"import pip; print('seeded')\"\n"
        "[testenv:legacy]\nbase_python = cpython" + number + "\n",
    })  # fmt: skip

    told = client.ran("tox", "run")

    assert "seeded" in told
    assert "py399: SKIP" in told
    assert "seeded" in client.ran("tox", "run", "-e", "legacy")


@pytest.mark.installed("hatch")
def test_hatch_makes_environments_with_uv(client: Client) -> None:
    client.write({
        **DEMO,
        "hatch.toml": '[envs.default]\ninstaller = "uv"\ndependencies = ["six==1.16.0"]\nfeatures = ["test"]\n'
        '[envs.bare]\ninstaller = "uv"\nskip-install = true\ndetached = true\ndependencies = ["attrs"]\n',
    })  # fmt: skip
    data = {"HATCH_DATA_DIR": str(client.root / "data"), "HATCH_CACHE_DIR": str(client.root / "hatch-cache")}

    assert "value 42 3.6" in client.ran("hatch", "run", "python", "-c", TELL, **data)
    assert "1.16.0" in client.ran(
        "hatch", "run", "python", "-c", "import six, iniconfig; print(six.__version__)", **data
    )
    assert "six" in client.ran("hatch", "run", "uv", "pip", "list", **data)
    assert "attr" in client.ran("hatch", "run", "bare:python", "-c", "import attr; print(attr.__name__)", **data)
    assert "fresh" in client.ran("hatch", "run", "python", "-c", "print('fresh')", **data)
    made = cfg(next((client.root / "data").rglob("pyvenv.cfg")))
    assert "uv" in made


@pytest.mark.installed("build")
def test_build_installs_backends_with_uv(client: Client) -> None:
    client.write(DEMO)

    told = client.ran("python", "-m", "build", "--installer", "uv", ".")
    client.ran("python", "-m", "build", "--installer", "uv", "-v", "--wheel", ".")

    assert "Successfully built demo-1.0.tar.gz and demo-1.0-py3-none-any.whl" in told
    assert sorted(path.name for path in (client.cwd / "dist").iterdir()) == [
        "demo-1.0-py3-none-any.whl",
        "demo-1.0.tar.gz",
    ]


def hook_repository(client: Client) -> None:
    client.write(
        {
            "setup.py": "from setuptools import setup\nsetup(name='hook', version='1.0', py_modules=['hook'],\n"
            "      entry_points={'console_scripts': ['hook=hook:main']})\n",
            "hook.py": "import idna\ndef main():\n    print('idna', idna.__version__)\n",
            ".pre-commit-hooks.yaml": "- id: hook\n  name: hook\n  entry: hook\n  language: python\n",
        },
        below="hook",
    )
    client.git("init", "-q", cwd="hook")
    client.git("add", ".", cwd="hook")
    client.git("commit", "-q", "-m", "hook", cwd="hook")


@pytest.mark.installed("pre-commit", "pre-commit-uv")
def test_pre_commit_uv_installs_hooks(client: Client) -> None:
    hook_repository(client)
    revision = client.git("rev-parse", "HEAD", cwd="hook").strip()
    config = (
        f"repos:\n- repo: {client.cwd}/hook\n  rev: {revision}\n  hooks:\n  - id: hook\n    verbose: true\n"
        "    additional_dependencies: ['idna==3.6']\n"
    )
    client.write({".pre-commit-config.yaml": config, "file.txt": "text\n"}, below="project")
    client.git("init", "-q", cwd="project")
    client.git("add", ".", cwd="project")

    told = client.ran("pre-commit", "run", "--all-files", cwd="project", PRE_COMMIT_HOME=str(client.root / "hooks"))

    assert "idna 3.6" in told
    assert "Using pre-commit with uv" in told
    assert "uv" in cfg(next((client.root / "hooks").rglob("pyvenv.cfg")))


@pytest.mark.installed("pipx>=1.18")
def test_pipx_manages_applications_with_its_uv_backend(client: Client) -> None:
    client.variables = {
        "PIPX_HOME": str(client.root / "pipx"), "PIPX_BIN_DIR": str(client.root / "bin"),
        "PIPX_MAN_DIR": str(client.root / "man"), "PIPX_DEFAULT_BACKEND": "uv", "PIPX_DEFAULT_PYTHON": str(BASE_PYTHON),
    }  # fmt: skip
    cowsay = client.root / "bin" / "cowsay"

    client.ran("pipx", "install", "cowsay==6.0")
    assert "moo" in client.ran(cowsay, "-t", "moo")
    client.ran("pipx", "inject", "cowsay", "six")
    assert "cowsay 6.0" in client.ran("pipx", "list", "--include-injected")
    assert "six" in client.ran("pipx", "list", "--include-injected")
    assert re.search(r"^cowsay +6\.0$", client.ran("pipx", "runpip", "cowsay", "list"), re.MULTILINE)
    outdated = (
        client.ran("pipx", "list", "--outdated") if "--outdated" in client.ran("pipx", "list", "--help") else "cowsay"
    )
    assert "cowsay" in outdated
    client.ran("pipx", "uninject", "cowsay", "six")
    client.ran("pipx", "upgrade", "cowsay")
    client.ran("pipx", "reinstall", "cowsay")
    assert (client.root / "pipx" / "venvs" / "cowsay" / "pyvenv.cfg").read_text().count("uv = ")
    assert not list((client.root / "pipx" / "venvs" / "cowsay").glob("lib/*/site-packages/pip"))
    client.ran("pipx", "uninstall", "cowsay")
    assert not cowsay.exists()


@pytest.mark.installed("pipx>=1.18")
def test_pipx_hears_why_an_interpreter_is_too_old(client: Client) -> None:
    client.write({
        "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "newer"\nversion = "1"\nrequires-python = ">=3.99"\n[project.scripts]\nnewer = "newer:x"\n',
        "newer.py": "def x(): ...\n",
    })  # fmt: skip

    done = client.run("pipx", "install", "--backend", "uv", "--python", str(BASE_PYTHON), ".")

    assert done.returncode == 1
    log = done.stdout + done.stderr + "".join(path.read_text() for path in (client.root / "home").rglob("*.log"))
    assert re.search(r"does not satisfy\s+Python>=3\.99", log), log


@pytest.mark.installed("fawltydeps")
def test_fawltydeps_installs_what_it_must_look_into(client: Client) -> None:
    client.write({"app.py": "import six\nimport yaml\n", "requirements.txt": "six\nPyYAML\ncowsay\n"})

    done = client.run("fawltydeps", "--install-deps", "--check")

    assert "'cowsay'" in done.stdout
    assert "yaml" not in done.stdout.lower().replace("pyyaml", "")


@pytest.mark.installed("asv", "virtualenv")
def test_asv_makes_environments_with_uv_and_pip_inside(client: Client) -> None:
    number = f"{sys.version_info[0]}.{sys.version_info[1]}"
    client.write({
        **DEMO,
        "pyproject.toml": DEMO["pyproject.toml"].replace('"idna==3.6"', ""),  # asv wants one wheel
        "asv.conf.json": json.dumps({
            "version": 1, "project": "demo", "repo": ".", "branches": ["HEAD"], "environment_type": "uv",
            "pythons": [number], "benchmark_dir": "benchmarks",
        }),
        "benchmarks/__init__.py": "",
        "benchmarks/one.py": "import demo\ndef track_value():\n    return demo.VALUE\n",
    })  # fmt: skip
    client.git("init", "-q")
    client.git("add", ".")
    client.git("commit", "-q", "-m", "start")
    client.ran("asv", "machine", "--yes")

    told = client.ran("asv", "run", "--quick", "--show-stderr", "HEAD^!")

    assert "42" in told


@pytest.mark.installed("six==1.16.0")
def test_maturin_finds_the_direct_url_of_what_it_has_installed(client: Client, wheels: list[str]) -> None:
    """The calls of `maturin develop --uv`, with another wheel than one of its own (it needs a Rust compiler)."""
    wheel = next(str(path) for path in wheels if "puv_as_uv" in str(path))
    client.ran("uv", "venv", "-q", "env")
    inside = {"VIRTUAL_ENV": str(client.cwd / "env"), "UV_PYTHON": str(client.cwd / "env/bin/python")}
    client.write({"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n[dependency-groups]\ndev = ["six"]\n'})

    assert client.ran("python", "-m", "uv", "--version").startswith("uv ")
    client.ran("python", "-m", "uv", "pip", "install", "idna>=3", **inside)
    client.ran("python", "-m", "uv", "pip", "install", "--group", "dev", **inside)
    client.ran("python", "-m", "uv", "pip", "install", "--no-deps", "--force-reinstall", wheel, **inside)
    told = client.ran("python", "-m", "uv", "pip", "show", "--files", "puv-as-uv", **inside)

    location = re.search(r"Location: (.*)", told)
    assert location is not None
    assert location[1].startswith(str(client.cwd / "env"))
    assert re.search(r"^  (.*direct_url.json)$", told, re.MULTILINE)
