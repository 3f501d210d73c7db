"""A layout in a folder, wheels in a store, and trees as values: what installer tests share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from puv.cache.root import Cache
from puv.cache.wheels import StoredWheel, WheelStore
from puv.model.installed import InstalledDist
from puv.model.layout import Layout
from puv.standards.filenames import parse_wheel_name
from puv.standards.names import normalize
from puv.standards.version import Version
from support.builders import wheel_filename

if TYPE_CHECKING:
    from collections.abc import Iterable


#: Where property tests make their thousands of files: in memory, where the system has such a place.
FAST_FOLDER = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - names are random


def layout_in(prefix: Path, *, relocatable: bool = False) -> Layout:
    """The layout of a posix virtual environment for Python 3.11 in `prefix`, made."""
    site_packages = prefix / "lib/python3.11/site-packages"
    for folder in (site_packages, prefix / "bin"):
        folder.mkdir(parents=True, exist_ok=True)
    return Layout(
        purelib=str(site_packages),
        platlib=str(site_packages),
        scripts=str(prefix / "bin"),
        data=str(prefix),
        headers=str(prefix / "include/site/python3.11"),
        executable="python" if relocatable else str(prefix / "bin/python"),
        python_version=(3, 11),
        relocatable=relocatable,
        lock=str(prefix / ".lock"),
    )


class Wheels:
    """A store that takes wheels as bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.store = WheelStore(Cache(str(folder / "cache")))

    def add(self, name: str, version: str, data: bytes) -> StoredWheel:
        """Put a wheel into the store."""
        filename = wheel_filename(name, version)
        archive = self.folder / filename
        archive.write_bytes(data)
        parsed = parse_wheel_name(filename)
        return self.store.store(str(archive), name=parsed.name, version=parsed.version, filename=filename)


def installed_in(site_packages: str) -> tuple[InstalledDist, ...]:
    """The dist-infos of a site-packages directory."""
    found: list[InstalledDist] = []
    for entry in sorted(os.listdir(site_packages)):
        if entry.endswith(".dist-info"):
            name, _, version = entry.removesuffix(".dist-info").partition("-")
            found.append(dist_info(site_packages, name, version))
    return tuple(found)


def dist_info(site_packages: str, name: str, version: str) -> InstalledDist:
    """One installed distribution, which need not exist."""
    return InstalledDist(
        name=normalize(name),
        version=Version.parse(version),
        path=f"{site_packages}/{name}-{version}.dist-info",
        location=site_packages,
        kind="dist-info",
    )


def tree(folder: str | Path, *, without: Iterable[str] = ()) -> dict[str, bytes | str | None]:
    """Everything below a folder: contents of files, targets of links, None for directories."""
    left_out = tuple(without)
    found: dict[str, bytes | str | None] = {}
    for parent, directories, files in os.walk(folder):
        for name in (*directories, *files):
            path = Path(parent, name)
            relative = path.relative_to(folder).as_posix()
            if relative.startswith(left_out):
                continue
            if path.is_symlink():
                found[relative] = os.readlink(path)
            else:
                found[relative] = None if path.is_dir() else path.read_bytes()
    return found
