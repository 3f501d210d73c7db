import pytest

from puv.errors import ParseError
from puv.standards.hashes import HASH_STRENGTH, ordered, parse_hash, strongest


@pytest.mark.parametrize("algorithm", HASH_STRENGTH)
@pytest.mark.parametrize("separator", [":", "="])
def test_digests_are_read_with_either_separator(algorithm: str, separator: str) -> None:
    digest = "aB" * (HASH_STRENGTH[algorithm] // 2)
    assert parse_hash(f"{algorithm}{separator}{digest}") == (algorithm, digest.lower())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sha256", "Unexpected hash (expected `<algorithm>:<hash>`): sha256"),
        (
            "sha1:abc",
            (
                "Unsupported hash algorithm "
                "(expected one of: `md5`, `sha256`, `sha384`, `sha512`, or `blake2b`) on: `sha1`"
            ),
        ),
        ("sha256:abc", "Invalid hash digest length (expected 64 hexadecimal characters, found 3)"),
        ("blake2b:abc", "Invalid hash digest length (expected 64 hexadecimal characters, found 3)"),
        ("md5:" + "z" * 32, f"Invalid hash digest (expected only hexadecimal characters): `{'z' * 32}`"),
    ],
)
def test_bad_digests_are_refused_with_the_words_of_uv(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_hash(text)
    assert str(caught.value) == message


def test_the_strongest_of_several_is_found() -> None:
    assert strongest(["md5:1", "sha512:2", "sha256:3"]) == "sha512:2"
    assert strongest(["sha1:1", "md5:2"]) == "md5:2"
    assert strongest(["sha1:1"]) == ""
    assert strongest([]) == ""


def test_ordering_puts_the_strongest_last_and_drops_the_unknown() -> None:
    pairs = [("sha512", "2"), ("sha1", "0"), ("md5", "1")]
    assert ordered(pairs) == ("md5:1", "sha512:2")
