"""`Index`: a place that lists packages."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.policy import Authentication, IndexFormat

# The only place in the product that names the public index.
DEFAULT_INDEX_URL = "https://pypi.org/simple"
# Its uploads go to another server of the same name.
DEFAULT_UPLOAD_URL = DEFAULT_INDEX_URL.replace("://", "://upload.").replace("/simple", "/legacy/")


class Index(Frozen):
    """A place that lists packages: a simple index, or a flat one (a directory or a page of files for many packages).

    `format` is `simple`, `flat`, or `links`: those of `--find-links` are flat too, but stand beside all the others
    instead of among them. `url` may hold credentials; show `puv.fetcher.redact.redacted(url)` only. `given` is the
    address as the user wrote it, empty where that is `url`. An `explicit` index serves only what names it.
    `authenticate` says whether credentials are looked for at once (`always`), after a refusal (`auto`) or never;
    after `ignored_statuses` the next index is asked. `page_caching` and `file_caching` take the place of the server's
    `Cache-Control`, empty for none. `exclude_newer` is a text as `--exclude-newer` takes it, or `false`. Packages named
    in `only_for` are taken from the indexes that name them only, and nothing else is. `publish_url` is where packages
    are uploaded to.
    """

    url: str
    given: str = ""
    name: str = ""
    default: bool = False
    explicit: bool = False
    format: IndexFormat = "simple"
    authenticate: Authentication = "auto"
    ignored_statuses: frozenset[int] = frozenset()
    page_caching: str = ""
    file_caching: str = ""
    exclude_newer: str | None = None
    only_for: frozenset[str] = frozenset()
    publish_url: str = ""
