"""Hostile and broken input: puv names the culprit, fails as uv does, and leaves environment and cache as they were."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from support import builders
from support.builders import RawMember
from support.http_loop import Response
from support.index_server import IndexFile, Script, World

if TYPE_CHECKING:
    from pathlib import Path

    from support.interop import Outcome, Pair, Place

NAME = builders.wheel_filename("lib", "1.0")
PAGE = "/simple/lib/"
INFO = "lib-1.0.dist-info"
GOOD = builders.wheel("lib", "1.0", files={"lib/__init__.py": "VERSION = 1\n" * 200})


def with_members(*members: RawMember) -> bytes:
    return builders.raw_wheel("lib", "1.0", members)


def archive(**files: str) -> bytes:
    """A wheel with the given files in its dist-info directory and nothing else."""
    return builders.zip_archive({"lib.py": b"", **{f"{INFO}/{name}": text.encode() for name, text in files.items()}})


METADATA = builders.metadata("lib", "1.0").decode()
WHEEL_TEXT = builders.wheel_text("py3-none-any")


@dataclass(frozen=True)
class Wheel:
    """A wheel, what puv must say of it, and the exit code where it is deliberately not uv's.

    uv 0.13.8 skips members with such names, or takes them for names of files in site-packages, and installs the rest.
    A wheel that has them is broken or an attack, and two readers may see two different contents: puv refuses it.
    """

    content: bytes
    told: str
    refused: bool = False


WHEELS = {
    "a name that climbs": Wheel(
        with_members(RawMember(name="../../evil.py", content=b"x")), "`../../evil.py` points outside", refused=True
    ),
    "a name that climbs below a directory": Wheel(
        with_members(RawMember(name="lib/../../evil.py", content=b"x")), "`lib/../../evil.py` points", refused=True
    ),
    "a data file that climbs": Wheel(
        with_members(RawMember(name="lib-1.0.data/data/../../../evil.py", content=b"x")), "evil.py`", refused=True
    ),
    "an absolute name": Wheel(
        with_members(RawMember(name="/nowhere-of-puv/evil.py", content=b"x")), "evil.py` is an absolute", refused=True
    ),
    "a drive": Wheel(with_members(RawMember(name="C:evil.py", content=b"x")), "`C:evil.py` is a path", refused=True),
    "backslashes": Wheel(
        with_members(RawMember(name="..\\..\\evil.py", content=b"x")), "evil.py` has a backslash", refused=True
    ),
    "a symbolic link": Wheel(
        with_members(RawMember(name="lib/link", content=b"../../../../evil.py", mode=0o120777)),
        "`lib/link` is a link",
        refused=True,
    ),
    "a device": Wheel(with_members(RawMember(name="lib/device", mode=0o020666)), "`lib/device` is a", refused=True),
    "an entry point that climbs": Wheel(
        builders.wheel("lib", "1.0", entry_points={"console_scripts": {"../../evil": "lib:main"}}), "../../evil"
    ),
    "two contents for one name": Wheel(
        with_members(RawMember(name="lib/twice.py", content=b"1"), RawMember(name="lib/twice.py", content=b"2")),
        "multiple entries with different contents for: lib/twice.py",
    ),
    "one name for a file and a directory": Wheel(
        with_members(RawMember(name="lib/a", content=b"x"), RawMember(name="lib/a/b", content=b"x")), "`lib/a` is both"
    ),
    "two names for one member": Wheel(
        with_members(RawMember(name="lib/one.py", local_name="lib/two.py", content=b"x")), "`lib/one.py` disagrees"
    ),
    "a wrong checksum": Wheel(with_members(RawMember(name="lib/wrong.py", content=b"x", crc=1)), "lib/wrong.py"),
    "a size that lies": Wheel(
        with_members(RawMember(name="lib/bomb.py", content=bytes(3_000_000), size=10)), "Bad uncompressed size"
    ),
    "a bomb by its directory": Wheel(
        with_members(*(RawMember(name=f"lib/{number}.bin", content=b"x", size=0xFFFFFFF0) for number in range(20))),
        "looks like a zip bomb",
    ),
    "an unknown compression": Wheel(with_members(RawMember(name="lib/odd.py", content=b"x", method=99)), "lib/odd.py"),
    "encryption": Wheel(with_members(RawMember(name="lib/secret.py", content=b"x", flags=1)), "is encrypted"),
    "bytes behind the archive": Wheel(GOOD + b"more", "trailing contents"),
    "bytes before the archive": Wheel(b"MZ" + GOOD, "unexpected header"),
    "a half": Wheel(GOOD[: len(GOOD) // 2], "unable to locate the end"),
    "all but the end": Wheel(GOOD[:-5], "unable to locate the end"),
    "nothing": Wheel(b"", "unable to locate the end"),
    "a page instead of a wheel": Wheel(b"<html>Sign in</html>", "Invalid zip file structure"),
    "no dist-info": Wheel(builders.zip_archive({"lib.py": b""}), "No .dist-info directory found"),
    "another's dist-info": Wheel(builders.wheel("other", "1.0"), "does not start with the normalized package name"),
    "two dist-infos": Wheel(
        with_members(RawMember(name="b-1.dist-info/METADATA", content=b"x")), "Multiple .dist-info directories found"
    ),
    "no RECORD": Wheel(archive(METADATA=METADATA, WHEEL=WHEEL_TEXT), "`lib-1.0.dist-info/RECORD`"),
    "a RECORD that is no table": Wheel(builders.wheel("lib", "1.0", record='"a\n'), "`RECORD` file is invalid"),
    "no WHEEL": Wheel(archive(METADATA=METADATA, RECORD=""), "lib-1.0.dist-info/WHEEL"),
    "a WHEEL of the future": Wheel(
        archive(METADATA=METADATA, RECORD="", WHEEL=WHEEL_TEXT.replace("1.0", "3.0")), "Unsupported wheel major version"
    ),
    "another version inside": Wheel(
        builders.wheel("lib", "1.0", metadata_text=builders.metadata("lib", "2.0")), "does not match"
    ),
    "an unknown kind of data": Wheel(builders.wheel("lib", "1.0", data={"odd/x": "x"}), "Unknown wheel data type: odd"),
    "entry points that cannot be read": Wheel(
        builders.wheel("lib", "1.0", dist_info={"entry_points.txt": "[console_scripts"}), "`entry_points.txt`"
    ),
}


def fingerprint(*roots: Path) -> dict[str, str]:
    """Every file and link below the roots, with a digest of its content and its mode."""
    found = {}
    for path in sorted(path for root in roots for path in root.rglob("*")):
        if path.is_symlink():
            found[str(path)] = f"-> {path.readlink()}"
        elif path.is_file():
            found[str(path)] = f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        else:
            found[str(path)] = "directory"
    return found


def stored(place: Place) -> list[Path]:
    """The parts of puv's cache that hold wheels."""
    return sorted(path for path in place.cache.rglob("*-v1") if path.name.startswith(("archives", "wheels")))


def before() -> World:
    return World().add("lib", "0.9").add("paper", "7")


def prepared(place: Place) -> None:
    """Install something into the environment and the cache, with puv or uv."""
    with before().serve() as server:
        place.index_url = server.index_url()
        assert place.run("pip", "install", "lib==0.9", "paper").code == 0


def install(place: Place, content: bytes) -> Outcome:
    file = IndexFile(filename=NAME, content=content, core_metadata=METADATA.encode())
    with before().add_file("lib", file).serve() as server:
        place.index_url = server.index_url()
        return place.run("pip", "install", "--refresh", "lib==1.0")


@pytest.mark.parametrize("wheel", WHEELS.values(), ids=WHEELS)
def test_a_hostile_wheel_does_no_harm(ready: Pair, wheel: Wheel, tmp_path: Path) -> None:
    for place in ready.places:
        prepared(place)
    environment = fingerprint(ready.puv.cwd)
    archives = fingerprint(*stored(ready.puv))
    assert archives

    expected, actual = install(ready.uv, wheel.content), install(ready.puv, wheel.content)
    assert actual.code == (1 if wheel.refused else expected.code), actual.stderr
    assert actual.code in (1, 2)
    assert wheel.told in actual.stderr
    assert NAME in actual.stderr or "lib==1.0" in actual.stderr
    assert len(set(actual.stderr.splitlines())) == len(actual.stderr.splitlines()), "a line is said twice"

    assert fingerprint(ready.puv.cwd) == environment
    if "Failed to install" not in actual.stderr:  # what is only found unfit when it is installed is in the cache
        assert fingerprint(*stored(ready.puv)) == archives
    assert not [path for path in tmp_path.rglob("*evil*") if ready.uv.root not in path.parents]
    assert install(ready.puv, GOOD).code == 0


HARMLESS = {
    "a wrong digest in RECORD": builders.wheel(
        "lib", "1.0", record=f"lib/__init__.py,sha256=AAAA,7\n{INFO}/METADATA,sha256=BBBB,1\n{INFO}/RECORD,,\n"
    ),
    "RECORD without most files": builders.wheel("lib", "1.0", record=f"{INFO}/RECORD,,\n"),
    "RECORD with files that are not there": builders.wheel("lib", "1.0", record=f"ghost.py,,\n{INFO}/RECORD,,\n"),
    "one member twice": with_members(RawMember(name="lib/t.py"), RawMember(name="lib/t.py")),
    "much from little": with_members(RawMember(name="lib/zeros.bin", content=bytes(20_000_000))),
}


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_what_uv_installs_although_it_is_odd_puv_installs_too(ready: Pair, content: bytes) -> None:
    outcomes = [install(place, content) for place in ready.places]
    assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
    ready.expect_same_environment()


def page(text: str | bytes, media_type: str = "text/html") -> Response:
    return Response(200, {"Content-Type": media_type}, text if isinstance(text, bytes) else text.encode())


JSON = "application/vnd.pypi.simple.v1+json"
LINK = f'<a href="../../files/simple/{NAME}">{NAME}</a>'
LONG = "9" * 400

PAGES = {
    "broken tags": page(f"<html><body <p <<a>> {LINK} </table><a href='x"),
    "a link without an end": page(f"{LINK}<a href="),
    "names that are none": page(f"<a href='x'>../../../etc/passwd</a><a href='y'>\x00\x01.whl</a>{LINK}"),
    "a link that climbs": page("<a href='../../../../../../../etc/passwd'>lib-9.0-py3-none-any.whl</a>"),
    "a link to a local file": page("<a href='file:///etc/passwd'>lib-9.0-py3-none-any.whl</a>"),
    "a link to a script": page("<a href='javascript:alert(1)'>lib-9.0-py3-none-any.whl</a>"),
    "a digest that is none": page(f"<a href='../../files/simple/{NAME}#sha256=xyz'>{NAME}</a>"),
    "a wrong digest": page(f"<a href='../../files/simple/{NAME}#sha256={'0' * 64}'>{NAME}</a>"),
    "absurd versions": page(
        f"<a href='x'>lib-{LONG}-py3-none-any.whl</a><a href='x'>lib-1.{'0.' * 500}1-py3-none-any.whl</a>"
        f"<a href='x'>lib-1!2!3-py3-none-any.whl</a><a href='x'>lib-v-py3-none-any.whl</a>{LINK}"
    ),
    "an absurd Python": page(f"<a href='../../files/simple/{NAME}' data-requires-python='>=&lt;x'>{NAME}</a>"),
    "two megabytes of junk": page(bytes(range(256)) * 8192),
    "two megabytes of junk as JSON": page(b"[" * 2_000_000, JSON),
    "two megabytes of brackets": page("<" * 2_000_000),
    "a page that says nothing": page(""),
    "JSON of another shape": page('{"files": 7}', JSON),
    "JSON that ends early": page('{"files": [{"filename": "lib', JSON),
    "JSON with a wrong file": page('{"meta": {"api-version": "1.0"}, "name": "lib", "files": [{"url": 1}]}', JSON),
    "another encoding": page(LINK.encode("utf-16")),
}


def ask(place: Place, answer: Response) -> Outcome:
    world = before().add_file("lib", IndexFile(filename=NAME, content=GOOD, core_metadata=METADATA.encode()))
    with world.serve() as server:
        server.script(PAGE, Script(answer, None))
        place.index_url = server.index_url()
        return place.run("pip", "install", "--refresh", "lib>=1")


@pytest.mark.parametrize("answer", PAGES.values(), ids=PAGES)
def test_a_broken_page_leads_where_it_leads_uv(ready: Pair, answer: Response) -> None:
    for place in ready.places:
        prepared(place)
    environment = fingerprint(ready.puv.cwd)
    archives = fingerprint(*stored(ready.puv))
    expected, actual = ask(ready.uv, answer), ask(ready.puv, answer)
    assert actual.code == expected.code, f"uv: {expected.stderr[:2000]}\npuv: {actual.stderr[:2000]}"
    if actual.code:
        assert "lib" in actual.stderr
        assert len(actual.stderr) < 5000
        assert fingerprint(ready.puv.cwd) == environment
        assert fingerprint(*stored(ready.puv)) == archives
    else:
        ready.expect_same_environment()
    assert install(ready.puv, GOOD).code == 0


TEXTS = {
    "an operator that is none": "lib=>1\n",
    "a name that is none": "-lib\n",
    "an unclosed bracket": "paper\nlib[a\n",
    "an unclosed quotation": "lib ; python_version > '3\n",
    "a marker that is none": "lib ; pythn_version > '3'\n",
    "a version that is none": "lib==one\n",
    "a digest that is none": "lib==1.0 --hash=sha256\n",
    "an unknown digest": "lib==1.0 --hash=crc:00\n",
    "an unknown option": "lib\n--frobnicate\n",
    "an option without its value": "lib\n--index-url\n",
    "an address that is none": "lib @ ://lib-1.0-py3-none-any.whl\n",
    "an unknown scheme": "lib @ gopher://example.org/lib-1.0-py3-none-any.whl\n",
    "a file that is missing": "lib\n-r nothing/here.txt\n",
    "a constraint with extras": "-c limits.txt\nlib\n",
    "bytes that are no text": "lib\udcff\udcfe==1\n",
    "a byte order mark in the middle": "lib\n\ufeffpaper\n",
    "a very long line": "lib" + "x" * 20000 + "=\n",
    "an environment variable": "lib @ ./${NO_SUCH_VARIABLE}/lib-1.0-py3-none-any.whl\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("command", ["install", "sync", "compile"])
def test_a_broken_requirements_file_changes_nothing(ready: Pair, command: str, text: str) -> None:
    for place in ready.places:
        prepared(place)
        (place.cwd / "broken.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
        (place.cwd / "limits.txt").write_text("lib[extra]<2\n")
    environment = fingerprint(ready.puv.cwd)
    archives = fingerprint(*stored(ready.puv))
    with before().serve() as server:
        for place in ready.places:
            place.index_url = server.index_url()
        words = ["-r", "broken.txt"] if command == "install" else ["broken.txt"]
        outcome = ready.expect_same("pip", command, *words)
    if outcome.code:
        assert fingerprint(ready.puv.cwd) == environment
        assert fingerprint(*stored(ready.puv)) == archives


@pytest.mark.parametrize("text", ["lib\0==1\n", "-r broken.txt\nlib\n"], ids=["a null", "a file that includes itself"])
def test_a_stranger_requirements_file_ends_as_with_uv(ready: Pair, text: str) -> None:
    ready.write("broken.txt", text)
    expected, actual = ready.run("pip", "sync", "broken.txt")
    assert actual.code == expected.code, actual.stderr


def test_an_index_that_never_ends_its_answer_is_given_up(ready: Pair) -> None:
    with before().serve() as server:
        answer = Response(200, {"Content-Type": "text/html"}, GOOD, sent=10)
        server.script(PAGE, Script(answer, None))
        codes = []
        for place in ready.places:
            place.index_url = server.index_url()
            codes.append(place.run("pip", "install", "lib").code)
    assert codes[0] == codes[1] != 0
