"""`uv.lock` as text: what uv wrote is written again byte for byte, and what is wrong is said."""

from __future__ import annotations

import pytest

from puv.errors import LockfileError
from puv.lockfile.errors import LockMergeConflictError, LockReadError, LockVersionError
from puv.lockfile.lock import ScopedOverride, Source
from puv.lockfile.read import read_lock, read_pins
from puv.lockfile.scan import scan_lock
from puv.lockfile.write import render_lock
from support.locks import REAL_LOCKS, package_named, real_lock

SMALL = """\
version = 1
revision = 5
requires-python = ">=3.10"

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://example.org/simple" }
dependencies = [
    { name = "b" },
]
sdist = { url = "https://example.org/a-1.0.tar.gz", hash = "sha256:00", size = 3 }

[[package]]
name = "b"
version = "2.0"
source = { registry = "https://example.org/simple" }
"""


@pytest.mark.parametrize("name", REAL_LOCKS)
def test_what_uv_wrote_is_written_again_byte_for_byte(name: str) -> None:
    text = real_lock(name)
    assert render_lock(read_lock(text)) == text


@pytest.mark.parametrize("name", [name for name in REAL_LOCKS if name != "sources.lock"])
def test_what_uv_wrote_is_read_by_the_fast_reader(name: str) -> None:
    assert scan_lock(real_lock(name))["version"] == 1


@pytest.mark.parametrize("name", REAL_LOCKS)
def test_pins_alone_are_read_quickly(name: str) -> None:
    lock = read_lock(real_lock(name))
    assert read_pins(real_lock(name)) == [(package.id, package.fork_markers) for package in lock.packages]


def test_every_kind_of_source_is_told_apart() -> None:
    lock = read_lock(real_lock("sources.lock"))
    assert package_named(lock, "click").source == Source("registry", "flat")
    assert package_named(lock, "click").source.is_registry_path
    assert package_named(lock, "treeq").source == Source("directory", 'tree"q')
    assert package_named(lock, "plain").source == Source("editable", "plain")
    assert package_named(lock, "idna").wheels[0].name == "idna-3.7-py3-none-any.whl"
    certifi = package_named(lock, "certifi")
    assert certifi.source == Source("path", "wheels/certifi-2024.2.2.tar.gz")
    assert certifi.sdist is not None
    assert not certifi.sdist.name
    root = lock.root()
    assert root is not None
    assert root.name == "odd"
    assert [str(edge.package.version) for edge in root.dependencies if edge.package.name == "six"] == [
        "1.16.0",
        "1.17.0",
    ]


def test_scoped_overrides_and_excludes_are_read() -> None:
    manifest = read_lock(
        SMALL.replace(
            "\n[[package]]",
            '\n[manifest]\noverrides = [\n    { package = { name = "a", version = "1.0" }, dependencies = '
            '[{ name = "b", specifier = "<2" }] },\n    { name = "z" },\n]\nexcludes = ["c"]\n\n[[package]]',
            1,
        )
    ).manifest
    scoped, plain = manifest.overrides
    assert isinstance(scoped, ScopedOverride)
    assert (scoped.package, scoped.version, scoped.dependencies[0].specifier) == ("a", "1.0", "<2")
    assert plain == plain.replace(name="z")
    assert manifest.excludes == ("c",)


def test_other_layouts_are_read_too() -> None:
    other = SMALL.replace('{ name = "b" }', "{name='b'}").replace("[[package]]", "[[distribution]]")
    other = other.replace("source = { registry =", "source = {registry=").replace('hash = "sha256:00", size', "size")
    other = other.replace(", size = 3", ', hash = "sha256:00", size = 3')
    lock = read_lock(other)
    assert [str(package.id) for package in lock.packages] == [
        "a==1.0 @ registry+https://example.org/simple",
        "b==2.0 @ registry+https://example.org/simple",
    ]
    assert render_lock(read_lock(SMALL)) == SMALL


def test_unknown_keys_are_left_out_and_later_revisions_read() -> None:
    text = SMALL.replace("revision = 5", "revision = 9\nnews = 1").replace('name = "b"\n', 'name = "b"\nnews = [1]\n')
    lock = read_lock(text)
    assert (lock.revision, len(lock.packages)) == (9, 2)


def test_windows_line_ends_are_read() -> None:
    assert read_lock(SMALL.replace("\n", "\r\n")) == read_lock(SMALL)


def test_another_version_of_the_schema_is_refused_in_uvs_words() -> None:
    with pytest.raises(LockVersionError) as caught:
        read_lock(SMALL.replace("version = 1\n", "version = 2\n", 1))
    assert str(caught.value) == (
        "The lockfile at `uv.lock` uses an unsupported schema version (v2, but only v1 is supported). Downgrade to a "
        "compatible uv version, or remove the `uv.lock` prior to running `uv lock` or `uv sync`."
    )


def test_marks_of_an_unfinished_merge_are_named() -> None:
    with pytest.raises(LockReadError) as caught:
        read_lock(SMALL.replace('version = "2.0"', '<<<<<<< HEAD\nversion = "2.0"\n=======\nversion = "3"\n>>>>>>> x'))
    cause = caught.value.__cause__
    assert isinstance(cause, LockMergeConflictError)
    assert cause.line == 16
    assert "finish the merge" in cause.hints()[0].lower()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('requires-python = ">=3.10"\n', "", "\n1 | version = 1\n  | ^\nmissing field `requires-python`"),
        ('">=3.10"', '"x"', "Failed to parse version: Unexpected end of version specifier, expected operator:\nx\n^"),
        ('version = "1.0"\n', "", "Package `a` from a registry source has a missing `version` field"),
        ('source = { registry = "https://example.org/simple" }\n', "", "| ^^^^^^^^^^^\nmissing field `source`"),
        ("registry", "registrx", "| ^^^^^^^^^^^\ndata did not match any variant of untagged enum SourceWire"),
        ('"1.0"', '"1.x"', "| ^^^^^^^^^^^\nafter parsing `1`, found `.x`, which is not part of a valid version"),
        ('{ name = "b" }', '{ name = "c" }',
         "Dependency `c` has missing `source` field but has more than one matching package"),
        ('name = "a"', 'name = "-a"', 'Not a valid package or extra name: "-a"'),
        ('name = "a"', "name = 3", "[[package]]\n  | ^^^^^^^^^^^\ninvalid type"),
        ("revision", "revision revision", "TOML parse error at line 2, column"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_is(old: str, new: str, problem: str) -> None:
    with pytest.raises(LockReadError, match=r"^Failed to parse `uv\.lock`$") as caught:
        read_lock(SMALL.replace(old, new, 1))
    assert problem in str(caught.value.__cause__)


def test_a_file_without_sense_is_refused_when_it_is_asked_for() -> None:
    lock = read_lock(SMALL.replace("size = 3", "size = x"))
    with pytest.raises(LockfileError, match="size = x"):
        _ = lock.packages[0].sdist
