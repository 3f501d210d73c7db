"""Installing and removing: the resulting tree, and that failures change nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from puv.cancel import CancelToken
from puv.errors import Cancelled, InstallError
from puv.events import Event, Installed, Warned
from puv.installer.apply import InstallOptions, apply
from puv.model.layout import Layout
from support.builders import RawMember, raw_wheel, record_digest, wheel
from support.environments import Wheels, dist_info, installed_in, layout_in, tree

SITE = "lib/python3.11/site-packages"
OPTIONS = InstallOptions()


@pytest.fixture
def wheels(tmp_path: Path) -> Wheels:
    return Wheels(tmp_path / "wheels")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return layout_in(tmp_path / "venv")


@pytest.fixture
def prefix(layout: Layout) -> Path:
    return Path(layout.data)


def record_of(prefix: Path, stem: str) -> list[str]:
    return (prefix / SITE / f"{stem}.dist-info/RECORD").read_text().splitlines()


def test_a_wheel_is_linked_and_its_own_files_written(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    stored = wheels.add("demo", "1.0", wheel("demo", "1.0", files={"demo/__init__.py": "x = 1\n", "top.py": ""}))
    changes = apply([], [stored], layout, OPTIONS)
    assert changes.installed == (stored,)
    site = prefix / SITE
    assert (site / "demo/__init__.py").samefile(f"{stored.path}/demo/__init__.py")
    assert (site / "demo-1.0.dist-info/INSTALLER").read_bytes() == b"puv"
    assert (site / "demo-1.0.dist-info/REQUESTED").read_bytes() == b""
    assert (site / "demo-1.0.dist-info/RECORD").stat().st_nlink == 1
    row_of_init = "demo/__init__.py,sha256=" + record_digest(b"x = 1\n") + ",6"
    assert record_of(prefix, "demo-1.0") == [
        f"demo-1.0.dist-info/INSTALLER,sha256={record_digest(b'puv')},3",
        *[row for row in record_of(prefix, "demo-1.0") if "METADATA" in row],
        "demo-1.0.dist-info/RECORD,,",
        "demo-1.0.dist-info/REQUESTED,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0",
        *[row for row in record_of(prefix, "demo-1.0") if "WHEEL" in row],
        row_of_init,
        "top.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0",
    ]
    assert not (site / ".puv-transaction").exists()


def test_every_category_of_data_goes_to_its_place(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    data = {
        "scripts/run": "#!python\nprint(1)\n", "scripts/raw": b"\x7fELF", "headers/sub/h.h": "h", "data/share/x": "d",
        "purelib/pure.py": "p", "platlib/demo/plat.py": "q",
    }  # fmt: skip
    stored = wheels.add("demo", "1.0", wheel("demo", "1.0", data=data))
    apply([], [stored], layout, OPTIONS)
    assert (prefix / "bin/run").read_text() == f"#!{prefix}/bin/python\nprint(1)\n"
    assert (prefix / "bin/raw").read_bytes() == b"\x7fELF"
    assert os.access(prefix / "bin/run", os.X_OK)
    assert os.access(prefix / "bin/raw", os.X_OK)
    assert not os.access(f"{stored.path}/demo-1.0.data/scripts/raw", os.X_OK)
    assert (prefix / "include/site/python3.11/demo/sub/h.h").read_text() == "h"
    assert (prefix / "share/x").read_text() == "d"
    assert (prefix / SITE / "pure.py").read_text() == "p"
    assert (prefix / SITE / "demo/plat.py").read_text() == "q"
    assert not (prefix / SITE / "demo-1.0.data").exists()
    paths = [row.split(",")[0] for row in record_of(prefix, "demo-1.0")]
    assert paths == sorted(paths)
    assert {"../../../bin/raw", "../../../include/site/python3.11/demo/sub/h.h", "../../../share/x"} < set(paths)


def test_headers_go_below_the_normalised_name(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    data = wheel("Odd_Name", "1.0", data={"headers/h.h": ""})
    apply([], [wheels.add("Odd_Name", "1.0", data)], layout, OPTIONS)
    assert (prefix / "include/site/python3.11/odd-name/h.h").exists()


def test_entry_points_become_programs(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    (prefix / "bin/python").symlink_to(sys.executable)
    data = wheel(
        "demo", "1.0", files={"demo.py": "def main():\n    print('ran')\n"},
        entry_points={"console_scripts": {"demo": "demo:main"}},
    )  # fmt: skip
    apply([], [wheels.add("demo", "1.0", data)], layout, OPTIONS)
    environment = {**os.environ, "PYTHONPATH": layout.purelib}
    result = subprocess.run([str(prefix / "bin/demo")], capture_output=True, text=True, check=True, env=environment)
    assert result.stdout == "ran\n"


def test_metadata_of_the_installer_can_be_left_out_or_extended(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    stored = wheels.add("demo", "1.0", wheel("demo", "1.0"))
    apply([], [stored], layout, InstallOptions(installer=""))
    assert sorted(os.listdir(prefix / SITE / "demo-1.0.dist-info")) == ["METADATA", "RECORD", "WHEEL"]
    options = InstallOptions(requested=frozenset(), direct_urls={"demo": '{"url":"https://example.org/demo.whl"}'})
    apply(installed_in(layout.purelib), [stored], layout, options)
    assert sorted(os.listdir(prefix / SITE / "demo-1.0.dist-info")) == [
        "INSTALLER", "METADATA", "RECORD", "WHEEL", "direct_url.json"
    ]  # fmt: skip
    assert any(row.startswith("demo-1.0.dist-info/direct_url.json,sha256=") for row in record_of(prefix, "demo-1.0"))


def test_an_upgrade_removes_old_files_and_keeps_strangers(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    old = wheels.add("demo", "1.0", wheel("demo", "1.0", files={"demo/a.py": "1", "demo/old/b.py": "1"}))
    new = wheels.add("demo", "2.0", wheel("demo", "2.0", files={"demo/a.py": "2", "demo/new.py": "2"}))
    apply([], [old], layout, OPTIONS)
    (prefix / SITE / "demo/mine.txt").write_text("mine")
    (prefix / SITE / "demo/__pycache__").mkdir()
    (prefix / SITE / "demo/__pycache__/a.cpython-311.pyc").write_text("")
    changes = apply(installed_in(layout.purelib), [new], layout, OPTIONS)
    assert [str(dist.version) for dist in changes.removed] == ["1.0"]
    names = sorted(path for path in tree(prefix / SITE) if "dist-info/" not in path)
    assert names == ["demo", "demo-2.0.dist-info", "demo/a.py", "demo/mine.txt", "demo/new.py"]
    assert (prefix / SITE / "demo/a.py").read_text() == "2"


def test_removing_what_was_installed_restores_the_tree(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    before = tree(prefix)
    data = wheel(
        "demo", "1.0", files={"demo/a/b.py": "", "c.py": ""}, data={"data/x": "", "scripts/s": ""},
        entry_points={"console_scripts": {"demo": "demo:main"}},
    )  # fmt: skip
    apply([], [wheels.add("demo", "1.0", data)], layout, OPTIONS)
    changes = apply(installed_in(layout.purelib), [], layout, OPTIONS)
    assert tree(prefix) == before
    assert changes.files_removed == 11


def test_a_strangers_file_in_the_way_is_replaced(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    (prefix / SITE / "demo").mkdir()
    (prefix / SITE / "demo/__init__.py").write_text("mine")
    (prefix / SITE / "demo/mine.py").write_text("mine")
    (prefix / "bin/demo").write_text("mine")
    data = wheel("demo", "1.0", entry_points={"console_scripts": {"demo": "demo:main"}})
    apply([], [wheels.add("demo", "1.0", data)], layout, OPTIONS)
    assert (prefix / SITE / "demo/__init__.py").read_text() == ""
    assert (prefix / SITE / "demo/mine.py").read_text() == "mine"
    assert (prefix / "bin/demo").read_text().startswith("#!")


def test_of_two_wheels_with_one_file_the_first_wins(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    pair = [
        wheels.add(
            name, "1.0",
            wheel(name, "1.0", files={"shared/x.py": name}, entry_points={"console_scripts": {"run": f"{name}:main"}}),
        )
        for name in ("aaa", "bbb")
    ]  # fmt: skip
    apply([], pair, layout, OPTIONS)
    assert (prefix / SITE / "shared/x.py").read_text() == "aaa"
    assert "from aaa import main" in (prefix / "bin/run").read_text()
    assert any("shared/x.py" in row for row in record_of(prefix, "bbb-1.0"))


def test_namespace_packages_are_shared(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    one = wheels.add("one", "1.0", wheel("one", "1.0", files={"space/one.py": ""}))
    two = wheels.add("two", "1.0", wheel("two", "1.0", files={"space/two.py": ""}))
    apply([], [one], layout, OPTIONS)
    apply([], [two], layout, OPTIONS)
    apply([dist_info(layout.purelib, "one", "1.0")], [], layout, OPTIONS)
    assert os.listdir(prefix / SITE / "space") == ["two.py"]


@pytest.mark.parametrize(
    "bad",
    [
        wheel("bad", "1.0", dist_info={"WHEEL": ""}),
        wheel("bad", "1.0", entry_points={"console_scripts": {"python": "bad:main"}}),
        wheel("bad", "1.0", data={"odd/x": ""}),
        raw_wheel("bad", "1.0", [RawMember(name="occupied", content=b"x")]),
        raw_wheel("bad", "1.0", [RawMember(name="afile/x.py", content=b"x")]),
    ],
    ids=["WHEEL", "script name", "data", "directory in the way", "file in the way"],
)
def test_a_wheel_that_cannot_be_installed_changes_nothing(
    wheels: Wheels, layout: Layout, prefix: Path, bad: bytes
) -> None:
    apply([], [wheels.add("demo", "1.0", wheel("demo", "1.0"))], layout, OPTIONS)
    (prefix / SITE / "occupied/below").mkdir(parents=True)
    (prefix / SITE / "occupied/below/file").write_text("mine")
    (prefix / SITE / "afile").write_text("mine")
    before = tree(prefix)
    good = wheels.add("demo", "2.0", wheel("demo", "2.0", files={"other.py": ""}))
    with pytest.raises(InstallError) as caught:
        apply(installed_in(layout.purelib), [good, wheels.add("bad", "1.0", bad)], layout, OPTIONS)
    assert tree(prefix) == before
    assert caught.value.__cause__ is not None


def test_a_store_that_lost_a_file_changes_nothing(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    apply([], [wheels.add("demo", "1.0", wheel("demo", "1.0"))], layout, OPTIONS)
    before = tree(prefix)
    broken = wheels.add("demo", "2.0", wheel("demo", "2.0", files={"a.py": "", "b.py": ""}))
    os.unlink(f"{broken.path}/b.py")
    with pytest.raises(InstallError):
        apply(installed_in(layout.purelib), [broken], layout, OPTIONS)
    assert tree(prefix) == before


def test_an_error_names_the_wheel_and_where_it_came_from(wheels: Wheels, layout: Layout) -> None:
    bad = wheels.add("demo", "1.0", wheel("demo", "1.0", dist_info={"WHEEL": ""}))
    with pytest.raises(InstallError, match=r"^Failed to install: demo-1.0-py3-none-any.whl \(demo==1.0\)$"):
        apply([], [bad], layout, OPTIONS)
    options = InstallOptions(direct_urls={"demo": '{"url":"file:///x.whl","archive_info":{}}'})
    with pytest.raises(InstallError, match=r"\(demo==1.0 \(from file:///x.whl\)\)$"):
        apply([], [bad], layout, options)


def test_a_cancelled_installation_changes_nothing(wheels: Wheels, layout: Layout, prefix: Path) -> None:
    token = CancelToken()
    token.cancel()
    before = tree(prefix)
    with pytest.raises(Cancelled):
        apply([], [wheels.add("demo", "1.0", wheel("demo", "1.0"))], layout, OPTIONS, cancel=token)
    assert tree(prefix) == before


def test_each_installed_wheel_and_each_warning_is_an_event(wheels: Wheels, layout: Layout) -> None:
    events: list[Event] = []
    data = wheel("demo", "1.0", entry_points={"console_scripts": {"activate": "demo:main"}})
    apply([], [wheels.add("demo", "1.0", data)], layout, OPTIONS, reporter=events.append)
    assert [type(event) for event in events] == [Warned, Installed]


@pytest.mark.parametrize("mode", ["copy", "symlink", "clone", "hardlink"])
def test_every_link_mode_gives_the_same_contents(wheels: Wheels, layout: Layout, prefix: Path, mode: str) -> None:
    files = {"demo/__init__.py": "x = 1\n"}
    stored = wheels.add("demo", "1.0", wheel("demo", "1.0", files=files, data={"data/share/x": "d"}))
    apply([], [stored], layout, InstallOptions(link_mode=mode))  # type: ignore[arg-type]  # parametrised text
    assert (prefix / SITE / "demo/__init__.py").read_text() == "x = 1\n"
    assert (prefix / SITE / "demo/__init__.py").is_symlink() == (mode == "symlink")
    assert (prefix / "share/x").read_text() == "d"


def test_a_missing_site_packages_directory_is_made(wheels: Wheels, tmp_path: Path) -> None:
    target = str(tmp_path / "new/target")
    layout = Layout(
        purelib=target, platlib=target, scripts=f"{target}/bin", data=target, headers=f"{target}/include",
        executable="/usr/bin/python3", python_version=(3, 11),
    )  # fmt: skip
    data = wheel("demo", "1.0", entry_points={"console_scripts": {"demo": "demo:main"}})
    apply([], [wheels.add("demo", "1.0", data)], layout, OPTIONS)
    assert (Path(target) / "bin/demo").exists()
    assert "bin/demo," in (Path(target) / "demo-1.0.dist-info/RECORD").read_text()
