"""What can be wrong with a lock."""

from __future__ import annotations

from puv.errors import InputError, LockfileError


class LockReadError(LockfileError):
    """A lock cannot be read; the cause says why. `name` is the file as messages show it."""

    code = "lock-read"

    def __init__(self, name: str) -> None:
        super().__init__(f"Failed to parse `{name}`")
        self.name = name


class LockSyntaxError(LockfileError):
    """The text of a lock is wrong at a place. `line` and `column` count from 1."""

    line: int
    column: int

    code = "lock-syntax"

    def __init__(self, problem: str, *, text: str, line: int, column: int = 1, width: int = 1) -> None:
        number = str(line)
        margin = " " * len(number)
        source = (text.split("\n") + [""] * line)[line - 1]
        marks = " " * (column - 1) + "^" * width
        super().__init__(
            f"TOML parse error at line {line}, column {column}\n"
            f"{margin} |\n{number} | {source}\n{margin} | {marks}\n{problem}"
        )
        self.line, self.column = line, column


class LockMergeConflictError(LockfileError):
    """A lock holds the marks of a merge that was left unfinished. `line` is that of the first, from 1."""

    code = "lock-merge-conflict"

    def __init__(self, *, line: int) -> None:
        hint = (
            "Finish the merge with either side of the file (e.g., `git checkout --theirs uv.lock`), then run "
            "`puv lock` to bring it up to date"
        )
        super().__init__(f"The file has the marks of an unfinished merge, the first at line {line}", hints=(hint,))
        self.line = line


class LockVersionError(LockfileError):
    """A lock is of a schema that is not supported. `version` is that of the lock."""

    code = "lock-version"

    def __init__(self, name: str, version: int, supported: int) -> None:
        super().__init__(
            f"The lockfile at `{name}` uses an unsupported schema version (v{version}, but only v{supported} is "
            f"supported). Downgrade to a compatible uv version, or remove the `{name}` prior to running `uv lock` or "
            "`uv sync`."
        )
        self.version = version


class UndefinedExtraError(InputError):
    """An extra is asked for that does not exist. `project` is empty where several were looked at."""

    extra: str
    project: str

    code = "undefined-extra"

    def __init__(self, extra: str, *, project: str = "") -> None:
        place = f"the `optional-dependencies` table for `{project}`" if project else ""
        place = place or "any project's `optional-dependencies` table"
        super().__init__(f"Extra `{extra}` is not defined in {place}")
        self.extra, self.project = extra, project


class UndefinedGroupError(InputError):
    """A dependency group is asked for that does not exist. `workspace` tells that several projects were looked at."""

    code = "undefined-group"

    def __init__(self, group: str, *, workspace: bool = False) -> None:
        whose = "any" if workspace else "the"
        super().__init__(f"Group `{group}` is not defined in {whose} project's `dependency-groups` table")
        self.group = group


class ConflictsRequestedError(InputError):
    """Things are asked for together that the project declares as conflicting.

    `items` are pairs of kind (`extra`, `group`, `package`) and name, at least two; `declared` the whole set, as shown.
    """

    items: tuple[tuple[str, str], ...]
    declared: tuple[str, ...]

    code = "conflicts-requested"

    def __init__(self, items: tuple[tuple[str, str], ...], declared: tuple[str, ...]) -> None:
        kinds = {kind for kind, _ in items}
        if len(kinds) == 1:
            texts = [f"`{name}`" for _, name in items]
            named = f"{items[0][0].title()}s {_listed(texts)}"
        else:
            named = _listed([f"{kind} `{name}`" for kind, name in items])
            named = named[:1].upper() + named[1:]
        which = "the conflicts" if kinds == {"group"} else "the declared conflicts"
        super().__init__(f"{named} are incompatible with {which}: {{{', '.join(declared)}}}")
        self.items, self.declared = items, declared


class ConflictsEnabledError(InputError):
    """Two things that conflict were reached together from what is asked for. Both as shown: `demo[extra]`."""

    first: str
    second: str

    code = "conflicts-enabled"

    def __init__(self, first: str, second: str, *, what: str = "extras") -> None:
        super().__init__(f"Found conflicting {what} {first} and {second} enabled simultaneously")
        self.first, self.second = first, second


def _listed(texts: list[str]) -> str:
    if len(texts) == 2:  # noqa: PLR2004 - a pair has no comma
        return f"{texts[0]} and {texts[1]}"
    return f"{', '.join(texts[:-1])}, and {texts[-1]}"


class NotInstallableError(LockfileError):
    """A locked package has no file for the target. `package` is its id, `reason` a clause with its own subject."""

    package: str
    reason: str

    code = "not-installable"

    def __init__(self, package: str, reason: str, hints: tuple[str, ...] = (), *, what: str = "Distribution") -> None:
        super().__init__(f"{what} `{package}` can't be installed because {reason}", hints=hints)
        self.package, self.reason = package, reason
