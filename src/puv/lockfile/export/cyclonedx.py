"""An export as a CycloneDX 1.5 bill of materials (JSON)."""

from __future__ import annotations

from puv.frozen import Frozen
from puv.model.index import DEFAULT_INDEX_URL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from puv.lockfile.export.graph import Exported
    from puv.lockfile.lock import Package, PackageId
    from puv.standards.names import PackageName

# The names of the properties are uv's: that is what readers of such files know.
_ROOT = "uv:package:is_project_root"
_SYNTHETIC = "uv:package:is_synthetic_root"
_MARKER = "uv:package:marker"
_MEMBER = "uv:workspace:path"
_ALGORITHMS = {"md5": "MD5", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512", "blake2b": "BLAKE2b-256"}


class BillStyle(Frozen):
    """What the bill is of, and what differs from run to run.

    `root` is the project that was asked for alone; with None the bill is of a workspace called `workspace`, or of a
    script. `members` are the names of the workspace's members. `serial` is a UUID, `timestamp` an RFC 3339 text.
    """

    root: PackageName | None
    workspace: str
    members: frozenset[PackageName]
    emitted: frozenset[PackageId]
    serial: str
    timestamp: str
    version: str
    hashes: bool = True


def render_bill(packages: Iterable[Exported], style: BillStyle) -> str:
    """Return the JSON text, without a newline at its end."""
    import json  # 8 ms, and only for this format

    return json.dumps(_bill(list(packages), style), indent=2, ensure_ascii=False)


def _bill(packages: list[Exported], style: BillStyle) -> dict[str, Any]:
    first = [entry for entry in packages if _is_first(entry.package, style)]
    others = sorted((entry for entry in packages if entry not in first), key=_order)
    shown = [entry for entry in (*first, *others) if entry.package.id in style.emitted or entry in first]
    references = {entry.package.id: _reference(number, entry.package) for number, entry in enumerate(shown, 1)}
    components = {entry.package.id: _component(entry, references[entry.package.id], style) for entry in shown}
    dependencies = sorted((_dependencies(entry, references) for entry in shown), key=lambda one: one["ref"])
    last = [components.pop(entry.package.id) for entry in first]
    if style.root is not None and last:
        root = last.pop()
    else:
        name = f"{style.workspace}-{len(shown) + 1}"
        root = {"type": "library", "bom-ref": name, "name": style.workspace, "properties": [_property(_SYNTHETIC)]}
        members = sorted(references[entry.package.id] for entry in shown if entry.is_root)
        dependencies.append({"ref": name, "dependsOn": members} if members else {"ref": name})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "serialNumber": f"urn:uuid:{style.serial}",
        "metadata": {
            "timestamp": style.timestamp,
            "tools": [{"name": "puv", "version": style.version}],
            "component": root,
        },
        "components": [*components.values(), *last],
        "dependencies": dependencies,
    }


def _is_first(package: Package, style: BillStyle) -> bool:
    """Tell whether the package is the project that was asked for alone, or the project at the workspace's root."""
    if style.root is not None:
        return package.name == style.root
    return package.source.is_tree and package.source.place == "."


def _order(entry: Exported) -> tuple[object, ...]:
    return entry.package.id.sort_key()


def _reference(number: int, package: Package) -> str:
    return f"{package.name}-{number}" + (f"@{package.version}" if package.version is not None else "")


def _property(name: str, value: str = "true") -> dict[str, str]:
    return {"name": name, "value": value}


def _component(entry: Exported, reference: str, style: BillStyle) -> dict[str, Any]:
    package = entry.package
    component: dict[str, Any] = {"type": "library", "bom-ref": reference, "name": package.name}
    if package.version is not None:
        component["version"] = str(package.version)
    purl = _purl(package)
    if purl:
        component["purl"] = purl
    files = _files(package) if style.hashes else []
    if files:
        component["externalReferences"] = files
    properties = []
    is_root = package.name == style.root
    if package.name in style.members and package.source.is_tree:
        at_root = is_root or package.source.place == "."
        properties.append(_property(_ROOT) if at_root else _property(_MEMBER, package.source.place))
    if entry.marker and not is_root:
        properties.append(_property(_MARKER, entry.marker))
    if properties:
        component["properties"] = properties
    return component


def _purl(package: Package) -> str:
    """Return the package URL; none for what is only on this disk."""
    source = package.source
    if source.is_local:
        return ""
    base = f"pkg:pypi/{package.name}@{package.version}"
    if source.kind == "registry" and (source.is_registry_path or source.place == DEFAULT_INDEX_URL):
        return base
    word = {"registry": "repository_url", "git": "vcs_url"}.get(source.kind, "download_url")
    return f"{base}?{word}={source.place.replace('?', '%3F').replace('=', '%3D').replace('#', '%23')}"


def _files(package: Package) -> list[dict[str, Any]]:
    artifacts = ([package.sdist] if package.sdist is not None else []) + list(package.wheels)
    found = []
    for artifact in artifacts:
        if not artifact.url:
            continue
        reference: dict[str, Any] = {"type": "distribution", "url": artifact.url}
        algorithm, _, digest = artifact.hash.partition(":")
        if algorithm in _ALGORITHMS:
            reference["hashes"] = [{"alg": _ALGORITHMS[algorithm], "content": digest}]
        found.append(reference)
    return found


def _dependencies(entry: Exported, references: dict[PackageId, str]) -> dict[str, Any]:
    """Return what a package needs in any way, of what is shown: also through extras that are not active, as uv does."""
    needed = {references[edge.package] for _, _, edge in entry.package.edges() if edge.package in references}
    own = references[entry.package.id]
    return {"ref": own, "dependsOn": sorted(needed)} if needed else {"ref": own}
