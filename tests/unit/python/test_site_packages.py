"""Snapshots of site-packages; what counts as installed is what uv 0.13.8 counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.python.site_packages import (
    InstalledMetadataError,
    direct_url_text,
    installer,
    is_requested,
    metadata_bytes,
    snapshot,
)

if TYPE_CHECKING:
    from pathlib import Path

METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nName: decoy\n"


def listed(directory: Path) -> list[str]:
    return [f"{dist.name} {dist.version} {dist.kind}" for dist in snapshot([str(directory)])]


def put(directory: Path, path: str, text: str = "") -> None:
    target = directory / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)


def test_names_of_dist_infos_tell_everything(tmp_path: Path) -> None:
    for name in ("Foo_Bar-1.0.post1.dist-info", "zed-2.0+local.1.dist-info", "other", "other.py"):
        (tmp_path / name).mkdir()
    assert listed(tmp_path) == ["foo-bar 1.0.post1 dist-info", "zed 2.0+local.1 dist-info"]


def test_the_metadata_does_not_overrule_the_name(tmp_path: Path) -> None:
    put(tmp_path, "foo-1.0.dist-info/METADATA", METADATA.format(name="bar", version="2.0"))
    assert listed(tmp_path) == ["foo 1.0 dist-info"]


def test_dist_infos_without_a_version_and_files_are_skipped(tmp_path: Path) -> None:
    put(tmp_path, "foo.dist-info/METADATA", METADATA.format(name="foo", version="1"))
    put(tmp_path, "bar-1.0.dist-info")
    assert listed(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        (
            "foo-bar-1.0.dist-info",
            "expected version to start with a number, but no leading ASCII digits were found",
        ),
        ("bar-1.0_1.dist-info", "after parsing `1.0`, found `_1`, which is not part of a valid version"),
        (
            "-1.0.dist-info",
            (
                'Not a valid package or extra name: "". Names must start and end with a letter or digit '
                "and may only contain -, _, ., and alphanumeric characters."
            ),
        ),
    ],
)
def test_a_bad_name_is_an_error_that_names_the_directory(name: str, cause: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(InstalledMetadataError) as caught:
        snapshot([str(tmp_path)])
    assert str(caught.value) == f"Failed to read metadata from: {tmp_path}/{name}"
    assert str(caught.value.__cause__) == cause


def test_egg_infos_are_directories_or_files_with_or_without_version(tmp_path: Path) -> None:
    put(tmp_path, "a-1.0-py3.11.egg-info/PKG-INFO", "junk")
    put(tmp_path, "b.egg-info/PKG-INFO", METADATA.format(name="B_b", version="2.0"))
    put(tmp_path, "c-3.0-py3.11.egg-info", "junk")
    put(tmp_path, "d.egg-info", METADATA.format(name="d", version="4.0"))
    put(tmp_path, "e.egg-info", "junk")
    (tmp_path / "f.egg-info").mkdir()
    assert listed(tmp_path) == [
        "a 1.0 egg-info-directory",
        "b-b 2.0 egg-info-directory",
        "c 3.0 egg-info-file",
        "d 4.0 egg-info-file",
    ]


def test_an_egg_link_is_editable(tmp_path: Path) -> None:
    project = tmp_path / "project"
    put(project, "my_lib.egg-info/PKG-INFO", METADATA.format(name="my-lib", version="1.5"))
    put(tmp_path / "site", "my-lib.egg-link", f"{project}\n../")
    put(tmp_path / "site", "gone.egg-link", "/nonexistent\n.")
    (dist,) = snapshot([str(tmp_path / "site")])
    assert (dist.name, str(dist.version), dist.kind) == ("my-lib", "1.5", "egg-link")
    assert dist.editable_location == str(project)
    assert b"my-lib" in metadata_bytes(dist)


def test_several_directories_and_versions_are_all_listed_in_order(tmp_path: Path) -> None:
    for name in ("b/foo-1.0.dist-info", "a/foo-2.0.dist-info", "a/bar-1.dist-info"):
        (tmp_path / name).mkdir(parents=True)
    packages = snapshot([str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "nope")])
    assert [f"{d.name} {d.version}" for d in packages] == ["bar 1", "foo 2.0", "foo 1.0"]
    assert [str(dist.version) for dist in packages.get(packages.dists[1].name)] == ["2.0", "1.0"]
    assert len(packages) == 3


def test_what_a_distribution_wrote_down_is_read_on_demand(tmp_path: Path) -> None:
    put(tmp_path, "foo-1.0.dist-info/METADATA", METADATA.format(name="foo", version="1.0"))
    put(tmp_path, "foo-1.0.dist-info/INSTALLER", "puv\n")
    put(tmp_path, "foo-1.0.dist-info/REQUESTED")
    put(tmp_path, "foo-1.0.dist-info/direct_url.json", '{"url": "file:///x"}')
    (tmp_path / "bar-1.0.dist-info").mkdir()
    bar, foo = snapshot([str(tmp_path)])
    assert (installer(foo), is_requested(foo), direct_url_text(foo)) == ("puv", True, '{"url": "file:///x"}')
    assert (installer(bar), is_requested(bar), direct_url_text(bar)) == ("", False, None)
    assert metadata_bytes(foo).startswith(b"Metadata-Version: 2.1\nName: foo\n")
    with pytest.raises(InstalledMetadataError) as caught:
        metadata_bytes(bar)
    assert str(caught.value.__cause__) == "No such file or directory (os error 2)"
