from __future__ import annotations

from puv.resolver.priority import Conflicts, Priorities


def test_addresses_go_first_then_pins_then_the_order_of_first_sight() -> None:
    priorities = Priorities()
    for name in ("a", "b", "c", "d"):
        priorities.see(name)
    priorities.see("c", singleton=True)
    priorities.see("d", url=True)
    assert sorted("abcd", key=priorities.key) == ["d", "c", "a", "b"]


def test_conflicts_move_only_packages_without_a_class_of_their_own() -> None:
    priorities = Priorities()
    for name in ("a", "b", "c"):
        priorities.see(name)
    priorities.see("c", singleton=True)
    assert priorities.defer("a")
    assert priorities.prefer("b")
    assert not priorities.prefer("a")
    assert not priorities.defer("c")
    assert sorted("abc", key=priorities.key) == ["c", "b", "a"]


def test_the_fifth_conflict_is_noted_once() -> None:
    conflicts = Conflicts()
    for _ in range(7):
        conflicts.record(1, [2, 3])
    conflicts.record(4, [2])
    assert conflicts.newly_affected == [1]
    assert conflicts.newly_culprit == [2, 3]
