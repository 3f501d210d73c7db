"""`pip_install`, `pip_sync` and `pip_uninstall`: what they do, report and tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.cache.refresh import Refresh
from puv.cache.root import Cache
from puv.errors import Cancelled, InputError, PuvError, ResolutionError
from puv.events import Checked, InstalledAll, Prepared, Resolved, Uninstalled, Warned
from puv.ops.runtime import Runtime
from puv.settings.groups.install import InstallSettings
from puv.settings.groups.python import PythonSettings
from puv.settings.groups.resolve import ResolveSettings
from support import builders

if TYPE_CHECKING:
    from ops.conftest import Bench

    from puv.ops.pip.requests import PipInstallReport
    from support.index_server import IndexServer

WHEEL = builders.wheel_filename("local", "0.3")


def changes(report: PipInstallReport) -> list[tuple[str, str, str]]:
    return [(change.kind, change.name, change.version) for change in report.changes]


def count(bench: Bench, kind: type) -> int:
    (found,) = [event for event in bench.events if isinstance(event, kind)]
    assert found.seconds >= 0
    return int(found.count)


def test_a_first_installation_is_told_step_by_step(bench: Bench) -> None:
    report = bench.install("app")
    assert changes(report) == [("added", "app", "2.0"), ("added", "lib", "2.0")]
    assert report.resolution is not None
    assert [str(pin.version) for pin in report.resolution] == ["2.0", "2.0"]
    assert sorted(bench.told()[1:3]) == ["Downloaded", "Downloaded"]
    assert bench.told()[:1] + bench.told()[3:] == ["Resolved", "Prepared", "Installed", "Installed", "InstalledAll"]
    assert [count(bench, kind) for kind in (Resolved, Prepared, InstalledAll)] == [2, 2, 2]
    assert bench.installed() == ["app-2.0", "lib-2.0"]


def test_what_is_satisfied_is_only_checked(bench: Bench) -> None:
    bench.install("app")
    report = bench.install("app>=1", "lib")
    assert bench.told() == ["Checked"]
    assert count(bench, Checked) == 2
    assert (report.changes, report.resolution, report.dry_run) == ((), None, False)


def test_another_version_replaces_the_one_that_is_there(bench: Bench) -> None:
    bench.install("lib==1.0")
    report = bench.install("lib==2.0")
    assert changes(report) == [("removed", "lib", "1.0"), ("added", "lib", "2.0")]
    assert (count(bench, Uninstalled), count(bench, InstalledAll)) == (1, 1)
    assert bench.installed() == ["lib-2.0"]


def test_the_same_version_again_is_a_reinstallation_from_a_fresh_download(bench: Bench, server: IndexServer) -> None:
    bench.install("app")
    server.forget()
    settings = bench.settings.replace(install=InstallSettings(reinstall_package=("lib",)))
    report = bench.install("app", settings=settings)
    assert changes(report) == [("reinstalled", "lib", "2.0")]
    assert "Prepared" not in bench.told(), "the cache is trusted unless its policy says otherwise"
    bench.runtime.cache.refresh = Refresh.only(["lib"], 2e9)  # type: ignore[list-item]  # a normalised name
    bench.install("app", settings=settings)
    assert count(bench, Prepared) == 1


def test_a_dry_run_counts_and_changes_nothing(bench: Bench) -> None:
    bench.install("lib==1.0")
    report = bench.install("lib==2.0", "paper", dry_run=True)
    assert report.dry_run
    assert (report.would_fetch, report.would_remove, report.would_install) == (2, 1, 2)
    assert changes(report) == [("removed", "lib", "1.0"), ("added", "lib", "2.0"), ("added", "paper", "7")]
    assert bench.told() == ["Resolved"]
    assert bench.installed() == ["lib-1.0"]


def test_a_dry_run_of_what_is_in_the_cache_fetches_nothing(bench: Bench) -> None:
    bench.install("lib")
    bench.uninstall("lib")
    report = bench.install("lib", dry_run=True)
    assert (report.would_fetch, report.would_remove, report.would_install) == (0, 0, 1)


def test_exactly_removes_what_is_not_asked_for(bench: Bench) -> None:
    bench.install("paper", "lib")
    report = bench.install("lib", exact=True)
    assert changes(report) == [("removed", "paper", "7")]
    assert bench.installed() == ["lib-2.0"]


def test_sync_keeps_seeds_only_in_environments_that_were_seeded(bench: Bench) -> None:
    bench.install("pip", "paper")
    assert changes(bench.sync("lib==1.0", dry_run=True))[-2:] == [("removed", "paper", "7"), ("removed", "pip", "24.0")]
    config = bench.folder / ".venv" / "pyvenv.cfg"
    config.write_text(config.read_text() + "seed = true\n")
    report = bench.sync("lib==1.0")
    assert changes(report) == [("added", "lib", "1.0"), ("removed", "paper", "7")]
    assert bench.installed() == ["lib-1.0", "pip-24.0"]


def test_sync_follows_no_dependencies_and_refuses_an_empty_file(bench: Bench) -> None:
    assert changes(bench.sync("app==2.0")) == [("added", "app", "2.0")]
    report = bench.sync()
    assert report.nothing_asked
    assert bench.installed() == ["app-2.0"]
    assert changes(bench.sync(allow_empty_requirements=True)) == [("removed", "app", "2.0")]


def test_strict_tells_what_is_missing(bench: Bench) -> None:
    report = bench.install("app", no_deps=True, strict=True)
    (problem,) = report.diagnostics
    assert "`app`" in problem
    assert "`lib>=2`" in problem
    assert bench.install("lib", strict=True).diagnostics == ()


def test_bytecode_is_compiled_for_all_pins(bench: Bench) -> None:
    settings = bench.settings.replace(install=InstallSettings(compile_bytecode=True))
    bench.install("lib", settings=settings)
    assert bench.told()[-1] == "BytecodeCompiled"
    assert list(bench.folder.glob(".venv/**/lib/__pycache__/*.pyc"))


def test_a_target_directory_gets_the_packages_and_the_environment_does_not(bench: Bench) -> None:
    python = PythonSettings(python=str(bench.folder / ".venv"), target="there")
    bench.install("lib==1.0", settings=bench.settings.replace(python=python))
    assert (bench.folder / "there" / "lib" / "__init__.py").exists()
    assert bench.installed() == []
    report = bench.install("lib==2.0", settings=bench.settings.replace(python=python))
    assert changes(report) == [("removed", "lib", "1.0"), ("added", "lib", "2.0")]


def test_a_prefix_is_laid_out_like_an_environment(bench: Bench) -> None:
    python = PythonSettings(python=str(bench.folder / ".venv"), prefix="there")
    bench.install("lib", settings=bench.settings.replace(python=python))
    assert list(bench.folder.glob("there/[Ll]ib*/**/site-packages/lib/__init__.py"))
    assert bench.installed() == []


def test_upgrading_takes_the_newest_and_only_where_told(bench: Bench) -> None:
    bench.install("app==1.0", "lib==1.0")
    one = bench.settings.replace(resolve=ResolveSettings(upgrade_package=("lib",)))
    assert changes(bench.install("app", settings=one)) == [("removed", "lib", "1.0"), ("added", "lib", "2.0")]
    everything = bench.settings.replace(resolve=ResolveSettings(upgrade=True))
    assert changes(bench.install("app", settings=everything)) == [("removed", "app", "1.0"), ("added", "app", "2.0")]


def test_a_failure_changes_nothing(bench: Bench) -> None:
    bench.install("lib==1.0")
    with pytest.raises(ResolutionError):
        bench.install("app==2.0", "lib==1.0")
    with pytest.raises(InputError):
        bench.install("lib=>2")
    assert bench.installed() == ["lib-1.0"]


def test_a_cancelled_verb_changes_nothing(bench: Bench) -> None:
    from puv.cancel import CancelToken

    token = CancelToken()
    token.cancel()
    bench.runtime = Runtime(
        cache=Cache(str(bench.folder / "cache")), cwd=str(bench.folder), report=bench.events.append, cancel=token
    )
    with pytest.raises(Cancelled):
        bench.install("lib")
    assert bench.installed() == []


def test_removing_tells_what_went_and_warns_of_what_was_not_there(bench: Bench) -> None:
    bench.install("app")
    report = bench.uninstall("lib", "nothing")
    assert [(change.kind, change.name, change.version) for change in report.changes] == [("removed", "lib", "2.0")]
    (warning,) = [event.message for event in bench.events if isinstance(event, Warned)]
    assert warning == "Skipping nothing as it is not installed"
    assert count(bench, Uninstalled) == 1
    assert bench.uninstall("app", dry_run=True).dry_run
    assert bench.installed() == ["app-2.0"]


def test_a_local_wheel_is_installed_again_only_when_its_file_changes(bench: Bench) -> None:
    path = bench.folder / WHEEL
    path.write_bytes(builders.wheel("local", "0.3"))
    (change,) = bench.install(f"./{WHEEL}").changes
    assert (change.kind, change.url) == ("added", path.as_uri())
    bench.install(f"./{WHEEL}")
    assert bench.told() == ["Checked"]
    path.write_bytes(builders.wheel("local", "0.3", files={"local/new.py": ""}))
    assert changes(bench.install(f"./{WHEEL}")) == [("reinstalled", "local", "0.3")]
    assert list(bench.folder.glob(".venv/**/local/new.py"))


def test_a_local_wheel_is_taken_from_the_cache_while_its_file_is_the_same(bench: Bench) -> None:
    path = bench.folder / WHEEL
    path.write_bytes(builders.wheel("local", "0.3"))
    bench.install(f"./{WHEEL}")
    (removed,) = bench.uninstall("local").changes
    assert removed.url == path.as_uri()
    bench.install(f"./{WHEEL}")
    assert "Prepared" not in bench.told()
    bench.uninstall("local")
    path.write_bytes(builders.wheel("local", "0.3", files={"local/new.py": ""}))
    bench.install(f"./{WHEEL}")
    assert "Prepared" in bench.told()


def test_a_missing_file_and_another_s_file_are_told_before_anything_is_asked(bench: Bench) -> None:
    with pytest.raises(PuvError, match="Distribution not found at: file://") as missing:
        bench.install("./missing-1.0-py3-none-any.whl")
    (bench.folder / WHEEL).write_bytes(builders.wheel("local", "0.3"))
    with pytest.raises(PuvError, match="`paper` does not match `local`") as wrong:
        bench.install(f"paper @ ./{WHEEL}")
    assert missing.value.exit_code == wrong.value.exit_code == 1


@pytest.mark.parametrize(
    ("digest", "sentence"),
    [
        ("sha256", "Unexpected hash"),
        ("crc:00", "Unsupported hash algorithm"),
        ("sha256:00", "Invalid hash digest length"),
        ("sha256:" + "x" * 64, "only hexadecimal characters"),
    ],
)
def test_digests_that_are_none_are_refused_unless_nobody_looks_at_them(
    bench: Bench, digest: str, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        bench.sync(f"lib==1.0 --hash={digest}")
    assert changes(bench.sync(f"lib==1.0 --hash={digest}", verify_hashes=False)) == [("added", "lib", "1.0")]


def test_a_distribution_without_metadata_is_replaced(bench: Bench) -> None:
    bench.install("lib==1.0")
    (info,) = bench.folder.glob(".venv/**/lib-1.0.dist-info")
    for name in ("METADATA", "RECORD"):
        (info / name).unlink()
    bench.install("app")
    assert any("missing `RECORD` file" in event.message for event in bench.events if isinstance(event, Warned))
    assert "app-2.0" in bench.installed()


def test_an_address_replaces_the_same_version_from_an_index(bench: Bench, server: IndexServer) -> None:
    bench.install("paper", "lib")
    url = server.file_url(builders.wheel_filename("paper", "7"))
    assert [(change.kind, change.url) for change in bench.install(f"paper @ {url}").changes] == [
        ("removed", ""),
        ("added", url),
    ]
    assert changes(bench.sync(f"paper @ {url}", "lib==2.0")) == []
    assert [(change.kind, change.url) for change in bench.install("lib", "paper==7").changes] == []
