"""`puv publish`: upload wheels and source distributions to an index."""

from __future__ import annotations

import os

from puv.cache.refresh import Refresh
from puv.cache.root import Cache
from puv.errors import FetchError, PuvError, UsageError
from puv.events import HandlingFile, Noted, Publishing, Skipped, Warned
from puv.fetcher.auth.keyring import SubprocessKeyring
from puv.fetcher.auth.store import Credentials
from puv.fetcher.redact import redacted, split_credentials
from puv.model.availability import Missing
from puv.model.index import DEFAULT_UPLOAD_URL, Index
from puv.ops.publish.contents import Hashing, attestations_of, metadata_of
from puv.ops.publish.files import expected_name, files_to_publish
from puv.ops.publish.form import fields_of
from puv.ops.publish.requests import PublishError, PublishReport, UploadError
from puv.ops.publish.trusted import TrustedPublishingError, token_for
from puv.ops.publish.upload import send
from puv.ops.steps.indexes import located
from puv.ops.steps.network import http_client
from puv.ops.steps.provision import provision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.fetcher.http import HttpClient
    from puv.ops.publish.files import Upload
    from puv.ops.publish.requests import PublishRequest
    from puv.ops.runtime import Runtime
    from puv.settings import Settings


def publish(request: PublishRequest, settings: Settings, runtime: Runtime) -> PublishReport:
    """Upload the files, one after the other; what the index of `--check-url` has is left out.

    Raises:
        UsageError: there is nothing to publish, or the options exclude each other.
        PublishError: a file is not what it seems, or was not accepted; the error tells which were.
        FetchError: an index did not answer.
    """
    if settings.network.offline:
        raise UsageError("Unable to publish files in offline mode")
    runtime.not_replayable()
    url, check = _places(request, settings)
    uploads = files_to_publish(request.files, runtime)
    if not uploads:
        raise UsageError("No files found to publish")
    runtime.report(Publishing(count=len(uploads), url=redacted(url), dry_run=request.dry_run))
    return _Publication(request, url, check, settings, runtime).run(uploads)


def _places(request: PublishRequest, settings: Settings) -> tuple[str, str | None]:
    """Return the upload URL and the index to check, or None."""
    chosen = settings.publish
    if not request.index:
        return chosen.publish_url or DEFAULT_UPLOAD_URL, chosen.check_url
    tables = {str(table.get("name")): table for table in reversed(settings.index.configured) if table.get("name")}
    if not tables:
        raise UsageError(f"No indexes were found, can't use index: `{request.index}`")
    table = tables.get(request.index)
    if table is None:
        names = "`, `".join(sorted(tables))
        raise UsageError(f"Index not found: `{request.index}`. Found indexes: `{names}`")
    if not table.get("publish-url"):
        raise UsageError(f"Index is missing a publish URL: `{request.index}`")
    return str(table["publish-url"]), str(table["url"])


class _Publication:
    """The upload of some files to one place."""

    def __init__(
        self, request: PublishRequest, url: str, check: str | None, settings: Settings, runtime: Runtime
    ) -> None:
        self._request, self._settings, self._runtime = request, settings, runtime
        self._url, self._user, self._password = split_credentials(url)
        self._check = check
        self._client: HttpClient = http_client(settings, runtime)
        self._trouble: PuvError | None = None

    def run(self, uploads: list[Upload]) -> PublishReport:
        """Upload, or check, each file."""
        credentials = self._credentials()
        done: list[str] = []
        skipped: list[str] = []
        failures: list[PuvError] = []
        known = self._known(uploads)
        with Hashing(uploads) as hashing:
            for upload in uploads:
                if self._is_known(upload, known, hashing):
                    self._runtime.report(Skipped(filename=upload.filename))
                    skipped.append(upload.filename)
                    continue
                expected = expected_name(upload)
                if expected != upload.filename:
                    message = f"`{upload.filename}` has a non-normalized filename (expected `{expected}`), skipping"
                    self._runtime.report(Warned(message=message))
                    continue
                try:
                    self._handle(upload, credentials, tuple(done), hashing)
                except PublishError as error:
                    if not self._request.dry_run:
                        raise
                    failures.append(error)
                else:
                    done.append(upload.filename)
        return PublishReport(uploaded=tuple(done), skipped=tuple(skipped), failures=tuple(failures))

    def _handle(self, upload: Upload, credentials: Credentials | None, done: tuple[str, ...], hashing: Hashing) -> None:
        size = os.path.getsize(upload.path)
        report = self._runtime.report
        if self._request.dry_run:
            report(HandlingFile(action="check", filename=upload.filename, size=size))
            metadata_of(upload)
            return
        report(HandlingFile(action="hash", filename=upload.filename, size=size))
        fields = fields_of(metadata_of(upload), upload, *hashing.digests(upload))
        attestations = "" if self._request.no_attestations else attestations_of(upload)
        report(HandlingFile(action="upload", filename=upload.filename, size=size))
        try:
            if credentials is None:
                raise self._missing()
            send(self._client, self._url, fields, upload, attestations, credentials)
        except PublishError as error:
            failure = UploadError(upload.shown, getattr(error, "url", "") or self._url, done)
            raise failure from error

    def _missing(self) -> PublishError:
        if self._trouble is not None:
            self._runtime.report(
                Noted(message="Note: Trusted publishing also failed. To use it, check the error below.")
            )
        failure = PublishError("Failed to send POST request")
        failure.__cause__ = PublishError(f"Missing credentials for: {self._url}")
        return failure

    def _credentials(self) -> Credentials | None:
        """Return what to sign in with: what was given, a token for the job's identity, or what is kept somewhere.

        Raises:
            UsageError: what was given does not go together.
            TrustedPublishingError: a token was demanded and not to be had.
        """
        request, settings = self._request, self._settings
        user = self._user if self._user is not None else request.username
        password = self._password if self._password is not None else request.password
        if request.token is not None:
            user, password = "__token__", request.token
        token = self._token(given=bool(user or password))
        if token is not None:
            return Credentials("__token__", token)
        if user is None and password is not None:
            raise UsageError(
                "Attempted to publish with a password, but no username. Either provide a username with `--username` "
                "(`UV_PUBLISH_USERNAME`), or use `--token` (`UV_PUBLISH_TOKEN`) instead of a password."
            )
        if user is None:
            return self._client.credentials.after_refusal(self._url)
        if password is None and settings.index.keyring_provider == "subprocess":
            found = SubprocessKeyring().lookup(self._url, user)
            if found is not None:
                return found
        return Credentials(user, password or "")

    def _token(self, *, given: bool) -> str | None:
        chosen = self._settings.publish.trusted_publishing
        if chosen == "always" and given:
            raise UsageError("a username and a password are not allowed when using trusted publishing")
        if chosen == "never" or given or self._request.dry_run:
            return None
        try:
            found = token_for(self._url, self._client, self._runtime.environ)
        except (PublishError, FetchError) as error:
            if chosen == "always":
                raise TrustedPublishingError("Failed to obtain token for trusted publishing") from error
            self._trouble = error
            return None
        if found is None and chosen == "always":
            raise TrustedPublishingError("Failed to obtain token for trusted publishing") from PublishError(
                "No job of a supported continuous integration service runs here"
            )
        return found

    def _known(self, uploads: list[Upload]) -> dict[str, tuple[str, ...]]:
        """Return the files that the index of `--check-url` has of these packages, and their digests."""
        if self._check is None:
            return {}
        base = self._runtime
        fresh = base.within(cache=Cache(base.cache.root, refresh=Refresh.all(base.clock()), temporary=False))
        index = Index(url=located(self._check, base).rstrip("/"), default=True)
        found: dict[str, tuple[str, ...]] = {}
        with provision((index,), self._settings, fresh) as port:
            for name in dict.fromkeys(upload.name for upload in uploads):
                try:
                    listings = port.listings(name)
                except FetchError as error:
                    raise PublishError("Failed to query check URL") from error
                if isinstance(listings, Missing):
                    continue
                for listing in listings:
                    for at in range(len(listing.versions)):
                        found |= {file.filename: file.hashes for file in listing.files(at)}
        return found

    def _is_known(self, upload: Upload, known: dict[str, tuple[str, ...]], hashing: Hashing) -> bool:
        """Tell whether the index has a file.

        Raises:
            PublishError: it has another one of that name.
        """
        hashes = known.get(upload.filename)
        if hashes is None:
            return False
        own = f"sha256:{hashing.digests(upload)[0]}"
        if not hashes or own in hashes:
            return True
        remote = hashes[-1].replace(":", "=", 1)
        raise PublishError(
            f"Local file and index file do not match for `{upload.filename}`. Local: {own.replace(':', '=', 1)}, "
            f"Remote: {remote}"
        )
