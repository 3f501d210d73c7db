"""`pip_show` and `pip_tree` as calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.errors import PythonError
from puv.ops.pip.requests import PipShowReport, PipShowRequest, PipTreeReport, PipTreeRequest
from puv.ops.pip.show import pip_show
from puv.ops.pip.tree import pip_tree

if TYPE_CHECKING:
    from unit.ops.conftest import Bench


def show(bench: Bench, *packages: str, **options: object) -> PipShowReport:
    return pip_show(PipShowRequest(packages=packages, **options), bench.settings, bench.runtime)  # type: ignore[arg-type]  # its fields


def tree(bench: Bench, **options: object) -> PipTreeReport:
    return pip_tree(PipTreeRequest(**options), bench.settings, bench.runtime)  # type: ignore[arg-type]  # its fields


def test_a_package_is_shown_with_its_neighbours_and_files(bench: Bench) -> None:
    bench.install("app")
    report = show(bench, "LIB", "nope", "app", files=True)
    assert report.missing == ("nope",)
    app, lib = report.packages
    assert (app.name, app.requires, app.required_by) == ("app", ("lib",), ())
    assert (lib.name, lib.version, lib.requires, lib.required_by) == ("lib", "2.0", (), ("app",))
    assert lib.files is not None
    assert "lib-2.0.dist-info/RECORD" in lib.files
    assert show(bench, "lib").packages[0].files is None


def test_nothing_found_is_no_error(bench: Bench) -> None:
    assert show(bench, "zz", "aa") == PipShowReport(missing=("aa", "zz"))


def test_a_listing_of_files_ends_at_the_first_that_cannot_be_read(bench: Bench) -> None:
    bench.install("app")
    (record,) = bench.folder.glob(".venv/**/app-2.0.dist-info/RECORD")
    record.unlink()
    report = show(bench, "app", "lib", files=True)
    assert [row.name for row in report.packages] == ["app"]
    assert f"failed to open file `{record}`" in str(report.failure)


def test_a_tree_is_a_graph_with_roots(bench: Bench) -> None:
    bench.install("app==1.0", "lib==1.0", "paper")
    report = tree(bench)
    assert [(package.name, package.version) for package in report.packages] == [
        ("app", "1.0"), ("lib", "1.0"), ("paper", "7"),
    ]  # fmt: skip
    assert [(link.package, link.required) for link in report.packages[0].links] == [(1, ">=1")]
    assert report.roots == (0, 2)


def test_a_tree_can_be_cut_turned_and_compared_with_the_index(bench: Bench) -> None:
    bench.install("app==1.0", "lib==1.0", "paper")
    turned = tree(bench, package=("lib",), invert=True)
    assert [package.name for package in turned.packages] == ["app", "lib"]
    assert [link.package for link in turned.packages[1].links] == [0]
    assert turned.roots == (1,)
    assert [package.name for package in tree(bench, prune=("App",)).packages] == ["lib", "paper"]
    newer = {package.name: package.latest_version for package in tree(bench, outdated=True).packages}
    assert newer == {"app": "2.0", "lib": "2.0", "paper": ""}


def test_what_others_cannot_use_is_not_linked_but_told_by_strict(bench: Bench) -> None:
    bench.install("app==2.0", "lib==1.0", no_deps=True)
    report = tree(bench, strict=True)
    assert report.roots == (0, 1)
    assert report.diagnostics == ("The package `app` requires `lib>=2`, but `1.0` is installed",)
    assert show(bench, "app", strict=True).diagnostics == report.diagnostics


def test_a_tree_of_broken_metadata_is_refused(bench: Bench) -> None:
    bench.install("lib")
    (metadata,) = bench.folder.glob(".venv/**/lib-2.0.dist-info/METADATA")
    metadata.write_text("garbage")
    with pytest.raises(PythonError, match=r"Failed to parse `METADATA` file: \.venv"):
        tree(bench)
    assert show(bench, "lib").packages[0].requires is None
    metadata.unlink()
    with pytest.raises(PythonError, match="failed to open file"):
        tree(bench)
