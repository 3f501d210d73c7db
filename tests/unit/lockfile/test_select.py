"""What of a lock an environment needs, and which files that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.errors import PuvError
from puv.lockfile.asked import (
    ExtrasAsked,
    GroupsAsked,
    check_conflicts,
    check_defined,
    roots_of,
)
from puv.lockfile.errors import ConflictsEnabledError, NotInstallableError
from puv.lockfile.pins import Choice, git_address, pins_of
from puv.lockfile.places import absolute
from puv.lockfile.read import read_lock
from puv.lockfile.select import Selected, select
from puv.model.target import Target
from puv.standards.git_url import parse_git_url
from puv.standards.names import normalize
from puv.standards.version import Version
from support.locks import package_named, real_lock

if TYPE_CHECKING:
    from puv.lockfile.lock import Lock

LINUX = {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64", "os_name": "posix"}


def env(python: str = "3.11.4", platform: str = "linux") -> dict[str, str]:
    return {**LINUX, "python_full_version": python, "sys_platform": platform}


def target(python: str = "3.11", *tags: str, platform: str = "linux") -> Target:
    version = Version.parse(python)
    ranked = {tag: rank for rank, tag in enumerate(tags or ("py3-none-any", "py2.py3-none-any"))}
    return Target(
        markers=env(f"{python}.1", platform), tags=ranked, python_version=version, installed_python_version=version
    )


def ask(lock: Lock, *words: str, members: tuple[str, ...] = (), environment: dict[str, str] | None = None) -> list[str]:
    """Select by words such as `+extra`, `:group`, `only:group`, `all`; return `name==version[extras]`."""
    extras = ExtrasAsked(names=tuple(normalize(w[1:]) for w in words if w[0] == "+"), every="all" in words)  # type: ignore[arg-type, misc]  # one grammar
    groups = GroupsAsked(
        names=tuple(normalize(w[1:]) for w in words if w[0] == ":"),  # type: ignore[arg-type, misc]  # one grammar
        only=tuple(normalize(w[5:]) for w in words if w.startswith("only:")),  # type: ignore[arg-type, misc]  # one grammar
        every="groups" in words,
    )
    root = lock.root()
    names = members or ((root.name,) if root is not None else ())
    roots = roots_of(lock, map(normalize, names), extras, groups, manifest=root is None)
    check_conflicts(lock, roots)
    return [shown(entry) for entry in select(lock, roots, environment or env())]


def shown(entry: Selected) -> str:
    extras = f"[{','.join(entry.extras)}]" if entry.extras else ""
    version = f"=={entry.package.version}" if entry.package.version is not None else ""
    return f"{entry.package.name}{extras}{version}"


def test_a_project_brings_what_applies_to_the_environment() -> None:
    lock = read_lock(real_lock("small.lock"))
    linux, windows = ask(lock), ask(lock, environment=env(platform="win32"))
    assert "small==0.1.0" in linux
    assert not any(entry.startswith("rich") for entry in linux)
    assert any(entry.startswith("rich") for entry in windows)
    assert any(entry.startswith("httpx[http2]==") for entry in linux)
    assert any(entry.startswith("h2==") for entry in linux)


def test_extras_and_groups_are_added_when_asked_for() -> None:
    lock = read_lock(real_lock("small.lock"))
    assert not any(entry.startswith(("click", "pytest")) for entry in ask(lock))
    assert any(entry.startswith("click") for entry in ask(lock, "+cli"))
    assert any(entry.startswith("click") for entry in ask(lock, "all"))
    assert any(entry.startswith("pytest") for entry in ask(lock, ":dev"))


def test_only_a_group_leaves_the_project_out() -> None:
    lock = read_lock(real_lock("small.lock"))
    alone = ask(lock, "only:dev")
    assert any(entry.startswith("pytest") for entry in alone)
    assert not any(entry.startswith(("small", "httpx", "anyio")) for entry in alone)


def test_each_environment_gets_one_version_of_a_name() -> None:
    lock = read_lock(real_lock("conflicts.lock"))
    assert "numpy==2.2.6" in ask(lock, "+b", environment=env("3.10.1"))
    assert "numpy==2.4.6" in ask(lock, "+b")
    assert "numpy==1.26.4" in ask(lock, "+a")
    assert "anyio==3.7.1" in ask(lock, ":g1")
    assert "anyio==4.13.0" in ask(lock, ":g2", "+b")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("+a", "+b"), "Extras `a` and `b` are incompatible with the declared conflicts: {`CONF[a]`, `CONF[b]`}"),
        ((":g1", ":g2"), "Groups `g1` and `g2` are incompatible with the conflicts: {`CONF:g1`, `CONF:g2`}"),
    ],
)  # fmt: skip
def test_what_conflicts_is_refused(words: tuple[str, ...], message: str) -> None:
    with pytest.raises(PuvError) as caught:
        ask(read_lock(real_lock("conflicts.lock")), *words)
    assert str(caught.value) == message.replace("CONF", "conflicts")


def test_several_kinds_that_conflict_are_listed() -> None:
    second = '    { package = "conflicts", extra = "b" },\n'
    text = real_lock("conflicts.lock").replace(second, f'{second}    {{ package = "conflicts", group = "g1" }},\n')
    with pytest.raises(PuvError) as caught:
        ask(read_lock(text), "+a", "+b", ":g1")
    assert str(caught.value).startswith("Extra `a`, extra `b`, and group `g1` are incompatible with the declared")


def test_conflicts_that_are_only_reached_are_refused_too() -> None:
    text = real_lock("small.lock").replace(
        'requires-python = ">=3.10"\n',
        'requires-python = ">=3.10"\nconflicts = [[\n    { package = "small", extra = "cli" },\n'
        '    { package = "httpx", extra = "http2" },\n]]\n',
    )
    with pytest.raises(ConflictsEnabledError, match=r"Found conflicting extras `small\[cli\]` and `httpx\[http2\]`"):
        ask(read_lock(text), "+cli")
    assert ask(read_lock(text))


def test_a_script_begins_with_the_requirements_of_its_manifest() -> None:
    assert ask(read_lock(real_lock("script.lock"))) == ["click[x]==8.5.1", "idna==3.20"]
    assert ask(read_lock(real_lock("script.lock")), environment=env(platform="win32")) == ["idna==3.20"]


def test_groups_of_a_workspace_without_a_project_come_from_the_manifest() -> None:
    lock = read_lock(real_lock("groups.lock"))
    assert ask(lock) == []
    assert ask(lock, ":dev") == ["click==8.1.0", "idna==3.20"]
    assert ask(lock, ":b") == []


def test_extras_and_groups_must_exist() -> None:
    lock = read_lock(real_lock("small.lock"))
    names = (normalize("small"),)
    check_defined(lock, names, ExtrasAsked(names=(normalize("empty"),)), GroupsAsked(names=(normalize("none"),)))  # type: ignore[arg-type]  # one grammar
    with pytest.raises(PuvError, match="Extra `zz` is not defined in the `optional-dependencies` table for `small`"):
        check_defined(lock, names, ExtrasAsked(without=(normalize("zz"),)), GroupsAsked())  # type: ignore[arg-type]  # one grammar
    with pytest.raises(PuvError, match="Group `zz` is not defined in the project's `dependency-groups` table"):
        check_defined(lock, names, ExtrasAsked(), GroupsAsked(only=(normalize("zz"),)))  # type: ignore[arg-type]  # one grammar


def test_pins_name_files_and_addresses() -> None:
    lock = read_lock(real_lock("sources.lock"))
    roots = roots_of(lock, (normalize("odd"),), ExtrasAsked(), GroupsAsked())
    pins = {
        str(pin.name): pin
        for pin in pins_of(select(lock, roots, env()), Choice(target=target(), directory="/home/user"))
    }
    assert "odd" not in pins  # virtual
    assert "virt" not in pins
    assert pins["idna"].url == "file:///home/user/wheels/idna-3.7-py3-none-any.whl"
    assert pins["click"].file.url == "file:///home/user/flat/click-8.1.7-py3-none-any.whl"
    assert pins["plain"].editable
    assert pins["treeq"].url == "file:///home/user/tree%22q"
    subp = parse_git_url(pins["subp"].file.url)
    assert (subp.commit, subp.kind, subp.reference) == ("129b79d7b9c1e9e30516308b7e34760a01de7b0f", "branch", "br")
    assert pins["six"].file.filename == "six-1.17.0-py2.py3-none-any.whl"
    assert pins["anyio"].file.hashes == ("sha256:59bb03251907983d1603d27c3087ddb1e93299ea2163adcdba37899a4fb12ffb",)
    assert pins["anyio"].file.filename == "anyio-4.16.0.tar.gz"


ONE = """\
version = 1
requires-python = ">=3.9"

[[package]]
name = "idna"
version = "3.7"
source = { registry = "https://example.org/simple" }
wheels = [
WHEELS
]

[[package]]
name = "root"
version = "1"
source = { virtual = "." }
dependencies = [
    { name = "idna" },
]
"""


def install(wheels: str, *, sdist: bool = False, no_binary: bool = False, no_build: bool = False) -> str:
    lines = [f'    {{ url = "https://example.org/idna-3.7-{tag}.whl", hash = "sha256:00" }},' for tag in wheels.split()]
    text = ONE.replace("WHEELS", "\n".join(lines))
    if sdist:
        text = text.replace("wheels = [", 'sdist = { url = "https://example.org/idna-3.7.tar.gz" }\nwheels = [')
    lock = read_lock(text)
    assert package_named(lock, "idna").wheels
    roots = roots_of(lock, (normalize("root"),), ExtrasAsked(), GroupsAsked())
    tags = ("cp311-cp311-manylinux_2_36_x86_64", "cp311-abi3-linux_x86_64", "py3-none-any")
    choice = Choice(target=target("3.11", *tags), directory="/d", no_binary=no_binary, no_build=no_build)
    (pin,) = pins_of(select(lock, roots, env()), choice)
    return pin.file.filename


def test_the_best_wheel_is_taken_and_else_the_source() -> None:
    assert install("py3-none-any cp311-abi3-linux_x86_64 1-py3-none-any") == "idna-3.7-cp311-abi3-linux_x86_64.whl"
    assert install("py3-none-any 1-py3-none-any") == "idna-3.7-1-py3-none-any.whl"
    assert install("py3-none-win32", sdist=True) == "idna-3.7.tar.gz"
    assert install("py3-none-any", sdist=True, no_binary=True) == "idna-3.7.tar.gz"


NOTHING = {"no_build": True, "no_binary": True}
NO_FILE = "it doesn't have a source distribution or wheel for the current platform"
SEVERAL = "cp310-cp310-win32 cp311-cp311-macosx_11_0_arm64 cp311-cp311-win_amd64 cp311-cp311-manylinux_2_99_x86_64"
OLD_ABI = (
    "You're using CPython 3.11 (`cp311`), but `idna` (v3.7) only has wheels with the following Python ABI tags: "
    "`cp39`, `cp310`"
)
OTHER_PYTHON = (
    "You're using CPython 3.11 (`cp311`), but `idna` (v3.7) only has wheels with the following Python implementation "
    "tag: `pp39`"
)
OTHER_PLATFORMS = (
    "You're on Linux (`manylinux_2_36_x86_64`), but `idna` (v3.7) only has wheels for the following platforms: "
    "`manylinux_2_99_x86_64`, `macosx_11_0_arm64`, `win_amd64`; consider adding \"sys_platform == 'linux' and "
    "platform_machine == 'x86_64'\" to `tool.uv.required-environments` to ensure puv resolves to a version with "
    "compatible wheels"
)


@pytest.mark.parametrize(
    ("wheels", "options", "problem", "hint"),
    [
        ("py3-none-any", {"no_binary": True}, "it is marked as `--no-binary` but has no source distribution", ""),
        ("py3-none-win32", {"no_build": True}, "it is marked as `--no-build` but has no binary distribution", ""),
        ("py3-none-any", NOTHING, "it is marked as both `--no-binary` and `--no-build`", ""),
        ("cp39-cp39-linux_x86_64 cp310-cp310-linux_x86_64", {}, NO_FILE, OLD_ABI),
        ("pp39-none-any", {}, NO_FILE, OTHER_PYTHON),
        (SEVERAL, {}, NO_FILE, OTHER_PLATFORMS),
    ],
)  # fmt: skip
def test_why_nothing_can_be_installed_is_said_in_uvs_words(
    wheels: str, options: dict[str, bool], problem: str, hint: str
) -> None:
    with pytest.raises(NotInstallableError) as caught:
        install(wheels, **options)
    package = "idna==3.7 @ registry+https://example.org/simple"
    assert str(caught.value) == f"Distribution `{package}` can't be installed because {problem}"
    assert caught.value.hints() == ((hint,) if hint else ())


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("https://h.example/r?rev=main#abc", "git+https://h.example/r@abc"),
        ("ssh://git@h.example/r.git?subdirectory=a%2Fb&tag=v1#abc", "git+ssh://git@h.example/r.git@abc#subdirectory=a/b"),
        ("https://h.example/r?lfs=true#abc", "git+https://h.example/r@abc#lfs=true"),
    ],
)  # fmt: skip
def test_git_sources_have_addresses_at_their_commit(place: str, address: str) -> None:
    assert git_address(place) == address


@pytest.mark.parametrize(
    ("directory", "place", "path"),
    [
        ("/a/b", "../c", "/a/c"),
        ("/a", ".", "/a"),
        ("/a", "/c/./d", "/c/d"),
        ("C:\\a\\b", "../c", "C:/a/c"),
        ("C:\\a", "D:/x", "D:/x"),
        ("/", "..", "/"),
    ],
)
def test_places_are_relative_to_the_lock(directory: str, place: str, path: str) -> None:
    assert absolute(directory, place) == path
