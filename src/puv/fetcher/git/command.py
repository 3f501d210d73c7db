"""`Git`: runs the git executable, without a shell, without the caller's repository, and never asking anybody."""

from __future__ import annotations

import os

from puv.fetcher.git.errors import GitCommandError, GitMissingError
from puv.standards.urls import redacted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.cancel import CancelToken

# What tells git about the repository that its caller stands in (`git rev-parse --local-env-vars`): hooks and
# `git rebase --exec` set them, and they would lead every command here astray.
_CALLERS = frozenset(
    (
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE", "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
    )
)  # fmt: skip
_TICK = 0.1  # seconds between two looks whether the caller wants to stop
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=/,.+")


class Git:
    """The git executable of `environ`'s PATH, run with `environ`. With `offline` it reaches local repositories only.

    May be used from any thread.
    """

    __slots__ = ("_cancel", "_environ", "_executable", "offline")

    offline: bool

    def __init__(self, environ: Mapping[str, str], *, offline: bool = False, cancel: CancelToken | None = None) -> None:
        self._environ = {name: text for name, text in environ.items() if name not in _CALLERS}
        self._environ["GIT_TERMINAL_PROMPT"] = "0"
        if offline:
            self._environ["GIT_ALLOW_PROTOCOL"] = "file"
        self.offline = offline
        self._cancel = cancel
        self._executable = ""

    def executable(self) -> str:
        """Return the absolute path of git.

        Raises:
            GitMissingError: there is none.
        """
        if not self._executable:
            import shutil  # only who has a repository to fetch comes here

            found = shutil.which("git", path=self._environ.get("PATH", os.defpath))
            if found is None:
                raise GitMissingError
            self._executable = os.path.abspath(found)
        return self._executable

    def run(self, *words: str, cwd: str, environ: Mapping[str, str] | None = None) -> str:
        """Run git in `cwd` with more variables, and return what it wrote to standard output.

        Raises:
            GitMissingError: there is no git.
            GitCommandError: git ended badly.
            Cancelled: the caller wished so; git is gone.
        """
        import subprocess

        executable = self.executable()
        try:
            process = subprocess.Popen(  # noqa: S603 - an executable and its arguments, no shell
                [executable, *words], cwd=cwd, env={**self._environ, **(environ or {})}, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
        except OSError as error:
            raise GitCommandError(command_line(executable, *words), f"({error.strerror})", "", "") from error
        try:
            while True:
                if self._cancel is not None:
                    self._cancel.check()
                try:
                    stdout, stderr = process.communicate(timeout=_TICK if self._cancel is not None else None)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            process.kill()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()  # what git started may hold the other end
            process.wait()
            raise
        told, complaints = stdout.decode("utf-8", "replace"), stderr.decode("utf-8", "replace")
        if process.returncode:
            raise GitCommandError(command_line(executable, *words), _ended(process.returncode), told, complaints)
        return told


def command_line(*words: str) -> str:
    """Return a command line as a shell would read it, passwords masked."""
    return " ".join(_quoted(_masked(word)) for word in words)


def _masked(word: str) -> str:
    """Mask the password of a URL, be it the whole word or within `url.<base>.insteadOf=…`."""
    if "@" not in word or "://" not in word:
        return word
    start = word.rfind("=", 0, word.index("://")) + 1 or (len("url.") if word.startswith("url.") else 0)
    return word[:start] + redacted(word[start:])


def _quoted(word: str) -> str:
    if word and _BARE.issuperset(word):
        return word
    return "'" + word.replace("'", "'\\''").replace("!", "'\\!'") + "'"


def _ended(code: int) -> str:
    if code > 0:
        return f"(exit status: {code})"
    import signal

    try:
        return f"(signal: {-code}, {signal.Signals(-code).name}: {signal.strsignal(-code)})"
    except ValueError:
        return f"(signal: {-code})"
