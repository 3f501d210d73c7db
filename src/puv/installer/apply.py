"""`apply`: carry out an install plan, as a whole or not at all."""

from __future__ import annotations

import errno
import os
import time

from puv import events
from puv.cache.wheels import StoredWheel, read_manifest
from puv.errors import InstallError
from puv.frozen import Frozen
from puv.fs.atomic import write_text
from puv.fs.links import Linker
from puv.installer.link import install_files
from puv.installer.stage import Extras, stage
from puv.installer.transaction import Transaction, recover, remove_if_empty
from puv.installer.uninstall import MissingRecordError, Removal, removal_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from puv.cache.manifest import Manifest
    from puv.cancel import CancelToken
    from puv.events import Reporter
    from puv.installer.stage import StagedWheel
    from puv.installer.transaction import Group
    from puv.model.cached import CachedWheel
    from puv.model.installed import InstalledDist
    from puv.model.layout import Layout
    from puv.model.policy import LinkMode


class InstallOptions(Frozen):
    """How wheels are installed.

    `installer` is the content of INSTALLER, empty for none of INSTALLER, REQUESTED, direct_url.json and uv_cache.json
    (`--no-installer-metadata`). `requested` are the names to mark REQUESTED (None: all of them, as uv does),
    `direct_urls`, `cache_infos` and `build_infos` the texts of direct_url.json, uv_cache.json and uv_build.json by
    name. With `lenient` a distribution without RECORD is passed over with a warning, its files left, where otherwise
    removing it fails. `shown` turns an absolute path into what messages show.
    """

    link_mode: LinkMode = "hardlink"
    installer: str = "puv"
    requested: frozenset[str] | None = None
    direct_urls: Mapping[str, str] = {}
    cache_infos: Mapping[str, str] = {}
    build_infos: Mapping[str, str] = {}
    lenient: bool = False
    shown: Callable[[str], str] = str


class Changes(Frozen):
    """What an installation did: distributions removed and wheels installed, both in the order of the plan.

    `files_removed` counts the files of the removed distributions. `seconds_removing` and `seconds_installing` are
    wall times.
    """

    removed: tuple[InstalledDist, ...] = ()
    installed: tuple[CachedWheel, ...] = ()
    files_removed: int = 0
    seconds_removing: float = 0.0
    seconds_installing: float = 0.0


def apply(
    remove: Sequence[InstalledDist],
    wheels: Sequence[CachedWheel],
    layout: Layout,
    options: InstallOptions,
    *,
    reporter: Reporter = events.silent,
    cancel: CancelToken | None = None,
) -> Changes:
    """Remove distributions and install wheels, or leave the environment as it was.

    Everything is read, checked and computed before the first change; the changes themselves are a `Transaction`.
    The caller holds the lock `layout.lock`, and lists installed distributions only after `recover`. Of two wheels
    with one file the first in order wins.

    Raises:
        InstallError: a wheel or a distribution is faulty, or the disk refuses; nothing changed.
        Cancelled: `cancel` was set; nothing changed.
    """
    recover(layout.purelib)
    check = _ignore if cancel is None else cancel.check
    staged = []
    for wheel in wheels:
        check()
        staged.append(stage(wheel.path, manifest_of(wheel), layout, _extras(wheel, options)))
    removals = [_removal(dist, layout, options, reporter) for dist in remove]
    for one in staged:
        for warning in one.warnings:
            reporter(events.Warned(message=warning))
    check()
    linker = Linker(options.link_mode, lambda text: reporter(events.Warned(message=text)))
    started = time.perf_counter()
    try:
        removed = _change(removals, staged, layout, _Hands(linker, check))
    except OSError as error:
        raise InstallError(f"Failed to change the environment at: {options.shown(layout.data)}") from error
    ended = time.perf_counter()
    for wheel in wheels:
        reporter(events.Installed(name=wheel.name, version=str(wheel.version)))
    return Changes(
        removed=tuple(remove),
        installed=tuple(wheels),
        files_removed=sum(removal.files for removal in removals),
        seconds_removing=removed - started,
        seconds_installing=ended - removed,
    )


class _Hands:
    """What carries a change out: a linker, and what is asked between two files whether to go on."""

    __slots__ = ("check", "linker", "made")

    def __init__(self, linker: Linker, check: Callable[[], None]) -> None:
        self.linker, self.check = linker, check
        self.made: set[str] = set()


def _ignore() -> None:
    """Go on."""


def manifest_of(wheel: CachedWheel) -> Manifest:
    """Return the manifest of a wheel in the store.

    Raises:
        InstallError: the store has lost it.
    """
    manifest = wheel.manifest if isinstance(wheel, StoredWheel) else read_manifest(wheel.path)
    if manifest is None:
        raise InstallError(
            f"The cache entry of `{wheel.filename}` is damaged", hints=("Run the command again with `--refresh`",)
        )
    return manifest


def _extras(wheel: CachedWheel, options: InstallOptions) -> Extras:
    if not options.installer:
        return Extras("")
    requested = options.requested is None or wheel.name in options.requested
    name = wheel.name
    return Extras(
        options.installer, options.direct_urls.get(name, ""), options.cache_infos.get(name, ""),
        options.build_infos.get(name, ""), requested=requested,
    )  # fmt: skip


def _removal(dist: InstalledDist, layout: Layout, options: InstallOptions, reporter: Reporter) -> Removal:
    try:
        removal = removal_of(dist, layout)
    except MissingRecordError as error:
        if not options.lenient:
            raise MissingRecordError(error.what, options.shown(error.path)) from None
        removal = Removal()
        removal.warnings.append(
            f"Failed to uninstall package at `{options.shown(dist.path)}` due to missing `{error.what}` file. "
            "Installation may result in an incomplete environment."
        )
    for warning in removal.warnings:
        reporter(events.Warned(message=warning))
    return removal


def _change(removals: list[Removal], staged: list[StagedWheel], layout: Layout, hands: _Hands) -> float:
    """Carry the change out; return the time (`perf_counter`) at which the old files were out of the way."""
    moves = list(dict.fromkeys(path for removal in removals for path in removal.paths))
    for root in {layout.data, layout.purelib, *(one.root for one in staged)}:
        os.makedirs(root, exist_ok=True)
    groups = _groups(staged, set(moves))
    moves += _in_the_way(staged, moves)
    transaction = Transaction(layout.purelib, moves, groups)
    transaction.begin()
    removed = time.perf_counter()
    try:
        for one in staged:
            _install(one, hands)
        for removal in removals:
            for path, text in removal.edits.items():
                write_text(path, text)
    except BaseException:
        transaction.roll_back()
        raise
    for removal in removals:
        for directory in removal.directories:
            remove_if_empty(directory)
    transaction.commit()
    return removed


def _install(staged: StagedWheel, hands: _Hands) -> None:
    try:
        install_files(staged, hands.linker, hands.made, hands.check)
    except OSError as error:
        raise InstallError(f"Failed to install: {staged.label}") from error


def _groups(staged: Iterable[StagedWheel], gone: set[str]) -> list[Group]:
    """List what will be created, for the journal; directories of the environment's own are not among it."""
    groups: list[Group] = []
    for one in staged:
        groups.append((one.root, one.directories, one.files))
        new = [path for path in one.folders if not os.path.isdir(path) or path in gone or _below(path, gone)]
        groups.append(("", new, [*(target for _, target in one.links), *(path for path, _, _ in one.written)]))
    return groups


def _in_the_way(staged: list[StagedWheel], moves: list[str]) -> list[str]:
    """Return existing files, of nobody or of a distribution that stays, that new files will replace."""
    gone = set(moves)
    found: dict[str, None] = {}
    listed: dict[str, set[str]] = {}
    for one in staged:
        root = one.root
        names = listed.get(root)
        if names is None:
            names = listed[root] = set(os.listdir(root))
        # A fresh top-level name cannot hold anything; a look at each file is for shared directories only.
        shared = [name for name in _top_names(one.files) if name in names and root + name not in gone]
        if shared:
            prefixes = tuple(f"{name}/" for name in shared)
            for name in one.files:
                if name.startswith(prefixes) or name in shared:
                    found[root + name] = None
        for path in (*(target for _, target in one.links), *(path for path, _, _ in one.written)):
            found[path] = None
    occupied = [path for path in found if path not in gone and os.path.lexists(path) and not _below(path, gone)]
    for path in occupied:
        if os.path.isdir(path) and not os.path.islink(path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    return occupied


def _top_names(files: Iterable[str]) -> set[str]:
    return {name.partition("/")[0] for name in files}


def _below(path: str, gone: set[str]) -> bool:
    """Whether a directory above the path is moved away as a whole."""
    parent = os.path.dirname(path)
    while len(parent) > 1:
        if parent in gone:
            return True
        above = os.path.dirname(parent)
        if above == parent:
            break
        parent = above
    return False
