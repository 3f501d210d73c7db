"""Source trees with a backend of their own (PEP 517, `backend-path`), so that building them downloads nothing."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

from support.builders import escaped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Literal

_BACKEND = """\
import json, os, sys, zipfile
NAME, VERSION, REQUIRES, MODULE = {facts!r}

def _metadata():
    lines = ["Metadata-Version: 2.1", "Name: " + NAME, "Version: " + VERSION]
    return "\\n".join(lines + ["Requires-Dist: " + text for text in REQUIRES]) + "\\n"

def _wheel(directory, files):
    info = "{{}}-{{}}.dist-info/".format(MODULE, VERSION)
    files[info + "METADATA"] = _metadata()
    files[info + "WHEEL"] = "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    files[info + "RECORD"] = "".join(name + ",,\\n" for name in [*files, info + "RECORD"])
    name = "{{}}-{{}}-py3-none-any.whl".format(MODULE, VERSION)
    with zipfile.ZipFile(os.path.join(directory, name), "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return name

def build_wheel(directory, config_settings=None, metadata_directory=None):
    print("building", NAME)
    return _wheel(directory, {{MODULE + ".py": "SETTINGS = " + json.dumps(config_settings) + "\\n"}})

def build_editable(directory, config_settings=None, metadata_directory=None):
    return _wheel(directory, {{MODULE + ".pth": os.getcwd() + "\\n"}})
"""
_PREPARE = """
def prepare_metadata_for_build_wheel(directory, config_settings=None):
    name = "{}-{}.dist-info".format(MODULE, VERSION)
    os.makedirs(os.path.join(directory, name))
    with open(os.path.join(directory, name, "METADATA"), "w") as stream:
        stream.write(_metadata())
    return name

prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel
"""
FAILING = """
def build_wheel(directory, config_settings=None, metadata_directory=None):
    print("some words")
    print("a complaint", file=sys.stderr)
    raise RuntimeError("no way")

build_editable = build_wheel
"""
BUILD_SYSTEM = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


def project(  # noqa: PLR0913 - one keyword for each thing a test may want to differ
    name: str,
    version: str = "1.0",
    *,
    requires: tuple[str, ...] = (),
    static: bool = False,
    prepare: bool = True,
    extra_code: str = "",
    build_system: str = BUILD_SYSTEM,
) -> dict[str, str]:
    """The files of a project. `static` adds a `[project]` table, `prepare` the hooks that tell metadata."""
    facts = (name, version, list(requires), escaped(name))
    table = f'[project]\nname = "{name}"\nversion = "{version}"\ndependencies = {list(requires)!r}\n' if static else ""
    code = _BACKEND.format(facts=facts) + (_PREPARE if prepare else "") + extra_code
    return {"pyproject.toml": build_system + table, "backend.py": code}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write the files into a folder, which is returned."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def tarball(files: Mapping[str, str], root: str, mode: Literal["w", "w:", "w:gz", "w:bz2", "w:xz"] = "w:gz") -> bytes:
    """A source archive of the files below one directory."""
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode=mode) as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo(f"{root}/{path}")
            entry.size, entry.mode = len(text.encode()), 0o644
            archive.addfile(entry, io.BytesIO(text.encode()))
    return output.getvalue()
