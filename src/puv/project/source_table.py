"""Read `[tool.uv.sources]`. Pure."""

from __future__ import annotations

from puv.errors import InputError
from puv.project.model import Source
from puv.project.typed import boolean, checked, string, table
from puv.standards.markers import parse_marker
from puv.standards.markers.tree import FALSE, MarkerAlgebra
from puv.standards.names import parse_extra_name, parse_group_name, parse_package_name
from puv.standards.pyproject import PyprojectError, mistyped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal, TypeAlias

    from puv.standards.names import PackageName
    from puv.standards.pyproject import KeyPath

    Kind: TypeAlias = Literal["git", "url", "path", "index", "workspace"]
    Reference: TypeAlias = Literal["rev", "tag", "branch"]

_FIELDS = (
    "git", "subdirectory", "rev", "tag", "branch", "lfs", "url", "path", "editable", "package", "index", "workspace",
    "marker", "extra", "group",
)  # fmt: skip
_REFERENCES: tuple[Reference, ...] = ("rev", "tag", "branch")
# What does not go with a kind, in the order in which uv looks; the first kind in this order is the one meant.
_EXCLUDED: dict[Kind, tuple[str, ...]] = {
    "git": ("index", "workspace", "url", "editable", "package"),
    "url": ("index", "workspace", "path", "git", "rev", "tag", "branch", "lfs", "editable", "package"),
    "path": ("index", "workspace", "git", "url", "rev", "tag", "branch", "lfs"),
    "index": ("workspace", "git", "url", "path", "rev", "tag", "branch", "lfs", "editable", "package"),
    "workspace": ("index", "git", "url", "path", "rev", "tag", "branch", "lfs", "package"),
}


class SourcesError(InputError):
    """The sources of a package contradict each other."""

    code = "sources"


def parse_sources(value: object, path: KeyPath) -> dict[PackageName, tuple[Source, ...]]:
    """Read the table at `path`.

    Raises:
        PyprojectError: an entry is malformed.
        SourcesError: several sources of a package may hold at once, or there is none.
    """
    found: dict[PackageName, tuple[Source, ...]] = {}
    for key, entry in table(value, path, "a map").items():
        name = checked(parse_package_name, key, (*path, key), part="key")
        if name in found:
            raise PyprojectError(f"duplicate sources for package `{name}`", path=path, part="table")
        if isinstance(entry, list):
            sources = tuple(_source(one, (*path, key, at)) for at, one in enumerate(entry))
            _check_list(sources)
        elif isinstance(entry, dict):
            sources = (_source(entry, (*path, key)),)
        else:
            raise mistyped(entry, "a single source (as a map) or list of sources", (*path, key))
        found[name] = sources
    return found


def _source(value: object, path: KeyPath) -> Source:
    entry = table(value, path, "a map")
    for key in entry:
        if key not in _FIELDS:
            expected = ", ".join(f"`{field}`" for field in _FIELDS)
            raise PyprojectError(f"unknown field `{key}`, expected one of {expected}", path=(*path, key), part="key")
    if "extra" in entry and "group" in entry:
        raise PyprojectError("cannot specify both `extra` and `group`", path=path)
    kind = _kind(entry, path)
    if kind == "git" and "subdirectory" in entry and "path" in entry:
        raise PyprojectError("cannot specify both `subdirectory` and `path`", path=path)
    references = [key for key in _REFERENCES if key in entry]
    if kind == "git" and len(references) > 1:
        raise PyprojectError("expected at most one of `rev`, `tag`, or `branch`", path=path)
    editable, package = (_flag(entry, key, path) for key in ("editable", "package"))
    if editable is True and package is False:
        raise PyprojectError("cannot specify both `editable = true` and `package = false`", path=path)
    location, workspace = entry[kind], True
    if kind == "workspace":
        workspace, location = boolean(location, (*path, kind)), ""
    if kind in ("git", "url"):
        _check_url(string(location, (*path, kind)), (*path, kind))
    marker, extra, group = entry.get("marker"), entry.get("extra"), entry.get("group")
    return Source(
        kind=kind,
        location=string(location, (*path, kind)),
        subdirectory=string(entry.get("subdirectory", ""), (*path, "subdirectory")),
        archive=string(entry["path"], (*path, "path")) if kind == "git" and "path" in entry else "",
        reference=(references[0], string(entry[references[0]], (*path, references[0]))) if references else None,
        lfs=_flag(entry, "lfs", path),
        editable=editable,
        package=package,
        in_workspace=workspace,
        marker=None if marker is None else checked(parse_marker, string(marker, path), (*path, "marker")),
        extra=None if extra is None else checked(parse_extra_name, string(extra, path), (*path, "extra")),
        group=None if group is None else checked(parse_group_name, string(group, path), (*path, "group")),
    )


def _kind(entry: Mapping[str, Any], path: KeyPath) -> Kind:
    for kind, excluded in _EXCLUDED.items():
        if kind in entry:
            other = next((key for key in excluded if key in entry), None)
            if other is not None:
                raise PyprojectError(f"cannot specify both `{kind}` and `{other}`", path=path)
            return kind
    raise PyprojectError("expected one of `git`, `url`, `path`, `index`, or `workspace`", path=path)


def _flag(entry: Mapping[str, Any], key: str, path: KeyPath) -> bool | None:
    return boolean(entry[key], (*path, key)) if key in entry else None


def _check_url(text: str, path: KeyPath) -> None:
    scheme, colon, _ = text.partition(":")
    if not (colon and scheme[:1].isalpha() and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()):
        raise PyprojectError(f'relative URL without a base: "{text}"', path=path)


def _check_list(sources: tuple[Source, ...]) -> None:
    """Refuse sources of one package of which two could hold."""
    if not sources:
        raise SourcesError("Must provide at least one source")
    algebra = MarkerAlgebra()
    for at, left in enumerate(sources):
        for right in sources[at + 1 :]:
            if (left.extra, left.group) != (right.extra, right.group):
                continue
            if left.marker is None and left.extra is None and left.group is None:
                message = "When multiple sources are provided, each source must include a platform marker"
                raise SourcesError(f"{message} (e.g., `marker = \"sys_platform == 'linux'\"`)")
            one, two = algebra.from_marker(left.marker), algebra.from_marker(right.marker)
            if not algebra.is_disjoint(one, two):
                raise _overlap(algebra, one, two)


def _overlap(algebra: MarkerAlgebra, one: int, two: int) -> SourcesError:
    shown = algebra.to_text(two)
    rest = algebra.and_(two, algebra.not_(one))
    hints = () if rest == FALSE else (f"replace `{shown}` with `{algebra.to_text(rest)}`",)
    message = "Source markers must be disjoint, but the following markers overlap:"
    return SourcesError(f"{message} `{algebra.to_text(one)}` and `{shown}`.", hints=hints)
