"""Load what asks policies only where there is one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.candidate import Policy
    from puv.resolver.judging import Judge


def judge_of(policy: Policy | None) -> Judge | None:
    """Return the judge of a policy, None without one."""
    if policy is None:
        return None
    from puv.resolver.judging import Judge  # few have a policy

    return Judge(policy)
