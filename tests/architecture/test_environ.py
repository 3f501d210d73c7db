"""The process's environment and its streams are touched only where the design says so."""

from __future__ import annotations

import ast

from support.source import Module, dotted, modules

# `api/processes.py` starts what a library's caller asks for by name, with the caller's own variables.
READS_ENVIRONMENT = {"cli/main.py", "entry.py", "ops/runtime.py", "api/processes.py", "notebook.py"}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "os.unsetenv"}
# Run alone inside other interpreters, and answer on their standard streams.
GUESTS = {"python/_query.py", "builder/_guest.py"}
SPEAKS = {"print", "input", "exit", "quit"}
ENDS_OR_SPEAKS = {"sys.exit", "os._exit", "os.abort", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__"}


def uses(module: Module, names: set[str]) -> list[str]:
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and dotted(node) in names:
            found.append(f"{module.path}:{node.lineno} {dotted(node)}")
        if isinstance(node, ast.ImportFrom):
            found += [
                f"{module.path}:{node.lineno} from {node.module} import {alias.name}"
                for alias in node.names
                if f"{node.module}.{alias.name}" in names
            ]
    return found


def calls(module: Module, names: set[str]) -> list[str]:
    return [
        f"{module.path}:{node.lineno} {node.func.id}()"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def test_the_environment_is_read_in_the_named_places() -> None:
    found = [
        line
        for module in modules()
        if module.path not in READS_ENVIRONMENT | GUESTS
        for line in uses(module, ENVIRONMENT)
    ]
    assert not found, "\n".join(found)


def test_only_the_command_line_prints_or_exits() -> None:
    found = []
    for module in modules():
        if module.package not in {"cli", "entry", "replay", "__main__"} and module.path not in GUESTS:
            found += uses(module, ENDS_OR_SPEAKS) + calls(module, SPEAKS)
    assert not found, "\n".join(found)
