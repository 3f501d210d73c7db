"""Names of modules, from the paths of a wheel's files. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SOURCES = (".py", ".pyc")


def extension_suffixes(soabi: str, os_name: str) -> tuple[str, ...]:
    """Return the endings that extension modules of an interpreter may have, longest first.

    `soabi` is `sysconfig`'s variable, `os_name` that of `os`.

    >>> extension_suffixes("cpython-312-x86_64-linux-gnu", "posix")
    ('.cpython-312-x86_64-linux-gnu.so', '.abi3.so', '.so')
    """
    own = (f".{soabi}",) if soabi else ()
    if os_name == "nt":
        return (*(f"{suffix}.pyd" for suffix in own), ".pyd")
    return (*(f"{suffix}.so" for suffix in own), ".abi3.so", ".so")


def modules_of(paths: Iterable[str], extensions: tuple[str, ...]) -> set[str]:
    """Return the modules that can be imported by name, and the packages around them, from paths with forward slashes.

    `extensions` are the endings of extension modules. Stubs and other files are no modules.

    >>> sorted(modules_of(["pkg/__init__.py", "pkg/sub/mod.py", "pkg/data.json"], ()))
    ['pkg', 'pkg.sub', 'pkg.sub.mod']
    """
    found: set[str] = set()
    for path in paths:
        suffix = next((ending for ending in (*_SOURCES, *extensions) if path.endswith(ending)), "")
        parts = path.removesuffix(suffix).split("/")
        if not suffix or not all(part.isidentifier() for part in parts) or "__pycache__" in parts:
            continue
        if parts[-1] == "__init__":
            parts.pop()
        found.update(".".join(parts[: end + 1]) for end in range(len(parts)))
    return found
