"""Installing, syncing and removing leave the same words and the same files behind as uv does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import builders
from support.interop import Filters

if TYPE_CHECKING:
    from support.index_server import IndexServer
    from support.interop import Pair

# Each row: a name, and the commands of `pip` to run one after the other in a fresh environment.
SESSIONS = {
    "one package": ["install speed"],
    "a package and its dependencies": ["install app"],
    "a version": ["install app==1.0"],
    "an extra": ["install tool[fast,docs]"],
    "an unknown extra": ["install tool[nothing]"],
    "several packages": ["install paper speed Odd.Name_x"],
    "without dependencies": ["install --no-deps app"],
    "what is there already": ["install app", "install app"],
    "what is there already, told by a bound": ["install lib==1.0", "install lib>=1"],
    "a newer version": ["install lib==1.0", "install lib==2.0"],
    "an older version": ["install lib==2.0", "install lib==1.0"],
    "an upgrade": ["install lib==1.0 app==1.0", "install --upgrade app"],
    "an upgrade of one package": ["install lib==1.0 app==1.0", "install app --upgrade-package lib"],
    "a reinstallation": ["install lib", "install --reinstall lib"],
    "a reinstallation of one package": ["install app", "install app --reinstall-package lib"],
    "a prerelease that is asked for": ["install --prerelease allow lib"],
    "a prerelease in a bound": ["install lib>=3.0rc1"],
    "everything before a date": ["install app --exclude-newer 2024-01-01"],
    "the lowest versions": ["install --resolution lowest app>=1"],
    "the same packages warm": ["install app", "uninstall app lib tool", "install app"],
    "every kind of data directory": ["install laden", "uninstall laden"],
    "a dry run": ["install --dry-run app", "list"],
    "a dry run over something": ["install lib==1.0", "install --dry-run lib==2.0", "uninstall --dry-run lib"],
    "quietly": ["install -q app", "uninstall -q app"],
    "a package that does not exist": ["install no-such-thing"],
    "a dependency that does not exist": ["install broken"],
    "a contradiction": ["install clash"],
    "a contradiction between two": ["install app==2.0 lib<2"],
    "a version that does not exist": ["install lib>=99"],
    "a yanked version": ["install gone==1.1"],
    "a package for a later python": ["install future"],
    "a package for another platform": ["install winonly"],
    "an invalid requirement": ["install lib=>1"],
    "nothing": ["install"],
    "a file that is missing": ["install -r nothing.txt"],
    "an unknown option": ["install --no-such-option"],
    "an option without its value": ["install --python"],
    "an option with a wrong value": ["install --resolution middle lib"],
    "removing": ["install app", "uninstall app"],
    "removing several": ["install app", "uninstall app lib tool"],
    "removing what is not there": ["uninstall paper"],
    "removing one that is there and one that is not": ["install paper", "uninstall paper speed"],
    "removing nothing": ["uninstall"],
    "removing by another spelling": ["install Odd.Name_x", "uninstall ODD-name.x"],
    "offline": ["install --offline lib"],
    "offline from the cache": ["install lib", "uninstall lib", "install --offline lib"],
    "without an index": ["install --no-index lib"],
    "without the cache": ["install --no-cache lib"],
    "by copying": ["install --link-mode copy app"],
    "by symlinks": ["install --link-mode symlink lib"],
    "strictly": ["install --strict app"],
    "strictly what is incomplete": ["install --strict --no-deps app"],
    "into a directory": ["install --target there app", "install --target there lib==1.0 --upgrade"],
    "into a prefix": ["install --prefix there app"],
    "exactly": ["install paper speed", "install --exact lib"],
}


# The two packages that are incompatible stand in either order.
ORDER = Filters(drop_stderr_lines=("  cause: Because app>=2.0 depends on lib>=2 and all versions of clash depend on",))


@pytest.mark.parametrize("commands", SESSIONS.values(), ids=SESSIONS)
def test_a_session_of_commands_goes_as_with_uv(ready: Pair, commands: list[str]) -> None:
    for command in commands:
        ready.expect_same("pip", *command.split(" "), filters=ORDER if command == "install clash" else None)
    ready.expect_same_environment()
    ready.expect_same_files()


FILES = {
    "pins": "lib==1.0\npaper==7\n",
    "comments and blank lines": "# the library\n\nlib==1.0  # pinned\n   \npaper\n",
    "a continued line": "lib \\\n  ==1.0\n",
    "another file": "-r other.txt\nspeed\n",
    "a constraint": "-c limits.txt\nlib\n",
    "a marker": "lib; sys_platform == 'nothing'\npaper; python_version > '3'\n",
    "an extra": "tool[fast]\n",
    "nothing": "",
    "an unclosed extra": "tool[fast\n",
    "an unknown option": "--no-such-option\nlib\n",
    "a missing file": "-r missing.txt\n",
    "a name only": "lib\nlib\n",
    "a contradiction": "lib<2\nlib>=2\n",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize("command", ["install", "sync", "compile"])
def test_a_requirements_file_is_read_as_by_uv(ready: Pair, command: str, text: str) -> None:
    ready.write("requirements.txt", text)
    ready.write("other.txt", "paper\n")
    ready.write("limits.txt", "lib<2\n")
    words = ["-r", "requirements.txt"] if command == "install" else ["requirements.txt"]
    ready.expect_same("pip", command, *words)
    ready.expect_same_environment()


def test_sync_removes_what_is_not_listed(ready: Pair) -> None:
    ready.expect_same("pip", "install", "app", "paper")
    ready.write("requirements.txt", "lib==1.0\nspeed==0.1\n")
    ready.expect_same("pip", "sync", "--dry-run", "requirements.txt")
    ready.expect_same("pip", "sync", "requirements.txt")
    ready.expect_same("pip", "sync", "requirements.txt")
    ready.expect_same_environment()


def test_sync_refuses_an_empty_file_unless_told(ready: Pair) -> None:
    ready.expect_same("pip", "install", "paper")
    ready.write("requirements.txt", "")
    ready.expect_same("pip", "sync", "requirements.txt")
    ready.expect_same("pip", "sync", "--allow-empty-requirements", "requirements.txt")


def test_constraints_and_overrides_are_applied(ready: Pair) -> None:
    ready.write("limits.txt", "lib<2\n")
    ready.write("other.txt", "lib==3.0rc1\n")
    ready.expect_same("pip", "install", "app", "-c", "limits.txt")
    ready.expect_same("pip", "install", "app", "--override", "other.txt")
    ready.expect_same_environment()


def test_a_wheel_on_disk_is_installed(ready: Pair) -> None:
    name = builders.wheel_filename("local", "0.3")
    for place in ready.places:
        (place.cwd / name).write_bytes(builders.wheel("local", "0.3", requires=["speed"]))
    ready.expect_same("pip", "install", f"./{name}")
    ready.expect_same("pip", "freeze")
    ready.expect_same("pip", "list")
    ready.expect_same("pip", "install", f"./{name}")
    ready.expect_same_environment()


def test_a_wheel_at_a_url_is_installed(ready: Pair, server: IndexServer) -> None:
    url = server.file_url(builders.wheel_filename("paper", "7"))
    ready.expect_same("pip", "install", f"paper @ {url}")
    ready.expect_same("pip", "freeze")
    ready.expect_same("pip", "install", f"paper @ {url}")
    ready.expect_same_environment()


def test_a_directory_of_wheels_can_be_searched(ready: Pair) -> None:
    name = builders.wheel_filename("local", "0.3")
    for place in ready.places:
        place.write("wheels/readme.txt", "")
        (place.cwd / "wheels" / name).write_bytes(builders.wheel("local", "0.3"))
    ready.expect_same("pip", "install", "--find-links", "wheels", "local")
    ready.expect_same("pip", "install", "--no-index", "--find-links", "wheels", "local", "--reinstall")
    ready.expect_same_environment()


def test_hashes_are_checked(ready: Pair) -> None:
    wrong = "0" * 64
    ready.write("right.in", "lib==1.0\n")
    ready.expect_same("pip", "compile", "right.in", "--generate-hashes", "-o", "right.txt")
    ready.write("wrong.txt", f"lib==1.0 --hash=sha256:{wrong}\n")
    ready.write("none.txt", "lib==1.0\n")
    ready.write("unpinned.txt", f"lib --hash=sha256:{wrong}\n")
    ready.expect_same("pip", "install", "--require-hashes", "-r", "right.txt")
    for name in ("wrong.txt", "none.txt", "unpinned.txt"):
        ready.expect_same("pip", "install", "--require-hashes", "--reinstall", "-r", name)
    ready.expect_same_environment()


def test_without_an_environment_nothing_is_installed(pair: Pair) -> None:
    pair.expect_same("pip", "install", "lib")
    pair.expect_same("pip", "sync", "nothing.txt")
    pair.expect_same("pip", "install", "--python", "nowhere", "lib")


def test_bytecode_is_compiled_when_asked(ready: Pair) -> None:
    ready.expect_same("pip", "install", "--compile-bytecode", "lib")
    trees = [set(place.site_packages(bytecode=True)) for place in ready.places]
    assert trees[0] == trees[1]
    assert any(path.endswith(".pyc") for path in trees[1])
