import json

import pytest

from puv.errors import ParseError
from puv.standards.html_page import parse, scan
from puv.standards.listing import File
from puv.standards.simple_api import HTML_TYPES, JSON_TYPE, parse_html, parse_json, parse_page

URL = "https://example.org/simple/foo/"
WHEEL = "foo-1.0-py3-none-any.whl"
SHA256 = "a1" * 32


def only_anchor(anchor: str, **expected: object) -> None:
    (file,) = parse_html(f"<html><body>{anchor}</body></html>", URL).files
    assert file == File(**{"filename": WHEEL, "url": f"https://example.org/f/{WHEEL}"} | expected)


def row(**fields: object) -> dict[str, object]:
    return {"filename": WHEEL, "url": f"/f/{WHEEL}", "hashes": {}} | {k.replace("_", "-"): v for k, v in fields.items()}


def page(*rows: object) -> str:
    return json.dumps({"meta": {"api-version": "1.1"}, "name": "foo", "files": rows})


def only_row(expected: dict[str, object] | None = None, **fields: object) -> None:
    (file,) = parse_json(page(row(**fields)), URL).files
    assert file == File(**{"filename": WHEEL, "url": f"https://example.org/f/{WHEEL}"} | (expected or {}))


def cause(caught: pytest.ExceptionInfo[ParseError]) -> str:
    return str(caught.value.__cause__)


def test_an_anchor_tells_all_about_a_file() -> None:
    only_anchor(
        f'<a href="/f/{WHEEL}#sha256={SHA256}" data-requires-python="&gt;=3.8, &lt;4" data-yanked="a &amp; b" '
        f'data-core-metadata="sha256={SHA256}" data-upload-time="2024-02-29T23:59:59.123456Z">text</a>',
        hashes=(f"sha256:{SHA256}",),
        requires_python=">=3.8,<4",
        yanked="a & b",
        has_metadata=True,
        metadata_hash=f"sha256:{SHA256}",
        upload_time=1709251199123,
    )


@pytest.mark.parametrize(
    ("href", "url"),
    [
        (f"https://files.example.org/a/{WHEEL}", f"https://files.example.org/a/{WHEEL}"),
        (f"/f/{WHEEL}", f"https://example.org/f/{WHEEL}"),
        (WHEEL, f"https://example.org/simple/foo/{WHEEL}"),
        (f"../../f/{WHEEL}?x=1", f"https://example.org/f/{WHEEL}?x=1"),
        (f"../../../../f/{WHEEL}", f"https://example.org/f/{WHEEL}"),
        (f"./x/../{WHEEL}", f"https://example.org/simple/foo/{WHEEL}"),
        (f"//files.example.org/{WHEEL}", f"https://files.example.org/{WHEEL}"),
        (f"https://user:secret@files.example.org/{WHEEL}", f"https://files.example.org/{WHEEL}"),
    ],
)
def test_addresses_become_absolute_and_lose_credentials(href: str, url: str) -> None:
    only_anchor(f'<a href="{href}">x</a>', url=url)
    only_row({"url": url}, url=href)


def test_the_credentials_of_the_page_do_not_reach_its_files() -> None:
    private = "https://user:secret@example.org/simple/foo/"
    assert parse_html(f'<a href="{WHEEL}">x</a>', private).files[0].url == f"{URL}{WHEEL}"
    with pytest.raises(ParseError) as caught:
        parse_json("{", private)
    assert str(caught.value) == f"Received some unexpected JSON from `{URL}`"


def test_the_name_of_a_file_is_the_decoded_end_of_its_address() -> None:
    file = parse_html('<a href="/f/foo-1.0%2Bx-py3-none-any.whl?q=/y">other</a>', URL).files[0]
    assert file.filename == "foo-1.0+x-py3-none-any.whl"
    assert file.url == "https://example.org/f/foo-1.0%2Bx-py3-none-any.whl?q=/y"


def test_a_page_may_name_its_base() -> None:
    text = f'<base href="https://u:p@files.example.org/b/"><a href="{WHEEL}">x</a>'
    assert parse_html(text, URL).files[0].url == f"https://files.example.org/b/{WHEEL}"
    with pytest.raises(ParseError, match=f"^Received some unexpected HTML from `{URL}`$") as caught:
        parse_html('<base href="/b/">', URL)
    assert cause(caught) == "Failed to parse URL: /b/"


@pytest.mark.parametrize(
    ("attribute", "has_metadata", "metadata_hash"),
    [
        ('data-core-metadata="true"', True, ""),
        ('data-dist-info-metadata="true"', True, ""),
        ('data-core-metadata="false" data-dist-info-metadata="true"', False, ""),
        (f'data-core-metadata="md5={"b" * 32}"', True, f"md5:{'b' * 32}"),
        ('data-core-metadata="sha256=abc"', False, ""),
        ('data-core-metadata="bogus"', False, ""),
        ('data-core-metadata=""', False, ""),
        ("data-core-metadata", False, ""),
    ],
)
def test_an_anchor_tells_whether_metadata_is_served(attribute: str, has_metadata: bool, metadata_hash: str) -> None:
    only_anchor(f'<a href="/f/{WHEEL}" {attribute}>x</a>', has_metadata=has_metadata, metadata_hash=metadata_hash)


def test_a_file_is_yanked_with_or_without_a_reason() -> None:
    only_anchor(f'<a href="/f/{WHEEL}" data-yanked>x</a>', yanked="")
    only_anchor(f'<a href="/f/{WHEEL}" data-yanked="">x</a>', yanked="")
    only_row({"yanked": ""}, yanked=True)
    only_row({"yanked": "broken"}, yanked="broken")
    only_row({"yanked": None}, yanked=False)


def test_anchors_without_an_address_are_no_files() -> None:
    assert parse_html('<a>x</a><a href="">y</a><p>no files</p>', URL).files == []
    assert parse_html("", URL).files == []
    assert parse_html(f'<!-- <a href="{WHEEL}">x</a> --><script><a href="{WHEEL}"></a></script>', URL).files == []


def test_a_file_for_senseless_pythons_is_left_out_and_slips_are_mended() -> None:
    text = "".join(
        f'<a href="/f/{WHEEL}" data-requires-python="{python}">x</a>' for python in ("bogus", "&gt;=3.6.*", "")
    )
    assert [file.requires_python for file in parse_html(text, URL).files] == [">=3.6", ""]
    rows = [row(requires_python=python) for python in ("bogus", ">=3.6.*", None)]
    assert [file.requires_python for file in parse_json(page(*rows), URL).files] == [">=3.6", ""]


@pytest.mark.parametrize(
    ("fragment", "problem"),
    [
        ("sha256=abc", "Invalid hash digest length (expected 64 hexadecimal characters, found 3)"),
        ("egg=foo", "Unsupported hash algorithm"),
        ("top", "Unexpected fragment (expected `#sha256=...` or similar) on URL: top"),
    ],
)
def test_a_fragment_that_is_no_digest_spoils_the_page(fragment: str, problem: str) -> None:
    with pytest.raises(ParseError, match=f"^Received some unexpected HTML from `{URL}`$") as caught:
        parse_html(f'<a href="/f/{WHEEL}#{fragment}">x</a>', URL)
    assert cause(caught).startswith(problem)
    only_anchor(f'<a href="/f/{WHEEL}#sha256={SHA256}&x=1">x</a>')


def test_a_row_tells_all_about_a_file() -> None:
    only_row(
        {
            "hashes": (f"md5:{'b' * 32}", f"sha256:{SHA256}"),
            "size": 0,
            "requires_python": ">=3.8",
            "upload_time": 1_577_836_800_000,
            "has_metadata": True,
            "metadata_hash": f"sha256:{SHA256}",
        },
        hashes={"sha256": SHA256.upper(), "sha1": "x", "md5": "b" * 32, "sha512": None},
        size=0,
        requires_python=">=3.8",
        upload_time="2020-01-01T00:00:00Z",
        core_metadata={"sha256": SHA256},
    )
    only_row(url=f"/f/{WHEEL}#sha256=abc")


@pytest.mark.parametrize(
    ("fields", "has_metadata"),
    [
        ({"core_metadata": True}, True),
        ({"core_metadata": {}}, True),
        ({"core_metadata": None, "dist_info_metadata": True}, True),
        ({"core_metadata": False, "dist_info_metadata": True}, False),
        ({"data_dist_info_metadata": True}, True),
    ],
)
def test_a_row_tells_whether_metadata_is_served(fields: dict[str, object], has_metadata: bool) -> None:
    only_row({"has_metadata": has_metadata}, **fields)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"hashes": None}, "invalid type: null, expected struct Hashes"),
        ({"hashes": {"sha256": 5}}, "invalid type: integer `5`, expected a string"),
        ({"hashes": {"sha256": "abc"}}, "Invalid hash digest length (expected 64 hexadecimal characters, found 3)"),
        ({"filename": 5}, "invalid type: integer `5`, expected a string"),
        ({"size": "x"}, 'invalid type: string "x", expected u64'),
        ({"size": None}, "invalid type: null, expected u64"),
        ({"size": 1.5}, "invalid type: floating point `1.5`, expected u64"),
        ({"size": True}, "invalid type: boolean `true`, expected u64"),
        ({"size": -1}, "invalid value: integer `-1`, expected u64"),
        ({"yanked": None}, "invalid type: null, expected a boolean or string"),
        ({"yanked": 1}, "invalid type: integer `1`, expected a boolean or string"),
        ({"requires_python": 5}, "invalid type: integer `5`, expected an optional Python version specifier"),
        ({"core_metadata": "x"}, 'invalid type: string "x", expected a boolean or map'),
        ({"upload_time": None}, "invalid type: null, expected a timestamp string"),
        ({"upload_time": "2020-01-01"}, "failed to parse `2020-01-01` as a timestamp"),
    ],
)
def test_a_row_of_the_wrong_kind_spoils_the_page(fields: dict[str, object], problem: str) -> None:
    with pytest.raises(ParseError, match=f"^Received some unexpected JSON from `{URL}`$") as caught:
        parse_json(page(row(**fields)), URL)
    assert cause(caught) == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"files": [{"url": "x", "hashes": {}}]}', "missing field `filename`"),
        ('{"files": [{"filename": "x", "url": "x"}]}', "missing field `hashes`"),
        ('{"files": [5]}', "invalid type: integer `5`, expected a map containing file metadata"),
        ('{"files": {}}', "invalid type: map, expected a sequence of files"),
        ("{}", "missing field `files`"),
        ("[]", "invalid type: sequence, expected a page of files"),
        ("{", "Expecting property name"),
        ("\x00", "Expecting value"),
    ],
)
def test_a_page_that_is_no_listing_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ParseError, match=f"^Received some unexpected JSON from `{URL}`$") as caught:
        parse_json(text.encode(), URL)
    assert cause(caught).startswith(problem)


def test_bytes_that_are_no_text_are_refused_in_json_and_replaced_in_html() -> None:
    with pytest.raises(ParseError, match=r"^Received some unexpected JSON"):
        parse_json(b"\xff\xfe\xfd", URL)
    assert parse_html(b'<a href="/f/x.whl">\xff</a>', URL).files[0].filename == "x.whl"


def test_the_content_type_decides() -> None:
    anchor = f'<a href="/f/{WHEEL}">x</a>'.encode()
    for kind in HTML_TYPES:
        assert parse_page(anchor, f"{kind}; charset=utf-8", URL, index="I").files[0].index == "I"
    assert len(parse_page(page(row()).encode(), JSON_TYPE, URL).files) == 1
    with pytest.raises(ParseError) as caught:
        parse_page(anchor, "text/plain; charset=utf-8", URL)
    assert str(caught.value) == f'Unsupported `Content-Type` "text/plain" for `{URL}`. Expected JSON or HTML.'
    with pytest.raises(ParseError, match=f"^Missing `Content-Type` header for `{URL}`$"):
        parse_page(anchor, None, URL)


ORDINARY = f"""<!DOCTYPE html>
<html>
  <head>
    <meta name="pypi:repository-version" content="1.3">
    <title>Links for foo</title>
  </head>
  <body>
    <h1>Links for foo</h1>
<a href="https://files.example.org/{WHEEL}#sha256={SHA256}" data-requires-python="&gt;=3.8" >{WHEEL}</a><br />
<a href="https://files.example.org/b.whl" data-requires-python=">=3.8">b.whl</a><br/>
  </body>
</html>
<!--SERIAL 1-->"""


def test_the_fast_reader_takes_pages_of_the_ordinary_shape() -> None:
    assert scan(ORDINARY) == parse(ORDINARY)[1]
    assert len(parse_html(ORDINARY, URL).files) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h1>", '<base href="https://x/"><h1>'),
        ("<h1>", "<!-- <h1>"),
        ("<h1>", "<script>"),
        ("</title>", ""),
        ("<a ", "<A "),
        ("<a ", "<abbr "),
        (' data-requires-python="&gt;=3.8" ', " data-yanked "),
        ('href="', "href='"),
        ("&gt;", "&nbsp;"),
        ("</a><br />", "<b></a>"),
        ("</a><br />", "</a><!-- -->"),
        ('href="', 'href ="'),
        ("#sha256", "\r#sha256"),
        ('" data', '"data'),
        ('<a href="https', '<a ="https'),
    ],
)
def test_the_fast_reader_leaves_other_pages_to_the_thorough_one(old: str, new: str) -> None:
    assert old in ORDINARY
    assert scan(ORDINARY.replace(old, new)) is None


def test_a_page_counts_its_files_when_shown() -> None:
    assert repr(parse_html(ORDINARY, URL)) == "Page(2 files)"
