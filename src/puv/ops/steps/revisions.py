"""`Revisions`: the state of local sources, and how packages are built, as this run sees them."""

from __future__ import annotations

import os

from puv import replay
from puv.errors import InputError, PuvError
from puv.fetcher.redact import file_path
from puv.ops.builds.info import render_build_info
from puv.standards.cache_info import CacheInfo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.ops.runtime import Runtime
    from puv.settings import Settings

_PROJECT = "pyproject.toml"


class Revisions:
    """What local sources look like now; each is looked at once, so that a later change is seen the next time.

    `settings` tell how packages are built, `environ` has the variables that projects watch, and errors show paths
    relative to `cwd`.
    """

    __slots__ = ("_cwd", "_environ", "_found", "_settings")

    def __init__(self, settings: Settings, environ: Mapping[str, str], cwd: str = "") -> None:
        self._settings, self._environ, self._cwd = settings, environ, cwd
        self._found: dict[str, CacheInfo | None] = {}

    def cache_info(self, url: str) -> CacheInfo | None:
        """Return the state of the file or directory of a `file:` URL, None when it is gone.

        A file is seen by the time at which it was last put there, which `cp -p` and the like do not carry over; a
        directory by what its project says (`tool.uv.cache-keys`).

        Raises:
            CacheKeysError: a project says it wrongly.
            InputError: a pattern in it is malformed.
        """
        if url not in self._found:
            self._found[url] = self._look(url)
        return self._found[url]

    def build_info(self, name: str) -> str:
        """Return the text of `uv_build.json` for a package that is built now."""
        return render_build_info(self._settings, name)

    def _look(self, url: str) -> CacheInfo | None:
        path = file_path(url)
        if not os.path.isdir(path):
            moment = changed(path)
            return None if moment is None else CacheInfo(moment)
        inner = url.partition("#subdirectory=")[2]
        return self._directory(os.path.join(path, inner) if inner else path)

    def _directory(self, path: str) -> CacheInfo:
        from puv.project.cache_keys import parse_cache_keys  # few installations come from directories

        place = os.path.join(path, _PROJECT)
        try:
            with open(place, encoding="utf-8", errors="replace") as stream:
                text = stream.read()
        except OSError:
            text = ""
        keys = parse_cache_keys(text, place.removeprefix(self._cwd.rstrip(os.sep) + os.sep))
        moments: list[int] = []
        tags: Mapping[str, str] | None = None
        commit: str | None = None
        env: dict[str, str | None] = {}
        directories: dict[str, int | None] = {}
        for key in keys:
            if key.kind == "file":
                moments += _moments(path, key.text)
            elif key.kind == "env":
                env[key.text] = self._environ.get(key.text)
            elif key.kind == "dir":
                from puv.fs.birth import birth_time  # likewise

                directories[key.text] = birth_time(os.path.join(path, key.text))
            else:
                from puv.fs.repository import commit_of, tags_of  # few projects are built by their repository

                commit = commit_of(path) if key.kind == "commit" else commit
                tags = tags_of(path) if key.kind == "tags" else tags
        return CacheInfo(max(moments, default=None), commit=commit, tags=tags, env=env, directories=directories)


def _moments(path: str, pattern: str) -> list[int]:
    """Return when the files that a pattern matches were last changed.

    Raises:
        InputError: the pattern is malformed.
    """
    from puv.fs.globs import GlobError, is_glob, walk  # likewise

    places = [os.path.join(path, pattern)]
    if is_glob(pattern):
        try:
            places = list(walk(path, pattern))
        except GlobError as error:
            raise InputError(f"Failed to parse glob patterns for `cache-keys`: {error}") from InputError(str(error))
    found = (changed(place) for place in places if os.path.isfile(place))
    return [moment for moment in found if moment is not None]


def changed(path: str) -> int | None:
    """Return when a file was last put in its place (nanoseconds since the epoch), None when it is gone."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns if os.name == "nt" else found.st_ctime_ns


def same_source(revisions: Revisions, url: str, recorded: CacheInfo | None) -> bool:
    """Tell whether a local source is as it was recorded; one that cannot be read, or was not recorded, is not."""
    try:
        return recorded is not None and revisions.cache_info(url) == recorded
    except PuvError:
        return False


def note_source(url: str, runtime: Runtime) -> None:
    """Note the file of a `file:` URL, or the files that a project's directory says it depends on.

    A project that watches its repository, or whatever a pattern matches, is not to be told from observations. What it
    watches of the environment is part of every record.
    """
    from puv.fs.globs import is_glob  # few installations come from directories
    from puv.project.cache_keys import parse_cache_keys  # likewise

    path = file_path(url)
    if not os.path.isdir(path):
        runtime.noted(replay.stat, path)
        return
    inner = url.partition("#subdirectory=")[2]
    directory = os.path.join(path, inner) if inner else path
    place = os.path.join(directory, _PROJECT)
    runtime.noted(replay.content, place)
    try:
        with open(place, encoding="utf-8", errors="replace") as stream:
            text = stream.read()
    except OSError:
        text = ""
    for key in parse_cache_keys(text, place):
        if key.kind in ("file", "dir") and not is_glob(key.text):
            runtime.noted(replay.stat, os.path.join(directory, key.text))
        elif key.kind != "env":
            runtime.not_replayable()
