"""The downloads that are known without asking anybody: those of the library pbs-installer. See decision 0008."""

from __future__ import annotations

import os

from puv.python.downloads import PythonDownload

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_NAME = "cpython-"
_SYSTEMS = {"linux": "linux", "macos": "macos", "windows": "windows"}
_LIBRARY = "pbs_installer"


def catalogue() -> tuple[PythonDownload, ...]:
    """Return every download of the installed catalogue; nothing where the library is not installed."""
    import json  # 15 ms, and only where downloads matter

    path = catalogue_path()
    if not path:
        return ()
    with open(path, encoding="utf-8") as stream:
        document = json.load(stream)
    found: dict[str, PythonDownload] = {}
    for entry in document:
        for file in entry["files"]:
            download = _download(entry["python_version"], file)
            if download is not None:
                found.setdefault(download.key(), download)
    return tuple(found.values())


def catalogue_path() -> str:
    """Return where the list of the installed catalogue is; empty where the library is not installed."""
    from importlib.util import find_spec  # only where downloads matter

    # The library reads its list when it is imported, and brings more than the list.
    spec = find_spec(_LIBRARY)
    return os.path.join(os.path.dirname(spec.origin), "versions.json") if spec is not None and spec.origin else ""


def _download(version: Mapping[str, Any], file: Mapping[str, Any]) -> PythonDownload | None:
    # Archives of everything that a build left are for those who take Pythons apart, and packed with zstd.
    if not file["install_only"] or file["platform"] not in _SYSTEMS:
        return None
    system = _SYSTEMS[file["platform"]]
    name: str = file["filename"]
    return PythonDownload(
        implementation=version["implementation"],
        release=(version["major"], version["minor"], version["micro"]),
        variant="freethreaded" if version["freethreaded"] else "",
        system=system,
        machine=file["arch"],
        libc="none" if system != "linux" else "musl" if "musl" in name else "gnu",
        url=file["url"],
        sha256=file["sha256"] or "",
        build=name.partition("+")[2].partition("-")[0] if name.startswith(_NAME) else "",
    )
