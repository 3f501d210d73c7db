"""PyTorch's indexes: which packages they serve, and which of them fit an accelerator's driver.

Sources: NVIDIA's tables of the oldest driver of each CUDA release, ROCm's of supported architectures.
"""

from __future__ import annotations

from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    TargetSystem = Literal["linux", "windows", "other"]

_URL = "https://download.pytorch.org/whl/"
#: What PyTorch's indexes serve; everything else, what these packages need included, comes from the usual ones.
PACKAGES = frozenset((
    "torch", "torchvision", "torchaudio", "torchtext", "torchao", "torchserve", "pytorch-triton", "pytorch-triton-rocm",
    "pytorch-triton-xpu", "triton", "triton-rocm", "triton-xpu", "torch-tensorrt", "torchrec", "fbgemm-gpu",
    "fbgemm-gpu-genai", "torchtune", "torchcodec", "torcharrow", "torchcsprng", "torchdistx", "xformers",
))  # fmt: skip

# The oldest drivers, for Linux and for Windows, and the releases of CUDA that they serve, newest first.
_CUDA: tuple[tuple[str, str, str], ...] = (
    ("580", "580", "cu132 cu130"),
    ("525.60.13", "528.33", "cu129 cu128 cu126 cu125 cu124 cu123 cu122 cu121 cu120"),
    ("450.80.02", "452.39", "cu118 cu117 cu116 cu115 cu114 cu113 cu112 cu111"),
    ("450.36.06", "451.22", "cu110"),
    ("440.33", "441.22", "cu102"),
    ("418.39", "418.96", "cu101"),
    ("410.48", "411.31", "cu100"),
    ("396.26", "398.26", "cu92"),
    ("390.46", "391.29", "cu91"),
    ("384.81", "385.54", "cu90"),
    ("375.26", "376.51", "cu80"),
)
_SINCE_6 = "rocm7.2 rocm7.1 rocm7.0 rocm6.4 rocm6.3 rocm6.2.4 rocm6.2 rocm6.1 rocm6.0"
_SINCE_624 = "rocm7.2 rocm7.1 rocm7.0 rocm6.4 rocm6.3 rocm6.2.4"
_ROCM = {
    **dict.fromkeys(("gfx900", "gfx906", "gfx908", "gfx90a", "gfx942", "gfx1030", "gfx1100"), _SINCE_6),
    "gfx1101": f"{_SINCE_624} rocm6.1",
    **dict.fromkeys(("gfx1102", "gfx1200", "gfx1201"), _SINCE_624),
    "gfx950": "rocm7.2 rocm7.1 rocm7.0",
    **dict.fromkeys(("gfx1150", "gfx1151"), "rocm7.2"),
}
ARCHITECTURES = frozenset(_ROCM)


def backend_url(backend: str) -> str:
    """Return the index of a backend such as `cpu`, `cu128` or `rocm6.4`."""
    return f"{_URL}{backend}"


def fitting_backends(
    system: TargetSystem, *, cuda_driver: Version | None = None, amd_architecture: str = "", intel: bool = False
) -> tuple[str, ...]:
    """Return the backends for what a machine has, the best first and `cpu` last.

    A CUDA driver counts before an AMD architecture (one of `ARCHITECTURES`), that before an Intel GPU.
    """
    found: list[str] = []
    if system == "other":
        return ("cpu",)
    if cuda_driver is not None:
        for linux, windows, names in _CUDA:
            if cuda_driver >= Version.parse(windows if system == "windows" else linux):
                found += names.split()
    elif amd_architecture and system == "linux":
        found += _ROCM[amd_architecture].split()
    elif intel:
        found.append("xpu")
    return (*found, "cpu")
