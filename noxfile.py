"""The one door: `nox -s check`, `nox -s test`, … ; every session runs in the environment that nox itself runs in.

That environment is the one of the README: `pip install -r requirements-dev.txt -e .`.
"""

from __future__ import annotations

import sys

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["check", "test"]

SOURCES = ("src", "compat", "tests", "benchmarks", "dev", "noxfile.py", "hatch_build.py")
HYPOTHESIS = "--hypothesis-profile"
# Not `python`: without an activated environment that is another one.
PYTHON = sys.executable


@nox.session
def check(session: nox.Session) -> None:
    """Format, lint, types, and the rules of the architecture."""
    session.run(PYTHON, "-m", "ruff", "format", "--check", *SOURCES)
    session.run(PYTHON, "-m", "ruff", "check", *SOURCES)
    session.run(PYTHON, "-m", "mypy")
    session.run(PYTHON, "-m", "mypy", "--config-file", "tests/mypy.ini")
    session.run(PYTHON, "-m", "pytest", "tests/architecture", "-q", *session.posargs)


@nox.session
def test(session: nox.Session) -> None:
    """Everything that CI runs."""
    session.run(PYTHON, "-m", "pytest", *session.posargs)


@nox.session
def interop(session: nox.Session) -> None:
    """The comparison with real uv only."""
    session.run(PYTHON, "-m", "pytest", "tests/interop", *session.posargs)


@nox.session
def network(session: nox.Session) -> None:
    """What needs packages of the real index: backends, popular tools, a keyring."""
    session.run(PYTHON, "-m", "pytest", "tests/interop", "tests/e2e", "-m", "network", *session.posargs)


@nox.session
def clients(session: nox.Session) -> None:
    """Programs that drive uv (nox, tox-uv, hatch, build, …) from the real index, with puv as uv."""
    session.run(PYTHON, "-m", "pytest", "tests/clients", "-m", "network", *session.posargs)


@nox.session
def guides(session: nox.Session) -> None:
    """What the integration guides show, also the parts that need the real index."""
    session.run(PYTHON, "-m", "pytest", "tests/guides", "-m", "network or guide or not guide", *session.posargs)


@nox.session
def typed(session: nox.Session) -> None:
    """Whether pyright knows the type of every public symbol. Needs node, and fetches pyright with npx."""
    words = ("npx", "--yes", "pyright@1.1.414", "--pythonpath", PYTHON, "--verifytypes", "puv", "--ignoreexternal")
    session.run(*words, env={"PYTHONPATH": "src"}, external=True)


@nox.session
def soak(session: nox.Session) -> None:
    """What other tests do for a moment, for long: a thousand cycles in one process, hundreds of cancels."""
    session.run(PYTHON, "-m", "pytest", "tests/unit/api", "-m", "soak", "-n0", "-o", "timeout=3000", *session.posargs)


@nox.session(venv_backend="venv")
def docs(session: nox.Session) -> None:
    """Build the documentation site into site/, strictly, and look at every page in a headless Chromium."""
    sync = ("puv", "pip", "sync", "-q", "--python", session.virtualenv.location)
    session.run(PYTHON, "-m", *sync, "requirements-docs.txt", external=True)
    # Material announces its successor on every build.
    session.run("python", "-m", "mkdocs", "build", "--strict", env={"NO_MKDOCS_2_WARNING": "1"})
    session.run("python", "dev/browse_site.py", "site", *session.posargs)
    # The Dockerfile, the hooks and the action, with what they install from the real index.
    session.run(PYTHON, "-m", "pytest", "tests/docs", "-m", "network", external=True)


@nox.session(name="real-locks")
def real_locks(session: nox.Session) -> None:
    """Lock real projects from the real index with real uv and with puv, and compare the bytes."""
    session.run(PYTHON, "dev/real_locks.py", "--cross", *session.posargs)


@nox.session(name="property")
def properties(session: nox.Session) -> None:
    """The property tests, with many more examples than a test run takes."""
    session.run(PYTHON, "-m", "pytest", "tests/property", HYPOTHESIS, "deep", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Line and branch coverage of the tests that run in process."""
    session.run(PYTHON, "-m", "coverage", "run", "-m", "pytest", "tests/unit", "tests/property", *session.posargs)
    session.run(PYTHON, "-m", "coverage", "report")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure puv against real uv on the recorded index."""
    session.run(PYTHON, "benchmarks/run.py", *session.posargs)


@nox.session
def embedding(session: nox.Session) -> None:
    """Puv inside other programs: Pyodide under Node (from npm), a Jupyter kernel, a window, a browser."""
    session.run(PYTHON, "-m", "pip", "install", "-q", "nbclient", "ipykernel")
    session.run(PYTHON, "-m", "pytest", "tests/embedding", "-m", "network or not network", *session.posargs)
