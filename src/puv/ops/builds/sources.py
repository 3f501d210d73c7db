"""`Source`: something to build, and what is known of it so far."""

from __future__ import annotations

import os

from puv.builder.errors import BackendError, BuildFailedError
from puv.builder.hints import hint
from puv.errors import BuildError, FetchError, PuvError
from puv.fetcher.redact import file_path, redacted
from puv.standards.git_url import is_git_url, parse_git_url
from puv.standards.names import normalize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.builder.frontend import Frontend
    from puv.builder.tree import SourceTree
    from puv.cache.wheels import StoredWheel
    from puv.standards.listing import File

SHA256 = "sha256:"


class Source:
    """Something to build. `name` is empty while nobody knows it; `version` is that of the file name, or empty.

    `told` is the version that its metadata tells, empty before.
    """

    __slots__ = (
        "archive",
        "editable",
        "file",
        "fresh",
        "frontend",
        "is_directory",
        "is_repository",
        "name",
        "sha256",
        "told",
        "tree",
        "version",
        "wheel",
    )

    archive: str
    editable: bool
    file: File
    fresh: bool
    is_directory: bool
    is_repository: bool
    name: str
    sha256: str
    told: str
    version: str

    def __init__(self, file: File, name: str, version: str, *, editable: bool, fresh: bool) -> None:
        self.file, self.name, self.version = file, name, version
        self.editable, self.fresh = editable, fresh
        self.is_directory = file.url.startswith("file:") and os.path.isdir(file_path(file.url))
        self.is_repository = is_git_url(file.url)
        self.sha256 = next((text for text in file.hashes if text.startswith(SHA256)), "")
        self.archive = ""
        self.told = ""
        self.tree: SourceTree | None = None
        self.frontend: Frontend | None = None
        self.wheel: StoredWheel | None = None

    @property
    def label(self) -> str:
        """What events and errors call it."""
        if self.file.index:
            return f"{self.name}=={self.version}"
        return f"{self.name} @ {self.shown}" if self.name else self.shown

    @property
    def in_repository(self) -> bool:
        """Whether it is an archive that lies in a repository."""
        return self.is_repository and bool(parse_git_url(self.file.url).path)

    @property
    def shown(self) -> str:
        """Its address as messages show it."""
        url = self.file.url
        return redacted(parse_git_url(url).shown() if self.is_repository else url)

    @property
    def filename(self) -> str:
        """The name of the archive."""
        return self.file.filename or self.file.url.partition("#")[0].rpartition("/")[2]


def failure(source: Source, error: PuvError, *, nested: bool) -> PuvError:
    """Return the error with the name of what was built, where it has one.

    What was built for another build (`nested`) has no hints: its user did not ask for it.
    """
    if not source.name:
        return error
    fetched = not isinstance(error, BackendError)
    fetched = fetched and bool(source.file.index or not source.file.url.startswith("file:"))
    hints: tuple[str, ...] = ()
    if isinstance(error, BackendError) and not nested:
        hints = (hint(error.stderr, source.name, source.version or source.told),)
    code = error.exit_code if isinstance(error, BuildError | FetchError) else 1
    wrapped = BuildFailedError(source.label, normalize(source.name), fetched=fetched, hints=hints, exit_code=code)
    wrapped.__cause__ = error
    return wrapped
