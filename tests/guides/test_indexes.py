"""The guides for PyTorch and for alternative indexes: several indexes, passwords, tokens and keyrings."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import builders
from support.http_loop import HttpLoop, Response
from support.index_server import IndexFile, IndexServer, ServerOptions, World

if TYPE_CHECKING:
    from support.guides import Check
    from support.http_loop import Request

CLOSED = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": ""}


def torch() -> World:
    """Set-up F1: an accelerator's index with local versions, and a newer package that is not its business."""
    world = World().add("torch", "2.5.1+cpu").add("jinja2", "99.0")
    for name in ("torchvision", "torchaudio"):
        version = "0.20.1+cpu" if name == "torchvision" else "2.5.1+cpu"
        world.add(name, version, requires=["torch==2.5.1"])
    return world


def users(server: IndexServer, path: str = "*") -> set[str]:
    """Who was named in the requests for a path, decoded."""
    found = set()
    for entry in server.matching(path):
        scheme, _, value = entry.headers.get("authorization", "").partition(" ")
        found.add(base64.b64decode(value).decode() if scheme else "-")
    return found


def test_23_local_versions_of_an_accelerator_s_index_alone(check: Check) -> None:
    with torch().serve() as server:
        check.index_url = None
        check.ran("venv", "-q")
        check.ran("pip", "install", "torch", "torchvision", "torchaudio", "--index-url", server.index_url(), **CLOSED)
    assert check.ran("pip", "freeze").stdout == "torch==2.5.1+cpu\ntorchaudio==2.5.1+cpu\ntorchvision==0.20.1+cpu\n"


def test_77_a_password_in_the_address_is_sent_everywhere_and_shown_nowhere(check: Check, private: IndexServer) -> None:
    there = {"UV_EXTRA_INDEX_URL": f"{private.index_url(credentials=('dummy', 's3cret%2F%40'))}/"}
    check.ran("venv", "-q")

    done = check.ran("pip", "install", "-v", "secretpkg", **there)

    assert "dummy:s3cret/@" in users(private, "/simple/secretpkg/")
    assert users(private, "/files/*.whl") == {"dummy:s3cret/@"}
    shown = done.stdout + done.stderr + check.ran("pip", "freeze").stdout
    assert "s3cret" not in shown


def test_78_without_a_password_the_failure_says_so(check: Check, private: IndexServer) -> None:
    check.ran("venv", "-q")

    refused = check.run("pip", "install", "secretpkg", UV_EXTRA_INDEX_URL=private.index_url())

    assert refused.code == 1
    told = " ".join(refused.stderr.split())
    assert "could not be queried due to a lack of valid authentication credentials (401 Unauthorized)" in told


def test_79_the_first_index_that_has_a_package_is_the_only_one_unless_told_otherwise(
    check: Check, private: IndexServer
) -> None:
    there = {"UV_EXTRA_INDEX_URL": f"{private.index_url(credentials=('dummy', 's3cret%2F%40'))}/"}
    check.ran("venv", "-q")
    check.ran("pip", "install", "secretpkg", **there)
    assert "idna==0.1\n" in check.ran("pip", "freeze").stdout

    check.ran("pip", "install", "-U", "--index-strategy", "unsafe-best-match", "secretpkg", **there)

    assert "idna==3.7\n" in check.ran("pip", "freeze").stdout


@pytest.mark.parametrize("private_with_token", ["VssSessionToken", "oauth2accesstoken"], indirect=True)
def test_81_84_a_keyring_is_asked_for_the_password_of_a_user(
    check: Check, private_with_token: IndexServer, keyring: Path
) -> None:
    server = private_with_token
    assert server.options.credentials is not None
    user = server.options.credentials[0]
    scheme, _, rest = server.index_url().partition("://")
    there = {"UV_EXTRA_INDEX_URL": f"{scheme}://{user}@{rest}/"}
    check.ran("venv", "-q")

    refused = check.run("pip", "install", "secretpkg", **there)
    assert refused.code == 1
    assert "401" in refused.stderr
    assert not keyring.exists()

    check.ran("pip", "install", "secretpkg", UV_KEYRING_PROVIDER="subprocess", **there)

    asked = keyring.read_text().splitlines()
    assert all(line.startswith("get ") and line.endswith(f" {user}") for line in asked)
    assert asked[0].startswith(f"get {server.index_url()}")


@pytest.mark.parametrize("private_with_token", ["oauth2accesstoken"], indirect=True)
def test_82_a_token_in_the_address(check: Check, private_with_token: IndexServer) -> None:
    credentials = private_with_token.options.credentials
    check.ran("venv", "-q")
    check.ran("pip", "install", "secretpkg", UV_EXTRA_INDEX_URL=private_with_token.index_url(credentials=credentials))
    assert "secretpkg==2.0.0\n" in check.ran("pip", "freeze").stdout


def test_85_a_long_path_with_a_slash_at_its_end(check: Check) -> None:
    # The server's indexes have one name each; one with slashes in it is as long a path as any.
    world = World().add("uploaded", "1.0")
    with IndexServer({"simple": world}, ServerOptions(credentials=("aws", "tok"))) as server:
        url = server.index_url(credentials=("aws", "tok"))
        check.ran("venv", "-q")
        check.ran("pip", "install", "uploaded", UV_EXTRA_INDEX_URL=f"{url}/")
        assert users(server, "/files/*") == {"aws:tok"}


def test_87_the_password_of_a_named_index_comes_from_its_variables(check: Check, private: IndexServer) -> None:
    check.write("uv.toml", f'[[index]]\nname = "my-private"\nurl = "{private.index_url()}"\n')
    check.ran("venv", "-q")

    check.ran(
        "pip",
        "install",
        "secretpkg",
        UV_INDEX_MY_PRIVATE_USERNAME="dummy",
        UV_INDEX_MY_PRIVATE_PASSWORD="s3cret/@",  # noqa: S106 - the loopback index's
    )

    assert "secretpkg==1.0.0\n" in check.ran("pip", "freeze").stdout


@pytest.mark.guide
@pytest.mark.network
def test_80_83_keyrings_with_backends_are_tools(shared: Check) -> None:
    def receipt() -> str:
        place = shared.ran("tool", "dir").stdout.strip()
        return Path(place, "keyring", "uv-receipt.toml").read_text()

    shared.ran("tool", "install", "keyring", "--with", "artifacts-keyring")
    program = Path(shared.ran("tool", "dir", "--bin").stdout.strip(), "keyring")
    assert "ArtifactsKeyringBackend" in shared.other(program, "--list-backends")
    assert 'name = "artifacts-keyring"' in receipt()

    shared.ran("tool", "install", "keyring", "--with", "keyrings.google-artifactregistry-auth")
    assert 'name = "keyrings-google-artifactregistry-auth"' in receipt()
    assert "artifacts-keyring" not in receipt()


@pytest.mark.guide
def test_86_what_is_published_can_be_installed(check: Check) -> None:
    taken: dict[str, bytes] = {}

    def take(request: Request) -> Response:
        secret = base64.b64decode(request.header("authorization").partition(" ")[2])
        if secret != b"aws:tok":
            return Response(401, {"WWW-Authenticate": 'Basic realm="x"'}, b"no")
        part = request.body.split(b'name="content"; filename="')[1]
        name, _, rest = part.partition(b'"')
        boundary = request.header("content-type").partition("boundary=")[2].encode()
        taken[name.decode()] = rest.partition(b"\r\n\r\n")[2].split(b"\r\n--" + boundary)[0]
        return Response()

    wheel = builders.wheel("uploaded", "1.0")
    name = builders.wheel_filename("uploaded", "1.0")
    (check.cwd / "dist").mkdir(parents=True)
    (check.cwd / "dist" / name).write_bytes(wheel)
    with HttpLoop(take) as loop:
        there = {"UV_PUBLISH_URL": f"{loop.url}/up/", "UV_PUBLISH_USERNAME": "aws"}
        refused = check.run("publish", UV_PUBLISH_PASSWORD="guess", **there)  # noqa: S106 - the loopback server's
        assert refused.code != 0
        assert "401" in refused.stderr
        check.ran("publish", UV_PUBLISH_PASSWORD="tok", **there)  # noqa: S106 - likewise
    assert taken == {name: wheel}

    with World().add_file("uploaded", IndexFile(filename=name, content=taken[name])).serve() as server:
        check.ran("venv", "-q")
        check.ran("pip", "install", "uploaded", "--index", server.index_url())
    assert "uploaded==1.0\n" in check.ran("pip", "freeze").stdout
