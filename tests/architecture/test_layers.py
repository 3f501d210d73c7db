"""A package imports only downward, and the pure ones touch nothing outside themselves."""

from __future__ import annotations

import ast

from support.source import Import, Module, modules

ROWS = {
    "frozen": -1,  # the base of the values
    **dict.fromkeys(("errors", "events", "_version"), 0),
    "cancel": 0.5,  # raises one of the errors
    "_bundle": 0.5,  # finds modules, knows none
    **dict.fromkeys(("standards", "fs"), 1),
    "model": 2,
    **dict.fromkeys(("settings", "solver", "cache"), 3),
    **dict.fromkeys(("resolver", "fetcher"), 4),
    **dict.fromkeys(("python", "lockfile"), 5),
    **dict.fromkeys(("project", "builder", "installer"), 6),
    "ops": 7,
    "api": 7.5,
    "session": 8,
    "aio": 8.5,
    "testing": 8.5,
    "pyodide": 4.5,
    "_temporary": 8.5,  # uses a session
    "cli": 9,
    "replay": 1,  # answers before the command line is imported, from the interpreter's free modules only
    "notebook": 9.5,
    "entry": 10,
    "__init__": 10,  # the lazy surface
    "__main__": 11,
}

PURE_PACKAGES = (
    "standards",
    "model",
    "settings",
    "solver",
    "resolver",
    "lockfile",
    "frozen",
    "errors",
    "events",
    "cancel",
)
PURE_FILES = ("installer/plan.py", "installer/satisfied.py")
_OUTSIDE_WORLD = """
    os io pathlib shutil tempfile glob fcntl stat mmap socket ssl http urllib.request urllib3 pyreqwest select
    selectors subprocess signal multiprocessing threading _thread concurrent queue asyncio time random secrets
    logging warnings sqlite3 platform getpass locale
"""
OUTSIDE_WORLD = frozenset(_OUTSIDE_WORLD.split())
OUTSIDE_CALLS = frozenset({"open", "print", "input", "exit", "quit", "breakpoint", "__import__", "exec", "eval"})

# Where a puv module may be imported inside a function; everything else is seen at the top of its file.
LATE_IMPORTS = {
    "__init__.py": "the lazy public surface",
    "__main__.py": "python -m puv",
    "entry.py": "replay first, the command line only if needed",
    "cli/main.py": "only the chosen command is imported",
    "api/verbs/packages.py": "each verb loads its own operation",
    "api/verbs/projects.py": "likewise",
    "api/verbs/reasons.py": "likewise",
    "api/verbs/tools.py": "likewise",
    "python/interpreter.py": "asking the running interpreter needs the query script, asking others only its path",
}
# `path imports module` -> why most runs do without it.
LATE_MODULES = {
    "api/target.py imports puv.api": "only for those who ask for a process",
    "api/target.py imports puv.api.fingerprint": "few ask",
    "api/target.py imports puv.api.activation": "it changes the process, which describing a target does not",
    "api/inspecting.py imports puv.standards.direct_url": "not for what came from an index",
    "notebook.py imports puv.cli.help": "only for helps",
    "aio.py imports puv.pyodide": "there is another transport wherever there are threads",
    "api/resolution.py imports puv.api.pyodide_lock": "few are in a browser",
    "api/resolution.py imports puv.api.reading": "few read what was written",
    "api/plan.py imports puv.api.reading": "likewise",
    "cache/wheels.py imports puv.cache.unpacked": "what is in the store is unpacked already",
    "cache/wheels.py imports puv.fs.archive": "likewise",
    "cli/launch.py imports puv.cli.output.errors": "only for failures",
    "cli/output/reporter.py imports puv.cli.output.progress": "only on terminals",
    "lockfile/lock.py imports puv.lockfile.diff": "few commands compare locks",
    "fetcher/index.py imports puv.fetcher.remote": "where the cache has every answer, nobody is asked",
    "ops/audit/model.py imports puv.standards.version": "few packages have vulnerabilities",
    "ops/pip/install.py imports puv.ops.pip.pylock": "few install from a lock",
    "ops/pip/sync.py imports puv.ops.pip.pylock": "likewise",
    "ops/pip/install.py imports puv.ops.pip.install_missing": "most of puv, and often nothing is missing",
    "ops/pip/list.py imports puv.ops.pip.outdated": "only --outdated asks the indexes",
    "ops/pip/list.py imports puv.ops.steps.diagnose": "only --strict reads what packages need",
    "ops/pip/list.py imports puv.python.target": "likewise",
    "ops/pip/list.py imports puv.standards.direct_url": "only for what did not come from an index",
    "ops/pip/show.py imports puv.standards.direct_url": "only for what did not come from an index",
    "ops/pip/show.py imports puv.standards.record": "only --files reads it",
    "ops/pip/tree.py imports puv.ops.pip.outdated": "only --outdated asks the indexes",
    "ops/tool/list.py imports puv.ops.tool.outdated": "only --outdated asks the indexes",
    "ops/tool/update_shell.py imports puv.ops.tool.windows_path": "Windows alone has a registry",
    "project/tool_receipt.py imports puv.standards.markers.tree": "few tools have a marker",
    "ops/steps/load_settings.py imports puv.ops.steps.settings_files": "most commands find no settings file",
    "ops/steps/load_settings.py imports puv.project.discover": "most projects have none above them",
    "ops/steps/load_settings.py imports puv.project.workspace": "likewise",
    "ops/steps/prepare.py imports puv.fetcher.download": "the store often has every wheel",
    "ops/steps/provision.py imports puv.cache.wheels": "who only resolves stores no wheels",
    "ops/steps/provision.py imports puv.ops.builds.builds": "most commands build nothing",
    "ops/steps/provision.py imports puv.ops.addresses.direct": "most requirements have no address",
    "ops/steps/provision.py imports puv.ops.addresses.repositories": "most commands have no repository",
    "ops/addresses/digests.py imports puv.fetcher.download": "few outputs have digests, and fewer addresses",
    "ops/steps/inputs.py imports puv.ops.addresses.remote_files": "few files are not on this disk",
    "ops/steps/inputs.py imports puv.project.scripts": "TOML is needed only where a script is named",
    "ops/steps/inputs.py imports puv.project.requirements_txt.addresses": "few name a source by its address",
    "ops/project/build.py imports puv.ops.project.build_workshop": "what puv builds itself needs no environment",
    "ops/builds/info.py imports puv.standards.markers.render": "few requirements of builds have markers",
    "ops/builds/info.py imports puv.standards.markers.tree": "likewise",
    "ops/steps/revisions.py imports puv.project.cache_keys": "few installations come from directories",
    "ops/steps/revisions.py imports puv.fs.birth": "likewise",
    "ops/steps/revisions.py imports puv.fs.globs": "few projects have patterns",
    "ops/steps/revisions.py imports puv.fs.repository": "few projects are told by their repository",
    "ops/steps/provision.py imports puv.ops.addresses.sourced": "few requirements are directories",
    "ops/steps/provision.py imports puv.ops.steps.network": "where the cache has every answer, nobody is asked",
    "ops/steps/refresh.py imports puv.standards.requirement": "few commands upgrade single packages",
    "python/versions.py imports puv.standards.specifiers": "most requests are a release or nothing",
    "ops/python/install.py imports puv.ops.python.bytecode": "only with --compile-bytecode",
    "ops/steps/pythons.py imports puv.ops.python.provision": "most commands find an interpreter",
    "settings/values.py imports puv.errors": "few files say required-version",
    "settings/values.py imports puv.standards.specifiers": "likewise",
    "cli/execute.py imports puv.standards.specifiers": "likewise",
    "cli/execute.py imports puv.standards.version": "likewise",
    "fetcher/http.py imports puv.fetcher.pyreqwest_transport": "a run has one transport, and some have none",
    "fetcher/http.py imports puv.fetcher.urllib3_transport": "only where pyreqwest is not installed",
    "resolver/policies.py imports puv.resolver.judging": "few have a policy",
    "resolver/graph.py imports puv.resolver.pin_markers": "few files show them",
    "ops/pip/compile.py imports puv.lockfile.export.pylock": "few write that format",
    "ops/pip/compile.py imports puv.standards.pylock": "likewise",
    "resolver/resolve.py imports puv.resolver.explain": "only a failure is explained",
    "resolver/universal.py imports puv.resolver.explain": "likewise",
    "ops/pip/compile.py imports puv.model.universal": "only --universal",
    "ops/pip/compile.py imports puv.resolver.universal_pins": "likewise",
    "ops/steps/solve.py imports puv.ops.steps.whereabouts": "only a failure is explained",
    "ops/steps/solve.py imports puv.resolver.universal": "most resolutions are for one target",
    "ops/project/lock.py imports puv.lockfile.from_resolution": "most locks are up to date, and the resolver is large",
    "ops/project/lock.py imports puv.lockfile.write": "likewise",
    "ops/project/lock.py imports puv.ops.steps.solve": "likewise",
    "ops/project/lock.py imports puv.ops.steps.digests": "few projects take archives from addresses",
    "ops/steps/inputs.py imports puv.ops.steps.projects": "only a project's own file needs a TOML reader",
    "ops/steps/change.py imports puv.ops.steps.bytecode": "only with --compile-bytecode",
    "ops/steps/diagnose.py imports puv.standards.markers.tree": "only a requirement that is not met is written out",
    "ops/steps/provision.py imports puv.ops.steps.machine.torch": "few ask for a backend of PyTorch",
    "ops/steps/provision.py imports puv.ops.builds.static_metadata": "few projects state metadata of others",
    "settings/fields.py imports puv.standards.markers.syntax": "few settings files name environments",
    "settings/toml.py imports puv.settings.toml_syntax": "only a wrong text is diagnosed",
    "fetcher/auth/text_store.py imports puv.settings.toml": "few users have stored credentials",
    "ops/project/export.py imports puv.lockfile.export.cyclonedx": "only one of three formats",
    "ops/project/export.py imports puv.lockfile.export.pylock": "likewise",
    "ops/project/export.py imports puv.standards.pylock": "likewise",
    "ops/project/export.py imports puv._version": "only a bill of materials names the version",
    "ops/project/reading.py imports puv.ops.project.lock": "most of puv, and --frozen does without",
    "ops/project/tree.py imports puv.lockfile.tree_json": "few ask for this format",
    "ops/project/tree.py imports puv.ops.steps.indexes": "only --outdated asks the indexes",
    "ops/project/tree.py imports puv.ops.steps.provision": "likewise",
    "ops/project/tree.py imports puv.ops.steps.rules": "likewise",
    "ops/project/tree.py imports puv.resolver.latest": "likewise",
    "settings/values.py imports puv.standards.version": "few versions are more than numbers and dots",
    "model/resolution.py imports puv.model.graph": "few ask why",
    "model/resolution.py imports puv.standards.names": "likewise",
    "lockfile/lock.py imports puv.lockfile.why": "likewise",
    "lockfile/lock.py imports puv.standards.names": "likewise",
    "ops/builds/builds.py imports puv.ops.builds": "most trees have other backends than our own",
    "ops/venv.py imports puv.ops.python.find": "most environments are made outside projects",
    "ops/venv.py imports puv.ops.pip.install": "only --seed installs anything",
    "ops/venv.py imports puv.ops.pip.requests": "likewise",
    "ops/steps/change.py imports puv.standards.direct_url": "only for a requirement with a URL",
}


def row(module: Module) -> float:
    return ROWS.get(module.package, -2)


def targets(found: Import) -> list[str]:
    """The puv packages an import reaches."""
    if found.module == "puv":
        return list(found.names) or ["__init__"]
    return [found.module.split(".")[1]] if found.module.startswith("puv.") else []


def test_every_package_has_a_row() -> None:
    assert not sorted({module.package for module in modules()} - ROWS.keys())


def test_imports_go_downward_only() -> None:
    upward = [
        f"{module.path}:{found.line} imports puv.{target} (row {ROWS.get(target)} from row {row(module)})"
        for module in modules()
        for found in module.imports()
        for target in targets(found)
        if target != module.package and ROWS.get(target, 99) >= row(module)
    ]
    assert not upward, "\n".join(upward)


def test_no_import_is_relative() -> None:
    assert not [f"{module.path}:{found.line}" for module in modules() for found in module.imports() if found.relative]


def test_nothing_is_imported_by_star() -> None:
    assert not [
        f"{module.path}:{found.line}" for module in modules() for found in module.imports() if "*" in found.names
    ]


def test_puv_modules_are_imported_late_only_in_the_named_places() -> None:
    late = {
        f"{module.path} imports {found.module}": found.line
        for module in modules()
        for found in module.imports()
        if found.late and targets(found) and module.path not in LATE_IMPORTS
    }
    unknown = [f"{what} inside a function (line {line})" for what, line in late.items() if what not in LATE_MODULES]
    assert not unknown, "\n".join(unknown)
    assert not [what for what in LATE_MODULES if what not in late], "listed but not there"


def is_pure(module: Module) -> bool:
    return module.package in PURE_PACKAGES or module.path in PURE_FILES


def test_pure_modules_import_nothing_of_the_outside_world() -> None:
    impure = [
        f"{module.path}:{found.line} imports {found.module}"
        for module in modules()
        if is_pure(module)
        for found in module.imports()
        if found.module in OUTSIDE_WORLD or found.module.split(".")[0] in OUTSIDE_WORLD
    ]
    assert not impure, "\n".join(impure)


def test_pure_modules_do_not_open_print_or_evaluate() -> None:
    calls = [
        f"{module.path}:{node.lineno} calls {node.func.id}"
        for module in modules()
        if is_pure(module)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OUTSIDE_CALLS
    ]
    assert not calls, "\n".join(calls)
