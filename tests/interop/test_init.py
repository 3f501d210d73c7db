"""Beginning projects and scripts: the same files, messages and exit codes as uv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.interop import Place

IDENTITY = '[user]\n\tname = Ann "A" Other\n\temail = ann@example.org\n'
ROOT = '[project]\nname = "root"\nversion = "1"\nrequires-python = ">=3.8"\n'
MEMBERS = ROOT + '\n[tool.uv.workspace]\nmembers = ["packages/*", "b"]\nexclude = ["packages/out"]\n'
B = '[project]\nname = "b"\nversion = "1"\nrequires-python = ">=3.9,<4"\n'
REPOSITORY = {".git/HEAD": "ref: refs/heads/main\n", ".git/objects/x": "", ".git/refs/x": ""}


def _pair(tmp_path: Path, files: Mapping[str, str], *, identity: bool = True) -> Pair:
    pair = Pair(tmp_path, variables={"GIT_CONFIG_NOSYSTEM": "1", "UV_OFFLINE": "1"})
    for place in pair.places:
        if identity:
            (place.home / ".gitconfig").write_text(IDENTITY)
    for path, text in files.items():
        pair.write(path, text)
    return pair


def _expect_same(pair: Pair, *words: str) -> None:
    pair.expect_same(*words)
    pair.expect_same_files(without=(".git",))
    one, two = (sorted(str(path.relative_to(place.cwd)) for path in _repositories(place)) for place in pair.places)
    assert one == two


def _repositories(place: Place) -> list[Path]:
    return list(place.cwd.rglob(".git"))


@pytest.mark.parametrize(
    "words",
    [
        "foo-bar",
        "",
        ".",
        "foo --lib",
        "foo --package",
        "foo --app",
        "foo --no-package",
        "foo --bare",
        "foo --bare --lib",
        "foo --bare --no-package",
        "foo --bare --vcs git",
        "foo --bare --pin-python",
        "foo --lib --build-backend hatchling",
        "foo --build-backend scikit-build-core",
        "foo --bare --author-from auto",
        "foo --bare --description words",
        "foo --bare --build-backend maturin",
        "foo --no-package --author-from git",
        "foo --author-from none",
        "foo --no-readme --no-pin-python --vcs none",
        "foo --no-description",
        "foo --name Bar.Baz",
        "foo --virtual",
        "1foo",
        "1foo --bare --lib",
        "foo.py",
        "deep/below/foo",
        "../beside",
        "foo --lib --app",
        "foo --script --lib",
        "foo --no-package --lib",
        "foo --build-backend nope",
        "foo --build-backend hatch --no-package",
        "--script",
        "-- -x",
        "foo --project other",
        "--directory missing",
        "--name=1",
        "foo --name a+b",
        *(f"foo-bar --build-backend {name}" for name in ("uv", "hatch", "flit", "pdm", "poetry", "setuptools")),
        *(f"foo-bar {kind} --build-backend {name}" for name in ("maturin", "scikit") for kind in ("--app", "--lib")),
    ],
)  # fmt: skip
def test_a_project_begins_as_uv_begins_one(tmp_path: Path, words: str) -> None:
    _expect_same(_pair(tmp_path, {}), "init", *words.split())


@pytest.mark.parametrize(
    "request_",
    ["3.12", "3.8", "3.99", "3.11.2", "3.13t", "3.13d", ">=3.9", ">=3.9,<4", "<4,>=3.8", "3", "any", "4",
     "nothing-like-it", "cpython"],
)  # fmt: skip
def test_the_python_asked_for_is_the_lowest_one(tmp_path: Path, request_: str) -> None:
    _expect_same(_pair(tmp_path, {}), "init", "foo", "-p", request_)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".python-version", "3.8\n"),
        (".python-version", ">=3.8\n"),
        ("foo/.python-version", "3.8\n"),
        ("foo/.python-versions", "3.9\n3.10\n"),
        (".python-versions", "3.9\n3.10\n"),
    ],
)
@pytest.mark.parametrize("more", ["", "-p 3.12", "--no-pin-python"])
def test_a_version_file_is_followed(tmp_path: Path, path: str, text: str, more: str) -> None:
    _expect_same(_pair(tmp_path, {path: text}), "init", "foo", *more.split())


@pytest.mark.parametrize(
    "files",
    [
        {"foo/README.md": "mine", "foo/src/foo/__init__.py": "mine", "foo/.gitignore": "mine"},
        {"foo/main.py": "mine"},
        {"foo": "a file"},
        {"pyproject.toml": ROOT},
        {"pyproject.toml": "[tool.x]\na = 1\n"},
        {"pyproject.toml": ROOT + "\n[tool.uv]\nmanaged = false\n"},
        {"pyproject.toml": "[tool.uv.workspace]\nmembers = []\n"},
        {"pyproject.toml": MEMBERS, "b/pyproject.toml": B},
        {"pyproject.toml": MEMBERS, "b/pyproject.toml": B, ".python-version": "3.10\n"},
        {"pyproject.toml": ROOT + '[tool.uv.workspace] # all\nmembers = [\n  "x-*", # some\n]\nexclude = []\n'},
        REPOSITORY,
    ],
)
@pytest.mark.parametrize("words", ["foo", "foo --bare", "packages/foo", "packages/out", "b", ".", "foo --no-workspace"])
def test_a_project_fits_into_what_is_there(tmp_path: Path, files: Mapping[str, str], words: str) -> None:
    _expect_same(_pair(tmp_path, files), "init", *words.split(), "--author-from", "none")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("--script a.py", None),
        ("--script a.py --bare", None),
        ("--script deep/a", None),
        ("--script a.py -p 3", None),
        ("--script a.py -p >=3.9", None),
        ("--script a.py", "import x\n"),
        ("--script a.py", ""),
        ("--script a.py", "#!/usr/bin/env python3\nimport x\n"),
        ("--script a.py", "#!/usr/bin/env -S uv run --script\nimport x\n"),
        ("--script a.py", "# /// script\n# dependencies = []\n# ///\n"),
        ("--script a.py --name x", None),
        ("--script a.py --description x", None),
    ],
)
def test_a_script_begins_as_uv_begins_one(tmp_path: Path, words: str, text: str | None) -> None:
    _expect_same(_pair(tmp_path, {} if text is None else {"a.py": text}), "init", *words.split())


def test_without_an_identity_there_is_no_author(tmp_path: Path) -> None:
    _expect_same(_pair(tmp_path, {}, identity=False), "init", "foo")


def test_a_missing_git_matters_only_when_it_is_asked_for(tmp_path: Path) -> None:
    pair = Pair(tmp_path, variables={"PATH": str(tmp_path)})
    python = ("-p", "3.12", "--no-pin-python")
    _expect_same(pair, "init", "foo", *python)
    pair.expect_same("init", "bar", "--vcs", "git", *python)
    assert not (pair.puv.cwd / "bar" / "pyproject.toml").exists()


def test_a_variable_asks_for_bare_projects(tmp_path: Path) -> None:
    pair = _pair(tmp_path, {})
    for place in pair.places:
        place.variables["UV_INIT_BARE"] = "1"
    _expect_same(pair, "init", "foo")
