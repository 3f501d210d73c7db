"""Where a requirement that a user adds comes from, as an entry of `[tool.uv.sources]`. Pure."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.fetcher.redact import file_path
from puv.frozen import Frozen
from puv.standards.git_url import is_git_url, parse_git_url
from puv.standards.requirement import Requirement
from puv.standards.urls import without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.standards.names import PackageName


class SourceWords(Frozen):
    """What the user says of sources. `editable` and `lfs` are None when not said."""

    rev: str = ""
    tag: str = ""
    branch: str = ""
    lfs: bool | None = None
    editable: bool | None = None
    index: str = ""

    @property
    def reference(self) -> tuple[str, str]:
        """The kind of git reference that is asked for, and its name; empty for none."""
        for kind, name in (("rev", self.rev), ("tag", self.tag), ("branch", self.branch)):
            if name:
                return kind, name
        return "", ""


class MismatchedWordsError(InputError):
    """Something is said of a source that only another kind of source has."""

    code = "mismatched-source"


def source_of(
    requirement: Requirement, words: SourceWords, *, members: Mapping[PackageName, str], directory: str,
    is_directory: bool,
) -> dict[str, str | bool]:  # fmt: skip
    """Return the entry for a requirement, empty where none is needed.

    `members` maps the names of the workspace's members to their directories; `directory` is that of the project which
    gets the requirement, empty where a path shall stay absolute; `is_directory` tells whether the requirement's
    address is one.

    Raises:
        MismatchedWordsError: the words do not go with the kind of source.
    """
    name, url = requirement.name, requirement.url
    if name in members and (url is None or _same_place(url, members[name])):
        return _with_editable({"workspace": True}, words)
    if url is not None and is_git_url(url):
        _refuse_editable(name, words)
        return _git(url, words)
    _refuse_git_words(name, words)
    if url is None:
        _refuse_editable(name, words)
        return {"index": words.index} if words.index else {}
    if url.startswith("file:"):
        return _path(name, url, words, directory, is_directory=is_directory)
    _refuse_editable(name, words)
    address, _, fragment = url.partition("#")
    said = dict(part.partition("=")[::2] for part in fragment.split("&"))
    return {"url": address, **({"subdirectory": said["subdirectory"]} if said.get("subdirectory") else {})}


def without_source(requirement: Requirement) -> Requirement:
    """Return a requirement without the address that its source says."""
    return Requirement(requirement.name, requirement.extras, requirement.specifiers, None, requirement.marker)


def _same_place(url: str, directory: str) -> bool:
    return url.startswith("file:") and os.path.normpath(file_path(url)) == directory


def _with_editable(entry: dict[str, str | bool], words: SourceWords) -> dict[str, str | bool]:
    return entry if words.editable is None else {**entry, "editable": words.editable}


def _git(url: str, words: SourceWords) -> dict[str, str | bool]:
    found = parse_git_url(url)
    entry: dict[str, str | bool] = {"git": _public(found.repository)}
    if found.subdirectory:
        entry["subdirectory"] = found.subdirectory
    kind, name = words.reference
    if not kind and found.reference:
        kind, name = "rev", found.reference
    if kind:
        entry[kind] = name
    if words.lfs is not None or found.lfs:
        entry["lfs"] = words.lfs is not False
    return entry


def _public(repository: str) -> str:
    """Return a repository's address without a password; the user of ssh is part of the address."""
    return repository if repository.startswith("ssh:") else without_credentials(repository)


def _path(name: str, url: str, words: SourceWords, directory: str, *, is_directory: bool) -> dict[str, str | bool]:
    if not is_directory:
        _refuse_editable(name, words)
    path = os.path.normpath(file_path(url))
    if directory:
        path = os.path.relpath(path, directory)
    entry: dict[str, str | bool] = {"path": path.replace(os.sep, "/")}
    return _with_editable(entry, words)


def _refuse_git_words(name: str, words: SourceWords) -> None:
    kind, value = words.reference
    if kind:
        raise MismatchedWordsError(
            f"`{name}` did not resolve to a Git repository, but a Git reference (`--{kind} {value}`) was provided."
        )
    if words.lfs is not None:
        raise MismatchedWordsError(
            f"`{name}` did not resolve to a Git repository, but a Git extension (`--lfs`) was provided."
        )


def _refuse_editable(name: str, words: SourceWords) -> None:
    if words.editable:
        raise MismatchedWordsError(
            f"`{name}` did not resolve to a local directory, but the `--editable` flag was provided. "
            "Editable installs are only supported for local directories."
        )
