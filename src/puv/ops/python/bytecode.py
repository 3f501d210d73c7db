"""`--compile-bytecode` for interpreters: compile their standard libraries."""

from __future__ import annotations

import os

from puv.installer.bytecode import compile_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.python.installation import Installation


def compile_library(entries: Iterable[Installation]) -> int:
    """Compile the standard libraries of installations and return how many files there were.

    What cannot be compiled is passed over.

    Raises:
        BytecodeError: an interpreter does not start, dies or hangs.
    """
    count = 0
    for entry in entries:
        library = os.path.join(entry.path, "Lib" if entry.os_name == "nt" else "lib")
        sources = [
            os.path.join(directory, name)
            for directory, _, names in os.walk(library)
            for name in sorted(names) if name.endswith(".py")
        ]  # fmt: skip
        count += compile_files(sources, entry.program(), workers=os.cpu_count() or 1)
    return count
