"""Names of entries hold no secrets and are safe file names."""

from __future__ import annotations

import pytest

from puv.cache import keys
from puv.model.index import DEFAULT_INDEX_URL


def test_the_public_index_has_a_name_and_others_a_digest() -> None:
    assert keys.index_key(DEFAULT_INDEX_URL) == "pypi"
    assert keys.index_key(DEFAULT_INDEX_URL + "/") == "pypi"
    assert len(keys.index_key("https://example.org/simple")) == 16


def test_credentials_and_trailing_slashes_do_not_change_the_key() -> None:
    plain = keys.index_key("https://example.org/simple")
    assert keys.index_key("https://user:secret@example.org/simple/") == plain
    assert keys.index_key("https://example.org/other") != plain


def test_an_at_sign_in_a_path_is_no_credential() -> None:
    assert keys.without_credentials("https://example.org/a@b/simple") == "https://example.org/a@b/simple"
    assert keys.without_credentials("/a/path@x") == "/a/path@x"


@pytest.mark.parametrize("name", ["", "..", "a/b", "CON:", "Upper", "x" * 200, "-flag", "a\\b", "é"])
def test_odd_names_become_digests(name: str) -> None:
    entry = keys.entry_name(name)
    assert entry.startswith("_")
    assert entry[1:].isalnum()


def test_package_names_stay_readable() -> None:
    assert keys.entry_name("typing-extensions") == "typing-extensions"
