"""Random small worlds: puv chooses what real uv chooses, in as many tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import real_uv
from support.solver_cases import Case, ask_puv, ask_uv, squeeze, target

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", range(1, 31))
def test_a_random_world_has_the_same_answer_in_both(seed: int, tmp_path: Path) -> None:
    case = Case(seed)
    pins, tries, _ = ask_uv(real_uv().command[0], case, tmp_path)
    found, own_tries, _ = ask_puv(case, target())
    assert (squeeze(found), own_tries) == (squeeze(pins), tries)
