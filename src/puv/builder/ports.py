"""What the front end needs from above: environments to build in."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Protocol


class BuildEnvironment(Frozen):
    """An interpreter that hooks run in. `executable` is absolute; `environ` are all variables that it sees."""

    executable: str
    environ: Mapping[str, str]
    root: str = ""


if TYPE_CHECKING:

    class EnvironmentPort(Protocol):
        """Where build environments come from."""

        def provision(
            self, requirements: Sequence[str], within: BuildEnvironment | None, told: str
        ) -> BuildEnvironment:
            """Return an environment that has the requirements (PEP 508 texts): a new one, or `within` with more.

            `told` is what errors call the requirements (`build-system.requires`).

            Raises:
                PuvError: they cannot be had.
            """
