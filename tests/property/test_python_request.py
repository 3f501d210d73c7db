"""Laws of requests for a Python."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from puv.errors import PuvError
from puv.python.request import PythonRequest, parse_request

TEXTS = st.text(alphabet="0123456789.>=<!~*,+-@/ tdpycrabonlixu_", max_size=24) | st.text(max_size=12)
RELEASES = st.tuples(st.just(3), st.integers(13, 255), st.integers(0, 255)) | st.tuples(
    st.just(3), st.integers(13, 255)
)
VARIANTS = st.sampled_from(["", "+freethreaded", "+debug", "+gil", "+freethreaded+debug"])


@given(TEXTS)
def test_every_text_is_a_request_or_a_typed_error(text: str) -> None:
    try:
        request = parse_request(text)
    except PuvError:
        return
    assert isinstance(request, PythonRequest)
    assert isinstance(request.describe(), str)


@given(RELEASES, VARIANTS)
def test_a_version_is_described_as_it_is_written(release: tuple[int, ...], variant: str) -> None:
    text = ".".join(map(str, release)) + variant
    assert parse_request(text).describe() == f"Python {text}"
    assert parse_request(f"cpython@{text}").describe() == f"CPython {text}"


@given(TEXTS)
def test_a_description_of_a_version_is_a_request_for_the_same(text: str) -> None:
    try:
        request = parse_request(text)
    except PuvError:
        return
    if request.kind == "version" and not request.implementation and request.version and not request.version.is_range:
        assert parse_request(str(request.version)).version == request.version
