"""The version of puv and of the uv it equals, the one place that states them, and how programs are told."""

import os
import sys

__version__ = "0.1.0"
# The uv that puv equals: what environments name as their maker, and what puv says it is where it is called `uv`.
UV_VERSION = "0.13.8"


def version_text(program: str = "puv") -> str:
    """Return `puv 0.1.0 (x86_64-unknown-linux-gnu)`, in uv's form; as `uv`, `uv 0.13.8 (puv 0.1.0 x86_64-…)`."""
    if program.startswith("uv"):
        return f"{program} {UV_VERSION} (puv {__version__} {platform_triple()})"
    return f"{program} {__version__} ({platform_triple()})"


def platform_triple() -> str:
    """Return the target triple of this machine and interpreter."""
    # Windows has no `os.uname`, but the interpreter was compiled for one machine and says which.
    machine = sys.version.rpartition("(")[2].rstrip(")]").lower() if sys.platform == "win32" else os.uname().machine
    multiarch: str = getattr(sys.implementation, "_multiarch", "")
    return target_triple(sys.platform, machine, multiarch)


def target_triple(platform: str, machine: str, multiarch: str) -> str:
    """Return the target triple of a `sys.platform`, a machine's name, and a multiarch name (empty where unknown)."""
    names = {"amd64": "x86_64", "arm64": "aarch64", "intel": "i686", "i386": "i686"}
    cpu = names.get(machine, machine)
    if platform == "win32":
        return f"{cpu}-pc-windows-msvc"
    if platform == "darwin":
        return f"{cpu}-apple-darwin"
    if platform == "linux":
        return f"{cpu}-unknown-linux-{'musl' if multiarch.endswith('musl') else 'gnu'}"
    return f"{cpu}-unknown-{platform}"
