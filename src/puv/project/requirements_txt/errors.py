"""What can be wrong with a requirements file."""

from __future__ import annotations

from puv.errors import InputError


class RequirementsFileError(InputError):
    """A requirements file is wrong. `path` is the file as messages show it."""

    code = "requirements-file"

    def __init__(self, message: str, *, path: str, hints: tuple[str, ...] = ()) -> None:
        super().__init__(message, hints=hints)
        self.path = path


class SyntaxProblemError(RequirementsFileError):
    """A statement of a requirements file cannot be read. `line` and `column` count from 1, in characters."""

    line: int
    column: int

    code = "requirements-syntax"

    def __init__(self, problem: str, *, path: str, line: int, column: int) -> None:
        super().__init__(f"{problem}: {path}:{line}:{column}", path=path)
        self.line, self.column = line, column


class RequirementSyntaxError(RequirementsFileError):
    """A requirement in a file does not follow PEP 508; the cause says where. `position` is its offset in bytes."""

    code = "requirement-syntax"

    def __init__(self, *, path: str, position: int) -> None:
        super().__init__(f"Couldn't parse requirement in `{path}` at position {position}", path=path)
        self.position = position


class IncludedFileError(RequirementsFileError):
    """A file that another one includes cannot be read or is wrong; the cause says which and how."""

    code = "requirements-include"

    def __init__(self, *, path: str, position: int) -> None:
        super().__init__(f"Error parsing included file in `{path}` at position {position}", path=path)
        self.position = position


class UnsupportedEditableError(RequirementsFileError):
    """`-e` names something other than a directory; the cause says what."""

    code = "unsupported-editable"

    def __init__(self, *, path: str, line: int, given: str) -> None:
        super().__init__(
            f"Unsupported editable requirement in `{path}` at line {line}: `{given}`",
            path=path,
            hints=("Editable requirements must refer to a local directory",),
        )
        self.line = line


class UnreadableFileError(RequirementsFileError):
    """A file cannot be read."""

    code = "requirements-unreadable"
