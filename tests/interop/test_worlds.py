"""The worlds of `tests/scenario` tell the truth about uv, and puv's words on them are uv's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import Pair
from support.scenarios import Scenario, check, scenarios

if TYPE_CHECKING:
    from pathlib import Path


# What puv proves in other steps than uv: the outcome and the packages that are named are the same.
OTHER_STEPS = {
    "no version takes the python": "uv tells of the gaps between two versions that each need another Python",
}


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.name)
def test_uv_and_puv_say_the_same_of_a_world(scenario: Scenario, tmp_path: Path) -> None:
    with scenario.world().serve() as server:
        pair = Pair(tmp_path, server.index_url())
        expected, actual = (scenario.run(place) for place in pair.places)
    check(scenario, expected)
    assert actual.code == expected.code
    check(scenario, actual)
    differences = pair.differences(expected, actual) if scenario.name not in OTHER_STEPS else ()
    assert not differences, "\n".join(differences)
