"""Requirements files, constraints and scripts at URLs through real uv and through puv."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from support.http_loop import HttpLoop, Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.interop import Pair

PAGES: dict[str, str | bytes] = {
    "/all.txt": "app\n-r sub/nested.txt\n-c limits.txt\n",
    "/limits.txt": "lib<2\n",
    "/sub/nested.txt": "tool[fast]\n-c ../others.txt\n",
    "/others.txt": "speed!=5\n",
    "/loop.txt": "-r loop.txt\nlib\n",
    "/bad.txt": "lib==\n",
    "/empty.txt": "",
    "/missing.txt": "-r nowhere.txt\n",
    "/strange.txt": "<html>\n",
    "/absolute.txt": "-r {base}/limits.txt\n",
    "/path.txt": "./project\n",
    "/editable.txt": "-e ./project\n",
    "/digest.txt": "lib==2.0 --hash=sha256:00\n",
    "/plain": "lib\n",
    "/latin.txt": b"# \xe9t\xe9\nlib\n",
    "/script.py": '# /// script\n# dependencies = ["lib<2"]\n# ///\nprint(1)\n',
    "/no-script.py": "print(1)\n",
    "/open.py": '# /// script\n# dependencies = ["lib<2"]\n',
    "/pyproject.toml": '[project]\nname = "x"\nversion = "1"\n',
}
CREDENTIALS = "Basic " + base64.b64encode(b"user:secret").decode()


@pytest.fixture(scope="module")
def pages() -> Iterator[HttpLoop]:
    def answer(request: Request) -> Response:
        path = request.path
        if path.startswith("/guarded/"):
            if request.header("authorization") != CREDENTIALS:
                return Response(401, {"www-authenticate": "Basic"})
            path = path.removeprefix("/guarded")
        if path == "/elsewhere.txt":
            return Response(302, {"location": "/sub/nested.txt"})
        page = PAGES.get(path)
        if page is None:
            return Response(404)
        return Response(200, body=page if isinstance(page, bytes) else page.replace("{base}", loop.url).encode())

    with HttpLoop(answer) as loop:
        yield loop


@pytest.mark.parametrize(
    "path",
    [
        *("all.txt", "loop.txt", "bad.txt", "empty.txt", "missing.txt", "strange.txt", "absolute.txt", "path.txt"),
        *("editable.txt", "plain", "latin.txt", "script.py", "no-script.py", "open.py", "pyproject.toml", "setup.py"),
        *("nowhere.txt", "elsewhere.txt", "all.txt?x=y#z", "guarded/all.txt"),
    ],
)
def test_compiling_a_remote_file_is_the_same(pair: Pair, pages: HttpLoop, path: str) -> None:
    pair.write("project/pyproject.toml", '[project]\nname = "project"\nversion = "1.0"\n')
    pair.expect_same("pip", "compile", f"{pages.url}/{path}")


@pytest.mark.parametrize("user", ["user:secret", "user:wrong", "user"])
def test_credentials_of_a_remote_file_are_its_includes_too(pair: Pair, pages: HttpLoop, user: str) -> None:
    url = pages.url.replace("//", f"//{user}@")
    pair.expect_same("pip", "compile", "--no-header", f"{url}/guarded/all.txt")


@pytest.mark.parametrize(
    "words",
    [
        ("-r", "{url}/all.txt"),
        ("-r", "{url}/digest.txt"),
        ("--requirements", "{url}/script.py"),
        ("lib", "-c", "{url}/limits.txt"),
        ("lib", "-c", "{url}/nowhere.txt"),
        ("app", "--overrides", "{url}/limits.txt"),
        ("lib", "--build-constraints", "{url}/limits.txt"),
        ("app", "--excludes", "{url}/limits.txt"),
        ("-e", "{url}/limits.txt"),
        ("-r", "http://127.0.0.1:1/all.txt"),
        ("-r", "ftp://example.org/all.txt"),
        ("--offline", "-r", "{url}/all.txt"),
    ],
    ids=" ".join,
)
def test_installing_from_remote_files_is_the_same(ready: Pair, pages: HttpLoop, words: tuple[str, ...]) -> None:
    ready.expect_same("pip", "install", *(word.replace("{url}", pages.url) for word in words))
    ready.expect_same_environment()


def test_remote_files_work_for_every_verb_and_from_standard_input(ready: Pair, pages: HttpLoop) -> None:
    for place in ready.places:
        place.variables["NAME"] = "limits"
    ready.expect_same("pip", "sync", f"{pages.url}/limits.txt")
    ready.expect_same("pip", "install", "-r", "-", stdin=f"-r {pages.url}/${{NAME}}.txt\n")
    ready.expect_same("pip", "compile", "-", stdin=f"-r {pages.url}/sub/nested.txt\n-c {pages.url}/limits.txt\n")
    ready.expect_same("pip", "uninstall", "-r", f"{pages.url}/all.txt")


@pytest.mark.parametrize(
    "text",
    [
        "print(1)\n",
        "# /// script\n# ///\n",
        '# /// script\n# requires-python = ">=3.99"\n# dependencies = [\n#   "tool[fast]",\n# ]\n# ///\n',
        "# /// script\n# [tool.uv]\n# no-index = true\n# ///\n",
        '#!/usr/bin/env python\n# /// other\n# x = 1\n# ///\n\n# /// script\n# dependencies = ["lib"]\n#\n# ///\n',
        '# /// script\n# dependencies = ["lib"]\n#x\n# ///\n',
        '# /// script\n# dependencies = ["!!"]\n# ///\n',
        '# /// script\n# dependencies = ["./x"]\n# ///\n',
    ],
)
def test_what_a_script_needs_is_read_alike(pair: Pair, text: str) -> None:
    pair.write("script.py", text)
    pair.expect_same("pip", "compile", "script.py")


def test_a_file_url_names_a_file(pair: Pair) -> None:
    pair.write("requirements.in", "lib\n")
    one, two = (place.run("pip", "compile", (place.cwd / "requirements.in").as_uri()) for place in pair.places)
    assert not pair.differences(one, two)
    pair.expect_same("pip", "compile", "nowhere.py")
