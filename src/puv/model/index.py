"""`Index`: a place that lists packages."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.policy import IndexFormat

# The only place in the product that names the public index.
DEFAULT_INDEX_URL = "https://pypi.org/simple"


class Index(Frozen):
    """A package index, or a flat list of files (`--find-links`: a directory path or a page's URL).

    `url` may hold credentials; show `puv.fetcher.redact.redacted(url)` only.
    """

    url: str
    name: str = ""
    default: bool = False
    explicit: bool = False
    format: IndexFormat = "simple"
