"""`Session`: the library's public object. One method per verb, bound to settings and a world.

    with puv.Session() as session:
        report = session.install(["flask>=3"], puv.Target.venv(".venv"))

A session made directly reads no environment variable and no configuration file; `Session.from_environment` does what
the command line does. Sessions share nothing but the cache directory, which any number of them may use at once.
"""

from __future__ import annotations

from puv.api.verbs.reasons import ReasonVerbs
from puv.api.verbs.tools import ToolVerbs


class Session(ReasonVerbs, ToolVerbs):
    """Verbs bound to settings and a world. May be shared by threads; close it, or use it in a `with` block.

    Every verb prints nothing, and returns a value or raises a `PuvError`. `cancel` takes a `CancelToken` that any
    thread may set, `deadline` a number of seconds; both leave what the verb works on as it was.
    """
