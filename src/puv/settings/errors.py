"""What can be wrong with settings."""

from __future__ import annotations

from puv.errors import InputError, UsageError


class VariableError(UsageError):
    """An environment variable does not hold what it should. `variable` is its name."""

    code = "environment-variable"

    def __init__(self, message: str, *, variable: str) -> None:
        super().__init__(message)
        self.variable = variable


class VariableSentenceError(VariableError):
    """As `VariableError`, where uv ends with 1 instead of 2."""

    exit_code = 1


class SettingsFileError(InputError):
    """A settings file cannot be read or is not allowed what it says. `place` is the file's path."""

    code = "settings-file"

    def __init__(self, message: str, *, place: str) -> None:
        super().__init__(message)
        self.place = place


class TomlError(InputError):
    """A place in a TOML text is wrong; `str()` shows the line with a caret, as uv does.

    `line` and `column` count from 1; `length` is the number of characters to underline.
    """

    line: int
    column: int

    code = "toml"

    def __init__(self, message: str, *, source: str, line: int, column: int, length: int) -> None:
        lines = source.split("\n")
        text = lines[line - 1] if line <= len(lines) else ""
        text = "".join(letter for letter in text if letter.isprintable() or letter == "\t").rstrip()
        margin = " " * len(str(line))
        carets = " " * (column - 1) + "^" * max(1, length)
        head = f"TOML parse error at line {line}, column {column}"
        super().__init__(f"{head}\n{margin} |\n{line} | {text}\n{margin} | {carets}\n{message}")
        self.line, self.column = line, column
