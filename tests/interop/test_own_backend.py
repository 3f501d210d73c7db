"""Archives of pure-Python projects: those of uv's build backend and those of puv's own are the same."""

from __future__ import annotations

import re
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest

from support.backend import write

if TYPE_CHECKING:
    from pathlib import Path

    from support.interop import Pair

HEAD = '[build-system]\nrequires = ["uv_build>=0.13,<0.14"]\nbuild-backend = "uv_build"\n\n[project]\n'
NAMED = 'name = "My.Pkg"\nversion = "1.0.0+Local.1"\n'
MODULE = {
    "src/my_pkg/__init__.py": "x = 1\n",
    "src/my_pkg/sub/a.py": "y = 1\n",
    "src/my_pkg/sub/b.pyc": "",
    "LICENSE": "MIT\n",
}
SETTINGS = "[tool.uv.build-backend]\n"
RICH = """\
description = "A  description"
readme = "README.md"
requires-python = ">=3.8,<4"
license = "MIT AND (BSD-3-Clause)"
license-files = ["LICEN[CS]E*", "docs/*"]
authors = [{name = "Jane Doe", email = "jane@example.org"}, {name = "Only Name"}, {email = "only@example.org"}]
maintainers = [{name = "M", email = "m@example.org"}]
keywords = ["a", "b c"]
classifiers = ["Programming Language :: Python :: 3", "Operating System :: OS Independent"]
dependencies = ["anyio>=4,<5 ; python_version > '3.8'", "Six", "z @ https://example.org/z.zip ; os_name == 'nt'"]
[project.optional-dependencies]
Fast_er = ["numpy[x] ; sys_platform == 'win32' or os_name == 'nt'", "pandas"]
b = []
[project.urls]
Home = "https://example.org"
"Bug Tracker" = "https://example.org/bugs"
[project.scripts]
mine = "my_pkg:main"
[project.gui-scripts]
mineg = "my_pkg:gui"
[project.entry-points."a.group"]
one = "my_pkg.sub:a"
[tool.uv.build-backend]
source-include = ["docs/**", "tests/*.py"]
wheel-exclude = ["**/a.py"]
data = {scripts = "data/scripts", headers = "data/headers", data = "data/data"}
[tool.other]
when = 2020-01-01T00:00:00Z
f = 1.50
n = [[1, 2], [3]]
t = [{a = 1, b = [1, 2]}, 3]
s = 'lit\\eral'
ml = "a\\nb"
empty = {}
[[tool.rows]]
x = 1
[[tool.rows]]
"""
FILES = {
    "README.md": "# Read me\n", "docs/x.md": "doc\n", "tests/test_a.py": "\n", "data/scripts/run.sh": "#!/bin/sh\n",
    "data/headers/h.h": "\n", "data/data/share/d.txt": "\n", "NOTICE": "", "src/my_pkg/__pycache__/a.pyc": "",
}  # fmt: skip

# What follows the project's name and version, and further files.
PROJECTS: dict[str, tuple[str, dict[str, str]]] = {
    "plain": ("", {}),
    "rich": (RICH, FILES),
    "license text": ('license = {text = "MIT\\nand more"}\n', {}),
    "license file": ('license = {file = "LICENSE"}\n', {}),
    "no license files": ("license-files = []\n", {}),
    "import names": ('import-names = ["my_pkg"]\n', {}),
    "readme table": ('readme = {file = "R.md", content-type = "text/markdown"}\n', {"R.md": "x"}),
    "readme text": ('readme = {text = "hello", content-type = "text/plain"}\n', {}),
    "readme rst": ('readme = "R.rst"\n', {"R.rst": "x"}),
    "flat": (f'{SETTINGS}module-root = ""\n', {"my_pkg/__init__.py": "", "my_pkg/b/c.txt": ""}),
    "named": (f'{SETTINGS}module-name = "foo"\n', {"src/foo/__init__.py": ""}),
    "many": (f'{SETTINGS}module-name = ["foo", "my_pkg"]\n', {"src/foo/__init__.py": ""}),
    "dotted": (f'{SETTINGS}module-name = "foo.bar"\n', {"src/foo/bar/__init__.py": "", "src/foo/x.py": ""}),
    "namespace": (
        f'{SETTINGS}module-name = "foo"\nnamespace = true\n',
        {"src/foo/a/__init__.py": "", "src/foo/b.py": ""},
    ),
    "excludes": (f'{SETTINGS}source-exclude = ["sub"]\n', {}),
    "wheel excludes": (f'{SETTINGS}wheel-exclude = ["/src/my_pkg/sub"]\n', {}),
    "everything": (f"{SETTINGS}default-excludes = false\n", {}),
    "includes": (
        f'{SETTINGS}source-include = ["a/*", "**/deep.txt"]\n',
        {"a/b.txt": "", "c/d/deep.txt": "", "a/e/f": ""},
    ),
    "libraries": (f'{SETTINGS}data = {{purelib = "d/p", platlib = "d/l"}}\n', {"d/p/x.py": "", "d/l/y.py": ""}),
}
WRONG: dict[str, tuple[str, dict[str, str]]] = {
    "dynamic": ('dynamic = ["classifiers"]\n', {}),
    "description": ('description = "a\\nb"\n', {}),
    "license files and table": ('license = {text = "MIT"}\nlicense-files = ["LICENSE"]\n', {}),
    "license files match nothing": ('license-files = ["GONE"]\n', {}),
    "license files outside": ('license-files = ["../x"]\n', {}),
    "license files glob": ('license-files = ["a["]\n', {}),
    "readme gone": ('readme = "GONE.md"\n', {}),
    "readme unknown": ('readme = "README"\n', {"README": ""}),
    "authors": ("authors = [{}]\n", {}),
    "requires-python": ('requires-python = "x"\n', {}),
    "dependencies": ('dependencies = ["a ><"]\n', {}),
    "scripts": ('scripts = {"a b" = "x:y"}\n', {}),
    "entry points": ('[project.entry-points.console_scripts]\na = "b:c"\n', {}),
    "entry point groups": ('[project.entry-points."a b"]\na = "b:c"\n', {}),
    "no module": (f'{SETTINGS}module-name = "gone"\n', {}),
    "no identifier": (f'{SETTINGS}module-name = "foo-x"\n', {}),
    "parent is a package": (f'{SETTINGS}module-name = "my_pkg.sub"\n', {"src/my_pkg/sub/__init__.py": ""}),
    "root outside": (f'{SETTINGS}module-root = ".."\n', {}),
    "data outside": (f'{SETTINGS}data = {{scripts = "../x"}}\n', {}),
    "data gone": (f'{SETTINGS}data = {{scripts = "gone"}}\n', {}),
    "too many stars": (f'{SETTINGS}wheel-exclude = ["a**b"]\n', {}),
}  # fmt: skip


def lay_out(pair: Pair, kind: tuple[str, dict[str, str]]) -> None:
    text, files = kind
    for place in pair.places:
        write(place.cwd / "demo", {"pyproject.toml": f"{HEAD}{NAMED}{text}", **MODULE, **files})
        script = place.cwd / "demo" / "data" / "scripts" / "run.sh"
        if script.exists():
            script.chmod(0o755)


Content = list[tuple[str, int, object, object, object]]


def wheel_content(path: Path) -> Content:
    """Every entry; what names the program that built is left out."""
    with zipfile.ZipFile(path) as archive:
        found: Content = []
        for entry in archive.infolist():
            text = re.sub(r"Generator: .*", "", archive.read(entry).decode())
            text = re.sub(r"(dist-info/WHEEL),.*", r"\1", text)
            found.append((entry.filename, entry.external_attr, entry.date_time, entry.compress_type, text))
        return found


def sdist_content(path: Path) -> Content:
    with tarfile.open(path) as archive:
        found: Content = []
        for entry in archive:
            stream = archive.extractfile(entry)
            found.append((entry.name, entry.mode, entry.mtime, entry.type, stream.read() if stream else b""))
        return found


@pytest.mark.parametrize("kind", PROJECTS)
def test_archives_are_the_same(pair: Pair, kind: str) -> None:
    lay_out(pair, PROJECTS[kind])
    pair.expect_same("build", "demo", "--sdist", "--wheel")
    pair.expect_same("build", "demo", "--list")
    one, two = (place.cwd / "demo" / "dist" for place in pair.places)
    assert sorted(path.name for path in one.iterdir()) == sorted(path.name for path in two.iterdir())
    wheel = next(one.glob("*.whl")).name
    assert wheel_content(one / wheel) == wheel_content(two / wheel)
    sdist = next(one.glob("*.tar.gz")).name
    assert sdist_content(one / sdist) == sdist_content(two / sdist)
    # A wheel from the source distribution is the one from the directory.
    before = (two / wheel).read_bytes()
    assert pair.puv.run("build", "demo").code == 0
    assert (two / wheel).read_bytes() == before
    assert (two / sdist).read_bytes()


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_told_alike(pair: Pair, kind: str) -> None:
    lay_out(pair, WRONG[kind])
    pair.expect_same("build", "demo", "--sdist")
    pair.expect_same("build", "demo", "--wheel")


def test_a_missing_upper_bound_and_license_classifiers_are_warned_of(pair: Pair) -> None:
    text = f'{HEAD}{NAMED}classifiers = ["License :: OSI Approved :: MIT License"]\n'.replace(">=0.13,<0.14", "")
    for place in pair.places:
        write(place.cwd / "demo", {"pyproject.toml": text, **MODULE})
    pair.expect_same("build", "demo", "--wheel")
    pair.expect_same("build", "demo", "--sdist")


def demo(requires: str = "uv_build>=0.13,<0.14", more: str = "") -> dict[str, str]:
    system = f'[build-system]\nrequires = ["{requires}"]\nbuild-backend = "uv_build"\n{more}'
    return {
        "demo/pyproject.toml": f'{system}[project]\nname = "demo"\nversion = "1.0"\ndependencies = ["lib"]\n',
        "demo/src/demo/__init__.py": "VALUE = 1\n",
        "demo/src/demo/data.txt": "x\n",
        "six.txt": "six<5\n",
        "other.txt": "uv_build==5\n",
        "same.txt": "uv_build==0.13.8\n",
    }


# The index of these tests has no backend, so that what is built is built without one.
INSTALLED = {
    "a directory": (demo(), "./demo"),
    "an editable": (demo(), "-e ./demo"),
    "without isolation": (demo(), "--no-build-isolation ./demo"),
    "with constraints of others": (demo(), "-b six.txt ./demo"),
    "with a constraint that fits": (demo(), "-b same.txt ./demo"),
    "with a constraint that does not": (demo(), "-b other.txt ./demo"),
    "with settings": (demo(), "-C a=b ./demo"),
    "without a bound": (demo("uv_build"), "./demo"),
    "exactly": (demo("uv-build==0.13.8"), "./demo"),
    "a later backend": (demo("uv_build>=0.14"), "./demo"),
    "a backend at an address": (demo("uv_build @ ./nowhere.whl"), "./demo"),
    "a backend on the disk": (demo("uv_build @ file:///nowhere/uv_build-0.13.8-py3-none-any.whl"), "./demo"),
    "more requirements": (demo('uv_build", "six'), "./demo"),
    "a path for backends": (demo(more='backend-path = ["."]\n'), "./demo"),
    "no module": ({path: text for path, text in demo().items() if "src" not in path}, "./demo"),
    "forbidden": (demo(), "--no-build ./demo"),
}


@pytest.mark.parametrize(("files", "words"), INSTALLED.values(), ids=INSTALLED)
def test_what_asks_for_the_own_backend_is_installed_without_one(ready: Pair, files: dict[str, str], words: str) -> None:
    for place in ready.places:
        write(place.cwd, files)
    ready.expect_same("pip", "install", *words.split())
    for place in ready.places:
        for told in place.cwd.glob(".venv/lib/*/site-packages/demo-1.0.dist-info/WHEEL"):
            told.unlink()  # it tells who made the wheel
            record = told.with_name("RECORD")
            record.write_text(re.sub("(WHEEL,).*", r"\1,", record.read_text()))
    ready.expect_same_environment()


def test_a_source_archive_for_the_own_backend_is_installed_without_one(ready: Pair) -> None:
    for place in ready.places:
        write(place.cwd, demo())
    ready.expect_same("build", "-q", "--sdist", "demo")
    ready.expect_same("pip", "install", "demo/dist/demo-1.0.tar.gz")
