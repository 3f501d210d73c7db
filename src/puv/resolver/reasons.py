"""`Reason`: what an external clause of the solver says, for explanations. Interned: the same reason is one number."""

from __future__ import annotations

TYPE_CHECKING = False

# What a reason says about the package of its clause.
NEEDS = "needs"  # subject: the specifiers (or address) of the dependency
TIE = "tie"  # an extra and its package have the same version
NO_VERSIONS = "no-versions"
NOT_FOUND = "not-found"  # subject: the word of `model.availability.Missing`
PYTHON = "python"  # subject: what its metadata requires; detail: where that stands, if not in a file's metadata only
UNUSABLE = "unusable"  # subject: the word of `model.availability.Unusable`, detail: its sentence
REJECTED = "rejected"  # subject: a kind of `distributions.Rejection`
ITSELF = "itself"  # needs another version of itself
POLICY = "policy"  # subject: why the caller's policy skips the version, maybe empty
CONTRADICTION = "contradiction"  # subject: clauses of one requirement that exclude each other


class Reason:
    """One of the constants above, its subject, and details to show."""

    __slots__ = ("detail", "kind", "subject")

    detail: str
    kind: str
    subject: str

    def __init__(self, kind: str, subject: str = "", detail: str = "") -> None:
        self.kind = kind
        self.subject = subject
        self.detail = detail

    def __repr__(self) -> str:
        """Show the parts."""
        return f"Reason({self.kind!r}, {self.subject!r}, {self.detail!r})"


class Reasons:
    """The reasons of one resolution, by number."""

    __slots__ = ("_numbers", "rows")

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, str], int] = {}
        self.rows: list[Reason] = []

    def number(self, kind: str, subject: str = "", detail: str = "") -> int:
        """Return the number of a reason, the same for the same parts."""
        key = (kind, subject, detail)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.rows)
            self.rows.append(Reason(kind, subject, detail))
        return found
