"""`Builds`: metadata and wheels of source distributions and directories, kept in the cache by source revision."""

from __future__ import annotations

import os

from puv.builder.errors import (
    USUAL_HINT,
    BackendError,
    BuildDisabledError,
    BuildFailedError,
    BuiltMetadataError,
    CyclicBuildError,
)
from puv.builder.frontend import Frontend, FrontendOptions
from puv.builder.tree import read_tree
from puv.cache import blobs
from puv.cache.keys import digest, entry_name
from puv.cache.wheels import Archive
from puv.errors import BuildError, Cancelled, ParseError, PuvError
from puv.events import Building, Built
from puv.fetcher.download import Downloader
from puv.fetcher.redact import file_path, redacted
from puv.fs.atomic import temporary_name
from puv.fs.remove import remove_tree
from puv.fs.sdist import extract_source
from puv.ops.steps.build_environments import Environments
from puv.ops.steps.config_settings import config_settings
from puv.ops.steps.installed import changed
from puv.resolver.sources import file_of
from puv.standards.filenames import parse_wheel_name, sdist_extension
from puv.standards.git_url import is_git_url, parse_git_url
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

_SHA256 = "sha256:"


class Source:
    """Something to build. `name` is empty while nobody knows it; `version` is that of the file name, or empty."""

    __slots__ = (
        "archive",
        "editable",
        "file",
        "fresh",
        "frontend",
        "is_directory",
        "is_repository",
        "name",
        "sha256",
        "tree",
        "version",
        "wheel",
    )

    def __init__(self, file: File, name: str, version: str, *, editable: bool, fresh: bool) -> None:
        self.file, self.name, self.version = file, name, version
        self.editable, self.fresh = editable, fresh
        self.is_directory = file.url.startswith("file:") and os.path.isdir(file_path(file.url))
        self.is_repository = is_git_url(file.url)
        self.sha256 = next((text for text in file.hashes if text.startswith(_SHA256)), "")
        self.archive = ""
        self.tree: SourceTree | None = None
        self.frontend: Frontend | None = None
        self.wheel: StoredWheel | None = None

    @property
    def label(self) -> str:
        """What events and errors call it."""
        if self.file.index:
            return f"{self.name}=={self.version}"
        return f"{self.name} @ {self.shown}" if self.name else self.shown

    @property
    def shown(self) -> str:
        """Its address as messages show it."""
        url = self.file.url
        return redacted(parse_git_url(url).shown() if self.is_repository else url)


class Builds:
    """Builds for one verb. `metadata` is for the thread of the resolver, `wheel` for any.

    `chain` are the addresses that are being built, outermost first, for what is asked by a build itself.
    """

    def __init__(self, port: Provision, context: BuildContext, settings: Settings, runtime: Runtime) -> None:
        self._port, self._context, self._settings, self._runtime = port, context, settings, runtime
        self._metadata: dict[str, Metadata] = {}
        self._sources: dict[str, Source] = {}
        self._scratch = ""

    def close(self) -> None:
        """Delete everything that the builds left, save what is in the cache."""
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
        except (BuildDisabledError, BuildFailedError, Cancelled):
            raise
        except PuvError as error:
            raise _wrapped(source, error) from _cause(source, error)
        source.name = source.name or found.name
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
        # A commit never changes.
        must = not source.is_repository and self._runtime.cache.refresh.must_be_since(pin.name)
        if source.fresh or must or self._is_other(source, pin, verify=verify):
            return None
        wheel = self._record(source).get("wheel")
        if not isinstance(wheel, tuple):
            return None
        filename, sha256 = str(wheel[0]), str(wheel[1])
        return self._port.store.lookup(pin.name, pin.version, filename, (sha256,))

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
            if source.is_repository and (kept := self.stored(pin, verify=verify)) is not None:
                return kept
            self._fetch(source, pin.hashes if verify else ())
            wheel = self._built(source, chain)
            if wheel.name != pin.name or pin.version not in (wheel.version, wheel.version.public):
                raise BuiltMetadataError(f"The built wheel `{wheel.filename}` is not of `{pin.name}=={pin.version}`")
        except (BuildDisabledError, BuildFailedError, Cancelled):
            raise
        except PuvError as error:
            raise _wrapped(source, error) from _cause(source, error)
        return wheel

    # --- sources ------------------------------------------------------------------------------------------------

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
            source = Source(
                file, name, version, editable=file.url in context.editables, fresh=file.url in context.fresh
            )
        source.name = source.name or name
        return source

    @staticmethod
    def _is_other(source: Source, pin: Pin, *, verify: bool) -> bool:
        """Whether the user vouched for other bytes than the source is known to have."""
        return verify and bool(pin.hashes and source.sha256) and source.sha256 not in pin.hashes

    def _fetch(self, source: Source, expected: tuple[str, ...] = ()) -> None:
        """Bring a source archive to a local file, and learn its digest."""
        if source.is_directory or source.is_repository or source.archive:
            return
        downloader = Downloader(self._port.http, report=self._runtime.report, cancel=self._runtime.cancel)
        address = source.file.url.partition("#")[0]
        done = downloader.download(
            source.file if address == source.file.url else address, self._new_directory(),
            expected=expected or source.file.hashes[-1:], name=source.name, version=source.version,
        )  # fmt: skip
        source.archive = done.path
        source.sha256 = next((text for text in done.hashes if text.startswith(_SHA256)), "")

    def _read(self, source: Source) -> SourceTree:
        if source.tree is not None:
            return source.tree
        if source.is_directory:
            path = file_path(source.file.url)
        elif source.is_repository:
            path = self._port.git.checkout(source.file.url)
        else:
            self._fetch(source)
            try:
                path = extract_source(source.archive, self._new_directory(), filename=_filename(source.file))
            except OSError as error:
                raise BuildError(f"Failed to extract `{source.file.filename}`: {error.strerror}") from error
        path = self._within(path, source)
        is_sdist = not (source.is_directory or source.is_repository)
        source.tree = read_tree(path, is_sdist=is_sdist, editable=source.editable)
        return source.tree

    @staticmethod
    def _within(path: str, source: Source) -> str:
        """Return the subdirectory of a source that its address names."""
        for part in source.file.url.partition("#")[2].split("&"):
            key, _, value = part.partition("=")
            if key == "subdirectory":
                inner = os.path.normpath(os.path.join(path, value))
                if not inner.startswith(path + os.sep) or not os.path.isdir(inner):
                    if source.is_repository:
                        raise BuildError(f"The source distribution `{source.shown}` has no subdirectory `{value}`")
                    raise BuildError(f"The source distribution is missing the subdirectory `{value}`")
                return inner
        return path

    def _new_directory(self) -> str:
        if not self._scratch:
            self._scratch = temporary_name(self._runtime.cache.temporary_area())
            os.makedirs(self._scratch, exist_ok=True)
        path = temporary_name(self._scratch)
        os.mkdir(path)
        return path

    # --- metadata and wheels ------------------------------------------------------------------------------------

    def _kept_metadata(self, source: Source) -> Metadata | None:
        must = not source.is_repository and self._runtime.cache.refresh.must_be_since(source.name or "-")
        if source.fresh or must:
            return None
        row = self._record(source).get("metadata")
        return Metadata.from_row(row) if isinstance(row, tuple) else None

    def _new_metadata(self, source: Source, chain: tuple[str, ...]) -> Metadata:
        tree = self._read(source)
        found = tree.static
        if found is not None and source.name and found.name != source.name:
            found = None  # the build has the last word on whose it is
        if found is None:
            self._allow(source)
            text = self._frontend(source, tree, chain).metadata()
            if text is None:
                wheel = self._built(source, chain)
                with open(os.path.join(wheel.path, wheel.manifest.dist_info, "METADATA"), "rb") as stream:
                    text = stream.read()
            try:
                found = parse_metadata(text)
                found.validate()
            except ParseError as error:
                raise BuiltMetadataError("The build backend wrote invalid metadata") from error
            self._keep(source, metadata=found.to_row())
        return found

    @staticmethod
    def _check(source: Source, metadata: Metadata) -> None:
        if source.name and metadata.name != source.name:
            raise BuiltMetadataError(
                f"Package metadata name `{metadata.name}` does not match given name `{source.name}`"
            )
        given = source.version
        if given and metadata.version != Version.parse(given):
            raise BuiltMetadataError(
                f"Package metadata version `{metadata.version}` does not match given version `{given}`"
            )

    def _built(self, source: Source, chain: tuple[str, ...]) -> StoredWheel:
        if source.wheel is not None:
            return source.wheel  # its metadata could only be had by building it
        tree = self._read(source)
        self._allow(source)
        frontend = self._frontend(source, tree, chain)
        self._runtime.report(Building(label=source.label))
        path = frontend.wheel()
        self._runtime.report(Built(label=source.label))
        filename = os.path.basename(path)
        try:
            parsed = parse_wheel_name(filename)
        except ParseError as error:
            raise BuiltMetadataError("The build backend made a wheel with an invalid name") from error
        shown = f"{source.label} ({filename})"
        wheel = self._port.store.store(
            Archive(path, shown), name=parsed.name, version=parsed.version, filename=filename,
            source=self._key(source),
        )  # fmt: skip
        sha256 = next(text for text in wheel.hashes if text.startswith(_SHA256))
        self._keep(source, wheel=(filename, sha256))
        source.wheel = wheel
        return wheel

    def _frontend(self, source: Source, tree: SourceTree, chain: tuple[str, ...]) -> Frontend:
        if source.frontend is None:
            url = source.file.url
            if url in chain:
                raise CyclicBuildError(source.name or source.label)
            scratch = self._new_directory()
            environments = Environments(
                os.path.join(scratch, "environment"), self._port.within((*chain, url)), self._context, self._settings,
                self._runtime, isolated=self._is_isolated(source),
            )  # fmt: skip
            options = FrontendOptions(
                scratch=scratch, label=source.label, report=self._runtime.report, cancel=self._runtime.cancel,
                config_settings=config_settings(self._settings, source.name), isolated=self._is_isolated(source),
            )  # fmt: skip
            source.frontend = Frontend(tree, environments, options)
        return source.frontend

    def _allow(self, source: Source) -> None:
        if self._context.options.source_forbidden(normalize(source.name)):
            raise BuildDisabledError(source.name or source.label)

    def _is_isolated(self, source: Source) -> bool:
        build = self._settings.build
        exempt = {normalize(name) for name in build.no_build_isolation_package}
        return not (build.no_build_isolation or source.name in exempt)

    # --- what is kept -------------------------------------------------------------------------------------------

    def _key(self, source: Source) -> str:
        """Return what tells this revision, built this way, from every other."""
        if source.is_directory:
            revision = f"{source.file.url}\n{changed(source.file.url)}"
        elif source.is_repository:
            place = self._port.git.of(self._port.located(source.file.url))
            revision = f"{place.canonical()}\n{place.commit}\n{place.subdirectory}\n{place.lfs}"
        else:
            revision = f"{source.sha256}\n{source.file.url.partition('#')[2]}"
        settings = sorted(config_settings(self._settings, source.name).items())
        how = f"{source.editable}\n{self._context.interpreter.key()}\n{settings}"
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


def _wrapped(source: Source, error: PuvError) -> PuvError:
    """Return the error with the name of what was built, where it has one."""
    if not source.name:
        return error
    if isinstance(error, BackendError):
        return BuildFailedError(source.label, hints=(_advice(source, error.missing) if error.missing else USUAL_HINT,))
    fetched = bool(source.file.index or not source.file.url.startswith("file:"))
    return BuildFailedError(source.label, fetched=fetched)


def _cause(source: Source, error: PuvError) -> BaseException | None:
    return error if source.name else error.__cause__


def _filename(file: File) -> str:
    return file.filename or file.url.partition("#")[0].rpartition("/")[2]


def _advice(source: Source, module: str) -> str:
    name = source.name
    shown = f"{name}@{source.version}" if source.version else name
    package = module.partition(".")[0]
    return (
        f"This error likely indicates that `{shown}` depends on `{package}`, but doesn't declare it as a build "
        f"dependency. If `{name}` is a first-party package, consider adding `{package}` to its "
        f"`build-system.requires`. Otherwise, `puv pip install {package}` into the environment and re-run with "
        "`--no-build-isolation`."
    )
