from __future__ import annotations

import marshal

import pytest

from puv.errors import ParseError
from puv.standards.metadata import Metadata, MetadataError, parse_fields, parse_metadata
from puv.standards.version import Version

FLASK = b"""\
Metadata-Version: 2.3
Name: Flask_X
Version: 3.0.0
Summary: A thing
 in two lines
Requires-Python: >=3.8
Dynamic: License-File
Provides-Extra: async
Provides-Extra: Dot_Env
Provides-Extra: not valid!
Requires-Dist: Werkzeug>=3.0.0
Requires-Dist: importlib-metadata>=3.6.0 ; python_version < "3.10"
Requires-Dist: asgiref>=3.2 ; extra == "async"
Requires-Dist: python-dotenv[cli] (>=0.9<2) ; extra == "dot_env" and os_name == "nt"
Requires-Dist: click @ https://example.org/click-8.0-py3-none-any.whl

Requires-Dist: body
"""


def header(*lines: str) -> bytes:
    return "\n".join(("Metadata-Version: 2.1", "Name: bad", "Version: 1.0", *lines)).encode()


def test_the_fields_that_a_resolver_needs_are_read() -> None:
    metadata = parse_metadata(FLASK)
    assert metadata.name == "flask-x"
    assert metadata.version == Version.parse("3.0.0")
    assert metadata.metadata_version == "2.3"
    assert metadata.requires_python == ">=3.8"
    assert metadata.provides_extras == ("async", "dot-env")
    assert metadata.dynamic == ("license-file",)
    assert [str(requirement) for requirement in metadata.requires_dist] == [
        "werkzeug>=3.0.0",
        "importlib-metadata>=3.6.0 ; python_version < '3.10'",
        "asgiref>=3.2 ; extra == 'async'",
        "python-dotenv[cli]>=0.9,<2 ; extra == 'dot-env' and os_name == 'nt'",
        "click @ https://example.org/click-8.0-py3-none-any.whl",
    ]
    assert metadata.requires_dist is metadata.requires_dist


def test_a_row_for_the_cache_brings_everything_back() -> None:
    metadata = parse_metadata(FLASK)
    row = marshal.loads(marshal.dumps(metadata.to_row()))  # noqa: S302 - our own bytes
    again = Metadata.from_row(row)
    assert again == metadata
    assert again.to_row() == metadata.to_row()
    assert again.requires_dist == metadata.requires_dist
    assert (again.name, again.version, again.dynamic) == (metadata.name, metadata.version, metadata.dynamic)
    assert (again.provides_extras, again.requires_python) == (metadata.provides_extras, metadata.requires_python)


@pytest.mark.parametrize("stored", [False, True])
def test_requirements_of_other_extras_are_left_out_cheaply(*, stored: bool) -> None:
    metadata = parse_metadata(FLASK)
    if stored:
        metadata = Metadata.from_row(metadata.to_row())
    assert [r.name for r in metadata.requirements_for()] == ["werkzeug", "importlib-metadata", "click"]
    assert [r.name for r in metadata.requirements_for(("async",))][2] == "asgiref"
    assert [r.name for r in metadata.requirements_for(("dot-env",))][2] == "python-dotenv"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Metadata field Name not found"),
        (b"Metadata-Version: 2.1\nVersion: 1.0\n", "Metadata field Name not found"),
        (b"Metadata-Version: 2.1\nName: UNKNOWN\nVersion: 1.0\n", "Metadata field Name not found"),
        (b"\nName: bad\nVersion: 1.0\n", "Metadata field Name not found"),
        ("\N{BOM}Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n".encode(), "Metadata field Name not found"),
        (b"Name : bad\nVersion: 1.0\n", "Metadata field Name not found"),
        (b"Name: bad\n", "Metadata field Version not found"),
        (b"Name: bad\nno colon here\nVersion: 1.0\n", "Metadata field Version not found"),
        (
            b"Name: bad\nVersion: abc\n",
            "Invalid version: expected version to start with a number, but no leading ASCII digits were found",
        ),
        (
            b"Name: b@d\nVersion: 1.0\n",
            (
                'Not a valid package or extra name: "b@d". Names must start and end with a letter or digit '
                "and may only contain -, _, ., and alphanumeric characters."
            ),
        ),
    ],
)
def test_a_name_and_a_version_there_must_be(data: bytes, message: str) -> None:
    with pytest.raises(MetadataError) as caught:
        parse_metadata(data)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "data",
    [
        b"Name: bad\nVersion: 1.0\nRequires-Dist: p1",
        b"Metadata-Version: 9.9\nName:bad\nVersion:1.0\nRequires-Dist:p1\n",
        b"metadata-version: x\nNAME: bad\nversion: 1.0\nrequires-dist: p1\n",
        b"Name: bad\r\nVersion: 1.0\r\nRequires-Dist: p1\r\n\r\nRequires-Dist: p2\r\n",
        b"Name: bad\rVersion: 1.0\rRequires-Dist: p1",
        b" x\nName: bad\nName: other\nVersion: 1.0\nRequires-Dist: p1\n",
        b"Name: bad\nVersion: 1.0\nRequires-Dist:\n p1\n\t \nRequires-Dist: UNKNOWN\n",
        b"Name: =?utf-8?q?bad?=\nAuthor: \xe9\nVersion: 1.0\nRequires-Dist: p1\nno colon\nRequires-Dist: p2\n",
    ],
)
def test_what_uv_forgives_is_forgiven(data: bytes) -> None:
    metadata = parse_metadata(data)
    assert (metadata.name, str(metadata.version)) == ("bad", "1.0")
    assert [str(requirement) for requirement in metadata.requires_dist] == ["p1"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("p001 ==", "Unexpected end of version specifier, expected version\np001 ==\n     ^^"),
        ("", "Empty field is not allowed for PEP508"),
        (
            "p001 (>=1.0; os_name",
            (
                "Missing closing parenthesis (expected ')', found end of dependency specification)\n"
                "p001 (>=1.0; os_name\n     ^"
            ),
        ),
    ],
)
def test_a_malformed_requirement_is_found_when_it_is_wanted(line: str, message: str) -> None:
    metadata = parse_metadata(header(f"Requires-Dist: {line}", "Requires-Dist: p2"))
    for act in (lambda: metadata.requires_dist, metadata.requirements_for, metadata.validate):
        with pytest.raises(MetadataError) as caught:
            act()
        assert str(caught.value) == message
        assert (caught.value.field, caught.value.line) == ("Requires-Dist", line)
    stored = Metadata.from_row(metadata.to_row())
    with pytest.raises(MetadataError) as caught:
        _ = stored.requires_dist
    assert str(caught.value) == message


def test_the_python_requirement_is_checked_on_demand() -> None:
    parse_metadata(header("Requires-Python: >=3.6.*")).validate()
    parse_metadata(header("Requires-Python:")).validate()
    metadata = parse_metadata(header("Requires-Python: foo"))
    with pytest.raises(ParseError) as caught:
        metadata.validate()
    message = "Failed to parse version: Unexpected end of version specifier, expected operator:\nfoo\n^^^\n"
    assert str(caught.value) == message


def test_all_fields_can_be_had_with_their_values_in_order() -> None:
    fields = parse_fields(FLASK)
    assert fields["summary"] == ["A thing in two lines"]
    assert fields["provides-extra"] == ["async", "Dot_Env", "not valid!"]
    assert len(fields["requires-dist"]) == 5
    assert parse_fields(b"A: =?utf-8?q?caf=C3=A9?=\nB: =?bad\n") == {
        "a": ["caf\N{LATIN SMALL LETTER E WITH ACUTE}"],
        "b": ["=?bad"],
    }
