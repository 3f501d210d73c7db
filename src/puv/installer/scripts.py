"""Console and GUI scripts, and scripts of the wheel whose first line names Python; the bytes are uv's."""

from __future__ import annotations

from puv.errors import InstallError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from puv.model.layout import Layout

_BODY = """\
# -*- coding: utf-8 -*-
import sys
from {module} import {imported}
if __name__ == "__main__":
    if sys.argv[0].endswith("-script.pyw"):
        sys.argv[0] = sys.argv[0][:-11]
    elif sys.argv[0].endswith(".exe"):
        sys.argv[0] = sys.argv[0][:-4]
    sys.exit({call}())
"""
_LONGEST_SHEBANG = 127  # Linux cuts the first line there, line end included
_RESERVED = frozenset(("python", "python3", "pythonw", "pypy", "pypy3"))
_ACTIVATION = frozenset(
    ("activate", "activate.bat", "activate.csh", "activate.fish", "activate.nu", "activate.ps1", "activate.xsh",
     "activate_this.py", "deactivate.bat")
)  # fmt: skip


def shebang(layout: Layout) -> str:
    """Return the first line (or three lines that are both sh and Python) of a script, with its line end.

    A path that is too long or has a space goes through `/bin/sh`; so does the relocatable form, which looks for
    `python` beside the script.
    """
    path = layout.executable
    if layout.relocatable:
        # The directory of the script, links resolved, then the name of the interpreter in it.
        name = path.rpartition("/")[2] or path
        return _through_sh(f'"$(dirname -- "$(realpath -- "$0")")"/{_quoted(name)}')
    if layout.os_name == "nt" or (
        len(path.encode("utf-8", "surrogateescape")) + 3 <= _LONGEST_SHEBANG and " " not in path
    ):
        return f"#!{path}\n"
    return _through_sh(_quoted(path))


def _through_sh(command: str) -> str:
    return f"#!/bin/sh\n'''exec' {command} \"$0\" \"$@\"\n' '''\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\"'\"'") + "'"


def entry_point_script(first_line: str, module: str, attribute: str) -> bytes:
    """Return the text of a script that calls `attribute` of `module`."""
    body = _BODY.format(module=module, imported=attribute.partition(".")[0], call=attribute)
    return (first_line + body).encode("utf-8", "surrogateescape")


def rewritten_script(content: bytes, first_line: str) -> bytes:
    """Return a script whose first line, `#!python…`, is replaced by the environment's."""
    return first_line.encode("utf-8", "surrogateescape") + content.partition(b"\n")[2]


def check_script_name(name: str) -> str:
    """Refuse script names that would replace the interpreter; return a warning for other risky ones, or nothing.

    Raises:
        InstallError: the name is the interpreter's.
    """
    plain = name.lower()
    digits = plain.removeprefix("python3.").removesuffix("t")
    if plain in _RESERVED or (digits.isdecimal() and plain.startswith("python3.")):
        raise InstallError(f"Scripts must not use the reserved name `{plain}`, got: `{name}`")
    if name in _ACTIVATION:
        return f"The script name `{name}` is reserved for virtual environment activation scripts."
    return ""


def windows_launcher(kind: str, executable: str, script: bytes, architecture: str = "64") -> bytes:
    """Return the `.exe` that runs a script on Windows: a launcher, a shebang line and a zip with `__main__.py`.

    `kind` is `console` or `gui` (then `pythonw.exe` runs it, without a console); `architecture` is distlib's name of
    the machine (`64`, `32`, `64-arm`).

    Raises:
        InstallError: `distlib`, which brings the launchers, is not installed.
    """
    import io
    import zipfile

    launcher = _launcher(f"{'w' if kind == 'gui' else 't'}{architecture}.exe")
    if kind == "gui" and executable.lower().endswith("python.exe"):
        executable = f"{executable[:-4]}w{executable[-4:]}"
    if " " in executable:
        executable = f'"{executable}"'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("__main__.py", (1980, 1, 1, 0, 0, 0)), script)  # the same bytes every time
    return b"".join((launcher, b"#!", executable.encode("utf-8"), b"\r\n", buffer.getvalue()))


def _launcher(name: str) -> bytes:
    try:
        from distlib.resources import finder  # type: ignore[import-not-found, import-untyped, unused-ignore]  # Windows only
    except ImportError as error:
        message = "Scripts for Windows need the `distlib` package beside puv"
        raise InstallError(message, hints=("Install `distlib` into puv's own environment",)) from error
    resource = finder("distlib").find(name)
    if resource is None:
        raise InstallError(f"`distlib` has no launcher `{name}`")
    return bytes(resource.bytes)
