"""Checks of what requirements give besides names and versions: files that must be there, digests that must be some."""

from __future__ import annotations

import os

from puv.errors import InputError, ParseError
from puv.fetcher.redact import file_path
from puv.standards.hashes import parse_hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.ops.steps.inputs import ReadInputs


class MissingDistributionError(InputError):
    """A requirement names a file that is not there, by its `url`."""

    code = "missing-distribution"
    exit_code = 1

    def __init__(self, url: str) -> None:
        super().__init__(f"Distribution not found at: {url}")
        self.url = url


def check_given(inputs: ReadInputs, *, hashes: bool) -> None:
    """Refuse local files that are missing and, with `hashes`, digests that are none.

    Raises:
        MissingDistributionError: a file is not there.
        InputError: a digest is none.
    """
    for entry in inputs.requirements:
        url = entry.requirement.url
        if url is not None and url.startswith("file:") and not os.path.exists(file_path(url)):
            raise MissingDistributionError(url)
    if not hashes:
        return
    for entry in (*inputs.requirements, *inputs.constraints, *inputs.overrides):
        for text in entry.hashes:
            try:
                parse_hash(text)
            except ParseError as error:
                raise InputError(str(error)) from None
