"""The digests of archives that a lock takes from their addresses, which no index tells."""

from __future__ import annotations

from puv.fetcher.download import Downloader
from puv.fetcher.redact import file_path
from puv.model.resolution import Pin
from puv.model.universal import UniversalPackage
from puv.ops.steps.prepare import fetch_one, stored
from puv.standards.listing import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.universal import UniversalResolution
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import Provision


def with_digests(found: UniversalResolution, port: Provision, runtime: Runtime) -> UniversalResolution:
    """Return the resolution with the digest of every archive; wheels that must be fetched for that are kept.

    Raises:
        FetchError: one cannot be had.
        PuvError: one is damaged.
        OSError: one on disk cannot be read.
    """
    if not any(map(_lacks_digest, found.packages)):
        return found
    packages = tuple(
        _with_digest(package, port, runtime) if _lacks_digest(package) else package for package in found.packages
    )
    return found.replace(packages=packages)


def _lacks_digest(package: UniversalPackage) -> bool:
    is_archive = bool(package.url) and package.source is None and not package.url.startswith("git+")
    return is_archive and any(not file.hashes for file in package.files)


def _with_digest(package: UniversalPackage, port: Provision, runtime: Runtime) -> UniversalPackage:
    file = package.files[0]
    known = {name: getattr(file, name) for name in File.__slots__ if name != "is_wheel"}
    known["hashes"] = (_digest(package, file, port, runtime),)
    fields = {name: getattr(package, name) for name in UniversalPackage.__slots__}
    return UniversalPackage(**{**fields, "files": (File(**known),)})


def _digest(package: UniversalPackage, file: File, port: Provision, runtime: Runtime) -> str:
    if file.url.startswith("file:"):
        from hashlib import file_digest  # few projects take archives from the disk

        with open(file_path(file.url), "rb") as stream:
            return f"sha256:{file_digest(stream, 'sha256').hexdigest()}"
    if not file.is_wheel:
        return port.builds.digest(file)
    pin = Pin(name=package.name, version=package.version, file=file, files=(file,), url=package.url)
    kept = stored([pin], {}, port, runtime.cache.refresh, verify=False).get(pin.name)
    if kept is None:
        downloader = Downloader(port.http, report=runtime.report, cancel=runtime.cancel)
        kept = fetch_one(pin, {}, port, runtime, downloader, verify=False)
    return next(text for text in kept.hashes if text.startswith("sha256:"))
