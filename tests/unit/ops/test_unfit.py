"""Wheels that are insisted on and do not fit: which are refused, and what is said of them."""

from __future__ import annotations

import pytest

from puv.errors import InstallError
from puv.model.resolution import Pin
from puv.model.target import Target
from puv.ops.addresses.unfit import refuse_unfit
from puv.standards.listing import File
from puv.standards.names import parse_package_name
from puv.standards.version import Version

TAGS = (
    "cp311-cp311-manylinux_2_36_x86_64",
    "cp311-abi3-manylinux_2_36_x86_64",
    "py3-none-any",
    "py3-none-linux_x86_64",
)
TARGET = Target(
    markers={}, tags={tag: rank for rank, tag in enumerate(TAGS)}, python_version=Version.parse("3.11"),
    installed_python_version=Version.parse("3.11"),
)  # fmt: skip


def pin(filename: str, scheme: str = "file:///here/") -> Pin:
    url = scheme + filename
    return Pin(
        name=parse_package_name(filename.partition("-")[0]), version=Version.parse("1.0"),
        file=File(filename=filename, url=url), url=url,
    )  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_what_fits_is_let_through(tag: str) -> None:
    refuse_unfit([pin(f"a-1.0-{tag}.whl")], TARGET, frozenset())


def test_what_comes_from_an_index_is_not_looked_at() -> None:
    entry = pin("a-1.0-cp39-cp39-win_amd64.whl")
    entry.url = ""
    refuse_unfit([entry], TARGET, frozenset())


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        ("cp311-cp311-win_amd64", "Windows (`win_amd64`), but you're on Linux (`manylinux_2_36_x86_64`)"),
        ("py3-none-macosx_11_0_arm64", "macOS (`macosx_11_0_arm64`), but you're on Linux (`manylinux_2_36_x86_64`)"),
        ("cp312-cp312-linux_x86_64", "CPython 3.12 (`cp312`), but you're using CPython 3.11 (`cp311`)"),
        ("py312-none-any", "Python 3.12 (`py312`), but you're using CPython 3.11 (`cp311`)"),
        ("pp310-pypy310_pp73-linux_x86_64", "PyPy 3.10 (`pp310`), but you're using CPython 3.11 (`cp311`)"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(tag: str, told: str) -> None:
    name = f"a-1.0-{tag}.whl"
    with pytest.raises(InstallError, match=r"^Failed to determine installation plan$") as caught:
        refuse_unfit([pin(name)], TARGET, frozenset())
    cause = caught.value.__cause__
    assert isinstance(cause, InstallError)
    assert str(cause) == f"A path ({name}) dependency is incompatible with the current platform"
    assert cause.hints() == (f"The wheel is compatible with {told}",)


def test_credentials_of_a_url_are_masked() -> None:
    with pytest.raises(InstallError) as caught:
        refuse_unfit([pin("a-1.0-py3-none-win32.whl", "https://user:secret@example.org/")], TARGET, frozenset())
    assert "A URL (https://user:****@example.org/a-1.0" in str(caught.value.__cause__)


@pytest.mark.parametrize("forbidden", [True, frozenset(("a",))])
def test_a_wheel_is_refused_where_wheels_are_forbidden(forbidden: object) -> None:
    with pytest.raises(InstallError) as caught:
        refuse_unfit([pin("a-1.0-py3-none-any.whl")], TARGET, forbidden)  # type: ignore[arg-type]  # one or the other
    assert "which conflicts with `--no-binary`: file:///here/a-1.0" in str(caught.value.__cause__)
