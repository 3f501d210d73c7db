"""Reading netrc files."""

from __future__ import annotations

from puv.errors import InputError, ParseError
from puv.fetcher.auth.store import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


_KEYWORDS = frozenset(("machine", "login", "user", "password", "account"))


def load(path: str) -> dict[str, Credentials]:
    """Return the entries of a netrc file; none when it does not exist.

    Raises:
        InputError: the file cannot be read, or does not follow the format.
    """
    try:
        with open(path, encoding="utf-8") as file:
            return parse(file.read())
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, ParseError) as error:
        raise InputError(f"Failed to read the netrc file: {path}") from error


def parse(text: str) -> dict[str, Credentials]:
    """Return the entries of a netrc file by lower-case host name, the default entry under the empty name.

    Comments, quoted values and macros (skipped) are understood; the first entry of a host counts.

    Raises:
        ParseError: the text does not follow the format; the message holds no secrets.
    """
    found: dict[str, Credentials] = {}
    words = _words(text)
    machine: str | None = None
    user, password = "", None
    for word in words:
        if word == "machine":
            _keep(found, machine, user, password)
            machine, user, password = _value(words, word).lower(), "", None
        elif word == "default":
            _keep(found, machine, user, password)
            machine, user, password = "", "", None
        elif word in ("login", "user"):
            user = _value(words, word)
        elif word == "password":
            password = _value(words, word)
        elif word == "account":
            _value(words, word)
        else:
            raise ParseError("The netrc file has a word where a keyword was expected")
    _keep(found, machine, user, password)
    return found


def _keep(found: dict[str, Credentials], machine: str | None, user: str, password: str | None) -> None:
    if machine is not None and (user or password is not None):
        found.setdefault(machine, Credentials(user, password))


def _value(words: Iterator[str], keyword: str) -> str:
    value = next(words, None)
    if value is None:
        raise ParseError(f"The netrc file ends after `{keyword}`")
    return value


def _words(text: str) -> Iterator[str]:
    in_macro = False
    word = ""
    for line in text.splitlines():
        if in_macro:
            in_macro = bool(line.strip())  # a macro ends at the first empty line
            continue
        at = 0
        while at < len(line):
            if line[at].isspace():
                at += 1
                continue
            if line[at] == "#" and word not in _KEYWORDS:  # a value may begin with the sign
                break
            word, at = _word(line, at)
            if word == "macdef":
                in_macro = True
                break
            yield word


def _word(line: str, at: int) -> tuple[str, int]:
    quoted = line[at] == '"'
    at += quoted
    letters: list[str] = []
    while at < len(line):
        letter = line[at]
        at += 1
        if letter == "\\" and at < len(line):
            letters.append(line[at])
            at += 1
        elif letter == '"' if quoted else letter.isspace():
            break
        else:
            letters.append(letter)
    return "".join(letters), at
