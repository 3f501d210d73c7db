"""Note what tells whether something installed from a local address would still be the same."""

from __future__ import annotations

import os

from puv import replay
from puv.fetcher.redact import file_path
from puv.fs.globs import is_glob
from puv.project.cache_keys import parse_cache_keys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.runtime import Runtime


def note_source(url: str, runtime: Runtime) -> None:
    """Note the file of a `file:` URL, or the files that a project's directory says it depends on.

    A project that watches its repository, or whatever a pattern matches, is not to be told from observations. What it
    watches of the environment is part of every record.
    """
    path = file_path(url)
    if not os.path.isdir(path):
        runtime.noted(replay.stat, path)
        return
    inner = url.partition("#subdirectory=")[2]
    directory = os.path.join(path, inner) if inner else path
    place = os.path.join(directory, "pyproject.toml")
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
