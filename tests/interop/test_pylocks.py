"""`pylock.toml` written by `pip compile`, and installed by `pip install` and `pip sync`: as real uv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import Filters

if TYPE_CHECKING:
    from support.interop import Pair

IN = "app\ntool[docs] ; python_version >= '3.8'\nodd-name-x ; sys_platform == 'win32'\nspeed ; os_name == 'posix'\n"


@pytest.mark.parametrize(
    "words",
    [
        "--format pylock.toml",
        "--format pylock.toml --universal",
        "--format pylock.toml --no-header --no-emit-package lib -q",
        "--no-strip-markers --no-header",
        "-o x.toml --format pylock.toml",
        "-o pylock.a.b.toml",
        "--format pylock.toml --python-platform windows --no-binary tool",
    ],
)
def test_pylocks_are_compiled(pair: Pair, words: str) -> None:
    pair.write("in.txt", IN)
    pair.expect_same("pip", "compile", "in.txt", *words.split())


def test_an_existing_pylock_is_preferred(pair: Pair) -> None:
    pair.write("in.txt", "lib<2")
    pair.expect_same("pip", "compile", "in.txt", "-o", "pylock.toml")
    pair.write("in.txt", "lib")
    pair.expect_same("pip", "compile", "in.txt", "-o", "pylock.toml")
    pair.expect_same("pip", "compile", "in.txt", "-o", "pylock.toml", "--upgrade")


def locked(pair: Pair, requirements: str, *words: str) -> None:
    """Let real uv write the same `pylock.toml` in both places."""
    pair.write("in.txt", requirements)
    assert pair.uv.run("pip", "compile", "in.txt", "-o", "pylock.toml", *words).code == 0
    pair.write("pylock.toml", (pair.uv.cwd / "pylock.toml").read_text())


def test_pylocks_are_installed_and_synced(ready: Pair) -> None:
    pair = ready
    locked(pair, IN, "--universal")
    pair.expect_same("pip", "install", "-r", "pylock.toml", "--dry-run")
    pair.expect_same("pip", "install", "-r", "pylock.toml")
    pair.expect_same_environment()
    pair.expect_same("pip", "install", "-r", "pylock.toml")
    locked(pair, "lib<2")
    pair.expect_same("pip", "sync", "pylock.toml", "--preview-features", "pylock")
    pair.expect_same_environment()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('lock-version = "1.0"', 'lock-version = "2.0"'),
        ('lock-version = "1.0"\n', ""),
        ('created-by = "uv"\n', ""),
        ('requires-python = ">=', 'requires-python = ">=9'),
        ('requires-python = ">=', 'requires-python = "x'),
        ("[[packages]]", "environments = [\"sys_platform == 'win32'\"]\n[[packages]]"),
        ('name = "lib"', 'nome = "lib"'),
        ('name = "lib"', 'name = "app"'),
        ('version = "2.0"', 'version = "3.0"'),
        ('version = "2.0"', 'version = "2.x"'),
        ("sha256 =", "sha999 ="),
    ],
)
def test_what_is_wrong_with_a_pylock_is_told(pair: Pair, old: str, new: str) -> None:
    pair.expect_same("venv", "-q")
    locked(pair, "app")
    text = (pair.uv.cwd / "pylock.toml").read_text()
    assert old in text
    pair.write("pylock.toml", text.replace(old, new, 1))
    pair.expect_same("pip", "install", "-r", "pylock.toml", "--dry-run", filters=Filters(hashes=True))


@pytest.mark.parametrize(
    "words",
    [
        "pip install -r pylock.toml lib",
        "pip install -r pylock.toml -e .",
        "pip install -r pylock.toml -r pylock.toml",
        "pip install -r pylock.toml -r other.toml",
        "pip install -r pylock.toml -c in.txt",
        "pip install -r pylock.toml --override in.txt",
        "pip install -r none/pylock.toml",
        "pip compile pylock.toml",
        "pip install -r pylock.toml --no-binary app",
    ],
)
def test_what_does_not_go_with_a_pylock_is_refused(pair: Pair, words: str) -> None:
    pair.expect_same("venv", "-q")
    locked(pair, "app")
    pair.expect_same(*words.split())


GROUPS = """\
lock-version = "1.0"
created-by = "somebody"
extras = ["e"]
dependency-groups = ["g", "d"]
default-groups = ["d"]
packages = [
    { name = "lib", marker = "'e' in extras", directory = { path = "lib" } },
    { name = "tool", marker = "'g' in dependency_groups", directory = { path = "tool", editable = true } },
    { name = "app", marker = "'d' in dependency_groups", directory = { path = "app" } },
]
"""


@pytest.mark.parametrize("words", ["", "--extra e", "--all-extras --group g", "--group d", "--group zz"])
def test_extras_and_groups_of_a_pylock_are_heeded(pair: Pair, words: str) -> None:
    pair.expect_same("venv", "-q")
    for name in ("lib", "tool", "app"):
        pair.write(f"{name}/pyproject.toml", f'[project]\nname = "{name}"\nversion = "1.0"\n')
    pair.write("pylock.toml", GROUPS)
    pair.expect_same("pip", "install", "-r", "pylock.toml", "--dry-run", *words.split())
