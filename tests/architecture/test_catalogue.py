"""Every error has a code of its own, and the page that lists them is true.

After a wanted change: `python -m pytest tests/architecture/test_catalogue.py --update-snapshots`.
"""

from __future__ import annotations

import importlib
import inspect
from typing import TYPE_CHECKING

from puv.errors import PuvError
from support.source import ROOT, modules

if TYPE_CHECKING:
    import pytest

PAGE = ROOT / "docs" / "library" / "errors.md"
_HEAD = """\
# Errors

Every failure that can be expected is a `puv.PuvError`. Catch the class (those without a leading underscore can be
imported from where the table says; `puv.errors` has the general ones), or look at its `code`, which stays the same from
version to version. `str(error)` is one sentence, `error.hints()` are things to try, `error.__cause__` says why, and the
fields of each class are documented with it. `exit code` is what the command line ends with.

This page is made from the code: `python -m pytest tests/architecture/test_catalogue.py --update-snapshots`.

| code | class | is a | exit code | meaning |
|---|---|---|---|---|
"""


def classes() -> list[type[PuvError]]:
    """Every class of errors, in the order of codes and names."""
    for module in modules():
        if "errors" in module.path or "PuvError" in module.text or "Error)" in module.text:
            importlib.import_module(module.name)
    found: list[type[PuvError]] = []
    pending = [PuvError]
    while pending:
        one = pending.pop()
        if one.__module__.startswith("puv"):
            found.append(one)
        pending += one.__subclasses__()
    return sorted(set(found), key=lambda one: (one.code, one.__module__, one.__name__))


def place(one: type[PuvError]) -> str:
    return f"`{one.__module__}.{one.__name__}`"


def rendered() -> str:
    rows = []
    for one in classes():
        meaning = (inspect.getdoc(one) or "").partition("\n")[0].replace("|", "\\|")
        base = one.__bases__[0].__name__
        rows.append(f"| `{one.code}` | {place(one)} | `{base}` | {one.exit_code} | {meaning} |\n")
    return _HEAD + "".join(rows)


def test_the_catalogue_is_the_one_written_down(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-snapshots"):
        PAGE.write_text(rendered(), encoding="utf-8")
    assert rendered() == PAGE.read_text(encoding="utf-8"), "see the head of this file"


def test_every_error_says_what_it_means_and_has_a_code_in_kebab_case() -> None:
    found = classes()
    assert len(found) > 100
    assert not [place(one) for one in found if not inspect.getdoc(one)]
    assert not [one.code for one in found if one.code.strip("abcdefghijklmnopqrstuvwxyz0123456789-")]


def test_only_kinds_of_one_error_share_its_code() -> None:
    """Two classes of one code: one of them is the other's kind, or they are the same error seen by two packages."""
    shared: dict[str, list[type[PuvError]]] = {}
    for one in classes():
        shared.setdefault(one.code, []).append(one)
    strangers = {
        code: [place(one) for one in kinds]
        for code, kinds in shared.items()
        if not any(all(issubclass(other, one) for other in kinds) for one in kinds) and code not in SAME
    }
    assert not strangers


# Code -> why two unrelated classes have it.
SAME = {
    "dependency-groups": "the standard's own rules, and what a project on disk makes of them",
    "no-solution": "that there is none, and its cause: why",
    "toml": "a project's file and a settings file, both no TOML",
}
