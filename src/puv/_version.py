"""The version of puv, the one place that states it, and how programs are told."""

from __future__ import annotations

import os
import sys

__version__ = "0.1.0"


def version_text() -> str:
    """Return `puv 0.1.0 (x86_64-unknown-linux-gnu)`, in uv's form."""
    # Windows has no `os.uname`, but the interpreter was compiled for one machine and says which.
    machine = sys.version.rpartition("(")[2].rstrip(")]").lower() if sys.platform == "win32" else os.uname().machine
    multiarch: str = getattr(sys.implementation, "_multiarch", "")
    return f"puv {__version__} ({target_triple(sys.platform, machine, multiarch)})"


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
