"""Environments: where things go, and who may change them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from puv.errors import hints
from puv.python.config import read_config, render_config
from puv.python.environment import Environment
from puv.python.errors import ExternallyManagedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from puv.python.interpreter import Interpreter


def test_a_system_installation_is_locked_outside_of_it(fake: Callable[..., Interpreter]) -> None:
    environment = Environment.of(fake())
    assert environment.root == "/opt/py"
    assert not environment.is_virtual
    assert not environment.layout.lock.startswith("/opt/py")
    assert environment.layout.lock.endswith(".lock")
    assert Environment.of(fake(prefix="/other", base_prefix="/other")).layout.lock != environment.layout.lock


def test_a_virtual_environment_is_locked_inside(fake: Callable[..., Interpreter]) -> None:
    environment = Environment.of(fake(prefix="/env", executable="/env/bin/python"))
    assert environment.is_virtual
    assert environment.layout.lock == "/env/.lock"
    assert (environment.layout.executable, environment.layout.python_version) == ("/env/bin/python", (3, 12))
    assert environment.layout.headers == "/opt/py/include/site/python3.12"


def test_a_relocatable_environment_says_so_in_its_configuration(
    fake: Callable[..., Interpreter], tmp_path: Path
) -> None:
    inside = fake(prefix=str(tmp_path))
    assert not Environment.of(inside).layout.relocatable
    (tmp_path / "pyvenv.cfg").write_text("home = /x\nRelocatable = TRUE\n")
    assert Environment.of(inside).layout.relocatable


def test_a_target_is_flat(fake: Callable[..., Interpreter]) -> None:
    environment = Environment.of(fake()).with_target("/t")
    layout = environment.layout
    assert (layout.purelib, layout.platlib, layout.data, layout.scripts) == ("/t", "/t", "/t", "/t/bin")
    assert (environment.root, environment.site_packages, layout.lock) == ("/t", ("/t",), "/t/.lock")
    assert layout.executable == "/opt/py/bin/python3.12"


def test_a_prefix_is_laid_out_like_an_environment(fake: Callable[..., Interpreter]) -> None:
    environment = Environment.of(fake()).with_prefix("/p")
    layout = environment.layout
    assert layout.purelib == "/p/lib/python3.12/site-packages"
    assert (layout.scripts, layout.data, layout.lock) == ("/p/bin", "/p", "/p/.lock")
    assert environment.site_packages == ("/p/lib/python3.12/site-packages",)


@pytest.fixture
def managed(fake: Callable[..., Interpreter], tmp_path: Path) -> Environment:
    (tmp_path / "EXTERNALLY-MANAGED").write_text("[externally-managed]\nError=Use apt.\n\n Really.\n")
    return Environment.of(fake(stdlib=str(tmp_path)))


TEXT = "The interpreter at `/opt/py` is externally managed, and indicates the following:\n\n  Use apt.\n\n  Really."


@pytest.mark.parametrize(
    ("system", "hint"),
    [
        (True, "Virtual environments were not considered due to the `--system` flag"),
        (False, "Consider creating a virtual environment, e.g., with `puv venv`"),
    ],
)
def test_installing_into_a_managed_interpreter_is_refused(system: bool, hint: str, managed: Environment) -> None:
    with pytest.raises(ExternallyManagedError) as caught:
        managed.refuse_if_externally_managed(system=system)
    assert str(caught.value) == TEXT
    assert hints(caught.value) == (hint,)


def test_uninstalling_from_a_managed_interpreter_is_refused(managed: Environment) -> None:
    with pytest.raises(ExternallyManagedError) as caught:
        managed.refuse_if_externally_managed(uninstalling=True)
    assert str(caught.value) == f"{TEXT}\n\nConsider creating a virtual environment with `puv venv`."


def test_a_silent_claim_is_a_claim(fake: Callable[..., Interpreter], tmp_path: Path) -> None:
    (tmp_path / "EXTERNALLY-MANAGED").touch()
    with pytest.raises(ExternallyManagedError) as caught:
        Environment.of(fake(stdlib=str(tmp_path))).refuse_if_externally_managed()
    assert str(caught.value) == "The interpreter at `/opt/py` is externally managed"


def test_targets_and_prefixes_belong_to_the_user(managed: Environment) -> None:
    managed.with_target("/t").refuse_if_externally_managed()
    managed.with_prefix("/p").refuse_if_externally_managed()


def test_the_configuration_is_read_as_it_is_written(tmp_path: Path) -> None:
    entries = {"home": "/usr/bin", "prompt": "a = b", "version_info": "3.12.1"}
    (tmp_path / "pyvenv.cfg").write_text(render_config(entries) + "no pair\n")
    assert read_config(str(tmp_path)) == entries
    assert read_config(os.path.join(tmp_path, "nope")) == {}
