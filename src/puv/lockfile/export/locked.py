"""An export as a requirements file, byte for byte as uv writes it."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.lockfile.pins import git_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.lockfile.export.graph import Exported
    from puv.standards.names import PackageName


class LockedStyle(Frozen):
    """How the file looks. `editable` tells whether editables stay so, but for those named in `not_editable`."""

    header: str = ""
    annotate: bool = True
    hashes: bool = True
    editable: bool = True
    not_editable: frozenset[PackageName] = frozenset()
    index_url: str = ""
    extra_index_urls: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()


def render_requirements(packages: Iterable[Exported], style: LockedStyle) -> str:
    """Return the text of the file. Virtual packages are left out; editables come first, then paths, then names."""
    lines = [f"--index-url {style.index_url}"] if style.index_url else []
    lines += [f"--extra-index-url {url}" for url in style.extra_index_urls]
    lines += [f"--find-links {place}" for place in style.find_links]
    preamble = "".join(f"{line}\n" for line in lines) + ("\n" if lines else "")
    entries = [(_place(entry, style), entry) for entry in packages if entry.package.source.kind != "virtual"]
    entries.sort(key=lambda pair: (*pair[0][:2], pair[1].package.id.sort_key()))
    return style.header + preamble + "".join(_entry(place[2], entry, style) for place, entry in entries)


def _place(entry: Exported, style: LockedStyle) -> tuple[int, str, str]:
    """Return the rank among the kinds of entries, what sorts within it, and the text without marker."""
    package = entry.package
    source = package.source
    if source.kind == "editable" and style.editable and package.name not in style.not_editable:
        return 0, source.place, f"-e {_path(source.place)}"
    if source.is_local:
        return 1, source.place, _path(source.place)
    if source.kind == "url":
        inner = f"#subdirectory={source.subdirectory}" if source.subdirectory else ""
        return 2, package.name, f"{package.name} @ {source.place}{inner}"
    if source.kind == "git":
        return 2, package.name, f"{package.name} @ {git_address(source.place)}"
    return 2, package.name, f"{package.name}=={package.version}"


def _path(place: str) -> str:
    if place == "." or place.startswith(("./", "../", "/")) or place[1:2] == ":":
        return place
    return f"./{place}"


def _entry(text: str, entry: Exported, style: LockedStyle) -> str:
    if entry.marker:
        text += f" ; {entry.marker}"
    if style.hashes:
        text += "".join(f" \\\n    --hash={digest}" for digest in hashes_of(entry))
    if style.annotate and entry.via:
        if len(entry.via) == 1:
            text += f"\n    # via {entry.via[0]}"
        else:
            text += "\n    # via" + "".join(f"\n    #   {name}" for name in entry.via)
    return text + "\n"


def hashes_of(entry: Exported) -> list[str]:
    """Return the digests of all files of a package, sorted."""
    sdist, wheels = entry.package.files_text()
    # The texts are cut rather than read: an export needs nothing else of thousands of files.
    found = {
        piece[: piece.find('"')] for piece in f"{sdist}\n{wheels}".replace("zstd = { hash", "").split('hash = "')[1:]
    }
    return sorted(found)
