"""Reading requirements files from disk: encodings and refusals."""

from __future__ import annotations

import codecs

from puv.project.requirements_txt.errors import UnreadableFileError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode(data: bytes, shown: str) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with a byte order mark; `shown` is its path for the message.

    Raises:
        UnreadableFileError: it is neither.
    """
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    try:
        return data.decode(encoding, "replace") if encoding else data.decode("utf-8")
    except UnicodeDecodeError:
        problem = f"failed to decode file `{shown}`: stream did not contain valid UTF-8"
        raise UnreadableFileError(problem, path=shown) from None


def read_text(path: str) -> str:
    """Return the text of a file; `-` is standard input.

    Raises:
        OSError: it cannot be read.
        UnreadableFileError: its bytes are no text.
    """
    with open(0 if path == "-" else path, "rb", closefd=path != "-") as file:
        return decode(file.read(), path)
