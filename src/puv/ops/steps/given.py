"""Checks of what requirements give besides names and versions: files that must be there, digests that must be some."""

from __future__ import annotations

import os

from puv.builder.errors import BuildFailedError
from puv.errors import InputError, ParseError
from puv.fetcher.redact import file_path, redacted
from puv.resolver.digests import given_digests
from puv.resolver.sources import file_of
from puv.standards.filenames import parse_wheel_name
from puv.standards.git_url import is_git_url
from puv.standards.hashes import parse_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.requirement import Dependency
    from puv.ops.steps.inputs import ReadInputs
    from puv.standards.names import PackageName


class MissingDistributionError(InputError):
    """A requirement names a file that is not there, by its `url`."""

    code = "missing-distribution"
    exit_code = 1

    def __init__(self, url: str) -> None:
        super().__init__(f"Distribution not found at: {url}")
        self.url = url


class WrongDistributionError(InputError):
    """A requirement names one package, and a file of another."""

    code = "wrong-distribution"
    exit_code = 1


class InvalidNameError(InputError):
    """A requirement names a wheel by a name that no wheel can have."""

    code = "invalid-wheel-name"
    exit_code = 1


class UnhashableError(InputError):
    """A digest is given for what has none: a repository or a directory."""

    code = "unhashable"
    exit_code = 1

    def __init__(self, shown: str, *, repository: bool) -> None:
        kind = "Git repositories" if repository else "local directories"
        super().__init__(f"Hash-checking is not supported for {kind}: {shown}")


def check_given(inputs: ReadInputs, *, hashes: bool, required: bool = False) -> None:
    """Refuse local files that are missing and, with `hashes`, digests that are none or are of what has none.

    With `required` every address of a repository must have one.

    Raises:
        MissingDistributionError: a file is not there.
        WrongDistributionError: a file is another package's.
        UnhashableError: a digest is given for a repository or directory.
        InputError: a digest is none, or there is none.
    """
    for entry in inputs.requirements:
        url = entry.requirement.url
        if url is None:
            continue
        if url.startswith("file:") and not os.path.exists(file_path(url)):
            raise MissingDistributionError(url)
        _check_name(entry.requirement.name, url, entry.given or redacted(url))
    if not hashes:
        return
    for entry in (*inputs.requirements, *inputs.constraints, *inputs.overrides):
        for text in (*entry.hashes, *file_of(entry.requirement.url or "").hashes):
            try:
                parse_hash(text)
            except ParseError as error:
                raise InputError(str(error)) from None
    _check_agreement(inputs, "--require-hashes" if required else "--verify-hashes")
    for entry in inputs.requirements:
        _check_hashable(entry, required=required)


def _check_agreement(inputs: ReadInputs, mode: str) -> None:
    """Refuse digests of a requirement and its constraint none of which is the same."""
    limits = given_digests(inputs.constraints)
    for entry in inputs.requirements:
        own = given_digests((entry,)).get(entry.requirement.name, ()) if limits else ()
        others = limits.get(entry.requirement.name, ())
        if own and others and not set(own) & set(others):
            raise InputError(
                f"In `{mode}` mode, all requirements must have a hash, but there were no overlapping hashes between "
                f"the requirements and constraints for: {entry.requirement}"
            )


def _check_hashable(entry: Dependency, *, required: bool) -> None:
    url = entry.requirement.url
    if url is None:
        return
    name = entry.requirement.name
    shown = f"{name} @ {redacted(url)}" if name else redacted(url)
    if required and is_git_url(url) and not entry.hashes:
        mode = "In `--require-hashes` mode, all requirements must have a hash, but none were provided for"
        raise InputError(f"{mode}: {shown}")
    if entry.hashes and (is_git_url(url) or (url.startswith("file:") and os.path.isdir(file_path(url)))):
        error = UnhashableError(shown, repository=is_git_url(url))
        if not name:
            raise error
        raise BuildFailedError(shown, name, fetched=is_git_url(url)) from error


def _check_name(name: PackageName, url: str, shown: str) -> None:
    filename = file_of(url).filename
    if not filename.endswith(".whl"):
        return
    try:
        found = parse_wheel_name(filename).name
    except ParseError as error:
        raise InvalidNameError(str(error)) from None
    if name and found != name:
        raise WrongDistributionError(
            f"Requested package name `{name}` does not match `{found}` in the distribution filename: {shown}"
        )
