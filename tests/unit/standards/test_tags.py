import sys
import sysconfig
from collections.abc import Iterable

import packaging.tags
import pytest

from puv.errors import UsageError
from puv.standards.filenames import parse_wheel_name
from puv.standards.python_platforms import PYTHON_PLATFORMS, python_platform
from puv.standards.tags import (
    TagParts,
    android_platforms,
    compatible_tags,
    generic_platforms,
    ios_platforms,
    macos_platforms,
    manylinux_platforms,
    musllinux_platforms,
    pyodide_platforms,
    wheel_rank,
    windows_platforms,
)


def texts(tags: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(map(str, tags)))


@pytest.mark.skipif(
    sys.implementation.name != "cpython" or bool(sysconfig.get_config_var("Py_DEBUG")), reason="compares CPython"
)
def test_the_running_interpreter_gets_the_tags_that_packaging_gives_it() -> None:
    platforms = list(packaging.tags.platform_tags())
    free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    ours = compatible_tags("cpython", sys.version_info[:2], platforms, gil_disabled=free_threaded)
    assert list(ours) == texts(packaging.tags.sys_tags())
    assert list(ours.values()) == list(range(len(ours)))


@pytest.mark.parametrize("python", [(3, 8), (3, 12), (3, 14)])
def test_cpython_gets_the_order_of_packaging(python: tuple[int, int]) -> None:
    platforms = ["linux_x86_64"]
    theirs = [
        *packaging.tags.cpython_tags(python, abis=[f"cp{python[0]}{python[1]}"], platforms=platforms),
        *packaging.tags.compatible_tags(python, interpreter=f"cp{python[0]}{python[1]}", platforms=platforms),
    ]
    assert list(compatible_tags("cpython", python, platforms)) == texts(theirs)


def test_free_threaded_cpython_has_no_stable_abi() -> None:
    tags = compatible_tags("cpython", (3, 13), ["win_amd64"], gil_disabled=True)
    assert list(tags)[:2] == ["cp313-cp313t-win_amd64", "cp313-none-win_amd64"]
    assert not any("abi3" in tag or "-cp313-" in tag for tag in tags)
    assert "py3-none-any" in tags


def test_debug_builds_take_ordinary_wheels_too() -> None:
    tags = list(compatible_tags("cpython", (3, 11), ["linux_x86_64"], debug=True))
    assert tags[:3] == ["cp311-cp311d-linux_x86_64", "cp311-cp311-linux_x86_64", "cp311-abi3-linux_x86_64"]


def test_other_interpreters_take_their_own_abi() -> None:
    tags = list(compatible_tags("pypy", (3, 11), ["linux_x86_64"], abi="pypy311_pp73"))
    assert tags[:3] == ["pp311-pypy311_pp73-linux_x86_64", "pp311-none-linux_x86_64", "py311-none-linux_x86_64"]
    assert "pp311-none-any" in tags
    assert list(compatible_tags("pypy", (3, 11), []))[:2] == ["pp311-none-any", "py311-none-any"]


@pytest.mark.parametrize(
    ("arch", "version"), [("arm64", (14, 2)), ("arm64", (11, 0)), ("x86_64", (13, 0)), ("x86_64", (10, 9))]
)
def test_macos_has_the_platforms_of_packaging(arch: str, version: tuple[int, int]) -> None:
    # The three-way binary is `fat3` in recent releases of packaging and `fat32` in older ones and in uv.
    theirs = [platform.replace("_fat32", "_fat3") for platform in packaging.tags.mac_platforms(version, arch)]
    assert [platform.replace("_fat32", "_fat3") for platform in macos_platforms(arch, version)] == theirs


@pytest.mark.parametrize("version", [(13, 0), (15, 4), (12, 0)])
def test_ios_has_the_platforms_of_packaging(version: tuple[int, int]) -> None:
    assert list(ios_platforms("arm64_iphoneos", version)) == list(
        packaging.tags.ios_platforms(version, "arm64-iphoneos")
    )


def test_android_has_the_platforms_of_packaging() -> None:
    assert list(android_platforms("aarch64", 24)) == list(packaging.tags.android_platforms(24, "arm64_v8a"))
    assert android_platforms("x86_64", 17) == ("android_17_x86_64", "android_16_x86_64")


def test_linux_with_glibc_knows_the_old_names_of_the_policies() -> None:
    found = manylinux_platforms("x86_64", (2, 18))
    assert found[:4] == (
        "manylinux_2_18_x86_64",
        "manylinux_2_17_x86_64",
        "manylinux2014_x86_64",
        "manylinux_2_16_x86_64",
    )
    assert found[-3:] == ("manylinux_2_5_x86_64", "manylinux1_x86_64", "linux_x86_64")
    assert manylinux_platforms("aarch64", (2, 17)) == (
        "manylinux_2_17_aarch64",
        "manylinux2014_aarch64",
        "linux_aarch64",
    )
    assert manylinux_platforms("riscv64", (2, 31)) == ("manylinux_2_31_riscv64", "linux_riscv64")
    assert manylinux_platforms("x86_64", (2, 40), compatible=False) == ("linux_x86_64",)


def test_the_other_systems() -> None:
    assert musllinux_platforms("x86_64", (1, 1)) == ("musllinux_1_1_x86_64", "musllinux_1_0_x86_64", "linux_x86_64")
    assert windows_platforms("x86_64") == windows_platforms("amd64") == ("win_amd64",)
    assert windows_platforms("i686") == ("win32",)
    assert windows_platforms("aarch64") == ("win_arm64",)
    assert pyodide_platforms("2024_0") == ("pyodide_2024_0_wasm32",)
    assert generic_platforms("freebsd-14.1-RELEASE-amd64") == ("freebsd_14_1_release_amd64",)


# Observed in uv 0.13.8: the first and the last tag of some values, and the variables they fix.
@pytest.mark.parametrize(
    ("name", "first", "last", "machine"),
    [
        ("windows", "win_amd64", "win_amd64", "AMD64"),
        ("aarch64-pc-windows-msvc", "win_arm64", "win_arm64", "ARM64"),
        ("i686-pc-windows-msvc", "win32", "win32", "x86"),
        ("linux", "manylinux_2_28_x86_64", "linux_x86_64", "x86_64"),
        ("aarch64-unknown-linux-gnu", "manylinux_2_28_aarch64", "linux_aarch64", "aarch64"),
        ("riscv64-unknown-linux", "manylinux_2_39_riscv64", "linux_riscv64", "riscv64"),
        ("x86_64-unknown-linux-musl", "musllinux_1_2_x86_64", "linux_x86_64", "x86_64"),
        ("x86_64-manylinux2014", "manylinux_2_17_x86_64", "linux_x86_64", "x86_64"),
        ("aarch64-manylinux_2_40", "manylinux_2_40_aarch64", "linux_aarch64", "aarch64"),
        ("macos", "macosx_13_0_arm64", "macosx_10_4_universal2", "arm64"),
        ("x86_64-apple-darwin", "macosx_13_0_x86_64", "macosx_10_4_universal", "x86_64"),
        ("aarch64-linux-android", "android_24_arm64_v8a", "android_16_arm64_v8a", "aarch64"),
        ("arm64-apple-ios", "ios_13_0_arm64_iphoneos", "ios_12_0_arm64_iphoneos", "arm64"),
        ("x86_64-apple-ios-simulator", "ios_13_0_x86_64_iphonesimulator", "ios_12_0_x86_64_iphonesimulator", "x86_64"),
        ("wasm32-pyodide2025", "pyodide_2025_0_wasm32", "pyodide_2025_0_wasm32", "wasm32"),
    ],
)
def test_a_python_platform_stands_for_tags_and_markers(name: str, first: str, last: str, machine: str) -> None:
    platform = python_platform(name)
    assert (platform.tags[0], platform.tags[-1]) == (first, last)
    assert platform.markers["platform_machine"] == machine


def test_python_platforms_fix_the_variables_of_their_system() -> None:
    assert python_platform("macos").markers == {
        "os_name": "posix",
        "sys_platform": "darwin",
        "platform_machine": "arm64",
        "platform_system": "Darwin",
        "platform_release": "",
        "platform_version": "",
    }
    pyodide = python_platform("wasm32-pyodide2024").markers
    assert (pyodide["sys_platform"], pyodide["platform_release"], pyodide["platform_version"]) == (
        "emscripten",
        "3.1.58",
        "#1",
    )
    assert python_platform("windows").markers["os_name"] == "nt"


def test_every_python_platform_has_tags_and_the_oldest_systems_can_be_chosen() -> None:
    assert all(python_platform(name).tags for name in PYTHON_PLATFORMS)
    assert python_platform("macos", macos=(14, 0)).tags[0] == "macosx_14_0_arm64"
    assert python_platform("arm64-apple-ios", ios=(14, 1)).tags[0] == "ios_14_1_arm64_iphoneos"
    assert python_platform("x86_64-linux-android", android_api=30).tags[0] == "android_30_x86_64"
    with pytest.raises(UsageError, match=r"^Unknown Python platform `amiga`"):
        python_platform("amiga")


TAGS = compatible_tags("cpython", (3, 11), manylinux_platforms("x86_64", (2, 28)))


def test_the_rank_of_a_wheel_is_that_of_its_best_tag() -> None:
    own = parse_wheel_name("foo-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")
    stable = parse_wheel_name("foo-1-cp39-abi3-manylinux_2_28_x86_64.whl")
    pure = parse_wheel_name("foo-1-py2.py3-none-any.whl")
    assert wheel_rank(own, TAGS) == TAGS["cp311-cp311-manylinux_2_17_x86_64"]
    ranks = [wheel_rank(wheel, TAGS) for wheel in (own, stable, pure)]
    assert ranks == sorted(rank for rank in ranks if rank is not None)
    assert wheel_rank(parse_wheel_name("foo-1-py3-none-win32.whl"), TAGS) is None


@pytest.mark.parametrize(
    ("filename", "part"),
    [
        ("foo-1-cp312-cp312-linux_x86_64.whl", "python"),
        ("foo-1-cp311-cp310-linux_x86_64.whl", "abi"),
        ("foo-1-cp311-cp311-win32.whl", "platform"),
    ],
)
def test_the_part_of_a_tag_that_does_not_fit_is_named(filename: str, part: str) -> None:
    assert TagParts(TAGS).mismatch(parse_wheel_name(filename)) == part
