"""What the tables do not tell of the keys of settings files: what some mean, what form they have, and examples.

`MEANINGS` stands in for a help, `SHAPES` (JSON schema) for rows whose texts have a form of their own, and `EXAMPLES`
(TOML, without the table's head) shows every key; tests hold all three against the parser.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "array", "items": TEXT}
NAME: Schema = {"$ref": "#/$defs/name"}
NAMES: Schema = {"type": "array", "items": NAME}
REQUIREMENTS: Schema = {"type": "array", "items": {"$ref": "#/$defs/requirement"}}
_MOMENT: Schema = {"oneOf": [TEXT, {"const": False}]}
_SETTINGS: Schema = {"type": "object", "additionalProperties": {"oneOf": [TEXT, TEXTS]}}
_MARKERS: Schema = {"oneOf": [TEXT, TEXTS]}


def table(properties: Schema, *required: str, closed: bool = False) -> Schema:
    """Return the schema of a table."""
    found: Schema = {"type": "object", "properties": properties}
    if required:
        found["required"] = list(required)
    if closed:
        found["additionalProperties"] = False
    return found


def _by_package(item: Schema) -> Schema:
    return {"type": "object", "propertyNames": NAME, "additionalProperties": item}


DEFINITIONS: dict[str, Schema] = {
    "name": {
        "type": "string",
        "description": "The name of a package, an extra or a group.",
        "pattern": "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$",
    },
    "requirement": {
        "type": "string",
        "description": "A requirement (PEP 508), such as `flask>=3; sys_platform == 'linux'`.",
        "minLength": 1,
    },
    "index": {
        **table(
            {
                "url": {**TEXT, "description": "Where the index is: a URL, or a path."},
                "name": {
                    **TEXT,
                    "description": "What other settings call it.",
                    "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$",
                },
                "default": {**FLAG, "description": "It takes the place of the public index."},
                "explicit": {**FLAG, "description": "Only packages whose source names it come from it."},
                "format": {
                    "enum": ["simple", "flat"],
                    "description": "An index (PEP 503), or one page or directory of files.",
                },
                "authenticate": {"enum": ["auto", "always", "never"], "description": "Whether credentials are sent."},
                "ignore-error-codes": {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 100, "maximum": 999},
                    "description": "Statuses that mean: it has no such package.",
                },
                "cache-control": {
                    **table({"api": TEXT, "files": TEXT}),
                    "description": "`Cache-Control` headers in place of the server's.",
                },
                "publish-url": {**TEXT, "description": "Where `publish --index` uploads to."},
                "exclude-newer": {**_MOMENT, "description": "The date for what comes from this index."},
            },
            "url",
        ),
        "description": "An index of packages.",
    },
    "source": {
        **table(
            {
                "git": {**TEXT, "description": "The URL of a git repository."},
                "rev": {**TEXT, "description": "A commit."},
                "tag": {**TEXT, "description": "A tag."},
                "branch": {**TEXT, "description": "A branch."},
                "lfs": {**FLAG, "description": "Fetch what Git LFS keeps outside of the repository."},
                "subdirectory": {**TEXT, "description": "Where the project is in the repository or archive."},
                "url": {**TEXT, "description": "The URL of a wheel or source archive."},
                "path": {**TEXT, "description": "The path of a project, wheel or source archive."},
                "editable": {**FLAG, "description": "Install the project at the path so that edits count at once."},
                "package": {
                    **FLAG,
                    "description": "Whether the project at the path is a package, or only what it needs counts.",
                },
                "index": {**TEXT, "description": "The name of an index."},
                "workspace": {**FLAG, "description": "It is a member of this workspace."},
                "marker": {**TEXT, "description": "Where the source counts (PEP 508)."},
                "extra": {**NAME, "description": "The extra for which the source counts."},
                "group": {**NAME, "description": "The dependency group for which the source counts."},
            },
            closed=True,
        ),
        "oneOf": [{"required": [kind]} for kind in ("git", "url", "index", "workspace")]
        + [{"required": ["path"], "not": {"required": ["git"]}}],
        "description": "Where a package comes from.",
    },
    "conflict": {
        **table({"package": NAME, "extra": NAME, "group": NAME}, closed=True),
        "minProperties": 1,
        "not": {"required": ["extra", "group"]},
        "description": "An extra, a group or a package.",
    },
}
# `{ git = "…", path = "…" }` names an archive in a repository, so that `path` alone makes no kind beside `git`.

_METADATA = table(
    {"name": NAME, "version": TEXT, "requires-dist": REQUIREMENTS, "requires-python": TEXT, "provides-extra": NAMES},
    "name",
)
_FOR_BUILD: Schema = {
    "type": "array",
    "items": {
        "oneOf": [
            {"$ref": "#/$defs/requirement"},
            table({"requirement": {"$ref": "#/$defs/requirement"}, "match-runtime": FLAG}, "requirement"),
        ]
    },
}
_CACHE_KEY: Schema = {
    "oneOf": [
        TEXT,
        {**table({"file": TEXT}, "file", closed=True)},
        {**table({"dir": TEXT}, "dir", closed=True)},
        {**table({"env": TEXT}, "env", closed=True)},
        {**table({"git": {"oneOf": [FLAG, table({"commit": FLAG, "tags": FLAG}, closed=True)]}}, "git", closed=True)},
    ]
}
_BACKEND = table(
    {
        "module-name": {"oneOf": [TEXT, TEXTS], "description": "The modules, where the project's name is not theirs."},
        "module-root": {**TEXT, "description": "The directory that holds them; `src` where nothing is said."},
        "namespace": {**FLAG, "description": "The module is a part of a namespace package."},
        "data": {
            **table(dict.fromkeys(("purelib", "platlib", "headers", "scripts", "data"), TEXT)),
            "description": "Directories whose files go to other places of an environment.",
        },
        "source-include": {**TEXTS, "description": "What else goes into a source distribution."},
        "source-exclude": {**TEXTS, "description": "What is left out of both archives."},
        "wheel-exclude": {**TEXTS, "description": "What is left out of the wheel."},
        "default-excludes": {**FLAG, "description": "Leave out `__pycache__`, `*.pyc` and `*.pyo`."},
    }
)

SHAPES: dict[str, Schema] = {
    "no-binary": FLAG,
    "prerelease-package": _by_package(
        {"enum": ["disallow", "allow", "if-necessary", "explicit", "if-necessary-or-explicit"]}
    ),
    "exclude-newer": _MOMENT,
    "exclude-newer-package": _by_package(_MOMENT),
    "config-settings": _SETTINGS,
    "config-settings-package": _by_package(_SETTINGS),
    "extra-build-dependencies": _by_package(_FOR_BUILD),
    "extra-build-variables": _by_package({"type": "object", "additionalProperties": TEXT}),
    "index": {"type": "array", "items": {"$ref": "#/$defs/index"}},
    "dependency-metadata": {"type": "array", "items": _METADATA},
    "concurrent-builds": {"type": "integer", "minimum": 1},
    "python-install-mirror": TEXT,
    "pypy-install-mirror": TEXT,
    "graalpy-install-mirror": TEXT,
    "pyodide-install-mirror": TEXT,
    "python-downloads-json-url": TEXT,
    "publish-url": TEXT,
    "trusted-publishing": {"enum": ["automatic", "always", "never"]},
    "check-url": TEXT,
    "add-bounds": {"enum": ["lower", "major", "minor", "exact"]},
    "audit": table(
        {
            "ignore": {**TEXTS, "description": "Vulnerabilities that are not told of."},
            "ignore-until-fixed": {**TEXTS, "description": "The same, while no version without them is known."},
            "malware-check": FLAG,
            "malware-check-url": TEXT,
        }
    ),
    "minimum-libc-version": {"type": "object"},
    "cache-keys": {"type": "array", "items": _CACHE_KEY},
    "override-dependencies": REQUIREMENTS,
    "constraint-dependencies": REQUIREMENTS,
    "build-constraint-dependencies": REQUIREMENTS,
    "exclude-dependencies": NAMES,
    "environments": _MARKERS,
    "required-environments": _MARKERS,
    "conflicts": {"type": "array", "items": {"type": "array", "items": {"$ref": "#/$defs/conflict"}, "minItems": 2}},
    "workspace": table({"members": TEXTS, "exclude": TEXTS}, closed=True),
    "sources": _by_package(
        {"oneOf": [{"$ref": "#/$defs/source"}, {"type": "array", "items": {"$ref": "#/$defs/source"}, "minItems": 1}]}
    ),
    "managed": FLAG,
    "package": FLAG,
    "default-groups": {"oneOf": [{"const": "all"}, NAMES]},
    "dependency-groups": _by_package(table({"requires-python": TEXT})),
    "dev-dependencies": REQUIREMENTS,
    "build-backend": _BACKEND,
}

MEANINGS = {
    "required-version": "The versions of uv with which this file may be used, as a specifier. puv counts as the uv "
    "that it stands for.",
    "native-tls": "Old name of `system-certs`.",
    "preview": "Accept all features that are not stable yet, without a warning.",
    "preview-features": "Accept these features that are not stable yet, without a warning.",
    "python-preference": "Which Pythons come first: those that puv manages, or the system's; or only one of both.",
    "python-downloads": "When a Python may be downloaded: where one is missing (`automatic`), only by `puv python "
    "install` (`manual`), or never.",
    "index": "Indexes, the first of which is searched first. In several files, those of the nearer file come first.",
    "no-build-package": "Build no source distribution of these packages.",
    "no-binary": "Use no wheels.",
    "no-binary-package": "Use no wheels of these packages.",
    "prerelease-package": "When pre-releases of single packages are taken.",
    "exclude-newer-package": "Ignore files of single packages that were uploaded after a date; `false` lifts the "
    "limit.",
    "config-settings": "Settings for build backends (PEP 517).",
    "config-settings-package": "Settings for the build backends of single packages (PEP 517).",
    "extra-build-dependencies": "What the builds of single packages need beyond what they declare. With "
    "`match-runtime` the version is that of the environment.",
    "extra-build-variables": "Environment variables for the builds of single packages.",
    "dependency-metadata": "What packages state of themselves, for those that would have to be built to tell.",
    "concurrent-builds": "How many builds run at the same time.",
    "add-bounds": "Which bounds `puv add` writes: only the lower one, or also the upper one for the next major or "
    "minor version, or the exact version.",
    "audit": "What `audit` ignores, and where it asks.",
    "pip": "Settings of `puv pip` alone; they count there before those outside of the table.",
    "cache-keys": "What a build of this project depends on: where one of it changes, the project is built anew. Files, "
    "directories, variables, or the state of the git repository.",
    "build-constraint-dependencies": "Limits on what builds need, as requirements.",
    "environments": "The environments that the lock is for, as markers; all where nothing is said.",
    "required-environments": "Environments for which every package must have a wheel or a source archive.",
    "minimum-libc-version": "The lowest version of the C library that wheels may need.",
    "conflicts": "Extras, groups and packages that exclude each other: each list of at least two is resolved apart.",
    "workspace": "This project is the root of a workspace: which directories are its members, and which are not.",
    "sources": "Where packages come from, if not from an index: repositories, addresses, paths, members of the "
    "workspace, or one index.",
    "managed": "Whether project commands may take this project for one of theirs.",
    "package": "Whether the project is a package that is built and installed, or only what it needs counts.",
    "default-groups": 'The dependency groups that are installed where nothing else is said; `"all"` means every one.',
    "dependency-groups": "Further facts on dependency groups: the Pythons that they are for.",
    "dev-dependencies": "Old way to write the group `dev`.",
    "build-backend": "Settings of the build backend for pure-Python projects.",
    "no-extra": "Leave out extras, where all are included.",
    "emit-marker-expression": "Write the marker at the top of the file for which the pins hold.",
    "verify-hashes": "Check the hashes that requirements files give.",
}

EXAMPLES = {
    "required-version": 'required-version = ">=0.13"',
    "preview-features": 'preview-features = ["json-output"]',
    "cache-dir": 'cache-dir = ".cache"',
    "concurrent-downloads": "concurrent-downloads = 8",
    "concurrent-builds": "concurrent-builds = 2",
    "concurrent-installs": "concurrent-installs = 2",
    "python-preference": 'python-preference = "only-system"',
    "python-downloads": 'python-downloads = "manual"',
    "index": '[[index]]\nname = "ours"\nurl = "https://packages.example.org/simple"\nexplicit = true',
    "index-url": 'index-url = "https://packages.example.org/simple"',
    "extra-index-url": 'extra-index-url = ["https://packages.example.org/simple"]',
    "find-links": 'find-links = ["wheels"]',
    "http-proxy": 'http-proxy = "http://proxy.example.org:3128"',
    "https-proxy": 'https-proxy = "http://proxy.example.org:3128"',
    "no-proxy": 'no-proxy = ["localhost"]',
    "allow-insecure-host": 'allow-insecure-host = ["localhost:8080"]',
    "prerelease-package": 'prerelease-package = { flask = "allow" }',
    "dependency-metadata": '[[dependency-metadata]]\nname = "chumpy"\nversion = "0.70"\nrequires-dist = '
    '["numpy>=1.8.1"]',
    "config-settings": 'config-settings = { editable_mode = "compat" }',
    "config-settings-package": 'config-settings-package = { numpy = { editable_mode = "compat" } }',
    "no-build-isolation-package": 'no-build-isolation-package = ["flash-attn"]',
    "extra-build-dependencies": 'extra-build-dependencies = { flash-attn = ["setuptools", { requirement = '
    '"torch", match-runtime = true }] }',
    "extra-build-variables": 'extra-build-variables = { flash-attn = { MAX_JOBS = "4" } }',
    "exclude-newer": 'exclude-newer = "2026-09-01"',
    "exclude-newer-package": 'exclude-newer-package = { flask = "1 week", ours = false }',
    "no-sources-package": 'no-sources-package = ["flask"]',
    "upgrade-package": 'upgrade-package = ["flask<4"]',
    "reinstall-package": 'reinstall-package = ["flask"]',
    "no-build-package": 'no-build-package = ["numpy"]',
    "no-binary": "no-binary = true",
    "no-binary-package": 'no-binary-package = ["lxml"]',
    "only-binary": 'only-binary = [":all:"]',
    "torch-backend": 'torch-backend = "cpu"',
    "python-install-mirror": 'python-install-mirror = "https://mirror.example.org/cpython"',
    "pypy-install-mirror": 'pypy-install-mirror = "https://mirror.example.org/pypy"',
    "graalpy-install-mirror": 'graalpy-install-mirror = "https://mirror.example.org/graalpy"',
    "pyodide-install-mirror": 'pyodide-install-mirror = "https://mirror.example.org/pyodide"',
    "python-downloads-json-url": 'python-downloads-json-url = "https://mirror.example.org/pythons.json"',
    "publish-url": 'publish-url = "https://packages.example.org/legacy/"',
    "trusted-publishing": 'trusted-publishing = "always"',
    "check-url": 'check-url = "https://packages.example.org/simple"',
    "add-bounds": 'add-bounds = "major"',
    "audit": 'audit = { ignore = ["GHSA-xxxx-yyyy-zzzz"] }',
    "pip": "[pip]\nstrict = true",
    "cache-keys": 'cache-keys = [{ file = "pyproject.toml" }, { dir = "src" }, { env = "CFLAGS" }, { git = { '
    "commit = true } }]",
    "override-dependencies": 'override-dependencies = ["werkzeug==3.1.3"]',
    "exclude-dependencies": 'exclude-dependencies = ["pywin32"]',
    "constraint-dependencies": 'constraint-dependencies = ["grpcio<1.65"]',
    "build-constraint-dependencies": 'build-constraint-dependencies = ["setuptools<81"]',
    "environments": "environments = [\"sys_platform == 'linux'\", \"sys_platform == 'darwin'\"]",
    "required-environments": "required-environments = [\"sys_platform == 'darwin' and platform_machine == 'x86_64'\"]",
    "minimum-libc-version": "minimum-libc-version = {}",
    "conflicts": 'conflicts = [[{ extra = "cpu" }, { extra = "cuda" }]]',
    "workspace": 'workspace = { members = ["packages/*"], exclude = ["packages/old"] }',
    "sources": '[sources]\nflask = { git = "https://git.example.org/flask", tag = "3.1.3" }\nours = { workspace '
    "= true }",
    "managed": "managed = false",
    "package": "package = false",
    "default-groups": 'default-groups = ["dev", "docs"]',
    "dependency-groups": 'dependency-groups = { dev = { requires-python = ">=3.12" } }',
    "dev-dependencies": 'dev-dependencies = ["pytest>=8"]',
    "build-backend": '[build-backend]\nmodule-name = "ours"\nsource-include = ["tests/**"]',
    "python": 'python = "3.12"',
    "target": 'target = "packages"',
    "prefix": 'prefix = "/opt/ours"',
    "extra": 'extra = ["async"]',
    "no-extra": 'no-extra = ["async"]',
    "group": 'group = ["dev"]',
    "output-file": 'output-file = "requirements.txt"',
    "custom-compile-command": 'custom-compile-command = "./pin.sh"',
    "python-version": 'python-version = "3.9"',
    "python-platform": 'python-platform = "x86_64-manylinux_2_28"',
    "no-emit-package": 'no-emit-package = ["setuptools"]',
    "annotation-style": 'annotation-style = "line"',
}
# Inside of `[pip]` these are lists of packages.
PIP_EXAMPLES = {
    "no-binary": 'no-binary = ["lxml"]',
    "no-build": "no-build = true",
}
PIP_SHAPES = {name: shape for name, shape in SHAPES.items() if name != "no-binary"}
