"""Activation scripts of virtual environments, rendered from templates.

The templates are adapted from virtualenv's (MIT licence; each carries its notice). Texts are quoted for the language
they land in, so paths and prompts may hold quotes and spaces.
"""

from __future__ import annotations

import os

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = (
    "activate",
    "activate.bat",
    "activate.csh",
    "activate.fish",
    "activate.nu",
    "activate.ps1",
    "activate.xsh",
    "activate_this.py",
    "deactivate.bat",
    "pydoc.bat",
)
# How a relocated script finds itself; dash cannot, and says so by failing to expand.
_LOCATE = """\
if [ -n "${BASH_VERSION-}" ]; then
    _activate_path="${BASH_SOURCE[0]}"
elif [ -n "${ZSH_VERSION-}" ]; then
    eval '_activate_path="${(%):-%x}"'
else
    eval '_activate_path="${.sh.file}"'
fi
"""
_RELOCATED = {
    "activate": '"$(dirname -- "$(dirname -- "$(realpath -- "$_activate_path")")")"\nunset _activate_path',
    "activate.bat": "%~dp0..",
    "activate.fish": "(dirname -- (dirname -- (realpath -- (status -f))))",
    "activate.nu": "(path self | path dirname | path dirname)",
    "activate.xsh": "str(__import__('pathlib').Path(__file__).resolve().parent.parent)",
}


class Activation(Frozen):
    """What the scripts need to know.

    `prefix` is the environment's absolute path; `prompt` the text before the shell's own, empty for the directory's
    name; `scripts` the name of the directory they lie in; `libraries` the site-packages directories relative to that.
    """

    prefix: str
    prompt: str
    scripts: str
    libraries: tuple[str, ...]
    relocatable: bool = False
    os_name: str = "posix"


def render_scripts(activation: Activation) -> Mapping[str, str]:
    """Return the activation scripts by file name.

    The C shell cannot find a script that it reads, so a relocatable environment has none for it.
    """
    names = [name for name in _NAMES if not (activation.relocatable and name == "activate.csh")]
    return {name: _render(name, activation) for name in names}


def _render(name: str, activation: Activation) -> str:
    text = _template(name)
    quote = _QUOTES.get(name, _plain)
    prefix = quote(activation.prefix)
    locate = ""
    if activation.relocatable:
        prefix = _RELOCATED.get(name, prefix)
        locate = _LOCATE
    separator = ";" if activation.os_name == "nt" else ":"
    return (
        text.replace("__LOCATE__", locate)
        .replace("__BIN_NAME__", quote(activation.scripts))
        .replace("__LIB_FOLDERS__", repr(separator.join(activation.libraries)))
        .replace("__PATH_SEP__", quote(separator))
        .replace("__VIRTUAL_ENV__", prefix)
        .replace("__VIRTUAL_PROMPT__", quote(activation.prompt))
    )


def _template(name: str) -> str:
    directory = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(directory, "templates", f"{name}.template"), encoding="utf-8") as file:
        return file.read()


def _plain(text: str) -> str:
    return text


def _posix(text: str) -> str:
    return "'" + text.replace("'", "'\"'\"'") + "'"


def _csh(text: str) -> str:
    return _posix(text).replace("!", "\\!")


def _fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _nu(text: str) -> str:
    marks = "#"
    while f"'{marks}" in text:
        marks += "#"
    return f"r{marks}'{text}'{marks}"


def _powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _batch(text: str) -> str:
    return text.replace("%", "%%")


_QUOTES = {
    "activate": _posix,
    "activate.bat": _batch,
    "activate.csh": _csh,
    "activate.fish": _fish,
    "activate.nu": _nu,
    "activate.ps1": _powershell,
    "activate.xsh": repr,
    "activate_this.py": repr,
}
