"""From the index settings to the indexes that are asked, in order."""

from __future__ import annotations

import os

from puv.errors import InputError
from puv.events import Warned
from puv.fetcher.redact import split_credentials
from puv.model.index import DEFAULT_INDEX_URL, Index
from puv.standards.urls import file_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.ops.runtime import Runtime
    from puv.settings import Settings
    from puv.settings.groups.index import IndexSettings


class Hints:
    """What requirements files say about indexes (`--index-url` and its like inside them)."""

    __slots__ = ("extra_index_urls", "find_links", "index_url", "no_index")

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
    """Return the indexes in the order in which they are asked; the default one comes last, flat ones first.

    The command line's come before the environment's, those before the files', and all before what requirements
    files add.

    Raises:
        InputError: an index setting is no URL, path or known name.
    """
    index = settings.index
    flat = tuple(Index(url=_located(place, runtime), format="flat") for place in (*index.find_links, *hints.find_links))
    if index.no_index or hints.no_index:
        return flat
    configured = tuple(_configured(table, runtime) for table in index.configured)
    named = {entry.name: entry for entry in configured if entry.name}
    listed = [_given(text, named, runtime) for text in index.index]
    listed += [entry for entry in configured if not entry.default and not entry.explicit]
    extra = (*index.extra_index_url, *hints.extra_index_urls)
    listed += [Index(url=_url(url, runtime)) for url in extra]
    default = _default(index, configured, named, hints, runtime)
    return (*flat, *_distinct((*listed, default)))


def _default(
    index: IndexSettings,
    configured: tuple[Index, ...],
    named: dict[str, Index],
    hints: Hints,
    runtime: Runtime,
) -> Index:
    if index.default_index:
        return _given(index.default_index, named, runtime).replace(default=True)
    if index.index_url:
        return Index(url=_url(index.index_url, runtime), default=True)
    from_files = next((entry for entry in configured if entry.default), None)
    if from_files is not None:
        return from_files
    return Index(url=_url(hints.index_url or DEFAULT_INDEX_URL, runtime), default=True)


def _given(text: str, named: dict[str, Index], runtime: Runtime) -> Index:
    """Read an `--index` value: `NAME=URL`, a URL or path, or the name of a configured index."""
    if text in named:
        return named[text]
    name, place = _divided(text)
    return Index(url=_signed(_url(place, runtime), name, runtime), name=name)


def _divided(text: str) -> tuple[str, str]:
    """Divide an `--index` value into a name, maybe empty, and a place."""
    name, equals, place = text.partition("=")
    if equals and name.replace("-", "").replace("_", "").replace(".", "").isalnum():
        return name, place
    return "", text


def warn_of_ambiguous(settings: Settings, runtime: Runtime) -> None:
    """Warn of `--index` and `--default-index` values that are paths but could be names of indexes."""
    index = settings.index
    names = {table.get("name") for table in index.configured}
    for text in (*index.index, *((index.default_index,) if index.default_index else ())):
        place = _divided(text)[1]
        if text not in names and not _has_scheme(place) and not place.startswith(("./", "../", "/")):
            runtime.report(
                Warned(
                    message="Relative paths passed to `--index` or `--default-index` should be disambiguated from "
                    f"index names (use `./{place}`). Support for ambiguous values will be removed in the future"
                )
            )


def _configured(table: dict[str, object], runtime: Runtime) -> Index:
    url = table.get("url")
    if not isinstance(url, str):
        raise InputError("An entry of `[[tool.uv.index]]` has no `url`")
    flat, name = table.get("format") == "flat", str(table.get("name", ""))
    return Index(
        url=_signed((_located if flat else _url)(url, runtime), name, runtime),
        name=name,
        default=table.get("default") is True,
        explicit=table.get("explicit") is True,
        format="flat" if flat else "simple",
    )


def _url(place: str, runtime: Runtime) -> str:
    """Return a URL as it is, without a closing slash, and a path as a `file:` URL."""
    if _has_scheme(place):
        return place.rstrip("/")
    return file_url(runtime.path(place).replace(os.sep, "/"))


def _signed(url: str, name: str, runtime: Runtime) -> str:
    """Put the credentials that variables hold for a named index (`UV_INDEX_<NAME>_PASSWORD`) into its URL."""
    if not name:
        return url
    word = "".join(character if character.isalnum() else "_" for character in name.upper())
    user = runtime.environ.get(f"UV_INDEX_{word}_USERNAME", "")
    password = runtime.environ.get(f"UV_INDEX_{word}_PASSWORD", "")
    if not (user or password):
        return url
    from urllib.parse import quote  # few indexes are given credentials this way

    scheme, separator, rest = split_credentials(url)[0].partition("://")
    return f"{scheme}{separator}{quote(user, safe='')}:{quote(password, safe='')}@{rest}"


def _has_scheme(place: str) -> bool:
    """Tell a URL from a path; one letter before the colon is a drive of Windows."""
    scheme, colon, _ = place.partition(":")
    return bool(colon) and len(scheme) > 1 and scheme.isascii() and scheme.replace("+", "").isalnum()


def _located(place: str, runtime: Runtime) -> str:
    """Return the place of a flat index: a URL as it is, without a closing slash, and a path made absolute."""
    if "://" in place:
        return place.rstrip("/")
    return runtime.path(place)


def _distinct(entries: Iterable[Index]) -> list[Index]:
    """Drop repeats of a URL, keeping the first, but let a name or a default mark win over none."""
    found: dict[str, Index] = {}
    for entry in entries:
        known = found.get(entry.url)
        if known is None:
            found[entry.url] = entry
        elif entry.default and not known.default:
            found[entry.url] = known.replace(default=True)
    return list(found.values())
