"""Names of wheels (PEP 427, PEP 491) and source archives (PEP 625). Called for every file of an index page."""

from __future__ import annotations

from puv.errors import ParseError
from puv.standards.names import PackageName, is_name, normalize
from puv.standards.version import Version

#: What a source archive may end in.
SOURCE_EXTENSIONS = (
    ".tar.gz",
    ".zip",
    ".tar.bz2",
    ".tar.lz",
    ".tar.lzma",
    ".tar.xz",
    ".tar.zst",
    ".tar",
    ".tbz",
    ".tgz",
    ".tlz",
    ".txz",
)
_PARTS = 5
_MISSING = ("a version", "a Python tag", "an ABI tag", "a platform tag")
_TOP = 18446744073709551615
_TAG_SEPARATORS = str.maketrans("_.", "00")


class WheelName:
    """The parts of a wheel's file name. Hot, hence slotted by hand; equal when the file names are.

    `build` is (number, rest) or None; the tag parts are split at their dots, in order.
    """

    __slots__ = ("abi_tags", "build", "filename", "name", "platform_tags", "python_tags", "version")

    abi_tags: tuple[str, ...]
    build: tuple[int, str] | None
    filename: str
    name: PackageName
    platform_tags: tuple[str, ...]
    python_tags: tuple[str, ...]
    version: Version

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of the name
        self,
        filename: str,
        name: PackageName,
        version: Version,
        build: tuple[int, str] | None,
        python_tags: tuple[str, ...],
        abi_tags: tuple[str, ...],
        platform_tags: tuple[str, ...],
    ) -> None:
        self.filename = filename
        self.name = name
        self.version = version
        self.build = build
        self.python_tags = python_tags
        self.abi_tags = abi_tags
        self.platform_tags = platform_tags

    def tags(self) -> tuple[str, ...]:
        """Expand the compressed tag set to triples such as `cp311-abi3-win32`, in the order of the file name."""
        return tuple(
            f"{python}-{abi}-{platform}"
            for python in self.python_tags
            for abi in self.abi_tags
            for platform in self.platform_tags
        )

    def __eq__(self, other: object) -> bool:
        """Compare the file names."""
        return isinstance(other, WheelName) and self.filename == other.filename

    def __hash__(self) -> int:
        """Hash the file name."""
        return hash(self.filename)

    def __repr__(self) -> str:
        """Show the file name."""
        return f"WheelName({self.filename!r})"


def parse_wheel_name(filename: str) -> WheelName:
    """Take a wheel's file name apart.

    Raises:
        ParseError: it is not one, or names a wheel variant.
    """
    if not filename.endswith(".whl"):
        raise _wheel_error(filename, "is invalid: Must end with .whl")
    parts = filename[:-4].split("-")
    build = variant = None
    if len(parts) != _PARTS:
        build, variant = _extra_parts(filename, parts)
    name, version, python, abi, platform = parts
    if not is_name(name):
        raise _wheel_error(filename, "has an invalid package name")
    tag = python + abi + platform
    if not (tag.isalnum() and tag.isascii() and python and abi and platform and not python[0].isdigit()):
        _check_tags(filename, (python, abi, platform))
    release = _version(filename, version)
    if variant is not None:
        message = f"Wheel variant `{filename}` requires `--preview-features wheel-variants`"
        raise ParseError(message, source=filename, start=0, end=len(filename))
    return WheelName(filename, normalize(name), release, build, _split(python), _split(abi), _split(platform))


def are_wheel_tags(text: str) -> bool:
    """Tell whether a wheel's file name may end like this after its version: `py3-none-any.whl`, `1-cp311-abi3-x.whl`.

    A file name is valid if its name, its version and this are, each for itself.
    """
    tags = text[:-4].split("-")
    if text.endswith(".whl") and len(tags) == 3 and all(tags) and not tags[0][0].isdigit():  # noqa: PLR2004 - three tags
        plain = "".join(tags).replace("_", "0").replace(".", "0")
        edged = f"-{text[:-4]}-"
        if plain.isascii() and plain.isalnum() and not (".." in edged or "-." in edged or ".-" in edged):
            return True
    try:
        parse_wheel_name(f"a-0-{text}")
    except ParseError:
        return False
    return True


def _extra_parts(filename: str, parts: list[str]) -> tuple[tuple[int, str] | None, str | None]:
    """Take the build tag and the variant label out of `parts`, which are not the usual five."""
    if len(parts) < _PARTS:
        raise _wheel_error(filename, f"is invalid: Must have {_MISSING[len(parts) - 1]}")
    if len(parts) > _PARTS + 2:
        raise _wheel_error(filename, f"is invalid: Must have {_PARTS} to {_PARTS + 2} components, but has more")
    starts_with_digit = "0" <= parts[2][:1] <= "9"
    if len(parts) == _PARTS + 2 and not starts_with_digit:
        raise _wheel_error(filename, "has an invalid build tag: must start with a digit")
    build = _build(filename, parts.pop(2)) if starts_with_digit else None
    variant = parts.pop() if len(parts) > _PARTS else None
    if variant == "":
        raise _wheel_error(filename, "has an invalid variant label: Variant label must not be empty")
    return build, variant


def _build(filename: str, text: str) -> tuple[int, str]:
    end = 1
    while end < len(text) and "0" <= text[end] <= "9":
        end += 1
    number = int(text[:end]) if end < 25 else _TOP + 1  # noqa: PLR2004 - far above any 64-bit number
    if number > _TOP:
        raise _wheel_error(filename, "has an invalid build tag: number too large to fit in target type")
    return number, text[end:]


def _check_tags(filename: str, tags: tuple[str, str, str]) -> None:
    for tag in tags:
        components = tag.split(".")
        if not all(part.isascii() and part.translate(_TAG_SEPARATORS).isalnum() for part in components):
            message = "is invalid: Tag components must contain only ASCII letters, digits, underscores, and periods"
            raise _wheel_error(filename, message)
    if tags[0][0].isdigit():
        raise _wheel_error(filename, "is invalid: Python tag must not start with a digit")


def _split(tag: str) -> tuple[str, ...]:
    return tuple(tag.split(".")) if "." in tag else (tag,)


def _version(filename: str, text: str) -> Version:
    try:
        return Version.parse(text)
    except ParseError as error:
        raise _wheel_error(filename, f"has an invalid version: {error}") from None


def _wheel_error(filename: str, problem: str) -> ParseError:
    return ParseError(f"The wheel filename `{filename}` {problem}", source=filename, start=0, end=len(filename))


def sdist_extension(filename: str) -> str:
    """Return the extension that makes the file a source archive, or an empty text."""
    if filename.endswith(".tar.gz"):
        return ".tar.gz"
    for extension in SOURCE_EXTENSIONS:
        if filename.endswith(extension):
            return extension
    return ""


def parse_sdist_name(filename: str, package: PackageName) -> Version:
    """Return the version in the file name of a source archive of `package`.

    The name comes first, in any spelling, then a hyphen, then the version.

    Raises:
        ParseError: the file is no source archive, or of another package, or its version is invalid.
    """
    extension = sdist_extension(filename)
    if not extension:
        raise _sdist_error(filename, "must end with a supported extension")
    stem = filename[: -len(extension)]
    at = len(package)
    if stem[at : at + 1] != "-" or normalize(stem[:at]) != package:
        at = _name_end(stem, package)
    if at < 0:
        raise _sdist_error(filename, f"has a name that is not `{package}`")
    try:
        return Version.parse(stem[at + 1 :])
    except ParseError as error:
        raise _sdist_error(filename, f"has an invalid version: {error}") from None


def _name_end(stem: str, package: PackageName) -> int:
    """Find the hyphen after a spelling of the name that is not as long as its normal form; -1 without one."""
    at = stem.find("-")
    while at >= 0:
        if normalize(stem[:at]) == package:
            return at
        at = stem.find("-", at + 1)
    return -1


def _sdist_error(filename: str, problem: str) -> ParseError:
    return ParseError(
        f"The source distribution filename `{filename}` {problem}",
        source=filename,
        start=0,
        end=len(filename),
    )
