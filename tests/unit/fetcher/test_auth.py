"""Credentials: where they come from, where they go, and that nothing shows them."""

from __future__ import annotations

import pytest

from puv.errors import InputError, ParseError
from puv.fetcher.auth import netrc
from puv.fetcher.auth.keyring import SubprocessKeyring
from puv.fetcher.auth.store import Credentials, CredentialStore
from puv.fetcher.errors import TransportError
from puv.model.index import Index


class Keyring:
    def __init__(self, answer: Credentials | None) -> None:
        self.answer, self.asked = answer, []

    def lookup(self, url: str, username: str | None) -> Credentials | None:
        self.asked.append((url, username))
        return self.answer


def test_credentials_of_a_url_go_to_its_origin_at_once() -> None:
    store = CredentialStore(["https://user:secret@example.org/simple"])
    assert store.known("https://example.org/files/x") == Credentials("user", "secret")
    for elsewhere in ("http://example.org/", "https://example.org:444/", "https://other.example.org/"):
        assert store.known(elsewhere) is None


def test_learning_returns_the_bare_url() -> None:
    store = CredentialStore()
    assert store.learn("https://u:p@example.org/x") == "https://example.org/x"
    assert store.learn("https://example.org/y") == "https://example.org/y"
    assert store.known("https://example.org/") == Credentials("u", "p")


def test_netrc_is_asked_after_a_refusal_only() -> None:
    store = CredentialStore(netrc={"example.org": Credentials("n", "s")})
    assert store.known("https://example.org/") is None
    assert store.after_refusal("https://example.org/") == Credentials("n", "s")
    assert store.known("https://example.org/") == Credentials("n", "s")
    assert store.after_refusal("https://example.org/", Credentials("n", "s")) is None
    assert store.after_refusal("https://other.example.org/") is None


def test_the_default_entry_of_netrc_serves_every_host() -> None:
    store = CredentialStore(netrc={"": Credentials("any", "s")})
    assert store.after_refusal("https://example.org/") == Credentials("any", "s")


def test_a_user_name_in_the_url_chooses_the_entry() -> None:
    store = CredentialStore(["https://me@example.org/"], netrc={"example.org": Credentials("you", "s")})
    assert store.known("https://example.org/") == Credentials("me", None)
    store = CredentialStore(["https://me@example.org/"], netrc={"example.org": Credentials("me", "s")})
    assert store.known("https://example.org/") == Credentials("me", "s")


def test_the_keyring_is_asked_last_with_the_user_name() -> None:
    keyring = Keyring(Credentials("me", "k"))
    store = CredentialStore(["https://me@example.org/"], keyring=keyring)
    assert store.known("https://example.org/x") == Credentials("me", "k")
    assert store.known("https://example.org/y") == Credentials("me", "k")
    assert keyring.asked == [("https://example.org/x", "me")]


def test_wrong_credentials_are_not_tried_twice() -> None:
    keyring = Keyring(Credentials("me", "k"))
    store = CredentialStore(["https://u:wrong@example.org/"], keyring=keyring)
    sent = store.known("https://example.org/")
    assert sent == Credentials("u", "wrong")
    assert store.after_refusal("https://example.org/", sent) is None
    assert keyring.asked == []


def test_nothing_shows_a_secret() -> None:
    credentials = Credentials("user", "secret")
    store = CredentialStore(["https://user:secret@example.org/"], netrc={"h": credentials})
    for shown in (repr(credentials), str(credentials), repr(store), str(store)):
        assert "secret" not in shown
        assert "user" not in shown


def test_the_header_is_basic_authentication() -> None:
    assert Credentials("Aladdin", "open sesame").header() == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert Credentials("é", None).header() == "Basic w6k6"


def test_netrc_files_are_read() -> None:
    text = """
    # a comment
    machine Example.org login me password "s p" # trailing
    machine b.example.org
        login you
        account ignored
        password #hash
    macdef init
    machine not.an.entry login x password y

    machine example.org login late password late
    default login any password word\\ two
    """
    assert netrc.parse(text) == {
        "example.org": Credentials("me", "s p"),
        "b.example.org": Credentials("you", "#hash"),
        "": Credentials("any", "word two"),
    }


@pytest.mark.parametrize("text", ["machine", "nonsense", "machine x login", "machine x secret y"])
def test_a_broken_netrc_file_is_an_error_without_secrets(text: str) -> None:
    with pytest.raises(ParseError) as failure:
        netrc.parse(text)
    assert "secret" not in str(failure.value)


def test_a_netrc_file_may_be_missing_but_not_unreadable(tmp_path) -> None:  # noqa: ANN001 - pytest's path
    assert netrc.load(str(tmp_path / "nothing")) == {}
    (tmp_path / "netrc").write_text("machine example.org login me password pw")
    assert netrc.load(str(tmp_path / "netrc")) == {"example.org": Credentials("me", "pw")}
    (tmp_path / "netrc").write_text("machine example.org secret")
    with pytest.raises(InputError, match="Failed to read the netrc file"):
        netrc.load(str(tmp_path / "netrc"))


def test_the_keyring_program_is_asked_for_the_url_then_the_host_and_remembered() -> None:
    asked: list[list[str]] = []

    def run(command: list[str]) -> str | None:
        asked.append(command)
        return "pw\n" if command[2] == "example.org" else None

    keyring = SubprocessKeyring(run)
    for _ in range(2):
        assert keyring.lookup("https://example.org/simple", "me") == Credentials("me", "pw")
    assert asked == [["keyring", "get", "https://example.org/simple", "me"], ["keyring", "get", "example.org", "me"]]


def test_without_a_user_name_the_keyring_is_asked_for_both() -> None:
    keyring = SubprocessKeyring(lambda command: "me\npw\n" if "creds" in command else None)
    assert keyring.lookup("https://example.org/", None) == Credentials("me", "pw")
    assert SubprocessKeyring(lambda _: "only-one-line").lookup("https://example.org/", None) is None


def test_a_missing_keyring_program_is_no_error(tmp_path) -> None:  # noqa: ANN001 - pytest's path
    import os

    before = os.environ.get("PATH", "")
    os.environ["PATH"] = str(tmp_path)
    try:
        assert SubprocessKeyring().lookup("https://example.org/", "me") is None
    finally:
        os.environ["PATH"] = before


def index(url: str, **fields: object) -> CredentialStore:
    store = CredentialStore(netrc={"example.org": Credentials("n", "s")})
    store.learn_index(Index(url=url, **fields))  # type: ignore[arg-type]  # each test names the fields it needs
    return store


def test_credentials_of_an_index_are_sent_below_it_only() -> None:
    store = index("https://u:p@example.org/one")
    assert store.known("https://example.org/one/lib/") == Credentials("u", "p")
    for elsewhere in ("https://example.org/one-more/lib/", "https://example.org/files/x", "http://example.org/one"):
        assert store.known(elsewhere) is None
    assert store.after_refusal("https://example.org/files/x") == Credentials("u", "p")


def test_an_index_called_simple_stands_for_its_parent_which_has_the_files() -> None:
    assert index("https://u:p@example.org/a/simple").known("https://example.org/a/files/x") == Credentials("u", "p")


def test_the_nearest_of_several_indexes_counts() -> None:
    store = CredentialStore()
    for name in ("a", "a/b"):
        store.learn_index(Index(url=f"https://{name[-1]}:p@example.org/{name}"))
    assert store.known("https://example.org/a/x") == Credentials("a", "p")
    assert store.known("https://example.org/a/b/x") == Credentials("b", "p")


def test_an_index_that_always_wants_credentials_gets_them_at_once_or_not_at_all() -> None:
    assert index("https://example.org/x", authenticate="always").known("https://example.org/x/l/") is not None
    with pytest.raises(TransportError, match="Missing credentials for: "):
        index("https://other.example.org/x", authenticate="always").known("https://other.example.org/x/l/")


def test_an_index_that_never_wants_credentials_gets_its_own_and_no_others() -> None:
    store = index("https://example.org/x/simple", authenticate="never")
    assert store.after_refusal("https://example.org/x/simple/l/") is None
    assert store.after_refusal("https://example.org/x/files/l") is None
    store = index("https://u:p@example.org/x/simple", authenticate="never")
    assert store.known("https://example.org/x/simple/l/") == Credentials("u", "p")
    assert store.known("https://example.org/x/files/l") is None


def test_stored_credentials_come_after_netrc_and_before_the_keyring() -> None:
    keyring = Keyring(Credentials("me", "k"))
    found = {"https://example.org/x": Credentials("me", "stored")}
    store = CredentialStore(["https://me@example.org/"], stored=lambda url, _user: found.get(url), keyring=keyring)
    assert store.known("https://example.org/x") == Credentials("me", "stored")
    assert keyring.asked == []


def test_a_token_is_sent_as_such() -> None:
    assert Credentials("", None, token="abc").header() == "Bearer abc"  # noqa: S106 - no secret of ours
    assert Credentials("", None, token="abc").complete  # noqa: S106 - likewise
