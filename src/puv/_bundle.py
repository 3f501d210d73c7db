"""The code of many modules in one file beside the package, for the command line only.

Importing a module costs the interpreter four system calls and some hundred bytecodes before the module's own code
runs; a command of puv needs a hundred modules. The bundle is a copy of their `.pyc` files in one: same place
(`__pycache__`), same content, same trust, and each module is held against its source's time and size exactly as a
`.pyc` is. What it does not hold, or holds no longer, is imported as usual and added at the end of the command. A
bundle that is missing, damaged or in the way only costs time. It belongs to one installation: its key holds the time
and size of the `RECORD` beside the package, which every installer writes anew; a tree that is being worked on has
none, and no bundle.
"""

from __future__ import annotations

import _imp
import marshal
import os
import sys

from puv._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType

    # Name → path below the package's parent, whether it is a package, the source's time and size as in a `.pyc`,
    # and where in the file its marshalled code begins, and its length.
    Index = dict[str, tuple[str, bool, int, int, int, int]]

_PYC_HEADER = 16
_WORD = 0xFFFFFFFF
_FIRST_READ = 32_768
# Fewer modules than this are not worth writing the file again.
_WORTH = 6


class Bundle:
    """A finder and loader over one bundle. `missed` are the names of puv's modules that it could not give."""

    __slots__ = ("_base", "_file", "_index", "_key", "_root", "_spec", "missed", "path")

    def __init__(self, path: str, root: str, key: bytes) -> None:
        """Read the index of the bundle at `path`, if there is one with this key; `root` holds the package."""
        self.path = path
        self.missed: list[str] = []
        self._root, self._key = root, key
        self._index: Index = {}
        self._base = 0  # positions in the index count from here
        # Open until the process ends: modules are read when they are imported.
        self._file = -1
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            self._index, self._base = _decoded(self._file, key)
        except (OSError, ValueError, EOFError, TypeError):
            if self._file >= 0:
                os.close(self._file)
        self._spec: type[ModuleSpec] = type(__spec__)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None,
    ) -> ModuleSpec | None:  # fmt: skip
        """Find a module of puv whose source is the one that was compiled; see `importlib.abc.MetaPathFinder`."""
        del path, target
        if not name.startswith("puv."):
            return None
        code = self._code(name)
        if code is None:
            self.missed.append(name)
            return None
        relative, package, *_ = self._index[name]
        origin = self._root + relative
        spec = self._spec(name, self, origin=origin, loader_state=code, is_package=package)  # type: ignore[arg-type]  # a loader by duck typing
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(os.path.dirname(origin))
        return spec

    def _code(self, name: str) -> CodeType | None:
        entry = self._index.get(name)
        if entry is None or not _is_fresh(self._root, entry):
            return None
        try:
            code: CodeType = marshal.loads(self._read(entry))  # noqa: S302 - a copy of a `.pyc`
            # As for a `.pyc` that has moved: tracebacks name the file as it is now.
            _imp._fix_co_filename(code, self._root + entry[0])  # type: ignore[attr-defined]  # noqa: SLF001 - likewise
        except (OSError, EOFError, ValueError, TypeError):
            return None
        return code

    def _read(self, entry: tuple[str, bool, int, int, int, int]) -> bytes:
        return os.pread(self._file, entry[5], self._base + entry[4])

    @staticmethod
    def create_module(spec: ModuleSpec) -> None:
        """Let the interpreter make the module object."""

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Run the module's code."""
        # Set here and not through `spec.has_location`, which would work out the name of a `.pyc` for every module.
        module.__file__ = module.__spec__.origin  # type: ignore[union-attr]  # set by `find_spec`
        exec(module.__spec__.loader_state, module.__dict__)  # type: ignore[union-attr]  # noqa: S102 - what importing is

    def keep(self) -> None:
        """Write the bundle again with what was missed, where that is allowed and worthwhile; failures do not matter."""
        folder = os.path.dirname(self.path)
        if len(self.missed) < _WORTH or sys.dont_write_bytecode or not os.access(folder, os.W_OK):
            return
        codes = {
            name: (entry[:4], self._read(entry))
            for name, entry in self._index.items()
            if name not in self.missed and _is_fresh(self._root, entry)
        }
        found = ((name, _compiled(name, self._root)) for name in self.missed)
        codes |= {name: entry for name, entry in found if entry is not None}
        temporary = f"{self.path}.{os.getpid()}"
        try:
            with open(temporary, "wb") as stream:
                stream.write(_encoded(self._key, codes))
            os.replace(temporary, self.path)
        except OSError:
            _unlink(temporary)


def opened(package: ModuleType) -> Bundle | None:
    """Return the bundle beside the package `puv`, an empty one where there is none, None where none can be."""
    cached, source = package.__cached__, package.__file__
    if not cached or not source or "__init__." not in cached or not hasattr(os, "pread"):
        return None
    folder, _, name = cached.rpartition("__init__.")
    root = os.path.dirname(os.path.dirname(source)) + os.sep
    try:
        record = os.stat(f"{root}puv-{__version__}.dist-info/RECORD")
    except OSError:
        return None
    # The path's name tells Pythons apart, and the magic number the formats of their bytecode.
    magic: bytes = sys.modules["_frozen_importlib_external"].MAGIC_NUMBER
    key = magic + f"{__version__} {record.st_mtime_ns} {record.st_size}\n".encode()
    return Bundle(f"{folder}bundle.{name.removesuffix('.pyc')}.bin", root, key)


def _encoded(key: bytes, codes: dict[str, tuple[tuple[str, bool, int, int], bytes]]) -> bytes:
    index: Index = {}
    at = 0
    for name, (entry, code) in codes.items():
        index[name] = (*entry, at, len(code))
        at += len(code)
    head = marshal.dumps(index)
    lengths = len(head).to_bytes(4, "little") + at.to_bytes(4, "little")
    return b"".join((key, lengths, head, *(code for _, code in codes.values())))


def _decoded(file: int, key: bytes) -> tuple[Index, int]:
    """Return the index, and where in the file that begins which its positions count from."""
    data = os.pread(file, _FIRST_READ, 0)
    begin = len(key) + 8
    head, body = (
        int.from_bytes(data[begin - 8 : begin - 4], "little"),
        int.from_bytes(data[begin - 4 : begin], "little"),
    )
    if not data.startswith(key) or os.fstat(file).st_size != begin + head + body:
        raise ValueError("the bundle is of another puv or Python, or cut short")
    if begin + head > len(data):
        data += os.pread(file, begin + head - len(data), len(data))
    index: Index = marshal.loads(data[begin : begin + head])  # noqa: S302 - as trusted as a `.pyc`
    return index, begin + head


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _is_fresh(root: str, entry: tuple[str, bool, int, int, int, int]) -> bool:
    """Tell whether the source is the one that was compiled, as the interpreter does for a `.pyc`."""
    try:
        found = os.stat(root + entry[0])
    except OSError:
        return False
    return int(found.st_mtime) & _WORD == entry[2] and found.st_size & _WORD == entry[3]


def _compiled(name: str, root: str) -> tuple[tuple[str, bool, int, int], bytes] | None:
    """Return an imported module's entry and marshalled code from its `.pyc`, None where it has none of use."""
    spec = getattr(sys.modules.get(name), "__spec__", None)
    if spec is None or not spec.cached or not spec.origin or not spec.origin.startswith(root):
        return None
    try:
        with open(spec.cached, "rb", buffering=0) as stream:
            data = stream.read()
    except OSError:
        return None
    # Flags other than 0 mean a `.pyc` that is held against a hash of the source.
    if data[:4] != sys.modules["_frozen_importlib_external"].MAGIC_NUMBER or data[4:8] != bytes(4):
        return None
    mtime, size = int.from_bytes(data[8:12], "little"), int.from_bytes(data[12:16], "little")
    package = spec.submodule_search_locations is not None
    return (spec.origin[len(root) :], package, mtime, size), data[_PYC_HEADER:]
