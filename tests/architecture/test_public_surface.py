"""What puv offers is written down: `public_surface.txt` holds every `__all__`.

After a wanted change: `python -m pytest tests/architecture/test_public_surface.py --update-snapshots`.
"""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from support.source import SOURCE, Module, modules

SNAPSHOT = Path(__file__).with_name("public_surface.txt")


def public_names(module: Module) -> list[str] | None:
    for node in module.tree.body:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        else:
            continue
        if node.value is not None and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in targets
        ):
            return list(ast.literal_eval(node.value))
    return None


def surface() -> dict[str, list[str]]:
    found = {module.name: public_names(module) for module in modules()}
    return {name: names for name, names in found.items() if names is not None}


def rendered() -> str:
    return "".join(f"{name}: {' '.join(names) or '-'}\n" for name, names in sorted(surface().items()))


def test_the_public_surface_is_the_one_written_down(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-snapshots"):
        SNAPSHOT.write_text(rendered(), encoding="utf-8")
    assert rendered() == SNAPSHOT.read_text(encoding="utf-8"), "see the head of this file"


@pytest.mark.parametrize("name", sorted(surface()))
def test_every_public_name_can_be_imported(name: str) -> None:
    module = importlib.import_module(name)
    assert not [public for public in surface()[name] if not hasattr(module, public)]


def test_no_name_is_listed_twice() -> None:
    assert not [name for name, names in surface().items() if len(set(names)) != len(names)]


def test_no_public_name_hides_a_sub_package() -> None:
    packages = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert not packages & set(surface().get("puv", []))
