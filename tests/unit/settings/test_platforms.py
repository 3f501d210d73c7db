"""The values of `--python-platform`: what the command line takes is what the tags are known of."""

from __future__ import annotations

import pytest

from puv.settings.platforms import HIDDEN_PLATFORMS, PLATFORMS
from puv.standards import python_platforms


def test_the_command_line_takes_every_known_platform() -> None:
    assert tuple(PLATFORMS) == python_platforms.PYTHON_PLATFORMS
    assert set(HIDDEN_PLATFORMS) == set(python_platforms.HIDDEN_PLATFORMS)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("manylinux_2_28_x86_64", "manylinux_2_28_x86_64"),
        ("s390x-unknown-linux-gnu", "manylinux_2_28_s390x"),
        ("powerpc64le-unknown-linux-gnu", "manylinux_2_28_ppc64le"),
        ("manylinux2014_aarch64", "manylinux2014_aarch64"),
        ("loongarch64-unknown-linux-gnu", "manylinux_2_36_loongarch64"),
        ("arm64-pc-windows-msvc", "win_arm64"),
    ],
)
def test_other_spellings_mean_the_same_tags(name: str, tag: str) -> None:
    assert tag in python_platforms.python_platform(name).tags
