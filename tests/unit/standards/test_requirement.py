import pytest

from puv.errors import ParseError
from puv.standards.markers import parse_marker
from puv.standards.requirement import (
    Requirement,
    is_address,
    parse_requirement,
    parse_requirement_lenient,
    parse_requirement_or_path,
)
from puv.standards.specifiers import parse_specifiers

EXTENSIONS = (
    "`.whl`, `.tar.gz`, `.zip`, `.tar.bz2`, `.tar.lz`, `.tar.lzma`, `.tar.xz`, `.tar.zst`, `.tar`, `.tbz`, `.tgz`, "
    "`.tlz`, or `.txz`"
)
WHEEL = "https://example.org/foo-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("foo", "foo"),
        (" Foo_Bar.baz ", "foo-bar-baz"),
        ("foo<2,>=1.0", "foo>=1.0,<2"),
        ("foo (>=1 , <2)", "foo>=1,<2"),
        ("foo(>=1,)", "foo>=1"),
        ("foo >=1,", "foo>=1"),
        ("foo[]", "foo"),
        ("foo [ B , a ] == 1.*", "foo[b,a]==1.*"),
        ("foo[b,a,B]", "foo[b,a,b]"),
        (f"foo@{WHEEL}", f"foo @ {WHEEL}"),
        ("foo[a] @ ./x ; os_name=='nt'", "foo[a] @ ./x ; os_name == 'nt'"),
        ("foo @ ../a b/x; os_name=='nt'", "foo @ ../a b/x ; os_name == 'nt'"),
        ("foo @ ./x;y", "foo @ ./x;y"),
        (f"foo @ {WHEEL}?a=1#sha256=00 # comment", f"foo @ {WHEEL}?a=1#sha256=00"),
        ("foo @ git+https://example.org/foo", "foo @ git+https://example.org/foo"),
        ("foo;os_name=='nt'", "foo ; os_name == 'nt'"),
        ("foo>=1;extra=='A_b'", "foo>=1 ; extra == 'a-b'"),
    ],
)
def test_requirements_are_read_in_every_spelling_and_shown_in_one(text: str, shown: str) -> None:
    requirement = parse_requirement(text)
    assert str(requirement) == shown
    assert parse_requirement(shown) == requirement
    assert hash(parse_requirement(shown)) == hash(requirement)


def test_a_requirement_has_parts() -> None:
    requirement = parse_requirement("Foo[x]>=1; os_name == 'nt'")
    marker = parse_marker("os_name == 'nt'")
    assert requirement == Requirement("foo", ("x",), parse_specifiers(">=1"), None, marker)
    assert requirement != parse_requirement("foo[x]>=1")
    assert repr(requirement) == "Requirement(\"foo[x]>=1 ; os_name == 'nt'\")"
    assert (parse_requirement("foo").url, parse_requirement("foo").marker) == (None, None)


# Text, message and marked part, as uv 0.13.8 prints them.
@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("", "Empty field is not allowed for PEP508", ""),
        ("foo-", "Package name must end with an alphanumeric character, not `-`", "-"),
        ("é", "Expected package name starting with an alphanumeric character, found `é`", "é"),
        (
            "./foo",
            (
                "URL requirement must be preceded by a package name. "
                "Add the name of the package before the URL (e.g., `package_name @ /path/to/file`)."
            ),
            "./foo",
        ),
        ("foo bar", "Expected one of `@`, `(`, `<`, `=`, `>`, `~`, `!`, `;`, found `b`", "b"),
        ("foo[a] x", "Expected one of `@`, `(`, `<`, `=`, `>`, `~`, `!`, `;`, found `x`", "x"),
        ("foo>=", "Unexpected end of version specifier, expected version", ">="),
        ("foo>=1.0.x", "after parsing `1.0`, found `.x`, which is not part of a valid version", ">=1.0.x"),
        ("foo>=1,<x", "expected version to start with a number, but no leading ASCII digits were found", "<x"),
        ("foo >=1 , <2a.b ,>3", "after parsing `2a.`, found `b`, which is not part of a valid version", " <2a.b "),
        ("foo >=1 <2", "Trailing `<2` is not allowed", ">=1 <2"),
        ("foo>=1,,<2", "Unexpected end of version specifier, expected operator", ""),
        ("foo()", "Unexpected end of version specifier, expected operator", ""),
        ("foo (1)", "Unexpected end of version specifier, expected operator. Did you mean `==1`?", "1"),
        ("foo (>=1", "Missing closing parenthesis (expected ')', found end of dependency specification)", "("),
        ("foo (>=1),<2", "Expected end of input or `;`, found `,`", ","),
        ("foo[a", "Missing closing bracket (expected ']', found end of dependency specification)", "["),
        ("foo[a,", "Missing closing bracket (expected ']', found end of dependency specification)", "["),
        (
            "foo[,]",
            (
                "Expected either alphanumerical character (starting the extra name) or `]` "
                "(ending the extras section), found `,`"
            ),
            ",",
        ),
        ("foo[a,]", "Expected an alphanumeric character starting the extra name, found `]`", "]"),
        ("foo[a b]", "Expected either `,` (separating extras) or `]` (ending the extras section), found `b`", "b"),
        ("foo[a-]", "Extra name must end with an alphanumeric character, not `-`", "-"),
        (
            "foo[a;",
            (
                "Invalid character in extras name, expected an alphanumeric character, "
                "`-`, `_`, `.`, `,` or `]`, found `;`"
            ),
            ";",
        ),
        ("foo @", "Expected URL", ""),
        ("foo ; x", "Expected a quoted string or a valid marker name, found `x`", "x"),
        (
            "foo @ https://example.org/x y # c",
            f"Expected direct URL (`https://example.org/x%20y`) to end in a supported file extension: {EXTENSIONS}",
            "https://example.org/x y",
        ),
    ],
)
def test_what_is_no_requirement_is_refused_and_marked_as_by_uv(text: str, message: str, marked: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_requirement(text)
    error = caught.value
    assert str(error) == message
    assert error.source == text
    assert error.source[error.start : error.end] == marked


@pytest.mark.parametrize(
    ("slip", "mended"),
    [
        ("bar>=7.2<8", "bar>=7.2,<8"),
        ("bar (>= 1.0.*, < 2.*)", "bar>=1.0,<2"),
        ("bar['x']>=1", "bar[x]>=1"),
        ("bar>=1,<2,,", "bar>=1,<2"),
        ("bar<='4.0';os_name=='nt'", "bar<=4.0 ; os_name == 'nt'"),
    ],
)
def test_slips_of_published_metadata_are_mended(slip: str, mended: str) -> None:
    assert str(parse_requirement_lenient(slip)) == mended
    with pytest.raises(ParseError):
        parse_requirement(slip)


def test_what_cannot_be_mended_keeps_its_error() -> None:
    with pytest.raises(ParseError, match=r"^Trailing `<2` is not allowed$"):
        parse_requirement_lenient("bar>=1 <2")
    with pytest.raises(ParseError, match=r"^expected version to start with a number") as caught:
        parse_requirement_lenient("bar=='1',=2")
    assert caught.value.source == "bar=='1',=2"


@pytest.mark.parametrize(
    ("text", "name", "url", "extras"),
    [
        ("./Foo_Bar-1.0-py3-none-any.whl", "foo-bar", "./Foo_Bar-1.0-py3-none-any.whl", ()),
        ("foo-1.0-py3-none-any.whl[b,A]", "foo", "foo-1.0-py3-none-any.whl", ("b", "a")),
        ("sub\\foo-1.0-py3-none-any.whl", "foo", "sub\\foo-1.0-py3-none-any.whl", ()),
        (f"{WHEEL}#sha256=00", "foo", f"{WHEEL}#sha256=00", ()),
        (
            "https://example.org/foo-1.0%2Bx-py3-none-any.whl?q",
            "foo",
            "https://example.org/foo-1.0%2Bx-py3-none-any.whl?q",
            (),
        ),
        ("file:foo-1.0.tar.gz", "foo", "file:foo-1.0.tar.gz", ()),
        ("foo-bar-1.0.zip", "foo-bar", "foo-bar-1.0.zip", ()),
    ],
)
def test_a_bare_address_takes_its_name_from_the_file(text: str, name: str, url: str, extras: tuple[str, ...]) -> None:
    requirement = parse_requirement_or_path(text)
    assert (requirement.name, requirement.url, requirement.extras) == (name, url, extras)


def test_a_bare_address_may_have_a_marker() -> None:
    for text in ("./foo-1.0-py3-none-any.whl ; os_name=='nt'", "./foo-1.0-py3-none-any.whl[a]; os_name=='nt'"):
        requirement = parse_requirement_or_path(text)
        assert (requirement.url, str(requirement.marker)) == ("./foo-1.0-py3-none-any.whl", "os_name == 'nt'")


def test_a_bare_address_must_be_of_a_known_kind() -> None:
    with pytest.raises(ParseError) as caught:
        parse_requirement_or_path("./x.whl;os_name=='nt'")
    assert (
        str(caught.value)
        == f"Expected path (`./x.whl;os_name=='nt'`) to end in a supported file extension: {EXTENSIONS}"
    )
    with pytest.raises(ParseError, match=r"^The source distribution filename `x\.zip` has"):
        parse_requirement_or_path("./x.zip")


def test_a_wheel_by_a_name_that_none_can_have_is_left_to_who_looks_at_it() -> None:
    assert parse_requirement_or_path("./x.whl").name == ""


@pytest.mark.parametrize(
    "text", ["foo", "foo>=1", "foo.txt", "foo @ ./x.whl", "foo@x.whl", "foo.whl>=1", "foo[a]", "foo ; x"]
)
def test_what_begins_with_a_name_is_no_address(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    "text", [".", "./x", "~/x.whl", "a/b", "a\\b", "x.whl", "x.tar.gz[a]", "https://u@example.org/x", "${X}/y"]
)
def test_paths_urls_and_archives_are_addresses(text: str) -> None:
    assert is_address(text)


def test_a_named_requirement_is_read_as_one() -> None:
    assert parse_requirement_or_path("foo>=1") == parse_requirement("foo>=1")
