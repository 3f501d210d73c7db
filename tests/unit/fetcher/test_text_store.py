"""The user's stored credentials: read, found, changed; in uv's format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.fetcher.auth.store import Credentials
from puv.fetcher.auth.text_store import (
    AmbiguousCredentialsError,
    CredentialsFileError,
    Entry,
    TextStore,
    credentials_directory,
    parse,
    render,
)

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """[[credential]]
service = "https://example.org/"
username = "__token__"
scheme = "basic"
password = "t"

[[credential]]
service = "https://example.org/deep"
scheme = "bearer"
token = "b"
"""


def test_what_is_written_is_read_again() -> None:
    entries = parse(TEXT)
    assert render(entries) == TEXT
    odd = [Entry("https://example.org/", Credentials('a"b\\', "p\n\u00e9"))]
    assert parse(render(odd))[0].credentials == odd[0].credentials


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[credential\n", "unclosed array table"),
        ('[[credential]]\nscheme = "basic"\n', "missing field `service`"),
        ('[[credential]]\nservice = "x"\n', "relative URL without a base"),
        ('[[credential]]\nservice = "https://x"\nscheme = "foo"\n', "unknown variant `foo`"),
        ("credential = 3\n", "invalid type"),
        ("[[credential]]\nservice = 3\n", "invalid type: integer `3`, expected a string"),
    ],
)
def test_a_wrong_file_is_refused_and_no_obstacle_to_anonymous_requests(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(CredentialsFileError) as failure:
        parse(text)
    assert problem in str(failure.value)
    (tmp_path / "credentials.toml").write_text(text)
    assert TextStore(str(tmp_path)).lookup("https://example.org/", None) is None


def test_the_nearest_service_of_the_user_is_found(tmp_path: Path) -> None:
    store = TextStore(str(tmp_path / "new"))
    store.add("https://example.org/", "a", "root")
    store.add("https://example.org/deep/", "a", "deep")
    store.add("https://example.org/deep/", "b", "other")
    assert store.find("https://example.org/x", None) == Credentials("a", "root")
    assert store.find("https://example.org/deep/er", "a") == Credentials("a", "deep")
    assert store.find("https://example.org/deep/er", "b") == Credentials("b", "other")
    assert store.find("https://example.org/deeper", "b") is None
    assert store.find("https://other.example.org/", None) is None
    with pytest.raises(AmbiguousCredentialsError):
        store.find("https://example.org/deep/er", None)
    assert store.lookup("https://example.org/deep/er", None) is None


def test_a_second_password_replaces_the_first_and_can_be_forgotten(tmp_path: Path) -> None:
    store = TextStore(str(tmp_path))
    for password in ("one", "two"):
        store.add("https://example.org/", "a", password)
    assert [entry.credentials.password for entry in TextStore(str(tmp_path)).entries()] == ["two"]
    assert store.remove("https://example.org/", "a")
    assert not store.remove("https://example.org/", "a")
    assert (tmp_path / "credentials.toml").stat().st_mode & 0o077 == 0


def test_the_directory_follows_variables_and_system() -> None:
    assert credentials_directory({"HOME": "/h"}, os_name="posix") == "/h/.local/share/uv/credentials"
    assert credentials_directory({"XDG_DATA_HOME": "/d", "HOME": "/h"}, os_name="posix") == "/d/uv/credentials"
    assert credentials_directory({"UV_CREDENTIALS_DIR": "c"}, os_name="posix") == "c"
    assert credentials_directory({"UV_CREDENTIALS_DIR": "c", "PUV_CREDENTIALS_DIR": "p"}, os_name="posix") == "p"
    found = credentials_directory({"APPDATA": "A"}, os_name="nt")
    assert found.replace("\\", "/") == "A/uv/data/credentials"
