from __future__ import annotations

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from puv.settings import Layer, Settings, resolve
from puv.settings.exclude_newer import Moment
from puv.settings.layers import GROUPS, merged
from puv.settings.locate import Located

ROWS = {
    "network.offline": st.booleans(),
    "index.find_links": st.lists(st.sampled_from("abc"), max_size=3).map(tuple),
    "install.link_mode": st.sampled_from(["copy", "clone"]),
    "resolve.upgrade_package": st.lists(st.sampled_from("xyz"), max_size=2).map(tuple),
}
VALUES = st.fixed_dictionaries({}, optional=ROWS)


def layer(values: dict[str, object]) -> Layer:
    return Layer(kind="project", values=values)


def combined(low: dict[str, object], high: dict[str, object]) -> dict[str, object]:
    found = dict(low)
    for path, value in high.items():
        group, _, name = path.partition(".")
        row = GROUPS[group].__options__[name]
        found[path] = merged(row, found[path], value) if path in found else value
    return found


@settings(max_examples=100)
@given(VALUES, VALUES, VALUES)
def test_combining_layers_is_associative(
    one: dict[str, object], two: dict[str, object], three: dict[str, object]
) -> None:
    assert combined(combined(one, two), three) == combined(one, combined(two, three))
    assert resolve([layer(one), layer(two), layer(three)]) == resolve([layer(combined(combined(one, two), three))])


@settings(max_examples=50)
@given(VALUES)
def test_an_empty_layer_changes_nothing(values: dict[str, object]) -> None:
    assert resolve([layer({}), layer(values)]) == resolve([layer(values)]) == resolve([layer(values), layer({})])
    assert resolve([layer({})]) == Settings()


NAMES = st.text("abc-_", min_size=1, max_size=4)
SCALARS = st.sampled_from(["1", "true", '"a # b"', "'c]'", '"""x\ny"""', "1979-05-27", "1.5", '"q\\"u"'])
VALUE = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[ " + ", ".join(items) + " ]"),
        st.dictionaries(NAMES, inner.filter(lambda text: "\n" not in text), max_size=2).map(
            lambda items: "{ " + ", ".join(f"{key} = {text}" for key, text in items.items()) + " }"
        ),
    ),
    max_leaves=4,
)
TABLES = st.dictionaries(NAMES, st.dictionaries(NAMES, VALUE, max_size=3), max_size=3)


def at(document: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        document = document[part]  # type: ignore[index]
    return document


@settings(max_examples=100)
@given(TABLES)
def test_every_located_value_is_what_the_parser_read_there(tables: dict[str, dict[str, str]]) -> None:
    text = "".join(
        f"[{name}] # note\n" + "".join(f"  {key} = {value}\n" for key, value in pairs.items())
        for name, pairs in tables.items()
    )
    document = tomllib.loads(text)
    located = Located(text)

    for name, pairs in tables.items():
        for key in pairs:
            begin, end = located.values[name, key]
            assert tomllib.loads(f"v = {text[begin:end]}")["v"] == at(document, (name, key))
            begin, end = located.keys[name, key]
            assert text[begin:end] == key


@settings(max_examples=100)
@given(st.text(max_size=12))
def test_a_moment_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        moment = Moment.parse(text)
    except ValueError as error:
        assert text in str(error)  # noqa: PT017 - both outcomes are right, and only one has a message
    else:
        assert (moment.timestamp is None) != (moment.span is None)
