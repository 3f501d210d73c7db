"""Addresses of repositories: their parts, their spellings and what is wrong with them."""

from __future__ import annotations

import pytest

from puv.errors import ParseError
from puv.standards.git_url import GitUrl, is_git_url, may_be_commit, parse_git_url, parse_locked_git_url

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "repository", "reference", "kind"),
    [
        ("git+https://example.org/a/b", "https://example.org/a/b", "", "default"),
        ("git+https://example.org/a/b.git@main", "https://example.org/a/b.git", "main", "rev"),
        ("git+https://example.org/a/b@feature/x", "https://example.org/a/b", "feature/x", "rev"),
        ("git+https://user:secret@Example.org/a@v1", "https://user:secret@example.org/a", "v1", "rev"),
        ("git+ssh://git@example.org/a.git@v1", "ssh://git@example.org/a.git", "v1", "rev"),
        ("git+ssh://git@example.org:2222/a", "ssh://git@example.org:2222/a", "", "default"),
        ("git+file:///srv/a", "file:///srv/a", "", "default"),
        ("git+file:/srv/a", "file:///srv/a", "", "default"),
        ("git+file:srv/a", "file:///srv/a", "", "default"),
        ("git+file://localhost/srv/a", "file:///srv/a", "", "default"),
        ("git+http:/host/x", "http://host/x", "", "default"),
        ("git+http:/host", "http://host/", "", "default"),
        ("git+https://example.org/a@", "https://example.org/a", "", "rev"),
        ("git+https://example.org/a@x%40y", "https://example.org/a", "x@y", "rev"),
        ("git+https://example.org/a?b=c", "https://example.org/a?b=c", "", "default"),
    ],
)
def test_an_address_is_taken_apart(text: str, repository: str, reference: str, kind: str) -> None:
    found = parse_git_url(text)
    assert (found.repository, found.reference, found.kind) == (repository, reference, kind)


def test_a_full_name_of_a_commit_is_known_at_once() -> None:
    found = parse_git_url(f"git+https://example.org/a@{SHA}")
    assert found.commit == SHA
    assert found.is_commit()
    assert not parse_git_url(f"git+https://example.org/a@{SHA[:-1]}").commit


def test_the_fragment_tells_where_to_look() -> None:
    found = parse_git_url("git+https://example.org/a@v1#egg=a&subdirectory=inner")
    assert (found.subdirectory, found.fragment) == ("inner", "egg=a&subdirectory=inner")
    fixed = found.replace(commit=SHA)
    assert fixed.url() == f"git+https://example.org/a@{SHA}#subdirectory=inner"
    assert fixed.verbatim() == f"git+https://example.org/a@{SHA}#egg=a&subdirectory=inner"
    assert fixed.shown() == "git+https://example.org/a@v1#egg=a&subdirectory=inner"


def test_what_a_user_says_of_large_files_is_kept_but_not_obeyed() -> None:
    found = parse_git_url("git+https://example.org/a#lfs=true")
    assert not found.lfs
    assert found.verbatim() == "git+https://example.org/a#lfs=true"
    assert found.replace(lfs=True).url() == "git+https://example.org/a#lfs=true"


def test_an_archive_in_a_repository_must_be_of_a_known_kind() -> None:
    assert parse_git_url("git+https://example.org/a#path=dist/a-1-py3-none-any.whl").path == "dist/a-1-py3-none-any.whl"
    with pytest.raises(ParseError, match=r"^Expected path \(`dist`\) to end in a supported file extension"):
        parse_git_url("git+https://example.org/a#path=dist")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("git+git://example.org/a", "Unsupported Git URL scheme `git:` in `git://example.org/a`"),
        ("git+foo://example.org/a@v1", "Unsupported Git URL scheme `foo:` in `foo://example.org/a`"),
        ("git+https://", "Not a valid URL: https://"),
        ("git+ssh://git@example.org:me/a", "invalid port number"),
        ("git+https://exa mple.org/a", "invalid domain character"),
        ("git+https://example.org/a@b@c", "Ambiguous Git URL `https://example.org/a@b@c`"),
    ],
)
def test_what_git_cannot_be_asked_for_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_git_url(text)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("git+https://x/y", True), ("git+file:x", True), ("git+./x", False), ("git+git@example.org:x", False),
        ("https://x/y.git", False), ("", False), (None, False),
    ],
)  # fmt: skip
def test_a_path_that_begins_alike_is_no_repository(text: str | None, expected: bool) -> None:
    assert is_git_url(text) is expected


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("git+https://example.org/a.git", "git+https://example.org/a/"),
        ("git+https://user:secret@example.org/a", "git+https://example.org/a"),
        ("git+https://github.com/Owner/Name", "git+https://github.com/owner/name.git"),
    ],
)
def test_spellings_of_one_repository_are_the_same(one: str, two: str) -> None:
    assert parse_git_url(one).canonical() == parse_git_url(two).canonical()
    assert parse_git_url(one).replace(commit=SHA).same_as(parse_git_url(two).replace(commit=SHA))
    assert not parse_git_url(one).same_as(parse_git_url(two).replace(subdirectory="x"))


def test_everything_can_be_carried_in_one_text() -> None:
    url = GitUrl(
        repository="https://example.org/a", reference="x@y", kind="branch", commit=SHA, subdirectory="inner", lfs=True
    )
    found = parse_git_url(url.carried())
    assert found.same_as(url)
    assert (found.reference, found.kind) == ("x@y", "branch")
    assert "puv." not in found.shown() + found.url() + found.verbatim()


def test_credentials_are_not_in_the_repr() -> None:
    assert "secret" not in repr(parse_git_url("git+https://user:secret@example.org/a@v1"))


@pytest.mark.parametrize(("text", "expected"), [("abcdef0", True), ("abcdef", False), ("v1.0.0.0", False)])
def test_seven_digits_may_be_a_commit(text: str, expected: bool) -> None:
    assert may_be_commit(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("git+https://u:p@example.org/a@main#puv.kind=branch", "https://example.org/a?branch=main"),
        ("git+https://example.org/a@refs/heads/x", "https://example.org/a?rev=refs%2Fheads%2Fx"),
        (f"git+https://example.org/a#subdirectory=b/c&puv.commit={SHA}", f"https://example.org/a?subdirectory=b%2Fc#{SHA}"),
        (f"git+https://example.org/a@{SHA}#puv.lfs=true", f"https://example.org/a?lfs=true&rev={SHA}#{SHA}"),
    ],
)  # fmt: skip
def test_a_lock_holds_what_was_asked_for_and_the_commit(text: str, expected: str) -> None:
    assert parse_git_url(text).locked() == expected


@pytest.mark.parametrize(
    "place",
    [
        f"https://example.org/a?branch=main#{SHA}",
        f"https://example.org/a?subdirectory=b%2Fc&tag=v1#{SHA}",
        f"https://example.org/a?lfs=true&rev=refs%2Fheads%2Fx#{SHA}",
        f"https://example.org/a#{SHA}",
    ],
)
def test_what_a_lock_holds_is_read_again(place: str) -> None:
    found = parse_locked_git_url(place)
    assert found.locked() == place
    carried = parse_git_url(found.carried())
    assert carried.same_as(found)
    assert (carried.reference, carried.kind) == (found.reference, found.kind)
