"""`Target`: one marker environment and the wheel tags it accepts."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.standards.version import Version


class Target(Frozen):
    """What a resolution is for.

    `markers` holds the eleven marker variables of PEP 508 (texts). `tags` maps each accepted wheel tag
    (`cp311-cp311-manylinux_2_17_x86_64`) to its rank, 0 the best. `python_version` is the version that
    `Requires-Python` is held against (`--python-version`, else the interpreter's); `installed_python_version` the
    interpreter's own; they differ only with `--python-version`. `python_full_version` text stands in `markers`.
    `explicit_python` tells that `--python-version` was given; `explicit_platform` that `--python-platform` was.
    """

    markers: Mapping[str, str]
    tags: Mapping[str, int]
    python_version: Version
    installed_python_version: Version
    implementation: str = "cpython"
    explicit_python: bool = False
    explicit_platform: bool = False
