"""What settings and projects say about builds, through real uv and through puv: same words, same files."""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from support import backend
from support.index_server import IndexFile, IndexServer, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.interop import Pair

SYSTEM = '[build-system]\nrequires = %s\nbuild-backend = "backend"\nbackend-path = ["."]\n'
# The wheel holds what the build saw: its requirements, its variables, its settings.
SEES = """
def build_wheel(directory, config_settings=None, metadata_directory=None):
    import importlib.metadata as metadata
    found = sorted((d.metadata["Name"], d.version) for d in metadata.distributions())
    own = {name: text for name, text in sorted(os.environ.items()) if name.startswith("SPECIAL")}
    return _wheel(directory, {MODULE + ".py": repr((found, own, config_settings)) + "\\n"})

build_editable = build_wheel
"""


@pytest.fixture
def seeing(ready: Pair) -> Pair:
    for place in ready.places:
        demo = backend.project("demo", static=True, extra_code=SEES)
        backend.write(place.cwd / "demo", demo)
        backend.write(place.cwd / "links", {})
        (place.cwd / "links").mkdir()
        (place.cwd / "links" / "packed-1.0.tar.gz").write_bytes(
            backend.tarball(backend.project("packed", static=True, extra_code=SEES), "packed-1.0")
        )
        backend.write(
            place.cwd / "needy",
            backend.project("needy", static=True, extra_code=SEES, build_system=SYSTEM % '["lib", "tool"]'),
        )
        place.write("packed.in", "packed @ ./links/packed-1.0.tar.gz\n")
        place.write("demo.in", "demo @ ./demo\n")
        place.write("editable.in", "-e ./demo\n")
        place.write("limits.txt", "lib==1.0\n")
        place.write("empty.txt", "# nothing\n")
        place.write("hashes.txt", "lib==1.0 --hash=sha256:" + "0" * 64 + "\n")
    return ready


def settings(pair: Pair, text: str) -> None:
    pair.write("pyproject.toml", text)


EXTRA = "[tool.uv.extra-build-dependencies]\n"
VARIABLES = "[tool.uv.extra-build-variables]\n"
SAID = {
    "one": f'{EXTRA}demo = ["lib"]\n',
    "more": f'{EXTRA}demo = ["lib==1.0", {{requirement = "tool>=1", match-runtime = false}}]\n',
    "extras": f"{EXTRA}demo = [\"tool[fast]>=1 ; python_version > '3'\", \"paper\"]\n",
    "elsewhere": f"{EXTRA}demo = [\"tool[fast]>=1 ; python_version < '3'\"]\n",
    "impossible": f'{EXTRA}demo = ["lib>9"]\n',
    "variables": f'{VARIABLES}demo = {{SPECIAL = "x", SPECIAL_TOO = "y"}}\n',
    "both": f'{EXTRA}demo = ["lib"]\n{VARIABLES}demo = {{SPECIAL = "x"}}\n',
    "for-another": f'{EXTRA}a = [{{requirement = "lib", match-runtime = true}}]\n{VARIABLES}a = {{SPECIAL = "x"}}\n',
    "pip": f'[tool.uv.pip.extra-build-dependencies]\ndemo = ["tool"]\n{EXTRA}demo = ["lib"]\n',
    "match-nothing": f'{EXTRA}demo = [{{requirement = "lib", match-runtime = true}}]\n',
    "match-too-much": f'{EXTRA}demo = [{{requirement = "lib==2.0", match-runtime = true}}]\n',
    "settings": '[tool.uv.config-settings]\na = "1"\nb = ["2", "3"]\n[tool.uv.config-settings-package.demo]\nc = "4"\n',
}  # fmt: skip
WRONG = (
    "demo = [{req = 'lib'}]", "demo = [3]", 'demo = "lib"', "demo = ['lib ><']", "'de mo' = ['lib']",
    "demo = [{requirement = 'lib', match-runtime = 3}]", "De_mo = ['lib']\nde-mo = ['tool']",
)  # fmt: skip


@pytest.mark.parametrize("kind", SAID)
def test_what_settings_add_reaches_the_build(seeing: Pair, kind: str) -> None:
    settings(seeing, SAID[kind])
    seeing.expect_same("pip", "install", "demo @ ./demo")
    seeing.expect_same_environment()


def test_a_build_may_match_what_it_is_installed_with(seeing: Pair) -> None:
    settings(seeing, f'{EXTRA}demo = [{{requirement = "lib", match-runtime = true}}, "speed"]\n')
    seeing.expect_same("pip", "install", "-q", "demo @ ./demo", "lib==1.0")
    one, two = (place.site_packages()["lib/python3.11/site-packages/demo.py"] for place in seeing.places)
    assert one == two == "([('lib', '1.0'), ('speed', '0.1')], {}, {})\n"


def test_metadata_cannot_be_built_to_match(seeing: Pair) -> None:
    for place in seeing.places:
        backend.write(place.cwd / "dynamic", backend.project("dynamic"))
    settings(seeing, f'{EXTRA}dynamic = [{{requirement = "lib", match-runtime = true}}]\n')
    seeing.expect_same("pip", "install", "dynamic @ ./dynamic", "lib==1.0")


@pytest.mark.parametrize("line", WRONG)
def test_wrong_additions_are_told_alike(seeing: Pair, line: str) -> None:
    settings(seeing, f"{EXTRA}{line}\n")
    seeing.expect_same("pip", "install", "demo @ ./demo")


def test_files_add_to_each_other(seeing: Pair) -> None:
    for place in seeing.places:
        place.variables["XDG_CONFIG_HOME"] = str(place.home)
        (place.home / "uv").mkdir()
        text = '[extra-build-dependencies]\ndemo = ["lib"]\n'
        text += '[extra-build-variables]\ndemo = {SPECIAL = "1", SPECIAL_B = "2"}\n'
        (place.home / "uv" / "uv.toml").write_text(text)
    settings(seeing, f'{EXTRA}demo = ["tool"]\n{VARIABLES}demo = {{SPECIAL_B = "3", SPECIAL_C = "4"}}\n')
    seeing.expect_same("pip", "install", "demo @ ./demo")
    seeing.expect_same_environment()


@pytest.mark.parametrize("name", ["demo.in", "editable.in", "packed.in"])
def test_another_way_of_building_installs_again(seeing: Pair, name: str) -> None:
    for words in (("-C", "a=1"), ("-C", "a=1"), ("-C", "a=2"), ("--config-settings-package", "demo:b=1"), ()):
        seeing.expect_same("pip", "sync", name, *words)
    settings(seeing, SAID["one"])
    seeing.expect_same("pip", "sync", name)
    seeing.expect_same("pip", "install", "-r", name)
    seeing.expect_same_environment()


@pytest.mark.parametrize(
    "words",
    [
        ("-b", "limits.txt"),
        ("-b", "empty.txt"),
        ("-b", "hashes.txt"),
        ("--require-build-hashes", "-b", "limits.txt"),
        ("--require-build-hashes",),
        ("--require-build-hashes", "-b", "hashes.txt"),
        ("--require-build-hashes", "--preview-features", "build-dependency-hashes"),
        ("--no-build-isolation",),
        ("--no-build-isolation-package", "needy"),
        ("--no-build-isolation-package", "other"),
        ("--no-build",),
        ("--only-binary", "needy"),
        ("-C", "a=1", "-C", "a=2", "--config-settings-package", "needy:a=3"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("editable", [False, True], ids=["plain", "editable"])
def test_options_reach_the_build(seeing: Pair, words: tuple[str, ...], *, editable: bool) -> None:
    seeing.expect_same("pip", "install", *words, *(["-e", "./needy"] if editable else ["needy @ ./needy"]))
    seeing.expect_same_environment()


# --- what tells that a project has changed -----------------------------------------------------------------------

KEYS = {
    "pattern": 'cache-keys = [{file = "data/**/*.txt"}]',
    "plain": 'cache-keys = ["data/x/a.txt"]',
    "braces": 'cache-keys = [{file = "data/x/{a,b}.txt"}]',
    "class": 'cache-keys = [{file = "data/x/[ab]*.t?t"}]',
    "variable": 'cache-keys = [{env = "WATCHED"}, {env = "UNSET_ONE"}]',
    "directory": 'cache-keys = [{dir = "data/x"}, {dir = "gone"}]',
    "commit": "cache-keys = [{git = true}]",
    "commit-too": "cache-keys = [{git = {commit = true}}]",
    "tags": "cache-keys = [{git = {tags = true}}]",
    "nothing": "cache-keys = []",
    "nothing-matches": 'cache-keys = [{file = "*.zzz"}]',
}
WRONG_KEYS = (
    "[{git = {nope = true}}]", "[{nope = 1}]", "[3]", "3", "[{file = 3}]", "[{git = 3}]", '[{file = "["}]',
    '[{file = "a", env = "b"}]',
)  # fmt: skip


def git(place_folder: str, *words: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", place_folder, *words]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.parametrize("kind", KEYS)
def test_a_project_says_what_tells_that_it_has_changed(seeing: Pair, kind: str) -> None:
    seeing.write("keyed.in", "keyed @ ./keyed\n")
    for place in seeing.places:
        keyed = place.cwd / "keyed"
        backend.write(keyed, {**backend.project("keyed", static=True), "data/x/a.txt": ""})
        (keyed / "pyproject.toml").write_text(f"{(keyed / 'pyproject.toml').read_text()}[tool.uv]\n{KEYS[kind]}\n")
        git(str(keyed), "init", "-q")
        git(str(keyed), "commit", "-q", "--allow-empty", "-m", "one", "--date", "2020-01-01T00:00:00")
    seeing.expect_same("pip", "sync", "keyed.in")
    seeing.expect_same("pip", "sync", "keyed.in")
    time.sleep(0.02)
    for place in seeing.places:
        (place.cwd / "keyed" / "data" / "x" / "a.txt").write_text("changed")
        (place.cwd / "keyed" / "data" / "x" / "b.txt").write_text("new")
    seeing.expect_same("pip", "sync", "keyed.in")
    for place in seeing.places:
        shutil.rmtree(place.cwd / "keyed" / "data")
        place.variables["WATCHED"] = "now"
        git(str(place.cwd / "keyed"), "commit", "-q", "--allow-empty", "-m", "two")
        git(str(place.cwd / "keyed"), "tag", "v1")
    seeing.expect_same("pip", "sync", "keyed.in")
    seeing.expect_same("pip", "install", "-r", "keyed.in")


@pytest.mark.parametrize("keys", WRONG_KEYS)
def test_wrong_keys_are_told_alike(seeing: Pair, keys: str) -> None:
    for place in seeing.places:
        path = place.cwd / "demo" / "pyproject.toml"
        path.write_text(f"{path.read_text()}[tool.uv]\ncache-keys = {keys}\n")
    seeing.expect_same("pip", "install", "demo @ ./demo")


# --- built wheels in the cache ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sources() -> Iterator[IndexServer]:
    world = World().add("lib", "1.0")
    for name, options in (
        ("still", {"static": True}),
        ("lively", {}),
        ("user", {"build_system": SYSTEM % '["still"]'}),
    ):
        files = backend.project(name, "1.0", **options)
        world.add_file(name, IndexFile(filename=f"{name}-1.0.tar.gz", content=backend.tarball(files, f"{name}-1.0")))
    with world.serve() as running:
        yield running


@pytest.mark.parametrize("name", ["still", "lively", "user"])
def test_a_revision_is_built_once(ready: Pair, sources: IndexServer, name: str) -> None:
    for place in ready.places:
        place.index_url = sources.index_url()
    for words in (
        (),
        ("--reinstall",),
        ("--refresh", "--reinstall"),
        ("--reinstall", "-C", "x=1"),
        ("--reinstall", "-C", "x=1"),
    ):
        ready.expect_same("pip", "install", *words, name)
    ready.expect_same("pip", "install", "--no-cache", "--reinstall", name)
    for place in ready.places:
        assert place.run("cache", "prune", "--ci").code == 0
    ready.expect_same("pip", "install", "--reinstall", name)
    ready.expect_same("pip", "install", "--reinstall", "-C", "x=1", name)
    for place in ready.places:
        assert place.run("cache", "clean", name).code == 0
    ready.expect_same("pip", "install", "--reinstall", name)


def test_builds_wait_for_their_turn(ready: Pair) -> None:
    slow = "\nimport time\n_fast = build_wheel\n"
    slow += "def build_wheel(*a, **k):\n    time.sleep(0.3)\n    return _fast(*a, **k)\n"
    for place in ready.places:
        for name in ("one", "two"):
            backend.write(place.cwd / name, backend.project(name, static=True, extra_code=slow))
        place.variables["UV_CONCURRENT_BUILDS"] = "1"
    one, two = ready.run("pip", "install", "./one", "./two")
    assert one.code == two.code == 0
    assert sorted(ready.uv.plain(one.stderr).splitlines()) == sorted(ready.puv.plain(two.stderr).splitlines())
    for place in ready.places:
        place.variables["UV_CONCURRENT_BUILDS"] = "0"
    ready.expect_same("pip", "install", "./one", "./two")
