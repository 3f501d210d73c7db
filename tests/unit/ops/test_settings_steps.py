"""From settings to what the engines take: indexes, rules, connections, what to refresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.cache.root import Cache
from puv.errors import InputError
from puv.events import Warned, silent
from puv.model.index import DEFAULT_INDEX_URL
from puv.ops.runtime import Runtime
from puv.ops.steps.indexes import Hints, indexes, warn_of_ambiguous
from puv.ops.steps.network import http_client, transport_settings
from puv.ops.steps.refresh import refresh_policy
from puv.ops.steps.rules import resolve_options
from puv.settings import Settings
from puv.settings.groups.build import BuildSettings
from puv.settings.groups.cache import CacheSettings
from puv.settings.groups.index import IndexSettings
from puv.settings.groups.install import InstallSettings
from puv.settings.groups.network import NetworkSettings
from puv.settings.groups.resolve import ResolveSettings
from puv.standards.names import normalize

if TYPE_CHECKING:
    from pathlib import Path

    from puv.events import Event, Reporter
    from puv.fetcher.transport import TransportSettings

ONE, TWO, THREE = (f"https://{name}.example.org/simple" for name in ("one", "two", "three"))


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def runtime(tmp_path: Path, told: list[Event]) -> Runtime:
    return Runtime(cache=Cache(str(tmp_path / "cache")), cwd="/place", report=told.append, clock=lambda: 1.7e9)


def asked(runtime: Runtime, hints: Hints | None = None, **fields: object) -> list[str]:
    """The URLs of the indexes, in order, those of the default and flat ones marked."""
    settings = Settings().replace(index=IndexSettings(**fields))  # type: ignore[arg-type]  # its fields
    found = indexes(settings, runtime, hints or Hints())
    marks = [f"{one.format} ".removeprefix("simple ") + ("default " if one.default else "") for one in found]
    return [mark + one.url for mark, one in zip(marks, found, strict=True)]


def test_the_public_index_is_asked_when_nothing_else_is_said(runtime: Runtime) -> None:
    assert asked(runtime) == [f"default {DEFAULT_INDEX_URL}"]


def test_indexes_come_in_the_order_in_which_they_count(runtime: Runtime) -> None:
    found = asked(runtime, index=(f"{ONE}/",), extra_index_url=(TWO,), default_index=THREE, find_links=("wheels", ONE))
    assert found == ["links file:///place/wheels", f"links {ONE}", f"{ONE}/", TWO, f"default {THREE}"]


def test_the_index_url_is_the_default_and_a_default_index_wins_over_it(runtime: Runtime) -> None:
    assert asked(runtime, index_url=ONE) == [f"default {ONE}"]
    assert asked(runtime, index_url=ONE, default_index=TWO) == [f"default {TWO}"]


def test_no_index_leaves_the_flat_ones(runtime: Runtime) -> None:
    assert asked(runtime, no_index=True, index=(ONE,), find_links=("wheels",)) == ["links file:///place/wheels"]
    assert asked(runtime, Hints(no_index=True, find_links=(ONE,)), index=(ONE,)) == [f"links {ONE}"]


def test_files_add_to_the_settings_and_never_replace_them(runtime: Runtime) -> None:
    hints = Hints(index_url=TWO, extra_index_urls=(THREE,))
    assert asked(runtime, hints) == [THREE, f"default {TWO}"]
    assert asked(runtime, hints, index_url=ONE) == [THREE, f"default {ONE}"]


def test_an_index_that_is_named_twice_counts_once_beside_the_default_one(runtime: Runtime) -> None:
    assert asked(runtime, index=(ONE, TWO, ONE), index_url=ONE) == [ONE, TWO, f"default {ONE}"]


def test_of_several_indexes_with_one_name_the_first_counts(runtime: Runtime) -> None:
    table = ({"name": "one", "url": TWO}, {"name": "one", "url": THREE, "default": True})
    assert asked(runtime, configured=table, index=(f"one={ONE}",)) == [ONE, f"default {DEFAULT_INDEX_URL}"]


def test_configured_indexes_can_be_named_explicit_flat_or_default(runtime: Runtime) -> None:
    table = (
        {"name": "one", "url": ONE, "explicit": True},
        {"name": "two", "url": "links", "format": "flat"},
        {"name": "three", "url": THREE, "default": True},
    )
    assert asked(runtime, configured=table, index=("one",)) == [ONE, "flat file:///place/links", f"default {THREE}"]
    with pytest.raises(InputError, match="no `url`"):
        asked(runtime, configured=({"name": "one"},))


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("./here", "file:///place/here"),
        ("name=./here", "file:///place/here"),
        ("../a b", "file:///a%20b"),
        ("/srv/index", "file:///srv/index"),
        ("file:///srv/index/", "file:///srv/index"),
        (f"name={ONE}", ONE),
    ],
)
def test_a_path_is_an_index_in_the_file_system(runtime: Runtime, given: str, url: str) -> None:
    assert asked(runtime, default_index=given) == [f"default {url}"]


@pytest.mark.parametrize("given", ["nonsense", "sub/folder", "name=folder", "~/x"])
def test_a_path_that_could_be_a_name_is_warned_about(runtime: Runtime, told: list[Event], given: str) -> None:
    warn_of_ambiguous(Settings().replace(index=IndexSettings(default_index=given)), runtime)
    (warning,) = told
    assert isinstance(warning, Warned)
    assert f"(use `./{given.rpartition('=')[2]}`)" in warning.message


@pytest.mark.parametrize("given", ["./here", "../here", "/here", ONE, f"name={ONE}", "file:here", "known"])
def test_what_can_be_nothing_else_is_not_warned_about(runtime: Runtime, told: list[Event], given: str) -> None:
    table = ({"name": "known", "url": ONE},)
    warn_of_ambiguous(Settings().replace(index=IndexSettings(index=(given,), configured=table)), runtime)
    assert told == []


def test_variables_give_a_named_index_its_credentials(tmp_path: Path) -> None:
    environ = {"UV_INDEX_MY_OWN_1_USERNAME": "me@home", "UV_INDEX_MY_OWN_1_PASSWORD": "a/b"}
    runtime = Runtime(cache=Cache(str(tmp_path)), cwd="/place", environ=environ)
    signed = "https://me%40home:a%2Fb@one.example.org/simple"
    assert asked(runtime, index=(f"my-own.1={ONE}",), default_index=TWO) == [signed, f"default {TWO}"]
    table = ({"name": "my-own.1", "url": "https://you:x@one.example.org/simple", "default": True},)
    assert asked(runtime, configured=table) == ["default https://you:x@one.example.org/simple"]  # it has its own


def test_names_without_binaries_are_told_by_every_option(runtime: Runtime) -> None:
    settings = Settings().replace(build=BuildSettings(no_binary=("A_a",), no_binary_package=("b",), only_binary=("c",)))
    found = resolve_options(settings, runtime, (), no_binary=("d",), only_binary=(":all:",))
    assert found.no_binary == {normalize(name) for name in ("a-a", "b", "d")}
    assert found.only_binary is True
    assert resolve_options(Settings().replace(build=BuildSettings(no_build=True)), runtime, ()).only_binary is True


def test_none_takes_back_what_was_said_before(runtime: Runtime) -> None:
    found = resolve_options(Settings(), runtime, (), no_binary=("a", ":none:", "b"), only_binary=(":all:", ":none:"))
    assert found.no_binary == {normalize("b")}
    assert found.only_binary == frozenset()


def test_moments_are_in_milliseconds_and_some_forbid_a_replay(runtime: Runtime) -> None:
    settings = Settings().replace(
        resolve=ResolveSettings(exclude_newer="2024-01-01T00:00:00Z", exclude_newer_package=("a=false",))
    )
    found = resolve_options(settings, runtime, ())
    assert found.exclude_newer == 1_704_067_200_000
    assert found.exclude_newer_package == {normalize("a"): False}
    assert runtime.replayable
    settings = Settings().replace(resolve=ResolveSettings(exclude_newer="1 day"))
    found = resolve_options(settings, runtime, ())
    assert found.exclude_newer == int((1.7e9 - 86400) * 1000)
    assert not runtime.replayable


def test_files_of_directories_have_no_dates_and_need_none(runtime: Runtime) -> None:
    settings = Settings().replace(index=IndexSettings(find_links=("wheels",), index_url=ONE))
    found = resolve_options(settings, runtime, indexes(settings, runtime))
    assert found.undated_indexes == {"file:///place/wheels"}


def test_prereleases_may_differ_by_package_and_the_first_word_counts(runtime: Runtime) -> None:
    settings = Settings().replace(resolve=ResolveSettings(prerelease_package=("A=allow", "a=disallow"), pre=True))
    found = resolve_options(settings, runtime, ())
    assert found.prerelease == "allow"
    assert found.prerelease_package == {normalize("a"): "allow"}


def connected(
    environ: dict[str, str], settings: Settings | None = None, report: Reporter = silent
) -> TransportSettings:
    """How to connect with these variables."""
    runtime = Runtime(cache=Cache("/nowhere"), cwd="/place", environ=environ, report=report)
    return transport_settings(settings or Settings(), runtime)


def test_settings_win_over_the_usual_variables_for_proxies() -> None:
    environ = {"HTTP_PROXY": "http://cgi", "http_proxy": "http://a", "HTTPS_PROXY": "http://b", "all_proxy": "http://c"}
    found = connected(environ)
    assert found.proxies == {"http": "http://a", "https": "http://b", "all": "http://c"}
    settings = Settings().replace(
        network=NetworkSettings(http_proxy="http://x", https_proxy="http://y", no_proxy=("one", "two"))
    )
    found = connected({**environ, "NO_PROXY": "three"}, settings)
    assert found.proxies == {"http": "http://x", "https": "http://y", "all": "http://c"}
    assert found.no_proxy == "one,two"
    assert connected({"no_proxy": "a", "NO_PROXY": "b"}).no_proxy == "a"


def test_an_upper_case_http_proxy_is_not_believed_below_a_web_server() -> None:
    """It makes that variable of a request's `Proxy` header (CVE-2016-5385)."""
    assert connected({"HTTP_PROXY": "http://a"}).proxies == {"http": "http://a"}
    assert connected({"HTTP_PROXY": "http://a", "REQUEST_METHOD": "GET"}).proxies == {}
    assert connected({"HTTP_PROXY": "no address"}).proxies == {}


def test_certificates_come_from_the_setting_or_the_variables(tmp_path: Path) -> None:
    (tmp_path / "certs").mkdir()
    for name in ("certs.pem", "own.pem"):
        (tmp_path / name).write_text("-----BEGIN CERTIFICATE-----\n")
    environ = {"SSL_CERT_FILE": f"{tmp_path}/certs.pem", "SSL_CERT_DIR": f"{tmp_path}/certs:/nothing-is-here"}
    found = connected(environ)
    assert found.certificates == f"{tmp_path}/certs.pem"
    assert found.certificate_directories == (f"{tmp_path}/certs",)
    own = NetworkSettings(cert=f"{tmp_path}/own.pem", allow_insecure_host=("one", "two:8443"))
    settings = Settings().replace(network=own)
    assert connected(environ, settings).certificates == f"{tmp_path}/own.pem"
    assert connected(environ, settings).insecure_hosts == ("one", "two:8443")
    with pytest.raises(InputError, match="Failed to read certificate file"):
        connected({}, Settings().replace(network=NetworkSettings(cert="/nowhere.pem")))


@pytest.mark.parametrize(
    ("variable", "content", "sentence"),
    [
        ("SSL_CERT_FILE", None, "Path does not exist"),
        ("SSL_CERT_FILE", "junk", "No valid certificates found"),
        ("SSL_CERT_DIR", None, "The directory does not exist"),
    ],
)
def test_authorities_that_are_none_are_warned_of_and_nobody_is_trusted(
    tmp_path: Path, told: list[Event], variable: str, content: str | None, sentence: str
) -> None:
    path = tmp_path / "place"
    if content is not None:
        path.write_text(content)
    found = connected({variable: str(path)}, report=told.append)
    assert found.nothing_trusted
    assert sentence in str(told)


@pytest.mark.parametrize("content", [None, "junk", "-----BEGIN CERTIFICATE-----"])
def test_a_client_certificate_without_a_key_is_warned_of_and_not_shown(
    tmp_path: Path, told: list[Event], content: str | None
) -> None:
    if content is not None:
        (tmp_path / "client.pem").write_text(content)
    assert not connected({"SSL_CLIENT_CERT": f"{tmp_path}/client.pem"}, report=told.append).client_certificate
    assert "Ignoring invalid `SSL_CLIENT_CERT`" in str(told)


def test_times_and_retries_are_passed_on(runtime: Runtime) -> None:
    settings = Settings().replace(network=NetworkSettings(http_timeout=7, http_connect_timeout=3, http_retries=9))
    found = transport_settings(settings, runtime)
    assert (found.read_timeout, found.connect_timeout) == (7.0, 3.0)
    client = http_client(settings, runtime)
    assert client.retries.count == 9
    assert not client.offline
    assert http_client(Settings().replace(network=NetworkSettings(offline=True)), runtime).offline


@pytest.mark.parametrize("where", ["NETRC", "HOME", "USERPROFILE"])
def test_the_netrc_file_is_found(tmp_path: Path, where: str) -> None:
    path = tmp_path / ".netrc"
    path.write_text("machine one.example.org login me password secret\n")
    environ = {where: str(path if where == "NETRC" else tmp_path)}
    runtime = Runtime(cache=Cache(str(tmp_path / "cache")), cwd="/place", environ=environ)
    client = http_client(Settings(), runtime)
    assert client.credentials.after_refusal(f"{ONE}/lib/") is not None
    path.unlink()
    assert http_client(Settings(), runtime).credentials.after_refusal(f"{ONE}/lib/") is None


def test_what_implies_refreshing_refreshes() -> None:
    lib, app = normalize("lib"), normalize("app")
    assert refresh_policy(Settings(), 5.0).must_be_since(lib) == 0
    for groups in (
        {"cache": CacheSettings(refresh=True)},
        {"resolve": ResolveSettings(upgrade=True)},
        {"install": InstallSettings(reinstall=True)},
    ):
        assert refresh_policy(Settings().replace(**groups), 5.0).must_be_since(lib) == 5.0
    for groups in (
        {"cache": CacheSettings(refresh_package=("LIB",))},
        {"resolve": ResolveSettings(upgrade_package=("lib>1",))},
        {"install": InstallSettings(reinstall_package=("lib",))},
    ):
        policy = refresh_policy(Settings().replace(**groups), 5.0)
        assert (policy.must_be_since(lib), policy.must_be_since(app)) == (5.0, 0)
