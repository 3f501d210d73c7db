"""Run the command line in process."""

from __future__ import annotations

import io

from puv.cli.main import Streams, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


class Outcome:
    """What a run of the command line wrote and returned."""

    def __init__(self, code: int, stdout: str, stderr: str) -> None:
        self.code, self.stdout, self.stderr = code, stdout, stderr


def puv(
    *argv: str, cwd: Path, environ: dict[str, str] | None = None, stdin: str = "",
    without: tuple[str, ...] = (),
) -> Outcome:  # fmt: skip
    """Run `puv` with its cache and home under `cwd`, 100 columns wide."""
    stdout, stderr = io.StringIO(), io.StringIO()
    variables = {"COLUMNS": "100", "HOME": str(cwd / "home"), "PUV_CACHE_DIR": str(cwd / "cache"), **(environ or {})}
    for name in without:
        del variables[name]
    code = run(argv, variables, str(cwd), Streams(io.StringIO(stdin), stdout, stderr))
    assert isinstance(code, int), "the command ends in another program"
    return Outcome(code, stdout.getvalue(), stderr.getvalue())
