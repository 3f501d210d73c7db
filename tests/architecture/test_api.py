"""The public API is the one written down: `api.txt` holds every public name with its signature.

After a wanted change: `python -m pytest tests/architecture/test_api.py --update-snapshots`. A line that goes or changes
is a change that users notice: it belongs into the changelog, and a deprecation comes first.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import puv
from puv import errors, events
from puv.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    import pytest

SNAPSHOT = Path(__file__).with_name("api.txt")
_ADDRESS = re.compile(r"<function (\w+) at 0x[0-9a-f]+>")


def described(name: str, value: object) -> Iterator[str]:
    """The lines for one public name."""
    if not isinstance(value, type):
        signature = str(inspect.signature(value)) if callable(value) else f": {type(value).__name__}"
        yield f"{name}{signature}\n"
        return
    bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
    yield f"class {name}({bases})\n"
    if issubclass(value, Frozen):
        for field in value.__fields__:
            default = f" = {getattr(value, field)!r}" if field in vars(value) or hasattr(value, field) else ""
            yield f"    {field}: {annotation(value, field)}{default}\n"
    for member in sorted(vars_of(value)):
        found = inspect.getattr_static(value, member)
        if isinstance(found, property):
            result = inspect.signature(found.fget).return_annotation if found.fget else ""
            yield f"    {member} -> {result}\n"
        elif isinstance(found, classmethod | staticmethod):
            yield f"    {type(found).__name__} {member}{inspect.signature(found.__func__)}\n"
        elif inspect.isfunction(found):
            yield f"    {member}{inspect.signature(found)}\n"


def vars_of(value: type) -> set[str]:
    """The members that are public, inherited ones of puv's own classes included."""
    found: set[str] = set()
    for one in value.__mro__:
        if one.__module__.startswith("puv") and one is not Frozen:
            found |= {name for name in vars(one) if not name.startswith("_") or name in ("__init__", "__enter__")}
    if getattr(value, "_is_protocol", False):
        found.discard("__init__")  # `typing`'s own
    fields = set(value.__fields__) if issubclass(value, Frozen) else set()
    return found - fields


def annotation(value: type, field: str) -> str:
    for one in value.__mro__:
        found = inspect.get_annotations(one).get(field)
        if found is not None:
            return str(found)
    return ""


def public(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in sorted(vars(module).items()):
        if isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_"):
            yield f"{module.__name__}.{name}", value


def rendered() -> str:
    lines = [
        line
        for name in sorted(puv.__all__)
        if name not in ("errors", "events", "__version__")
        for line in described(f"puv.{name}", getattr(puv, name))
    ]
    for module in (errors, events):
        lines += [line for name, value in public(module) for line in described(name, value)]
    return _ADDRESS.sub(r"\1", "".join(lines))


def test_the_api_is_the_one_written_down(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-snapshots"):
        SNAPSHOT.write_text(rendered(), encoding="utf-8")
    assert rendered() == SNAPSHOT.read_text(encoding="utf-8"), "see the head of this file"


def test_every_public_name_is_documented() -> None:
    bare = []
    for name in puv.__all__:
        value = getattr(puv, name)
        if isinstance(value, type):
            # What `__slots__` lists is told by the docstring of the class.
            members = [member for member in vars_of(value) if not inspect.ismemberdescriptor(getattr(value, member))]
            bare += [f"{name}.{member}" for member in members if not inspect.getdoc(getattr(value, member))]
            bare += [] if inspect.getdoc(value) else [name]
    assert [name for name in bare if not name.endswith((".__init__", ".__enter__"))] == []


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(puv.__file__).parent / "py.typed").is_file()
