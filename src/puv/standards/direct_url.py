"""`direct_url.json` of installed distributions (PEP 610): where one came from when not from an index."""

from __future__ import annotations

from puv.errors import ParseError
from puv.frozen import Frozen
from puv.standards.urls import without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal

    from puv.standards.git_url import GitUrl


class DirectUrl(Frozen):
    """The origin of an installed distribution.

    `url` is the address without fragment, as recorded. `hashes` are `algorithm:hex` texts of an archive.
    `vcs` is `git`, `hg`, …; `commit_id` what was checked out and `requested_revision` what the user had asked for;
    `path` is that of an archive within the repository.
    """

    url: str
    kind: Literal["archive", "directory", "vcs"] = "archive"
    hashes: tuple[str, ...] = ()
    editable: bool | None = None
    vcs: str = ""
    commit_id: str = ""
    requested_revision: str = ""
    lfs: bool = False
    subdirectory: str = ""
    path: str = ""

    def requirement_url(self) -> str:
        """Return the address as a requirement names it (`name @ …`), the way `pip freeze` prints it."""
        fragments = []
        if self.hashes:
            fragments.append(self.hashes[0].replace(":", "=", 1))
        if self.path:
            fragments.append(f"path={self.path}")
        if self.lfs:
            fragments.append("lfs=true")
        if self.subdirectory:
            fragments.append(f"subdirectory={self.subdirectory}")
        prefix = f"{self.vcs}+" if self.kind == "vcs" else ""
        revision = f"@{self.commit_id}" if self.commit_id else ""
        fragment = "#" + "&".join(fragments) if fragments else ""
        return f"{prefix}{self.url}{revision}{fragment}"

    def local_path(self) -> str:
        """Return the path of a `file:` URL, percent-decoded, in the notation of the system it was written on.

        Empty for any other URL.
        """
        if not self.url.startswith("file:"):
            return ""
        path = self.url[5:]
        if path.startswith("//"):
            host, slash, path = path[2:].partition("/")
            path = slash + path if host in ("", "localhost") else f"//{host}{slash}{path}"
        if "%" in path:
            from urllib.parse import unquote  # 10 ms, and rare

            path = unquote(path)
        if path[:1] == "/" and path[2:4] in (":/", ":") and path[1].isalpha():
            return path[1:].replace("/", "\\")
        return path

    def to_text(self) -> str:
        """Return the JSON text that uv writes: compact, without a final newline and without credentials."""
        import json  # 3 ms, and only direct URLs need it

        info: dict[str, Any]
        if self.kind == "vcs":
            info = {"vcs": self.vcs}
            optional = (("commit_id", self.commit_id), ("requested_revision", self.requested_revision))
            info.update((key, value) for key, value in optional if value)
            if self.lfs:
                info["git_lfs"] = True
        elif self.kind == "directory":
            info = {} if self.editable is None else {"editable": self.editable}
        else:
            info = {"hashes": dict(text.split(":", 1) for text in self.hashes)} if self.hashes else {}
        document = {"url": without_credentials(self.url), _INFO[self.kind]: info}
        if self.subdirectory:
            document["subdirectory"] = self.subdirectory
        if self.path:
            document["path"] = self.path
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


_INFO = {"archive": "archive_info", "directory": "dir_info", "vcs": "vcs_info"}
_KINDS: tuple[Literal["directory", "archive", "vcs"], ...] = ("directory", "archive", "vcs")


def parse_direct_url(text: str) -> DirectUrl:
    """Read a `direct_url.json`; keys that PEP 610 does not name are ignored.

    Raises:
        ParseError: it is not JSON, or not a record of an origin.
    """
    import json  # 3 ms, and only direct URLs need it

    try:
        document = json.loads(text)
    except ValueError as error:
        raise ParseError(f"Invalid `direct_url.json`: {error}", source=text) from error
    unknown = ParseError("data did not match any variant of untagged enum DirectUrl", source=text)
    if not isinstance(document, dict) or not isinstance(document.get("url"), str):
        raise unknown
    for kind in _KINDS:
        info = document.get(_INFO[kind])
        if isinstance(info, dict):
            return DirectUrl(
                url=document["url"], kind=kind, subdirectory=_text(document, "subdirectory"),
                path=_text(document, "path"), **_details(kind, info),
            )  # fmt: skip
    raise unknown


def _details(kind: str, info: Mapping[str, object]) -> dict[str, Any]:
    if kind == "directory":
        editable = info.get("editable")
        return {"editable": editable if isinstance(editable, bool) else None}
    if kind == "archive":
        return {"hashes": _hashes(info)}
    return {
        "vcs": _text(info, "vcs"),
        "commit_id": _text(info, "commit_id"),
        "requested_revision": _text(info, "requested_revision"),
        "lfs": info.get("git_lfs") is True,
    }


def _hashes(info: Mapping[str, object]) -> tuple[str, ...]:
    """Read `hashes`, or else the older `hash` (`algorithm=hex`)."""
    hashes = info.get("hashes")
    if isinstance(hashes, dict) and hashes:
        return tuple(f"{algorithm}:{digest}" for algorithm, digest in hashes.items())
    single = _text(info, "hash")
    return (single.replace("=", ":", 1),) if "=" in single else ()


def _text(info: Mapping[str, object], key: str) -> str:
    value = info.get(key)
    return value if isinstance(value, str) else ""


def render_archive_url(url: str, hashes: Iterable[str] = ()) -> str:  # noqa: ARG001 - kept in step with the caller's facts
    """Return the text of `direct_url.json` for a wheel or source archive, as uv writes it: without the hashes.

    A `#…` fragment of the URL is left out, but for its `subdirectory`.
    """
    address, _, fragment = url.partition("#")
    parts = dict(part.partition("=")[::2] for part in fragment.split("&") if "=" in part)
    return DirectUrl(url=address, subdirectory=parts.get("subdirectory", "")).to_text()


def render_git_url(git: GitUrl) -> str:
    """Return the text of `direct_url.json` for what comes out of a repository; its commit is known."""
    return DirectUrl(
        url=git.repository, kind="vcs", vcs="git", commit_id=git.commit,
        requested_revision=git.reference, lfs=git.lfs, subdirectory=git.subdirectory,
        path=git.path,
    ).to_text()  # fmt: skip


def render_directory_url(url: str, *, editable: bool | None = None, subdirectory: str = "") -> str:
    """Return the text of `direct_url.json` for a project directory; None for `editable` says nothing of it."""
    return DirectUrl(url=url, kind="directory", editable=editable, subdirectory=subdirectory).to_text()
