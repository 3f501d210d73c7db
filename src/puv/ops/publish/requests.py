"""What `puv publish` is asked, what it tells, and what can go wrong."""

from __future__ import annotations

from puv.errors import PuvError
from puv.frozen import Frozen


class PublishRequest(Frozen):
    """`puv publish`. `files` are paths or patterns; none means what is in `dist`.

    `token` stands for the user `__token__` and a password. Credentials are never shown.
    """

    files: tuple[str, ...] = ()
    index: str = ""
    username: str | None = None
    password: str | None = None
    token: str | None = None
    dry_run: bool = False
    no_attestations: bool = False

    def __repr__(self) -> str:
        """Show everything but the secrets."""
        return f"PublishRequest(files={self.files!r}, index={self.index!r}, dry_run={self.dry_run})"


class PublishReport(Frozen):
    """The names of the files that were uploaded, and of those that the index had already.

    `failures` are, in a dry run, what is wrong with single files.
    """

    uploaded: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    failures: tuple[PuvError, ...] = ()


class PublishError(PuvError):
    """Distributions cannot be published; the cause says why where the message does not."""

    code = "publish"


class UploadError(PublishError):
    """One file was not accepted. `path` is its path; `uploaded` are the files that were before it."""

    path: str
    uploaded: tuple[str, ...]

    code = "upload"

    def __init__(self, path: str, url: str, uploaded: tuple[str, ...]) -> None:
        super().__init__(f"Failed to publish `{path}` to `{url}`")
        self.path, self.uploaded = path, uploaded


class UploadStatusError(PublishError):
    """The server refused an upload. `status` is its answer's."""

    code = "upload-status"

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status
