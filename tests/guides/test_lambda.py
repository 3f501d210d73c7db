"""The guides for AWS Lambda and Docker: directories without an environment, other platforms, no bytecode."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.guides import VERSION
from support.interop import BASE_PYTHON

if TYPE_CHECKING:
    from support.guides import Check

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - another file system, which is what the guide is about
HANDLER = """
import json
from fastapi import FastAPI
from mangum import Mangum
app = FastAPI()

@app.get("/")
async def read_root():
    return {"message": "Hello, world!"}

handler = Mangum(app)
"""
CALL = """
import json
from app.main import handler
event = {"version": "2.0", "routeKey": "$default", "rawPath": "/", "rawQueryString": "", "headers": {},
         "requestContext": {"http": {"method": "GET", "path": "/", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                                     "userAgent": "t"}, "stage": "$default"}, "isBase64Encoded": False}
answer = handler(event, None)
print(answer["statusCode"], json.loads(answer["body"])["message"])
"""


def test_63_104_bytecode_is_compiled_where_the_variable_says_so(check: Check) -> None:
    for words in (["--target", "flat"], []):
        check.ran("venv", "-q", "--clear")
        told = check.ran("pip", "install", *words, "six", "ruff", UV_COMPILE_BYTECODE="1").stderr
        root = check.cwd / "flat" if words else check.site()
        sources = [path for path in root.glob("*.py") if not path.name.startswith("_virtualenv")]
        assert len(sources) == 2
        assert all(list((root / "__pycache__").glob(f"{path.stem}.*.pyc")) for path in sources)
        assert "Bytecode compiled" in told


def test_64_no_installer_metadata_leaves_only_what_the_wheel_has(check: Check) -> None:
    check.ran("venv", "-q")
    check.ran("pip", "install", "--target", "flat", "six", UV_NO_INSTALLER_METADATA="1")

    info = check.cwd / "flat" / "six-1.16.0.dist-info"
    assert sorted(path.name for path in info.iterdir()) == ["METADATA", "RECORD", "WHEEL"]
    assert not {"INSTALLER", "REQUESTED", "direct_url.json"} & set((info / "RECORD").read_text().split("/"))


@pytest.mark.skipif(not SHARED_MEMORY.is_dir(), reason="the system has no second file system to put the cache on")
def test_65_105_copies_across_file_systems_without_a_warning_where_asked_for(check: Check) -> None:
    cache = SHARED_MEMORY / f"guides-{os.getpid()}"
    try:
        check.ran("venv", "-q", UV_CACHE_DIR=str(cache))
        quiet = check.ran("pip", "install", "--target", "flat", "six", UV_CACHE_DIR=str(cache), UV_LINK_MODE="copy")
        loud = check.ran("pip", "install", "six", UV_CACHE_DIR=str(cache))
        assert "Failed to hardlink" not in quiet.stderr
        assert (check.cwd / "flat" / "six.py").stat().st_nlink == 1
        # The place of the tests may itself be in memory; then there is nothing to warn about.
        crossing = os.stat(SHARED_MEMORY).st_dev != os.stat(check.cwd).st_dev
        assert ("Failed to hardlink files; falling back to full copy" in loud.stderr) is crossing
    finally:
        shutil.rmtree(cache, ignore_errors=True)


def test_76_a_prefix_is_laid_out_as_an_installation(check: Check) -> None:
    check.ran("venv", "-q")
    check.ran("pip", "install", "--prefix", "packages", "ruff")

    shutil.copytree(check.cwd / "packages" / "lib", check.cwd / "python" / "lib")
    there = check.cwd / "python" / "lib" / f"python{VERSION}" / "site-packages"
    code = "import ruffmod; print(ruffmod.__file__)"

    assert (check.cwd / "packages" / "bin" / "ruff").is_file()
    assert check.other(BASE_PYTHON, "-S", "-c", code, PYTHONPATH=str(there)).startswith(str(there))


def lambda_packages(online: Check, *words: str) -> Path:
    online.write("requirements.txt", "fastapi\nmangum\npydantic\n")
    online.ran("venv", "-q")
    online.ran("pip", "install", "-q", *words, "-r", "requirements.txt")
    return online.cwd / words[words.index("--target") + 1]


@pytest.mark.network
def test_67_75_a_handler_runs_from_a_target_directory(online: Check) -> None:
    packages = lambda_packages(online, "--target", "packages")
    online.write("app/__init__.py", "")
    online.write("app/main.py", HANDLER)
    shutil.copytree(online.cwd / "app", packages / "app")
    archive = shutil.make_archive(str(online.root / "package"), "zip", packages)
    shutil.unpack_archive(archive, online.root / "unpacked")

    for place in (packages, online.root / "unpacked"):
        told = online.other(BASE_PYTHON, "-S", "-c", CALL, PYTHONPATH=str(place))
        assert told == "200 Hello, world!\n"


@pytest.mark.network
@pytest.mark.parametrize(
    ("platform", "machine"), [("x86_64-manylinux2014", "x86_64"), ("aarch64-manylinux2014", "aarch64")]
)
def test_73_74_packages_of_another_platform(online: Check, platform: str, machine: str) -> None:
    packages = lambda_packages(
        online, "--no-installer-metadata", "--no-compile-bytecode", "--python-platform", platform, "--python-version",
        VERSION, "--only-binary", ":all:", "--target", "packages",
    )  # fmt: skip
    number = VERSION.replace(".", "")
    assert [path.name for path in (packages / "pydantic_core").glob("*.so")] == [
        f"_pydantic_core.cpython-{number}-{machine}-linux-gnu.so"
    ]
    assert not list(packages.rglob("*.pyc"))
    assert not list(packages.rglob("INSTALLER"))


@pytest.mark.network
def test_32_34_seeds_and_a_notebook_server_without_a_project(online: Check) -> None:
    online.ran("venv", "-q", "--seed")
    online.ran("pip", "install", "-q", "pydantic")
    online.ran("pip", "install", "-q", "jupyterlab")

    assert online.python("import pydantic, pip; print('both')") == "both"
    assert online.other(online.cwd / ".venv" / "bin" / "jupyter", "lab", "--version")[0].isdigit()
    assert sorted(path.name for path in online.cwd.iterdir()) == [".venv"]
    seeds = {path.name.partition("-")[0] for path in online.site().glob("*.dist-info")}
    assert "pip" in seeds


@pytest.mark.network
def test_117_a_real_tool_runs(online: Check) -> None:
    online.ran("venv", "-q", "opt")
    online.ran("pip", "install", "-q", "ruff", VIRTUAL_ENV=str(online.cwd / "opt"))
    assert online.other(online.cwd / "opt" / "bin" / "ruff", "--version").startswith("ruff ")
