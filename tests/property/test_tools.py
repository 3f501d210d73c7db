"""Receipts, dotenv files and the words of tools, whatever stands in them."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from puv.errors import PuvError
from puv.model.requirement import Dependency
from puv.ops.tool.targets import comma_separated, parse_target, python_of
from puv.project.tool_receipt import Receipt, ToolEntry, parse_receipt, render_receipt
from puv.standards.dotenv import parse_dotenv
from puv.standards.names import normalize
from puv.standards.requirement import Requirement
from puv.standards.specifiers import parse_specifiers

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
SPECIFIERS = st.sampled_from(["", ">=1", "<2", "==1.*", ">=1,<2", "~=1.4", "!=3"])
REQUIREMENTS = st.builds(
    lambda name, text: Dependency(Requirement(normalize(name), (), parse_specifiers(text))), NAMES, SPECIFIERS
)
VALUES = st.recursive(
    st.booleans() | TEXTS | st.integers(0, 999),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=6,
)
RECEIPTS = st.builds(
    Receipt,
    requirements=st.lists(REQUIREMENTS, min_size=1, max_size=4).map(tuple),
    constraints=st.lists(REQUIREMENTS, max_size=2).map(tuple),
    excludes=st.lists(NAMES, max_size=2).map(tuple),
    python=TEXTS,
    entries=st.lists(st.builds(ToolEntry, name=TEXTS, install_path=TEXTS, package=NAMES), max_size=3).map(tuple),
    options=st.dictionaries(NAMES, VALUES, max_size=3),
)


@given(RECEIPTS)
def test_a_receipt_comes_back_as_it_went(receipt: Receipt) -> None:
    text = render_receipt(receipt)
    assert parse_receipt(text) == receipt
    assert render_receipt(parse_receipt(text)) == text


@given(TEXTS)
def test_a_text_is_a_receipt_or_refused(text: str) -> None:
    with suppress(PuvError):
        parse_receipt(f"[tool]\nrequirements = [{text}]\n")


@given(st.dictionaries(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True), TEXTS, max_size=4))
def test_variables_in_single_quotes_come_back(variables: dict[str, str]) -> None:
    wanted = {name: text.replace("'", "").replace("\r\n", "\n") for name, text in variables.items()}
    text = "".join(f"{name}='{value}'\n" for name, value in wanted.items())
    assert parse_dotenv(text, {}) == (wanted, None)


@given(TEXTS)
def test_a_dotenv_text_is_read_to_its_end_or_to_a_problem(text: str) -> None:
    found, problem = parse_dotenv(text, {})
    assert all(isinstance(value, str) for value in found.values())
    assert problem is None or problem.position >= 0


@given(TEXTS)
def test_a_word_names_a_target_or_is_refused(text: str) -> None:
    try:
        python_of(text)
        target = parse_target(text)
    except PuvError:
        return
    assert target.kind == "unspecified" or target.name


@given(st.lists(st.tuples(NAMES, SPECIFIERS).map("".join), min_size=1, max_size=4))
def test_requirements_between_commas_come_apart_again(requirements: list[str]) -> None:
    assert list(comma_separated([",".join(requirements)])) == requirements
