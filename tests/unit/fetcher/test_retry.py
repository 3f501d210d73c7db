"""Trying again."""

from __future__ import annotations

import pytest

from puv.cancel import CancelToken
from puv.errors import Cancelled, FetchError
from puv.events import Retrying
from puv.fetcher.errors import RetriesExhaustedError, failed, is_transient, status_error, transport_error
from puv.fetcher.retry import Retries, retry_after

URL = "https://example.org/x"


class Clock:
    def __init__(self) -> None:
        self.now, self.naps = 0.0, []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def retries(count: int, clock: Clock, events: list | None = None) -> Retries:
    return Retries(count, sleep=clock.sleep, clock=clock, report=(events if events is not None else []).append)


def failing(times: int, error: FetchError):  # noqa: ANN201 - an action
    def action(attempt: int) -> str:
        if attempt < times:
            raise error
        return f"after {attempt}"

    return action


def test_a_transient_failure_is_tried_again() -> None:
    clock, events = Clock(), []
    error = failed(URL, transport_error(["reset"]))
    assert retries(3, clock, events).run(failing(2, error), url=URL) == "after 2"
    assert [event.attempt for event in events] == [1, 2]
    assert all(isinstance(event, Retrying) and event.url == URL for event in events)
    assert 0.5 <= clock.naps[0] <= 1.5
    assert 1.0 <= clock.naps[1] <= 3.0


def test_the_last_failure_is_the_cause_when_tries_run_out() -> None:
    error = failed(URL, status_error(500, URL))
    with pytest.raises(RetriesExhaustedError, match=r"Request failed after 3 retries in \d+\.\ds") as failure:
        retries(3, Clock()).run(failing(9, error), url=URL)
    assert failure.value.__cause__ is error
    with pytest.raises(RetriesExhaustedError, match="after 1 retry in"):
        retries(1, Clock()).run(failing(9, error), url=URL)


def test_without_retries_the_failure_itself_comes_out() -> None:
    error = failed(URL, status_error(503, URL))
    with pytest.raises(FetchError) as failure:
        retries(0, Clock()).run(failing(9, error), url=URL)
    assert failure.value is error


def test_a_lasting_failure_is_not_tried_again() -> None:
    clock = Clock()
    with pytest.raises(FetchError, match="Failed to fetch"):
        retries(3, clock).run(failing(9, failed(URL, status_error(404, URL))), url=URL)
    assert clock.naps == []


def test_the_server_may_say_how_long_to_wait() -> None:
    clock = Clock()
    error = failed(URL, status_error(429, URL), retry_after=7.0)
    retries(1, clock).run(failing(1, error), url=URL)
    assert clock.naps == [7.0]


def test_an_absurd_wait_is_cut_short() -> None:
    clock = Clock()
    retries(1, clock).run(failing(1, failed(URL, status_error(503, URL), retry_after=86400.0)), url=URL)
    assert clock.naps == [60.0]


def test_cancelling_ends_a_wait() -> None:
    token, naps = CancelToken(), []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        token.cancel()

    with pytest.raises(Cancelled):
        Retries(3, sleep=sleep).run(failing(9, transport_error(["x"])), url=URL, cancel=token)
    assert len(naps) == 1


@pytest.mark.parametrize(
    ("status", "transient"),
    [(400, False), (404, False), (408, True), (429, True), (500, True), (503, True), (599, True)],
)
def test_which_statuses_are_transient(status: int, transient: bool) -> None:
    assert is_transient(failed(URL, status_error(status, URL))) is transient


def test_retry_after_is_seconds_or_a_date() -> None:
    assert retry_after({"retry-after": "12"}, 0.0) == 12.0
    assert retry_after({"retry-after": "Thu, 01 Jan 1970 00:00:30 GMT"}, 10.0) == 20.0
    assert retry_after({"retry-after": "Thu, 01 Jan 1970 00:00:30 GMT"}, 100.0) == 0.0
    assert retry_after({"retry-after": "soon"}, 0.0) is None
    assert retry_after({}, 0.0) is None
