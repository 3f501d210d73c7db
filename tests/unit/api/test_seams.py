"""Indexes, transports, credentials and events of a caller's own."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING

import pytest

import puv
from puv import events
from puv.errors import PuvError, UsageError
from puv.fetcher.errors import transport_error
from support.builders import wheel, wheel_filename
from support.index_server import ServerOptions, World

if TYPE_CHECKING:
    from pathlib import Path

    from unit.api.conftest import NewSession


def names(resolution: puv.Resolution) -> list[str]:
    return [str(pin) for pin in resolution]


class Shelf:
    """An index as somebody may write it: two methods, digests not known, contents as streams."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.opened: list[str] = []

    def files(self, name: str) -> list[puv.FileEntry]:
        self.asked.append(name)
        return [puv.FileEntry(filename=wheel_filename("shelf", "1.0"))] if name == "shelf" else []

    def open(self, f: puv.FileEntry) -> io.BytesIO:
        self.opened.append(f.filename)
        return io.BytesIO(wheel("shelf", "1.0"))


def test_an_index_of_two_methods_serves_like_any_other(new_session: NewSession, site: puv.Target) -> None:
    shelf = Shelf()
    with new_session(indexes=[shelf]) as session:
        assert str(session.install(["shelf"], site)) == "+ shelf 1.0"
        with pytest.raises(PuvError, match="No solution"):
            session.resolve(["elsewhere"])
    assert set(shelf.asked) == {"shelf", "elsewhere"}


def test_indexes_are_asked_in_their_order(new_session: NewSession, index: puv.MemoryIndex) -> None:
    first = puv.MemoryIndex().add("lib-0.5-py3-none-any.whl", wheel("lib", "0.5"))
    with new_session(indexes=[first, index]) as session:
        assert names(session.resolve(["lib"])) == ["lib==0.5"]
        with pytest.raises(PuvError):
            session.resolve(["app"])  # which needs a newer one: the first index that has a package is the only one
    with new_session(indexes=[index, first]) as session:
        assert names(session.resolve(["lib"])) == ["lib==2.0"]


def test_what_an_index_says_now_counts_and_not_what_it_said(new_session: NewSession, index: puv.MemoryIndex) -> None:
    with new_session() as session:
        assert names(session.resolve(["lib"])) == ["lib==2.0"]
        index.add("lib-3.0-py3-none-any.whl", wheel("lib", "3.0"))
        assert names(session.resolve(["lib"])) == ["lib==3.0"]


def test_two_indexes_of_one_name_are_refused(new_session: NewSession) -> None:
    with pytest.raises(UsageError, match="same name"):
        new_session(
            indexes=[puv.SimpleIndex("one", "http://127.0.0.1:1"), puv.SimpleIndex("one", "http://127.0.0.1:2")]
        )


def test_a_directory_of_wheels_serves_without_a_network(new_session: NewSession, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / wheel_filename("local", "1.0")).write_bytes(wheel("local", "1.0"))
    settings = puv.Settings(offline=True)
    with new_session(settings=settings, indexes=[puv.DirectoryIndex(tmp_path / "wheels")]) as session:
        assert names(session.resolve(["local"])) == ["local==1.0"]


def test_an_index_in_memory_serves_while_offline_and_nothing_else_does(
    new_session: NewSession, site: puv.Target
) -> None:
    far = puv.SimpleIndex("far", "http://127.0.0.1:9/simple")
    with new_session(settings=puv.Settings(offline=True)) as session:
        assert session.install(["app"], site).changes
    memory = puv.MemoryIndex().add(wheel_filename("other", "1.0"), wheel("other", "1.0"))
    with new_session(settings=puv.Settings(offline=True), indexes=[memory, far]) as session:
        assert names(session.resolve(["other"])) == ["other==1.0"]
        with pytest.raises(PuvError):
            session.resolve(["lib"])


def test_an_explicit_index_serves_what_names_it_only(new_session: NewSession) -> None:
    world = World().add("lib", "9.0")
    with world.serve() as server:
        corp = puv.SimpleIndex("corp", server.index_url(), explicit=True)
        memory = puv.MemoryIndex().add(wheel_filename("lib", "2.0"), wheel("lib", "2.0"))
        with new_session(indexes=[corp, memory]) as session:
            assert names(session.resolve(["lib"])) == ["lib==2.0"]
            assert server.count() == 0


class Gateway:
    """A transport as somebody may write it: one method."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers
        self.requests: list[puv.Request] = []

    def send(self, request: puv.Request) -> puv.Response:
        self.requests.append(request)
        content = self.answers.get(request.url)
        if content is None:
            return puv.Response.of(url=request.url, status=404)
        kind = "application/vnd.pypi.simple.v1+json" if request.url.endswith("/") else "application/octet-stream"
        return puv.Response.of(iter([content[:10], b"", content[10:]]), url=request.url, headers={"Content-Type": kind})


def test_a_transport_of_one_method_carries_everything(new_session: NewSession, site: puv.Target) -> None:
    base = "https://gateway.example.org"
    page = b'{"meta": {"api-version": "1.0"}, "name": "lib", "files": [{"filename": "lib-1.0-py3-none-any.whl", '
    page += f'"url": "{base}/files/lib-1.0-py3-none-any.whl", "hashes": {{}}}}]}}'.encode()
    gateway = Gateway(
        {
            f"{base}/simple/lib/": page,
            f"{base}/files/lib-1.0-py3-none-any.whl": wheel("lib", "1.0", files={"lib.py": ""}),
        }
    )
    with new_session(transport=gateway, indexes=[puv.SimpleIndex("corp", f"{base}/simple")]) as session:
        assert str(session.install(["lib"], site)) == "+ lib 1.0"
    assert gateway.requests
    assert all(request.cancel is not None for request in gateway.requests)


def test_a_transport_that_fails_is_a_typed_error(new_session: NewSession) -> None:
    class Broken:
        def send(self, request: puv.Request) -> puv.Response:
            raise transport_error((f"no route to {request.url}",), transient=False)

    with (
        new_session(
            transport=Broken(), indexes=[puv.SimpleIndex("corp", "https://corp.example.org/simple")]
        ) as session,
        pytest.raises(PuvError) as failure,
    ):
        session.resolve(["lib"])
    assert failure.value.code
    assert "no route to" in "".join(map(str, _chain(failure.value)))


def _chain(error: BaseException | None) -> list[BaseException]:
    return [] if error is None else [error, *_chain(error.__cause__)]


@pytest.mark.parametrize("form", ["pair", "credentials"])
def test_credentials_are_asked_for_after_a_refusal_and_never_shown(
    new_session: NewSession, site: puv.Target, form: str
) -> None:
    realms: list[puv.Realm] = []

    def vault(realm: puv.Realm) -> puv.Credentials | tuple[str, str]:
        realms.append(realm)
        return ("ada", "s3cret") if form == "pair" else puv.Credentials("ada", "s3cret")

    world = World().add("lib", "1.0")
    with world.serve(ServerOptions(credentials=("ada", "s3cret"))) as server:
        seen: list[events.Event] = []
        place = puv.SimpleIndex("corp", server.index_url())
        with new_session(indexes=[place], credentials=vault, on_event=seen.append) as session:
            report = session.install(["lib"], site)
            assert "s3cret" not in repr(session.__dict__) + repr(report) + repr(seen)
    assert {realm.host for realm in realms} == {"127.0.0.1"}
    assert realms[0].url.startswith(server.index_url())


def test_events_arrive_in_the_calling_thread_unless_told_otherwise(new_session: NewSession, site: puv.Target) -> None:
    threads: dict[str, set[int]] = {"caller": set(), "worker": set()}
    for deliver, seen in threads.items():
        with new_session(on_event=lambda _, seen=seen: seen.add(threading.get_ident()), deliver=deliver) as session:
            session.install(["app"], site, reinstall=True)
            session.clean_cache()
    assert threads["caller"] == {threading.get_ident()}
    assert threads["worker"]


def test_a_platform_without_threads_is_told_events_all_the_same(
    new_session: NewSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    seen: list[events.Event] = []
    with new_session(on_event=seen.append) as session, monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        session.resolve(["app"])
    assert [event.count for event in seen if isinstance(event, events.Resolved)] == [2]


def test_events_are_matched_by_their_kind_and_fields(new_session: NewSession, site: puv.Target) -> None:
    told: list[tuple[object, ...]] = []

    def on_event(event: events.Event) -> None:
        match event:
            case events.Resolved(count=count):
                told.append(("resolved", count))
            case events.Download(name=name, done=done, total=total):
                told.append((name, total is None or done <= total))
            case events.Installed(name=name, version=version):
                told.append((name, version))

    with new_session(on_event=on_event) as session:
        session.install(["app"], site)
    assert ("resolved", 2) in told
    assert ("app", "2.0") in told
    assert ("lib", True) in told


def test_a_line_of_a_build_tells_what_is_built() -> None:
    event = events.BuildOutput(label="demo==1.0", text="compiling")
    assert (event.name, event.line) == ("demo", "compiling")
    assert events.BuildOutput(label="demo @ file:///x", text="").name == "demo"


def test_a_reporter_that_raises_ends_the_verb_with_its_error(new_session: NewSession, site: puv.Target) -> None:
    def on_event(event: events.Event) -> None:
        if isinstance(event, events.Resolved):
            raise ZeroDivisionError

    with new_session(on_event=on_event) as session, pytest.raises(ZeroDivisionError):
        session.install(["app"], site)
    assert site.inspect() == ()


def test_settings_are_options_by_name(new_session: NewSession) -> None:
    settings = puv.Settings(resolution="lowest", offline=True, link_mode="copy", extra_index_url="https://example.org")
    assert settings.resolve.resolution == "lowest"
    assert settings.index.extra_index_url == ("https://example.org",)
    assert settings == puv.Settings(
        resolution="lowest", offline=True, link_mode="copy", extra_index_url=["https://example.org"]
    )
    with new_session(settings=puv.Settings(resolution="lowest")) as session:
        assert names(session.resolve(["app"])) == ["lib==1.0", "app==1.0"]
    for wrong in ({"colour": 1}, {"resolution": "best"}, {"exclude_newer": "soon"}):
        with pytest.raises(UsageError):
            puv.Settings(**wrong)


def test_settings_surround_a_process_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text('resolution = "lowest"\n')
    assert puv.Settings().resolve.resolution == "highest"
    assert puv.Settings.discover(str(tmp_path)).resolve.resolution == "lowest"
    environ = {"UV_RESOLUTION": "lowest-direct"}
    assert puv.Settings.from_env(environ).resolve.resolution == "lowest-direct"
    assert puv.Settings.discover(str(tmp_path), environ).resolve.resolution == "lowest-direct"
