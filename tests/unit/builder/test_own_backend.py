"""Our own build backend: its hooks, its archives and the texts in them."""

from __future__ import annotations

import os
import tarfile
import tomllib
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from puv.builder import backend as own
from puv.builder.backend.errors import BackendProjectError
from puv.builder.backend.toml_text import render_toml
from support.backend import write

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '[build-system]\nrequires = ["puv"]\nbuild-backend = "puv.builder.backend"\n'
HEAD += '[project]\nname = "demo"\nversion = "1"\n'


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write(tmp_path / "demo", {"pyproject.toml": HEAD, "src/demo/__init__.py": "", "src/demo/a b,c.py": "x"})
    monkeypatch.chdir(folder)
    return folder


def made(tmp_path: Path, name: str) -> str:
    (tmp_path / name).mkdir()
    return str(tmp_path / name)


def test_two_builds_give_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    for build in (own.build_wheel, own.build_sdist, own.build_editable):
        one, two = made(tmp_path, f"{build.__name__}-1"), made(tmp_path, f"{build.__name__}-2")
        first = build(one)
        os.utime(demo / "src" / "demo" / "__init__.py", (1, 1))
        assert build(two) == first
        with open(os.path.join(one, first), "rb") as old, open(os.path.join(two, first), "rb") as new:
            assert old.read() == new.read()


def test_metadata_is_that_of_the_wheel(demo: Path, tmp_path: Path) -> None:
    del demo
    info = own.prepare_metadata_for_build_wheel(made(tmp_path, "info"))
    with zipfile.ZipFile(os.path.join(made(tmp_path, "wheel"), own.build_wheel(str(tmp_path / "wheel")))) as archive:
        for name in ("METADATA", "WHEEL"):
            assert archive.read(f"{info}/{name}") == (tmp_path / "info" / info / name).read_bytes()
        assert b'"demo/a b,c.py",sha256=' in archive.read(f"{info}/RECORD")


def test_an_editable_leads_to_the_source(demo: Path, tmp_path: Path) -> None:
    name = own.build_editable(made(tmp_path, "wheel"))
    with zipfile.ZipFile(tmp_path / "wheel" / name) as archive:
        assert archive.namelist()[:2] == ["demo.pth", "demo-1.dist-info/"]
        assert archive.read("demo.pth").decode() == str(demo / "src")


def test_the_source_distribution_builds_the_same_wheel(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    wheel = own.build_wheel(made(tmp_path, "one"))
    sdist = own.build_sdist(made(tmp_path, "sdist"))
    with tarfile.open(tmp_path / "sdist" / sdist) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    monkeypatch.chdir(tmp_path / "out" / "demo-1")
    assert own.build_wheel(made(tmp_path, "two")) == wheel
    assert (tmp_path / "one" / wheel).read_bytes() == (tmp_path / "two" / wheel).read_bytes()


def test_nothing_more_is_needed() -> None:
    assert own.get_requires_for_build_wheel() == own.get_requires_for_build_sdist({"a": "1"}) == []


def test_a_failed_build_leaves_nothing(demo: Path, tmp_path: Path) -> None:
    (demo / "pyproject.toml").write_text(f'{HEAD}[tool.uv.build-backend]\ndata = {{scripts = "gone"}}\n')
    with pytest.raises(BackendProjectError, match="No such file or directory"):
        own.build_wheel(made(tmp_path, "wheel"))
    assert not list((tmp_path / "wheel").iterdir())


@pytest.mark.parametrize("text", ["MIT", "MIT OR (Apache-2.0 WITH LLVM-exception)", "GPL-2.0+ and LicenseRef-x"])
def test_license_expressions(demo: Path, tmp_path: Path, text: str) -> None:
    (demo / "pyproject.toml").write_text(f'{HEAD}license = "{text}"\n')
    info = own.prepare_metadata_for_build_wheel(made(tmp_path, "info"))
    assert f"License-Expression: {text}\n" in (tmp_path / "info" / info / "METADATA").read_text()


@pytest.mark.parametrize("text", ["", "MIT MIT", "MIT AND", "(MIT", "MIT)", "()", "OR", "MIT / BSD"])
def test_what_is_no_license_expression(demo: Path, tmp_path: Path, text: str) -> None:
    (demo / "pyproject.toml").write_text(f'{HEAD}license = "{text}"\n')
    with pytest.raises(BackendProjectError) as caught:
        own.prepare_metadata_for_build_wheel(made(tmp_path, "info"))
    assert f"is not a valid SPDX expression: {text}" in str(caught.value.__cause__)


KEYS = st.text(max_size=6)
SCALARS = st.booleans() | st.integers(-(2**62), 2**62) | st.floats(allow_nan=False) | st.text(max_size=12)
SCALARS |= st.dates() | st.times() | st.datetimes()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_documents_are_written_so_that_they_are_read_as_they_were(document: dict[str, object]) -> None:
    assert tomllib.loads(render_toml(document)) == document
