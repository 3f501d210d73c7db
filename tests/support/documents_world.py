"""The packages that the documentation's examples name, and what its addresses stand for.

The public index is the one of puv; `https://packages.example.org` is a company's: `/simple` lists its own
packages, and `/legacy/` takes uploads.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import puv
from puv.model.index import DEFAULT_INDEX_URL
from support.documents import Reader
from support.http_loop import Response
from support.index_server import World
from support.interop import BASE_PYTHON

if TYPE_CHECKING:
    from support.index_server import IndexServer

# The Python that the documentation speaks of.
PYTHON = "3.13.5"
_RUNNING = ".".join(map(str, sys.version_info[:3]))
_COMPANY = "https://packages.example.org"

_PACKAGES: dict[str, dict[str, str]] = {
    "anyio": {"4.12.0": "idna>=2.8"},
    "black": {"26.1.0": "click>=8"},
    "blinker": {"1.9.0": ""},
    "certifi": {"2026.10.18": ""},
    "charset-normalizer": {"3.5.2": ""},
    "click": {"8.2.1": "", "8.3.0": ""},
    "cowsay": {"6.0": "", "6.1": ""},
    "flask": {
        "3.0.3": "werkzeug>=3.0.0 jinja2>=3.1.2 itsdangerous>=2.1.2 click>=8.1.3 blinker>=1.6.2",
        "3.1.2": "werkzeug>=3.1.0 jinja2>=3.1.2 itsdangerous>=2.2.0 click>=8.1.3 blinker>=1.9.0",
    },
    "h11": {"0.16.0": ""},
    "httpcore": {"1.0.9": "certifi h11>=0.16"},
    "httpx": {"0.28.0": "anyio certifi httpcore==1.* idna"},
    "idna": {"2.0": "", "3.20": ""},
    "iniconfig": {"2.3.0": ""},
    "itsdangerous": {"2.2.0": ""},
    "jinja2": {"3.1.6": "markupsafe>=2.0"},
    "markdown-it-py": {"4.0.0": "mdurl~=0.1"},
    "markupsafe": {"3.0.3": ""},
    "mdurl": {"0.1.2": ""},
    "numpy": {"1.26.4": "", "2.3.5": ""},
    "packaging": {"25.0": ""},
    "pandas": {"2.3.3": "numpy>=1.26"},
    "pip": {"25.3": ""},
    "pluggy": {"1.6.0": ""},
    "pydantic": {"2.0": "", "2.12.5": ""},
    "pygments": {"2.19.2": ""},
    "pytest": {"9.0.1": "iniconfig>=1.0.1 packaging>=22 pluggy<2,>=1.5 pygments>=2.7.2"},
    "requests": {
        "2.31.0": "charset-normalizer<4,>=2 idna<4,>=2.5 urllib3<3,>=1.21.1 certifi>=2017.4.17",
        "2.34.2": "charset-normalizer<4,>=2 idna<4,>=2.5 urllib3<3,>=1.26 certifi>=2017.4.17",
    },
    "rich": {"14.2.0": "markdown-it-py>=2.2.0 pygments<3,>=2.13.0"},
    "ruff": {"0.14.8": ""},
    "typing-extensions": {"4.15.0": ""},
    "urllib3": {"1.26.20": "", "2.8.0": ""},
    "uv-build": {"0.13.8": ""},
    "werkzeug": {"2.3.8": "markupsafe>=2.1.1", "3.1.4": "markupsafe>=2.1.1"},
}
_COW = r"""
import sys

def main():
    text = sys.argv[-1]
    line = "=" * len(text)
    print(f"  __{'_' * len(text)}\n| {text} |\n  {line}==")
    print(f"{' ' * len(text)}\\\n{' ' * len(text)} \\\n   ^__^\n   (oo)")
"""
_RUNNER = r"""
import glob, os, runpy, sys

def main():
    sys.path.insert(0, os.getcwd())
    passed = 0
    for path in sorted(glob.glob("tests/test_*.py")):
        for name, test in runpy.run_path(path).items():
            if name.startswith("test_"):
                test()
                passed += 1
    print(f"{passed} passed in 0.01s")
"""
# The build backend that new projects ask for; puv's own makes the same archives.
_BACKEND = f"import sys\nsys.path.append({str(Path(puv.__file__).parents[1])!r})\nfrom puv.builder.backend import *\n"
_MODULES: dict[str, dict[str, str]] = {
    "cowsay": {"cowsay.py": _COW},
    "flask": {"flask.py": "class Flask:\n    def __init__(self, name):\n        self.name = name\n"},
    "idna": {"idna.py": "def encode(text):\n    return b'xn--' + text.encode('punycode')\n"},
    "pytest": {"pytest.py": _RUNNER},
    "rich": {"rich.py": "from builtins import print\n"},
    "uv-build": {"uv_build/__init__.py": _BACKEND},
    "ruff": {"ruff.py": "def main():\n    print('ruff 0.14.8')\n"},
}
_COMMANDS = {"cowsay": "cowsay:main", "pytest": "pytest:main", "ruff": "ruff:main"}


def public() -> World:
    """The public index."""
    world = World()
    for name, releases in _PACKAGES.items():
        scripts = {"console_scripts": {name: _COMMANDS[name]}} if name in _COMMANDS else None
        for version, needs in releases.items():
            world.add(
                name, version, requires=needs.split(), files=_MODULES.get(name), entry_points=scripts,
                upload_time="2026-10-01T12:00:00Z",
            )  # fmt: skip
    return world


def company() -> World:
    """The index of a company."""
    return World().add("ours-tracing", "2.4.0", requires=["httpx"]).add("ours-models", "1.0.0", requires=["pydantic"])


def reader(root: Path, server: IndexServer, *, update: bool = False) -> Reader:
    """Somebody who follows a page, with `server` (a `public()` and a `company=`) as the network."""
    server.script("/legacy/", *[Response(200)] * 20)
    programs = root / "programs"
    programs.mkdir(parents=True)
    for name, start in (("puv", "main"), ("puvx", "main_x")):
        program = programs / name
        program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c 'from puv.entry import {start}; {start}()' \"$@\"\n")
        program.chmod(0o755)
    for name in ("python3", f"python{sys.version_info[0]}.{sys.version_info[1]}"):
        (programs / name).symlink_to(BASE_PYTHON)
    # Of the system, not the user: `puv add` writes down an index that a variable names.
    settings = root / "etc" / "uv" / "uv.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'python-downloads = "never"\n[[index]]\nurl = "{server.index_url()}"\ndefault = true\n')
    names = {
        f"{_COMPANY}/simple": server.index_url("company"),
        f"{_COMPANY}/legacy/": f"{server.url}/legacy/",
        DEFAULT_INDEX_URL: server.index_url(),
        "/usr/bin/python3": f"{programs}/python3",
        PYTHON: _RUNNING,
        PYTHON.rpartition(".")[0]: _RUNNING.rpartition(".")[0],
    }
    environ = {
        "PATH": os.pathsep.join((str(programs), str(root / "you/.local/bin"), os.defpath)),
        "TRUSTED_UPLOAD": f"{server.url}/legacy/",
        "XDG_CONFIG_DIRS": str(root / "etc"),
        "SHELL": "/bin/bash",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return Reader(root, names, environ, update)
