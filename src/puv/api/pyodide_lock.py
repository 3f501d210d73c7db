"""`pyodide-lock.json`: the lock from which `loadPyodide` loads packages."""

from __future__ import annotations

import sys
import sysconfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from puv.api.resolution import Resolution


def pyodide_lock(resolution: Resolution, imports: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a `pyodide-lock.json` for a resolution, as plain values.

    `imports` names the modules of packages where they are not called like them.
    """
    info = resolution.interpreter
    packages: dict[str, dict[str, Any]] = {}
    for pin in resolution:
        packages[pin.name] = {
            "name": pin.name,
            "version": str(pin.version),
            "file_name": pin.artifact.url,
            "install_dir": "site",
            "sha256": pin.artifact.hashes.get("sha256", ""),
            "package_type": "package",
            "imports": list(imports.get(pin.name, (pin.name.replace("-", "_"),))),
            "depends": sorted(pin.dependencies),
            "unvendored_tests": False,
        }
    version = info.platform.replace("-", "_").removesuffix("_wasm32").partition("_")[2]
    # What Pyodide calls its platform is known only inside it.
    platform = sysconfig.get_platform().rpartition("-")[0] if sys.platform == "emscripten" else "emscripten"
    told = {
        "arch": "wasm32",
        "platform": platform.replace("-", "_").replace(".", "_"),
        "python": info.full_version,
        "abi_version": version,
    }
    return {"info": told, "packages": dict(sorted(packages.items()))}
