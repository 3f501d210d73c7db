"""Hooks of backends, run for real in this interpreter."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from puv.builder.errors import BackendError
from puv.builder.frontend import Frontend, FrontendOptions
from puv.builder.ports import BuildEnvironment
from puv.builder.tree import read_tree
from puv.cancel import CancelToken
from puv.errors import Cancelled
from puv.events import BuildOutput
from support import backend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.events import Event

WHEEL = "def build_wheel(directory, config_settings=None, metadata_directory=None):\n"


class Here:
    """Lends this interpreter as every environment, and notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], str]] = []

    def provision(self, requirements: Sequence[str], within: BuildEnvironment | None, told: str) -> BuildEnvironment:
        self.asked.append((tuple(requirements), told))
        return within or BuildEnvironment(executable=sys.executable, environ=dict(os.environ))


class Bench:
    def __init__(self, folder: Path, files: dict[str, str], **options: object) -> None:
        self.events: list[Event] = []
        self.environments = Here()
        scratch = folder / "scratch"
        scratch.mkdir()
        tree = read_tree(str(backend.write(folder / "tree", files)), editable=bool(options.pop("editable", False)))
        self.frontend = Frontend(
            tree,
            self.environments,
            FrontendOptions(scratch=str(scratch), label="demo", report=self.events.append, **options),  # type: ignore[arg-type]  # its fields
        )


def test_metadata_and_a_wheel_come_from_the_hooks(tmp_path: Path) -> None:
    bench = Bench(tmp_path, backend.project("demo", requires=("lib",)))
    text = bench.frontend.metadata()
    assert text is not None
    assert b"Requires-Dist: lib" in text
    wheel = bench.frontend.wheel()
    assert os.path.basename(wheel) == "demo-1.0-py3-none-any.whl"
    assert bench.environments.asked == [((), "build-system.requires")]
    assert BuildOutput(label="demo", text="building demo") in bench.events


def test_a_backend_may_not_tell_metadata(tmp_path: Path) -> None:
    assert Bench(tmp_path, backend.project("demo", prepare=False)).frontend.metadata() is None


def test_what_the_backend_asks_for_is_provided_too(tmp_path: Path) -> None:
    code = "def get_requires_for_build_wheel(config_settings=None):\n    return ['more>=1']\n"
    bench = Bench(tmp_path, backend.project("demo", extra_code=code))
    bench.frontend.wheel()
    assert bench.environments.asked[1] == (("more>=1",), "get_requires_for_build_wheel")


def test_without_isolation_nothing_is_asked_for(tmp_path: Path) -> None:
    code = "def get_requires_for_build_wheel(config_settings=None):\n    raise RuntimeError\n"
    bench = Bench(tmp_path, backend.project("demo", extra_code=code), isolated=False)
    bench.frontend.wheel()
    assert bench.environments.asked == [((), "")]


def test_an_editable_has_hooks_of_its_own(tmp_path: Path) -> None:
    bench = Bench(tmp_path, backend.project("demo"), editable=True)
    assert b"demo.pth" in Path(bench.frontend.wheel()).read_bytes()


def test_a_failure_shows_what_the_backend_wrote(tmp_path: Path) -> None:
    bench = Bench(tmp_path, backend.project("demo", extra_code=backend.FAILING))
    with pytest.raises(BackendError, match="The build backend returned an error") as caught:
        bench.frontend.wheel()
    told = str(caught.value.__cause__)
    assert told.startswith(
        "Call to `backend.build_wheel` failed (exit status: 1)\n\n[stdout]\nsome words\n\n[stderr]\n"
    )
    assert told.endswith("RuntimeError: no way")
    assert '"<string>", line 11, in <module>' in told


def test_a_backend_that_is_missing_is_named(tmp_path: Path) -> None:
    system = '[build-system]\nrequires = []\nbuild-backend = "no_such_backend.api"\n'
    with pytest.raises(BackendError) as caught:
        Bench(tmp_path, backend.project("demo", build_system=system)).frontend.wheel()
    assert caught.value.missing == "no_such_backend"


def test_the_source_tree_is_not_searched_for_the_backend(tmp_path: Path) -> None:
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
    with pytest.raises(BackendError) as caught:
        Bench(tmp_path, backend.project("demo", build_system=system)).frontend.wheel()
    assert caught.value.missing == "backend"


@pytest.mark.parametrize(
    "code",
    [
        f"{WHEEL}    return 'absent-1-py3-none-any.whl'\n",
        f"{WHEEL}    return 5\n",
        "del build_wheel\n",
        f"{WHEEL}    os._exit(0)\n",
        "def get_requires_for_build_wheel(config_settings=None):\n    return 'x'\n",
    ],
)
def test_a_backend_that_answers_nonsense_has_failed(tmp_path: Path, code: str) -> None:
    with pytest.raises(BackendError) as caught:
        Bench(tmp_path, backend.project("demo", extra_code=code)).frontend.wheel()
    assert "Call to `backend." in str(caught.value.__cause__)


def test_settings_reach_the_hooks(tmp_path: Path) -> None:
    code = f"{WHEEL}    sys.exit(repr(config_settings))\n"
    bench = Bench(tmp_path, backend.project("demo", extra_code=code), config_settings={"a": ["1", "2"]})
    with pytest.raises(BackendError) as caught:
        bench.frontend.wheel()
    assert "{'a': ['1', '2']}" in str(caught.value.__cause__)


def test_a_build_can_be_stopped(tmp_path: Path) -> None:
    token = CancelToken()
    code = f"{WHEEL}    import time; time.sleep(60)\n"
    bench = Bench(tmp_path, backend.project("demo", extra_code=code), cancel=token)
    token.cancel()
    with pytest.raises(Cancelled):
        bench.frontend.wheel()
