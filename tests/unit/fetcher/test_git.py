"""Repositories through the cache, with the real git: what is fetched, when, by whom, and what is told."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from puv.cache.root import Cache
from puv.cancel import CancelToken
from puv.errors import Cancelled, FetchError, chain
from puv.events import RepositoryUpdated, RepositoryUpdating
from puv.fetcher.git.attempts import attempts
from puv.fetcher.git.command import Git, command_line
from puv.fetcher.git.errors import GitCommandError, GitError, GitMissingError, LargeFilesError
from puv.fetcher.git.repositories import Repositories
from puv.standards.git_url import parse_git_url
from support.git_server import GIT, GitServer, Repository, demo

if TYPE_CHECKING:
    from pathlib import Path

    from puv.events import Event

pytestmark = pytest.mark.skipif(GIT is None, reason="git is not installed")
ENVIRON = {"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return demo(tmp_path_factory.mktemp("git") / "demo")


class Watched:
    """`Repositories` over a cache, and what it told."""

    def __init__(self, cache: Path, **options: bool) -> None:
        self.events: list[Event] = []
        self.cache = Cache(str(cache))
        self.repositories = Repositories(self.cache, Git(ENVIRON, **options), self.events.append)

    def commit(self, address: str) -> str:
        return self.repositories.resolve(parse_git_url(address)).commit

    @property
    def updates(self) -> int:
        return sum(isinstance(event, RepositoryUpdating) for event in self.events)


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        ("", "main"), ("@main", "main"), ("@v1.0", "v1.0^0"), ("@v2.0", "v2.0^0"), ("@feature/x", "feature/x"),
        ("@refs/heads/feature/x", "feature/x"), ("@main#puv.kind=branch", "main"), ("@v1.0#puv.kind=tag", "v1.0^0"),
    ],
)  # fmt: skip
def test_a_reference_becomes_its_commit(repository: Repository, tmp_path: Path, reference: str, version: str) -> None:
    watched = Watched(tmp_path)
    commit = repository.git("rev-parse", version)
    assert watched.commit(repository.url + reference) == commit
    assert watched.events[-1] == RepositoryUpdated(url=repository.url.removeprefix("git+"), commit=commit)


def test_a_short_name_of_a_commit_becomes_the_whole(repository: Repository, tmp_path: Path) -> None:
    commit = repository.git("rev-parse", "v1.0^0")
    assert Watched(tmp_path).commit(f"{repository.url}@{commit[:8]}") == commit


def test_each_reference_is_asked_for_once(repository: Repository, tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    for _ in range(3):
        watched.commit(f"{repository.url}@main")
    assert watched.updates == 1
    watched.commit(f"{repository.url}@v1.0")
    assert watched.updates == 2


def test_a_commit_that_is_there_is_not_fetched(repository: Repository, tmp_path: Path) -> None:
    commit = repository.git("rev-parse", "v1.0^0")
    first = Watched(tmp_path)
    place = first.repositories.checkout(parse_git_url(f"{repository.url}@v1.0"))
    second = Watched(tmp_path, offline=True)
    assert second.repositories.checkout(parse_git_url(f"{repository.url}@{commit}")) == place
    assert not second.events
    assert "1.0" in (tmp_path / os.path.relpath(place, tmp_path) / "pyproject.toml").read_text()


def test_a_locked_commit_is_found_by_its_branch_where_commits_are_not_handed_out(tmp_path: Path) -> None:
    origin = demo(tmp_path / "origin")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "false")
    origin.git("config", "protocol.version", "0")
    commit = origin.git("rev-parse", "main")
    origin.commit({"later.txt": "x"})
    url = parse_git_url(f"{origin.url}@main#puv.kind=branch&puv.commit={commit}")
    place = Watched(tmp_path / "cache").repositories.checkout(url)
    assert not os.path.exists(os.path.join(place, "later.txt"))


def test_a_checkout_has_its_submodules(tmp_path: Path) -> None:
    inner = Repository(tmp_path / "inner")
    inner.commit({"inner.txt": "within"})
    outer = Repository(tmp_path / "outer")
    outer.commit({"outer.txt": "x"})
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "../inner", "sub")
    outer.commit({"outer.txt": "y"})
    allowed = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always"}
    repositories = Repositories(Cache(str(tmp_path / "cache")), Git(ENVIRON | allowed), lambda _event: None)
    place = repositories.checkout(parse_git_url(outer.url))
    with open(os.path.join(place, "sub", "inner.txt")) as stream:
        assert stream.read() == "within"


def test_what_fails_leaves_nothing_half_done(repository: Repository, tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    with pytest.raises(GitError) as caught:
        watched.commit(f"{repository.url}@nothere")
    told = [str(link) for link in chain(caught.value)]
    assert told[0] == "Git operation failed"
    assert told[1].startswith("failed to clone into: ")
    assert told[2] == "failed to fetch branch or tag `nothere`"
    assert "couldn't find remote ref refs/tags/nothere" in told[3]
    assert watched.commit(f"{repository.url}@v1.0")
    assert not os.path.exists(watched.cache.path("git", "checkouts"))


def test_a_missing_git_is_told(repository: Repository, tmp_path: Path) -> None:
    repositories = Repositories(Cache(str(tmp_path)), Git({"PATH": str(tmp_path)}), lambda _event: None)
    with pytest.raises(GitError) as caught:
        repositories.resolve(parse_git_url(repository.url))
    assert isinstance(caught.value.__cause__, GitMissingError)
    assert not os.path.exists(os.path.join(tmp_path, "git-v1", "db")) or not os.listdir(tmp_path / "git-v1" / "db")


def test_credentials_are_used_and_never_told(repository: Repository, tmp_path: Path) -> None:
    with GitServer(repository.path.parent, ("user", "s3cret")) as server:
        watched = Watched(tmp_path)
        good = f"git+http://user:s3cret@{server.netloc}/demo"
        assert watched.commit(f"{good}@v1.0")
        with pytest.raises(GitError) as caught:
            watched.commit(f"{good}@nothere")
        with pytest.raises(GitError) as wrong:
            watched.commit(f"git+http://user:wr0ng@{server.netloc}/demo@main")
    told = "\n".join(str(link) for error in (caught.value, wrong.value) for link in chain(error)) + str(watched.events)
    assert "user:****@" in told
    assert "s3cret" not in told
    assert "wr0ng" not in told
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and b"s3cret" in path.read_bytes()]
    # Git itself notes what it fetched last, without passwords.
    assert not kept
    assert len(list((tmp_path / "git-v1" / "db").iterdir())) == 1


def test_nobody_is_asked_for_a_password(repository: Repository, tmp_path: Path) -> None:
    with GitServer(repository.path.parent, ("user", "secret")) as server, pytest.raises(GitError) as caught:
        Watched(tmp_path).commit(f"git+http://{server.netloc}/demo")
    assert "terminal prompts disabled" in "".join(map(str, chain(caught.value)))


def test_offline_only_local_repositories_are_reached(repository: Repository, tmp_path: Path) -> None:
    watched = Watched(tmp_path, offline=True)
    assert watched.commit(f"{repository.url}@v1.0")
    with pytest.raises(GitError) as caught:
        watched.commit("git+http://127.0.0.1:1/x@main")
    assert "Remote Git fetches are not allowed" in "".join(map(str, chain(caught.value)))


def test_files_that_git_lfs_keeps_are_missed(repository: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(f'#!/bin/sh\n[ "$1" = lfs ] && exit 1\nexec {GIT} "$@"\n')
    (folder / "git").chmod(0o755)
    git = Git(ENVIRON | {"PATH": f"{folder}{os.pathsep}{ENVIRON['PATH']}"})
    repositories = Repositories(Cache(str(tmp_path / "cache")), git, lambda _event: None)
    url = parse_git_url(f"{repository.url}@v1.0").replace(lfs=True)
    with pytest.raises(LargeFilesError, match="is missing Git LFS artifacts"):
        repositories.checkout(url)
    assert repositories.checkout(url.replace(lfs=False))


def test_many_at_once_fetch_once(repository: Repository, tmp_path: Path) -> None:
    """Each has a view of its own, as processes have."""
    places: list[str] = []
    crowd = [Watched(tmp_path) for _ in range(6)]
    url = parse_git_url(f"{repository.url}@{repository.git('rev-parse', 'feature/x')}")
    threads = [threading.Thread(target=lambda one=one: places.append(one.repositories.checkout(url))) for one in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == len(crowd)
    assert len(set(places)) == 1
    assert sum(one.updates for one in crowd) == 1


def test_a_cancelled_fetch_ends_git(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text("#!/bin/sh\nexec sleep 60\n")
    (folder / "git").chmod(0o755)
    token = CancelToken()
    token.cancel()
    git = Git(ENVIRON | {"PATH": f"{folder}{os.pathsep}{os.defpath}"}, cancel=token)
    with pytest.raises(Cancelled):
        git.run("fetch", cwd=str(tmp_path))


def test_the_callers_repository_is_forgotten(tmp_path: Path) -> None:
    git = Git(ENVIRON | {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "GIT_INDEX_FILE": "/nowhere"})
    git.run("init", "--bare", cwd=str(tmp_path))
    assert git.run("rev-parse", "--git-dir", cwd=str(tmp_path)).strip() == "."


def test_a_command_line_is_shown_as_a_shell_reads_it() -> None:
    words = (
        "/usr/bin/git",
        "fetch",
        "https://u:p@h/x",
        "+HEAD:refs/x",
        "a b",
        "it's",
        "-c",
        "url.https://u:p@h/.insteadOf=https://h/",
    )
    assert command_line(*words) == (
        "/usr/bin/git fetch 'https://u:****@h/x' '+HEAD:refs/x' 'a b' 'it'\\''s' -c "
        "'url.https://u:****@h/.insteadOf=https://h/'"
    )


def test_gits_last_words_are_told(tmp_path: Path) -> None:
    with pytest.raises(GitCommandError, match=r"exit status: \d+\)\n--- stderr\n"):
        Git(ENVIRON).run("rev-parse", "--verify", "nothing", cwd=str(tmp_path))
    assert issubclass(GitCommandError, FetchError)


@pytest.mark.parametrize(
    ("address", "refspecs"),
    [
        ("", ["+HEAD:refs/remotes/origin/HEAD"]),
        ("@v1", ["+refs/heads/v1:refs/remotes/origin/v1", "+refs/tags/v1:refs/remotes/origin/tags/v1"]),
        ("@v1#puv.kind=tag", ["+refs/tags/v1:refs/remotes/origin/tags/v1"]),
        ("@v1#puv.kind=branch", ["+refs/heads/v1:refs/remotes/origin/v1"]),
        ("@refs/pull/1/head", ["+refs/pull/1/head:refs/pull/1/head"]),
        ("@abcdef0", ["+refs/heads/*:refs/remotes/origin/*", "+HEAD:refs/remotes/origin/HEAD"]),
        (f"@{'a' * 40}", [f"+{'a' * 40}:refs/commit/{'a' * 40}"]),
    ],
)
def test_no_more_is_asked_for_than_is_needed(address: str, refspecs: list[str]) -> None:
    found = attempts(parse_git_url(f"git+https://example.org/x{address}"))
    assert [refspec for attempt in found for refspec in attempt.refspecs] == refspecs
