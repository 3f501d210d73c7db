"""PEP 440 versions: parsed without regular expressions, ordered by one cached key."""

from __future__ import annotations

from puv.errors import ParseError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    #: Epoch, release without trailing zeros, and everything after it; see `Version.key`.
    Key: TypeAlias = tuple[int, tuple[int, ...], tuple[int, int, int, int, tuple[tuple[int, int | str], ...]]]
    Local: TypeAlias = tuple[int | str, ...]
    #: Epoch, pre-release, post-release, developmental release, local segments.
    Rest: TypeAlias = tuple[int, tuple[str, int] | None, int | None, int | None, Local]

#: The largest number uv takes in a version, plus one; it also sorts after every number.
TOP = 18446744073709551615
_PLAIN: Rest = (0, None, None, None, ())
_PHASES = {"a": 0, "b": 1, "rc": 2}
_FINAL, _ONLY_DEV = 3, -1
_PLAIN_TAIL = (_FINAL, 0, -1, TOP, ())
_PRE_WORDS = (
    ("alpha", "a"),
    ("a", "a"),
    ("beta", "b"),
    ("b", "b"),
    ("rc", "rc"),
    ("c", "rc"),
    ("preview", "rc"),
    ("pre", "rc"),
)
_POST_WORDS = (("post", "post"), ("rev", "post"), ("r", "post"))
_DEV_WORDS = (("dev", "dev"),)
_SEPARATORS = ".-_"


class Version:
    """A PEP 440 version; `str()` is its normal form. Hot, hence slotted by hand and with a cached key.

    Versions that differ only in trailing zeros of the release are equal (`1.0 == 1.0.0`).
    """

    __slots__ = ("_key", "_rest", "_text", "release")

    release: tuple[int, ...]

    def __init__(self, release: tuple[int, ...], rest: Rest = _PLAIN) -> None:
        """Take the release segments and (epoch, (phase, number), post, dev, local), phase one of `a`, `b`, `rc`."""
        self.release = release
        self._rest = rest
        self._key: Key | None = None
        self._text: str | None = None

    @classmethod
    def parse(cls, text: str) -> Version:
        """Parse a version in any spelling PEP 440 admits, with surrounding white space.

        Raises:
            ParseError: the text is not a version.
        """
        if text.replace(".", "").isdigit() and text.isascii() and len(text) < 20:  # noqa: PLR2004 - cannot pass TOP
            try:
                return cls(tuple(map(int, text.split("."))))
            except ValueError:
                pass  # an empty segment
        return _parse_suffixed(text) or _Scanner(text).scan()

    @classmethod
    def parse_or_none(cls, text: str) -> Version | None:
        """Parse a version, or return None where `parse` would raise."""
        try:
            return cls.parse(text)
        except ParseError:
            return None

    @property
    def epoch(self) -> int:
        """Return the epoch, usually 0."""
        return self._rest[0]

    @property
    def pre(self) -> tuple[str, int] | None:
        """Return the pre-release as (`a` | `b` | `rc`, number)."""
        return self._rest[1]

    @property
    def post(self) -> int | None:
        """Return the number of the post-release."""
        return self._rest[2]

    @property
    def dev(self) -> int | None:
        """Return the number of the developmental release."""
        return self._rest[3]

    @property
    def local(self) -> Local:
        """Return the segments of the local version, numbers as integers; empty without one."""
        return self._rest[4]

    @property
    def is_prerelease(self) -> bool:
        """Tell whether this is a pre-release or a developmental release."""
        rest = self._rest
        return rest is not _PLAIN and (rest[1] is not None or rest[3] is not None)

    @property
    def is_post(self) -> bool:
        """Tell whether this is a post-release."""
        return self._rest[2] is not None

    @property
    def is_dev(self) -> bool:
        """Tell whether this is a developmental release."""
        return self._rest[3] is not None

    @property
    def is_local(self) -> bool:
        """Tell whether this has a local segment."""
        return bool(self._rest[4])

    @property
    def public(self) -> Version:
        """Return the version without its local segment."""
        return Version(self.release, (*self._rest[:4], ())) if self._rest[4] else self

    def only_release(self) -> Version:
        """Return epoch and release alone."""
        return self if self._rest is _PLAIN else Version(self.release, (self._rest[0], None, None, None, ()))

    def bump(self, position: int) -> Version:
        """Return the next release series: `release[position]` plus one, what follows dropped.

        >>> str(Version.parse("1.4.2").bump(1))
        '1.5'
        """
        release = (*self.release[:position], self.release[position] + 1)
        return Version(release, (self._rest[0], None, None, None, ()))

    @property
    def key(self) -> Key:
        """Return the sorting key: (epoch, release without trailing zeros, (phase, number, post, dev, local))."""
        key = self._key
        if key is None:
            key = self._key = self._make_key()
        return key

    @property
    def public_key(self) -> Key:
        """Return the sorting key of `public`."""
        key = self.key
        return (key[0], key[1], (*key[2][:4], ())) if self._rest[4] else key

    def _make_key(self) -> Key:
        release = self.release
        if not release[-1]:
            end = len(release) - 1
            while end and not release[end - 1]:
                end -= 1
            release = release[:end]
        epoch, pre, post, dev, local = self._rest
        if self._rest is _PLAIN:
            return (0, release, _PLAIN_TAIL)
        if pre is not None:
            phase, number = _PHASES[pre[0]], pre[1]
        else:
            phase, number = (_ONLY_DEV if post is None and dev is not None else _FINAL), 0
        segments: tuple[tuple[int, int | str], ...] = tuple((int(isinstance(part, int)), part) for part in local)
        return (epoch, release, (phase, number, -1 if post is None else post, TOP if dev is None else dev, segments))

    def __str__(self) -> str:
        """Return the normal form."""
        text = self._text
        if text is None:
            text = self._text = self._render()
        return text

    def _render(self) -> str:
        text = ".".join(map(str, self.release))
        if self._rest is _PLAIN:
            return text
        epoch, pre, post, dev, local = self._rest
        parts = [f"{epoch}!" if epoch else "", text]
        if pre is not None:
            parts.append(f"{pre[0]}{pre[1]}")
        if post is not None:
            parts.append(f".post{post}")
        if dev is not None:
            parts.append(f".dev{dev}")
        if local:
            parts.append("+" + ".".join(map(str, local)))
        return "".join(parts)

    def __repr__(self) -> str:
        """Show the normal form."""
        return f"Version({str(self)!r})"

    def __hash__(self) -> int:
        """Hash the key."""
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        """Compare by PEP 440 order, so `1.0 == 1.0.0`."""
        return self.key == other.key if isinstance(other, Version) else NotImplemented

    def __lt__(self, other: Version) -> bool:
        """Compare by PEP 440 order."""
        return self.key < other.key

    def __le__(self, other: Version) -> bool:
        """Compare by PEP 440 order."""
        return self.key <= other.key

    def __gt__(self, other: Version) -> bool:
        """Compare by PEP 440 order."""
        return self.key > other.key

    def __ge__(self, other: Version) -> bool:
        """Compare by PEP 440 order."""
        return self.key >= other.key


def _parse_suffixed(text: str) -> Version | None:
    """Parse a release with one suffix in normal form (`1.0rc1`, `1.0.post2`), or return None for any other text."""
    if len(text) >= 20 or not text.isascii():  # noqa: PLR2004 - longer numbers could pass TOP
        return None
    for word in ("rc", ".post", "b", "a", ".dev"):
        release, found, number = text.partition(word)
        if found and number.isdigit() and release.replace(".", "").isdigit():
            break
    else:
        return None
    value = int(number)
    rest: Rest
    if word == ".post":
        rest = (0, None, value, None, ())
    elif word == ".dev":
        rest = (0, None, None, value, ())
    else:
        rest = (0, (word, value), None, None, ())
    try:
        return Version(tuple(map(int, release.split("."))), rest)
    except ValueError:  # an empty segment
        return None


def parse_pattern(text: str) -> tuple[Version, bool]:
    """Parse the version of a clause, which may end in `.*`; tell whether it does.

    Raises:
        ParseError: the text is neither a version nor a release with a wildcard.
    """
    if "*" not in text:
        return Version.parse(text), False
    scanner = _Scanner(text, patterns=True)
    return scanner.scan(), scanner.wildcard


class _Scanner:
    """A cursor over the text of a version that is not just digits and dots."""

    __slots__ = ("_at", "_lower", "_patterns", "_source", "_text", "wildcard")

    def __init__(self, source: str, *, patterns: bool = False) -> None:
        self._patterns = patterns
        self.wildcard = False
        self._source = source
        self._text = source.strip()
        self._lower = self._text.lower()
        self._at = 0

    def scan(self) -> Version:
        """Read the whole text.

        Raises:
            ParseError: the text is not a version.
        """
        if self._lower[:1] == "v":
            self._at = 1
        epoch, release = self._epoch_and_release()
        if self._patterns and self._text.startswith(".*", self._at):
            if self._at + 2 < len(self._text):
                raise self._error("wildcards in versions must be at the end")
            self.wildcard = True
            return Version(release, (epoch, None, None, None, ()) if epoch else _PLAIN)
        pre = self._suffix(_PRE_WORDS)
        post = self._implicit_post()
        if post is None:
            worded = self._suffix(_POST_WORDS)
            post = None if worded is None else worded[1]
        dev = self._suffix(_DEV_WORDS)
        local = self._local()
        if self._at < len(self._text):
            read, rest = self._text[: self._at], self._text[self._at :]
            raise self._error(f"after parsing `{read}`, found `{rest}`, which is not part of a valid version")
        rest_parts: Rest = (epoch, pre, post, None if dev is None else dev[1], local)
        return Version(release, _PLAIN if rest_parts == _PLAIN else rest_parts)

    def _epoch_and_release(self) -> tuple[int, tuple[int, ...]]:
        number = self._number()
        if number is None:
            raise self._error("expected version to start with a number, but no leading ASCII digits were found")
        epoch = 0
        if self._peek() == "!":
            self._at += 1
            epoch, number = number, self._number()
            if number is None:
                raise self._error(
                    "expected version to have a non-empty release component after an epoch, "
                    "but no ASCII digits after the epoch were found",
                )
        release = [number]
        while self._peek() == ".":
            self._at += 1
            number = self._number()
            if number is None:
                self._at -= 1
                break
            release.append(number)
        return epoch, tuple(release)

    def _suffix(self, words: tuple[tuple[str, str], ...]) -> tuple[str, int] | None:
        """Read `[-_.]? word [-_.]? number?`, or nothing."""
        start = self._at
        if self._peek() in _SEPARATORS:
            self._at += 1
        for word, normal in words:
            if self._lower.startswith(word, self._at):
                self._at += len(word)
                if self._peek() in _SEPARATORS:
                    self._at += 1
                return normal, self._number() or 0
        self._at = start
        return None

    def _implicit_post(self) -> int | None:
        if self._peek() != "-":
            return None
        self._at += 1
        number = self._number()
        if number is None:
            self._at -= 1
        return number

    def _local(self) -> Local:
        if self._peek() != "+":
            return ()
        segments: list[int | str] = []
        separator = "+"
        while separator:
            start = self._at = self._at + 1
            text = self._lower
            while self._at < len(text) and text[self._at].isalnum() and text[self._at].isascii():
                self._at += 1
            segment = text[start : self._at]
            if not segment:
                raise self._error(
                    f"found a `{separator}` indicating the start of a local component in a version, "
                    f"but did not find any alphanumeric ASCII segment following the `{separator}`",
                )
            segments.append(int(segment) if segment.isdigit() and int(segment) < TOP else segment)
            separator = self._peek() if self._peek() in _SEPARATORS else ""
        return tuple(segments)

    def _peek(self) -> str:
        """Return the next character, or a blank at the end."""
        return self._text[self._at] if self._at < len(self._text) else " "

    def _number(self) -> int | None:
        """Read ASCII digits, or return None."""
        start, text = self._at, self._text
        end = start
        while end < len(text) and "0" <= text[end] <= "9":
            end += 1
        self._at = end
        if end == start:
            return None
        digits = text[start:end].lstrip("0")
        if len(digits) > len(str(TOP)) or int(digits or "0") >= TOP:
            raise self._error(
                f'expected number less than or equal to {TOP - 1}, but number found in "{text[start:end]}" exceeds it',
            )
        return int(digits or "0")

    def _error(self, message: str) -> ParseError:
        return ParseError(message, source=self._source, start=0, end=len(self._source))
