"""URLs as they may be shown, and taken apart."""

from __future__ import annotations

import pytest

from puv.fetcher import redact


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@example.org/simple", "https://user:****@example.org/simple"),
        ("https://token@example.org/simple", "https://****@example.org/simple"),
        ("https://:secret@example.org", "https://:****@example.org"),
        ("https://user:p@ss@example.org/a@b", "https://user:****@example.org/a@b"),
        ("https://example.org/a@b", "https://example.org/a@b"),
        ("/srv/wheels", "/srv/wheels"),
    ],
)
def test_secrets_are_masked(url: str, shown: str) -> None:
    assert redact.redacted(url) == shown


def test_credentials_are_split_off_and_decoded() -> None:
    assert redact.split_credentials("https://u%40x:p%2Fw@example.org/a") == ("https://example.org/a", "u@x", "p/w")
    assert redact.split_credentials("https://u@example.org") == ("https://example.org", "u", None)
    assert redact.split_credentials("https://example.org/x@y") == ("https://example.org/x@y", None, None)
    assert redact.split_credentials("/a@b") == ("/a@b", None, None)


def test_origins_name_the_port() -> None:
    assert redact.origin("HTTPS://u:p@Example.org/x") == ("https", "example.org:443")
    assert redact.origin("http://example.org:8080?x") == ("http", "example.org:8080")
    assert redact.origin("http://[::1]/x") == ("http", "[::1]:80")
    assert redact.host("http://[::1]:90/x") == "::1"
    assert redact.host("http://u@Example.org/x") == "example.org"


def test_file_urls_become_paths() -> None:
    assert redact.file_path("file:///srv/a%20b#x", os_name="posix") == "/srv/a b"
    assert redact.file_path("file://localhost/srv", os_name="posix") == "/srv"
    assert redact.file_path("file:///C:/a/b", os_name="nt") == "C:\\a\\b"
