"""Uploads to the servers that people run, installed from the real index (opt-in: `-m network`)."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from support import builders
from support.interop import Pair, Place, puv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.network

USER, PASSWORD, TOKEN = "ann", "pass word", "pypi-token"
PACKAGE = "demo-pkg"
FILES = {
    "demo_pkg-1.0-py3-none-any.whl": builders.wheel(PACKAGE, "1.0", files={"demo_pkg.py": "VALUE = 42\n"}),
    "demo_pkg-1.0.tar.gz": builders.sdist(PACKAGE, "1.0"),
}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment that has both servers."""
    place = Place(puv(), tmp_path_factory.mktemp("servers"))
    assert place.run("venv", "-q").code == 0
    done = place.run("pip", "install", "-q", "pypiserver[passlib]", "devpi-server", timeout=300)
    assert done.code == 0, done.stderr
    return place.cwd / ".venv" / "bin"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(words: list[str], url: str, folder: Path) -> Iterator[None]:
    """Run a server until the block ends, once it answers."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(url, process, folder)
            yield
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
        else:
            return
    pytest.fail((folder / "log").read_text(errors="replace")[-4000:])


def fill(place: Place) -> None:
    for name, content in FILES.items():
        target = place.cwd / "dist" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    made = Pair(tmp_path, None, {"UV_HTTP_RETRIES": "0"})
    for place in made.places:
        fill(place)
    return made


@pytest.fixture
def pypiserver(tools: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a pypiserver that wants a password for everything, and the directory of its files."""
    folder = tmp_path / "pypiserver"
    packages = folder / "packages"
    packages.mkdir(parents=True)
    rows = [
        f"{user}:{{SHA}}{base64.b64encode(hashlib.sha1(secret.encode()).digest()).decode()}"  # noqa: S324 - its format
        for user, secret in ((USER, PASSWORD), ("__token__", TOKEN))
    ]
    (folder / "users").write_text("\n".join(rows) + "\n")
    port = free_port()
    words = [
        str(tools / "pypi-server"), "run", "-i", "127.0.0.1", "-p", str(port), "-a", "update,download,list", "-P",
        str(folder / "users"), str(packages),
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}/"
    with running(words, url, folder):
        yield url, packages


def emptied(folder: Path) -> dict[str, bytes]:
    """The files of a directory, which are taken away."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}
    for path in folder.iterdir():
        path.unlink()
    return found


@pytest.mark.parametrize("words", [("-u", USER, "-p", PASSWORD), ("-t", TOKEN)], ids=["password", "token"])
def test_pypiserver_takes_what_is_published(pair: Pair, pypiserver: tuple[str, Path], words: tuple[str, ...]) -> None:
    url, packages = pypiserver
    outcomes, kept = [], []
    for place in pair.places:
        outcomes.append(place.run("publish", "--publish-url", url, *words))
        kept.append(emptied(packages))
    assert not pair.differences(outcomes[0], outcomes[1])
    assert outcomes[0].code == 0
    assert kept == [FILES, FILES]


def test_pypiserver_refuses_as_with_uv(pair: Pair, pypiserver: tuple[str, Path]) -> None:
    url, packages = pypiserver
    assert pair.expect_same("publish", "--publish-url", url, "-u", USER, "-p", "wrong").code == 2
    assert not list(packages.iterdir())
    (packages / "demo_pkg-1.0-py3-none-any.whl").write_bytes(b"another")
    told = pair.expect_same("publish", "--publish-url", url, "-u", USER, "-p", PASSWORD)
    assert "409" in told.stderr


def test_what_pypiserver_has_is_left_out_and_can_be_installed(pair: Pair, pypiserver: tuple[str, Path]) -> None:
    url, packages = pypiserver
    check = url.replace("//", f"//{USER}:pass%20word@") + "simple/"
    (packages / "demo_pkg-1.0.tar.gz").write_bytes(FILES["demo_pkg-1.0.tar.gz"])
    outcomes = []
    for place in pair.places:
        outcomes.append(place.run("publish", "--publish-url", url, "-u", USER, "-p", PASSWORD, "--check-url", check))
        (packages / "demo_pkg-1.0-py3-none-any.whl").unlink()
    assert not pair.differences(outcomes[0], outcomes[1])
    pair.puv.run("publish", "--publish-url", url, "-u", USER, "-p", PASSWORD, "--check-url", check)
    for place in pair.places:
        assert place.run("venv", "-q").code == 0
        assert place.run("pip", "install", "--default-index", check, PACKAGE).code == 0


@pytest.fixture
def devpi(tools: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a devpi server with a user `ann`, and indexes `ann/uv` and `ann/puv` of hers."""
    folder = tmp_path / "devpi"
    folder.mkdir()
    state = str(folder / "state")
    subprocess.run([tools / "devpi-init", "--serverdir", state, "--no-root-pypi"], check=True, capture_output=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    words = [str(tools / "devpi-server"), "--serverdir", state, "--host", "127.0.0.1", "--port", str(port)]
    with running(words, f"{url}/+api", folder):
        put(f"{url}/{USER}", {"password": PASSWORD})
        for index in ("uv", "puv"):
            put(f"{url}/{USER}/{index}", {"type": "stage", "bases": [], "volatile": True}, signed(url))
        yield url


def put(url: str, document: dict[str, object], headers: dict[str, str] | None = None) -> dict[str, object]:
    request = urllib.request.Request(
        url, data=json.dumps(document).encode(), method="PUT" if "login" not in url else "POST",
        headers={"content-type": "application/json", "accept": "application/json", **(headers or {})},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, object] = json.loads(response.read())
        return answer


def signed(url: str) -> dict[str, str]:
    """The header by which devpi knows the user."""
    answer = put(f"{url}/+login", {"user": USER, "password": PASSWORD})["result"]
    assert isinstance(answer, dict)
    secret = base64.b64encode(f"{USER}:{answer['password']}".encode()).decode()
    return {"X-Devpi-Auth": secret}


def test_devpi_takes_what_is_published(pair: Pair, devpi: str) -> None:
    outcomes = []
    for place in pair.places:
        url = f"{devpi}/{USER}/{place.program.name}/"
        outcomes.append(place.run("publish", "--publish-url", url, "-u", USER, "-p", PASSWORD, timeout=240))
        with urllib.request.urlopen(f"{url}+simple/{PACKAGE}/", timeout=60) as response:
            page = response.read().decode()
        for name, content in FILES.items():
            assert f"{name}#sha256={hashlib.sha256(content).hexdigest()}" in page
        assert place.run("venv", "-q").code == 0
        assert place.run("pip", "install", "--default-index", f"{url}+simple/", PACKAGE).code == 0
    assert [outcome.code for outcome in outcomes] == [0, 0]
    assert pair.uv.plain(outcomes[0].stderr).count("Uploading") == pair.puv.plain(outcomes[1].stderr).count("Uploading")


def test_devpi_refuses_as_with_uv(pair: Pair, devpi: str) -> None:
    told = pair.expect_same("publish", "--publish-url", f"{devpi}/{USER}/uv/", "-u", USER, "-p", "wrong")
    assert told.code == 2
