"""Why there is no solution, as values: the steps of the proof, what may help, and why a version cannot be had."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from puv.model.graph import Path

    #: What a step says: what the user requires, what a package requires, what a constraint adds; that versions do not
    #: exist, that nothing of the name does, that another Python is needed, that versions cannot be used for another
    #: reason; or what follows from two steps.
    StepKind: TypeAlias = Literal[
        "requirement", "dependency", "constraint", "no-versions", "not-found", "python", "unusable", "conclusion"
    ]


class Term(Frozen):
    """A package and a set of its versions. `versions` is a text (`>=1,<2`, `<1 | >=2`), `*` for all.

    Without `selected`, that none of these versions is chosen. The name of the Python version is `Python`.
    """

    name: str
    versions: str = "*"
    selected: bool = True

    def __str__(self) -> str:
        """Write it as `numpy>=1,<2`, after `not` where it is not selected."""
        shown = self.name if self.versions == "*" else f"{self.name}{self.versions}"
        return shown if self.selected else f"not {shown}"


class Step(Frozen):
    """One step of a proof. Not all of its terms can hold together.

    `text` is a clause of a sentence. `cause` are the positions of the two steps from which a conclusion follows, empty
    for a fact. Of a fact about a requirement, `requirement` is it, `package` who has it (empty for the user) and
    `source` where it stands: `requirements.in:3`, `pyproject.toml:12`, `-c constraints.txt`; empty where that is not
    known, as for what packages of an index say.
    """

    kind: StepKind
    text: str
    terms: tuple[Term, ...] = ()
    cause: tuple[int, ...] = ()
    package: str = ""
    requirement: str = ""
    source: str = ""

    def __str__(self) -> str:
        """Return the text, and the source if there is one."""
        return f"{self.text} ({self.source})" if self.source else self.text


class Relax(Frozen):
    """Ask for less: loosen a requirement of the user's, or drop it. `to` is what would be chosen then, if known."""

    name: str
    requirement: str = ""
    source: str = ""
    to: str = ""

    def __str__(self) -> str:
        """Say it as a sentence without a full stop."""
        where = f" ({self.source})" if self.source else ""
        then = f"; then {self.name} {self.to} would be chosen" if self.to else ""
        return f"relax `{self.requirement or self.name}`{where}{then}"


class AllowPrerelease(Frozen):
    """Admit pre-releases of a package, of which `version` is one that would do."""

    name: str
    version: str = ""

    def __str__(self) -> str:
        """Say it as a sentence without a full stop."""
        return f"allow pre-releases of `{self.name}`" + (f", such as {self.version}" if self.version else "")


class WidenPython(Frozen):
    """Use a Python that is within `specifier`, as `name` asks; in a project, demand such a one."""

    specifier: str
    name: str = ""

    def __str__(self) -> str:
        """Say it as a sentence without a full stop."""
        return f"use a Python{self.specifier}" + (f", which `{self.name}` needs" if self.name else "")


class AllowBuild(Frozen):
    """Let a package be built from source: nothing else of it can be used here."""

    name: str

    def __str__(self) -> str:
        """Say it as a sentence without a full stop."""
        return f"allow `{self.name}` to be built from source"


class AllowNewer(Frozen):
    """Admit a later upload of a package than the cut-off time does; `version` is one."""

    name: str
    version: str = ""

    def __str__(self) -> str:
        """Say it as a sentence without a full stop."""
        return f"exempt `{self.name}` from the cut-off time" + (f", for {self.version}" if self.version else "")


if TYPE_CHECKING:
    Suggestion: TypeAlias = Relax | AllowPrerelease | WidenPython | AllowBuild | AllowNewer


class Binding(Frozen):
    """A requirement that excludes what was asked about: that of `package` (empty: the user's), in all its `versions`.

    `path` is how `package` comes to be needed, None for the user's own requirements.
    """

    requirement: str
    package: str = ""
    versions: str = ""
    source: str = ""
    path: Path | None = None

    def __str__(self) -> str:
        """Say it as a sentence without a full stop."""
        if not self.package:
            where = f" ({self.source})" if self.source else ""
            return f"you require {self.requirement}{where}"
        versions = "" if self.versions in ("", "*") else f" {self.versions.removeprefix('==')}"
        why = f", because {self.path}" if self.path is not None else ""
        return f"{self.package}{versions} requires {self.requirement} (binding){why}"


class Choice(Frozen):
    """A package whose version would differ: `before` and `after`, empty where it is not there."""

    name: str
    before: str = ""
    after: str = ""


class WhyNot(Frozen):
    """Why a requirement cannot be met beside the others, or that it can.

    `possible` tells that it can; then `changes` are what would be chosen differently. Otherwise `derivation` is the
    proof from as few of the user's requirements as possible, `text` the same in words, `binding` the requirements in it
    that exclude what was asked about, and `suggestions` what was tried and found to help.
    """

    requirement: str
    possible: bool
    binding: tuple[Binding, ...] = ()
    derivation: tuple[Step, ...] = ()
    text: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    changes: tuple[Choice, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is a reason: False where the requirement can be met."""
        return not self.possible

    def __str__(self) -> str:
        """Write the binding requirements, one a line, or that there is none."""
        if self.possible:
            return f"{self.requirement} is possible"
        return "\n".join(map(str, self.binding)) or self.text
