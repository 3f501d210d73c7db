"""Glob patterns as uv's settings have them: `*`, `?`, `[a-z]`, `{one,two}`, and `**` for any number of directories."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SPECIAL = frozenset("*?[{")
_WILD = {"*": "[^/]*", "?": "[^/]"}


class GlobError(ValueError):
    """A pattern is malformed."""

    def __init__(self, pattern: str, what: str) -> None:
        super().__init__(f"error parsing glob '{pattern}': {what}")


def is_glob(pattern: str) -> bool:
    """Tell a pattern from a plain path."""
    return not _SPECIAL.isdisjoint(pattern)


def expression(pattern: str) -> str:
    """Return the regular expression that a whole relative path (with `/`) matches.

    Raises:
        GlobError: the pattern is malformed.
    """
    found = []
    at = depth = 0
    while at < len(pattern):
        deep = pattern.startswith("**", at) and (at == 0 or pattern[at - 1] == "/")
        if deep and pattern[at + 2 : at + 3] in ("/", ""):
            found.append("(?:[^/]+/)*" if pattern[at + 2 :] else ".+")
            at += 3
            continue
        character = pattern[at]
        if character == "[":
            text, at = _class(pattern, at)
            found.append(text)
            continue
        if character == "\\" and at + 1 < len(pattern):
            at += 1
            found.append(_escape(pattern[at]))
        elif character in "{},":
            text, depth = _alternative(character, depth)
            found.append(text)
        else:
            found.append(_WILD.get(character) or _escape(character))
        at += 1
    if depth:
        raise GlobError(pattern, "unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)")
    return "".join(found)


def _alternative(character: str, depth: int) -> tuple[str, int]:
    """Return the expression of a brace or comma, and how many groups are open behind it."""
    if character == "{":
        return "(?:", depth + 1
    if not depth:
        return _escape(character), 0
    return (")", depth - 1) if character == "}" else ("|", depth)


def _class(pattern: str, start: int) -> tuple[str, int]:
    """Return the expression of a character class, and where the pattern goes on behind it."""
    at = start + 1
    negated = pattern[at : at + 1] in ("!", "^") and pattern[at : at + 1] != ""
    at += negated
    first = at
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        at += 1
    if at >= len(pattern):
        raise GlobError(pattern, "unclosed character class; missing ']'")
    inner = pattern[first:at].replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("^", "\\^")
    return f"[{'^/' if negated else ''}{inner}]", at + 1


def _escape(character: str) -> str:
    return character if character.isalnum() or character in "_/-" else f"\\{character}"


def walk(root: str, pattern: str) -> Iterator[str]:
    """Yield the files below `root` (absolute) that a pattern matches, as absolute paths; links are not followed.

    Raises:
        GlobError: the pattern is malformed.
    """
    import re  # few projects have patterns

    parts = pattern.split("/")
    plain = next((at for at, part in enumerate(parts) if is_glob(part)), len(parts) - 1)
    base = os.path.join(root, *parts[:plain])
    wanted = re.compile(expression("/".join(parts[plain:])) + r"\Z", re.DOTALL)
    deep = "**" in pattern or "{" in pattern
    depth = len(parts) - plain
    for directory, names, files in os.walk(base):
        inside = os.path.relpath(directory, base).replace(os.sep, "/")
        prefix = "" if inside == "." else f"{inside}/"
        if not deep and prefix.count("/") >= depth - 1:
            names.clear()
        names.sort()
        for name in sorted(files):
            if wanted.match(prefix + name):
                yield os.path.join(directory, name)
