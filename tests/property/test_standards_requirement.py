from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Oracle
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from standards_strategies import names, specifier_sets

from puv.errors import ParseError
from puv.standards.names import is_name, normalize
from puv.standards.requirement import parse_requirement, parse_requirement_lenient, parse_requirement_or_path

markers = st.sampled_from(
    ["", "; os_name == 'nt'", ";python_version>='3.8' and extra == 'x'", " ; (os_name=='a' or sys_platform!='b')"],
)
spaces = st.sampled_from(["", " "])


@st.composite
def requirements(draw: st.DrawFn) -> str:
    extras = draw(st.one_of(st.just(""), st.lists(names, max_size=3).map(lambda found: f"[{' , '.join(found)}]")))
    specifiers = draw(specifier_sets)
    if specifiers and draw(st.booleans()):
        specifiers = f"({specifiers})"
    return draw(spaces) + draw(names) + draw(spaces) + extras + draw(spaces) + specifiers + draw(markers)


@given(requirements())
def test_a_requirement_has_the_parts_that_packaging_finds(text: str) -> None:
    requirement, oracle = parse_requirement(text), Oracle(text.strip())
    assert requirement.name == canonicalize_name(oracle.name)
    assert set(requirement.extras) == {canonicalize_name(extra) for extra in oracle.extras}
    assert SpecifierSet(str(requirement.specifiers)) == oracle.specifier
    assert (requirement.marker is None) == (oracle.marker is None)
    assert requirement.url is None


@given(requirements())
def test_a_rendered_requirement_is_read_back_the_same(text: str) -> None:
    requirement = parse_requirement(text)
    assert parse_requirement(str(requirement)) == requirement
    assert str(parse_requirement(str(requirement))) == str(requirement)
    assert parse_requirement_lenient(text) == requirement


@given(st.text(alphabet="ab1.-_[](),;@<>=!~ '\"/:#", max_size=16))
def test_no_text_raises_anything_but_a_parse_error(text: str) -> None:
    for parse in (parse_requirement, parse_requirement_lenient, parse_requirement_or_path):
        try:
            parse(text)
        except ParseError as error:
            assert 0 <= error.start <= error.end <= len(text) + 1  # noqa: PT017 - not every text raises


@given(st.text(alphabet="ab1.-_[](),<>=!~ ", max_size=12))
def test_what_is_taken_without_an_address_is_taken_by_packaging_too(text: str) -> None:
    try:
        requirement = parse_requirement(text)
    except ParseError:
        return
    try:
        oracle = Oracle(text)
    except InvalidRequirement as problem:
        raise AssertionError(text) from problem
    assert canonicalize_name(oracle.name) == requirement.name


@given(st.text(alphabet="abZ0.-_ é", max_size=8))
def test_names_are_normalised_as_by_packaging(text: str) -> None:
    assert normalize(text) == canonicalize_name(text)
    assert not is_name(text) or is_name(normalize(text))
