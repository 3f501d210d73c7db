"""Wherever a verb is, it stops soon after it is told to, and leaves its target as it was."""

from __future__ import annotations

import os
import random
import threading
import time
from typing import TYPE_CHECKING

import pytest

import puv
from puv.errors import Cancelled, DeadlineExceeded
from support import backend
from support.builders import metadata, wheel, wheel_filename

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from unit.api.conftest import NewSession

# The promise is 0.2 s. A machine that has more to do, other tests for example, is given more.
_LOAD = os.getloadavg()[0] if hasattr(os, "getloadavg") else 99.0
SOON = 0.2 if (os.cpu_count() or 1) / 2 > _LOAD and "PYTEST_XDIST_WORKER" not in os.environ else 8.0


class Stopper:
    """Sets a token some time after something began, and tells how long the answer took."""

    def __init__(self) -> None:
        self.token = puv.CancelToken()
        self.begun = threading.Event()
        self.at = 0.0

    def stop_later(self, delay: float = 0.1) -> None:
        def wait() -> None:
            self.begun.wait(30)
            time.sleep(delay)
            self.at = time.monotonic()
            self.token.cancel()

        threading.Thread(target=wait, daemon=True).start()

    def answered(self, action: Callable[[], object]) -> float:
        """The seconds from the wish to its answer."""
        self.stop_later()
        with pytest.raises(Cancelled):
            action()
        return time.monotonic() - self.at


class Slow:
    """An index whose answers take long, of one of two kinds."""

    def __init__(self, stopper: Stopper, *, pages: bool) -> None:
        self._stopper, self._pages = stopper, pages

    def files(self, _name: str) -> list[puv.FileEntry]:
        if self._pages:
            self._stopper.begun.set()
            time.sleep(5)
        return [
            puv.FileEntry(filename=wheel_filename("slow", "1.0"), sha256="0" * 64, metadata=metadata("slow", "1.0"))
        ]

    def open(self, _file: puv.FileEntry) -> Drip:
        return Drip(self._stopper)


class Drip:
    """A content that never ends."""

    def __init__(self, stopper: Stopper) -> None:
        self._stopper = stopper

    def read(self, size: int) -> bytes:
        self._stopper.begun.set()
        time.sleep(0.02)
        return b"x" * min(size, 1000)

    def close(self) -> None:
        """Nothing is open."""


def test_waiting_for_an_index_stops(new_session: NewSession) -> None:
    stopper = Stopper()
    with new_session(indexes=[Slow(stopper, pages=True)]) as session:
        assert stopper.answered(lambda: session.resolve(["slow"], cancel=stopper.token)) < SOON


def test_a_download_stops(new_session: NewSession, site: puv.Target) -> None:
    stopper = Stopper()
    with new_session(indexes=[Slow(stopper, pages=False)]) as session:
        assert stopper.answered(lambda: session.install(["slow"], site, cancel=stopper.token)) < SOON


def test_a_resolution_that_searches_stops(new_session: NewSession) -> None:
    """Every version of each package excludes all but one of the next: the search goes on for long."""
    index = puv.MemoryIndex()
    stopper = Stopper()
    count = 60
    for number in range(count):
        for version in range(40):
            needs = [f"p{(number + 1) % count}!={version}.0", f"p{(number + 7) % count}!={(version * 7) % 40}.0"]
            content = wheel(f"p{number}", f"{version}.0", requires=needs)
            index.add(wheel_filename(f"p{number}", f"{version}.0"), content)

    def on_event(event: puv.events.Event) -> None:
        if isinstance(event, puv.events.Resolving):
            stopper.begun.set()

    with new_session(indexes=[index], on_event=on_event, deliver="worker") as session:
        wanted = [f"p{number}" for number in range(count)]
        stopper.stop_later(0.0)
        with pytest.raises(Cancelled):
            session.resolve(wanted, cancel=stopper.token)
        assert time.monotonic() - stopper.at < SOON


def test_unpacking_stops(new_session: NewSession, site: puv.Target) -> None:
    files = {f"many/m{number}.py": b"" for number in range(30_000)}
    index = puv.MemoryIndex().add(wheel_filename("many", "1.0"), wheel("many", "1.0", files=files, compressed=False))
    stopper = Stopper()

    def on_event(event: puv.events.Event) -> None:
        if isinstance(event, puv.events.Downloaded):
            stopper.begun.set()

    with new_session(indexes=[index], on_event=on_event) as session:
        assert stopper.answered(lambda: session.install(["many"], site, cancel=stopper.token)) < SOON
    assert site.inspect() == ()


def test_a_build_stops_and_its_process_with_it(new_session: NewSession, tmp_path: Path) -> None:
    stopper = Stopper()
    code = "import time\n\ndef build_wheel(*_, **__):\n    print('begun', flush=True)\n    time.sleep(60)\n"
    backend.write(tmp_path / "demo", backend.project("demo", static=True, extra_code=code))

    def on_event(event: puv.events.Event) -> None:
        if isinstance(event, puv.events.BuildLog | puv.events.BuildOutput):
            stopper.begun.set()

    with new_session(on_event=on_event) as session:
        assert stopper.answered(lambda: session.build("demo", wheel=True, cancel=stopper.token)) < SOON


def test_waiting_for_another_process_s_change_stops(session: puv.Session, site: puv.Target) -> None:
    from puv.fs.locks import FileLock

    session.install(["lib"], site)
    stopper = Stopper()
    stopper.begun.set()
    with FileLock(site.environment().layout.lock):
        assert stopper.answered(lambda: session.install(["app"], site, cancel=stopper.token)) < SOON


def test_a_deadline_is_an_error_of_its_own_and_leaves_the_target(new_session: NewSession, site: puv.Target) -> None:
    stopper = Stopper()
    with new_session(indexes=[Slow(stopper, pages=True)]) as session:
        before = site.fingerprint()
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded, match=r"longer than 0\.2 seconds") as failure:
            session.install(["slow"], site, deadline=0.2)
        assert time.monotonic() - started < SOON
    assert isinstance(failure.value, Cancelled)
    assert (failure.value.seconds, failure.value.code) == (0.2, "deadline-exceeded")
    assert site.fingerprint() == before


def test_a_deadline_that_is_kept_changes_nothing(session: puv.Session, site: puv.Target) -> None:
    assert session.install(["app"], site, deadline=60.0, cancel=puv.CancelToken()).changes


class After(puv.CancelToken):
    """A token that is set when it has been looked at a number of times: a cancel at a place that can be repeated."""

    __slots__ = ("left", "seen")

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left, self.seen = left, 0

    @property
    def cancelled(self) -> bool:
        self.seen += 1
        return self.seen > self.left

    def check(self) -> None:
        if self.cancelled:
            raise Cancelled("The operation was cancelled")


@pytest.fixture
def furnished(new_session: NewSession, site: puv.Target, index: puv.MemoryIndex) -> Iterator[puv.Session]:
    """A target with old versions of a dozen packages, and an index with new ones, all of them in the cache."""
    for number in range(12):
        for version in ("1.0", "2.0"):
            files = {f"big{number}/m{file}.py": f"x = {version}" for file in range(5)}
            content = wheel(f"big{number}", version, files=files, compressed=False)
            index.add(wheel_filename(f"big{number}", version), content)
    with new_session() as session:
        session.install(NEW, puv.Target.directory(site.path + "-other"))
        session.install(OLD, site)
        yield session


OLD, NEW = ([f"big{number}=={version}" for number in range(12)] for version in ("1.0", "2.0"))


@pytest.mark.parametrize("count", [25, pytest.param(200, marks=pytest.mark.soak)])
def test_random_cancels_each_leave_the_target_byte_identical(
    furnished: puv.Session, site: puv.Target, count: int
) -> None:
    before = site.fingerprint()
    counted = After(10**9)
    furnished.install(NEW, site, cancel=counted)
    furnished.install(OLD, site)
    assert site.fingerprint() == before
    choice = random.Random(20)  # noqa: S311 - which places, not secrets
    for _ in range(count):
        with pytest.raises(Cancelled):
            furnished.install(NEW, site, cancel=After(choice.randrange(counted.seen)))
        assert site.fingerprint() == before
    furnished.install(NEW, site)
    assert {str(one.version) for one in site.inspect()} == {"2.0"}


def test_cancels_while_files_are_created_are_among_them(furnished: puv.Session, site: puv.Target) -> None:
    """The journal is open, old files are aside, some new ones are there: all of it is taken back."""
    from puv.installer import apply as applying

    before = site.fingerprint()
    begun: list[bool] = []
    real = applying.Transaction.begin

    class Watched(After):
        __slots__ = ()

        @property
        def cancelled(self) -> bool:
            return bool(begun)

    def begin(self: applying.Transaction) -> None:
        real(self)
        begun.append(True)

    patch = pytest.MonkeyPatch()
    patch.setattr(applying.Transaction, "begin", begin)
    with patch.context(), pytest.raises(Cancelled):
        furnished.install(NEW, site, cancel=Watched(0))
    patch.undo()
    assert begun
    assert site.fingerprint() == before
