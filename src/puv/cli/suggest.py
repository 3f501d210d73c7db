"""Which known word was meant: Jaro similarity, with clap's threshold. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_ENOUGH = 0.7


def similarity(left: str, right: str) -> float:
    """Return the Jaro similarity of two words, from 0 to 1."""
    if not left or not right:
        return 1.0 if left == right else 0.0
    reach = max(max(len(left), len(right)) // 2 - 1, 0)
    taken = [False] * len(right)
    matched: list[str] = []
    for at, character in enumerate(left):
        for other in range(max(0, at - reach), min(len(right), at + reach + 1)):
            if not taken[other] and right[other] == character:
                taken[other] = True
                matched.append(character)
                break
    if not matched:
        return 0.0
    order = [character for character, hit in zip(right, taken, strict=True) if hit]
    swaps = sum(one != two for one, two in zip(matched, order, strict=True)) // 2
    count = len(matched)
    return (count / len(left) + count / len(right) + (count - swaps) / count) / 3


def similar(word: str, known: Iterable[str]) -> list[str]:
    """Return the known words that are close enough, the closest last."""
    scored = [(similarity(word, candidate), candidate) for candidate in known]
    return [candidate for score, candidate in sorted(scored, key=lambda pair: pair[0]) if score > _ENOUGH]
