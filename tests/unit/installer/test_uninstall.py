"""What belongs to an installed distribution."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from puv.errors import InstallError
from puv.events import Event, Warned
from puv.installer.apply import InstallOptions, apply
from puv.installer.uninstall import MissingRecordError, removal_of
from puv.model.installed import InstalledDist
from puv.standards.names import normalize
from puv.standards.version import Version
from support.environments import dist_info, layout_in

if TYPE_CHECKING:
    from puv.model.layout import Layout


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return layout_in(tmp_path / "venv")


@pytest.fixture
def site(layout: Layout) -> Path:
    return Path(layout.purelib)


def put(site: Path, *names: str, text: str = "") -> None:
    for name in names:
        path = Path(os.path.normpath(site / name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def legacy(site: Path, name: str, kind: str) -> InstalledDist:
    return InstalledDist(
        name=normalize("demo"), version=Version.parse("1.0"), path=str(site / name), location=str(site),
        kind=kind,  # type: ignore[arg-type]  # one of the four
    )  # fmt: skip


def recorded(site: Path, *names: str) -> InstalledDist:
    """Write a dist-info whose RECORD has these paths and itself."""
    put(
        site, "demo-1.0.dist-info/RECORD", text="".join(f"{name},,\n" for name in (*names, "demo-1.0.dist-info/RECORD"))
    )
    return dist_info(str(site), "demo", "1.0")


def remove(dist: InstalledDist, layout: Layout) -> list[str]:
    """Remove the distribution and return the files that are left in the environment."""
    apply([dist], [], layout, InstallOptions())
    return sorted(
        os.path.relpath(os.path.join(folder, name), layout.purelib)
        for folder, _, files in os.walk(layout.data) for name in files
    )  # fmt: skip


def test_whole_directories_are_found_where_nothing_else_is_in_them(site: Path, layout: Layout) -> None:
    put(site, "demo/a.py", "demo/sub/b.py", "demo/__pycache__/a.cpython-311.pyc", "one.py")
    removal = removal_of(recorded(site, "demo/a.py", "demo/sub/b.py", "one.py"), layout)
    assert sorted(os.path.relpath(path, site) for path in removal.paths) == ["demo", "demo-1.0.dist-info", "one.py"]
    assert removal.files == 4


def test_bytecode_goes_with_a_package_but_stays_beside_other_modules(site: Path, layout: Layout) -> None:
    put(
        site, "demo/a.py", "demo/mine.py", "demo/__pycache__/a.cpython-311.pyc",
        "demo/__pycache__/mine.cpython-312.pyc",
        "demo/n/x/f.txt", "demo/n/__pycache__/z.pyc", "one.py", "__pycache__/one.cpython-311.pyc",
    )  # fmt: skip
    dist = recorded(site, "demo/a.py", "one.py", "demo/n/x/f.txt")
    assert remove(dist, layout) == ["__pycache__/one.cpython-311.pyc", "demo/mine.py", "demo/n/__pycache__/z.pyc"]


def test_empty_directories_go_and_others_stay(site: Path, layout: Layout) -> None:
    put(site, "space/demo/a.py", "space/other/b.py", "alone/deep/c.py", "../../../share/man/x", "../../../share/y")
    remove(recorded(site, "space/demo/a.py", "alone/deep/c.py", "../../../share/man/x"), layout)
    assert sorted(os.listdir(site)) == ["space"]
    assert os.listdir(site / "space") == ["other"]
    assert sorted(os.listdir(Path(layout.data) / "share")) == ["man", "y"]
    assert os.listdir(Path(layout.data) / "share/man") == []


def test_paths_out_of_the_environment_are_left_alone_with_a_warning(site: Path, layout: Layout, tmp_path: Path) -> None:
    put(tmp_path, "outside", "venv-other")
    outside = ["../../../../outside", str(tmp_path / "outside"), "../../../../venv-other", "a/../../../../../outside"]
    removal = removal_of(recorded(site, "a.py", *outside), layout)
    assert len(removal.warnings) == 4
    assert removal.warnings[0] == (
        "Invalid `RECORD` entry in `demo==1.0` that escapes the Python environment, skipping: ../../../../outside"
    )
    remove(recorded(site, "a.py", *outside), layout)
    assert (tmp_path / "outside").exists()
    assert (tmp_path / "venv-other").exists()


def test_absolute_paths_inside_the_environment_are_removed(site: Path, layout: Layout) -> None:
    put(site, "a.py", "../../../bin/run")
    assert remove(recorded(site, str(site / "a.py"), f"{layout.scripts}/run"), layout) == []


def test_missing_files_and_recorded_directories_are_passed_over(site: Path, layout: Layout) -> None:
    put(site, "kept/mine.py")
    assert remove(recorded(site, "ghost.py", "no/such/file", "kept", "."), layout) == ["kept/mine.py"]


def test_a_link_to_a_directory_is_not_entered_for_strangers_files(site: Path, layout: Layout, tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/a.py", "elsewhere/mine.py")
    (site / "demo").symlink_to(tmp_path / "elsewhere")
    remove(recorded(site, "demo/a.py"), layout)
    assert os.listdir(tmp_path / "elsewhere") == ["mine.py"]


def test_without_record_nothing_is_removed(site: Path, layout: Layout) -> None:
    put(site, "demo-1.0.dist-info/METADATA")
    path = f"{site}/demo-1.0.dist-info/RECORD"
    with pytest.raises(MissingRecordError, match=r"Cannot uninstall package; `RECORD` file not found at: ") as caught:
        removal_of(dist_info(str(site), "demo", "1.0"), layout)
    assert caught.value.path == path


def test_a_lenient_change_passes_over_what_has_no_record(site: Path, layout: Layout) -> None:
    put(site, "demo-1.0.dist-info/METADATA")
    seen: list[Event] = []
    options = InstallOptions(lenient=True, shown=os.path.basename)
    apply([dist_info(str(site), "demo", "1.0")], [], layout, options, reporter=seen.append)
    assert seen == [
        Warned(
            message="Failed to uninstall package at `demo-1.0.dist-info` due to missing `RECORD` file. "
            "Installation may result in an incomplete environment."
        )
    ]
    assert (site / "demo-1.0.dist-info/METADATA").exists()


def test_a_strict_change_fails_and_shows_the_path_as_told(site: Path, layout: Layout) -> None:
    put(site, "demo-1.0.dist-info/METADATA")
    with pytest.raises(MissingRecordError, match=r"not found at: RECORD$"):
        apply([dist_info(str(site), "demo", "1.0")], [], layout, InstallOptions(shown=os.path.basename))


def test_a_record_that_cannot_be_read_is_an_error(site: Path, layout: Layout) -> None:
    put(site, "demo-1.0.dist-info/RECORD", text="a,b,c,d\n")
    with pytest.raises(InstallError, match=r"^`RECORD` file is invalid$"):
        removal_of(dist_info(str(site), "demo", "1.0"), layout)


def test_an_egg_info_is_removed_by_its_list(site: Path, layout: Layout) -> None:
    put(site, "demo-1.0.egg-info/PKG-INFO", "demo/__init__.py", "demo/mine.py")
    put(site, "demo-1.0.egg-info/installed-files.txt", text="../demo/__init__.py\nPKG-INFO\n")
    assert remove(legacy(site, "demo-1.0.egg-info", "egg-info-directory"), layout) == ["demo/mine.py"]


def test_an_egg_info_without_a_list_is_removed_by_its_modules(site: Path, layout: Layout) -> None:
    put(site, "demo-1.0.egg-info/PKG-INFO", "demo/__init__.py", "demo/extra", "mod.py", "space/x.py", "other.py")
    put(site, "demo-1.0.egg-info/top_level.txt", text="demo\nmod\nspace\n../bin\n..\n")
    put(site, "demo-1.0.egg-info/namespace_packages.txt", text="space\n")
    assert remove(legacy(site, "demo-1.0.egg-info", "egg-info-directory"), layout) == ["other.py", "space/x.py"]
    assert Path(layout.scripts).is_dir()


def test_an_egg_info_that_lists_nothing_is_refused(site: Path, layout: Layout) -> None:
    put(site, "demo-1.0.egg-info/PKG-INFO")
    with pytest.raises(MissingRecordError, match=r"Cannot uninstall package; `top_level.txt` file not found at: "):
        removal_of(legacy(site, "demo-1.0.egg-info", "egg-info-directory"), layout)


def test_distutils_installations_are_refused_in_uvs_words(site: Path, layout: Layout) -> None:
    with pytest.raises(InstallError) as caught:
        removal_of(legacy(site, "demo-1.0.egg-info", "egg-info-file"), layout)
    assert str(caught.value) == (
        "Unable to uninstall `demo==1.0`. distutils-installed distributions do not include the metadata required to "
        "uninstall safely."
    )


def test_an_egg_link_goes_with_its_line(site: Path, layout: Layout, tmp_path: Path) -> None:
    put(tmp_path, "project/demo.py")
    put(site, "demo.egg-link", text=f"{tmp_path}/project\n.")
    put(site, "easy-install.pth", text=f"/other\n{tmp_path}/project\n/third\n")
    assert remove(legacy(site, "demo.egg-link", "egg-link"), layout) == ["easy-install.pth"]
    assert (site / "easy-install.pth").read_text() == "/other\n/third\n"
    assert (tmp_path / "project/demo.py").exists()


def test_signatures_go_although_they_are_not_listed(site: Path, layout: Layout) -> None:
    put(site, "demo/a.py", "demo-1.0.dist-info/RECORD.jws", "demo-1.0.dist-info/RECORD.p7s")
    assert remove(recorded(site, "demo/a.py"), layout) == []
    assert not (site / "demo-1.0.dist-info").exists()
