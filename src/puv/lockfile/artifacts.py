"""`Artifact`: one file of a locked package, and the inline table that stands for it in `uv.lock`."""

from __future__ import annotations

from puv.errors import LockfileError
from puv.standards.toml_text import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Artifact:
    """One wheel or source archive. Treat as frozen; equal when every field is.

    At most one of `url`, `path` and `filename` says where the file is: an address, a path (relative to the lock, or
    absolute), or, where the source of the package is a path itself, only a name. A source archive that is its package's
    own address has none of them. `hash` is `algorithm:hex` or empty, `size` counts bytes, `upload_time` is an RFC 3339
    text in UTC or empty. `zstd` is the digest and size of the archive compressed anew, where the index has it.
    """

    __slots__ = ("filename", "hash", "path", "size", "upload_time", "url", "zstd")

    filename: str
    hash: str
    path: str
    size: int | None
    upload_time: str
    url: str
    zstd: tuple[str, int | None] | None

    def __init__(  # noqa: PLR0913 - the fields of one entry
        self,
        *,
        url: str = "",
        path: str = "",
        filename: str = "",
        hash: str = "",  # noqa: A002 - the name in the file
        size: int | None = None,
        upload_time: str = "",
        zstd: tuple[str, int | None] | None = None,
    ) -> None:
        self.url, self.path, self.filename = url, path, filename
        self.hash, self.size, self.upload_time, self.zstd = hash, size, upload_time, zstd

    @property
    def name(self) -> str:
        """Return the name of the file, percent-decoded; empty where only the package's source tells it."""
        if self.filename or not self.url:
            return self.filename or self.path[self.path.rfind("/") + 1 :]
        place = self.url.partition("#")[0].partition("?")[0]
        name = place[place.rfind("/") + 1 :]
        if "%" not in name:
            return name
        from urllib.parse import unquote  # 10 ms, and rare

        return unquote(name)

    def __str__(self) -> str:
        """Render the inline table as uv writes it."""
        parts = [
            f"{key} = {quoted(value)}"
            for key, value in (("url", self.url), ("path", self.path), ("filename", self.filename), ("hash", self.hash))
            if value
        ]
        if self.size is not None:
            parts.append(f"size = {self.size}")
        if self.upload_time:
            parts.append(f'upload-time = "{self.upload_time}"')
        if self.zstd is not None:
            digest, size = self.zstd
            parts.append(f'zstd = {{ hash = "{digest}"' + (f", size = {size} }}" if size is not None else " }"))
        return f"{{ {', '.join(parts)} }}" if parts else "{}"

    def __repr__(self) -> str:
        """Show the inline table."""
        return f"Artifact({self})"

    def __eq__(self, other: object) -> bool:
        """Compare every field."""
        return isinstance(other, Artifact) and self._key() == other._key()

    def __hash__(self) -> int:
        """Hash every field."""
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        return (self.url, self.path, self.filename, self.hash, self.size, self.upload_time, self.zstd)


def parse_artifact(text: str) -> Artifact:
    """Read an inline table: quickly where it is as uv writes it, else as any TOML.

    Raises:
        LockfileError: the text is no table of a file.
    """
    found = _canonical(text)
    if found is not None:
        return found
    import tomllib  # 17 ms, and only for what another program wrote

    try:
        return artifact_of(tomllib.loads(f"file = {text}")["file"])
    except tomllib.TOMLDecodeError:
        raise _problem(text) from None


def _canonical(text: str) -> Artifact | None:
    """Read what `str` of an artifact gives, unless a text in it has quotes or `, `; None for anything else."""
    if "\\" in text or "'" in text or '""' in text or not text.startswith("{ ") or not text.endswith(" }"):
        return None
    body, opened, inner = text[2:-2].partition(", zstd = { ")
    try:
        values = dict(part.split(" = ", 1) for part in body.split(", "))
        packed = dict(part.split(" = ", 1) for part in inner[:-2].split(", ")) if opened else {}
        size = values.pop("size", None)
        result = Artifact(
            url=values.pop("url", '""')[1:-1],
            path=values.pop("path", '""')[1:-1],
            filename=values.pop("filename", '""')[1:-1],
            hash=values.pop("hash", '""')[1:-1],
            size=None if size is None else int(size),
            upload_time=values.pop("upload-time", '""')[1:-1],
            zstd=(packed.pop("hash")[1:-1], int(packed.pop("size"))) if opened else None,
        )
    except (ValueError, KeyError):
        return None
    return None if values or packed else result


def artifact_of(table: Mapping[str, object]) -> Artifact:
    """Read the table of a file out of a parsed document; keys that mean nothing to uv are left out.

    Raises:
        LockfileError: a value is of another type than it must be.
    """
    texts = {key: table.get(key, "") for key in ("url", "path", "filename", "hash")}
    moment = table.get("upload-time", table.get("upload_time", ""))
    size, zstd = table.get("size"), table.get("zstd")
    packed = None
    if isinstance(zstd, dict):
        packed = (str(zstd.get("hash", "")), zstd.get("size"))
    if not all(isinstance(text, str) for text in texts.values()) or not isinstance(size, int | None):
        raise _problem(str(dict(table)))
    return Artifact(
        url=str(texts["url"]),
        path=str(texts["path"]),
        filename=str(texts["filename"]),
        hash=str(texts["hash"]),
        size=size,
        upload_time=_moment(moment),
        zstd=packed,
    )


def _moment(value: object) -> str:
    """Take a time as a text or as TOML's own, which other tools write."""
    return value if isinstance(value, str) else str(value).replace(" ", "T").replace("+00:00", "Z")


def _problem(text: str) -> LockfileError:
    return LockfileError(f"The entry of a file cannot be read: {text}")
