from contextlib import suppress

import packaging.tags
from hypothesis import given
from hypothesis import strategies as st
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
from standards_strategies import versions

from puv.errors import ParseError
from puv.standards.filenames import parse_sdist_name, parse_wheel_name
from puv.standards.hashes import HASH_STRENGTH, parse_hash
from puv.standards.tags import compatible_tags, manylinux_platforms, musllinux_platforms, wheel_rank, windows_platforms

part = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True)
tag_sets = st.lists(part, min_size=1, max_size=3, unique_by=str.lower).map(".".join)
builds = st.one_of(st.just(""), st.from_regex(r"-[0-9]{1,3}[a-z_]{0,3}", fullmatch=True))
project = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9_.]{0,6}[A-Za-z0-9])?", fullmatch=True)
file_version = versions().map(
    lambda text: text.strip().replace("-", "_") if "-" in text and "+" in text else text.strip()
)


@st.composite
def wheels(draw: st.DrawFn) -> str:
    version = draw(versions(plain=True).map(lambda text: text.replace("-", ".")))
    return f"{draw(project)}-{version}{draw(builds)}-{draw(tag_sets)}-{draw(tag_sets)}-{draw(tag_sets)}.whl"


@given(wheels())
def test_wheel_names_have_the_parts_that_packaging_finds(filename: str) -> None:
    try:
        name, version, build, tags = parse_wheel_filename(filename)
    except InvalidWheelFilename:
        return  # packaging knows more rules about names of projects
    wheel = parse_wheel_name(filename)
    assert wheel.name == name
    assert str(wheel.version) == str(version)
    assert wheel.build == (build or None)
    assert {tag.lower() for tag in wheel.tags()} == {str(tag) for tag in tags}


@given(st.text(alphabet="a1-._+", max_size=14).map(lambda text: text + ".whl"))
def test_no_file_name_raises_anything_but_a_parse_error(filename: str) -> None:
    for parse in (parse_wheel_name, lambda name: parse_sdist_name(name[:-4] + ".zip", "a")):
        with suppress(ParseError):
            parse(filename)


@given(project, versions(plain=True, local=False), st.sampled_from([".tar.gz", ".zip"]))
def test_source_archives_have_the_version_that_packaging_finds(name: str, version: str, extension: str) -> None:
    filename = f"{name.replace('-', '_')}-{version.replace('-', '.')}{extension}"
    try:
        package, expected = parse_sdist_filename(filename)
    except InvalidSdistFilename:
        return
    assert str(parse_sdist_name(filename, package)) == str(expected)


platform_lists = st.one_of(
    st.builds(
        manylinux_platforms, st.sampled_from(["x86_64", "aarch64", "i686"]), st.tuples(st.just(2), st.integers(17, 40))
    ),
    st.builds(musllinux_platforms, st.sampled_from(["x86_64", "aarch64"]), st.tuples(st.just(1), st.integers(0, 3))),
    st.builds(windows_platforms, st.sampled_from(["x86_64", "i686", "aarch64"])),
)


@given(st.tuples(st.just(3), st.integers(2, 14)), platform_lists)
def test_tags_of_cpython_stand_in_the_order_of_packaging(python: tuple[int, int], platforms: tuple[str, ...]) -> None:
    interpreter = f"cp{python[0]}{python[1]}"
    theirs = [
        *packaging.tags.cpython_tags(python, abis=[interpreter], platforms=platforms),
        *packaging.tags.compatible_tags(python, interpreter=interpreter, platforms=platforms),
    ]
    assert list(compatible_tags("cpython", python, platforms)) == list(dict.fromkeys(map(str, theirs)))


@given(wheels(), st.tuples(st.just(3), st.integers(2, 14)))
def test_a_wheel_has_a_rank_exactly_when_one_of_its_tags_has(filename: str, python: tuple[int, int]) -> None:
    try:
        wheel = parse_wheel_name(filename)
    except ParseError:
        return
    tags = compatible_tags("cpython", python, ["win_amd64"])
    wheel.platform_tags = (*wheel.platform_tags, "any")
    wheel.python_tags = (*wheel.python_tags, "py3")
    wheel.abi_tags = (*wheel.abi_tags, "none")
    assert wheel_rank(wheel, tags) == min(tags[tag] for tag in wheel.tags() if tag in tags)


@given(st.sampled_from(sorted(HASH_STRENGTH)), st.data())
def test_every_digest_of_the_right_length_is_read(algorithm: str, data: st.DataObject) -> None:
    digest = data.draw(
        st.text("0123456789abcdef", min_size=HASH_STRENGTH[algorithm], max_size=HASH_STRENGTH[algorithm])
    )
    assert parse_hash(f"{algorithm}:{digest}") == (algorithm, digest)
