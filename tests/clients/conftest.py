"""Programs that drive uv, each in an environment of its own beside puv presented as uv (opt-in: `-m network`)."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.interop import BASE_PYTHON

REPOSITORY = Path(__file__).parents[2]
# How this machine trusts the index; the tests' own environment is emptied of such variables before they run.
CERTIFICATES = {
    name: os.environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "PIP_CERT")
    if name in os.environ
}  # fmt: skip
PATH = os.environ["PATH"]
GIT = {
    "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.org",
    "GIT_COMMITTER_NAME": "T", "GIT_COMMITTER_EMAIL": "t@example.org",
    "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always",
}  # fmt: skip


@dataclass(slots=True)
class Client:
    """A place where a client works: its environment's commands, a home, and a working directory."""

    root: Path
    scripts: Path
    cache: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def cwd(self) -> Path:
        """The working directory."""
        return self.root / "work"

    def write(self, files: dict[str, str], below: str = ".") -> None:
        """Write files below the working directory."""
        for path, text in files.items():
            target = self.cwd / below / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)

    def run(self, *words: str | Path, cwd: str = ".", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the client's environment, or of the machine, and wait."""
        search = os.pathsep.join((str(self.scripts), str(BASE_PYTHON.parent), PATH))
        environ = {
            "PATH": search, "HOME": str(self.root / "home"), "UV_CACHE_DIR": str(self.cache), "NO_COLOR": "1",
            "UV_PYTHON_DOWNLOADS": "never", "LANG": "C.UTF-8", "TMPDIR": str(self.root / "tmp"), **CERTIFICATES, **GIT,
            **self.variables, **variables,
        }  # fmt: skip
        for directory in (self.cwd, self.root / "home", self.root / "tmp"):
            directory.mkdir(parents=True, exist_ok=True)
        # The first word is looked for where the child looks.
        found = (Path(place, words[0]) for place in search.split(os.pathsep))
        program = next((path for path in found if path.is_file()), words[0])
        return subprocess.run(
            [program, *words[1:]], cwd=self.cwd / cwd, env=environ, capture_output=True, text=True, check=False,
            timeout=300,
        )  # fmt: skip

    def ran(self, *words: str | Path, cwd: str = ".", **variables: str) -> str:
        """Run a command that must succeed; both its streams."""
        done = self.run(*words, cwd=cwd, **variables)
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def git(self, *words: str, cwd: str = ".") -> str:
        """Run git."""
        return self.ran("git", *words, cwd=cwd)


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheels of puv and of puv-as-uv."""
    place = tmp_path_factory.mktemp("wheels")
    code = "from hatchling.build import build_wheel; import sys; build_wheel(sys.argv[1])"
    for source in (REPOSITORY, REPOSITORY / "compat"):
        subprocess.run([sys.executable, "-c", code, place], cwd=source, check=True, capture_output=True)
    return sorted(place.glob("*.whl"))


@pytest.fixture
def client(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """An environment with puv as uv and the requirements of the test's `installed` mark beside it."""
    wheels: list[Path] = request.getfixturevalue("wheels")
    cache = tmp_path_factory.getbasetemp() / "cache"
    made = Client(tmp_path, tmp_path / "env" / "bin", cache)
    own = [sys.executable, "-m", "puv"]
    made.ran(*own, "venv", "-q", "--python", BASE_PYTHON, tmp_path / "env")
    made.ran(*own, "pip", "install", "-q", "--python", tmp_path / "env", *wheels)
    mark = request.node.get_closest_marker("installed")
    # In a run of its own: what requires uv must find it installed.
    made.ran(made.scripts / "uv", "pip", "install", "-q", "--python", tmp_path / "env", *mark.args)
    told = made.ran("uv", "--version")
    assert "puv" in told, f"the client brought another uv: {told}"
    return made
