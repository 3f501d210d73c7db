"""What to ask a repository for, so that a reference becomes a commit. Pure."""

from __future__ import annotations

from puv.standards.git_url import may_be_commit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.standards.git_url import GitUrl


class Attempt:
    """One fetch. `refspecs` are asked for, with `tags` all tags too; the commit is then at the first of `places`.

    `failure` is what to say when git does not get them, empty for nothing.
    """

    __slots__ = ("failure", "places", "refspecs", "tags")

    failure: str
    places: tuple[str, ...]
    refspecs: tuple[str, ...]
    tags: bool

    def __init__(
        self, refspecs: tuple[str, ...], places: tuple[str, ...], failure: str = "", *, tags: bool = False
    ) -> None:
        self.refspecs, self.places, self.failure, self.tags = refspecs, places, failure, tags


def attempts(url: GitUrl) -> tuple[Attempt, ...]:
    """Return the fetches to try in order, until one succeeds."""
    name = url.reference
    if url.commit:
        return _of_commit(url)
    branch = Attempt((f"+refs/heads/{name}:refs/remotes/origin/{name}",), (f"origin/{name}^0",))
    tag = Attempt((f"+refs/tags/{name}:refs/remotes/origin/tags/{name}",), (f"refs/remotes/origin/tags/{name}^0",))
    if url.kind == "default":
        return (Attempt(("+HEAD:refs/remotes/origin/HEAD",), ("refs/remotes/origin/HEAD",)),)
    if url.kind in ("branch", "tag"):
        only = branch if url.kind == "branch" else tag
        only.failure = f"failed to fetch {url.kind} `{name}`"
        return (only,)
    if name.startswith("refs/"):
        return (Attempt((f"+{name}:{name}",), (f"{name}^0",), f"failed to fetch ref `{name}`"),)
    if may_be_commit(name):
        # Only who has every commit can tell which one begins so.
        everything = ("+refs/heads/*:refs/remotes/origin/*", "+HEAD:refs/remotes/origin/HEAD")
        why = f"failed to fetch branch, tag, or commit `{name}`"
        return (Attempt(everything, (*branch.places, *tag.places, f"{name}^0"), why, tags=True),)
    tag.failure = f"failed to fetch branch or tag `{name}`"
    return (branch, tag)


def _of_commit(url: GitUrl) -> tuple[Attempt, ...]:
    """Not every server hands out commits by name; then it is where it was found."""
    commit, at = url.commit, (f"{url.commit}^0",)
    others = () if url.is_commit() else attempts(url.replace(commit=""))
    found = Attempt((f"+{commit}:refs/commit/{commit}",), at, f"failed to fetch commit `{commit}`")
    return (found, *(Attempt(one.refspecs, at, one.failure, tags=one.tags) for one in others))
