"""Which entries `--refresh` distrusts."""

from __future__ import annotations

from puv.cache.refresh import Refresh
from puv.standards.names import PackageName


def test_nothing_is_refreshed_by_default() -> None:
    assert Refresh.none().must_be_since("a") == 0


def test_everything_older_than_the_start_is_refreshed() -> None:
    assert Refresh.all(100.0).must_be_since("a") == 100.0


def test_only_the_named_packages_are_refreshed() -> None:
    refresh = Refresh.only([PackageName("a")], 100.0)
    assert refresh.must_be_since("a") == 100.0
    assert refresh.must_be_since("b") == 0
