"""`Judge`: asks the caller's policy about versions, each once."""

from __future__ import annotations

from puv.model.candidate import Candidate
from puv.resolver.errors import PolicyViolation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.model.availability import Unusable
    from puv.model.candidate import Policy, Verdict
    from puv.resolver.universe import Universe
    from puv.standards.listing import File
    from puv.standards.metadata import Metadata
    from puv.standards.names import PackageName


class Judge:
    """The verdicts of one resolution."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._verdicts: dict[tuple[PackageName, int], Verdict] = {}
        self._given: list[tuple[Candidate, Verdict]] = []

    def verdict(
        self, universe: Universe, position: int, file: File, metadata: Callable[[], Metadata | Unusable]
    ) -> Verdict:
        """Return what the policy says of a version, `ok` or `skip`; `metadata` reads its core metadata.

        Raises:
            PolicyViolation: it rejects the version.
        """
        key = (universe.name, position)
        found = self._verdicts.get(key)
        if found is None:
            files = tuple(each for row in universe.files(position) for each in row)
            candidate = Candidate(universe.name, universe.version(position), file, files, metadata)
            found = self._verdicts[key] = self._policy(candidate)
            self._given.append((candidate, found))
        if found.kind == "reject":
            raise PolicyViolation(tuple(self._given))
        return found
