"""Why a resolution fails, apart from what every layer shares."""

from __future__ import annotations

from puv.errors import ResolutionError


class NoSolution(ResolutionError):  # noqa: N818 - the answer "there is none", not a fault
    """The requirements exclude each other. The text is the whole explanation.

    `split` says in which fork of a universal resolution that is so; empty where there is only one.
    """

    code = "no-solution"

    def __init__(self, text: str, *, split: str = "", hints: tuple[str, ...] = ()) -> None:
        super().__init__(text, hints=hints)
        self.split = split


class UnsatisfiableInput(ResolutionError):  # noqa: N818 - what is wrong is the input
    """A requirement cannot be met by anything: conflicting addresses, an address nobody admitted, a missing digest."""

    code = "unsatisfiable-input"
    exit_code = 2


class UnadmittedAddress(UnsatisfiableInput):
    """A package needs another one from an address that the user did not give."""

    code = "unadmitted-address"
    exit_code = 1


class UntrustedPackage(UnsatisfiableInput):
    """A package is needed, in hash-checking mode, and nobody gave a digest of it."""

    code = "untrusted-package"
    exit_code = 1


class ConflictingAddresses(UnsatisfiableInput):
    """One package is asked for from two addresses."""

    code = "conflicting-addresses"
    exit_code = 1
