"""Wheels of every kind leave the same names and bytes as with uv, and both programs tell the same of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support import builders
from support.builders import RawMember
from support.index_server import IndexFile, World

if TYPE_CHECKING:
    from support.interop import Pair

# Wheels of a real program's locked development environment, where they have been downloaded (they are not kept here).
REAL = Path(__file__).parents[2] / "benchmarks" / ".cache" / "wheels"

LONG = "/".join(["a_rather_long_directory_name"] * 6)


def _raw(name: str, *members: RawMember) -> bytes:
    return builders.raw_wheel(name, "1.0", members)


def _with_text(name: str, path: str, text: str) -> bytes:
    """A wheel whose file `path` of the dist-info directory is `text`."""
    return builders.wheel(name, "1.0", dist_info={path: text})


ZOO: dict[str, bytes] = {
    "everywhere": builders.wheel(
        "everywhere",
        "1.0",
        files={"everywhere/__init__.py": "x = 1\n"},
        data={
            "purelib/everywhere_pure/__init__.py": "",
            "platlib/everywhere_plat.py": "",
            "headers/sub/everywhere.h": "",
            "data/etc/everywhere/conf.ini": "[a]\n",
            "data/share/man/man1/everywhere.1": ".TH\n",
            "scripts/every-py": "#!python\nprint(1)\n",
            "scripts/every-pyw": "#!pythonw\nprint(1)\n",
            "scripts/every-args": "#!python -u\nprint(1)\n",
            "scripts/every-sh": "#!/bin/sh\necho 1\n",
            "scripts/every-bin": "\x7fELF\x00\x01 no text \x00",
            "scripts/every-empty": "",
        },
        dist_info={"licenses/LICENSE": "free", "top_level.txt": "everywhere\n", "RECORD.jws": "{}"},
    ),
    "commands": builders.wheel(
        "commands",
        "1.0",
        files={"commands/__init__.py": "def main(): ...\n"},
        entry_points={
            "console_scripts": {
                "command": "commands:main",
                "command.dotted": "commands:main.deep.er",
                "command-extra": "commands:main [extra]",
                "UPPER": "commands :main",
            },
            "gui_scripts": {"command-gui": "commands:main"},
            "some.plugins": {"one": "commands", "two": "commands:main"},
        },
    ),
    "platform": builders.wheel(
        "platform_bound", "1.0", files={"platform_bound/core.so": "\x7fELF", "platform_bound/x.py": ""}, purelib=False
    ),
    "space-one": builders.wheel("space_one", "1.0", files={"space/one/__init__.py": "", "space/both.py": "both"}),
    "space-two": builders.wheel("space_two", "1.0", files={"space/two.py": "", "space/both.py": "both"}),
    "names": builders.wheel(
        "names",
        "1.0",
        files={
            "names/with space.txt": "",
            "names/with,comma.txt": "",
            'names/with"quote.txt': "",
            "names/ünï-漢字.txt": "",
            "names/.hidden": "",
            f"names/{LONG}/end.txt": "",
            "names_single.py": "",
            "names.pth": "import sys\n",
            "Names/Case.py": "",
        },
    ),
    "modes": _raw(
        "modes",
        *(
            RawMember(name=f"modes/m{mode:o}", content=b"x", mode=0o100000 | mode)
            for mode in (0o755, 0o600, 0o777, 0o444)
        ),
        RawMember(name="modes/empty_directory/", mode=0o040755),
        RawMember(name="modes/no_mode", content=b"x", mode=0),
        RawMember(name="modes/stored", content=b"x" * 100, stored=True),
    ),
    "compiled": builders.wheel(
        "compiled", "1.0", files={"compiled/__init__.py": "", "compiled/__pycache__/old.cpython-311.pyc": "junk"}
    ),
    "rows": builders.wheel(
        "rows",
        "1.0",
        files={"rows/a.py": "", "rows/b.py": ""},
        record='rows/a.py,sha256=AAAA,7\n"rows/b.py",,\nghost.py,sha256=BBBB,1\nrows-1.0.dist-info/RECORD,,\n',
    ),
    "carriage": builders.wheel(
        "carriage", "1.0", record="carriage/__init__.py,,0\r\ncarriage-1.0.dist-info/RECORD,,\r\n"
    ),
    "stored": builders.wheel("stored", "1.0", files={"stored/x.py": "x" * 5000}, compressed=False),
    "large": builders.wheel(
        "large", "1.0", files={f"large/m{n}/f{k}.py": f"{n} {k}" for n in range(30) for k in range(10)}
    ),
    "description": _with_text(
        "description", "METADATA", "Name: description\nVersion: 1.0\n\n" + "Long text. é\n" * 500
    ),
    "odd-wheel-file": _with_text(
        "odd_wheel_file", "WHEEL", "Wheel-Version: 1.9\nroot-is-purelib: TRUE\nTag: py3-none-any\n"
    ),
    "entry-comments": _with_text(
        "entry_comments",
        "entry_points.txt",
        "# a comment\n\n[console_scripts]\n; more\nentry-c = entry_comments:x\n\n[x]\n",
    ),
}


def zoo() -> World:
    world = World()
    for name, content in ZOO.items():
        project = "platform-bound" if name == "platform" else name
        file = IndexFile(filename=builders.wheel_filename(project, "1.0"), content=content)
        world.add_file(project, file)
    return world


def projects() -> list[str]:
    return sorted("platform-bound" if name == "platform" else name for name in ZOO)


def pyc(tree: dict[str, str]) -> set[str]:
    return {path for path in tree if path.endswith(".pyc")}


def expect_same_telling(ready: Pair) -> None:
    """Both programs print the same of the environment that each has made."""
    for words in (["list"], ["freeze"], ["check"], ["list", "--format", "json"], ["list", "--format", "freeze"]):
        ready.expect_same("pip", *words)


@pytest.mark.parametrize("mode", ["hardlink", "copy", "clone", "symlink"])
def test_every_kind_of_wheel_is_laid_out_as_by_uv(ready: Pair, mode: str) -> None:
    ready.write("zoo.txt", "".join(f"{name}==1.0\n" for name in projects()))
    with zoo().serve() as server:
        for place in ready.places:
            place.index_url = server.index_url()
            place.variables["UV_LINK_MODE"] = mode
        ready.expect_same("pip", "sync", "zoo.txt")
        ready.expect_same_environment()
        expect_same_telling(ready)
        ready.expect_same("pip", "sync", "zoo.txt")
        ready.expect_same("pip", "install", "--reinstall", "everywhere", "names", "rows")
        ready.expect_same_environment()
        ready.write("few.txt", "names==1.0\nspace-two==1.0\n")
        ready.expect_same("pip", "sync", "few.txt")
        ready.expect_same_environment()
        ready.expect_same("pip", "uninstall", "names", "space-two")
        ready.expect_same_environment()


@pytest.mark.parametrize("name", sorted(ZOO))
def test_one_wheel_comes_and_goes_as_with_uv(ready: Pair, name: str) -> None:
    project = "platform-bound" if name == "platform" else name
    with zoo().serve() as server:
        for place in ready.places:
            place.index_url = server.index_url()
        ready.expect_same("pip", "install", project)
        ready.expect_same_environment()
        ready.expect_same("pip", "uninstall", project)
        ready.expect_same_environment()


def test_each_program_reads_and_removes_what_the_other_installed(ready: Pair) -> None:
    with zoo().serve() as server:
        for place in ready.places:
            place.index_url = server.index_url()
        ready.expect_same("pip", "install", *projects())
        # The programs change places: each works on the environment that the other has made.
        ready.uv.program, ready.puv.program = ready.puv.program, ready.uv.program
        outcomes = [place.run("pip", "list") for place in ready.places]
        assert outcomes[0].stdout == outcomes[1].stdout
        for words in (["check"], ["install", *projects()], ["uninstall", *projects()]):
            one, two = (place.run("pip", *words) for place in ready.places)
            assert one.code == two.code == 0, one.stderr + two.stderr
        ready.uv.program, ready.puv.program = ready.puv.program, ready.uv.program
        ready.expect_same_environment()


def test_local_wheels_are_known_to_each_other(ready: Pair) -> None:
    """Neither program installs a local wheel again that the other installed, until the file changes."""
    name = builders.wheel_filename("local", "0.3")
    for place in ready.places:
        (place.cwd / name).write_bytes(builders.wheel("local", "0.3"))
        assert place.run("pip", "install", f"./{name}").code == 0
    ready.uv.program, ready.puv.program = ready.puv.program, ready.uv.program
    for place in ready.places:
        assert "Checked 1 package" in place.run("pip", "install", f"./{name}").stderr
        (place.cwd / name).write_bytes(builders.wheel("local", "0.3", files={"local.py": "new = 1\n"}))
        assert " ~ local==0.3" in place.run("pip", "install", f"./{name}").stderr
        assert place.run("pip", "uninstall", "local").code == 0
        again = place.run("pip", "install", f"./{name}").stderr
        assert "Prepared" not in again, "the wheel is in the cache"
        (record,) = place.cwd.glob(".venv/**/local-0.3.dist-info/uv_cache.json")
        record.unlink()
        assert " ~ local==0.3" in place.run("pip", "install", f"./{name}").stderr


@pytest.mark.skipif(not REAL.is_dir(), reason="the real wheels are not here")
def test_a_real_environment_is_the_same_to_the_byte(ready: Pair) -> None:
    wheels = sorted(REAL.glob("*.whl"))
    assert wheels
    pins = sorted({"==".join(wheel.name.split("-")[:2]) for wheel in wheels})
    ready.write("real.txt", "".join(f"{pin}\n" for pin in pins))
    links = ("--no-index", "--find-links", str(REAL))
    ready.expect_same("pip", "sync", *links, "real.txt")
    ready.expect_same_environment()
    expect_same_telling(ready)
    ready.expect_same("pip", "install", "--compile-bytecode", "--reinstall", *links, "-r", "real.txt")
    one, two = (place.site_packages(bytecode=True) for place in ready.places)
    assert pyc(one) == pyc(two)
    ready.expect_same("pip", "uninstall", *(pin.partition("==")[0] for pin in pins))
    ready.expect_same_environment()
