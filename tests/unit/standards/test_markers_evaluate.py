from __future__ import annotations

import pytest

from puv.standards.markers import parse_marker

LINUX = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.7",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "5.15.0-generic",
    "platform_system": "Linux",
    "platform_version": "#1 SMP",
    "python_full_version": "3.11.7",
    "python_version": "3.11",
    "sys_platform": "linux",
}
MAC = {**LINUX, "platform_system": "Darwin", "sys_platform": "darwin", "platform_release": "20.1.0"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("os_name == 'posix'", True),
        ("os_name != 'posix'", False),
        ("os_name == 'nt' or sys_platform == 'linux'", True),
        ("os_name == 'nt' and sys_platform == 'linux'", False),
        ("python_version >= '3.8'", True),
        ("python_version == '3.11'", True),
        ("python_version > '3.11'", False),
        ("python_version > '3.10'", True),
        ("python_version >= '3.9' and python_version < '3.11'", False),
        ("python_version != '3.9'", True),
        ("python_version == '3.11.7'", False),
        ("python_version < '3.11.7'", True),
        ("python_version >= '3.11.7'", False),
        ("python_version == '3.*'", True),
        ("python_version ~= '3.8'", True),
        ("python_version ~= '3.11.0'", True),
        ("python_version ~= '3.11.7'", False),
        ("python_version in '3.10 3.11'", True),
        ("python_version not in '3.10 3.11'", False),
        ("python_version in ''", False),
        ("python_version not in ''", True),
        ("python_full_version == '3.11.7'", True),
        ("python_full_version == '3.11.7rc1'", True),
        ("python_full_version in '3.11.6 3.11.7'", True),
        ("python_full_version <= '3.11.6'", False),
        ("implementation_version > '3.11'", True),
        ("'lin' in sys_platform", True),
        ("sys_platform in 'linux2 linux'", True),
        ("sys_platform not in 'win32'", True),
        ("sys_platform < 'z'", False),
        ("sys_platform >= 'linux'", True),
        ("platform_system == 'Linux'", True),
        ("platform_release >= '5.0'", True),
        ("platform_release < '5.0'", False),
        ("extra == 'x'", False),
        ("extra != 'x'", True),
        ("extra != 'not valid!'", False),
        ("'x' in extras", False),
        ("'x' not in extras", True),
        ("'x' in dependency_groups", False),
    ],
)
def test_markers_hold_as_they_do_for_uv_on_linux(text: str, *, expected: bool) -> None:
    assert parse_marker(text).evaluate(LINUX) is expected


@pytest.mark.parametrize(
    "text",
    [
        "os_name == sys_platform",
        "'a' == 'b'",
        "python_version ~= '3'",
        "python_version == 'abc'",
        "python_version in '3.8, 3.9'",
        "'3.8' in python_version",
        "'3.8.*' == python_version",
        "python_version > '3.8.*'",
        "sys_platform ~= 'linux'",
        "extra in 'a b'",
        "'a' in extra",
        "(os_name == sys_platform) and ('a' == 'b')",
    ],
)
def test_comparisons_without_sense_are_left_out(text: str) -> None:
    assert parse_marker(text).evaluate(LINUX)
    assert not parse_marker(f"{text} and os_name == 'nt'").evaluate(LINUX)
    assert not parse_marker(f"({text}) or os_name == 'nt'").evaluate(LINUX)


def test_the_release_of_darwin_is_a_version_and_of_others_a_text() -> None:
    marker = parse_marker("platform_release >= '9'")
    assert marker.evaluate(MAC)
    assert not marker.evaluate({**LINUX, "platform_release": "20.1.0"})
    assert parse_marker("platform_release == '20.1'").evaluate(MAC)


def test_extras_and_groups_count_when_they_are_active() -> None:
    assert parse_marker("extra == 'A_b'").evaluate(LINUX, ("a-b",))
    assert parse_marker("extra == 'a' and os_name == 'posix'").evaluate(LINUX, {"a"})
    assert not parse_marker("extra != 'a'").evaluate(LINUX, {"a"})
    assert parse_marker("'a' in extras").evaluate(LINUX, ["a"])
    assert parse_marker("'dev' in dependency_groups").evaluate(LINUX, (), ("dev",))


def test_the_pre_release_of_an_interpreter_counts_as_its_release() -> None:
    early = {**LINUX, "python_full_version": "3.14.0rc1"}
    assert parse_marker("python_full_version >= '3.14'").evaluate(early)
    assert parse_marker("python_full_version == '3.14'").evaluate(early)


def test_a_version_that_is_missing_or_unreadable_makes_a_comparison_false() -> None:
    assert not parse_marker("python_version >= '3'").evaluate({})
    assert not parse_marker("implementation_version != '3'").evaluate({"implementation_version": "x"})


def test_a_text_that_is_missing_is_empty() -> None:
    assert parse_marker("platform_release == ''").evaluate({})
