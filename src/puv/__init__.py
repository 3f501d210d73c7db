"""puv: a Python package and project manager, drop-in compatible with uv, that is also a library.

Start with `Session`. Importing this package imports nothing else; its names are loaded when they are first used.
"""

from puv._version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv import errors as errors
    from puv import events as events
    from puv._temporary import temporary
    from puv.api.indexes import DirectoryIndex, FileEntry, MemoryIndex, SimpleIndex
    from puv.api.inspecting import InstalledPackage
    from puv.api.interpreter import Interpreter
    from puv.api.lock import Lock, LockChange, LockDiff
    from puv.api.plan import Plan, Report
    from puv.api.project import Project
    from puv.api.protocols import ByteStream, Index, Transport
    from puv.api.resolution import Artifact, Pin, Resolution
    from puv.api.restart import NeedsRestart
    from puv.api.seams import Realm
    from puv.api.settings import Settings
    from puv.api.target import Target
    from puv.cancel import CancelToken
    from puv.errors import PuvError
    from puv.fetcher.auth.store import Credentials
    from puv.fetcher.transport import Request, Response
    from puv.model.candidate import Candidate, Verdict
    from puv.ops.pip.requests import Change, Inputs
    from puv.session import Session
else:
    _HOMES = {
        "Artifact": "puv.api.resolution",
        "ByteStream": "puv.api.protocols",
        "CancelToken": "puv.cancel",
        "Candidate": "puv.model.candidate",
        "Change": "puv.ops.pip.requests",
        "Credentials": "puv.fetcher.auth.store",
        "DirectoryIndex": "puv.api.indexes",
        "FileEntry": "puv.api.indexes",
        "Index": "puv.api.protocols",
        "Inputs": "puv.ops.pip.requests",
        "InstalledPackage": "puv.api.inspecting",
        "Interpreter": "puv.api.interpreter",
        "Lock": "puv.api.lock",
        "LockChange": "puv.api.lock",
        "LockDiff": "puv.api.lock",
        "MemoryIndex": "puv.api.indexes",
        "NeedsRestart": "puv.api.restart",
        "Pin": "puv.api.resolution",
        "Plan": "puv.api.plan",
        "Project": "puv.api.project",
        "PuvError": "puv.errors",
        "Realm": "puv.api.seams",
        "Report": "puv.api.plan",
        "Request": "puv.fetcher.transport",
        "Resolution": "puv.api.resolution",
        "Response": "puv.fetcher.transport",
        "Session": "puv.session",
        "Settings": "puv.api.settings",
        "SimpleIndex": "puv.api.indexes",
        "Target": "puv.api.target",
        "Transport": "puv.api.protocols",
        "Verdict": "puv.model.candidate",
        "errors": "",
        "events": "",
        "load_ipython_extension": "puv.notebook",
        "temporary": "puv._temporary",
    }

    def __getattr__(name):  # noqa: ANN001, ANN202 - type checkers see the other branch
        """Load a public name on first use (PEP 562)."""
        home = _HOMES.get(name)
        if home is None:
            message = f"module 'puv' has no attribute {name!r}"
            raise AttributeError(message)
        # `importlib` takes longer to import than most of what is imported here.
        module = __import__(home or f"puv.{name}", fromlist=(name,))
        value = globals()[name] = getattr(module, name) if home else module
        return value


__all__ = [
    "Artifact",
    "ByteStream",
    "CancelToken",
    "Candidate",
    "Change",
    "Credentials",
    "DirectoryIndex",
    "FileEntry",
    "Index",
    "Inputs",
    "InstalledPackage",
    "Interpreter",
    "Lock",
    "LockChange",
    "LockDiff",
    "MemoryIndex",
    "NeedsRestart",
    "Pin",
    "Plan",
    "Project",
    "PuvError",
    "Realm",
    "Report",
    "Request",
    "Resolution",
    "Response",
    "Session",
    "Settings",
    "SimpleIndex",
    "Target",
    "Transport",
    "Verdict",
    "__version__",
    "errors",
    "events",
    "temporary",
]


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
