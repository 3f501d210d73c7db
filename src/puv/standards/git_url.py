"""Addresses of git repositories: `git+https://host/owner/name@reference#subdirectory=inner`."""

from __future__ import annotations

from puv.errors import ParseError
from puv.frozen import Frozen
from puv.standards.filenames import SOURCE_EXTENSIONS
from puv.standards.urls import redacted, without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    #: What a reference may be. Only `rev` is written in a URL; the others say more, as `tool.uv.sources` can.
    ReferenceKind: TypeAlias = Literal["default", "branch", "tag", "rev"]

PREFIX = "git+"
_SCHEMES = ("https", "ssh", "file", "http")
_FULL = 40
_SHORTEST = 7
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_EXTENSIONS = (".whl", *SOURCE_EXTENSIONS)
# What a URL cannot say but has to carry from a project to whom it is fetched for; never shown.
_KIND, _COMMIT, _LFS = "puv.kind", "puv.commit", "puv.lfs"


class GitUrl(Frozen):
    """A place in a repository.

    `repository` is the repository's URL, maybe with credentials; `reference` a branch, tag, commit or `refs/…`, empty
    for the default branch. `commit` is the 40 digits of the commit, where it is known. `subdirectory` is where the
    project is, `path` the archive within the repository instead of a project, both relative with `/`. `lfs` wants the
    files that Git LFS keeps elsewhere. `fragment` is what stood behind `#` in the user's own words.
    """

    repository: str
    reference: str = ""
    kind: ReferenceKind = "default"
    commit: str = ""
    subdirectory: str = ""
    path: str = ""
    lfs: bool = False
    fragment: str = ""

    def __repr__(self) -> str:
        """Show the address without credentials."""
        return f"GitUrl({redacted(self.url())!r})"

    def url(self) -> str:
        """Return the address with its commit, or its reference where no commit is known, and nothing needless."""
        parts = [f"path={self.path}"] if self.path else []
        parts += ["lfs=true"] if self.lfs else []
        parts += [f"subdirectory={self.subdirectory}"] if self.subdirectory else []
        return f"{self._address()}#{'&'.join(parts)}" if parts else self._address()

    def verbatim(self) -> str:
        """Return the same with the fragment in the user's own words."""
        return f"{self._address()}#{self.fragment}" if self.fragment else self._address()

    def shown(self) -> str:
        """Return the address as it was asked for, with its reference and without its commit."""
        asked = self.replace(commit="")
        return asked.verbatim() if self.fragment else asked.url()

    def carried(self) -> str:
        """Return an address that holds everything, for `parse_git_url`; not to be shown."""
        parts = [self.fragment] if self.fragment else []
        if not self.fragment:
            parts += [f"path={self.path}"] if self.path else []
            parts += [f"subdirectory={self.subdirectory}"] if self.subdirectory else []
        if self.kind in ("branch", "tag"):
            parts.append(f"{_KIND}={self.kind}")
        parts += [f"{_COMMIT}={self.commit}"] if self.commit else []
        parts += [f"{_LFS}=true"] if self.lfs else []
        reference = f"@{_quoted(self.reference)}" if self.kind != "default" else ""
        return f"{PREFIX}{self.repository}{reference}" + (f"#{'&'.join(parts)}" if parts else "")

    def locked(self) -> str:
        """Return the address as a lock holds it: `https://host/name?subdirectory=inner&branch=main#commit`."""
        parts = [("subdirectory", self.subdirectory), ("path", self.path), ("lfs", "true" if self.lfs else "")]
        if self.kind != "default":
            parts.append((self.kind, self.reference))
        query = "&".join(f"{key}={_in_query(value)}" for key, value in parts if value)
        commit = f"#{self.commit}" if self.commit else ""
        return without_credentials(self.repository) + (f"?{query}" if query else "") + commit

    def canonical(self) -> str:
        """Return the repository's URL in the one form of all its spellings, without credentials."""
        url = without_credentials(self.repository).rstrip("/")
        if url.startswith("https://github.com/"):
            url = url.lower()  # where case makes no difference
        return url.removesuffix(".git")

    def same_as(self, other: GitUrl) -> bool:
        """Tell whether both are the same place in the same state of the same repository."""
        return self._identity() == other._identity()

    def is_commit(self) -> bool:
        """Tell whether the reference is the full name of a commit."""
        return is_commit(self.reference) and self.kind == "rev"

    def _address(self) -> str:
        if not self.commit and self.kind == "default":
            return f"{PREFIX}{self.repository}"
        return f"{PREFIX}{self.repository}@{self.commit or _quoted(self.reference)}"

    def _identity(self) -> tuple[object, ...]:
        state: object = self.commit or (self.kind, self.reference)
        return (self.canonical(), state, self.subdirectory, self.path, self.lfs)


def is_git_url(url: str | None) -> bool:
    """Tell whether an address is one of a repository: `git+scheme:/…`, and not a path that begins with `git+`."""
    if not url or not url.startswith(PREFIX):
        return False
    scheme, colon, _ = url[len(PREFIX) :].partition(":")
    return bool(colon) and scheme.isalpha()


def is_commit(text: str) -> bool:
    """Tell whether a text is the full name of a commit: 40 hexadecimal digits."""
    return len(text) == _FULL and _HEXADECIMAL.issuperset(text)


def may_be_commit(text: str) -> bool:
    """Tell whether a text may be the beginning of a commit's name."""
    return len(text) >= _SHORTEST and _HEXADECIMAL.issuperset(text)


def parse_git_url(text: str) -> GitUrl:
    """Parse the address of a repository.

    Raises:
        ParseError: the URL is none, or none that git can be asked for.
    """
    address, _, fragment = text.removeprefix(PREFIX).partition("#")
    scheme, separator, rest = address.partition(":")
    scheme = scheme.lower()
    if not separator:
        raise ParseError("relative URL without a base", source=text, end=len(text))
    if scheme not in _SCHEMES:
        expected = "expected one of `https:`, `ssh:`, or `file:`"
        shown = redacted(address.partition("@")[0] if "@" in rest.rpartition("/")[2] else address)
        raise ParseError(
            f"Unsupported Git URL scheme `{scheme}:` in `{shown}` ({expected})", source=text, end=len(text)
        )
    authority, path = _split(scheme, rest, text)
    path, question, query = path.partition("?")
    shown = redacted(f"{scheme}://{authority}{path}")
    if path.count("@") > 1:
        raise ParseError(
            f"Ambiguous Git URL `{shown}`: the path contains multiple `@` characters. "
            "If the Git revision contains `@`, percent-encode it as `%40`",
            source=text, end=len(text),
        )  # fmt: skip
    path, at, reference = path.partition("@")
    told, words = _told(fragment)
    inner = told.get("path", "")
    if inner and not inner.endswith(_EXTENSIONS):
        named = f"`.whl`, `{'`, `'.join(SOURCE_EXTENSIONS[:-1])}`, or `{SOURCE_EXTENSIONS[-1]}`"
        message = f"Expected path (`{inner}`) to end in a supported file extension: {named}"
        raise ParseError(message, source=text, end=len(text))
    kind: ReferenceKind = "rev" if at else "default"
    if told.get(_KIND) in ("branch", "tag"):
        kind = "branch" if told[_KIND] == "branch" else "tag"
    reference = _unquoted(reference)
    return GitUrl(
        repository=f"{scheme}://{authority}{path}{question}{query}",
        reference=reference,
        kind=kind,
        commit=told.get(_COMMIT, "") or (reference if kind == "rev" and is_commit(reference) else ""),
        subdirectory="" if inner else told.get("subdirectory", ""),
        path=inner,
        lfs=told.get(_LFS) == "true",
        fragment=words,
    )


def locked_place(url: str) -> str:
    """Return the address of a repository as a lock holds it, with the commit where the address carries one.

    A requirement on a commit by its full name carries none: that is what is asked for, not what was found.
    """
    found = parse_git_url(url)
    return (found if f"{_COMMIT}=" in url else found.replace(commit="")).locked()


def parse_locked_git_url(place: str) -> GitUrl:
    """Parse the address of a repository as a lock holds it; see `GitUrl.locked`."""
    address, _, commit = place.partition("#")
    repository, _, query = address.partition("?")
    told = {
        key: _unquoted(value.replace("+", " ")) for key, _, value in (part.partition("=") for part in query.split("&"))
    }
    kind: ReferenceKind = "branch" if "branch" in told else "tag" if "tag" in told else "rev"
    return GitUrl(
        repository=repository, reference=told.get(kind, ""), kind=kind if kind in told else "default", commit=commit,
        subdirectory=told.get("subdirectory", ""), path=told.get("path", ""), lfs=told.get("lfs") == "true",
    )  # fmt: skip


def _split(scheme: str, rest: str, text: str) -> tuple[str, str]:
    """Return authority and path of what stands behind `scheme:`, both in the usual form.

    Raises:
        ParseError: there is no host, or a port that is none.
    """
    if scheme == "file":
        authority, path = ("", rest) if not rest.startswith("//") else _parted(rest[2:])
        path = path if path.startswith("/") else f"/{path}"
        return ("" if authority == "localhost" else authority), path
    authority, path = _parted(rest.lstrip("/"))
    if scheme == "ssh" and not authority and rest.startswith("///"):
        return "", rest[2:]
    if not authority:
        raise ParseError(f"Not a valid URL: {scheme}:{rest}", source=text, end=len(text))
    user, at, host = authority.rpartition("@")
    name, colon, port = host.rpartition(":")
    if colon and "]" not in port and not (port.isdigit() or not port):
        raise ParseError("invalid port number", source=text, end=len(text))
    if any(character in " <>^`|{}\\" for character in (name or host)):
        raise ParseError("invalid domain character", source=text, end=len(text))
    return f"{user}{at}{host if scheme == 'ssh' else host.lower()}", path or "/"


def _parted(text: str) -> tuple[str, str]:
    for at, character in enumerate(text):
        if character in "/?":
            return text[:at], text[at:]
    return text, ""


def _told(fragment: str) -> tuple[dict[str, str], str]:
    """Return what a fragment tells, and its words without those that are not the user's."""
    told: dict[str, str] = {}
    words = []
    for part in fragment.split("&") if fragment else ():
        key, _, value = part.partition("=")
        told.setdefault(key, value)
        if key not in (_KIND, _COMMIT, _LFS):
            words.append(part)
    return told, "&".join(words)


def _quoted(reference: str) -> str:
    """Return a reference as a URL's path holds it."""
    if all(character.isalnum() or character in "-._~/+:" for character in reference) and reference.isascii():
        return reference
    from urllib.parse import quote  # rare

    return quote(reference, safe="/+:!$&'()*,;=~")


def _in_query(text: str) -> str:
    if text.isalnum() and text.isascii():
        return text
    from urllib.parse import quote_plus  # only locks of repositories come here

    return quote_plus(text)


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote  # rare

    return unquote(text)
