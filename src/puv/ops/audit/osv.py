"""Asking a service with the OSV protocol, and indexes for the status of projects (PEP 792)."""

from __future__ import annotations

from puv.errors import FetchError, InputError, PuvError
from puv.fetcher.errors import TransportError
from puv.fetcher.pool import WorkerPool
from puv.fetcher.transport import Request
from puv.ops.audit.model import AdverseStatus, AuditError, vulnerability_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any, TypeVar

    from puv.fetcher.http import HttpClient
    from puv.ops.audit.model import Vulnerability

    T = TypeVar("T")

DEFAULT_SERVICE = "https://api.osv.dev/"
_BATCH, _WORKERS, _FAILURE = 1000, 8, 400
_STATUS_PAGE = "application/vnd.pypi.simple.v1+json"
_ADVERSE = frozenset(("archived", "deprecated", "quarantined"))


def vulnerabilities(packages: Sequence[tuple[str, str]], service: str, client: HttpClient) -> list[Vulnerability]:
    """Return what the service knows of packages (names and versions), by package.

    Raises:
        AuditError: it did not answer, or not as it should.
    """
    base = service.rstrip("/")
    found: list[tuple[str, str, str]] = []
    for at in range(0, len(packages), _BATCH):
        found += _ids(packages[at : at + _BATCH], base, client)
    identities = sorted({identity for _, _, identity in found})
    records = dict(
        zip(identities, _all(lambda one: _answer(client, Request(f"{base}/v1/vulns/{one}")), identities), strict=True)
    )
    # By package; within a package as the service has them.
    by_package = sorted(found, key=lambda row: row[:2])
    return [vulnerability_of(records[identity], name, version) for name, version, identity in by_package]


def _ids(packages: Sequence[tuple[str, str]], base: str, client: HttpClient) -> list[tuple[str, str, str]]:
    waiting = [
        ({"package": {"name": name, "ecosystem": "PyPI"}, "version": version}, name, version)
        for name, version in packages
    ]
    found = []
    while waiting:
        document = _answer(client, _posted(f"{base}/v1/querybatch", {"queries": [query for query, _, _ in waiting]}))
        results = document.get("results") or []
        further = []
        for (query, name, version), result in zip(waiting, results, strict=False):
            found += [(name, version, str(one["id"])) for one in (result or {}).get("vulns") or ()]
            token = (result or {}).get("next_page_token")
            if token:
                further.append(({**query, "page_token": token}, name, version))
        waiting = further
    return found


def statuses(packages: Sequence[tuple[str, str, str]], client: HttpClient) -> list[AdverseStatus]:
    """Return which projects are archived, deprecated or quarantined; silence of an index means that they are not.

    `packages` are names, versions, and the addresses of their indexes.
    """
    found = _all(lambda one: _status(one[0], one[1], one[2], client), packages)
    return [status for status in found if status is not None]


def _status(name: str, version: str, index: str, client: HttpClient) -> AdverseStatus | None:
    try:
        document = _answer(client, Request(f"{index.rstrip('/')}/{name}/", headers={"accept": _STATUS_PAGE}))
    except PuvError:
        return None  # indexes without this form, and packages from elsewhere, tell no status
    told = document.get("project-status")
    if not isinstance(told, dict) or told.get("status") not in _ADVERSE:
        return None
    return AdverseStatus(package=name, version=version, status=told["status"], reason=str(told.get("reason") or ""))


def _all(ask: Callable[[Any], T], things: Sequence[Any]) -> list[T]:
    """Ask about many things at the same time; the answers are in their order."""
    pool = WorkerPool(min(_WORKERS, max(1, len(things))))
    try:
        tasks = [pool.submit(lambda thing=thing: ask(thing)) for thing in things]  # type: ignore[misc]  # a bound default
        return [task.result() for task in tasks]
    finally:
        pool.close()


def _posted(url: str, document: Mapping[str, Any]) -> Request:
    import json  # only audits come here

    data = json.dumps(document, separators=(",", ":")).encode()

    def body() -> Iterator[bytes]:
        yield data

    headers = {"content-type": "application/json", "content-length": str(len(data))}
    return Request(url, method="POST", headers=headers, body=body)


def _answer(client: HttpClient, request: Request) -> dict[str, Any]:
    import json  # likewise

    try:
        with client.send(request) as response:
            content, status = response.read(), response.status
    except TransportError as error:
        raise AuditError(str(error)) from error.__cause__
    if status >= _FAILURE:
        raise FetchError(f"HTTP status {status} for url ({request.url})")
    try:
        document = json.loads(content)
    except ValueError as error:
        raise AuditError(f"Failed to parse the answer of: {request.url}") from InputError(str(error))
    return document if isinstance(document, dict) else {}
