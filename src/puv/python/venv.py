"""Making virtual environments (PEP 405): a plan, which is a value, and its execution."""

from __future__ import annotations

import errno
import os

from puv._version import UV_VERSION
from puv.errors import PythonError
from puv.frozen import Frozen
from puv.fs import atomic
from puv.fs.remove import remove_tree
from puv.python import paths
from puv.python.activation import Activation, render_scripts
from puv.python.config import render_config
from puv.python.environment import Environment
from puv.python.errors import VenvError
from puv.python.installation import goes_through_series
from puv.python.probe import remember

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from puv.cache.root import Cache
    from puv.python.interpreter import Interpreter

# What renaming says when another process has just taken the old directory away, or put its own there.
_OTHERS_WERE_FASTER = (errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST)
_ATTEMPTS = 100

_CACHE_TAG = "Signature: 8a477f597d28d172789f06886806bc55"


class VenvOptions(Frozen):
    """How to make an environment.

    `prompt` is the text for the shell's prompt; None for the directory's name and no entry in `pyvenv.cfg`.
    `allow_existing` writes into whatever is there; `clear` replaces an environment, with `force` any directory.
    `seed` only records that packages will be put in; putting them in is the caller's.
    """

    prompt: str | None = None
    system_site_packages: bool = False
    relocatable: bool = False
    seed: bool = False
    allow_existing: bool = False
    clear: bool = False
    force: bool = False


class VenvPlan(Frozen):
    """Everything an environment consists of; paths are relative to it, in the order of creation.

    `links` are symbolic links to make, `copies` files to copy (absolute sources), `files` texts to write.
    """

    directories: tuple[str, ...]
    files: Mapping[str, str]
    links: Mapping[str, str]
    copies: Mapping[str, str]


class _BlockedError(PythonError):
    """The place for the environment is taken."""

    code = "venv-blocked"


def plan_environment(prefix: str, interpreter: Interpreter, options: VenvOptions) -> VenvPlan:
    """Plan the environment at `prefix` (absolute) on top of an interpreter, or of that interpreter's own base."""
    os_name = interpreter.os_name
    base = base_executable(interpreter)
    scripts = "Scripts" if os_name == "nt" else "bin"
    scheme = interpreter.venv_scheme
    libraries = tuple(dict.fromkeys((scheme["purelib"], scheme["platlib"])))
    activation = Activation(
        prefix=prefix,
        prompt=options.prompt or "",
        scripts=scripts,
        libraries=tuple(f"../{path}" for path in libraries),
        relocatable=options.relocatable,
        os_name=os_name,
    )
    config = render_config(_config(interpreter, base, options))
    files = {".gitignore": "*", "CACHEDIR.TAG": _CACHE_TAG, "pyvenv.cfg": config}
    files.update((f"{scripts}/{name}", text) for name, text in render_scripts(activation).items())
    links: dict[str, str] = {}
    copies: dict[str, str] = {}
    if os_name == "nt":
        launchers = os.path.join(interpreter.stdlib, "venv", "scripts", "nt")
        copies = {f"{scripts}/{name}": os.path.join(launchers, name) for name in ("python.exe", "pythonw.exe")}
    else:
        links[f"{scripts}/python"] = base
        links.update((f"{scripts}/{name}", "python") for name in _python_names(interpreter))
        if interpreter.pointer_bits == 64 and interpreter.system != "macos":  # noqa: PLR2004 - bits
            links["lib64"] = "lib"
    directories = (scripts, *(path for path in libraries if not path.startswith("lib64/")))
    return VenvPlan(directories=directories, files=files, links=links, copies=copies)


def base_executable(interpreter: Interpreter) -> str:
    """Return the executable that an environment on top of the interpreter starts: its base's, if it is in one."""
    if not interpreter.is_virtualenv:
        return interpreter.base_executable or interpreter.executable
    if interpreter.base_executable and interpreter.base_executable != interpreter.executable:
        return interpreter.base_executable
    if interpreter.os_name == "nt":
        return os.path.join(interpreter.base_prefix, "python.exe")
    major, minor = interpreter.python_version
    return os.path.join(interpreter.base_prefix, "bin", f"python{major}.{minor}")


def _config(interpreter: Interpreter, base: str, options: VenvOptions) -> dict[str, str]:
    # What may be upgraded below the environment has no certain patch release.
    minor = ".".join(map(str, interpreter.python_version))
    version = minor if goes_through_series(base) else interpreter.full_version
    entries = {
        "home": os.path.dirname(base),
        "implementation": interpreter.title,
        # Tools recognise by this key an environment that can do without pip.
        "uv": UV_VERSION,
        "version_info": version,
        "include-system-site-packages": "true" if options.system_site_packages else "false",
    }
    if options.relocatable:
        entries["relocatable"] = "true"
    if options.seed:
        entries["seed"] = "true"
    if options.prompt is not None:
        entries["prompt"] = options.prompt
    return entries


def _python_names(interpreter: Interpreter) -> list[str]:
    """Return the further names of the interpreter in an environment on POSIX."""
    major, minor = interpreter.python_version
    names = [f"python{major}", f"python{major}.{minor}"]
    if interpreter.gil_disabled:
        names.append(f"python{major}.{minor}t")
    if interpreter.implementation == "pypy":
        names += [f"pypy{major}.{minor}", f"pypy{major}", "pypy"]
    elif interpreter.implementation == "graalpy":
        names.append("graalpy")
    return names


def create(
    prefix: str,
    interpreter: Interpreter,
    options: VenvOptions,
    *,
    shown: str = "",
    cwd: str = "",
    cache: Cache | None = None,
) -> Environment:
    """Make the environment at `prefix` (absolute) and return it.

    A new environment appears whole or not at all, as does one that replaces another, except where the directory
    itself must stay (it is the working directory `cwd`, or a mount point). `shown` is the path for messages. With a
    cache the new environment's interpreter need not be asked later.

    Raises:
        VenvError: the place is taken or cannot be written; the cause says which.
    """
    try:
        _prepare_place(prefix, options, shown or prefix)
        plan = plan_environment(prefix, interpreter, options)
        _place(plan, prefix, options, shown or prefix, cwd)
    except OSError as error:
        raise VenvError("Failed to create virtual environment") from _os_problem(error)
    except _BlockedError as error:
        raise VenvError("Failed to create virtual environment") from error
    made = _inside(interpreter, prefix)
    if cache is not None:
        remember(made, cache)
    return Environment.of(made)


def _prepare_place(prefix: str, options: VenvOptions, shown: str) -> None:
    """Check that an environment may go to `prefix`.

    Raises:
        _BlockedError: something is in the way that the options do not let go.
    """
    try:
        entries = os.listdir(prefix)
    except FileNotFoundError:
        if os.path.islink(prefix):
            problem = f"failed to create directory `{shown}`: File exists (os error {errno.EEXIST})"
            raise _BlockedError(problem) from None
        return
    except NotADirectoryError:
        if os.path.lexists(prefix):
            raise _BlockedError(f"File exists at `{shown}`") from None
        raise
    if not entries or options.allow_existing:
        return
    config = os.path.join(prefix, "pyvenv.cfg")
    is_environment = "pyvenv.cfg" in entries or os.path.isfile(config)
    if not is_environment and not os.path.isdir(prefix):
        return  # what was listed, another process was taking away
    is_environment = is_environment or os.path.isfile(config)
    if not options.clear:
        noun = "virtual environment" if is_environment else "directory"
        hint = f"Use the `--clear` flag or set `UV_VENV_CLEAR=1` to replace the existing {noun}"
        raise _BlockedError(f"A {noun} already exists at: {shown}", hints=(hint,))
    if not is_environment and not options.force:
        hint = "Use the `--force` flag to remove the existing directory anyway"
        raise _BlockedError("puv will not clear a directory that is not a virtual environment", hints=(hint,))


def _place(plan: VenvPlan, prefix: str, options: VenvOptions, shown: str, cwd: str) -> None:
    """Carry out the plan, beside the place first where the place can be exchanged."""
    exists = os.path.isdir(prefix)
    if exists and options.allow_existing:
        _execute(plan, prefix)
        return
    real = os.path.realpath(prefix) if exists else prefix  # a link to the directory stays a link
    parent = os.path.dirname(real)
    if exists and (real == os.path.realpath(cwd or os.sep) or os.path.ismount(real)):
        for name in os.listdir(real):
            remove_tree(os.path.join(real, name))
        _execute(plan, real)
        return
    os.makedirs(parent, exist_ok=True)
    with atomic.temporary_directory(parent) as fresh:
        _execute(plan, fresh)
        _put(fresh, real, options, shown)


def _put(fresh: str, place: str, options: VenvOptions, shown: str) -> None:
    """Put the new directory in its place, whatever other processes put there or take away meanwhile.

    Raises:
        _BlockedError: another process made something there that the options do not let go.
    """
    for _ in range(_ATTEMPTS):
        try:
            if os.path.isdir(place):
                _exchange(fresh, place)
            else:
                atomic.replace(fresh, place)
        except OSError as error:
            if error.errno not in _OTHERS_WERE_FASTER or not os.path.isdir(fresh):
                raise
            _prepare_place(place, options, shown)
        else:
            return
    _exchange(fresh, place)


def _exchange(fresh: str, place: str) -> None:
    """Put the new directory in the place of the old one, which is deleted last and comes back on failure."""
    old = atomic.temporary_name(os.path.dirname(place))
    atomic.replace(place, old)
    try:
        atomic.replace(fresh, place)
    except OSError:
        try:
            atomic.replace(old, place)
        except OSError:
            remove_tree(old)  # the place is taken again: there is nothing to bring back
        raise
    remove_tree(old)


def _execute(plan: VenvPlan, root: str) -> None:
    for directory in plan.directories:
        os.makedirs(os.path.join(root, directory), exist_ok=True)
    for name, target in plan.links.items():
        _link(target, os.path.join(root, name))
    for name, source in plan.copies.items():
        _copy(source, os.path.join(root, name))
    for name, text in plan.files.items():
        _write(os.path.join(root, name), text)


def _link(target: str, path: str) -> None:
    try:
        os.symlink(target, path)
    except FileExistsError:
        if os.path.isdir(path) and not os.path.islink(path):
            return  # a real `lib64` of somebody else's serves as well
        os.unlink(path)
        os.symlink(target, path)


def _copy(source: str, path: str) -> None:
    with open(source, "rb") as file:
        data = file.read()
    atomic.write_bytes(path, data, mode=0o755)


def _write(path: str, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        os.write(descriptor, text.encode("utf-8"))
    finally:
        os.close(descriptor)


def _inside(interpreter: Interpreter, prefix: str) -> Interpreter:
    """Return what the interpreter of the new environment will say about itself."""
    base = base_executable(interpreter)
    major, minor = interpreter.python_version
    exact = os.path.join(interpreter.base_prefix, "bin", f"python{major}.{minor}")
    if interpreter.os_name == "posix" and os.path.exists(exact):
        base = exact  # environments name the file itself, not the link they were made through
    inside = interpreter.inside(prefix, paths.environment_python(prefix, interpreter.os_name))
    return inside.replace(base_executable=base)


def _os_problem(error: OSError) -> PythonError:
    return PythonError(f"{error.strerror} (os error {error.errno})")
