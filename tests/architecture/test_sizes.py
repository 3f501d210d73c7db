"""A file is a chapter, a function is a paragraph."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from support.source import ROOT, modules

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE_LINES, FUNCTION_LINES, PARAMETERS, PUBLIC_METHODS, FAN_OUT, TEST_LINES = 600, 60, 6, 15, 35, 800

# Path -> reason.
LONG_MODULES: dict[str, str] = {}
# `path::function` -> reason.
LONG_FUNCTIONS: dict[str, str] = {}
MANY_PARAMETERS: dict[str, str] = {
    "api/base.py::__init__": "each is a part of the world that somebody may want to replace; all by keyword",
    "api/verbs/packages.py::resolve": "the terms of a resolution; all by keyword",
    "api/verbs/packages.py::install": "likewise, and those of its installation",
    "api/verbs/packages.py::_change": "what those share; all by keyword",
    "api/verbs/projects.py::lock": "likewise",
    "api/verbs/projects.py::sync": "likewise",
    "api/verbs/projects.py::export": "likewise",
    "api/verbs/reasons.py::why_not": "what the question is about; all by keyword",
    "api/verbs/tools.py::run_tool": "a process has many sides; all by keyword",
}
# `path::Class` -> reason.
LARGE_CLASSES: dict[str, str] = {
    "api/verbs/packages.py::PackageVerbs": "one method for each verb of the command line",
    "aio.py::Session": "likewise",
    "standards/version.py::Version": "the parts of PEP 440 are properties, sixteen of them",
    "standards/ranges.py::Ranges": "the Boolean algebra of version sets and the questions asked of them",
    "standards/markers/tree.py::MarkerAlgebra": "one method for each operation of the algebra over one table of nodes",
}


def is_value(node: ast.ClassDef) -> bool:
    """Whether a class is a hand-written value: its constructor takes its fields, however many they are."""
    names = [
        target.id
        for item in node.body
        if isinstance(item, ast.Assign)
        for target in item.targets
        if isinstance(target, ast.Name)
    ]
    return "__slots__" in names


def constructors_of_values() -> set[int]:
    return {
        id(item)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and is_value(node)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name == "__init__"
    }


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{module.path}::{node.name}", node


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return len([argument for argument in named if argument.arg not in {"self", "cls"}])


def test_modules_are_short() -> None:
    lengths = {module.path: module.text.count("\n") for module in modules()}
    too_long = {path: lines for path, lines in lengths.items() if lines > MODULE_LINES and path not in LONG_MODULES}
    assert not too_long


def test_functions_are_short() -> None:
    lengths = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert not {name: size for name, size in lengths.items() if size > FUNCTION_LINES and name not in LONG_FUNCTIONS}


def test_functions_take_few_parameters() -> None:
    exempt = constructors_of_values()
    counts = {name: parameters(node) for name, node in functions() if id(node) not in exempt}
    counts = {name: count for name, count in counts.items() if name not in MANY_PARAMETERS}
    assert not {name: count for name, count in counts.items() if count > PARAMETERS}


def test_classes_have_few_public_methods() -> None:
    large = {}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                names = {item.name for item in node.body if isinstance(item, ast.FunctionDef) and item.name[0] != "_"}
                large[f"{module.path}::{node.name}"] = len(names)
    assert not {name: count for name, count in large.items() if count > PUBLIC_METHODS and name not in LARGE_CLASSES}


def test_packages_have_few_modules() -> None:
    counts: dict[str, int] = {}
    for module in modules():
        folder = module.path.rpartition("/")[0]
        counts[folder] = counts.get(folder, 0) + 1
    assert not {folder: count for folder, count in counts.items() if count > FAN_OUT}


def test_test_files_are_short() -> None:
    lengths = {path.as_posix(): path.read_text("utf-8").count("\n") for path in (ROOT / "tests").rglob("*.py")}
    assert not {path: lines for path, lines in lengths.items() if lines > TEST_LINES}


def test_every_exception_to_a_size_still_exists_and_has_a_reason() -> None:
    paths, names = {module.path for module in modules()}, {name for name, _ in functions()}
    assert LONG_MODULES.keys() <= paths
    assert LONG_FUNCTIONS.keys() | MANY_PARAMETERS.keys() <= names
    reasons = [*LONG_MODULES.values(), *LONG_FUNCTIONS.values(), *MANY_PARAMETERS.values(), *LARGE_CLASSES.values()]
    assert all(reasons)
