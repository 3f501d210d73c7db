import json
from contextlib import suppress
from urllib.parse import urljoin

from hypothesis import given
from hypothesis import strategies as st

from puv.errors import ParseError
from puv.standards.html_page import parse, scan
from puv.standards.simple_api import parse_html, parse_json
from puv.standards.urls import join, without_credentials

# Pieces of index pages, ordinary and odd, in any order.
PIECES = (
    "<!DOCTYPE html>",
    "<html>",
    "<body>",
    "<head>",
    "<title>",
    "</title>",
    "<h1>x</h1>",
    "<br>",
    "<br />",
    "<!-- ",
    " -->",
    "<script>",
    "</script>",
    '<base href="https://b.example.org/">',
    '<a href="/f/a-1.whl">',
    '<a href="b.whl#x">',
    "</a>",
    "a-1.whl",
    '<a href="c.whl" data-requires-python="&gt;=3.8">',
    '<a  data-yanked="a &amp;amp; &lt; &quot;" href="d.whl" >',
    "<a data-yanked>",
    "<a>",
    "<A HREF='e.whl'>",
    "<abbr>",
    "\n",
    " ",
    '"',
    ">",
    "<",
    "&",
    '<a href="f.whl" href="g.whl">',
    '<a href="&nbsp;">',
    "<a href=h.whl>",
    "<p>",
    "</p>",
    "<li>",
    "<b>",
    '<a\nhref="i.whl">',
    '<a\thref="j.whl"\n x-y="">',
)
pages = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
ordinary = st.lists(
    st.tuples(
        st.sampled_from(['<a href="a.whl">', '<a href="b.whl" data-requires-python="&gt;=3">']),
        st.sampled_from(["<br/>", "\n"]),
    ),
    min_size=1,
    max_size=5,
).map(lambda rows: "<html><body>\n" + "".join(f"{anchor}x</a>{end}" for anchor, end in rows) + "</body></html><!--S-->")


@given(st.one_of(pages, ordinary))
def test_where_the_fast_reader_answers_it_answers_like_html_parser(text: str) -> None:
    fast = scan(text)
    if fast is not None:
        assert (None, fast) == parse(text)


@given(ordinary)
def test_the_fast_reader_answers_for_ordinary_pages(text: str) -> None:
    assert scan(text) is not None


@given(pages)
def test_no_html_raises_anything_but_a_parse_error(text: str) -> None:
    with suppress(ParseError):
        parse_html(text, "https://example.org/simple/foo/")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 10**20) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
rows = st.dictionaries(
    st.sampled_from(
        [
            "filename",
            "url",
            "hashes",
            "requires-python",
            "yanked",
            "size",
            "upload-time",
            "core-metadata",
            "dist-info-metadata",
        ],
    ),
    values,
)


@given(st.one_of(values, rows, rows.map(lambda row: {"filename": "a.whl", "url": "a.whl", "hashes": {}} | row)))
def test_no_json_raises_anything_but_a_parse_error(row: object) -> None:
    for page in (row, {"files": row}, {"files": [row]}):
        with suppress(ParseError):
            parse_json(json.dumps(page), "https://example.org/simple/foo/")


segments = st.sampled_from(["a", "b.whl", "..", ".", "", "c%20d", "é", "x y", "a:b", "f..g", ".h"])
paths = st.lists(segments, max_size=5).map("/".join)


@given(
    paths,
    st.sampled_from(["", "/", "//", "?q=/", "#f", "https://x.org/", "http://x.org", "ftp://x/", "../", "./", "../../"]),
    paths,
)
def test_addresses_are_joined_as_by_the_library(base: str, prefix: str, path: str) -> None:
    # `urljoin` drops empty segments, which RFC 3986 keeps.
    while "//" in path or "//" in base:
        base, path = base.replace("//", "/"), path.replace("//", "/")
    base = f"https://example.org/{base.lstrip('/')}"
    path = path.lstrip("/") if prefix.endswith("/") else path
    assert join(base, prefix + path) == urljoin(base, prefix + path)


@given(st.sampled_from(["", "u@", "u:p@", "u:p@q@", ":@"]), paths, st.sampled_from(["", "?a@b", "#a@b"]))
def test_credentials_are_dropped_and_nothing_else(user: str, path: str, rest: str) -> None:
    path = path.replace("?", "").replace("#", "")
    assert without_credentials(f"https://{user}example.org/{path}@x{rest}") == f"https://example.org/{path}@x{rest}"
