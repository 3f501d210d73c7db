"""`VersionRequest`: the version part of a request for a Python, with its build variant. Pure."""

from __future__ import annotations

from puv.errors import ParseError
from puv.frozen import Frozen
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.specifiers import Specifiers

_LARGEST = 255  # no release number of CPython needs more than a byte, and file names that look like more are names
_OPERATORS = "<>=!~"
# Suffixes of a request, and the variant they ask for.
_VARIANTS = (
    ("+freethreaded+debug", "freethreaded+debug"),
    ("+gil+debug", "gil+debug"),
    ("+freethreaded", "freethreaded"),
    ("+debug", "debug"),
    ("+gil", "gil"),
    ("td", "freethreaded+debug"),
    ("t", "freethreaded"),
    ("d", "debug"),
)


class VersionRequest(Frozen):
    """A release prefix, an exact pre-release, or a range; and the variant.

    `release` has one to three numbers, or none for ranges and "whatever version". `pre` is `rc1` or empty.
    `ranges` is the text of a range, sorted by version. `variant` is empty, `freethreaded`, `debug`, `gil`,
    `freethreaded+debug` or `gil+debug`.
    """

    release: tuple[int, ...] = ()
    pre: str = ""
    ranges: str = ""
    variant: str = ""

    @classmethod
    def parse(cls, text: str) -> VersionRequest | None:
        """Parse the version of a request (lower case); None when the text is something else."""
        for suffix, variant in _VARIANTS:
            body = text.removesuffix(suffix)
            if body != text and body and body[-1].isalnum():
                found = _parse_plain(body)
                return found and found.replace(variant=variant)
        return _parse_plain(text)

    @property
    def is_range(self) -> bool:
        """Whether this is a range of versions."""
        return bool(self.ranges)

    @property
    def freethreaded(self) -> bool:
        """Whether a build without the GIL is asked for."""
        return self.variant.startswith("freethreaded")

    @property
    def allows_prereleases(self) -> bool:
        """Whether pre-releases are asked for."""
        return bool(self.pre) or any(mark in self.ranges for mark in ("a", "b", "rc"))

    def accepts(self, version: Version, variant: str) -> bool:
        """Whether an interpreter of this version and variant (`""`, `freethreaded`, `debug`, both) will do."""
        return self._accepts_variant(version, variant) and self.accepts_version(version)

    def accepts_version(self, version: Version) -> bool:
        """Whether the version alone is in the request."""
        if self.ranges:
            return _specifiers(self.ranges).contains(version)
        if self.pre:
            pre = version.pre
            same = (*version.release, 0)[:3] == (*self.release, 0)[:3]
            return same and pre is not None and f"{pre[0]}{pre[1]}" == self.pre
        return version.release[: len(self.release)] == self.release

    def _accepts_variant(self, version: Version, variant: str) -> bool:
        freethreaded, debug = variant.startswith("freethreaded"), variant.endswith("debug")
        if not self.variant:
            # From 3.14 on free-threading is no experiment: such a build may stand for its version.
            return not freethreaded or version.release[:2] >= (3, 14)
        return freethreaded == self.freethreaded and debug == self.variant.endswith("debug")

    def covers(self, major: int, minor: int) -> bool:
        """Whether some `major.minor.x` may match; what a file name such as `python3.12` is held against."""
        if self.ranges:
            # A bound such as `>=3.12.4` must not hide 3.12: both ends of the series are tried.
            specifiers = _specifiers(self.ranges)
            return any(specifiers.contains(Version((major, minor, micro))) for micro in range(_LARGEST))
        return self.release[:2] in ((), (major,), (major, minor))

    def __str__(self) -> str:
        """Return the request as messages show it."""
        text = self.ranges or ".".join(map(str, self.release)) + self.pre
        return f"{text}+{self.variant}" if self.variant and not self.ranges else text


def _parse_plain(text: str) -> VersionRequest | None:
    if not text:
        return None
    if text[0] in _OPERATORS:
        return _parse_range(text)
    if text.isdigit() and len(text) > 1:
        text = f"{text[0]}.{text[1:]}"
    return _parse_release(text)


def _parse_release(text: str) -> VersionRequest | None:
    if not text.removeprefix("v")[:1].isdigit() or text.endswith("*"):
        return None
    version = Version.parse_or_none(text)
    if version is None or version.epoch or version.is_post or version.is_dev or version.is_local:
        return None
    release = version.release
    if len(release) > 3 or max(release) > _LARGEST:  # noqa: PLR2004 - major, minor, patch
        return None
    if version.pre is None:
        return VersionRequest(release=release)
    if len(release) == 1:
        return None
    if release[2:] == (0,):
        release = release[:2]
    return VersionRequest(release=release, pre=f"{version.pre[0]}{version.pre[1]}")


def _parse_range(text: str) -> VersionRequest | None:
    if text.startswith("==") and not text.startswith("===") and "," not in text:
        exact = _parse_release(text[2:].strip() or "x")
        if exact is not None:
            return exact
    try:
        specifiers = _specifiers(text)
    except ParseError:
        return None
    # Beyond 64 bits a number is no version for uv, hence the text a name.
    if any(max(clause.version.release) > 2**63 for clause in specifiers):
        return None
    return VersionRequest(ranges=", ".join(map(str, specifiers)))


def _specifiers(text: str) -> Specifiers:
    from puv.standards.specifiers import parse_specifiers  # most requests are a release or nothing

    return parse_specifiers(text)
