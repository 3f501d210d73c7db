"""Options of pip, pip-tools and virtualenv that are accepted so that scripts run on, or refused with a better word."""

from __future__ import annotations

from puv.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from puv.cli.parse import ParsedLine

_BACKTRACKS = "uv always backtracks"
_NO_CONFIG = "is unsupported (uv does not use a configuration file)"
_NO_CLIENT = "is unsupported (uv doesn't support dedicated client certificates)"
_NO_ARGS = "is unsupported (try passing arguments to uv directly)"
_NO_VERSION_CHECK = {"disable_pip_version_check": "pip's `--disable-pip-version-check` has no effect"}
# What is said of a row that is given, by command and row (and value); what `is unsupported` is refused.
_SAID: dict[str, dict[str, str]] = {
    "pip compile": {
        "allow_unsafe": "pip-compile's `--allow-unsafe` has no effect (uv can safely pin `pip` and other packages)",
        "no_allow_unsafe": "pip-compile's `--no-allow-unsafe` has no effect (uv can safely pin `pip` and other "
        "packages)",
        "reuse_hashes": "pip-compile's `--reuse-hashes` is unsupported (uv doesn't reuse hashes)",
        "no_reuse_hashes": "pip-compile's `--no-reuse-hashes` has no effect (uv doesn't reuse hashes)",
        "resolver=backtracking": f"pip-compile's `--resolver=backtracking` has no effect ({_BACKTRACKS})",
        "resolver=legacy": f"pip-compile's `--resolver=legacy` is unsupported ({_BACKTRACKS})",
        "max_rounds": "pip-compile's `--max-rounds` is unsupported (uv always resolves until convergence)",
        "client_cert": f"pip-compile's `--client-cert` {_NO_CLIENT}",
        "emit_trusted_host": "pip-compile's `--emit-trusted-host` is unsupported",
        "no_emit_trusted_host": "pip-compile's `--no-emit-trusted-host` has no effect (uv never emits trusted hosts)",
        "config": f"pip-compile's `--config` {_NO_CONFIG}",
        "emit_options": "pip-compile's `--emit-options` is unsupported (try `--emit-build-options` instead)",
        "no_emit_options": "pip-compile's `--no-emit-options` has no effect (uv never emits options)",
        "pip_args": f"pip-compile's `--pip-args` {_NO_ARGS}",
    },
    "pip sync": {
        "ask": "pip-sync's `--ask` is unsupported (uv never asks for confirmation)",
        "python_executable": "pip-sync's `--python-executable` is unsupported (to install into a separate Python "
        "environment, try setting `VIRTUAL_ENV` instead)",
        "user": "pip-sync's `--user` is unsupported (use a virtual environment instead)",
        "client_cert": f"pip-sync's `--client-cert` {_NO_CLIENT}",
        "config": f"pip-sync's `--config` {_NO_CONFIG}",
        "pip_args": f"pip-sync's `--pip-args` {_NO_ARGS}",
    },
    "pip install": {"user": "pip's `--user` is unsupported (use a virtual environment instead)", **_NO_VERSION_CHECK},
    "pip uninstall": {"yes": "`--yes` has no effect (uv never asks for confirmation)", **_NO_VERSION_CHECK},
    "pip list": _NO_VERSION_CHECK,
    "venv": {
        "seed=False": "virtualenv's `--no-seed` has no effect (uv omits seed packages by default)",
        "pip": "virtualenv's `--no-pip` has no effect (uv omits `pip` by default)",
        "setuptools": "virtualenv's `--no-setuptools` has no effect (uv omits `setuptools` by default)",
        "wheel": "virtualenv's `--no-wheel` has no effect (uv omits `wheel` by default)",
    },
}


def compatibility_notices(line: ParsedLine) -> Iterator[str]:
    """Yield what is to be said of options that do nothing.

    Raises:
        UsageError: an option is not supported.
    """
    if line.command.path[:1] == ("pip",) and line.settings.get("resolve.upgrade_group"):
        raise UsageError("`--upgrade-group` is not supported in `uv pip` commands")
    for row, said in _SAID.get(" ".join(line.command.path), {}).items():
        name, equals, value = row.partition("=")
        if name not in line.explicit or (equals and str(line.values[name]) != value):
            continue
        if " is unsupported" in said:
            raise UsageError(said)
        yield said
