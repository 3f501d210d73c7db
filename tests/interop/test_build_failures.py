"""Builds that fail, through real uv and through puv: the same words, causes and hints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import backend
from support.index_server import IndexFile, IndexServer, World
from support.interop import Filters, Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Sources are extracted in places of their own, whose paths may be wrapped.
_TRACES = Filters(drop_stderr_lines=('           File "',))
_HEAD = "def build_wheel(directory, config_settings=None, metadata_directory=None):\n    "

COMPLAINTS = {
    "module": "ModuleNotFoundError: No module named 'numpy'",
    "inner-module": "ModuleNotFoundError: No module named 'torch.utils'",
    "unquoted-module": "ModuleNotFoundError: No module named foo",
    "module-before-other-lines": "ModuleNotFoundError: No module named 'Cython'\nand\nmore",
    "module-too-far-up": "ModuleNotFoundError: No module named 'Cython'" + "\nline" * 10,
    "other-import": "ImportError: No module named 'foo'",
    "distutils": "ModuleNotFoundError: No module named 'distutils'",
    "header": "pygraphviz/graphviz_wrap.c:3020:10: fatal error: graphviz/cgraph.h: No such file or directory",
    "header-without-place": "fatal error: foo.h: No such file or directory",
    "library": "/usr/bin/ld: cannot find -lncurses: No such file or directory",
    "other-linker": "ld: cannot find -lfoo",
    "wheel": "usage: setup.py\nerror: invalid command 'bdist_wheel'",
    "nothing-known": "error: can't find Rust compiler",
}
ENDS = {
    "traceback": "import numpy.foo",
    "text": "return 'nonsense'",
    "number": "return 5",
    "none": "return None",
    "killed": "os.kill(os.getpid(), 9)",
    "code": "os._exit(3)",
    "absent": "return 'absent-1.0-py3-none-any.whl'",
    "other-name": "global NAME, MODULE; NAME = MODULE = 'xx'; return _wheel(directory, {})",
    "other-version": "global VERSION; VERSION = '2.0'; return _wheel(directory, {})",
    "other-python": (
        "n = 'demo-1.0-cp27-cp27m-win32.whl'; os.rename(os.path.join(directory, _wheel(directory, {})), "
        "os.path.join(directory, n)); return n"
    ),
}
SYSTEM = '[build-system]\nrequires = %s\nbuild-backend = "%s"\nbackend-path = %s\n'
TABLES = {
    "impossible": SYSTEM % ('["lib>9"]', "backend", '["."]'),
    "outside": SYSTEM % ("[]", "backend", '[".."]'),
    "nowhere": SYSTEM % ("[]", "backend", '["gone"]'),
    "no-object": SYSTEM % ('["lib"]', "backend:nope", '["."]'),
    "no-requires": '[build-system]\nbuild-backend = "backend"\n',
    "wrong-type": "[build-system]\nrequires = []\nbuild-backend = 3\n",
    "wrong-requirement": SYSTEM % ('["lib", "tool ><"]', "backend", '["."]'),
    "none": "",
}
HOOKS = {
    "requires-number": "def get_requires_for_build_wheel(c=None):\n    return 5\n",
    "requires-nonsense": "def get_requires_for_build_wheel(c=None):\n    return ['lib==1.0', 'bad ><']\n",
    "requires-impossible": "def get_requires_for_build_wheel(c=None):\n    return ['lib>9']\n",
    "requires-raises": "def get_requires_for_build_wheel(c=None):\n    raise ValueError('x')\n",
}


def demo(folder: Path, code: str = "", *, static: bool = True, system: str = backend.BUILD_SYSTEM) -> None:
    backend.write(folder / "demo", backend.project("demo", static=static, extra_code=code, build_system=system))


@pytest.mark.parametrize("kind", COMPLAINTS)
def test_the_hint_follows_from_what_the_backend_wrote(ready: Pair, kind: str) -> None:
    for place in ready.places:
        demo(place.cwd, f"{_HEAD}print({COMPLAINTS[kind]!r}, file=sys.stderr); sys.exit(1)\n")
    ready.expect_same("pip", "install", "demo @ ./demo")


@pytest.mark.parametrize("kind", ENDS)
def test_a_backend_may_end_in_many_ways(ready: Pair, kind: str) -> None:
    for place in ready.places:
        demo(place.cwd, f"{_HEAD}{ENDS[kind]}\n")
    ready.expect_same("pip", "install", "demo @ ./demo")
    ready.expect_same("pip", "list")


@pytest.mark.parametrize("kind", TABLES)
def test_a_wrong_build_system_is_told_alike(ready: Pair, kind: str) -> None:
    for place in ready.places:
        demo(place.cwd, system=TABLES[kind])
    ready.expect_same("pip", "install", "./demo")


@pytest.mark.parametrize("kind", HOOKS)
def test_wrong_requirements_of_a_backend_are_told_alike(ready: Pair, kind: str) -> None:
    for place in ready.places:
        demo(place.cwd, HOOKS[kind])
    ready.expect_same("pip", "install", "demo @ ./demo")


@pytest.mark.parametrize(
    "code",
    [
        "def prepare_metadata_for_build_wheel(d, c=None):\n    return None\n",
        "def prepare_metadata_for_build_wheel(d, c=None):\n    return {}.x\n",
        "raise ImportError('boo')\n",
    ],
)
def test_metadata_that_is_not_told_is_told_alike(ready: Pair, code: str) -> None:
    for place in ready.places:
        demo(place.cwd, code, static=False)
    ready.expect_same("pip", "install", "./demo")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version = "1.0"', 'version = "x.y"'),
        ("dependencies = []", "dependencies = ['a ><']"),
        ('version = "1.0"', ""),
    ],
)
def test_a_wrong_project_table_ends_alike(ready: Pair, old: str, new: str) -> None:
    for place in ready.places:
        demo(place.cwd)
        path = place.cwd / "demo" / "pyproject.toml"
        path.write_text(path.read_text().replace(old, new))
    one, two = ready.run("pip", "install", "./demo")
    assert one.code == two.code
    ends = [place.plain(done.stderr).splitlines()[-1] for place, done in zip(ready.places, (one, two), strict=True)]
    assert ends[0] == ends[1]


def failing_world() -> World:
    world = World()

    def source(name: str, **options: object) -> None:
        files = backend.project(name, "1.0", **options)  # type: ignore[arg-type]  # its keywords
        content = backend.tarball(files, f"{name}-1.0")
        world.add_file(name, IndexFile(filename=f"{name}-1.0.tar.gz", content=content))

    quits = "\ndef prepare_metadata_for_build_wheel(d, c=None):\n    sys.exit(3)\n"
    source("early", extra_code=quits)
    source("late", static=True, extra_code=f"\n{_HEAD}sys.exit(3)\n")
    source("ringed", static=True, build_system=SYSTEM % ('["knotted"]', "backend", '["."]'))
    source("knotted", static=True, build_system=SYSTEM % ('["ringed"]', "backend", '["."]'))
    source("needs-late", static=True, build_system=SYSTEM % ('["late"]', "backend", '["."]'))
    world.add("a-early", "1.0", requires=["b-early"]).add("b-early", "1.0", requires=["early>0.5,<2"])
    world.add("x-early", "1.0", extras={"x": ["early"]}).add("on-x-early", "1.0", requires=["x-early[x]"])
    world.add("a-late", "1.0", requires=["b-late"]).add("b-late", "1.0", requires=["late>0.5"])
    world.add("x-late", "1.0", extras={"x": ["late"]})
    return world


@pytest.fixture(scope="module")
def failing() -> Iterator[IndexServer]:
    with failing_world().serve() as running:
        yield running


@pytest.mark.parametrize(
    "words",
    [
        ("early",), ("a-early",), ("on-x-early",), ("x-early[x]",), ("early", "a-early"), ("early[foo]", "b-early"),
        ("late",), ("a-late",), ("x-late[x]",), ("late", "a-late"), ("ringed",), ("needs-late",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_failure_tells_who_needs_the_package(ready: Pair, failing: IndexServer, words: tuple[str, ...]) -> None:
    for place in ready.places:
        place.index_url = failing.index_url()
    ready.expect_same("pip", "install", *words, filters=_TRACES)


def test_compiling_tells_it_too(ready: Pair, failing: IndexServer) -> None:
    for place in ready.places:
        place.index_url = failing.index_url()
    ready.write("requirements.in", "a-early\n")
    ready.expect_same("pip", "compile", "requirements.in", filters=_TRACES)
