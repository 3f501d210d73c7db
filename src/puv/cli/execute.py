"""Compose settings and runtime, run one command, and note how to replay it."""

from __future__ import annotations

import os
import sys
import time

from puv import replay
from puv._version import UV_VERSION
from puv.cache.directory import default_directory
from puv.cache.root import Cache
from puv.cli import registry
from puv.cli.compatibility import compatibility_notices
from puv.cli.launch import waited
from puv.cli.output.console import is_terminal
from puv.cli.output.reporter import TerminalReporter
from puv.cli.rendered import Rendered
from puv.errors import InputError, UsageError
from puv.events import Warned
from puv.fetcher.redact import redacted
from puv.fs.atomic import write_bytes
from puv.ops.runtime import Runtime
from puv.ops.steps.load_settings import load_layers
from puv.ops.steps.notices import notices
from puv.ops.steps.refresh import refresh_policy
from puv.settings import Settings, resolve
from puv.settings.environment import environment_layer
from puv.settings.layers import GROUPS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from puv.cli.output.console import Console
    from puv.cli.parse import ParsedLine
    from puv.replay import Observation


_NO_PYPROJECT = (
    "The `--config-file` argument expects to receive a `uv.toml` file, not a `pyproject.toml`. If you're trying to run "
    "a command from another project, use the `--project` argument instead."
)


def execute(
    line: ParsedLine, environ: Mapping[str, str], cwd: str, console: Console, stdin: TextIO,
) -> Rendered:  # fmt: skip
    """Run the command of a parsed line; what happens meanwhile is written to the console.

    Raises:
        PuvError: whatever the command cannot do.
    """
    since = time.time()
    directory = _directory(line, cwd)
    variables = environment_layer(environ, every=False)
    given = line.layers()
    early = resolve((variables, *given)).output
    if line.command.path != ("init",):  # which refuses the option in words of its own
        _project(early.project, directory)
    if os.path.basename(early.config_file or "") == "pyproject.toml":
        TerminalReporter(console, str, progress=False)(Warned(message=_NO_PYPROJECT))
    observations: list[Observation] = []
    files, warnings = load_layers(
        environ, os.path.normpath(os.path.join(directory, early.project or "")), config_file=early.config_file,
        no_config=early.no_config or early.isolated, for_pip=line.command.path[:1] == ("pip",),
        look=lambda path: observations.append(replay.content(path)),
    )  # fmt: skip
    settings = resolve((*files, variables, *given))
    _check_settings(line, settings, directory)
    if early.show_settings:
        return Rendered(stdout=_shown_settings(settings))
    if early.verbose:
        _log(early.verbose)
    progress = not (settings.output.no_progress or console.quiet) and is_terminal(console.stderr)
    reporter = TerminalReporter(console, lambda path: shown_path(path, directory), progress=progress)
    for warning in (*warnings, *notices(settings, environ), *compatibility_notices(line)):
        reporter(Warned(message=warning))
    runtime = _runtime(settings, environ, directory, reporter, stdin, console.program)
    runtime.observations = observations
    try:
        rendered: Rendered = registry.module(line.command.path).run(line, settings, runtime)
        if rendered.launch is not None and (runtime.cache.temporary or rendered.launch.temporary):
            # The program may live in what goes when it has ended.
            rendered = rendered.replace(launch=None, code=waited(rendered.launch, console))
    finally:
        reporter.close()
        if runtime.cache.temporary:
            runtime.cache.close()
    if rendered.stderr:
        console.say(rendered.stderr.removesuffix("\n"), important=rendered.important)
    _record(line, rendered, runtime, console, cwd, since)
    return rendered


def _shown_settings(settings: Settings) -> str:
    """Write every setting that differs from its default, and where it comes from; secrets in addresses are masked."""
    lines = []
    for group, kind in GROUPS.items():
        for name in kind.__options__:
            origin = settings.origin(f"{group}.{name}")
            if origin.kind != "built-in":
                value = _masked(getattr(getattr(settings, group), name))
                lines.append(f"{group}.{name} = {value!r}  # {origin.place or origin.kind}\n")
    return "".join(lines)


def _masked(value: object) -> object:
    """Return a setting's value with the passwords of addresses masked."""
    if isinstance(value, str):
        name, equals, address = value.rpartition("=")
        return f"{name}{equals}{redacted(address)}" if "://" in address else str(value)
    if isinstance(value, tuple):
        return tuple(_masked(entry) for entry in value)
    return {key: _masked(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def _directory(line: ParsedLine, cwd: str) -> str:
    """Return the working directory after `--directory`."""
    wanted = line.settings.get("output.directory") or line.variables.get("output.directory")
    if not wanted:
        return cwd
    path = os.path.normpath(os.path.join(cwd, wanted))
    if not os.path.isdir(path):
        reason = "Not a directory (os error 20)" if os.path.exists(path) else "No such file or directory (os error 2)"
        raise UsageError(reason)
    return path


def _project(project: str | None, directory: str) -> None:
    if project and not os.path.isdir(os.path.join(directory, project)):
        raise UsageError(f"Project directory `{project}` does not exist")


def _check_settings(line: ParsedLine, settings: Settings, directory: str) -> None:
    """Refuse another version than the settings want, and certificates that cannot be read although none is needed.

    Raises:
        PuvError: there are such settings.
    """
    if settings.output.required_version and line.command.path != ("self", "version"):
        _refuse_unless(settings.output.required_version)
    path = settings.network.cert
    if not path:
        return
    try:
        with open(os.path.join(directory, path), "rb"):
            return
    except OSError as error:
        problem = InputError(f"{error.strerror} (os error {error.errno})")
        raise InputError(f"Failed to read certificate file `{path}`") from problem


def _refuse_unless(required: str) -> None:
    """Refuse to work where the settings require another version of uv than the one that puv equals."""
    from puv.standards.specifiers import parse_specifiers  # few projects require one
    from puv.standards.version import Version

    if not parse_specifiers(required).contains(Version.parse(UV_VERSION)):
        message = f"Required uv version `{required}` does not match the running version `{UV_VERSION}`"
        raise UsageError(message)


def shown_path(path: str, cwd: str) -> str:
    """Return a path as the user sees it: relative when it lies in the working directory."""
    if path == cwd:
        return "."
    return path.removeprefix(cwd.rstrip(os.sep) + os.sep)


def _runtime(
    settings: Settings, environ: Mapping[str, str], cwd: str, reporter: TerminalReporter, stdin: TextIO, program: str,
) -> Runtime:  # fmt: skip
    refresh = refresh_policy(settings, time.time())
    if settings.cache.no_cache:
        cache = Cache.for_this_process(refresh=refresh)
    else:
        place = settings.cache.cache_dir or _usual_cache(environ)
        cache = Cache(os.path.normpath(os.path.join(cwd, place)), refresh=refresh)
    return Runtime(
        cache=cache, cwd=cwd, environ=environ, report=reporter, stdin=stdin.read, program=program,
        ask=_ask if is_terminal(stdin) else None,
    )  # fmt: skip


def _ask(question: str, secret: bool) -> str:
    """Put a question to the user; a secret is not shown while it is typed."""
    import getpass  # only `auth login` on a terminal asks

    if secret:
        return getpass.getpass(question)
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().rstrip("\r\n")


def _usual_cache(environ: Mapping[str, str]) -> str:
    """Return the cache directory that variables and defaults name; records elsewhere would never be found."""
    home = environ.get("HOME") or os.path.expanduser("~")
    return default_directory(environ, os_name=os.name, home=home)


def _log(verbose: int) -> None:
    """Send the log of puv's shell packages to stderr."""
    import logging  # only with `-v`

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger = logging.getLogger("puv")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    if verbose > 1:
        logging.getLogger().setLevel(logging.DEBUG)


def _ending(rendered: Rendered, environ: Mapping[str, str]) -> int | tuple[str, list[str], dict[str, str]]:
    """Return the exit code, or the program that the command ends in, without the words that are passed on."""
    wanted = rendered.launch
    if wanted is None:
        return rendered.code
    own = wanted.arguments[: len(wanted.arguments) - wanted.passed]
    changes = {name: text for name, text in wanted.environ.items() if environ.get(name) != text}
    return wanted.executable, list(own), changes


def _record(
    line: ParsedLine, rendered: Rendered, runtime: Runtime, console: Console, cwd: str, since: float,
) -> None:  # fmt: skip
    """Note the outcome, if it can be given again without doing the work."""
    observations, environ = runtime.observations, runtime.environ
    if not (rendered.replayable and runtime.replayable and observations) or rendered.code:
        return
    usual = runtime.cache.root == _usual_cache(environ)
    if rendered.launch is not None and rendered.launch.cwd not in ("", cwd):
        return  # a record is answered where the command was called
    if not usual or line.settings.get("output.verbose") or environ.get("PUV_NO_REPLAY"):
        return
    data = replay.encode(
        observations, since=since, stdout=console.shown(rendered.stdout, important=rendered.important),
        stderr=console.written, ending=_ending(rendered, environ), deadline=runtime.fresh_until,
    )  # fmt: skip
    if data is None:
        return
    terminals = (is_terminal(console.stdout), is_terminal(console.stderr))
    words = [console.program, *line.arguments]
    if rendered.launch is not None:
        words[len(words) - rendered.launch.passed :] = [replay.PASSED]
    name = replay.key(words, environ, cwd, terminals)
    path = os.path.join(replay.directory(runtime.cache.root), name)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_bytes(path, data)
    except OSError:
        return
