"""`Builds`: metadata and wheels of source distributions and directories, kept in the cache by source revision."""

from __future__ import annotations

import os
from _thread import allocate_lock

from puv import errors
from puv.builder.errors import (
    BuildDisabledError,
    BuildFailedError,
    BuiltMetadataError,
    CyclicBuildError,
)
from puv.builder.frontend import Frontend, FrontendOptions
from puv.builder.tree import OWN_BACKENDS, build_system, read_tree
from puv.cache import blobs
from puv.cache.keys import digest, entry_name
from puv.cache.wheels import Archive
from puv.errors import BuildError, BuildInterpreterRequired, Cancelled, CorruptWheelError, ParseError, PuvError
from puv.events import Building, Built
from puv.fetcher.download import Downloader
from puv.fetcher.redact import file_path
from puv.fs.atomic import temporary_name
from puv.fs.locks import FileLock
from puv.fs.remove import remove_tree
from puv.fs.sdist import extract_source
from puv.ops.builds.environments import Environments, Ground
from puv.ops.builds.info import config_settings, extra_requirements, render_build_info
from puv.ops.builds.seen import Seen
from puv.ops.builds.slots import BuildSlots
from puv.ops.builds.sources import SHA256, Source, failure
from puv.ops.steps.revisions import Revisions
from puv.python.target import target_of
from puv.resolver.sources import file_of
from puv.standards.cache_info import render_cache_info
from puv.standards.filenames import parse_wheel_name, sdist_extension
from puv.standards.metadata import Metadata, parse_metadata
from puv.standards.names import normalize
from puv.standards.version import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.builder.tree import SourceTree
    from puv.cache.wheels import StoredWheel
    from puv.model.resolution import Pin
    from puv.ops.runtime import Runtime
    from puv.ops.steps.provision import BuildContext, Provision
    from puv.settings import Settings
    from puv.standards.listing import File

# What says enough by itself.
_TOLD = (BuildDisabledError, BuildFailedError, BuildInterpreterRequired, Cancelled, CyclicBuildError)
# Backends that told metadata and may be asked for the wheel; each is a process with the backend's modules.
_MOST_BACKENDS = 4


class Builds:
    """Builds for one verb. `metadata` is for the thread of the resolver, `wheel` for any.

    `chain` are the addresses that are being built, outermost first, for what is asked by a build itself.
    """

    def __init__(self, port: Provision, context: BuildContext, settings: Settings, runtime: Runtime) -> None:
        self._port, self._context, self._settings, self._runtime = port, context, settings, runtime
        self._ordinary: set[str] = set()
        self._metadata: dict[str, Metadata] = {}
        self._sources: dict[str, Source] = {}
        self._seen = Seen(port, runtime)
        self._revisions = Revisions(settings, runtime.environ, runtime.cwd)
        self._slots = BuildSlots(settings.build.concurrent_builds or os.cpu_count() or 1, runtime.cancel)
        self._waiting: list[Frontend] = []
        self._scratch = ""
        self._making = allocate_lock()

    def close(self) -> None:
        """Stop what still runs, and delete everything that the builds left, save what is in the cache."""
        self._slots.stop()
        for frontend in self._waiting:
            frontend.close()
        if self._scratch:
            remove_tree(self._scratch)

    def metadata(self, file: File, chain: tuple[str, ...] = ()) -> Metadata:
        """Return the metadata: written down, kept from before, or told by the backend, in this order.

        Raises:
            BuildError: it cannot be built, or must not be.
            FetchError: the source cannot be had.
        """
        known = self._metadata.get(file.url)
        if known is not None:
            return known
        source = self._take(file)
        try:
            found = self._kept_metadata(source) or self._new_metadata(source, chain)
            self._check(source, found)
        except _TOLD:
            raise
        except PuvError as error:
            told = failure(source, error, nested=bool(chain))
            raise told from told.__cause__
        source.name = source.name or found.name
        source.told = str(found.version)
        located = self._port.located(file.url)
        if located != file.url:
            source.file = file_of(located)  # from now on it is of this commit
        self._sources[located] = source
        self._metadata[file.url] = self._metadata[located] = found
        return found

    def stored(self, pin: Pin, *, verify: bool) -> StoredWheel | None:
        """Return the wheel that was built from this revision of the pin's source before, if it is still there."""
        source = self._take(pin.file, pin.name)
        self._sources[pin.file.url] = source
        if source.fresh or self._must_refresh(source, pin.name) or self._is_other(source, pin, verify=verify):
            return None
        return self._kept_wheel(source, pin.name, pin.version)

    def wheel(self, pin: Pin, chain: tuple[str, ...] = (), *, verify: bool) -> StoredWheel:
        """Build the wheel of a pin and return it from the store.

        Raises:
            BuildError: it cannot be built, or must not be.
            FetchError: the source cannot be had.
        """
        source = self._take(pin.file, pin.name)
        try:
            if not source.is_directory and self._is_other(source, pin, verify=verify):
                source.archive = ""
            is_lasting = source.is_repository or (self._port.http.offline and not source.is_directory)
            if is_lasting and (kept := self.stored(pin, verify=verify)) is not None:
                return kept
            self._fetch(source, pin.hashes if verify else ())
            source.told = source.told or str(pin.version)
            wheel = self._built(source, chain)
            self._check_tags(wheel.filename)
        except _TOLD:
            raise
        except PuvError as error:
            told = failure(source, error, nested=bool(chain))
            raise told from told.__cause__
        return wheel

    def digest(self, file: File) -> str:
        """Return the digest of a source archive (`sha256:hex`), fetching it if need be.

        Raises:
            FetchError: it cannot be had.
        """
        source = self._take(file)
        self._sources[file.url] = source
        if not source.sha256:
            self._fetch(source)
        return source.sha256

    # --- sources ------------------------------------------------------------------------------------------------

    def not_editable(self, url: str) -> None:
        """Take the project at an address like any other, whatever was said before its name was known."""
        self._sources.pop(url, None)
        self._ordinary.add(url)

    def _is_editable(self, file: File) -> bool:
        """Whether a project is to be built as an editable: the user says so, or another project does."""
        if file.url in self._ordinary:
            return False
        return file.url in self._context.editables or self._port.trees.get(file.url) == "editable"

    def _take(self, file: File, name: str = "") -> Source:
        """Return the source of a file for the caller alone, as it was left by who had it last."""
        source = self._sources.pop(file.url, None)
        if source is None:
            context = self._context
            version = ""
            stem = file.filename.removesuffix(sdist_extension(file.filename) or "-")
            if file.index:
                spelled, _, version = stem.rpartition("-")
                name = name or normalize(spelled)
            name = name or context.names.get(file.url, "")
            version = version or _version_of_path(file, name)
            source = Source(file, name, version, editable=self._is_editable(file), fresh=file.url in context.fresh)
        source.name = source.name or name
        return source

    @staticmethod
    def _is_other(source: Source, pin: Pin, *, verify: bool) -> bool:
        """Whether the user vouched for other bytes than the source is known to have."""
        return verify and bool(pin.hashes and source.sha256) and source.sha256 not in pin.hashes

    def _fetch(self, source: Source, expected: tuple[str, ...] = ()) -> None:
        """Bring a source archive to a local file, and learn its digest."""
        if source.is_directory or source.archive:
            return
        if source.is_repository:
            if source.in_repository:
                source.archive = self._port.git.archive(source.file.url)
            return
        if not (source.sha256 or source.file.hashes) and (known := self._seen.digest(source)):
            source.sha256 = known  # what was built of it may be there
            return
        downloader = Downloader(self._port.http, report=self._runtime.report, cancel=self._slots.cancel)
        address = source.file.url.partition("#")[0]
        done = downloader.download(
            source.file if address == source.file.url else address, self._new_directory(),
            expected=expected or source.file.hashes[-1:], name=source.name, version=source.version,
            subject=source.label,
        )  # fmt: skip
        source.archive = done.path
        source.sha256 = next((text for text in done.hashes if text.startswith(SHA256)), "")
        if not source.file.index and not source.file.url.startswith("file:"):
            self._seen.note(source, done.headers)

    def _read(self, source: Source) -> SourceTree:
        if source.tree is not None:
            return source.tree
        if source.is_directory:
            path = file_path(source.file.url)
        elif source.is_repository and not source.in_repository:
            path = self._port.git.checkout(source.file.url)
        else:
            self._fetch(source)
            try:
                path = extract_source(
                    source.archive, self._new_directory(), filename=source.filename, shown=source.label
                )
            except OSError as error:
                raise BuildError(f"Failed to extract `{source.file.filename}`: {error.strerror}") from error
        path = self._within(path, source)
        shown = path.removeprefix(self._runtime.cwd.rstrip(os.sep) + os.sep)
        is_sdist = not (source.is_directory or (source.is_repository and not source.in_repository))
        source.tree = read_tree(path, shown=shown, is_sdist=is_sdist, editable=source.editable)
        return source.tree

    @staticmethod
    def _within(path: str, source: Source) -> str:
        """Return the subdirectory of a source that its address names."""
        for part in source.file.url.partition("#")[2].split("&") if not source.in_repository else ():
            key, _, value = part.partition("=")
            if key == "subdirectory":
                inner = os.path.normpath(os.path.join(path, value))
                if not inner.startswith(path + os.sep) or not os.path.isdir(inner):
                    raise BuildError(f"The source distribution `{source.shown}` has no subdirectory `{value}`")
                return inner
        return path

    def _new_directory(self) -> str:
        with self._making:
            if not self._scratch:
                scratch = temporary_name(self._runtime.cache.temporary_area())
                os.mkdir(scratch)
                self._scratch = scratch
        path = temporary_name(self._scratch)
        os.mkdir(path)
        return path

    # --- metadata and wheels ------------------------------------------------------------------------------------

    def _must_refresh(self, source: Source, name: str) -> bool:
        """Tell whether the user wants a directory to be built again; the bytes of an archive say what they are."""
        return source.is_directory and bool(self._runtime.cache.refresh.must_be_since(name or "-"))

    def _kept_metadata(self, source: Source) -> Metadata | None:
        if source.fresh or self._must_refresh(source, source.name):
            return None
        row = self._record(source).get("metadata")
        return Metadata.from_row(row) if isinstance(row, tuple) else None

    def _kept_wheel(self, source: Source, name: str, version: Version) -> StoredWheel | None:
        row = self._record(source).get("wheel")
        if not isinstance(row, tuple):
            return None
        return self._port.store.lookup(name, version, str(row[0]), (str(row[1]),))  # type: ignore[arg-type]  # normalised

    def _new_metadata(self, source: Source, chain: tuple[str, ...]) -> Metadata:
        tree = self._read(source)
        if tree.static is not None and source.name in ("", tree.static.name):
            return tree.static  # else the build has the last word on whose it is
        self._allow(source, for_metadata=bool(source.name))
        self._refuse_matching(source)
        frontend = self._frontend(source, tree, chain)
        with self._slots.watched():
            text = frontend.metadata()
        if text is None:
            wheel = self._built(source, chain)
            with open(os.path.join(wheel.path, wheel.manifest.dist_info, "METADATA"), "rb") as stream:
                text = stream.read()
        else:
            self._keep_waiting(frontend)
        try:
            found = parse_metadata(text)
            found.validate()
        except ParseError as error:
            raise BuiltMetadataError("Failed to parse metadata from built wheel") from error
        self._keep(source, metadata=found.to_row())
        return found

    def _keep_waiting(self, frontend: Frontend) -> None:
        """Let a backend wait for being asked for the wheel, and end the oldest where there are many."""
        self._waiting.append(frontend)
        if len(self._waiting) > _MOST_BACKENDS:
            self._waiting.pop(0).close()

    def _refuse_matching(self, source: Source) -> None:
        """Refuse to guess the versions of an environment that is only being resolved.

        Raises:
            BuildError: what the build needs shall match the environment.
        """
        for extra in extra_requirements(self._settings, source.name, None):
            if extra.match_runtime:
                raise BuildError(
                    f"Extra build requirement `{extra.requirement.name}` was declared with `match-runtime = true`, but "
                    f"`{source.name}` does not declare static metadata, making runtime-matching impossible"
                )

    @classmethod
    def _check(cls, source: Source, metadata: Metadata) -> None:
        cls._check_names(source, metadata.name, metadata.version)

    @staticmethod
    def _check_names(source: Source, name: str, version: Version) -> None:
        """Hold what was built against what was asked for.

        Raises:
            BuiltMetadataError: it is something else.
        """
        if source.name and name != source.name:
            raise BuiltMetadataError(f"Package metadata name `{name}` does not match given name `{source.name}`")
        given = source.version
        if given and Version.parse(given) not in (version, version.public):
            raise BuiltMetadataError(f"Package metadata version `{version}` does not match given version `{given}`")

    def _built(self, source: Source, chain: tuple[str, ...]) -> StoredWheel:
        if source.wheel is not None:
            return source.wheel  # its metadata could only be had by building it
        tree = self._read(source)
        self._allow(source)
        frontend = self._frontend(source, tree, chain)
        report = self._runtime.report
        try:
            # Who waited for another process takes what that one built.
            with self._slots.watched(), FileLock(f"{self._place(source)}.lock"):
                wheel = self._made_meanwhile(source)
                if wheel is None:
                    if not chain:
                        report(Building(label=source.label))
                    wheel = self._stored(source, self._written(tree) or frontend.wheel())
                    if not chain:
                        report(Built(label=source.label))
        except OSError as error:
            raise BuildError(f"Failed to build in the cache: {error.strerror}: {error.filename}") from error
        finally:
            frontend.close()
        source.wheel = wheel
        return wheel

    def _written(self, tree: SourceTree) -> str:
        """Write the wheel of a tree with our own backend, if that is all it asks for; return its path, or nothing."""
        system = build_system(tree)
        if tree.static is None or system.build_backend not in OWN_BACKENDS:
            return ""
        from puv.ops.builds import direct  # most trees have other backends

        return (
            direct.write(tree, self._new_directory()) if direct.is_admitted(system, self._context.constraints) else ""
        )

    def _made_meanwhile(self, source: Source) -> StoredWheel | None:
        row = None if source.is_directory else self._record(source).get("wheel")
        if not isinstance(row, tuple):
            return None  # a directory may have changed while it was built
        made = parse_wheel_name(str(row[0]))
        return self._kept_wheel(source, made.name, made.version)

    def _stored(self, source: Source, path: str) -> StoredWheel:
        """Put a new wheel into the store.

        Raises:
            BuiltMetadataError: it is not what it should be.
        """
        filename = os.path.basename(path)
        try:
            parsed = parse_wheel_name(filename)
        except ParseError as error:
            raise BuiltMetadataError("The build backend made a wheel with an invalid name") from error
        self._check_names(source, parsed.name, parsed.version)
        try:
            wheel = self._port.store.store(
                Archive(path, filename, self._slots.cancel.check), name=parsed.name, version=parsed.version,
                filename=filename, source=self._key(source),
            )  # fmt: skip
        except CorruptWheelError as error:
            *_, reason = errors.chain(error)
            damaged = BuildError("Failed to read from zip file")
            damaged.__cause__ = reason
            raise BuiltMetadataError(f"Failed to read metadata: {path}") from damaged
        sha256 = next(text for text in wheel.hashes if text.startswith(SHA256))
        self._keep(source, wheel=(filename, sha256))
        return wheel

    def _check_tags(self, filename: str) -> None:
        """Refuse a wheel that the Python it was built with cannot use.

        Raises:
            BuiltMetadataError: it cannot.
        """
        interpreter = self._context.interpreter
        if target_of(interpreter).tags.keys().isdisjoint(parse_wheel_name(filename).tags()):
            major, minor = interpreter.python_version
            system = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}.get(interpreter.system, "")
            raise BuiltMetadataError(
                f"The built wheel `{filename}` is not compatible with the current Python {major}.{minor} on "
                f"{system} {interpreter.markers['platform_machine']}"
            )

    def _frontend(self, source: Source, tree: SourceTree, chain: tuple[str, ...]) -> Frontend:
        if source.frontend is None:
            url = source.file.url
            if url in chain:
                raise CyclicBuildError(source.name or source.label)
            scratch = self._new_directory()
            isolated = self._is_isolated(source)
            context = self._context
            if not context.interpreter.executable:
                builder = self._runtime.given.builder
                if builder is None:
                    raise BuildInterpreterRequired(source.label)
                context = context.replace(interpreter=builder())
            ground = Ground(root=os.path.join(scratch, "environment"), name=source.name, isolated=isolated)
            environments = Environments(
                ground, self._port.within((*chain, url)), context, self._settings, self._runtime
            )
            extras = extra_requirements(self._settings, source.name, self._port.resolution)
            options = FrontendOptions(
                scratch=scratch, label=source.label, report=self._runtime.report, cancel=self._slots.cancel,
                config_settings=config_settings(self._settings, source.name), isolated=isolated,
                extra_requires=tuple(str(extra.requirement) for extra in extras), limit=self._slots,
            )  # fmt: skip
            source.frontend = Frontend(tree, environments, options)
        return source.frontend

    def _allow(self, source: Source, *, for_metadata: bool = False) -> None:
        if not source.editable and self._context.options.source_forbidden(normalize(source.name)):
            if for_metadata:
                raise BuildError(f"Building source distributions for `{source.name}` is disabled")
            raise BuildDisabledError(source.name)

    def _is_isolated(self, source: Source) -> bool:
        build = self._settings.build
        exempt = {normalize(name) for name in build.no_build_isolation_package}
        return not (build.no_build_isolation or source.name in exempt)

    # --- what is kept -------------------------------------------------------------------------------------------

    def _key(self, source: Source) -> str:
        """Return what tells this revision, built this way, from every other."""
        if source.is_directory:
            info = self._revisions.cache_info(source.file.url)
            revision = f"{source.file.url}\n{'' if info is None else render_cache_info(info)}"
        elif source.is_repository:
            place = self._port.git.of(self._port.located(source.file.url))
            revision = f"{place.canonical()}\n{place.commit}\n{place.subdirectory}\n{place.lfs}\n{place.path}"
        else:
            revision = f"{source.sha256}\n{source.file.url.partition('#')[2]}"
        how = render_build_info(self._settings, source.name, self._port.resolution)
        how = f"{source.editable}\n{self._context.interpreter.key()}\n{how}"
        return digest(f"{revision}\n{how}".encode("utf-8", "surrogatepass"), 16)

    def _place(self, source: Source) -> str:
        is_tree = source.is_directory or source.is_repository
        spelled = source.file.filename if is_tree else source.file.filename.rpartition("-")[0]
        return self._runtime.cache.path("sources", entry_name(normalize(spelled or "-")), self._key(source))

    def _record(self, source: Source) -> dict[str, object]:
        if not source.sha256:
            self._fetch(source)
        found = blobs.unpack(self._runtime.cache.read(self._place(source)) or b"")
        return dict(found) if isinstance(found, dict) else {}

    def _keep(self, source: Source, **facts: object) -> None:
        record = {**self._record(source), **facts}
        self._runtime.cache.write(self._place(source), blobs.pack(record))  # type: ignore[arg-type]  # plain values


def _version_of_path(file: File, name: str) -> str:
    """Return the version that the name of a local archive tells, empty where it tells none of this package."""
    if not file.url.startswith("file:") or not sdist_extension(file.filename):
        return ""
    spelled, _, version = file.filename.removesuffix(sdist_extension(file.filename)).rpartition("-")
    try:
        Version.parse(version)
    except ParseError:
        return ""
    return version if name in ("", normalize(spelled)) else ""
