"""Render a `Lock` as the text of `uv.lock`, byte for byte as uv 0.13.8 writes it."""

from __future__ import annotations

from puv.lockfile.lock import VERSION, ScopedExclude, ScopedOverride
from puv.standards.toml_text import key, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    from puv.lockfile.lock import (
        Cutoff,
        Edge,
        Lock,
        LockedRequirement,
        LockManifest,
        LockOptions,
        Package,
        PackageMetadata,
        Source,
        StaticMetadata,
    )
    from puv.model.universal import ConflictItem
    from puv.standards.names import GroupName, PackageName

#: What stands for the moment where a span says it: it would change from day to day.
PLACEHOLDER = "0001-01-01T00:00:00Z"
_REMARK = " # This has no effect and is included for backwards compatibility when using relative exclude-newer values."


def render_lock(lock: Lock) -> str:
    """Return the text of the file."""
    parts = [f"version = {VERSION}\n"]
    if lock.revision:
        parts.append(f"revision = {lock.revision}\n")
    parts.append(f"requires-python = {quoted(', '.join(map(str, lock.requires_python)))}\n")
    for name, markers in (
        ("resolution-markers", lock.fork_markers),
        ("supported-markers", lock.supported_markers),
        ("required-markers", lock.required_markers),
    ):
        if markers:
            parts.append(_array(name, map(quoted, markers)))
    if lock.conflicts:
        sets = ", ".join(f"[\n{''.join(map(_conflict, items))}]" for items in lock.conflicts)
        parts.append(f"conflicts = [{sets}]\n")
    parts.append(_options(lock.options))
    parts.append(_manifest(lock.manifest))
    counts: dict[PackageName, int] = {}
    for package in lock.packages:
        counts[package.id.name] = counts.get(package.id.name, 0) + 1
    several = frozenset(name for name, count in counts.items() if count > 1)
    writer = _Packages(several)
    parts += [writer.render(package) for package in lock.packages]
    return "".join(parts)


class _Packages:
    """Renders packages; remembers the texts of edges and sources."""

    def __init__(self, several: frozenset[PackageName]) -> None:
        self._several = several
        self._edges: dict[Edge, str] = {}  # one edge stands in many packages
        self._sources: dict[Source, str] = {}

    def render(self, package: Package) -> str:
        """Return the tables of one package, after an empty line."""
        name, version = package.id.name, package.id.version
        parts = [f'\n[[package]]\nname = "{name}"\n']
        if version is not None:
            parts.append(f'version = "{version}"\n')
        parts.append(f"source = {self._source(package.id.source)}\n{_default_groups(package.default_groups)}")
        if package.fork_markers:
            parts.append(_array("resolution-markers", map(quoted, package.fork_markers)))
        if package.dependencies:
            parts.append(_array("dependencies", map(self._edge, package.dependencies)))
        sdist, wheels = package.files_text()
        if sdist:
            parts.append(f"sdist = {sdist}\n")
        if wheels:
            parts.append(f"wheels = [\n{wheels}\n]\n")
        for title, edges in (
            ("optional-dependencies", package.optional_dependencies),
            ("dev-dependencies", package.dev_dependencies),
        ):
            if edges:
                parts.append(f"\n[package.{title}]\n")
                parts += [_array(key(part), map(self._edge, needed)) for part, needed in edges.items()]
        parts.append(_group_pythons("package", package.group_requires_python))
        if package.metadata is not None:
            parts.append(_metadata(package.metadata))
        return "".join(parts)

    def _source(self, source: Source) -> str:
        known = self._sources.get(source)
        if known is None:
            known = self._sources[source] = source_table(source)
        return known

    def _edge(self, edge: Edge) -> str:
        known = self._edges.get(edge)
        if known is None:
            known = self._edges[edge] = self._render_edge(edge)
        return known

    def _render_edge(self, edge: Edge) -> str:
        name, version = edge.package.name, edge.package.version
        parts = [f'name = "{name}"']
        if name in self._several:
            if version is not None:
                parts.append(f'version = "{version}"')
            parts.append(f"source = {self._source(edge.package.source)}")
        if edge.extras:
            parts.append(f"extra = {_list(edge.extras)}")
        if edge.marker:
            parts.append(f"marker = {quoted(edge.marker)}")
        return f"{{ {', '.join(parts)} }}"


def _default_groups(groups: tuple[GroupName, ...] | Literal["all"] | None) -> str:
    if groups is None:
        return ""
    return f"default-groups = {quoted(groups) if isinstance(groups, str) else _list(groups)}\n"


def _group_pythons(table: str, pythons: Mapping[GroupName, str]) -> str:
    lines = "".join(f"{key(group)} = {quoted(text)}\n" for group, text in pythons.items())
    return f"\n[{table}.group-requires-python]\n{lines}" if lines else ""


def source_table(source: Source) -> str:
    """Return the inline table of a source."""
    subdirectory = f", subdirectory = {quoted(source.subdirectory)}" if source.subdirectory else ""
    return f"{{ {source.kind} = {quoted(source.place)}{subdirectory} }}"


def _array(name: str, entries: Iterable[str]) -> str:
    return f"{name} = [\n    {(',' + chr(10) + '    ').join(entries)},\n]\n"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def _listed(name: str, entries: list[str]) -> str:
    """Write an array on one line unless it has several entries."""
    return _array(name, entries) if len(entries) > 1 else f"{name} = [{''.join(entries)}]\n"


def _conflict(item: ConflictItem) -> str:
    part = f", extra = {quoted(item.extra)}" if item.extra is not None else ""
    part = f", group = {quoted(item.group)}" if item.group is not None else part
    return f"    {{ package = {quoted(item.package)}{part} }},\n"


def _options(options: LockOptions) -> str:
    lines = []
    if options.resolution_mode != "highest":
        lines.append(f'resolution-mode = "{options.resolution_mode}"\n')
    if options.prerelease_mode != "if-necessary":
        lines.append(f'prerelease-mode = "{options.prerelease_mode}"\n')
    if options.fork_strategy != "requires-python":
        lines.append(f'fork-strategy = "{options.fork_strategy}"\n')
    if isinstance(options.exclude_newer, str):
        lines.append(f'exclude-newer = "{options.exclude_newer}"\n')
    elif options.exclude_newer is not None:
        moment, span = options.exclude_newer
        lines.append(f'exclude-newer = "{moment}"{_REMARK}\nexclude-newer-span = "{span}"\n')
    prereleases = "".join(f'{key(name)} = "{mode}"\n' for name, mode in options.prerelease_package.items())
    cutoffs = "".join(f"{key(name)} = {_cutoff(cutoff)}\n" for name, cutoff in options.exclude_newer_package.items())
    text = "".join(lines)
    text += f"\n[options.prerelease-package]\n{prereleases}" if prereleases else ""
    text += f"\n[options.exclude-newer-package]\n{cutoffs}" if cutoffs else ""
    return f"\n[options]\n{text}" if text else ""


def _cutoff(cutoff: Cutoff) -> str:
    if cutoff is False:
        return "false"
    if isinstance(cutoff, str):
        return f'"{cutoff}"'
    moment, span = cutoff
    return f'{{ timestamp = "{moment}", span = "{span}" }}'


def _manifest(manifest: LockManifest) -> str:
    text = _array("members", map(quoted, manifest.members)) if manifest.members else ""
    for name, requirements in (("requirements", manifest.requirements), ("constraints", manifest.constraints)):
        if requirements:
            text += _listed(name, list(map(requirement_table, requirements)))
    if manifest.overrides:
        text += _listed("overrides", [_override(override) for override in manifest.overrides])
    if manifest.excludes:
        text += _listed("excludes", [_exclude(exclude) for exclude in manifest.excludes])
    if manifest.build_constraints:
        text += _listed("build-constraints", list(map(requirement_table, manifest.build_constraints)))
    text += _default_groups(manifest.default_groups)
    text = f"\n[manifest]\n{text}" if text else ""
    groups = _groups(manifest.dependency_groups)
    text += f"\n[manifest.dependency-groups]\n{groups}" if groups else ""
    text += _group_pythons("manifest", manifest.group_requires_python)
    return text + "".join(map(_static, manifest.dependency_metadata))


def _groups(groups: Mapping[GroupName, tuple[LockedRequirement, ...]]) -> str:
    return "".join(_listed(key(name), list(map(requirement_table, needed))) for name, needed in groups.items())


def _scope(scoped: ScopedOverride | ScopedExclude, dependencies: list[str]) -> str:
    version = f", version = {quoted(scoped.version)}" if scoped.version else ""
    return f"{{ package = {{ name = {quoted(scoped.package)}{version} }}, dependencies = [{', '.join(dependencies)}] }}"


def _override(override: LockedRequirement | ScopedOverride) -> str:
    if isinstance(override, ScopedOverride):
        return _scope(override, list(map(requirement_table, override.dependencies)))
    return requirement_table(override)


def _exclude(exclude: PackageName | ScopedExclude) -> str:
    if isinstance(exclude, ScopedExclude):
        return _scope(exclude, list(map(quoted, exclude.dependencies)))
    return quoted(exclude)


def _static(metadata: StaticMetadata) -> str:
    text = f"\n[[manifest.dependency-metadata]]\nname = {quoted(metadata.name)}\n"
    text += f"version = {quoted(metadata.version)}\n" if metadata.version is not None else ""
    text += f"requires-dist = {_list(metadata.requires_dist)}\n" if metadata.requires_dist else ""
    text += f"requires-python = {quoted(metadata.requires_python)}\n" if metadata.requires_python is not None else ""
    return text + (f"provides-extras = {_list(metadata.provides_extras)}\n" if metadata.provides_extras else "")


def _metadata(metadata: PackageMetadata) -> str:
    text = ""
    if metadata.requires_dist:
        text += _listed("requires-dist", list(map(requirement_table, metadata.requires_dist)))
    if metadata.provides_extras:
        text += f"provides-extras = {_list(metadata.provides_extras)}\n"
    groups = _groups(metadata.requires_dev)
    head = f"\n[package.metadata]\n{text}" if text or groups else ""
    return head + (f"\n[package.metadata.requires-dev]\n{groups}" if groups else "")


def requirement_table(requirement: LockedRequirement) -> str:
    """Return the inline table of a requirement."""
    parts = [f"name = {quoted(requirement.name)}"]
    if requirement.extras:
        parts.append(f"extras = {_list(requirement.extras)}")
    if requirement.groups:
        parts.append(f"groups = {_list(requirement.groups)}")
    if requirement.marker:
        parts.append(f"marker = {quoted(requirement.marker)}")
    if requirement.specifier:
        parts.append(f"specifier = {quoted(requirement.specifier)}")
    source, conflict = requirement.source, requirement.conflict
    if source is not None:
        parts.append(f"{'index' if source.kind == 'registry' else source.kind} = {quoted(source.place)}")
        if source.subdirectory:
            parts.append(f"subdirectory = {quoted(source.subdirectory)}")
    if conflict is not None:
        parts.append(f"conflict = {_conflict(conflict).strip()[:-1]}")
    return f"{{ {', '.join(parts)} }}"
