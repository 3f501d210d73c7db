"""Hooks of backends, run for real in this interpreter."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from puv.builder.errors import BackendError, BackendPathError, MissingAnswerError
from puv.builder.frontend import Frontend, FrontendOptions
from puv.builder.ports import BuildEnvironment
from puv.builder.tree import read_tree
from puv.cancel import CancelToken
from puv.errors import Cancelled
from puv.events import BuildOutput
from support import backend

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from puv.events import Event

WHEEL = "def build_wheel(directory, config_settings=None, metadata_directory=None):\n"


class Here:
    """Lends this interpreter as every environment, and notes what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], str]] = []

    def provision(self, requirements: Sequence[str], within: BuildEnvironment | None, told: str) -> BuildEnvironment:
        self.asked.append((tuple(requirements), told))
        return within or BuildEnvironment(executable=sys.executable, environ=dict(os.environ))


_OPEN: list[Frontend] = []


@pytest.fixture(autouse=True)
def _no_backend_stays() -> Iterator[None]:
    """End the processes of the backends that a test has started."""
    yield
    while _OPEN:
        _OPEN.pop().close()


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
        _OPEN.append(self.frontend)


def test_metadata_and_a_wheel_come_from_the_hooks(tmp_path: Path) -> None:
    bench = Bench(tmp_path, backend.project("demo", requires=("lib",)))
    text = bench.frontend.metadata()
    assert text is not None
    assert b"Requires-Dist: lib" in text
    wheel = bench.frontend.wheel()
    assert os.path.basename(wheel) == "demo-1.0-py3-none-any.whl"
    assert bench.environments.asked == [((), "`build-system.requires`")]
    assert BuildOutput(label="demo", text="building demo") in bench.events


def test_a_backend_may_not_tell_metadata(tmp_path: Path) -> None:
    assert Bench(tmp_path, backend.project("demo", prepare=False)).frontend.metadata() is None


def test_what_the_backend_asks_for_is_provided_too(tmp_path: Path) -> None:
    code = "def get_requires_for_build_wheel(config_settings=None):\n    return ['more>=1']\n"
    bench = Bench(tmp_path, backend.project("demo", extra_code=code))
    bench.frontend.wheel()
    assert bench.environments.asked[1] == (("more>=1",), "`build-system.requires`")


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
    assert "No module named 'no_such_backend'" in caught.value.stderr


def test_the_source_tree_is_not_searched_for_the_backend(tmp_path: Path) -> None:
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
    with pytest.raises(BackendError) as caught:
        Bench(tmp_path, backend.project("demo", build_system=system)).frontend.wheel()
    assert "No module named 'backend'" in caught.value.stderr


@pytest.mark.parametrize(
    "code",
    [
        f"{WHEEL}    return 'absent-1-py3-none-any.whl'\n",
        f"{WHEEL}    return 5\n",
        "del build_wheel\n",
        "def get_requires_for_build_wheel(config_settings=None):\n    return 'x'\n",
    ],
)
def test_a_backend_that_answers_nonsense_has_failed(tmp_path: Path, code: str) -> None:
    with pytest.raises(BackendError) as caught:
        Bench(tmp_path, backend.project("demo", extra_code=code)).frontend.wheel()
    assert "Call to `backend." in str(caught.value.__cause__)


def test_a_backend_that_ends_its_process_leaves_no_answer(tmp_path: Path) -> None:
    with pytest.raises(MissingAnswerError, match=r"failed to open file `.*build_wheel\.txt`"):
        Bench(tmp_path, backend.project("demo", extra_code=f"{WHEEL}    os._exit(0)\n")).frontend.wheel()


def test_hooks_share_the_imports_and_nothing_else(tmp_path: Path) -> None:
    code = (
        "print('imported')\nSEEN = []\n"
        "def get_requires_for_build_wheel(config_settings=None):\n"
        "    SEEN.append(1); os.environ['LEFT'] = 'x'; os.chdir('/')\n    return []\n"
        f"{WHEEL}    print('left', SEEN, os.environ.get('LEFT'), os.path.basename(os.getcwd()))\n"
        "    return _wheel(directory, {})\n"
    )
    bench = Bench(tmp_path, backend.project("demo", extra_code=code))
    bench.frontend.wheel()
    bench.frontend.close()
    told = [event.text for event in bench.events if isinstance(event, BuildOutput)]
    assert told[-1] == "left [] None tree"
    assert told.count("imported") == (1 if sys.platform == "linux" else 2)


def test_a_thread_of_the_backend_keeps_hooks_apart(tmp_path: Path) -> None:
    code = "print('imported')\nimport threading, time\n"
    code += "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    bench = Bench(tmp_path, backend.project("demo", extra_code=code))
    assert bench.frontend.wheel().endswith(".whl")
    bench.frontend.close()
    assert [event.text for event in bench.events if isinstance(event, BuildOutput)].count("imported") == 2


def test_what_a_hook_leaves_running_does_not_keep_the_build(tmp_path: Path) -> None:
    code = f"import subprocess\n{WHEEL}    subprocess.Popen(['sleep', '60'])\n    return _wheel(directory, {{}})\n"
    bench = Bench(tmp_path, backend.project("demo", extra_code=code))
    started = time.monotonic()
    bench.frontend.wheel()
    bench.frontend.close()
    assert time.monotonic() - started < 30


def test_output_without_an_end_of_line_is_kept(tmp_path: Path) -> None:
    code = f"{WHEEL}    sys.stdout.write('no end'); sys.stderr.write('here neither')\n    sys.exit(3)\n"
    with pytest.raises(BackendError) as caught:
        Bench(tmp_path, backend.project("demo", extra_code=code)).frontend.wheel()
    told = str(caught.value.__cause__)
    assert "(exit status: 3)" in told
    assert "[stdout]\nno end" in told
    assert told.endswith("[stderr]\nhere neither")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("..", "must be a relative path within the source tree"),
        ("/", "must be a relative path within the source tree"),
        ("gone", "does not exist or is not a directory"),
    ],
)
def test_a_backend_path_lies_within_the_tree(tmp_path: Path, entry: str, problem: str) -> None:
    system = f'[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["{entry}"]\n'
    with pytest.raises(BackendPathError, match=problem):
        Bench(tmp_path, backend.project("demo", build_system=system)).frontend.wheel()


def test_an_object_within_a_module_may_be_the_backend(tmp_path: Path) -> None:
    code = "class Outer:\n    class inner:\n        build_wheel = staticmethod(build_wheel)\n"
    system = '[build-system]\nrequires = []\nbuild-backend = "backend:Outer.inner"\nbackend-path = ["."]\n'
    bench = Bench(tmp_path, backend.project("demo", build_system=system, extra_code=code))
    assert bench.frontend.wheel().endswith("demo-1.0-py3-none-any.whl")


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
