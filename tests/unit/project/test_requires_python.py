"""The Pythons of a workspace; forms and messages are those of uv 0.13.8."""

from __future__ import annotations

import pytest

from puv.project.requires_python import ConflictingPythonsError, ambiguous_tildes, combined
from puv.standards.specifiers import parse_specifiers


def shown(*texts: str) -> str:
    found = combined({f"p{at}": parse_specifiers(text) for at, text in enumerate(texts)})
    return ", ".join(map(str, found or ()))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), ""),
        ((">=3.9",), ">=3.9"),
        (("~=3.9",), ">=3.9, <4"),
        ((">=3.9,!=3.9.1",), ">=3.9, !=3.9.1"),
        (("==3.11.*",), "==3.11.*"),
        (("==3.11.7",), "==3.11.7"),
        ((">=3.9.0",), ">=3.9.0"),
        ((">3.8",), ">3.8"),
        (("<=3.12,>=3.8.1",), ">=3.8.1, <=3.12"),
        (("<4",), "<4"),
        ((">=3.9rc1",), ">=3.9"),
        (("!=3.9.*,>=3.8",), ">=3.8, !=3.9.*"),
        ((">=3.9", ">=3.10"), ">=3.10"),
        ((">=3.9", "<3.13"), ">=3.9, <3.13"),
        (("~=3.9", ">=3.9.5"), ">=3.9.5, <4"),
        (("==3.11.*", ">=3.9"), "==3.11.*"),
        ((">=3.9,<4", ">=3.10,<5"), ">=3.10, <4"),
    ],
)
def test_what_all_admit_is_written_in_one_form(texts: tuple[str, ...], expected: str) -> None:
    assert shown(*texts) == expected


def test_what_nothing_satisfies_is_refused() -> None:
    with pytest.raises(ConflictingPythonsError) as caught:
        combined({"b": parse_specifiers(">=3.9"), "a": parse_specifiers("<3.8")})
    assert str(caught.value) == "Found conflicting Python requirements:\n- a: <3.8\n- b: >=3.9"


def test_a_tilde_without_a_patch_is_warned_of() -> None:
    (warning,) = ambiguous_tildes({"app": parse_specifiers("~=3.9"), "b": parse_specifiers("~=3.9.1")})
    assert warning.startswith("The `requires-python` specifier (`~=3.9`) in `app` uses the tilde specifier")
    assert "`>=3.9, <4`. Did you mean `~=3.9.0` to constrain the version as `>=3.9.0, <3.10`?" in warning
