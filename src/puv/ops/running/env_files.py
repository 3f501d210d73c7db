"""Environment variables from `.env` files, for the programs that puv runs."""

from __future__ import annotations

from puv.errors import InputError
from puv.events import Warned
from puv.standards.dotenv import parse_dotenv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from puv.ops.runtime import Runtime


def read_env_files(paths: Sequence[str], runtime: Runtime) -> dict[str, str]:
    """Return the variables of the files that the environment does not have; later files win over earlier ones.

    Raises:
        InputError: a file is missing or cannot be read.
    """
    found: dict[str, str] = {}
    runtime.not_replayable()
    for path in reversed(paths):
        try:
            with open(runtime.path(path), encoding="utf-8") as stream:
                text = stream.read()
        except FileNotFoundError:
            raise InputError(f"No environment file found at: {path}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"Failed to read environment file: {path}") from InputError(str(error))
        read, problem = parse_dotenv(text, runtime.environ)
        found = {**read, **found}
        if problem is not None:
            runtime.report(Warned(message=f"Failed to parse environment file `{path}` {problem}"))
    return {name: value for name, value in found.items() if name not in runtime.environ}
