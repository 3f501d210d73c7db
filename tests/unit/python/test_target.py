"""Targets of interpreters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.errors import UsageError
from puv.python.errors import PythonRequestError
from puv.python.interpreter import current
from puv.python.target import platform_tags, target_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.python.interpreter import Interpreter


def test_a_target_is_what_the_interpreter_is(fake: Callable[..., Interpreter]) -> None:
    target = target_of(fake())
    assert target.markers == fake().markers
    assert str(target.python_version) == str(target.installed_python_version) == "3.12.1"
    assert next(iter(target.tags)) == "cp312-cp312-manylinux_2_36_x86_64"
    assert (target.explicit_python, target.explicit_platform) == (False, False)


def test_the_running_interpreter_takes_pure_wheels() -> None:
    assert "py3-none-any" in target_of(current()).tags


def test_another_python_version_changes_markers_and_tags_but_not_the_installed_one(
    fake: Callable[..., Interpreter],
) -> None:
    target = target_of(fake(), python_version="3.9")
    assert str(target.python_version) == "3.9"
    assert str(target.installed_python_version) == "3.12.1"
    assert target.explicit_python
    names = ("python_version", "python_full_version", "implementation_version")
    assert [target.markers[name] for name in names] == ["3.9", "3.9.0", "3.9.0"]
    assert "cp39-cp39-linux_x86_64" in target.tags
    assert "cp312-cp312-linux_x86_64" not in target.tags


def test_pre_releases_may_be_resolved_for(fake: Callable[..., Interpreter]) -> None:
    assert target_of(fake(), python_version="3.14rc1").markers["python_full_version"] == "3.14.0rc1"


def test_another_platform_changes_markers_and_tags(fake: Callable[..., Interpreter]) -> None:
    target = target_of(fake(), platform="windows")
    assert target.explicit_platform
    assert (target.markers["sys_platform"], target.markers["os_name"]) == ("win32", "nt")
    assert next(iter(target.tags)) == "cp312-cp312-win_amd64"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "3.x",
            (
                "Python version `3.x` could not be parsed: "
                "after parsing `3`, found `.x`, which is not part of a valid version"
            ),
        ),
        ("3.9.dev1", "Python version `3.9.dev1` is a development release"),
        ("3.9.1.1", "Invalid version request: 3.9.1.1"),
    ],
)
def test_what_is_no_version_is_refused(text: str, message: str, fake: Callable[..., Interpreter]) -> None:
    with pytest.raises(UsageError) as caught:
        target_of(fake(), python_version=text)
    assert str(caught.value) == message


def test_a_version_that_is_too_old_is_refused(fake: Callable[..., Interpreter]) -> None:
    with pytest.raises(PythonRequestError, match=r"Python <3\.6 is not supported but 2\.7 was requested"):
        target_of(fake(), python_version="2.7")


@pytest.mark.parametrize(
    ("changes", "first", "last"),
    [
        ({}, "manylinux_2_36_x86_64", "linux_x86_64"),
        ({"libc": "musl", "system_version": (1, 2)}, "musllinux_1_2_x86_64", "linux_x86_64"),
        ({"system_version": ()}, "manylinux_2_17_x86_64", "linux_x86_64"),
        (
            {"markers": {"sys_platform": "darwin", "platform_machine": "arm64"}, "system_version": (14, 2)},
            "macosx_14_0_arm64",
            "macosx_10_4_universal2",
        ),
        ({"markers": {"sys_platform": "win32", "platform_machine": "AMD64"}}, "win_amd64", "win_amd64"),
        (
            {"markers": {"sys_platform": "freebsd14"}, "platform": "freebsd-14.1-RELEASE-amd64", "libc": "none"},
            "freebsd_14_1_release_amd64",
            "freebsd_14_1_release_amd64",
        ),
    ],
)
def test_platform_tags_follow_the_system(
    changes: dict[str, object], first: str, last: str, fake: Callable[..., Interpreter]
) -> None:
    tags = platform_tags(fake(**changes))
    assert (tags[0], tags[-1]) == (first, last)


def test_other_implementations_take_wheels_of_their_own_abi(fake: Callable[..., Interpreter]) -> None:
    pypy = fake(full_version="3.10.14", soabi="pypy310-pp73-x86_64-linux-gnu", markers={"implementation_name": "pypy"})
    tags = target_of(pypy).tags
    assert next(iter(tags)) == "pp310-pypy310_pp73-manylinux_2_36_x86_64"
    assert "cp310-cp310-linux_x86_64" not in tags
