"""A pytest plugin, and the seams of a session in memory, for tests of programs that use puv.

Installing puv registers the plugin with pytest. Its fixtures: `puv_index`, an `InMemoryIndex`; `puv_session`, a session
that knows that index alone, with a cache of its own and no network; `puv_venv`, a new virtual environment.

    def test_an_update_is_found(puv_index, puv_session, puv_venv):
        puv_index.release("lib", "1.0").release("app", "1.0", requires=["lib"])
        puv_session.install(["app"], puv_venv)
        assert puv_venv.run(["-c", "import app"]).returncode == 0
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from puv.api.indexes import MemoryIndex
from puv.fetcher.errors import transport_error
from puv.fetcher.transport import Response
from puv.session import Session
from puv.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Self

    from puv.api.target import Target
    from puv.fetcher.transport import Request

__all__ = ["FakeTransport", "InMemoryIndex", "puv_index", "puv_session", "puv_venv", "wheel"]

_TIME = (2020, 2, 2, 0, 0, 0)  # the same wheel is the same bytes


class InMemoryIndex(MemoryIndex):
    """An index in memory that makes its wheels itself. May be shared by sessions and threads."""

    def release(
        self,
        name: str,
        version: str,
        *,
        requires: Sequence[str] = (),
        requires_python: str = "",
        files: Mapping[str, str | bytes] | None = None,
        tag: str = "py3-none-any",
    ) -> Self:
        """Add a wheel, and return the index itself; the arguments are those of `wheel`."""
        content = wheel(name, version, requires=requires, requires_python=requires_python, files=files, tag=tag)
        stem = name.replace("-", "_").replace(".", "_")
        self.add(f"{stem}-{version}-{tag}.whl", content, requires_python=requires_python)
        return self


def wheel(
    name: str,
    version: str,
    *,
    requires: Sequence[str] = (),
    requires_python: str = "",
    files: Mapping[str, str | bytes] | None = None,
    tag: str = "py3-none-any",
) -> bytes:
    """Return a wheel that can be installed. `files` are its contents by path; by default one package of its name."""
    stem = name.replace("-", "_").replace(".", "_")
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    metadata += [f"Requires-Dist: {text}" for text in requires]
    metadata += [f"Requires-Python: {requires_python}"] if requires_python else []
    pure = "true" if tag.endswith("-any") else "false"
    default = {f"{stem}/__init__.py": f"__version__ = {version!r}\n"}
    contents: dict[str, str | bytes] = {
        f"{stem}-{version}.dist-info/METADATA": "\n".join(metadata) + "\n",
        f"{stem}-{version}.dist-info/WHEEL": (
            f"Wheel-Version: 1.0\nGenerator: puv.testing\nRoot-Is-Purelib: {pure}\nTag: {tag}\n"
        ),
        **(default if files is None else files),
    }
    record = ""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in contents.items():
            data = content.encode() if isinstance(content, str) else content
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(data)}\n"
            archive.writestr(zipfile.ZipInfo(path, _TIME), data)
        own = f"{stem}-{version}.dist-info/RECORD"
        archive.writestr(zipfile.ZipInfo(own, _TIME), f"{record}{own},,\n")
    return made.getvalue()


class FakeTransport:
    """A transport that answers from a mapping of URLs: with a content, a whole `Response`, or by raising an exception.

    What it does not know is a 404. `requests` are those that were sent, in order.
    """

    def __init__(self, answers: Mapping[str, bytes | str | Response | Exception] | None = None) -> None:
        self.answers: dict[str, bytes | str | Response | Exception] = dict(answers or {})
        self.requests: list[Request] = []

    def send(self, request: Request, /) -> Response:
        """Return the answer; see `puv.Transport`.

        Raises:
            TransportError: the answer is an exception of the operating system's.
        """
        self.requests.append(request)
        found = self.answers.get(request.url)
        if found is None:
            return Response.of(url=request.url, status=404)
        if isinstance(found, OSError):
            raise transport_error((f"error sending request for url ({request.url})", str(found)), transient=False)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, Response):
            return found
        return Response.of(found.encode() if isinstance(found, str) else found, url=request.url)


@pytest.fixture
def puv_index() -> InMemoryIndex:
    """An index without packages, to add some with `release`."""
    return InMemoryIndex()


@pytest.fixture
def puv_session(puv_index: InMemoryIndex, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session that knows `puv_index` alone, has a cache of its own, and no network."""
    cache = tmp_path_factory.mktemp("puv-cache")
    settings = Settings()
    settings = settings.replace(network=settings.network.replace(offline=True))
    with Session(settings, cache_dir=cache, indexes=[puv_index]) as session:
        yield session


@pytest.fixture
def puv_venv(puv_session: Session, tmp_path: Path) -> Target:
    """A new virtual environment for this Python, in the test's directory."""
    return puv_session.venv(tmp_path / "puv-venv")
