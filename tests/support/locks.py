"""Locks to test with: those that real uv wrote (hosts changed), and random ones of every shape."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from puv.lockfile.artifacts import Artifact
from puv.lockfile.lock import (
    SOURCE_KINDS,
    Edge,
    Lock,
    LockedRequirement,
    LockManifest,
    LockOptions,
    Package,
    PackageId,
    PackageMetadata,
    ScopedExclude,
    ScopedOverride,
    Source,
    StaticMetadata,
)
from puv.model.universal import ConflictItem
from puv.standards.names import PackageName, normalize
from puv.standards.specifiers import parse_specifiers
from puv.standards.version import Version

FOLDER = Path(__file__).parent.parent / "fixtures" / "locks"
REAL_LOCKS = sorted(path.name for path in FOLDER.iterdir())


def real_lock(name: str) -> str:
    """The text of a lock that uv wrote."""
    return (FOLDER / name).read_text(encoding="utf-8")


names = st.sampled_from([normalize(name) for name in ("a", "b", "c-d", "numpy")])
_extras = st.lists(names, max_size=2, unique=True).map(lambda found: tuple(sorted(found)))
_markers = st.sampled_from(["", "sys_platform == 'win32'", "python_full_version < '3.11' or extra == 'extra-1-a-b'"])
_awkward = st.sampled_from(
    ["p", "p q", 'p"q', "p'q", "p\\q", "p'q\"r", "p'q\\r", "p\tq", "p\nq", "pé", "p, q = r", "{}"]
)
_sources = st.builds(
    Source,
    st.sampled_from(SOURCE_KINDS),
    st.one_of(st.sampled_from(["https://example.org/simple", ".", "../x"]), _awkward),
)
_subdirectories = st.builds(lambda place: Source("url", place, "sub"), _awkward)
_hashes = st.sampled_from(["", "sha256:" + "0" * 64, "sha512:" + "1" * 128])
artifacts = st.builds(
    lambda kind, place, digest, size, moment, zstd: Artifact(
        **{kind: place}, hash=digest, size=size, upload_time=moment, zstd=zstd
    ),
    st.sampled_from(["url", "path", "filename"]),
    st.one_of(st.sampled_from(["https://example.org/a-1.tar.gz", "a-1-py3-none-any.whl"]), _awkward),
    _hashes,
    st.one_of(st.none(), st.integers(0, 10**9)),
    st.sampled_from(["", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123Z"]),
    st.one_of(st.none(), st.tuples(_hashes.filter(bool), st.one_of(st.none(), st.integers(0, 99)))),
)
_conflict_items = st.one_of(
    st.builds(ConflictItem, package=names),
    st.builds(ConflictItem, package=names, extra=names),
    st.builds(ConflictItem, package=names, group=names),
)
_requirements = st.builds(
    LockedRequirement,
    name=names,
    extras=_extras,
    groups=_extras,
    marker=_markers,
    specifier=st.sampled_from(["", ">=1,<2"]),
    source=st.one_of(st.none(), _sources, _subdirectories),
    conflict=st.one_of(st.none(), _conflict_items),
)
_lists = st.lists(_requirements, max_size=3).map(tuple)
_groups = st.dictionaries(names, _lists, max_size=2)


@st.composite
def locks(draw: st.DrawFn) -> Lock:
    """Draw a lock whose edges lead to its packages."""
    versions = st.one_of(st.none(), st.sampled_from(["1", "1.0.1", "2.0rc1+x"]).map(Version.parse))
    drawn = draw(st.lists(st.tuples(names, versions, st.one_of(_sources, _subdirectories)), max_size=4))
    # A source tree has one version, and only what is beside the lock may leave it out.
    ids = {
        (name, source): PackageId(name, version if version or source.is_local else Version.parse("1"), source)
        for name, version, source in drawn
    }
    found = sorted(ids.values(), key=PackageId.sort_key)
    packages = tuple(draw(_packages(package, found)) for package in found)
    markers = st.lists(_markers.filter(bool), max_size=2).map(tuple)
    return Lock(
        requires_python=parse_specifiers(draw(st.sampled_from([">=3.10", ">=3.10,<4", "==3.12.*"]))),
        packages=packages,
        fork_markers=draw(markers),
        supported_markers=draw(markers),
        required_markers=draw(markers),
        conflicts=tuple(map(tuple, draw(st.lists(st.lists(_conflict_items, min_size=1, max_size=3), max_size=2)))),
        options=draw(_options),
        manifest=draw(_manifests),
        revision=draw(st.integers(0, 6)),
    )


def _packages(package: PackageId, ids: list[PackageId]) -> st.SearchStrategy[Package]:
    edges = st.lists(st.builds(Edge, st.sampled_from(ids), _extras, _markers), max_size=3).map(tuple)
    parts = st.dictionaries(names, edges.filter(bool), max_size=2).map(lambda found: dict(sorted(found.items())))
    metadata = st.builds(PackageMetadata, requires_dist=_lists, provides_extras=_extras, requires_dev=_groups)
    return st.builds(
        Package,
        st.just(package),
        fork_markers=st.lists(_markers.filter(bool), max_size=2).map(tuple),
        dependencies=edges,
        optional_dependencies=parts,
        dev_dependencies=parts,
        sdist=st.one_of(st.none(), artifacts),
        wheels=st.lists(artifacts, max_size=3).map(tuple),
        metadata=st.one_of(st.none(), metadata.filter(lambda value: value != PackageMetadata())),
    )


_cutoffs = st.sampled_from(["2026-01-01T00:00:00Z", ("0001-01-01T00:00:00Z", "P7D")])
_options = st.builds(
    LockOptions,
    resolution_mode=st.sampled_from(["highest", "lowest"]),
    prerelease_mode=st.sampled_from(["if-necessary", "allow"]),
    fork_strategy=st.sampled_from(["requires-python", "fewest"]),
    exclude_newer=st.one_of(st.none(), _cutoffs),
    exclude_newer_package=st.dictionaries(names, st.one_of(_cutoffs, st.just(False)), max_size=2),
    prerelease_package=st.dictionaries(names, st.just("allow"), max_size=2),
)
_scopes = st.fixed_dictionaries({"package": names, "version": st.sampled_from(["", "1.0"])})
_manifests = st.builds(
    LockManifest,
    members=_extras,
    requirements=_lists,
    dependency_groups=_groups,
    constraints=_lists,
    overrides=st.lists(
        st.one_of(
            _requirements,
            st.builds(lambda scope, needed: ScopedOverride(**scope, dependencies=needed), _scopes, _lists),
        ),
        max_size=2,
    ).map(tuple),
    excludes=st.lists(
        st.one_of(
            names,
            st.builds(lambda scope, without: ScopedExclude(**scope, dependencies=without), _scopes, _extras),
        ),
        max_size=2,
    ).map(tuple),
    build_constraints=_lists,
    dependency_metadata=st.lists(
        st.builds(
            StaticMetadata,
            name=names,
            version=st.sampled_from([None, "1"]),
            requires_dist=st.lists(st.sampled_from(["a>=1", "b ; os_name == 'nt'"]), max_size=2).map(tuple),
            requires_python=st.sampled_from([None, ">=3.8"]),
            provides_extras=_extras,
        ),
        max_size=2,
    ).map(tuple),
)


def package_named(lock: Lock, name: str) -> Package:
    """The only package of that name."""
    (found,) = (package for package in lock.packages if package.name == PackageName(name))
    return found
