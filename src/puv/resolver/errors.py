"""Why a resolution fails, apart from what every layer shares."""

from __future__ import annotations

from puv.errors import ResolutionError
from puv.model.derivation import Relax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from puv.model.candidate import Candidate, Verdict
    from puv.model.derivation import Step, Suggestion


class NoSolution(ResolutionError):  # noqa: N818 - the answer "there is none", not a fault
    """The requirements exclude each other. The text is the whole explanation.

    `split` says in which fork of a universal resolution that is so; empty where there is only one.
    """

    code = "no-solution"

    def __init__(
        self,
        text: str,
        *,
        split: str = "",
        hints: tuple[str, ...] = (),
        proof: Callable[[], tuple[tuple[Step, ...], tuple[Suggestion, ...]]] | None = None,
    ) -> None:
        """Take the explanation; `proof` makes the same as values, when they are first asked for."""
        super().__init__(text, hints=hints)
        self.split = split
        self._proof = proof
        self._parts: tuple[tuple[Step, ...], tuple[Suggestion, ...]] | None = None
        self._locate: Callable[[Step], str] | None = None

    def locate(self, locate: Callable[[Step], str]) -> None:
        """Let the sources of steps about the user's requirements be told by whoever can look into files."""
        self._locate = locate

    @property
    def derivation(self) -> tuple[Step, ...]:
        """The steps of the proof: each after those that it follows from."""
        return self._made()[0]

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """What may help, judging by the proof; nothing was tried."""
        return self._made()[1]

    def _made(self) -> tuple[tuple[Step, ...], tuple[Suggestion, ...]]:
        if self._parts is None:
            steps, suggested = ((), ()) if self._proof is None else self._proof()
            if self._locate is not None:
                told = {step: self._locate(step) for step in steps if step.requirement}
                steps = tuple(step.replace(source=told.get(step, "")) for step in steps)
                places = {step.requirement: step.source for step in steps if step.source}
                suggested = tuple(
                    one.replace(source=places.get(one.requirement, one.source)) if isinstance(one, Relax) else one
                    for one in suggested
                )
            self._parts = steps, suggested
            self._proof = self._locate = None
        return self._parts

    def __reduce__(self) -> tuple[type[NoSolution], tuple[str, ...], dict[str, object]]:
        """Pickle the values of the proof, and not what they are made from."""
        self._made()
        return type(self), (str(self),), dict(self.__dict__)


class PolicyViolation(ResolutionError):  # noqa: N818 - the public name of the API
    """The caller's policy rejects a version that would be chosen. `verdicts` are all that it gave, in order."""

    code = "policy-violation"

    def __init__(self, verdicts: tuple[tuple[Candidate, Verdict], ...]) -> None:
        candidate, verdict = verdicts[-1]
        super().__init__(f"`{candidate}` is rejected by the policy" + (f": {verdict.reason}" if verdict.reason else ""))
        self.verdicts = verdicts

    def __reduce__(self) -> tuple[type[PolicyViolation], tuple[tuple[tuple[Candidate, Verdict], ...]]]:
        """Pickle the verdicts, with what is known of the candidates."""
        return type(self), (self.verdicts,)


class UnsatisfiableInput(ResolutionError):  # noqa: N818 - what is wrong is the input
    """A requirement cannot be met by anything: conflicting addresses, an address nobody admitted, a missing digest."""

    code = "unsatisfiable-input"
    exit_code = 2


class UnadmittedAddress(UnsatisfiableInput):
    """A package needs another one from an address that the user did not give."""

    code = "unadmitted-address"
    exit_code = 1


class UntrustedPackage(UnsatisfiableInput):
    """A package is needed, in hash-checking mode, and nobody gave a digest of it."""

    code = "untrusted-package"
    exit_code = 1


class ConflictingAddresses(UnsatisfiableInput):
    """One package is asked for from two addresses."""

    code = "conflicting-addresses"
    exit_code = 1
