"""Bytes of requirements files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.project.requirements_txt.errors import UnreadableFileError
from puv.project.requirements_txt.expand import expand_variables
from puv.project.requirements_txt.read import decode, read_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "data", [b"six\n", b"\xef\xbb\xbfsix\n", "six\n".encode("utf-16"), b"\xfe\xff" + "six\n".encode("utf-16-be")]
)
def test_utf_8_and_marked_utf_16_are_read(data: bytes) -> None:
    assert decode(data, "x.in") == "six\n"


@pytest.mark.parametrize("data", [b"\x80\x81six\n", b"six # caf\xe9\n"])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        decode(data, "x.in")
    assert str(caught.value) == "failed to decode file `x.in`: stream did not contain valid UTF-8"


def test_files_are_read_whole(tmp_path: Path) -> None:
    (tmp_path / "x.in").write_bytes(b"six\r\nflask")
    assert read_text(str(tmp_path / "x.in")) == "six\r\nflask"
    with pytest.raises(FileNotFoundError):
        read_text(str(tmp_path / "nope"))


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("${A}/x", "a/x"),
        ("${A}${B_2}", "ab"),
        ("$A ${a} ${A ${} ${NOPE}", "$A ${a} ${A ${} ${NOPE}"),
        ("${PROJECT_ROOT}", "/here"),
        ("}${A", "}${A"),
    ],
)
def test_only_known_variables_in_capitals_are_replaced(text: str, expanded: str) -> None:
    assert expand_variables(text, {"A": "a", "B_2": "b", "a": "no"}, cwd="/here") == expanded


def test_the_environment_may_say_what_the_root_is() -> None:
    assert expand_variables("${PROJECT_ROOT}", {"PROJECT_ROOT": "/own"}, cwd="/here") == "/own"
