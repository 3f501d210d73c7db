"""`Repositories`: references to commits, and commits to directories, by way of the cache.

    git-v1/db/<repository>                   a bare clone that every reference is fetched into
    git-v1/checkouts/<repository>/<commit>   a checkout, whole or not there
    git-v1/locks/<repository>                the lock of both

The key is a digest of the repository's canonical URL, without credentials. What one process fetches another waits for.
"""

from __future__ import annotations

import os

from puv.cache.keys import digest
from puv.errors import FetchError
from puv.events import RepositoryUpdated, RepositoryUpdating
from puv.fetcher.git.attempts import attempts
from puv.fetcher.git.errors import (
    GitCommandError,
    GitError,
    GitOfflineError,
    LargeFilesError,
    caused,
)
from puv.fs.atomic import replace, temporary_name
from puv.fs.locks import FileLock
from puv.fs.remove import remove_tree
from puv.standards.urls import redacted, without_credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.cache.root import Cache
    from puv.events import Reporter
    from puv.fetcher.git.attempts import Attempt
    from puv.fetcher.git.command import Git
    from puv.standards.git_url import GitUrl

_NO_LFS = "Git LFS extension not found. Ensure that Git LFS is installed and available."
_LFS_UNSET = "Is Git LFS configured? Run `git lfs install` to initialize Git LFS."


class Repositories:
    """The repositories of one cache, for one verb: each reference is asked for once. May be used from any thread."""

    def __init__(self, cache: Cache, git: Git, report: Reporter) -> None:
        self._cache, self._git, self._report = cache, git, report
        self._commits: dict[tuple[str, str, str], str] = {}

    def resolve(self, url: GitUrl) -> GitUrl:
        """Return the address with the commit that its reference is, fetching what is needed to tell.

        An address with its commit is returned as it is.

        Raises:
            GitError: git cannot tell; the causes say why.
            Cancelled: the caller wished so.
        """
        if url.commit:
            return url
        known = self._commits.get(_question(url))
        if known is None:
            with self._lock(url):
                known = self._commits.get(_question(url)) or self._fetched(url)
        return url.replace(commit=known)

    def checkout(self, url: GitUrl, shown: str = "") -> str:
        """Return the directory (absolute) where the commit of an address is checked out.

        `shown` is what errors call the address (default: itself).

        Raises:
            GitError: git cannot fetch or check it out.
            LargeFilesError: files of Git LFS are wanted, and cannot be had.
            Cancelled: the caller wished so.
        """
        url = self.resolve(url)
        key = _key(url)
        # Files of Git LFS make another tree of the same commit.
        place = self._cache.path("git", "checkouts", f"{key}-lfs" if url.lfs else key, url.commit)
        if os.path.isdir(place):
            return place
        with self._lock(url):
            if os.path.isdir(place):
                return place
            if not self._has(url, url.commit):
                self._fetched(url)
            try:
                self._check_out(url, place, shown or redacted(url.shown()))
            except (FetchError, OSError) as error:
                raise self._failure(url, error) from error
        return place

    def _lock(self, url: GitUrl) -> FileLock:
        self._cache.make_directory(self._cache.bucket("git"))
        return FileLock(self._cache.path("git", "locks", _key(url)))

    def _failure(self, url: GitUrl, cause: BaseException) -> GitError:
        error = GitError(without_credentials(url.repository))
        error.__cause__ = cause
        return error

    # --- the bare clone -------------------------------------------------------------------------------------------

    def _database(self, url: GitUrl) -> str:
        return self._cache.path("git", "db", _key(url))

    def _has(self, url: GitUrl, commit: str) -> bool:
        """Whether the clone has a commit; false where there is no clone yet."""
        database = self._database(url)
        if not os.path.isdir(database):
            return False
        try:
            self._git.run("cat-file", "-e", f"{commit}^{{commit}}", cwd=database)
        except FetchError:
            return False
        return True

    def _fetched(self, url: GitUrl) -> str:
        """Fetch what an address refers to, and return the commit; the lock is held.

        Raises:
            GitError: git cannot.
        """
        shown = redacted(url.repository)
        self._report(RepositoryUpdating(url=shown, reference="HEAD" if url.kind == "default" else url.reference))
        database = self._database(url)
        action = "fetch" if os.path.isdir(database) else "clone"
        try:
            if action == "clone":
                self._cache.make_directory(database)
                self._git.run("init", "--bare", cwd=database)
            commit = self._fetch(url, database, FetchError(f"failed to {action} into: {database}"))
            self._fetch_large(url, commit, database)
        except (FetchError, OSError) as error:
            if not os.path.exists(os.path.join(database, "HEAD")):
                remove_tree(database)  # not even begun
            raise self._failure(url, error) from error
        self._commits[_question(url)] = commit
        self._report(RepositoryUpdated(url=shown, commit=commit))
        return commit

    def _fetch(self, url: GitUrl, database: str, failed: FetchError) -> str:
        """Fetch the reference, and return its commit.

        Raises:
            FetchError: `failed`, with why, and what git said.
        """
        wanted = attempts(url)
        for attempt in wanted:
            words = ("--tags",) if attempt.tags else ()
            try:
                self._fetch_into(database, *words, "--force", "--update-head-ok", url.repository, *attempt.refspecs)
            except (GitCommandError, GitOfflineError) as error:
                if attempt is not wanted[-1]:
                    continue
                why = (FetchError(attempt.failure),) if attempt.failure else ()
                caused(failed, *why, error)
                raise failed from failed.__cause__
            return self._commit_at(attempt, url, database)
        raise failed  # there is always an attempt

    def _fetch_into(self, database: str, *words: str) -> None:
        try:
            self._git.run("fetch", *words, cwd=database)
        except GitCommandError as error:
            if self._git.offline and "transport '" in error.stderr and "not allowed" in error.stderr:
                raise GitOfflineError from None
            raise

    def _commit_at(self, attempt: Attempt, url: GitUrl, database: str) -> str:
        for place in attempt.places[:-1]:
            try:
                return self._git.run("rev-parse", place, cwd=database).strip()
            except GitCommandError:
                continue
        try:
            return self._git.run("rev-parse", attempt.places[-1], cwd=database).strip()
        except GitCommandError as error:
            if len(attempt.places) == 1:
                raise
            raise FetchError(f"failed to find branch, tag, or commit `{url.reference}`") from error

    # --- checkouts ------------------------------------------------------------------------------------------------

    def _check_out(self, url: GitUrl, place: str, shown: str) -> None:
        """Make a checkout; what is not whole is not there."""
        database, made = self._database(url), temporary_name(self._cache.temporary_area())
        skip = {"GIT_LFS_SKIP_SMUDGE": "0" if url.lfs else "1"}
        try:
            # The database is on the same disk: objects are linked, not copied. Tags come along, for who tells versions
            # by them.
            self._git.run("clone", "--local", "--no-checkout", database, made, cwd=self._cache.root)
            self._git.run("reset", "--hard", url.commit, cwd=made, environ=skip)
            if os.path.exists(os.path.join(made, ".gitmodules")):
                self._update_submodules(url, made, skip)
            if url.lfs:
                self._check_large(url, made, shown)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            replace(made, place)
        finally:
            if os.path.isdir(made):
                remove_tree(made)

    def _update_submodules(self, url: GitUrl, tree: str, environ: Mapping[str, str]) -> None:
        """Check out the submodules. Their relative addresses are relative to the repository's own, not to the clone's.

        Those on the same host are fetched with the same credentials.
        """
        bare = without_credentials(url.repository)
        base, own = origin_of(url.repository), origin_of(bare)
        credentials = ("-c", f"url.{base}.insteadOf={own}") if base != own else ()
        update = ("submodule", "update")
        self._git.run("-c", f"remote.origin.url={bare}", *credentials, *update, "--init", cwd=tree, environ=environ)
        self._git.run(*credentials, *update, "--recursive", "--init", cwd=tree, environ=environ)

    # --- Git LFS --------------------------------------------------------------------------------------------------

    def _has_lfs(self) -> bool:
        try:
            self._git.run("lfs", "version", cwd=self._cache.root)
        except FetchError:
            return False
        return True

    def _fetch_large(self, url: GitUrl, commit: str, database: str) -> None:
        if not (url.lfs and self._has_lfs()):
            return  # that they are missing is told where they are needed
        try:
            self._git.run("lfs", "fetch", url.repository, commit, cwd=database)
        except GitCommandError as error:
            raise FetchError(f"failed to fetch LFS objects at {commit}") from error

    def _check_large(self, url: GitUrl, tree: str, shown: str) -> None:
        """Refuse a tree that has not all files of Git LFS.

        Raises:
            LargeFilesError: there is no Git LFS, or it finds some missing.
        """
        if not self._has_lfs():
            raise LargeFilesError(shown, _NO_LFS)
        try:
            self._git.run("lfs", "fsck", "--objects", url.commit, cwd=tree)
        except GitCommandError:
            missing = LargeFilesError(shown, _LFS_UNSET)
            raise missing from missing.__cause__


def _key(url: GitUrl) -> str:
    return digest(url.canonical().encode("utf-8", "surrogatepass"))


def _question(url: GitUrl) -> tuple[str, str, str]:
    return (url.canonical(), url.kind, url.reference)


def origin_of(url: str) -> str:
    """Return a URL up to the slash behind its host: `https://user:password@host/`."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.partition('/')[0]}/"
