"""Which of PyTorch's indexes fit a machine, with drivers that are told in place of looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.cache.root import Cache
from puv.model.torch import PACKAGES, fitting_backends
from puv.ops.runtime import Runtime
from puv.ops.steps.machine.torch import Machine, torch_indexes
from puv.settings import Settings
from puv.settings.errors import VariableError
from puv.settings.groups.pip import PipSettings
from puv.standards.version import Version

if TYPE_CHECKING:
    from pathlib import Path

    from puv.model.torch import TargetSystem


class Told(Machine):
    """A machine with these files and programs."""

    def __init__(self, files: dict[str, str] | None = None, programs: dict[str, str] | None = None) -> None:
        self.files, self.programs = files or {}, programs or {}

    def read(self, path: str) -> str:
        return self.files.get(path, "")

    def names(self, path: str) -> list[str]:
        return sorted({name[len(path) + 1 :].split("/")[0] for name in self.files if name.startswith(f"{path}/")})

    def run(self, *command: str) -> str:
        return self.programs.get(command[0], "")


def backends(
    tmp_path: Path, machine: Machine, chosen: str = "auto", *, system: str = "linux", platform: str = "", **environ: str
) -> list[str]:
    runtime = Runtime(cache=Cache(str(tmp_path)), cwd=str(tmp_path), environ=environ)
    settings = Settings().replace(pip=PipSettings(torch_backend=chosen or None, python_platform=platform or None))
    found = torch_indexes(settings, runtime, machine, system)
    assert all(index.only_for == PACKAGES for index in found)
    return [index.url.rpartition("/")[2] for index in found]


def test_a_named_backend_is_the_only_one(tmp_path: Path) -> None:
    assert backends(tmp_path, Told(), "cu128") == ["cu128"]
    assert backends(tmp_path, Told(), "") == []


@pytest.mark.parametrize(
    "machine",
    [
        Told({"/sys/module/nvidia/version": "575.57.08\n"}),
        Told({"/proc/driver/nvidia/version": "NVRM version: NVIDIA UNIX x86_64 Kernel Module  575.57.08  Sat\nGCC\n"}),
        Told(programs={"nvidia-smi": "575.57.08\n575.57.08\n"}),
    ],
)
def test_the_driver_chooses_the_newest_release_of_cuda_that_it_serves(tmp_path: Path, machine: Machine) -> None:
    found = backends(tmp_path, machine)
    assert found[:2] == ["cu129", "cu128"]
    assert found[-2:] == ["cu80", "cpu"]


def test_a_variable_stands_for_the_driver(tmp_path: Path) -> None:
    found = backends(tmp_path, Told(programs={"nvidia-smi": "575"}), UV_CUDA_DRIVER_VERSION="450.80.02")
    assert found[0] == "cu118"
    with pytest.raises(VariableError, match="UV_CUDA_DRIVER_VERSION"):
        backends(tmp_path, Told(), UV_CUDA_DRIVER_VERSION="new")


def test_an_amd_gpu_chooses_rocm_where_there_is_no_nvidia_driver(tmp_path: Path) -> None:
    machine = Told(programs={"rocm_agent_enumerator": "gfx000\ngfx1100\n"})
    assert backends(tmp_path, machine)[0] == "rocm7.2"
    assert backends(tmp_path, machine, UV_CUDA_DRIVER_VERSION="580")[0] == "cu132"
    assert backends(tmp_path, machine, system="win32") == ["cpu"]
    assert backends(tmp_path, Told(), UV_AMD_GPU_ARCHITECTURE="gfx950")[-2:] == ["rocm7.0", "cpu"]
    with pytest.raises(VariableError, match="Unknown AMD GPU architecture"):
        backends(tmp_path, Told(), UV_AMD_GPU_ARCHITECTURE="gfx1")


def test_a_discrete_gpu_of_intel_s_chooses_xpu(tmp_path: Path) -> None:
    base = "/sys/bus/pci/devices/0000:03:00.0"
    arc = {f"{base}/vendor": "0x8086\n", f"{base}/device": "0x56a0\n", f"{base}/class": "0x030000\n"}
    assert backends(tmp_path, Told(arc)) == ["xpu", "cpu"]
    assert backends(tmp_path, Told({**arc, f"{base}/device": "0x3e92\n"})) == ["cpu"]  # part of a processor
    assert backends(tmp_path, Told({**arc, f"{base}/vendor": "0x1234\n"})) == ["cpu"]


def test_the_platform_that_is_installed_for_counts(tmp_path: Path) -> None:
    driver = {"UV_CUDA_DRIVER_VERSION": "528.33"}
    assert backends(tmp_path, Told(), platform="windows", **driver)[0] == "cu129"
    assert backends(tmp_path, Told(), platform="x86_64-manylinux_2_28", **driver)[0] == "cu129"
    assert backends(tmp_path, Told(), platform="macos", **driver) == ["cpu"]
    assert backends(tmp_path, Told(), system="darwin", **driver) == ["cpu"]


@pytest.mark.parametrize(
    ("system", "driver", "best"),
    [
        ("linux", "375.25", "cpu"),
        ("linux", "375.26", "cu80"),
        ("linux", "440.33", "cu102"),
        ("linux", "450.36.06", "cu110"),
        ("linux", "525.60.12", "cu118"),
        ("linux", "525.60.13", "cu129"),
        ("linux", "580", "cu132"),
        ("windows", "376.50", "cpu"),
        ("windows", "452.38", "cu110"),
        ("windows", "452.39", "cu118"),
        ("windows", "528.33", "cu129"),
    ],
)
def test_each_release_has_its_oldest_driver(system: TargetSystem, driver: str, best: str) -> None:
    assert fitting_backends(system, cuda_driver=Version.parse(driver))[0] == best
