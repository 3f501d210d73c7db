"""Repositories made with the real git, and a loopback server that speaks git's smart HTTP protocol."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Self

from support.backend import project, write
from support.http_loop import HttpLoop, Request, Response

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GIT = shutil.which("git")

_IDENTITY = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z",
    "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


class Repository:
    """A repository with a work tree at `path`. Equal steps give equal commits: names and times are fixed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        # As the large hosts have it: any commit may be asked for by its name.
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")

    def git(self, *words: str) -> str:
        """Run git in the work tree and return what it wrote."""
        done = subprocess.run(
            [GIT or "git", *words],
            cwd=self.path,
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": os.devnull, **_IDENTITY},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str], message: str = "a change") -> str:
        """Write the files, commit everything and return the commit."""
        write(self.path, files)
        self.git("add", "--all")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    @property
    def url(self) -> str:
        """The `git+file` address."""
        return f"git+{self.path.as_uri()}"


def demo(path: Path) -> Repository:
    """A repository of the package `demo`: 1.0 is tagged `v1.0`, `main` is 2.0, the branch `feature/x` 3.0.

    The directory `sub` holds the package `subpkg`, whose metadata only a build tells.
    """
    repository = Repository(path)
    inner = {f"sub/{name}": text for name, text in project("subpkg").items()}
    repository.commit({**project("demo", "1.0", static=True), **inner})
    repository.git("tag", "v1.0")
    repository.commit(project("demo", "2.0", static=True))
    repository.git("tag", "-a", "v2.0", "-m", "two")
    repository.git("checkout", "-q", "-b", "feature/x")
    repository.commit(project("demo", "3.0", static=True))
    repository.git("checkout", "-q", "main")
    return repository


class GitServer:
    """Serves the repositories below `root` by `git http-backend`; use it in a `with` statement.

    `credentials` are the user name and password it wants, if any. `requests` are the paths asked for, in order.
    """

    def __init__(self, root: Path, credentials: tuple[str, str] | None = None) -> None:
        self._root, self._credentials = root, credentials
        self.requests: list[Request] = []
        self._loop = HttpLoop(self._answer)

    @property
    def netloc(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._loop.port}"

    def __enter__(self) -> Self:
        """Serve."""
        self._loop.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._loop.__exit__(None, None, None)

    def _answer(self, request: Request) -> Response:
        self.requests.append(request)
        if self._credentials is not None:
            wanted = base64.b64encode(":".join(self._credentials).encode()).decode()
            if request.header("authorization") != f"Basic {wanted}":
                return Response(401, {"www-authenticate": 'Basic realm="git"'})
        environ = {
            "GIT_PROJECT_ROOT": str(self._root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": request.path,
            "QUERY_STRING": request.query,
            "REQUEST_METHOD": request.method,
            "CONTENT_TYPE": request.header("content-type"),
            "CONTENT_LENGTH": str(len(request.body)),
            "HTTP_CONTENT_ENCODING": request.header("content-encoding"),
            "HTTP_GIT_PROTOCOL": request.header("git-protocol"),
            "GIT_PROTOCOL": request.header("git-protocol"),
            "PATH": os.environ.get("PATH", os.defpath),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }
        done = subprocess.run(
            [GIT or "git", "http-backend"], env=environ, input=request.body, capture_output=True, check=False
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        status = int(headers.pop("Status", "200").split()[0])
        return Response(status, {name.lower(): value for name, value in headers.items()}, body)
