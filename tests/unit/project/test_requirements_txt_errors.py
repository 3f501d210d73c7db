"""Broken requirements files: the messages are those that uv 0.13.8 gives for the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.errors import ParseError, chain, hints
from puv.project.requirements_txt.errors import RequirementsFileError, RequirementSyntaxError, SyntaxProblemError
from puv.project.requirements_txt.parse import parse_requirements_file

if TYPE_CHECKING:
    from collections.abc import Mapping

UNEXPECTED = "expected '-c', '-e', '-r' or the start of a requirement"
FOUND = "Expected one of `@`, `(`, `<`, `=`, `>`, `~`, `!`, `;`, found"
FILES = {
    "/here/sub/bad.txt": "six\nfoo bar\n",
    "/here/sub/bad2.txt": "six\n_foo bar\n",
    "/here/sub/idx.txt": "-i https://example.org/c\n",
}


def fail(text: str, files: Mapping[str, str] = FILES) -> list[str]:
    def reader(path: str) -> str:
        if path not in files:
            raise FileNotFoundError(2, "No such file or directory")
        return files[path]

    with pytest.raises(RequirementsFileError) as caught:
        parse_requirements_file("x.in", text, reader=reader, environ={}, cwd="/here")
    return [str(link) for link in chain(caught.value)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("_flask\n", f"Unexpected '_', {UNEXPECTED}: x.in:1:1"),
        ('"six"\n', f"Unexpected '\"', {UNEXPECTED}: x.in:1:1"),
        ("é\n", f"Unexpected 'é', {UNEXPECTED}: x.in:1:1"),
        ("=1.0\n", f"Unexpected '=', {UNEXPECTED}: x.in:1:1"),
        ("~/nope\n", f"Unexpected '~', {UNEXPECTED}: x.in:1:1"),
        ("--foo\n", f"Unexpected '-', {UNEXPECTED}: x.in:1:1"),
        ("six\n-", f"Unexpected '-', {UNEXPECTED}: x.in:2:1"),
        ("-x\n", f"Unexpected '-', {UNEXPECTED}: x.in:1:1"),
        ("--no-indexx\n", f"Unexpected '-', {UNEXPECTED}: x.in:1:1"),
        ("--no-index=true\n", f"Unexpected '=', {UNEXPECTED}: x.in:1:11"),
        ("--use-pep517\n", f"Unexpected '-', {UNEXPECTED}: x.in:1:1"),
        ("six --hash=md5:abc --foo\n", f"Unexpected '-', {UNEXPECTED}: x.in:1:20"),
        ("six --hash sha256:abc\\\n --hash=x\n", f"Unexpected '-', {UNEXPECTED}: x.in:2:2"),
        ("-flask\n", "Expected '=' or whitespace, found Some('l'): x.in:1:3"),
        ("-rnope.txt\n", "Expected '=' or whitespace, found Some('n'): x.in:1:3"),
        ("--requirements a\n", "Expected '=' or whitespace, found Some('s'): x.in:1:14"),
        ("--index-urlx https://a\n", "Expected '=' or whitespace, found Some('x'): x.in:1:12"),
        ("six --hashfoo\n", "Expected '=' or whitespace, found Some('f'): x.in:1:11"),
        ("-r\n", "`--requirement` must be followed by an argument: x.in:2:1"),
        ("-r \n", "`--requirement` must be followed by an argument: x.in:2:1"),
        ("six\n\n  -r\n", "`--requirement` must be followed by an argument: x.in:4:1"),
        ("-c\n", "`--constraint` must be followed by an argument: x.in:2:1"),
        ("--index-url=\n", "`--index-url` must be followed by an argument: x.in:1:13"),
        ("--extra-index-url\n", "`--extra-index-url` must be followed by an argument: x.in:2:1"),
        ("-f\n", "`--find-links` must be followed by an argument: x.in:2:1"),
        ("--only-binary=\n", "`--only-binary` must be followed by an argument: x.in:1:15"),
        ("six --hash=\n", "`--hash` must be followed by an argument: x.in:1:12"),
        ("six --hash\n", "`--hash` must be followed by an argument: x.in:2:1"),
        ("six --pre\n", 'Expected `--hash`, found `"--pre"`: x.in:1:5'),
        (
            'six --config-settings="a=b"\n',
            'Expected `--hash`, found `"--config-settings=\\"a=b\\""`: x.in:1:5',
        ),
        (
            "--index-url https://a.example.org\n-i https://b\n",
            "Multiple `--index-url` values provided: x.in:2:13",
        ),
        (
            "-i https://example.org/a\n-r sub/idx.txt\nsix\n",
            "Nested `requirements` file contains conflicting `--index-url`: x.in:2:15",
        ),
    ],
)
def test_a_statement_that_makes_no_sense_is_shown_with_its_place(text: str, message: str) -> None:
    assert fail(text) == [message]


@pytest.mark.parametrize(
    ("text", "position", "cause"),
    [
        ("foo bar\n", 0, f"{FOUND} `b`"),
        ("six\r\nbogus bogus\r\n", 5, f"{FOUND} `b`"),
        ("\ufeffsix\nfoo bar\n", 4, f"{FOUND} `b`"),
        ("# é\nfoo bar\n", 5, f"{FOUND} `b`"),
        ("flask==\n", 0, "Unexpected end of version specifier, expected version"),
        ("flask==1.x\n", 0, "after parsing `1`, found `.x`, which is not part of a valid version"),
        ("six=1\n", 0, 'no such comparison operator "=", must be one of ~= == != <= >= < > ==='),
        ("six>1.*\n", 0, "Operator > cannot be used with a wildcard version specifier"),
        ("six~=1\n", 0, "The ~= operator requires at least two segments in the release version"),
        ("six,\n", 0, f"{FOUND} `,`"),
        ("six# comment\n", 0, f"{FOUND} `#`"),
        ("six -hash\n", 0, f"{FOUND} `-`"),
        ("six -e .\n", 0, f"{FOUND} `-`"),
        ("six \\\n", 0, f"{FOUND} `\\`"),
        ("${NOPE}\n", 0, "Expected package name starting with an alphanumeric character, found `$`"),
        ("six @ \n", 0, "Expected URL"),
        ('six\n\n   flask; os_name == "x\n', 8, "Expected '\"', found end of dependency specification"),
        ("flask; foo\n", 0, "Expected a quoted string or a valid marker name, found `foo`"),
        ("flask[\n", 0, "Missing closing bracket (expected ']', found end of dependency specification)"),
        ("-e\n", 3, "Empty field is not allowed for PEP508"),
        ("-e \n", 4, "Empty field is not allowed for PEP508"),
        (
            "six --hash=sha256:abc; python_version>'3'\n",
            23,
            "expected version to start with a number, but no leading ASCII digits were found",
        ),
    ],
)
def test_a_requirement_that_is_none_is_shown_with_its_offset_in_bytes(text: str, position: int, cause: str) -> None:
    assert fail(text) == [f"Couldn't parse requirement in `x.in` at position {position}", cause]


def test_the_cause_carries_the_requirement_as_written() -> None:
    with pytest.raises(RequirementSyntaxError) as caught:
        parse_requirements_file("x.in", "flask; python_version > \n", reader=str, environ={}, cwd="/here")
    cause = caught.value.__cause__
    assert isinstance(cause, ParseError)
    assert (cause.source, cause.start) == ("flask; python_version > ", 24)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "-r nope.txt\n",
            [
                "Error parsing included file in `x.in` at position 0",
                "failed to read from file `/here/nope.txt`: No such file or directory (os error 2)",
            ],
        ),
        (
            "six\n-r sub/bad.txt\n",
            [
                "Error parsing included file in `x.in` at position 4",
                "Couldn't parse requirement in `sub/bad.txt` at position 4",
                f"{FOUND} `b`",
            ],
        ),
        (
            "-c sub/bad2.txt\n",
            ["Error parsing included file in `x.in` at position 0", f"Unexpected '_', {UNEXPECTED}: sub/bad2.txt:2:1"],
        ),
        (
            "--index-url foo bar\n",
            ["Invalid URL in `x.in` at position 0: foo bar", "relative URL without a base"],
        ),
        ("--index-url https://[\n", ["Invalid URL in `x.in` at position 0: https://[", "invalid IPv6 address"]),
        ("--no-index --find-links x\n", ["Invalid URL in `x.in` at position 11: x", "relative URL without a base"]),
        ("-i ${NOPE}/x\n", ["Invalid URL in `x.in` at position 0: ${NOPE}/x", "relative URL without a base"]),
        (
            "--no-binary six,flask\nsix\n",
            [
                "Invalid specifier for `--no-binary` in `x.in`: six,flask",
                (
                    'Not a valid package or extra name: "six,flask". Names must start and end with a letter or digit '
                    "and may only contain -, _, ., and alphanumeric characters."
                ),
            ],
        ),
        (
            "-e git+https://example.org/x\n",
            [
                "Unsupported editable requirement in `x.in` at line 1: `git+https://example.org/x`",
                "Git sources cannot be editable",
            ],
        ),
        (
            "six\n-e https://example.org/x.tar.gz\n",
            [
                "Unsupported editable requirement in `x.in` at line 2: `https://example.org/x.tar.gz`",
                "Remote archives cannot be editable",
            ],
        ),
        (
            "-e ./x-1.0-py3-none-any.whl\n",
            [
                "Unsupported editable requirement in `x.in` at line 1: `file:///here/x-1.0-py3-none-any.whl`",
                "Local archives cannot be editable",
            ],
        ),
    ],
)
def test_other_problems_name_the_file_and_the_cause(text: str, messages: list[str]) -> None:
    assert fail(text) == messages


def test_editables_come_with_advice() -> None:
    with pytest.raises(RequirementsFileError) as caught:
        parse_requirements_file("x.in", "-e git+https://x", reader=str, environ={}, cwd="/here")
    assert hints(caught.value) == ("Editable requirements must refer to a local directory",)


def test_places_are_values_too() -> None:
    with pytest.raises(SyntaxProblemError) as caught:
        parse_requirements_file("x.in", "six\n  _x", reader=str, environ={}, cwd="/here")
    assert (caught.value.path, caught.value.line, caught.value.column) == ("x.in", 2, 3)
