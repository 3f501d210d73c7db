"""What a target holds, as values."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.python import site_packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.standards.version import Version


class InstalledPackage(Frozen):
    """One distribution. `location` is the directory it is in, `installer` what put it there (empty: nobody says).

    `requested` tells that it was asked for by name. `url` is where it came from if not from an index, `editable` that
    it stands for a project's directory.
    """

    name: str
    version: Version
    location: str
    installer: str = ""
    requested: bool = False
    url: str = ""
    editable: bool = False

    def __str__(self) -> str:
        """Show it as a requirement."""
        return f"{self.name} @ {self.url}" if self.url else f"{self.name}=={self.version}"


def installed_packages(directories: Iterable[str]) -> tuple[InstalledPackage, ...]:
    """Return the distributions in directories (absolute), by name.

    Raises:
        PythonError: one has no valid name and version.
    """
    found = []
    for dist in site_packages.snapshot(directories):
        url, editable = "", bool(dist.editable_location)
        text = site_packages.direct_url_text(dist)
        if text is not None:
            from puv.standards.direct_url import parse_direct_url  # not for what came from an index

            direct = parse_direct_url(text)
            url, editable = direct.requirement_url(), direct.editable or editable
        found.append(
            InstalledPackage(
                name=dist.name, version=dist.version, location=dist.location, installer=site_packages.installer(dist),
                requested=site_packages.is_requested(dist), url=url, editable=editable,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name, one.version.key)))
