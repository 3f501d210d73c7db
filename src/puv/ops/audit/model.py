"""What an audit tells of packages, and what it is told to leave out. Pure."""

from __future__ import annotations

from puv.errors import PuvError
from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

# Names under which a vulnerability is best known to users of Python packages, the best first.
_BEST = ("PYSEC-", "GHSA-", "CVE-")
_PAGE = "https://osv.dev/vulnerability/"


class AuditError(PuvError):
    """An audit cannot be made; the cause says why where the message does not."""

    code = "audit"


class Vulnerability(Frozen):
    """One vulnerability of one package. Times are RFC 3339 texts, empty where the service names none."""

    package: str
    version: str
    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    link: str = ""
    fix_versions: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""

    @property
    def display_id(self) -> str:
        """The best known of its names."""
        names = (self.id, *self.aliases)
        return next((name for lead in _BEST for name in names if name.startswith(lead)), self.id)

    @property
    def names(self) -> frozenset[str]:
        """All of its names."""
        return frozenset((self.id, *self.aliases))


class AdverseStatus(Frozen):
    """That a project is archived, deprecated or quarantined (PEP 792)."""

    package: str
    version: str
    status: str
    reason: str = ""


class Ignored(Frozen):
    """Ids of vulnerabilities, or aliases, to leave out: `always`, and `pending` as long as there is no fix."""

    always: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()

    def unmatched(self, matched: frozenset[str]) -> Iterator[str]:
        """Yield the ids that nothing has, in order."""
        return (identity for identity in (*self.always, *self.pending) if identity not in matched)


class Audit(Frozen):
    """What was found among `count` packages. `matched` are the ids to be ignored that something has."""

    count: int
    vulnerabilities: tuple[Vulnerability, ...] = ()
    statuses: tuple[AdverseStatus, ...] = ()
    matched: frozenset[str] = frozenset()


def vulnerability_of(record: Mapping[str, Any], package: str, version: str) -> Vulnerability:
    """Read a record of the OSV schema, as far as it is about the package."""
    references = [entry for entry in record.get("references") or () if isinstance(entry, dict)]
    advisories = [str(entry.get("url")) for entry in references if entry.get("type") == "ADVISORY"]
    fixed = {
        str(event["fixed"])
        for affected in record.get("affected") or ()
        if (affected.get("package") or {}).get("name", "").lower().replace("_", "-") == package
        for span in affected.get("ranges") or ()
        if span.get("type") == "ECOSYSTEM"
        for event in span.get("events") or ()
        if "fixed" in event
    }
    identity = str(record.get("id", ""))
    return Vulnerability(
        package=package,
        version=version,
        id=identity,
        aliases=tuple(map(str, record.get("aliases") or ())),
        summary=str(record.get("summary") or ""),
        description=str(record.get("details") or ""),
        link=advisories[0] if advisories else f"{_PAGE}{identity}",
        fix_versions=tuple(sorted(fixed, key=_version_key)),
        published=str(record.get("published") or ""),
        modified=str(record.get("modified") or ""),
    )


def _version_key(text: str) -> tuple[bool, object]:
    from puv.standards.version import Version  # few packages have vulnerabilities

    version = Version.parse_or_none(text)
    return (version is None, text if version is None else version.key)


def kept(found: Iterable[Vulnerability], ignored: Ignored) -> tuple[list[Vulnerability], frozenset[str]]:
    """Return what is not to be ignored, and the ids to be ignored that something has."""
    always, pending = frozenset(ignored.always), frozenset(ignored.pending)
    matched: set[str] = set()
    rest = []
    for one in found:
        matched |= one.names & (always | pending)
        if not (one.names & always or (one.names & pending and not one.fix_versions)):
            rest.append(one)
    return rest, frozenset(matched)
