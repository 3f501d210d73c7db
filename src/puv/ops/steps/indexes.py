"""From the index settings to the indexes that are asked, in order."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import Warned
from puv.fetcher.redact import host, split_credentials
from puv.model.index import DEFAULT_INDEX_URL, Index
from puv.settings.values import Placed, index_name_problem
from puv.standards.urls import file_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from puv.ops.runtime import Runtime
    from puv.settings import Settings


class Hints:
    """What requirements files say about indexes (`--index-url` and its like inside them)."""

    __slots__ = ("extra_index_urls", "find_links", "index_url", "no_index")

    extra_index_urls: tuple[str, ...]
    find_links: tuple[str, ...]
    index_url: str
    no_index: bool

    def __init__(
        self,
        *,
        index_url: str = "",
        extra_index_urls: tuple[str, ...] = (),
        find_links: tuple[str, ...] = (),
        no_index: bool = False,
    ) -> None:
        self.index_url = index_url
        self.extra_index_urls = extra_index_urls
        self.find_links = find_links
        self.no_index = no_index


NO_HINTS = Hints()


def indexes(settings: Settings, runtime: Runtime, hints: Hints = NO_HINTS) -> tuple[Index, ...]:
    """Return the indexes in the order in which they are asked; the default one comes last, `--find-links` first.

    The command line's come before the environment's, those before the files', and all before what requirements
    files add. Of several with one name the first counts.

    Raises:
        InputError: an index setting is no URL, path or known name.
    """
    index = settings.index
    links = tuple(_linked(place, runtime) for place in (*index.find_links, *hints.find_links))
    if index.no_index or hints.no_index:
        return links
    named = {str(table["name"]): table for table in reversed(index.configured) if table.get("name")}
    given = [_given(text, named, settings, runtime) for text in index.index]
    if index.default_index:
        given.append(_given(index.default_index, named, settings, runtime).replace(default=True))
    if index.index_url and not isinstance(index.index_url, Placed):
        given.append(_plain(index.index_url, runtime, default=True))
    files = [url for url in index.extra_index_url if isinstance(url, Placed)]
    arguments = [url for url in index.extra_index_url if not isinstance(url, Placed)]
    given += [_plain(url, runtime) for url in arguments]
    given += [_configured(table, runtime) for table in index.configured]
    given += [_plain(url, runtime) for url in (*files, *hints.extra_index_urls)]
    if index.index_url and isinstance(index.index_url, Placed):
        given.append(_plain(index.index_url, runtime, default=True))
    if hints.index_url:
        given.append(_plain(hints.index_url, runtime, default=True))
    return (*links, *_distinct(given))


def _distinct(entries: Iterable[Index]) -> Iterator[Index]:
    """Yield the first index of each name and address, then the first default one, or the public one."""
    names: set[str] = set()
    places: set[tuple[str, bool]] = set()
    default: Index | None = None
    for entry in entries:
        if entry.name:
            if entry.name in names:
                continue
            names.add(entry.name)
        if entry.default:
            default = default or entry
            continue
        if (entry.given, entry.explicit) in places:
            continue
        places.add((entry.given, entry.explicit))
        yield entry
    yield default or Index(url=DEFAULT_INDEX_URL, default=True)


def _given(text: str, named: Mapping[str, Mapping[str, object]], settings: Settings, runtime: Runtime) -> Index:
    """Read an `--index` value: `NAME=URL`, a URL or path, or the name of a configured index."""
    if text in named:
        if not _previewed(settings, "index-by-name"):
            runtime.report(Warned(message=_experimental("Referencing an index by name", "index-by-name")))
        return _configured(named[text], runtime).replace(explicit=False)
    name, place = _divided(text)
    return _plain(place, runtime, name=name)


def _previewed(settings: Settings, feature: str) -> bool:
    return settings.output.preview or feature in settings.output.preview_features


def _experimental(what: str, feature: str) -> str:
    return (
        f"{what} is experimental and may change without warning. Pass `--preview-features {feature}` to disable this "
        "warning."
    )


def given_index(text: str, runtime: Runtime) -> tuple[str, str]:
    """Return the name, maybe empty, and the URL of an `--index` value, the URL as written."""
    name, place = _divided(text)
    return name, located(place, runtime)


def located(place: str, runtime: Runtime) -> str:
    """Return the URL of an index or of a value of `--find-links`, as written if it is one."""
    return place if _is_url(place) else _url(place, runtime)


def _divided(text: str) -> tuple[str, str]:
    """Divide an `--index` value into a name, maybe empty, and a place."""
    name, equals, place = text.partition("=")
    return (name, place) if equals and name and not index_name_problem(name) else ("", text)


def warn_of_ambiguous(settings: Settings, runtime: Runtime) -> None:
    """Warn of `--index` and `--default-index` values that could be names of indexes, and of options not yet stable."""
    index = settings.index
    names = {table.get("name") for table in index.configured}
    for text in (*index.index, *((index.default_index,) if index.default_index else ())):
        place = _divided(text)[1]
        if text not in names and not _is_url(place) and not place.startswith(("./", "../", "/")):
            runtime.report(
                Warned(
                    message="Relative paths passed to `--index` or `--default-index` should be disambiguated from "
                    f"index names (use `./{place}`). Support for ambiguous values will be removed in the future"
                )
            )
    if any("exclude-newer" in table for table in index.configured) and not _previewed(settings, "index-exclude-newer"):
        message = _experimental("Setting `exclude-newer` on configured indexes", "index-exclude-newer")
        runtime.report(Warned(message=message))


def _configured(table: Mapping[str, object], runtime: Runtime) -> Index:
    """Read an entry of `[[index]]`; the form of those in files was checked with the file."""
    url, name = table.get("url"), str(table.get("name", ""))
    if not isinstance(url, str):
        raise InputError("An entry of `[[tool.uv.index]]` has no `url`")
    caching = table.get("cache-control")
    lifetimes: Mapping[str, str] = caching if isinstance(caching, dict) else {}
    newest, statuses = table.get("exclude-newer"), table.get("ignore-error-codes")
    found = _plain(url, runtime, name=name)
    return found.replace(
        default=table.get("default") is True,
        explicit=table.get("explicit") is True,
        format="flat" if table.get("format") == "flat" else "simple",
        authenticate=table.get("authenticate", "auto"),
        ignored_statuses=frozenset(statuses) if isinstance(statuses, tuple) else found.ignored_statuses,
        page_caching=lifetimes.get("api", ""),
        file_caching=lifetimes.get("files", ""),
        exclude_newer=None if newest is None else str(newest),
        publish_url=str(table.get("publish-url", "")),
    )


def _plain(place: str, runtime: Runtime, *, name: str = "", default: bool = False) -> Index:
    """Return the index at a URL or path."""
    url = _signed(_url(place, runtime), name, runtime)
    # Servers that do not show what there is answer so for every package they do not have.
    hidden = _HIDING.get(host(url), frozenset())
    return Index(url=url, given=str(place), name=name, default=default, ignored_statuses=hidden)


def _linked(place: str, runtime: Runtime) -> Index:
    return Index(url=_url(place, runtime), given=str(place), format="links")


def _url(place: str, runtime: Runtime) -> str:
    """Return a URL as it is, and a directory as a `file:` URL without a closing slash."""
    if _is_url(place):
        return place.rstrip("/") if place.startswith("file:") else str(place)
    base = place.base if isinstance(place, Placed) else ""
    return file_url(runtime.path(os.path.join(base, place)).replace(os.sep, "/"))


def _signed(url: str, name: str, runtime: Runtime) -> str:
    """Put the credentials that variables hold for a named index (`UV_INDEX_<NAME>_PASSWORD`) into its URL.

    Those that the URL has already are not replaced.
    """
    if not name or url.startswith("file:") or split_credentials(url)[0] != url:
        return url
    word = "".join(character if character.isascii() and character.isalnum() else "_" for character in name.upper())
    user, password = (
        runtime.environ.get(f"PUV_INDEX_{word}_{part}") or runtime.environ.get(f"UV_INDEX_{word}_{part}", "")
        for part in ("USERNAME", "PASSWORD")
    )
    if not (user or password):
        return url
    from urllib.parse import quote  # few indexes are given credentials this way

    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{quote(user, safe='')}:{quote(password, safe='')}@{rest}"


def _is_url(place: str) -> bool:
    """Tell a URL that can be asked from a path, whatever it looks like."""
    scheme, colon, _ = place.partition(":")
    return bool(colon) and scheme.lower() in _SCHEMES


_SCHEMES = frozenset(("http", "https", "file"))
_HIDING = {"download.pytorch.org": frozenset((403,))}
