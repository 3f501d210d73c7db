"""A small world, an empty environment, and the verbs bound to both."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from puv.cache.root import Cache
from puv.ops.pip.install import pip_install
from puv.ops.pip.requests import Inputs, PipInstallRequest, PipSyncRequest, PipUninstallRequest
from puv.ops.pip.sync import pip_sync
from puv.ops.pip.uninstall import pip_uninstall
from puv.ops.runtime import Runtime
from puv.ops.venv import VenvRequest, venv
from puv.settings import Settings
from puv.settings.groups.index import IndexSettings
from puv.settings.groups.python import PythonSettings
from support.index_server import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from puv.events import Event
    from puv.ops.pip.requests import PipInstallReport, PipUninstallReport
    from support.index_server import IndexServer


@pytest.fixture(scope="session")
def server() -> Iterator[IndexServer]:
    world = World()
    world.add("app", "1.0", requires=["lib>=1"]).add("app", "2.0", requires=["lib>=2"])
    world.add("lib", "1.0").add("lib", "2.0").add("paper", "7").add("pip", "24.0")
    with world.serve() as running:
        yield running


class Bench:
    """The verbs in one directory. `events` are those of the last verb."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.events: list[Event] = []
        self.settings = Settings().replace(
            index=IndexSettings(index_url=url), python=PythonSettings(python=str(folder / ".venv"))
        )
        self.runtime = Runtime(cache=Cache(str(folder / "cache")), cwd=str(folder), report=self.events.append)
        interpreter = Settings().replace(python=PythonSettings(python=sys.executable))
        venv(VenvRequest(path=".venv"), interpreter, self.runtime)

    def install(self, *packages: str, settings: Settings | None = None, **options: object) -> PipInstallReport:
        self.events.clear()
        request = PipInstallRequest(inputs=Inputs(packages=packages), **options)  # type: ignore[arg-type]  # its fields
        return pip_install(request, settings or self.settings, self.runtime)

    def sync(self, *pins: str, settings: Settings | None = None, **options: object) -> PipInstallReport:
        self.events.clear()
        (self.folder / "pins.txt").write_text("".join(f"{pin}\n" for pin in pins))
        inputs = Inputs(requirements=("pins.txt",))
        return pip_sync(PipSyncRequest(inputs=inputs, **options), settings or self.settings, self.runtime)  # type: ignore[arg-type]  # its fields

    def uninstall(self, *packages: str, **options: object) -> PipUninstallReport:
        self.events.clear()
        return pip_uninstall(PipUninstallRequest(packages=packages, **options), self.settings, self.runtime)  # type: ignore[arg-type]  # its fields

    def told(self) -> list[str]:
        """The kinds of the events, in order, without those about the environment."""
        kinds = [type(event).__name__ for event in self.events]
        return [kind for kind in kinds if kind not in {"EnvironmentSelected", "Resolving", "Download"}]

    def installed(self, place: str = ".venv") -> list[str]:
        return sorted(path.name.removesuffix(".dist-info") for path in self.folder.glob(f"{place}/**/*.dist-info"))


@pytest.fixture
def bench(tmp_path: Path, server: IndexServer) -> Bench:
    return Bench(tmp_path, server.index_url())
