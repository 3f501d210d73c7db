"""`lock` divides a resolution where uv does, and writes the same markers: conflicts, environments, platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.interop import Pair
from support.universal_cases import ARM_LINUX, BASIC, LINUX, MAC, NOT_WIN, WIN, WINDOWS, case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.universal_cases import UniversalCase

X_OR_Y = '[tool.uv]\nconflicts = [[{extra="x"}, {extra="y"}]]\n'
DEEP: Mapping[str, Any] = {
    **BASIC, "h 1.0": [], "h 2.0": [], "h 3.0": {"requires_python": ">=3.11"},
    "g 1.0": [f"a {WIN}", "b"], "i 1.0": ["g", "h; sys_platform == 'linux'"], "j 1.0": ["h", "a"],
}  # fmt: skip
PLATFORMS = [LINUX, ARM_LINUX, MAC, WINDOWS, "cp311-cp311-macosx_10_9_x86_64"]
TAGS = [
    "win32", "win_amd64", "win_arm64", "macosx_11_0_arm64", "macosx_10_9_x86_64", "macosx_10_9_universal2",
    "manylinux_2_17_x86_64", "manylinux_2_17_i686", "manylinux_2_17_aarch64", "manylinux_2_17_armv7l",
    "musllinux_1_1_x86_64", "linux_riscv64", "android_21_x86_64", "android_21_arm64_v8a",
    "ios_13_0_arm64_iphoneos", "ios_13_0_arm64_iphonesimulator", "ios_13_0_x86_64_iphonesimulator",
    "freebsd_13_amd64", "emscripten_3_1_45_wasm32",
]  # fmt: skip


def extras(**parts: list[str]) -> str:
    rows = "".join(f"{name} = {texts}\n" for name, texts in parts.items())
    return f"[project.optional-dependencies]\n{rows}"


def conflict(
    packages: Mapping[str, Any], *requirements: str, x: list[str], y: list[str], **more: list[str]
) -> UniversalCase:
    return case(packages, *requirements, settings=extras(x=x, y=y, **more) + X_OR_Y)


def required(tags: list[str], *markers: str, first: list[str] = PLATFORMS) -> UniversalCase:
    settings = f"[tool.uv]\nrequired-environments = {list(markers)}\n"
    return case({"p 1.0": {"tags": first}, "p 2.0": {"tags": tags}}, "p", settings=settings)


def supported(packages: Mapping[str, Any], *requirements: str, markers: list[str]) -> UniversalCase:
    return case(packages, *requirements, settings=f"[tool.uv]\nenvironments = {markers}\n")


def machine(marker: str) -> UniversalCase:
    return case({"p 1.0": {"tags": [f"cp311-cp311-{tag}" for tag in TAGS]}}, f"p; {marker}")


OLD, NEW = ["a<2"], ["a>=2"]
CASES: dict[str, UniversalCase] = {
    "a conflict of extras": conflict(BASIC, x=OLD, y=NEW),
    "a conflict beside a dependency": conflict(BASIC, "c", x=OLD, y=NEW),
    "a conflict of extras that share one": conflict(BASIC, x=["a<2", "c"], y=["a>=2", "c"]),
    "a conflict of which one side has more": conflict(BASIC, x=["a<2", "c"], y=NEW),
    "a conflict and another extra": conflict(BASIC, x=OLD, y=NEW, z=["c"]),
    "a conflict and an extra that includes one": conflict(BASIC, x=OLD, y=["h"], all=["demo[x]", "b"]),
    "a conflict that excludes nothing": conflict(BASIC, "a", x=["b"], y=["c"]),
    "a conflict of groups": case(
        BASIC, "c",
        settings=f"[dependency-groups]\nx = {OLD}\ny = {NEW}\n"
         '[tool.uv]\nconflicts = [[{group="x"}, {group="y"}]]\n',
    ),
    "a conflict of a group and an extra": case(
        BASIC, "c",
        settings=extras(y=NEW)
        + f'[dependency-groups]\nx = {OLD}\n[tool.uv]\nconflicts = [[{{group="x"}}, {{extra="y"}}]]\n',
    ),
    "two conflicts": case(
        {**BASIC, "f 1.0": [], "f 2.0": []}, "c",
        settings=extras(x=OLD, y=NEW, p=["f<2"], q=["f>=2"])
        + '[tool.uv]\nconflicts = [[{extra="x"}, {extra="y"}], [{extra="p"}, {extra="q"}]]\n',
    ),
    "conflicts that overlap": case(
        BASIC, "c",
        settings=extras(x=OLD, y=NEW, z=["b<2"], w=["b>=2"])
        + '[tool.uv]\nconflicts = [[{extra="x"}, {extra="y"}], [{extra="x"}, {extra="z"}], '
        + '[{extra="z"}, {extra="w"}]]\n',
    ),
    "a conflict and markers": conflict(
        BASIC, "c; sys_platform == 'linux'", x=["a<2; python_version < '3.12'", "b"], y=NEW
    ),
    "a conflict beside a fork": conflict(DEEP, f"h<2 {WIN}", f"h>=2 {NOT_WIN}", x=OLD, y=NEW),
    "a conflict with markers below both": conflict(DEEP, x=["a<2", "i"], y=["a>=2", "i"]),
    "a conflict with markers of both": conflict(
        DEEP, x=["a<2", "i; python_version < '3.11'"], y=["a>=2", "i; sys_platform == 'linux'"]
    ),
    "a conflict and newer Pythons": conflict(DEEP, "j", x=OLD, y=NEW),
    "a conflict that fails": conflict(BASIC, x=OLD, y=NEW, all=["demo[x]", "e"]),
    "environments": supported(
        {**BASIC, "h 1.0": [f"a {WIN}", "b; sys_platform == 'linux'"]}, "h", "c; sys_platform == 'darwin'",
        markers=["sys_platform == 'linux'", "sys_platform == 'darwin'"],
    ),
    "an environment of older Pythons": supported(
        {**BASIC, "a 3.0": {"requires_python": ">=3.12"}}, "a", markers=["python_version < '3.12'"]
    ),
    "an environment's wheels": supported({"p 1.0": {"tags": PLATFORMS}}, "p", markers=["sys_platform == 'linux'"]),
    "environments that overlap": supported(
        BASIC, "a", markers=["sys_platform == 'linux'", "python_version < '3.12'"]
    ),
    "environments that fail": supported(
        BASIC, "d", "e", markers=["sys_platform == 'linux'", "sys_platform == 'darwin'"]
    ),
    "a required platform": required([LINUX, MAC], "sys_platform == 'win32'"),
    "two required platforms": required([LINUX], "sys_platform == 'darwin'", "sys_platform == 'win32'"),
    "a required machine": required([LINUX, WINDOWS], "sys_platform == 'darwin' and platform_machine == 'arm64'"),
    "a required machine on any platform": required([LINUX, WINDOWS], "platform_machine == 'aarch64'"),
    "a required Python": required(
        ["cp310-cp310-manylinux_2_17_x86_64"], "python_version == '3.11' and sys_platform == 'linux'"
    ),
    "a required platform that nobody has": required([LINUX], "sys_platform == 'win32'", first=[LINUX]),
    "a required machine that nobody has": required([WINDOWS], "platform_machine == 'aarch64'", first=[WINDOWS]),
    "a required Python that nobody has": required([WINDOWS], "python_version == '3.12'", first=[WINDOWS]),
    "a required platform without the package": case(
        {"p 2.0": {"tags": [LINUX, MAC]}}, f"p {NOT_WIN}",
        settings="[tool.uv]\nrequired-environments = [\"sys_platform == 'win32'\"]\n",
    ),
    "wheels for every kind of Python": case(
        {"p 1.0": {"tags": [
            "cp38-cp38-win_amd64", "cp39-cp39-win32", "cp37-abi3-win_amd64", "py2-none-any", "py2.py3-none-any",
            "pp39-pypy39_pp73-win_amd64", "pp37-pypy37_pp73-win_amd64", "cp313-cp313t-win_amd64", "py38-none-any",
            "cp38-none-win_amd64", "graalpy311-graalpy242_311_native-win_amd64", "cp27-cp27m-win_amd64",
            "py312-none-any",
        ]}}, "p",
    ),
    "wheels on AMD64": machine("platform_machine == 'AMD64'"),
    "wheels on ARM": machine("platform_machine == 'aarch64'"),
    "wheels on 32 bits": machine("platform_machine == 'i686'"),
    "wheels on Windows": machine("sys_platform == 'win32'"),
    "wheels on POSIX": machine("os_name == 'posix'"),
    "wheels elsewhere": machine("sys_platform == 'freebsd'"),
    "a requirement that never holds": case(BASIC, "a; python_version < '3.8'", "b"),
    "what extras share": case(
        {"a 1.0": {"requires": [f"b {WIN} or extra == 'x'", "c; extra == 'x' or extra == 'y'"],
                   "extras": {"x": [], "y": []}}, "b 1.0": [], "c 1.0": []},
        "a[x]",
    ),
    "extras of the project's own": case(
        BASIC, "d", settings=extras(x=["b; python_version < '3.11'"], y=["c", "demo[x]; sys_platform == 'linux'"])
    ),
    "a Python that is not there": case({"a 1.0": {"requires_python": ">=3.12"}}, "a"),
    "groups that fail": case(BASIC, "d", settings='[dependency-groups]\ndev = ["nobody"]\n'),
    "an extra that fails": case(BASIC, "d", settings=extras(x=["e"])),
    "wheels for other Pythons": case({"a 1.0": {"tags": ["cp38-cp38-win_amd64"]}}, "a"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_lock_is_divided_like_uv_s(tmp_path: Path, case: UniversalCase) -> None:
    with case.world().serve() as server:
        pair = Pair(tmp_path, server.index_url(), {"UV_HTTP_RETRIES": "0"})
        head = '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.9"\n'
        pair.write("pyproject.toml", f"{head}dependencies = {list(case.requirements)}\n{case.settings}")
        pair.expect_same("lock")
        pair.expect_same_files()
