"""Addresses of services: which are accepted, and how they are written."""

from __future__ import annotations

import pytest

from puv.standards.service_urls import parse_service, serves, without_simple


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("example.org", "https://example.org/"),
        ("localhost", "https://localhost/"),
        ("HTTPS://Example.ORG:443/A/b", "https://example.org/A/b"),
        ("https://example.org:8443", "https://example.org:8443/"),
        ("http://localhost:99/x", "http://localhost:99/x"),
        ("http://[::1]:99", "http://[::1]:99/"),
        ("b\u00fccher.example", "https://xn--bcher-kva.example/"),
        ("https://example.org/?q=1#f", "https://example.org/?q=1#f"),
    ],
)
def test_a_service_is_written_in_one_way(text: str, url: str) -> None:
    assert parse_service(text).url == url


def test_credentials_are_taken_out_of_the_address() -> None:
    found = parse_service("https://a%40b:c%2Fd@example.org/x")
    assert (found.url, found.username, found.password) == ("https://example.org/x", "a@b", "c/d")
    assert "c/d" not in repr(found)
    assert parse_service("https://example.org").username is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty host"),
        ("http://example.org", "HTTPS is required for non-local hosts"),
        ("ftp://example.org", "Unsupported scheme: ftp"),
        ("example.org:8080", "Unsupported scheme: example.org"),
        ("h example", "invalid international domain name"),
        ("https://example.org:x", "invalid port number"),
    ],
)
def test_what_is_no_service_is_refused_with_a_sentence(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_service(text)


def test_the_root_of_an_index_stands_for_it() -> None:
    assert without_simple("https://example.org/a/simple/") == "https://example.org/a/"
    assert without_simple("https://example.org/+simple") == "https://example.org/"
    assert without_simple("https://example.org/simply") == "https://example.org/simply"


def test_a_service_serves_what_is_below_it() -> None:
    assert serves("https://example.org/a", "https://example.org/a/b")
    assert serves("https://example.org/a/", "https://example.org/a")
    assert not serves("https://example.org/a", "https://example.org/ab")
    assert not serves("https://example.org/", "http://example.org/")
