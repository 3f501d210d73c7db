"""Wheels, source archives and directories by their address through real uv and through puv."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from support import backend, builders
from support.http_loop import HttpLoop, Request, Response
from support.interop import Filters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from support.interop import Pair

# Both name a place of their own in the cache, and wrap the sentence where it ends.
_PLACES = Filters(drop_stderr_lines=("  cause: `[ROOT]/cache/", "         "))


def zipped(files: Mapping[str, str], root: str = "") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"{root}/{path}" if root else path), text)
    return output.getvalue()


def tarred(name: str, *members: tuple[str, dict[str, object]]) -> bytes:
    """A source archive of a project with further members: their names and the fields of their headers."""
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz") as archive:
        project: list[tuple[str, dict[str, object], str]] = [
            (f"{name}-1.0/{path}", {}, text) for path, text in backend.project(name).items()
        ]
        for path, fields, text in (*project, *((path, fields, "") for path, fields in members)):
            entry = tarfile.TarInfo(path)
            entry.size = len(text)
            for field, value in fields.items():
                setattr(entry, field, value)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return output.getvalue()


def flat(name: str) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz") as archive:
        for path, text in backend.project(name).items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return output.getvalue()


def link(target: str, *, hard: bool = False) -> dict[str, object]:
    return {"type": tarfile.LNKTYPE if hard else tarfile.SYMTYPE, "linkname": target}


PROJECT = backend.project("n")
SDIST = backend.tarball(PROJECT, "n-1.0")
WHEEL = builders.wheel("whl", "1.0")
FILES: dict[str, bytes] = {
    "whl-1.0-py3-none-any.whl": WHEEL,
    "whl-2.0-py3-none-any.whl": builders.wheel("whl", "2.0"),
    "dep-1.0-py3-none-any.whl": builders.wheel("dep", "1.0", requires=["lib<2"]),
    "far-1.0-py3-none-any.whl": builders.wheel("far", "1.0", requires=["x @ file:///nowhere/x-1-py3-none-any.whl"]),
    "win-1.0-cp311-cp311-win_amd64.whl": builders.wheel("win", "1.0", tag="cp311-cp311-win_amd64"),
    "mac-1.0-py3-none-macosx_11_0_arm64.whl": builders.wheel("mac", "1.0", tag="py3-none-macosx_11_0_arm64"),
    "next-1.0-cp399-cp399-linux_x86_64.whl": builders.wheel("next", "1.0", tag="cp399-cp399-linux_x86_64"),
    "late-1.0-py399-none-any.whl": builders.wheel("late", "1.0", tag="py399-none-any"),
    "new-1.0-py3-none-any.whl": builders.wheel("new", "1.0", requires_python=">=3.99"),
    "wrong-1.0-py3-none-any.whl": WHEEL,
    "wrong-2.0-py3-none-any.whl": builders.wheel("wrong", "1.0"),
    "bad-1.0-py3-none-any.whl": b"no wheel",
    "cut-1.0-py3-none-any.whl": WHEEL[:-40],
    "x.whl": b"",
    "x-1.whl": b"",
    "local-1.0+abc-py3-none-any.whl": builders.wheel("local", "1.0+abc"),
    "n-1.0.tar.gz": SDIST,
    "n-1.0.zip": zipped(PROJECT, "n-1.0"),
    "n-1.0.tgz": SDIST,
    "n-1.0.tar.bz2": backend.tarball(PROJECT, "n-1.0", "w:bz2"),
    "n-1.0.tar.xz": backend.tarball(PROJECT, "n-1.0", "w:xz"),
    "n-1.0.tar.zst": b"",
    "n-1.0.tar": backend.tarball(PROJECT, "n-1.0", "w:"),
    "n-2.0.tar.gz": SDIST,
    "m-1.0.tar.gz": SDIST,
    "unversioned.tar.gz": SDIST,
    "flat-1.0.tar.gz": flat("flat"),
    "flat-1.0.zip": zipped(backend.project("flat")),
    "static-1.0.tar.gz": backend.tarball(backend.project("static", static=True), "static-1.0"),
    "inner-1.0.tar.gz": backend.tarball(
        {f"a/b/{path}": text for path, text in backend.project("inner").items()}, "inner-1.0"
    ),
    "zip-1.0.tar.gz": zipped(PROJECT, "n-1.0"),
    "tar-1.0.zip": SDIST,
    "bzip2-1.0.tar.gz": backend.tarball(PROJECT, "n-1.0", "w:bz2"),
    "junk-1.0.tar.gz": b"junk",
    "junk-1.0.zip": b"junk",
    "junk-tar-1.0.tar.gz": gzip.compress(b"junk" * 500, mtime=0),
    "tiny-1.0.tar.gz": gzip.compress(b"ju", mtime=0),
    "hollow-1.0.tar.gz": gzip.compress(b"", mtime=0),
    "empty-1.0.tar.gz": b"",
    "half-1.0.tar.gz": SDIST[:300],
    "none-1.0.tar.gz": backend.tarball({"README": "x"}, "none-1.0"),
    "climb-1.0.tar.gz": tarred("climb", ("climb-1.0/../../evil", {})),
    "root-1.0.tar.gz": tarred("root", ("/nowhere-at-all/evil", {})),
    "link-1.0.tar.gz": tarred("link", ("link-1.0/l", link("pyproject.toml"))),
    "link-out-1.0.tar.gz": tarred("link-out", ("link-out-1.0/l", link("../../../x"))),
    "link-root-1.0.tar.gz": tarred("link-root", ("link-root-1.0/l", link("/etc/passwd"))),
    "through-1.0.tar.gz": tarred("through", ("through-1.0/l", link("/nowhere-at-all")), ("through-1.0/l/evil", {})),
    "hard-1.0.tar.gz": tarred("hard", ("hard-1.0/l", link("hard-1.0/pyproject.toml", hard=True))),
    "hard-out-1.0.tar.gz": tarred("hard-out", ("hard-out-1.0/l", link("/etc/passwd", hard=True))),
    "fifo-1.0.tar.gz": tarred("fifo", ("fifo-1.0/f", {"type": tarfile.FIFOTYPE})),
    "device-1.0.tar.gz": tarred("device", ("device-1.0/d", {"type": tarfile.CHRTYPE})),
    "twice-1.0.tar.gz": tarred("twice", ("twice-1.0/a", {}), ("twice-1.0/a", {})),
}


@pytest.fixture(scope="module")
def files() -> Iterator[HttpLoop]:
    def answer(request: Request) -> Response:
        name = request.path.rpartition("/")[2]
        if name.startswith("moved"):
            return Response(302, {"location": "/whl-1.0-py3-none-any.whl"})
        if name[:1] == "e" and name[1:4].isdigit():
            return Response(int(name[1:4]))
        return Response(200, body=FILES[name]) if name in FILES else Response(404)

    with HttpLoop(answer) as loop:
        yield loop


@pytest.fixture
def stocked(ready: Pair) -> Pair:
    for place in ready.places:
        for name, content in FILES.items():
            (place.cwd / name).write_bytes(content)
        backend.write(place.cwd / "dir", backend.project("dir"))
        backend.write(place.cwd / "tree" / "inner", backend.project("inner"))
    return ready


@pytest.mark.parametrize("name", FILES)
def test_a_file_by_its_path_goes_as_with_uv(stocked: Pair, name: str) -> None:
    stocked.expect_same("pip", "install", f"./{name}", filters=_PLACES)
    stocked.expect_same_environment()


REMOTE = [
    *("whl-1.0-py3-none-any.whl", "n-1.0.tar.gz", "n-1.0.zip", "n-1.0.tar.bz2", "n-2.0.tar.gz", "static-1.0.tar.gz"),
    *("m-1.0.tar.gz", "wrong-1.0-py3-none-any.whl", "win-1.0-cp311-cp311-win_amd64.whl", "unversioned.tar.gz", "x.whl"),
    *("junk-1.0.tar.gz", "half-1.0.tar.gz", "zip-1.0.tar.gz", "link-out-1.0.tar.gz", "inner-1.0.tar.gz", "x.txt", ""),
    *("gone-1.0.tar.gz", "gone-1.0-py3-none-any.whl", "e500-1.0.tar.gz", "e500-1.0-py3-none-any.whl"),
    *("e403-1.0.tar.gz", "e403-1.0-py3-none-any.whl", "moved-1.0-py3-none-any.whl", "local-1.0%2Babc-py3-none-any.whl"),
    *("inner-1.0.tar.gz#subdirectory=a/b", "inner-1.0.tar.gz#subdirectory=x", "whl-1.0-py3-none-any.whl#egg=whl"),
]


@pytest.mark.parametrize("name", REMOTE)
def test_a_file_by_its_url_goes_as_with_uv(stocked: Pair, files: HttpLoop, name: str) -> None:
    stocked.expect_same("pip", "install", f"{files.url}/{name}", filters=_PLACES)
    stocked.expect_same_environment()


@pytest.mark.parametrize(
    "text",
    [
        "./n-1.0.tgz",
        "n @ ./n-1.0.tar.bz2",
        "n @ {url}/n-1.0.tar.xz",
        "lib\nlib @ ./n-1.0.tgz ; python_version < '3'",
        "n @ ./n-2.0.tar.gz",
        "x @ ./x.whl",
        "./x.whl",
        "x @ {url}/x.whl",
        "./win-1.0-cp311-cp311-win_amd64.whl",
        "./next-1.0-cp399-cp399-linux_x86_64.whl",
        "whl[x] @ ./whl-1.0-py3-none-any.whl",
        "./n-1.0.tar.gz[x]",
        "./dir[x]",
        "./whl-1.0-py3-none-any.whl\nwhl>2",
        "./whl-1.0-py3-none-any.whl\nwhl @ ./whl-2.0-py3-none-any.whl",
        "dir @ ./dir\ndir @ ./n-1.0.tar.gz",
        "n @ ./n-1.0.tar.gz\nn==3",
        "http://127.0.0.1:1/n-1.0.tar.gz",
        "n @ http://127.0.0.1:1/n-1.0-py3-none-any.whl",
    ],
)
def test_compiling_addresses_is_the_same(stocked: Pair, files: HttpLoop, text: str) -> None:
    stocked.write("requirements.in", text.replace("{url}", files.url) + "\n")
    stocked.expect_same("pip", "compile", "requirements.in", filters=_PLACES)


def digest(name: str, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, FILES[name]).hexdigest()


WHEEL_NAME = "whl-1.0-py3-none-any.whl"
GOOD, BAD = f"sha256={digest(WHEEL_NAME)}", f"sha256={'0' * 64}"
INSTALLED = [
    ("--offline", "{url}/whl-1.0-py3-none-any.whl"),
    ("--offline", "n @ {url}/n-1.0.tar.gz"),
    (f"./{WHEEL_NAME}#{GOOD}",),
    (f"{{url}}/{WHEEL_NAME}#{GOOD}",),
    (f"{{url}}/{WHEEL_NAME}#{BAD}",),
    (f"whl @ {{url}}/{WHEEL_NAME}#{BAD}",),
    (f"{{url}}/{WHEEL_NAME}#sha256=zz",),
    (f"{{url}}/{WHEEL_NAME}#md5={digest(WHEEL_NAME, 'md5')}",),
    ("--no-verify-hashes", f"{{url}}/{WHEEL_NAME}#{BAD}"),
    (f"./n-1.0.tar.gz#{BAD}",),
    ("--no-binary", "whl", f"./{WHEEL_NAME}"),
    ("--no-binary", ":all:", f"whl @ {{url}}/{WHEEL_NAME}"),
    ("--no-build", "./n-1.0.tar.gz"),
    ("--no-build", "./static-1.0.tar.gz"),
    ("m @ ./n-1.0.tar.gz",),
    (f"m @ ./{WHEEL_NAME}",),
    (f"whl @ ./{WHEEL_NAME} ; python_version < '3'",),
    ("--target", "aside", f"./{WHEEL_NAME}"),
    ("--no-deps", "./dep-1.0-py3-none-any.whl"),
    ("whl @ {guarded}/whl-1.0-py3-none-any.whl",),
]


@pytest.mark.parametrize("words", INSTALLED, ids=" ".join)
def test_installing_an_address_is_the_same(stocked: Pair, files: HttpLoop, words: tuple[str, ...]) -> None:
    guarded = files.url.replace("//", "//user:secret@")
    stocked.expect_same("pip", "install", *(w.replace("{url}", files.url).replace("{guarded}", guarded) for w in words))
    stocked.expect_same_environment()
    stocked.expect_same("pip", "freeze")


@pytest.mark.parametrize(
    "text",
    [
        "whl @ file:whl-1.0-py3-none-any.whl",
        "file:whl-1.0-py3-none-any.whl",
        "whl@./whl-1.0-py3-none-any.whl",
        "whl @ ${HERE}/whl-1.0-py3-none-any.whl",
        "dir @ file:./dir",
        "./dir/",
        "../nowhere",
        "x @ ../nowhere",
        ".",
        "-c limits.txt\nwhl",
        "-c limits.txt\nwhl>=2",
        "-c limits.txt\nlib",
        f"whl @ ./{WHEEL_NAME} --hash=sha256:{digest(WHEEL_NAME)}",
    ],
)
def test_paths_are_understood_alike(stocked: Pair, text: str) -> None:
    for place in stocked.places:
        place.variables["HERE"] = str(place.cwd)
    stocked.write("limits.txt", f"whl @ ./{WHEEL_NAME}\n")
    stocked.write("requirements.in", f"{text}\n")
    stocked.expect_same("pip", "compile", "requirements.in")


def test_overrides_may_give_paths(stocked: Pair) -> None:
    stocked.write("overrides.txt", f"whl @ ./{WHEEL_NAME}\n")
    stocked.expect_same("pip", "compile", "--override", "overrides.txt", "-", stdin="whl==9\n")


def test_digests_of_addresses_are_computed(stocked: Pair, files: HttpLoop) -> None:
    stocked.write("requirements.in", f"./{WHEEL_NAME}\nn @ {files.url}/n-1.0.tar.gz\n./dir\n")
    stocked.expect_same("pip", "compile", "--generate-hashes", "requirements.in")


def test_what_came_from_an_address_is_removed_by_it(stocked: Pair, files: HttpLoop) -> None:
    for address in ("./dir", f"{files.url}/{WHEEL_NAME}", "./n-1.0.tar.gz"):
        stocked.expect_same("pip", "install", "-q", address)
        stocked.expect_same("pip", "uninstall", address)
    stocked.expect_same("pip", "uninstall", "./dir")


def test_an_address_is_fetched_again_only_when_it_must_be(stocked: Pair, files: HttpLoop) -> None:
    remote = f"{files.url}/{WHEEL_NAME}"
    for words in ([remote], [remote], ["--reinstall", remote], ["--refresh", remote], [f"./{WHEEL_NAME}"], [remote]):
        stocked.expect_same("pip", "install", *words)
    for place in stocked.places:
        (place.cwd / WHEEL_NAME).write_bytes(builders.wheel("whl", "1.0", files={"whl/more.py": ""}))
    stocked.expect_same("pip", "install", f"./{WHEEL_NAME}")
    stocked.expect_same("pip", "install", f"./{WHEEL_NAME}")
    stocked.expect_same_environment()


def test_what_was_built_from_a_url_is_there_without_the_network(stocked: Pair, files: HttpLoop) -> None:
    stocked.expect_same("pip", "install", "-q", f"n @ {files.url}/n-1.0.tar.gz")
    stocked.expect_same("pip", "install", "--offline", "--reinstall", f"n @ {files.url}/n-1.0.tar.gz")
    stocked.expect_same_environment()


@pytest.mark.parametrize("marker", [" ; python_version > '3'", "; python_version > '3'", ";python_version > '3'"])
def test_a_marker_may_follow_a_path(stocked: Pair, marker: str) -> None:
    stocked.write("r.in", f"./whl-1.0-py3-none-any.whl{marker}\n")
    for place in stocked.places:
        place.variables["COLUMNS"] = "1000"
    stocked.expect_same("pip", "compile", "r.in")


def test_an_archive_at_an_address_is_fetched_again_only_when_it_may_have_changed(ready: Pair) -> None:
    """The server says how long it is fresh; after that, or when the user wishes, it is asked whether it is the same."""
    seen: list[tuple[str, int]] = []
    lasting = {"Cache-Control": "max-age=600", "ETag": '"one"'}

    def answer(request: Request) -> Response:
        same = request.header("if-none-match") == '"one"'
        response = Response(304, lasting) if same else Response(200, lasting, SDIST)
        seen.append((request.method, response.status))
        return response

    for place in ready.places:
        with HttpLoop(answer) as loop:
            place.write("r.in", f"n @ {loop.url}/n-1.0.tar.gz\n")
            asked = []
            for words in (
                "compile r.in",
                "compile r.in",
                "install -r r.in",
                "uninstall n",
                "install -r r.in",
                "compile --refresh r.in",
            ):
                seen.clear()
                done = place.run("pip", *words.split())
                assert done.code == 0, done.stderr
                asked.append([status for method, status in seen if method == "GET"])
        assert (asked[1], asked[4]) == ([], []), (place.program.name, asked)
        assert asked[5] == [304], (place.program.name, asked)
