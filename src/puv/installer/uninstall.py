"""What belongs to an installed distribution, and so goes with it. Reads; deletes nothing."""

from __future__ import annotations

import os

from puv.errors import InstallError, PuvError
from puv.installer.transaction import DIRECTORY
from puv.standards.record import parse_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.model.installed import InstalledDist
    from puv.model.layout import Layout

_CACHE = "__pycache__"
_SIGNATURES = ("RECORD.jws", "RECORD.p7s")


class MissingRecordError(InstallError):
    """The distribution does not say which files are its own. `what` is missing at `path`, as shown to the user."""

    what: str
    path: str

    code = "missing-record"

    def __init__(self, what: str, path: str) -> None:
        super().__init__(f"Cannot uninstall package; `{what}` file not found at: {path}")
        self.what, self.path = what, path


class Removal:
    """What to delete for one distribution.

    `paths` are absolute paths of files, links and of directories that hold nothing else; `directories` those that may
    be empty afterwards and then go too, deepest first. `edits` maps files to their new text. `files` counts the
    files that the distribution recorded and that exist.
    """

    __slots__ = ("directories", "edits", "files", "paths", "warnings")

    files: int

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.directories: list[str] = []
        self.edits: dict[str, str] = {}
        self.warnings: list[str] = []
        self.files = 0

    def __repr__(self) -> str:
        """Show the size."""
        return f"Removal({len(self.paths)} paths, {self.files} files)"


def removal_of(dist: InstalledDist, layout: Layout) -> Removal:
    """Find what belongs to a distribution.

    Entries of RECORD that lead out of the environment are left alone, with a warning.

    Raises:
        MissingRecordError: a dist-info without RECORD, or an egg-info that lists nothing.
        InstallError: a distutils installation, which does not know its files; or RECORD cannot be read.
    """
    if dist.kind == "dist-info":
        return _by_record(dist, layout)
    if dist.kind == "egg-info-directory":
        return _by_egg_info(dist, layout)
    if dist.kind == "egg-link":
        return _by_egg_link(dist)
    raise InstallError(
        f"Unable to uninstall `{dist.name}=={dist.version}`. distutils-installed distributions do not include the "
        "metadata required to uninstall safely."
    )


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _by_record(dist: InstalledDist, layout: Layout) -> Removal:
    path = os.path.join(dist.path, "RECORD")
    text = _read(path)
    if text is None:
        raise MissingRecordError("RECORD", path)
    try:
        names = [entry.path for entry in parse_record(text)]
    except PuvError as error:
        raise InstallError("`RECORD` file is invalid") from error
    removal = Removal()
    allowed = _environment(dist, layout)
    files: set[str] = set()
    for name in names:
        target = _inside(dist.location, name, allowed)
        if target:
            files.add(target)
        else:
            removal.warnings.append(
                f"Invalid `RECORD` entry in `{dist.name}=={dist.version}` that escapes the Python environment, "
                f"skipping: {name}"
            )
    # Signatures are not listed (PEP 427), and would stay behind as a distribution without metadata.
    files.update(path for name in _SIGNATURES if os.path.isfile(path := f"{dist.path}{os.sep}{name}"))
    _collect(removal, files, dist.location, layout)
    return removal


def _environment(dist: InstalledDist, layout: Layout) -> tuple[str, ...]:
    roots = (layout.data, layout.purelib, layout.platlib, layout.scripts, layout.headers, dist.location)
    return tuple(os.path.join(os.path.normpath(root), "") for root in roots)


def _inside(location: str, name: str, allowed: tuple[str, ...]) -> str:
    """Return the absolute path of a RECORD entry, or nothing when it is outside of the environment."""
    if "\0" in name:
        return ""
    # The usual entry needs no look at its components; `normpath` for each would double the time.
    plain = ".." not in name and not os.path.isabs(name) and "//" not in name and not name.startswith("./")
    if plain and os.sep == "/":
        return f"{location}/{name}" if name else ""
    target = os.path.normpath(os.path.join(location, name))
    return target if target.startswith(allowed) else ""


def _collect(removal: Removal, files: set[str], location: str, layout: Layout) -> None:
    """Turn recorded files into paths to delete: whole directories where nothing else is in them."""
    parents = {os.path.dirname(path) for path in files}
    roots = {os.path.normpath(root) for root in (location, layout.purelib, layout.platlib)}
    caches = {f"{parent}{os.sep}{_CACHE}" for parent in parents - roots}
    search = _Search(files, caches)
    tops: set[str] = set()
    start = len(location) + 1
    for path in files:
        if path.startswith(location) and path[start - 1] == os.sep:
            tops.add(f"{location}{os.sep}{path[start:].partition(os.sep)[0]}")
        elif os.path.lexists(path):
            removal.paths.append(path)
            removal.files += 1
    for top in sorted(tops):
        found, whole = search.owned(top)
        removal.paths.extend([top] if whole and os.path.lexists(top) else found)
    removal.files += search.count
    removal.directories = _above(parents, roots)


def _above(parents: Iterable[str], roots: set[str]) -> list[str]:
    """Return the directories inside site-packages that may be left empty, deepest first.

    Empty directories elsewhere stay, as with uv: who knows whether `share/man` was there before.
    """
    found: set[str] = set()
    inside = tuple(root + os.sep for root in roots)
    for parent in parents:
        directory = parent
        while directory.startswith(inside) and directory not in found:
            found.add(directory)
            directory = os.path.dirname(directory)
    return sorted(found, key=len, reverse=True)


class _Search:
    """Walks directories of a distribution and tells which hold nothing but its files."""

    __slots__ = ("caches", "count", "files")

    def __init__(self, files: set[str], caches: set[str]) -> None:
        self.files, self.caches, self.count = files, caches, 0

    def owned(self, path: str) -> tuple[list[str], bool]:
        """Return the distribution's paths at or below `path`, and whether they are all there is."""
        if path in self.files:
            if os.path.isdir(path) and not os.path.islink(path):
                return [], False  # recorded by mistake: a directory is never removed with strange files in it
            self.count += 1
            return [path], True
        if path in self.caches:
            return [path], True
        if os.path.islink(path):
            return self._through_link(path), False
        try:
            with os.scandir(path) as listing:
                entries = list(listing)
        except (FileNotFoundError, NotADirectoryError):
            return [], True
        found: list[str] = []
        all_owned = True
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                below, whole = self.owned(entry.path)
                found.extend([entry.path] if whole and below else below)
                all_owned = all_owned and whole and bool(below)
            elif entry.path in self.files:
                self.count += 1
                found.append(entry.path)
            else:
                below, _ = self.owned(entry.path) if entry.is_symlink() else ([], False)
                found.extend(below)
                all_owned = False
        return found, all_owned

    def _through_link(self, path: str) -> list[str]:
        """Return recorded files below a link to a directory; the directory behind it stays."""
        inside = [name for name in self.files if name.startswith(path + os.sep) and os.path.lexists(name)]
        self.count += len(inside)
        return inside


def _by_egg_info(dist: InstalledDist, layout: Layout) -> Removal:
    """Remove an egg-info directory: by its list of files, else by the names of its top-level modules."""
    removal = Removal()
    listed = _read(os.path.join(dist.path, "installed-files.txt"))
    if listed is not None:
        allowed = _environment(dist, layout)
        files = {_inside(dist.path, f"{os.curdir}/{line}", allowed) for line in listed.splitlines() if line.strip()}
        files.discard("")
        _collect(removal, files, dist.location, layout)
        removal.paths = [path for path in removal.paths if not path.startswith(dist.path)]
    else:
        removal.paths = _top_level_paths(dist)
    removal.paths.append(dist.path)
    return removal


def _top_level_paths(dist: InstalledDist) -> list[str]:
    path = os.path.join(dist.path, "top_level.txt")
    text = _read(path)
    if text is None:
        raise MissingRecordError("top_level.txt", path)
    shared = set((_read(os.path.join(dist.path, "namespace_packages.txt")) or "").split())
    found: list[str] = []
    for name in text.split():
        if name in shared or "/" in name or "\\" in name or name in (".", "..", DIRECTORY):
            continue
        found.extend(
            candidate
            for suffix in ("", ".py", ".pyc", ".pyo")
            if os.path.lexists(candidate := os.path.join(dist.location, name + suffix))
        )
    return found


def _by_egg_link(dist: InstalledDist) -> Removal:
    """Remove a development link and its line in `easy-install.pth`."""
    removal = Removal()
    removal.paths.append(dist.path)
    easy = os.path.join(dist.location, "easy-install.pth")
    text = _read(easy)
    target = dist.editable_location or (_read(dist.path) or "").partition("\n")[0].strip()
    if text is not None and target:
        kept = [line for line in text.splitlines(keepends=True) if line.strip() != target]
        if len(kept) < len(text.splitlines()):
            removal.edits[easy] = "".join(kept)
    return removal
