"""An interpreter that no place holds: downloaded where that is allowed, else told how it could be had."""

from __future__ import annotations

import os

from puv.ops.python.fetching import bring_one, known_downloads
from puv.python.downloads import Platform, choose, completed
from puv.python.errors import NoInterpreterError
from puv.python.managed import managed_directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.model.policy import PythonPreference
    from puv.ops.runtime import Runtime
    from puv.python.downloads import PythonDownload
    from puv.python.request import PythonRequest
    from puv.settings import Settings

    DownloadPolicy = Literal["automatic", "manual", "never"]

_OUTDATED = (
    "puv embeds available Python downloads and may require an update to install new versions. Consider retrying on a "
    "newer version of puv."
)


def download_policy(settings: Settings) -> DownloadPolicy:
    """Return when interpreters may be downloaded: whenever one is needed, only when asked for, or never."""
    python = settings.python
    if python.no_python_downloads or python.python_downloads == "never":
        return "never"
    if python.allow_python_downloads or python.python_downloads != "manual":
        return "automatic"
    return "manual"


def provide(
    missing: NoInterpreterError,
    request: PythonRequest,
    preference: PythonPreference,
    settings: Settings,
    runtime: Runtime,
) -> PythonDownload:
    """Download and install what a request asks for.

    Raises:
        NoInterpreterError: there is no such download, or it is not wanted; `missing` with advice.
        PuvError: it cannot be fetched or installed.
    """
    found = _found(request, settings, runtime)
    directory = managed_directory(runtime.environ, os_name=os.name)
    if found is None or not directory or _objection(preference, request, settings):
        raise advised(missing, request, preference, settings, runtime)
    bring_one(found, directory, settings, runtime)
    runtime.not_replayable()
    return found


def advised(
    missing: NoInterpreterError,
    request: PythonRequest,
    preference: PythonPreference,
    settings: Settings,
    runtime: Runtime,
) -> NoInterpreterError:
    """Return the error with advice how the interpreter could be had, where there is any."""
    if completed(request, Platform.of_this_process()) is None:
        return missing
    hint = ""
    if _found(request, settings, runtime) is None:
        hint = _OUTDATED if download_policy(settings) == "automatic" else ""
    else:
        objection = _objection(preference, request, settings)
        subject = f" for {request.describe()}" if request.describe() else ""
        hint = f"A managed Python download is available{subject}, but {objection}" if objection else ""
    return NoInterpreterError(str(missing), request=missing.request, hints=(hint,) if hint else ())


def _found(request: PythonRequest, settings: Settings, runtime: Runtime) -> PythonDownload | None:
    wanted = completed(request, Platform.of_this_process())
    return None if wanted is None else choose(known_downloads(settings, runtime), wanted)


def _objection(preference: PythonPreference, request: PythonRequest, settings: Settings) -> str:
    """Return why a download is not wanted, empty where it is."""
    policy = download_policy(settings)
    if policy == "never":
        return "Python downloads are set to 'never'"
    if policy == "manual":
        text = request.canonical()
        return f"Python downloads are set to 'manual', use `puv python install {text}` to install the required version"
    if preference == "only-system":
        return "the Python preference is set to 'only system'"
    return "puv is set to offline mode" if settings.network.offline else ""
