"""When a lock is out of date: what means the same as before is not, whatever its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.interop import Pair

PROJECT = """\
[project]
name = "demo"
version = "1"
requires-python = ">=3.10"
dependencies = [
    "lib>=1,<9; python_version >= '3.9' and sys_platform == 'win32' or sys_platform == 'linux'",
    "tool[fast]; python_version < '3.12'",
]
[project.optional-dependencies]
e = ["tool"]
f = []
[dependency-groups]
dev = ["speed; python_version >= '3.8'"]
[tool.uv]
constraint-dependencies = ["tool>0.1; python_version >= '3.9'"]
override-dependencies = ["speed>=0; python_version >= '3.9'"]
"""

# Each says the same as the project does.
SAME = [
    ('version = "1"', 'version = "1.0"'),
    (">=3.10", ">=3.10.0"),
    ("lib>=1,<9", "LIB < 9.0, >=1.0.0, <9"),
    ("python_version >= '3.9' and sys_platform == 'win32' or", "platform_system == 'Windows' or"),
    ("tool[fast]", "tool[fast,Fast]"),
    ("; python_version >= '3.8'", ""),
    ("tool>0.1; python_version >= '3.9'", "tool>0.1.0"),
    ("speed>=0; python_version >= '3.9'", "speed>=0.0"),
]  # fmt: skip
# Each says something else.
OTHER = {
    "version": ('version = "1"', 'version = "1.1"'),
    "Python": (">=3.10", ">=3.10.1"),
    "specifier": ("lib>=1,<9", "lib>=1,<=9"),
    "marker": ("sys_platform == 'win32' or", "os_name == 'nt' or"),
    "extras": ("tool[fast]", "tool"),
    "requirement": ("\"tool[fast]; python_version < '3.12'\",", ""),
    "extra": ("f = []", "g = []"),
    "group": ("dev = [", "test = []\ndev = ["),
    "constraint": ("tool>0.1", "tool>0.2"),
    "override": ("speed>=0", "speed>=0.1"),
}


def test_markers_of_requirements_are_locked_as_they_mean_everywhere(pair: Pair) -> None:
    pair.write("pyproject.toml", PROJECT)
    pair.expect_same("lock")
    pair.expect_same_files()


def test_what_means_the_same_is_not_out_of_date(pair: Pair) -> None:
    pair.write("pyproject.toml", PROJECT)
    pair.expect_same("lock", "-q")
    text = PROJECT
    for before, after in SAME:
        assert before in text
        text = text.replace(before, after)
    pair.write("pyproject.toml", text)
    pair.expect_same("lock", "--check")
    pair.expect_same_files()


@pytest.mark.parametrize(("before", "after"), OTHER.values(), ids=OTHER)
def test_what_means_something_else_is_out_of_date(pair: Pair, before: str, after: str) -> None:
    pair.write("pyproject.toml", PROJECT)
    pair.expect_same("lock", "-q")
    assert before in PROJECT
    pair.write("pyproject.toml", PROJECT.replace(before, after))
    outcome = pair.expect_same("lock", "--check")
    assert outcome.code == 1
