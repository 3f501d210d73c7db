import pytest

from puv.errors import ParseError
from puv.standards.filenames import parse_sdist_name, parse_wheel_name, sdist_extension
from puv.standards.version import Version


def test_a_wheel_name_has_parts() -> None:
    wheel = parse_wheel_name("Foo_Bar-1.0+l_2-3b-py2.py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")
    assert (wheel.name, str(wheel.version), wheel.build) == ("foo-bar", "1.0+l.2", (3, "b"))
    assert wheel.python_tags == ("py2", "py3")
    assert wheel.abi_tags == ("none",)
    assert wheel.platform_tags == ("manylinux_2_17_x86_64", "manylinux2014_x86_64")
    assert wheel.tags() == (
        "py2-none-manylinux_2_17_x86_64",
        "py2-none-manylinux2014_x86_64",
        "py3-none-manylinux_2_17_x86_64",
        "py3-none-manylinux2014_x86_64",
    )


def test_wheel_names_are_values() -> None:
    wheel = parse_wheel_name("foo-1.0-py3-none-any.whl")
    assert wheel == parse_wheel_name("foo-1.0-py3-none-any.whl")
    assert hash(wheel) == hash(parse_wheel_name("foo-1.0-py3-none-any.whl"))
    assert wheel != parse_wheel_name("foo-1.0-py2-none-any.whl")
    assert wheel.build is None
    assert repr(wheel) == "WheelName('foo-1.0-py3-none-any.whl')"


@pytest.mark.parametrize(
    ("filename", "problem"),
    [
        ("a.whl", "is invalid: Must have a version"),
        ("a-1.0.whl", "is invalid: Must have a Python tag"),
        ("a-1.0-py3.whl", "is invalid: Must have an ABI tag"),
        ("a-1.0-py3-none.whl", "is invalid: Must have a platform tag"),
        ("a-1.0-py3-none-any.zip", "is invalid: Must end with .whl"),
        ("a-1.0-py3-none-any-x-y.whl", "has an invalid build tag: must start with a digit"),
        (
            "a-1.0-99999999999999999999999-py3-none-any.whl",
            "has an invalid build tag: number too large to fit in target type",
        ),
        ("a-1.0-py3-none-any-x-y-z.whl", "is invalid: Must have 5 to 7 components, but has more"),
        ("a-1.0-py3-none-any-.whl", "has an invalid variant label: Variant label must not be empty"),
        ("a-1.0-2-none-any.whl", "is invalid: Python tag must not start with a digit"),
        ("a-1.0-1-2-none-any.whl", "is invalid: Python tag must not start with a digit"),
        (
            "a-x-py3-none-any.whl",
            "has an invalid version: expected version to start with a number, but no leading ASCII digits were found",
        ),
        (
            "a-1_0-py3-none-any.whl",
            "has an invalid version: after parsing `1`, found `_0`, which is not part of a valid version",
        ),
        ("a b-1.0-py3-none-any.whl", "has an invalid package name"),
        ("-1.0-py3-none-any.whl", "has an invalid package name"),
        (
            "a-1.0--none-any.whl",
            "is invalid: Tag components must contain only ASCII letters, digits, underscores, and periods",
        ),
        (
            "a-1.0-py3..py2-none-any.whl",
            "is invalid: Tag components must contain only ASCII letters, digits, underscores, and periods",
        ),
    ],
)
def test_bad_wheel_names_are_refused_with_the_words_of_uv(filename: str, problem: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_wheel_name(filename)
    assert str(caught.value) == f"The wheel filename `{filename}` {problem}"


def test_wheel_variants_are_named_as_such() -> None:
    for filename in ("a-1-py3-none-any-x.whl", "a-1-1-py3-none-any-x.whl"):
        with pytest.raises(ParseError) as caught:
            parse_wheel_name(filename)
        assert str(caught.value) == f"Wheel variant `{filename}` requires `--preview-features wheel-variants`"


@pytest.mark.parametrize(
    ("filename", "package", "version"),
    [
        ("foo-1.0.tar.gz", "foo", "1.0"),
        ("Foo.Bar-1.0.zip", "foo-bar", "1.0"),
        ("foo-bar-1.0.tar.bz2", "foo-bar", "1.0"),
        ("foo__bar-1.0-1.tgz", "foo-bar", "1.0.post1"),
        ("foo-2-1.0.tar.gz", "foo-2", "1.0"),
    ],
)
def test_a_source_archive_tells_its_version(filename: str, package: str, version: str) -> None:
    assert parse_sdist_name(filename, package) == Version.parse(version)


@pytest.mark.parametrize(
    ("filename", "problem"),
    [
        ("foo-1.0.exe", "must end with a supported extension"),
        ("bar-1.0.tar.gz", "has a name that is not `foo`"),
        ("foo.tar.gz", "has a name that is not `foo`"),
        ("foo-x.tar.gz", "has an invalid version: expected version to start with a number"),
    ],
)
def test_other_archives_are_refused(filename: str, problem: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_sdist_name(filename, "foo")
    assert str(caught.value).startswith(f"The source distribution filename `{filename}` {problem}")


def test_the_extension_of_source_archives_is_known() -> None:
    assert sdist_extension("a-1.tar.gz") == ".tar.gz"
    assert sdist_extension("a-1.tar.xz") == ".tar.xz"
    assert sdist_extension("a-1-py3-none-any.whl") == ""
