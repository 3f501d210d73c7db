"""The possible values of `--python-platform` and `--torch-backend`. Constants."""

from __future__ import annotations

_GLIBC = ("2_17", "2_28", "2_31", "2_32", "2_33", "2_34", "2_35", "2_36", "2_37", "2_38", "2_39", "2_40")


def _manylinux(machine: str, shown: str) -> dict[str, str]:
    return {f"{machine}-manylinux2014": f"{shown} Linux with glibc 2.17; the same as `{machine}-manylinux_2_17`"} | {
        f"{machine}-manylinux_{glibc}": f"{shown} Linux with glibc {glibc.replace('_', '.')}" for glibc in _GLIBC
    }


PLATFORMS: dict[str, str] = {
    "windows": "Short for `x86_64-pc-windows-msvc`",
    "linux": "Short for `x86_64-unknown-linux-gnu`",
    "macos": "Short for `aarch64-apple-darwin`",
    "x86_64-pc-windows-msvc": "64-bit x86 Windows",
    "aarch64-pc-windows-msvc": "ARM64 Windows",
    "i686-pc-windows-msvc": "32-bit x86 Windows",
    "x86_64-unknown-linux-gnu": "x86 Linux; the same as `x86_64-manylinux_2_28`",
    "aarch64-apple-darwin": "macOS on ARM",
    "x86_64-apple-darwin": "macOS on x86",
    "aarch64-unknown-linux-gnu": "ARM64 Linux; the same as `aarch64-manylinux_2_28`",
    "aarch64-unknown-linux-musl": "ARM64 Linux with musl",
    "x86_64-unknown-linux-musl": "x86 Linux with musl",
    "riscv64-unknown-linux": "RISCV64 Linux",
    **_manylinux("x86_64", "x86"),
    **_manylinux("aarch64", "ARM64"),
    "aarch64-linux-android": "ARM64 Android",
    "x86_64-linux-android": "x86 Android",
    "wasm32-pyodide2024": "WebAssembly with Pyodide 2024, for Python 3.12",
    "wasm32-pyodide2025": "WebAssembly with Pyodide 2025, for Python 3.13",
    "arm64-apple-ios": "iOS devices",
    "arm64-apple-ios-simulator": "The iOS simulator on ARM64",
    "x86_64-apple-ios-simulator": "The iOS simulator on x86",
}

_POLICIES = ("manylinux2014", *(f"manylinux_{glibc}" for glibc in _GLIBC))
_OTHERS = ("s390x", "ppc64le")
#: What is taken and not shown: other machines, and Python's own way of writing platforms.
HIDDEN_PLATFORMS: tuple[str, ...] = (
    "arm64-pc-windows-msvc", "s390x-unknown-linux-gnu", "powerpc64le-unknown-linux-gnu",
    "loongarch64-unknown-linux-gnu",
    *(f"{machine}-{policy}" for machine in _OTHERS for policy in _POLICIES),
    *(f"{policy}_{machine}" for machine in ("x86_64", "aarch64", *_OTHERS) for policy in _POLICIES),
    *(name for n in range(36, 41) for name in (f"loongarch64-manylinux_2_{n}", f"manylinux_2_{n}_loongarch64")),
)  # fmt: skip

_CUDA = (
    "132", "130", "129", "128", "126", "125", "124", "123", "122", "121", "120", "118", "117", "116", "115", "114",
    "113", "112", "111", "110", "102", "101", "100", "92", "91", "90", "80",
)  # fmt: skip
_ROCM = (
    "7.2", "7.1", "7.0", "6.4", "6.3", "6.2.4", "6.2", "6.1", "6.0", "5.7", "5.6", "5.5", "5.4.2", "5.4", "5.3", "5.2",
    "5.1.1", "4.2", "4.1", "4.0.1",
)  # fmt: skip
TORCH_BACKENDS: dict[str, str] = {
    "auto": "What fits the operating system and its drivers",
    "cpu": "No accelerator",
    **{f"cu{version}": f"CUDA {version[:-1]}.{version[-1]}" for version in _CUDA},
    **{f"rocm{version}": f"ROCm {version}" for version in _ROCM},
    "xpu": "Intel XPU",
}
