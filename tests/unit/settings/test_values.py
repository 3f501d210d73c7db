from __future__ import annotations

import re

import pytest

from puv.settings import values


@pytest.mark.parametrize("text", ["y", "YES", "t", "True", "on", "1"])
def test_switches_turn_on(text: str) -> None:
    assert values.boolish(text) is True


@pytest.mark.parametrize("text", ["n", "No", "f", "FALSE", "off", "0"])
def test_switches_turn_off(text: str) -> None:
    assert values.boolish(text) is False


@pytest.mark.parametrize(
    ("check", "text", "message"),
    [
        (values.boolish, "2", "value was not a boolean"),
        (
            values.package_name,
            "a b",
            'Not a valid package or extra name: "a b". Names must start and end with a letter',
        ),
        (values.package_name, "-a", 'Not a valid package or extra name: "-a".'),
        (values.extra_name, "", "Extra names must start and end with a letter or digit"),
        (values.requirement, "", "Empty field is not allowed for PEP508"),
        (
            values.requirement,
            "foo bar",
            "Expected one of `@`, `(`, `<`, `=`, `>`, `~`, `!`, `;`, found `b`\nfoo bar\n    ^",
        ),
        (values.key_value, "abc", "Invalid config setting: abc (expected `KEY=VALUE`)"),
        (values.package_key_value, "a=b", "Invalid config setting: a=b (expected `PACKAGE:KEY=VALUE`)"),
        (values.group_name, "a:b", "The `--group` path is required to end in `pyproject.toml`"),
        (values.path, "", ""),
        (values.python_version, "abc", "Python version `abc` could not be parsed: expected version to start"),
        (values.insecure_host, "http://foo:x", "invalid port for `--trusted-host`: `foo:x`"),
        (values.index, "a=", "path could not be converted to an absolute path: "),
        (values.index, "http://[x", "invalid IPv6 address"),
        (values.number, "", "cannot parse integer from empty string"),
        (values.number, "x", "invalid digit found in string"),
        (values.positive, "0", "number would be zero for non-zero type"),
        (values.seconds, "x", "invalid digit found in string; value should be an integer number of seconds"),
    ],
)
def test_wrong_texts_are_explained_as_uv_does(check: object, text: str, message: str) -> None:
    assert callable(check)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        check(text)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (values.package_or_all, ":all:"),
        (values.package_or_all, "Foo.bar"),
        (values.requirement, "foo>=1; python_version<'3'"),
        (values.requirement, "foo[bar]"),
        (values.package_key_value, "a:b=c"),
        (values.group_name, "dev"),
        (values.group_name, "sub/pyproject.toml:dev"),
        (values.insecure_host, "localhost:8080"),
        (values.insecure_host, "https://localhost"),
        (values.index, "name=https://example.org/simple"),
        (values.python_version, "3.8.1"),
    ],
)
def test_right_texts_stay_as_written(check: object, text: str) -> None:
    assert callable(check)
    assert check(text) == text


def test_pairs_check_both_sides() -> None:
    check = values.package_pair("exclude-newer-package", "`PACKAGE=DATE`", values.number)

    assert check("a=3") == "a=3"
    with pytest.raises(ValueError, match="expected format `PACKAGE=DATE`"):
        check("a")
    with pytest.raises(ValueError, match="Not a valid package"):
        check("a b=3")
    with pytest.raises(ValueError, match="invalid digit"):
        check("a=x")
