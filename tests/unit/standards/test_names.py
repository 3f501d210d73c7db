import pytest

from puv.errors import ParseError
from puv.standards.names import is_name, normalize, parse_extra_name, parse_group_name, parse_package_name


@pytest.mark.parametrize(
    ("text", "normal"),
    [("foo", "foo"), ("Foo", "foo"), ("a_b.c", "a-b-c"), ("a--b", "a-b"), ("A._-b", "a-b"), ("a-_-.b", "a-b")],
)
def test_runs_of_separators_become_one_hyphen_in_lower_case(text: str, normal: str) -> None:
    assert normalize(text) == normal
    assert parse_package_name(text) == normal


@pytest.mark.parametrize("text", ["", "-a", "a-", ".a", "_", "a b", "a$", "é", "aé", "a\n"])
def test_what_is_not_a_name_is_refused_with_the_words_of_uv(text: str) -> None:
    assert not is_name(text)
    with pytest.raises(ParseError) as caught:
        parse_package_name(text)
    rule = "must start and end with a letter or digit and may only contain -, _, ., and alphanumeric characters"
    assert str(caught.value) == f'Not a valid package or extra name: "{text}". Names {rule}.'
    assert (caught.value.source, caught.value.start, caught.value.end) == (text, 0, len(text))
    with pytest.raises(ParseError, match=r"^Extra names must start and end .* characters$"):
        parse_extra_name(text)
    with pytest.raises(ParseError, match=r"^Not a valid package or extra name"):
        parse_group_name(text)


def test_extras_and_groups_are_normalised_like_packages() -> None:
    assert parse_extra_name("Dev_Tools") == "dev-tools"
    assert parse_group_name("Dev.Tools") == "dev-tools"
