"""`GitSources`: the repositories that direct addresses name, each reference resolved once per verb."""

from __future__ import annotations

import os

from puv.errors import FetchError
from puv.fetcher.git.command import Git
from puv.fetcher.git.repositories import Repositories
from puv.fetcher.pool import WorkerPool
from puv.standards.git_url import is_git_url, parse_git_url
from puv.standards.urls import redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.fetcher.pool import Task
    from puv.ops.runtime import Runtime
    from puv.settings import Settings
    from puv.standards.git_url import GitUrl


_MOST_FETCHES = 8


class GitSources:
    """What is known of `git+…` addresses. May be used from any thread."""

    def __init__(self, settings: Settings, runtime: Runtime) -> None:
        git = Git(runtime.environ, offline=settings.network.offline, cancel=runtime.cancel)
        self._repositories = Repositories(runtime.cache, git, runtime.report)
        self._lfs = settings.network.git_lfs
        self._known: dict[str, GitUrl] = {}
        self._tasks: dict[str, Task[None]] = {}
        self._pool: WorkerPool | None = None

    def close(self) -> None:
        """Start nothing more."""
        if self._pool is not None:
            self._pool.close()

    def prefetch(self, urls: Iterable[str]) -> None:
        """Hint that these addresses will be asked for: several repositories are fetched side by side."""
        groups: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            if is_git_url(url):
                groups.setdefault(self.of(url).canonical(), []).append(url)
        if len(groups) < 2:  # noqa: PLR2004 - one is fetched when it is asked for
            return
        self._pool = WorkerPool(min(len(groups), _MOST_FETCHES))
        for group in groups.values():
            task = self._pool.submit(lambda group=group: self._fetch(group), urgent=False)  # type: ignore[misc]  # a bound default
            self._tasks.update(dict.fromkeys(group, task))

    def _fetch(self, urls: list[str]) -> None:
        for url in urls:
            if not (wanted := self.of(url)).commit:
                self._repositories.resolve(wanted)

    def of(self, url: str) -> GitUrl:
        """Return what an address says, and its commit if it came from `located`.

        Raises:
            ParseError: it is none that git can be asked for.
        """
        known = self._known.get(url)
        if known is None:
            known = parse_git_url(url)
            known = known.replace(lfs=known.lfs or self._lfs)
        return known

    def located(self, url: str) -> str:
        """Return the address of the commit that an address means now: one text for one place; others as they are.

        Raises:
            FetchError: git cannot tell.
        """
        if not is_git_url(url) or url in self._known:
            return url
        task = self._tasks.get(url)
        if task is not None:
            task.result()
        found = self._repositories.resolve(self.of(url))
        # Two spellings of one place are one source.
        text = next((text for text, known in list(self._known.items()) if known.same_as(found)), found.url())
        self._known.setdefault(text, found)
        return text

    def archive(self, url: str) -> str:
        """Return the path (absolute) of the archive within a repository that an address names.

        Raises:
            FetchError: git cannot check it out, or it is not there.
        """
        tree = self.checkout(url)
        path = os.path.join(tree, self.of(self.located(url)).path)
        real, inside = os.path.realpath(path), os.path.realpath(tree) + os.sep
        if not (real.startswith(inside) and os.path.isfile(real)):
            raise FetchError(f"failed to open file `{path}`: No such file or directory (os error 2)")
        return real

    def checkout(self, url: str) -> str:
        """Return the directory (absolute) where the commit of an address is checked out.

        Raises:
            FetchError: git cannot fetch or check it out.
        """
        return self._repositories.checkout(self.of(self.located(url)), redacted(parse_git_url(url).shown()))
