"""`Plan` and `Report`: what a change would do to a target, and what it did."""

from __future__ import annotations

from puv.api.interpreter import Interpreter
from puv.api.resolution import SCHEMA, Resolution
from puv.api.restart import NeedsRestart
from puv.api.target import Target
from puv.errors import TargetChanged
from puv.frozen import Frozen
from puv.ops.pip.requests import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

_SIGNS = {"added": "+", "removed": "-", "reinstalled": "~"}


class Report(Frozen):
    """What was done to a target, or with `dry_run` would be.

    `resolution` is what was chosen, None where the target had everything already. `warnings` are the resolution's
    sentences, `diagnostics` what a strict check found afterwards. `needs_restart` tells which modules of this process
    were replaced, and is false where none was.
    """

    target: Target
    changes: tuple[Change, ...] = ()
    resolution: Resolution | None = None
    warnings: tuple[str, ...] = ()
    diagnostics: tuple[str, ...] = ()
    needs_restart: NeedsRestart = NeedsRestart()
    dry_run: bool = False

    def __str__(self) -> str:
        """Show a line for each change."""
        return _lines(self.changes)

    def raise_if_changed(self) -> Self:
        """Return this report if nothing changed.

        Raises:
            TargetChanged: something did; the message lists it.
        """
        if self.changes:
            raise TargetChanged(f"`{self.target.path}` was not up to date:\n{self}", path=self.target.path)
        return self


class Plan(Frozen):
    """What it takes for a target to hold a resolution. `Session.apply` carries it out, as a whole or not at all.

    `changes` are sorted by name, removals first. `installed` is what the target held when the plan was made (`name
    version location`), against which `apply` checks it. `needs_restart` tells which modules of this process would be
    replaced. `exact` tells that what the resolution does not have is removed.
    """

    target: Target
    resolution: Resolution
    changes: tuple[Change, ...] = ()
    installed: tuple[str, ...] = ()
    needs_restart: NeedsRestart = NeedsRestart()
    exact: bool = False

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        return bool(self.changes)

    def __str__(self) -> str:
        """Show a line for each change."""
        return _lines(self.changes)

    def to_json(self) -> str:
        """Return the plan as JSON, which `from_json` reads."""
        import json  # most plans stay in the process

        target = self.target
        return json.dumps(
            {
                "schema": SCHEMA,
                "target": {
                    "kind": target.kind, "path": target.path, "scripts": target.scripts,
                    "interpreter": dict(target.interpreter.facts()),
                },
                "resolution": self.resolution.as_json(),
                "changes": [{name: getattr(change, name) for name in change.__fields__} for change in self.changes],
                "installed": list(self.installed),
                "needs_restart": {
                    "modules": list(self.needs_restart.modules), "extensions": list(self.needs_restart.extensions),
                },
                "exact": self.exact,
            },
            indent=2, sort_keys=True,
        )  # fmt: skip

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            InputError: it is of another schema, or none at all.
        """
        import json  # as above

        from puv.api.reading import checked

        values = checked(json.loads, text, "a plan", SCHEMA)
        told: dict[str, Any] = values["needs_restart"]
        place: dict[str, Any] = dict(values["target"])
        place["interpreter"] = Interpreter.from_facts(place["interpreter"])
        return cls(
            target=Target(**place), resolution=Resolution.from_values(values["resolution"]),
            changes=tuple(Change(**change) for change in values["changes"]), installed=tuple(values["installed"]),
            needs_restart=NeedsRestart(modules=tuple(told["modules"]), extensions=tuple(told["extensions"])),
            exact=values["exact"],
        )  # fmt: skip


def _lines(changes: tuple[Change, ...]) -> str:
    return "\n".join(
        f"{_SIGNS[change.kind]} {change.name} {change.version}" + (f" ({change.url})" if change.url else "")
        for change in changes
    )
