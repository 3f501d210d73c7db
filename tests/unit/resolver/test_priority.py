from __future__ import annotations

from puv.resolver.priority import Conflicts, Priorities


def test_addresses_go_first_then_pins_then_the_order_of_first_sight() -> None:
    priorities = Priorities()
    for name in ("a", "b", "c", "d"):
        priorities.see(name)
    priorities.see("c", singleton=True)
    priorities.see("d", url=True)
    assert sorted("abcd", key=priorities.key) == ["d", "c", "a", "b"]


def test_culprits_go_later_unless_they_suffered_or_have_an_address() -> None:
    priorities = Priorities()
    for name in ("a", "b", "c", "d"):
        priorities.see(name)
    priorities.see("c", singleton=True)
    priorities.see("d", url=True)
    assert priorities.defer("a")
    assert priorities.prefer("b")
    assert not priorities.prefer("a")
    assert not priorities.defer("b")
    assert not priorities.defer("d")
    assert sorted("abcd", key=priorities.key) == ["d", "c", "b", "a"]
    assert priorities.defer("c")
    assert sorted("abcd", key=priorities.key) == ["d", "b", "a", "c"]


def test_a_culprit_is_undone_again_for_another_variant_of_its_name() -> None:
    priorities = Priorities()
    priorities.see("a")
    assert priorities.defer("a")
    assert priorities.defer("a")


def test_the_fifth_conflict_is_noted_once() -> None:
    conflicts = Conflicts()
    for _ in range(7):
        conflicts.record(1, [2, 3])
    conflicts.record(4, [2])
    assert conflicts.newly_affected == [1]
    assert conflicts.newly_culprit == [2, 3]
