"""Which files are published: wheels, source distributions, and the attestations about them."""

from __future__ import annotations

import os

from puv.errors import ParseError
from puv.events import Warned
from puv.frozen import Frozen
from puv.standards.filenames import SOURCE_EXTENSIONS, parse_wheel_name, sdist_extension
from puv.standards.names import parse_package_name
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.ops.runtime import Runtime
    from puv.standards.names import PackageName

_ATTESTATION = ".attestation"
_DEFAULT = "dist/*"


class Upload(Frozen):
    """A file to publish. `shown` is its path as the user sees it, `attestations` the paths of those about it."""

    path: str
    shown: str
    filename: str
    name: PackageName
    version: Version
    is_wheel: bool
    python_tag: str
    attestations: tuple[str, ...] = ()


def files_to_publish(patterns: Iterable[str], runtime: Runtime) -> list[Upload]:
    """Return what the patterns name, each once: wheels, then source distributions, by their paths."""
    shown = sorted({found for pattern in (tuple(patterns) or (_DEFAULT,)) for found in _expanded(pattern, runtime)})
    attestations = [path for path in shown if path.endswith(_ATTESTATION)]
    found = []
    for path in shown:
        upload = _upload(path, runtime)
        if upload is not None:
            about = tuple(runtime.path(other) for other in attestations if _is_about(other, path))
            found.append(upload.replace(attestations=about))
    return sorted(found, key=lambda upload: (not upload.is_wheel, upload.shown))


def _expanded(pattern: str, runtime: Runtime) -> list[str]:
    import glob  # only publishing has patterns

    return [path for path in glob.glob(pattern, root_dir=runtime.cwd) if os.path.isfile(runtime.path(path))]


def _is_about(attestation: str, path: str) -> bool:
    rest = attestation.removeprefix(f"{path}.")
    return rest != attestation and rest.count(".") == 1


def _upload(shown: str, runtime: Runtime) -> Upload | None:
    filename = os.path.basename(shown)
    if not filename.endswith((".whl", *SOURCE_EXTENSIONS)):
        return None
    try:
        if filename.endswith(".whl"):
            wheel = parse_wheel_name(filename)
            name, version, tag = wheel.name, wheel.version, filename.removesuffix(".whl").split("-")[-3]
        else:
            name, version = _source_name(filename)
            tag = "source"
    except ParseError:
        message = f"Skipping file that looks like a distribution, but is not a valid distribution filename: {shown}"
        runtime.report(Warned(message=message))
        return None
    return Upload(
        path=runtime.path(shown), shown=shown, filename=filename, name=name, version=version,
        is_wheel=filename.endswith(".whl"), python_tag=tag,
    )  # fmt: skip


def _source_name(filename: str) -> tuple[PackageName, Version]:
    """Take the file name of a source distribution apart.

    Raises:
        ParseError: it is not one.
    """
    name, _, version = filename.removesuffix(sdist_extension(filename)).rpartition("-")
    return parse_package_name(name), Version.parse(version)


def expected_name(upload: Upload) -> str:
    """Return the file name in its normal form."""
    stem = f"{upload.name.replace('-', '_')}-{upload.version}"
    if not upload.is_wheel:
        return stem + sdist_extension(upload.filename)
    tags = "-".join(upload.filename.split("-")[2:])
    return f"{stem}-{tags}"
