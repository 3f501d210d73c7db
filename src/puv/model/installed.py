"""`InstalledDist`: a distribution found in an environment."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from puv.standards.names import PackageName
    from puv.standards.version import Version


class InstalledDist(Frozen):
    """One `*.dist-info`, `*.egg-info` (directory or file) or `*.egg-link` of an environment.

    `path` is its absolute path; `location` the directory it was found in (site-packages). Metadata, direct_url
    and INSTALLER are read on demand by `puv.python.site_packages`, never while listing.
    `editable_location` is the project directory of an egg-link (direct_url editables are found by reading).
    """

    name: PackageName
    version: Version
    path: str
    location: str
    kind: Literal["dist-info", "egg-info-directory", "egg-info-file", "egg-link"]
    editable_location: str = ""
