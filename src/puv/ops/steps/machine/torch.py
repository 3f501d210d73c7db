"""`--torch-backend`: the indexes that the packages of the PyTorch family are taken from."""

from __future__ import annotations

import os
import sys

from puv.errors import ParseError
from puv.model.index import Index
from puv.model.torch import ARCHITECTURES, PACKAGES, backend_url, fitting_backends
from puv.settings.errors import VariableError
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from puv.model.torch import TargetSystem
    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_TIMEOUT = 10.0
_INTEL, _DISPLAY = "0x8086", "0x03"
# Discrete GPUs that PyTorch serves: Arc (Alchemist, Battlemage) and the Data Center GPU Max.
_DISCRETE = ("0x56", "0xe2", "0x0bd", "0x4f8")
# What the server answers for a package it does not have.
_HIDDEN = frozenset((403,))
#: Servers forget to say that files never change.
_FILES = "max-age=365000000, immutable, public"


class Machine:
    """What is looked at to find the accelerator; replaced in tests."""

    def read(self, path: str) -> str:
        """Return the text of a file, empty where there is none."""
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                return file.read()
        except OSError:
            return ""

    def names(self, path: str) -> list[str]:
        """Return what is in a directory."""
        try:
            return sorted(os.listdir(path))
        except OSError:
            return []

    def run(self, *command: str) -> str:
        """Return what a program writes, empty where it fails or does not exist."""
        import subprocess  # only `--torch-backend auto` asks programs

        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)  # noqa: S603 - fixed programs
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout if done.returncode == 0 else ""


def torch_indexes(
    settings: Settings, runtime: Runtime, machine: Machine | None = None, platform: str = sys.platform
) -> tuple[Index, ...]:
    """Return the indexes for the packages of `puv.model.torch.PACKAGES`, in order; none without a backend.

    Raises:
        VariableError: a variable that stands for a driver does not hold what it should.
    """
    chosen = settings.pip.torch_backend
    if not chosen:
        return ()
    backends = (chosen,) if chosen != "auto" else _found(settings, runtime, machine or Machine(), platform)
    return tuple(
        Index(url=backend_url(name), ignored_statuses=_HIDDEN, file_caching=_FILES, only_for=PACKAGES)
        for name in backends
    )


def _found(settings: Settings, runtime: Runtime, machine: Machine, platform: str) -> tuple[str, ...]:
    runtime.not_replayable()  # drivers come and go
    environ = runtime.environ
    system = _system(settings.pip.python_platform or "", platform)
    driver = cuda_driver(environ, machine)
    architecture = "" if driver is not None else amd_architecture(environ, machine)
    intel = driver is None and not architecture and has_intel_gpu(machine)
    return fitting_backends(system, cuda_driver=driver, amd_architecture=architecture, intel=intel)


def _system(wanted: str, platform: str) -> TargetSystem:
    """Return the system to install for: that of `--python-platform`, else this one."""
    if not wanted:
        return "linux" if platform.startswith("linux") else "windows" if platform == "win32" else "other"
    if "windows" in wanted:
        return "windows"
    return "linux" if any(word in wanted for word in ("linux-gnu", "linux-musl", "manylinux", "unknown-linux")) or (
        wanted == "linux"
    ) else "other"  # fmt: skip


def cuda_driver(environ: Mapping[str, str], machine: Machine) -> Version | None:
    """Return the version of NVIDIA's driver: from `UV_CUDA_DRIVER_VERSION`, the kernel, or `nvidia-smi`.

    Raises:
        VariableError: the variable holds no version.
    """
    name, text = _variable(environ, "UV_CUDA_DRIVER_VERSION")
    if text:
        try:
            return Version.parse(text)
        except ParseError as error:
            raise _wrong(name, text, str(error)) from None
    reads: tuple[Callable[[], str], ...] = (
        lambda: machine.read("/sys/module/nvidia/version"),
        lambda: _after(machine.read("/proc/driver/nvidia/version"), "Kernel Module"),
        lambda: machine.run("nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"),
    )
    for read in reads:
        words = read().split()
        if words:
            try:
                return Version.parse(words[0])
            except ParseError:
                continue
    return None


def _after(text: str, mark: str) -> str:
    return text.partition(mark)[2].partition("\n")[0]


def amd_architecture(environ: Mapping[str, str], machine: Machine) -> str:
    """Return the architecture of an AMD GPU: from `UV_AMD_GPU_ARCHITECTURE` or `rocm_agent_enumerator`, or empty.

    Raises:
        VariableError: the variable names no known one.
    """
    name, text = _variable(environ, "UV_AMD_GPU_ARCHITECTURE")
    if text:
        if text not in ARCHITECTURES:
            raise _wrong(name, text, f"Unknown AMD GPU architecture: {text}")
        return text
    words = machine.run("rocm_agent_enumerator").split()
    return next((word for word in words if word in ARCHITECTURES), "")


def has_intel_gpu(machine: Machine) -> bool:
    """Tell whether Linux knows a discrete GPU of Intel's."""
    base = "/sys/bus/pci/devices"
    for name in machine.names(base):
        if machine.read(f"{base}/{name}/vendor").strip() != _INTEL:
            continue
        device = machine.read(f"{base}/{name}/device").strip().lower()
        if machine.read(f"{base}/{name}/class").startswith(_DISPLAY) and device.startswith(_DISCRETE):
            return True
    return False


def _variable(environ: Mapping[str, str], name: str) -> tuple[str, str]:
    if environ.get(f"P{name}"):
        return f"P{name}", environ[f"P{name}"]
    return name, environ.get(name, "")


def _wrong(name: str, text: str, reason: str) -> VariableError:
    return VariableError(
        f"Failed to parse environment variable `{name}` with invalid value `{text}`: {reason}", variable=name
    )
