"""Modules keep constants, not state."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from support.source import Module, dotted, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

# `path::name` -> why this memo may live as long as the process.
MEMOS: dict[str, str] = {}

CONTAINERS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
CONTAINER_CALLS = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "OrderedDict", "Counter"}
CHANGES = {
    *("append", "extend", "insert", "remove", "pop", "popitem", "clear", "sort", "reverse", "add", "discard", "update"),
    *("setdefault", "difference_update", "intersection_update", "symmetric_difference_update", "appendleft", "popleft"),
}
CACHES = {"cache", "functools.cache", "lru_cache", "functools.lru_cache"}


def containers(module: Module) -> Iterator[tuple[str, int]]:
    """Module-level names that hold a mutable container, with their line."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            call = isinstance(node.value, ast.Call) and dotted(node.value.func).split(".")[-1] in CONTAINER_CALLS
            if call or isinstance(node.value, CONTAINERS):
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name) and target.id != "__all__":
                        yield target.id, node.lineno


def changed_names(module: Module) -> set[str]:
    """Names that some function changes in place."""
    found = set()
    for function in ast.walk(module.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        local = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
        local |= {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(function):
            name = ""
            if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                name = dotted(node.value)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
                name = dotted(node.func.value)
            if name and name not in local:
                found.add(name)
    return found


def test_no_function_rebinds_a_module_s_name() -> None:
    found = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Global)
    ]
    assert not found, found


def test_containers_of_a_module_are_constants() -> None:
    found = []
    for module in modules():
        changed = changed_names(module)
        for name, line in containers(module):
            if f"{module.path}::{name}" not in MEMOS and (name in changed or not name.isupper()):
                found.append(f"{module.path}:{line} {name}")
    assert not found, "mutable or named like a variable:\n" + "\n".join(found)


def test_memos_are_bounded_and_listed() -> None:
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            for decorator in getattr(node, "decorator_list", []):
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if dotted(called) in CACHES and f"{module.path}::{getattr(node, 'name', '')}" not in MEMOS:
                    found.append(f"{module.path}:{decorator.lineno}")
    assert not found, found


def test_every_listed_memo_has_a_reason() -> None:
    assert all(MEMOS.values())
