"""puv resolves every world of `worlds.toml` as it is written there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import Place, puv
from support.scenarios import Scenario, check, scenarios

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.name)
def test_a_world_resolves_as_told(scenario: Scenario, tmp_path: Path) -> None:
    with scenario.world().serve() as server:
        check(scenario, scenario.run(Place(puv(), tmp_path, server.index_url())))
