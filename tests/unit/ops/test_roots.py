"""Where drawings of graphs begin; what uv shows of them was asked of uv 0.13.8 itself."""

from __future__ import annotations

import pytest

from puv.ops.pip.roots import roots

CASES = [
    ({"a": "", "b": ""}, "ab", "ab"),
    ({"a": "b", "b": ""}, "a", "b"),
    ({"a": "b", "b": "a"}, "b", "a"),
    ({"a": "", "b": "b"}, "ab", "ab"),
    ({"a": "", "b": "ab"}, "b", "a"),
    ({"a": "b", "b": "ab"}, "", "a"),
    ({"a": "a", "b": "b"}, "a", "a"),
    ({"a": "ab", "b": "b"}, "a", ""),
    ({"a": "ab", "b": "a"}, "b", ""),
    ({"a": "ab", "b": "ab"}, "", ""),
    ({"a": "b", "b": "c", "c": "a"}, "c", "c"),
]


@pytest.mark.parametrize(("graph", "forwards", "backwards"), CASES)
def test_drawings_begin_where_uv_s_do(graph: dict[str, str], forwards: str, backwards: str) -> None:
    names = sorted(graph)
    edges = [(names.index(source), names.index(target)) for source in names for target in graph[source]]
    assert "".join(names[node] for node in roots(len(names), edges)) == forwards
    assert "".join(names[node] for node in roots(len(names), [(b, a) for a, b in edges])) == backwards


def test_a_long_cycle_that_is_entered_once_begins_at_its_entry() -> None:
    edges = [(0, 1), (1, 5000), *((node, node + 1) for node in range(1, 4999)), (4999, 1)]
    assert roots(5001, edges) == (0,)
