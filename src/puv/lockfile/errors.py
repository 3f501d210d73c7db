"""What can be wrong with a lock."""

from __future__ import annotations

from puv.errors import LockfileError


class LockReadError(LockfileError):
    """A lock cannot be read; the cause says why. `name` is the file as messages show it."""

    code = "lock-read"

    def __init__(self, name: str) -> None:
        super().__init__(f"Failed to parse `{name}`")
        self.name = name


class LockSyntaxError(LockfileError):
    """The text of a lock is wrong at a place. `line` and `column` count from 1."""

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
