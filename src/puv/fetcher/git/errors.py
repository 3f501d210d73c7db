"""What goes wrong with repositories."""

from __future__ import annotations

from puv.errors import FetchError, PuvError


class GitError(FetchError):
    """A repository could not be fetched or checked out; the causes say what git said. `url` has no credentials."""

    code = "git"
    exit_code = 1

    def __init__(self, url: str) -> None:
        super().__init__("Git operation failed")
        self.url = url


class GitMissingError(FetchError):
    """There is no git executable."""

    code = "git-missing"
    exit_code = 1

    def __init__(self) -> None:
        super().__init__("Git executable not found. Ensure that Git is installed and available.")


class GitCommandError(FetchError):
    """Git ended badly. `command` is its command line without credentials, `stderr` what it wrote there."""

    command: str
    stderr: str

    code = "git-command"
    exit_code = 1

    def __init__(self, command: str, ended: str, stdout: str, stderr: str) -> None:
        blocks = [f"--- {name}\n{text}" for name, text in (("stdout", stdout), ("stderr", stderr)) if text]
        # The first block ends with an empty line where another follows, and none ends the whole.
        written = "\n\n".join(block.rstrip("\n") for block in blocks)
        super().__init__(f"process didn't exit successfully: `{command}` {ended}" + (f"\n{written}" if written else ""))
        self.command, self.stderr = command, stderr


class GitOfflineError(FetchError):
    """A repository would have to be fetched over the network, which is disabled."""

    code = "git-offline"
    exit_code = 1

    def __init__(self) -> None:
        super().__init__(
            "Remote Git fetches are not allowed because network connectivity is disabled (i.e., with `--offline`)"
        )


class LargeFilesError(PuvError):
    """A checkout lacks the files that Git LFS keeps."""

    code = "git-lfs"
    exit_code = 1

    def __init__(self, shown: str, why: str) -> None:
        super().__init__(f"The source distribution `{shown}` is missing Git LFS artifacts.")
        self.__cause__: BaseException | None = FetchError(why)


def caused(*errors: PuvError) -> PuvError:
    """Chain errors, outermost first, and return the outermost."""
    from itertools import pairwise  # only failures come here

    for outer, inner in pairwise(errors):
        outer.__cause__ = inner
    return errors[0]
