"""What direct addresses of wheels and source archives hold, and the words for what is wrong with them."""

from __future__ import annotations

import os

from puv.errors import FetchError, InputError
from puv.fetcher.errors import MetadataMismatchError, NotInCacheError
from puv.fetcher.redact import file_path, redacted
from puv.model.availability import Unusable
from puv.ops.steps.given import MissingDistributionError
from puv.ops.steps.prepare import DownloadError
from puv.standards.filenames import SOURCE_EXTENSIONS, parse_wheel_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.model.availability import Unusable as Answer
    from puv.standards.listing import File
    from puv.standards.metadata import Metadata

#: What a source distribution may be called (PEP 625), and the older form that some still have.
_COMPLIANT = (".tar.gz", ".zip")


class NonCompliantNameError(InputError):
    """A source archive is of a kind that PEP 625 does not know. `shown` is its address in the user's words."""

    code = "non-compliant-name"
    exit_code = 1

    def __init__(self, shown: str) -> None:
        super().__init__(
            f"Source distribution `{shown}` has a non-PEP 625-compliant filename; only `.tar.gz` and `.zip` archives "
            "are accepted"
        )
        self.shown = shown


class InvalidWheelError(FetchError):
    """What stands at the address of a wheel is none, or not the one it is called."""

    code = "invalid-wheel"
    exit_code = 1


def is_missing(file: File) -> bool:
    """Tell whether a file is on this machine, and not there."""
    return file.url.startswith("file:") and not os.path.exists(file_path(file.url))


def check_archive(file: File, given: str = "") -> None:
    """Refuse the direct address of a source archive that is not there, or of a kind that nobody should make.

    Raises:
        MissingDistributionError: it is not there.
        NonCompliantNameError: it is no `.tar.gz` and no `.zip`.
    """
    if is_missing(file):
        raise MissingDistributionError(file.url)
    name = file.filename
    is_archive = name.endswith(SOURCE_EXTENSIONS) and not os.path.isdir(file_path(file.url))
    if is_archive and not name.endswith(_COMPLIANT):
        raise NonCompliantNameError(given or redacted(file.url))


def wheel_metadata(
    file: File, ask: Callable[[File], Metadata | Answer], local: Callable[[File], File]
) -> Metadata | Answer:
    """Return what the wheel at a direct address says. `local` brings what is in a repository to this disk.

    Raises:
        MissingDistributionError: it is not there.
        DownloadError: it cannot be fetched, or is no wheel of the name that its address has; the causes say more.
    """
    if is_missing(file):
        raise MissingDistributionError(file.url)
    url = redacted(file.url)
    is_local = file.url.startswith("file:")
    place = file_path(file.url) if is_local else url
    name = parse_wheel_name(file.filename).name
    subject = f"{name} @ {url}"
    try:
        answer = ask(local(file))
    except MetadataMismatchError as error:
        unreadable = _unreadable(subject, place, (str(error),), local=is_local)
        raise unreadable from unreadable.__cause__
    except FetchError as error:
        raise DownloadError(subject, error, local=is_local) from error
    if isinstance(answer, Unusable) and answer.reason == "offline":
        absent = NotInCacheError(url)
        raise DownloadError(subject, absent, local=is_local) from absent
    if not isinstance(answer, Unusable) or answer.reason not in ("invalid-metadata", "invalid-structure"):
        return answer
    why = [answer.detail]
    if answer.reason == "invalid-structure":
        why.append("unable to locate the end of central directory record")
    raise _unreadable(subject, place, why, local=is_local)


def _unreadable(subject: str, place: str, why: tuple[str, ...] | list[str], *, local: bool) -> DownloadError:
    top = error = InvalidWheelError(f"Failed to read metadata: {place}")
    for sentence in why:
        cause = InvalidWheelError(sentence)
        error.__cause__ = cause
        error = cause
    found = DownloadError(subject, top, local=local)
    found.__cause__ = top
    return found
