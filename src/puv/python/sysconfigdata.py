"""What a relocated interpreter says about how it was built, made true for the machine it is on. Pure.

The builds of python-build-standalone tell the compiler and the directories of the machine that built them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BUILT_AT = "/install"
_COMPILERS = frozenset(("CC", "CXX", "BLDSHARED", "LDSHARED", "LDCXXSHARED", "LINKCC"))
_USUAL = {"clang": "cc", "clang++": "c++", "musl-clang": "cc"}
_MARK = "PYTHON_BUILD_STANDALONE"
_ASSIGNMENT = "build_time_vars ="
_HEADER = "# system configuration generated and used by the sysconfig module\n"


def patched(text: str, prefix: str) -> str:
    """Return the text of a `_sysconfigdata_….py` for an installation at the absolute path `prefix`.

    Raises:
        ValueError: it does not assign a dictionary to `build_time_vars`.
    """
    import ast  # only for an installation
    import json

    _, found, literal = text.partition(_ASSIGNMENT)
    if not found:
        raise ValueError("no build variables")
    try:
        variables = ast.literal_eval(literal.strip())
    except (SyntaxError, MemoryError) as error:
        raise ValueError("no build variables") from error
    if not isinstance(variables, dict):
        raise ValueError("no build variables")  # noqa: TRY004 - of the text, which is the argument
    changed = {name: _patched(name, value, prefix) for name, value in variables.items()} | {_MARK: 1}
    return f"{_HEADER}{_ASSIGNMENT} {json.dumps(changed, indent=4, sort_keys=True)}\n"


def _patched(name: str, value: Any, prefix: str) -> Any:
    if not isinstance(value, str):
        return value
    if value == _BUILT_AT or value.startswith(f"{_BUILT_AT}/"):
        return prefix + value[len(_BUILT_AT) :]
    words = value.split()
    while "-isysroot" in words:  # the SDK of the building machine, which is a word of its own
        at = words.index("-isysroot")
        del words[at : at + 2]
    if name in _COMPILERS and words:
        words[0] = _USUAL.get(words[0], words[0])
    if name == "AR":
        words = ["ar"] if words and words[0].startswith("/tools/") else words
    return " ".join(words)


def patched_pkgconfig(text: str) -> str:
    """Return the text of a `.pc` file that finds its prefix from where it lies."""
    line = f"prefix={_BUILT_AT}"
    return "\n".join("prefix=${pcfiledir}/../.." if row == line else row for row in text.split("\n"))
