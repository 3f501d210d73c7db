"""The guide for PyTorch: one index for each accelerator."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from support.guides import VERSION
from support.index_server import IndexServer, ServerOptions, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.guides import Check

pytestmark = pytest.mark.guide

LOCALS = {"cpu": "cpu", "cu118": "cu118", "cu121": "cu121", "cu124": "cu124", "rocm": "rocm6.2"}
NAMES = ("torch", "torchvision", "torchaudio")
VERSIONS = {"torch": "2.5.1", "torchvision": "0.20.1", "torchaudio": "2.5.1"}
SUBJECT = f'[project]\nname = "project"\nversion = "0.1.0"\nrequires-python = ">={VERSION}"\n'
WANTS = 'dependencies = ["torch>=2.5.1", "torchvision>=0.20.1"]\n'


def accelerator(local: str) -> World:
    """Set-up F1: local versions, and a newer package that is not the index's business."""
    world = World().add("jinja2", "99.0")
    for name, version in VERSIONS.items():
        world.add(name, f"{version}+{local}", requires=[] if name == "torch" else ["torch==2.5.1"])
    return world


@pytest.fixture
def indexes(check: Check) -> Iterator[IndexServer]:
    main = World().add("jinja2", "3.1")
    for name, version in VERSIONS.items():
        main.add(name, version, requires=[] if name == "torch" else ["torch==2.5.1"])
    others = {name: accelerator(local) for name, local in LOCALS.items()}
    with IndexServer({"simple": main, **others}, ServerOptions()) as server:
        check.index_url = server.index_url()
        yield server


def index(server: IndexServer, name: str) -> str:
    return f'\n[[tool.uv.index]]\nname = "pytorch-{name}"\nurl = "{server.index_url(name)}"\nexplicit = true\n'


def sources(entry: str) -> str:
    return f"\n[tool.uv.sources]\ntorch = {entry}\ntorchvision = {entry}\n"


def lock(check: Check) -> dict[str, Any]:
    return tomllib.loads((check.cwd / "uv.lock").read_text())


def torches(check: Check) -> dict[str, dict[str, Any]]:
    """The packages called torch in the lock, by version."""
    return {entry["version"]: entry for entry in lock(check)["package"] if entry["name"] == "torch"}


def installed(check: Check) -> set[str]:
    return set(check.ran("pip", "freeze").stdout.split())


def test_5_6_7_a_project_takes_what_it_names_from_an_explicit_index(check: Check, indexes: IndexServer) -> None:
    check.ran("init", "--python", VERSION)
    text = (check.cwd / "pyproject.toml").read_text()
    assert f'requires-python = ">={VERSION}"' in text
    assert (check.cwd / ".python-version").read_text() == f"{VERSION}\n"
    assert 'build-backend = "uv_build"' in text
    check.write("pyproject.toml", text + index(indexes, "cpu") + sources('{ index = "pytorch-cpu" }'))

    check.ran("add", "torch", "torchvision")
    check.ran("add", "jinja2")

    wanted = tomllib.loads((check.cwd / "pyproject.toml").read_text())["project"]["dependencies"]
    assert wanted == ["jinja2>=3.1", "torch>=2.5.1", "torchvision>=0.20.1"]
    assert {"torch==2.5.1+cpu", "torchvision==0.20.1+cpu", "jinja2==3.1"} <= installed(check)
    assert not indexes.count("/cpu/jinja2/")


@pytest.mark.parametrize("name", ["cu118", "cu121", "cu124", "rocm"])
@pytest.mark.parametrize("form", ["{entry}", "[{entry}]"])
def test_8_to_12_each_accelerator_s_index_is_pinned(check: Check, indexes: IndexServer, name: str, form: str) -> None:
    entry = form.replace("{entry}", f'{{ index = "pytorch-{name}" }}')
    check.write("pyproject.toml", SUBJECT + WANTS + index(indexes, name) + sources(entry))

    check.ran("lock")

    ((version, package),) = torches(check).items()
    assert version == f"2.5.1+{LOCALS[name]}"
    assert package["source"] == {"registry": indexes.index_url(name)}


@pytest.mark.parametrize(
    ("name", "marker"),
    [
        ("cu118", "platform_system != 'Darwin'"),
        ("cu121", "platform_system != 'Darwin'"),
        ("cu124", "platform_system != 'Darwin'"),
        ("rocm", "platform_system == 'Linux'"),
    ],
)
def test_13_to_16_a_marker_says_where_an_index_is_used(
    check: Check, indexes: IndexServer, name: str, marker: str
) -> None:
    entry = f'[{{ index = "pytorch-{name}", marker = "{marker}" }}]'
    check.write("pyproject.toml", SUBJECT + WANTS + index(indexes, name) + sources(entry))

    check.ran("sync")

    found = torches(check)
    local = f"2.5.1+{LOCALS[name]}"
    assert found.keys() == {"2.5.1", local}
    plain = marker.replace("platform_system", "sys_platform").replace("Darwin", "darwin").replace("Linux", "linux")
    assert found[local]["resolution-markers"] == [plain]
    assert found["2.5.1"]["source"] == {"registry": indexes.index_url()}
    assert f"torch=={local}" in installed(check)


def test_17_the_example_for_processors_alone(check: Check, indexes: IndexServer) -> None:
    text = SUBJECT + WANTS + sources('[{ index = "pytorch-cpu" }]') + index(indexes, "cpu")
    check.write("pyproject.toml", text)

    check.ran("sync")

    assert installed(check) == {"torch==2.5.1+cpu", "torchvision==0.20.1+cpu"}
    check.ran("lock", "--check")


def test_18_one_index_for_each_system(check: Check, indexes: IndexServer) -> None:
    entry = (
        '[{ index = "pytorch-cpu", marker = "platform_system == \'Windows\'" }, '
        '{ index = "pytorch-cu124", marker = "platform_system == \'Linux\'" }]'
    )
    text = SUBJECT + WANTS + sources(entry) + index(indexes, "cpu") + index(indexes, "cu124")
    check.write("pyproject.toml", text)

    check.ran("sync")

    markers = lock(check)["resolution-markers"]
    assert {"sys_platform == 'win32'", "sys_platform == 'linux'"} <= set(markers)
    assert len(markers) == 3
    assert torches(check).keys() == {"2.5.1", "2.5.1+cpu", "2.5.1+cu124"}
    exported = check.ran("export", "--no-hashes").stdout
    assert "torch==2.5.1+cpu ; sys_platform == 'win32'" in exported
    assert "torch==2.5.1+cu124 ; sys_platform == 'linux'" in exported
    assert "torch==2.5.1 ; sys_platform != 'linux' and sys_platform != 'win32'" in exported
    assert "torch==2.5.1+cu124" in installed(check)


def test_19_to_22_extras_that_exclude_each_other_choose_the_index(check: Check, indexes: IndexServer) -> None:
    entry = '[{ index = "pytorch-cpu", extra = "cpu" }, { index = "pytorch-cu124", extra = "cu124" }]'
    both = '["torch>=2.5.1", "torchvision>=0.20.1"]'
    text = (
        SUBJECT + f"\n[project.optional-dependencies]\ncpu = {both}\ncu124 = {both}\n"
        '\n[tool.uv]\nconflicts = [[{ extra = "cpu" }, { extra = "cu124" }]]\n'
        + sources(entry) + index(indexes, "cpu") + index(indexes, "cu124")
    )  # fmt: skip
    check.write("pyproject.toml", text)

    check.ran("lock")
    assert lock(check)["conflicts"] == [
        [{"package": "project", "extra": "cpu"}, {"package": "project", "extra": "cu124"}]
    ]
    assert torches(check).keys() == {"2.5.1+cpu", "2.5.1+cu124"}

    check.ran("sync", "--extra", "cpu")
    assert installed(check) == {"torch==2.5.1+cpu", "torchvision==0.20.1+cpu"}
    check.ran("sync", "--extra", "cu124")
    assert installed(check) == {"torch==2.5.1+cu124", "torchvision==0.20.1+cu124"}
    check.ran("sync")
    assert installed(check) == set()
    for words in (["--extra", "cpu", "--extra", "cu124"], ["--all-extras"]):
        refused = check.run("sync", *words)
        assert refused.code == 2
        told = " ".join(refused.stderr.split())
        assert (
            "Extras `cpu` and `cu124` are incompatible with the declared conflicts: "
            "{`project[cpu]`, `project[cu124]`}" in told
        )
