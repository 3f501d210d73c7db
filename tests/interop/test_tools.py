"""Tools are installed, run, upgraded and removed with uv's words, and the files left behind are uv's."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import pytest

from support import backend, builders
from support.git_server import GIT, Repository
from support.index_server import IndexFile, World
from support.interop import BASE_PYTHON, Filters, Pair, diff_trees

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from support.index_server import IndexServer
    from support.interop import Place

_TOOL = """
import os, sys
def main():
    print({name!r}, {version!r}, *sys.argv[1:])
    for word in sys.argv[1:]:
        kind, _, value = word.partition("=")
        if kind == "exit":
            sys.exit(int(value))
        if kind == "env":
            print(os.environ.get(value))
        if kind == "import":
            print(__import__(value).__name__)
"""


def tool(
    world: World, name: str, version: str, *commands: str, gui: Sequence[str] = (), says: str = "", **options: object
) -> None:
    """Add a package with commands that print what they are (or ``says``) and were given."""
    module = name.replace("-", "_").replace(".", "_")
    entries = {
        "console_scripts": dict.fromkeys(commands, f"{module}:main"),
        "gui_scripts": dict.fromkeys(gui, f"{module}:main"),
    }
    files = {f"{module}.py": _TOOL.format(name=says or name, version=version)}
    world.add(name, version, entry_points=entries if commands or gui else None, files=files, **options)  # type: ignore[arg-type]


def workshop() -> World:
    """Packages with every relation between a package, its commands, and those of others."""
    world = World()
    for version in ("1.0", "1.1", "2.0"):
        tool(world, "hello", version, "hello", requires=["greet>=1"], extras={"color": ["paint"]})
    tool(world, "hello", "3.0rc1", "hello", "hello-new")
    tool(world, "greet", "1.0", "greet-it")
    tool(world, "greet", "1.5", "greet-it")
    tool(world, "paint", "0.5")
    tool(world, "multi", "1.0", "multi-a", "multi-b", gui=("multi-g",))
    tool(world, "multi", "2.0", "multi-b", "multi-c")
    tool(world, "single", "1.0", "other-name")
    tool(world, "wrapper", "1.0", requires=["hello"])
    tool(world, "library", "1.0")
    tool(world, "clash-a", "1.0", "same", "only-a")
    tool(world, "clash-b", "1.0", "same", "only-b")
    tool(world, "twins", "1.0", requires=["twin-a", "twin-b"])
    # uv links packages side by side: which of two equal commands is the last one is chance.
    tool(world, "twin-a", "1", "twins", says="twin")
    tool(world, "twin-b", "1", "twins", says="twin")
    tool(world, "lonely", "1.0", requires=["helper"])
    tool(world, "helper", "1.0", "lonely")
    tool(world, "Odd.Name", "1.0", "odd-name")
    tool(world, "broken", "1.0", "broken", requires=["missing-thing"])
    tool(world, "future", "1.0", "future", requires_python=">=3.99")
    scripts = {"scripts/scripted": '#!/bin/sh\necho scripted "$@"\n', "scripts/scripted-py": "#!python\nprint('py')\n"}
    wheel = builders.wheel("scripted", "1.0", files={"scripted.py": ""}, data=scripts)
    world.add_file("scripted", IndexFile(filename=builders.wheel_filename("scripted", "1.0"), content=wheel))
    return world


@pytest.fixture(scope="module")
def index() -> Iterator[IndexServer]:
    with workshop().serve() as running:
        yield running


@pytest.fixture
def tools(index: IndexServer, tmp_path: Path) -> Pair:
    """A pair of places that see the directory of tools' executables on their PATH."""
    pair = Pair(tmp_path, index.index_url(), {"UV_HTTP_RETRIES": "0", "SHELL": "/bin/bash"})
    for place in pair.places:
        own = str(place.home / ".local" / "bin")
        place.variables["PATH"] = os.pathsep.join([str(BASE_PYTHON.parent), own, os.defpath])
    return pair


RECEIPT = ".local/share/uv/tools/hello/uv-receipt.toml"
INTERPRETER = ".local/share/uv/tools/hello/bin/python"

CHOICES = (
    "--resolution highest --fork-strategy fewest --index-strategy unsafe-best-match --no-binary-package foo "
    "--no-build-package zoo --no-sources --compile-bytecode -C a=b -C a=c --config-settings-package hello:x=y "
    "--prerelease-package greet=allow --no-build-isolation-package zork"
)

# A session is a list of commands of `tool`; `rm`, `junk`, `link` and `mkdir` change a file below the home directory.
SESSIONS = {
    "where tools are": ["dir", "dir --bin", "list"],
    "one tool": ["install hello", "list", "list --show-paths", "install hello"],
    "a version, another, the latest": ["install hello==1.0", "install hello@1.1", "install hello@latest"],
    "a bound that is met already": ["install hello==1.0", "install 'hello>=1,<2'", "list --show-version-specifiers"],
    "an extra": ["install 'hello[color]>=1'", "list --show-extras --show-version-specifiers"],
    "further packages": [
        "install hello --with paint --with 'greet<2' -w 'twin-a,twin-b'",
        "list --show-with --show-python --show-extras --show-version-specifiers",
        "install hello",
    ],
    "bounds and markers of further packages": [
        "install hello -w 'greet==1.0 ; python_version > \"3.5\"' -w 'paint~=0.1,!=0.7' -w 'library[x]>=0'",
        "list --show-with",
    ],
    "a tool with several commands": ["install multi", "list", "uninstall multi", "list"],
    "commands that come and go with a version": ["install multi==1.0", "install multi --upgrade", "list"],
    "a command of another name": ["install single", "list"],
    "an odd name": ["install Odd.Name", "list", "uninstall ODD-name"],
    "scripts that are files of the wheel": ["install scripted", "list --show-paths"],
    "commands of further packages": ["install hello --with-executables-from greet,multi", "list", "uninstall hello"],
    "commands of a package without any": ["install single --with-executables-from library"],
    "a package without commands": ["install library", "list"],
    "a package whose dependency has commands": ["install wrapper", "list"],
    "a command that several dependencies have": ["install twins"],
    "a command that one dependency has": ["install lonely"],
    "a command that another tool has": ["install clash-a", "install clash-b", "install clash-b --force", "list"],
    "a command that somebody else has": ["junk .local/bin/hello", "install hello", "list", "install hello --force"],
    "removing one of two that share a command": ["install clash-a", "install clash-b --force", "uninstall clash-a"],
    "no such package": ["install nosuch", "list"],
    "no such version": ["install hello==99"],
    "a dependency that is missing": ["install broken"],
    "a package for a later python": ["install future"],
    "no requirement": ["install 'hello]['"],
    "no package": ["install"],
    "too many packages": ["install hello multi"],
    "python": ["install python", "install python@3.11"],
    "--from": ["install --from hello==1.0 hello", "install --from multi hello", "install --from hello==1.0 hello==1.0"],
    "--from with a version and with the latest": [
        "install hello --from hello@1.0", "install hello --from hello@latest", "list",
    ],
    "by force": ["install hello", "install hello==1.0 --force", "list"],
    "again": ["install hello", "install hello --reinstall", "install hello --reinstall-package greet"],
    "quietly": ["install hello -q", "upgrade hello -q", "uninstall hello -q"],
    "prereleases": ["install hello --prerelease allow", "list", "upgrade hello"],
    "settings in the receipt": [
        f"install hello {CHOICES}",
        "upgrade hello --no-build-package more -C b=d --link-mode copy",
    ],
    "settings that change while the tool stays": ["install hello", "install hello --no-build"],
    "a python by version": ["install hello --python 3.11", "list --show-python", "install hello --python 3.11"],
    "no such python": ["install hello --python 3.99"],
    "an upgrade": ["install hello==1.0", "install 'hello<2'", "upgrade hello", "list"],
    "an upgrade of everything": ["install 'hello<2'", "install greet==1.0", "install greet --force", "upgrade --all"],
    "an upgrade of a dependency only": ["install hello --with greet<1.5", "install hello", "upgrade hello"],
    "an upgrade of a pinned tool": ["install hello==1.0", "install greet==1.0", "upgrade hello greet"],
    "an upgrade within a limit": [
        "install hello==1.0", "install hello", "upgrade 'hello<2' hello", "upgrade hello==1.0",
    ],
    "an upgrade of what is not there": [
        "install hello", "upgrade nosuch", "upgrade nosuch hello zork", "upgrade 'hello==7'",
    ],
    "an upgrade that reinstalls": [
        "install hello", "upgrade hello --reinstall", "upgrade hello --reinstall-package greet",
    ],
    "an upgrade with what it does anyway": ["install hello", "upgrade --upgrade hello", "upgrade -P greet hello"],
    "an upgrade of nothing": ["upgrade", "upgrade --all", "upgrade --all hello", "upgrade 'hel lo'"],
    "what is outdated": ["install hello==1.0", "install multi", "list --outdated", "list --outdated --show-paths"],
    "removing": ["install hello", "install multi", "uninstall hello multi", "list"],
    "removing everything": ["install hello", "install multi", "uninstall --all", "list", "uninstall --all"],
    "removing what is not there": ["uninstall hello", "install multi", "uninstall nosuch", "list"],
    "removing nothing": ["uninstall", "uninstall --all hello"],
    "a tool without a receipt": [
        "install hello", f"rm {RECEIPT}", "list", "upgrade hello", "upgrade --all", "uninstall hello", "list",
    ],
    "a tool without an interpreter": [
        "install hello", f"rm {INTERPRETER}", "list", "upgrade hello", "run hello", "install hello",
    ],
    "a tool whose interpreter is gone": [
        "install hello", f"link {INTERPRETER} /nonexistent/python", "list --show-python", "upgrade hello", "run hello",
        "install hello", "list",
    ],
    "directories that are no tools": [
        "mkdir .local/share/uv/tools/Not A Name", "mkdir .local/share/uv/tools/empty", "list", "uninstall empty",
        "uninstall --all",
    ],
    "executables that are gone": ["install hello", "rm .local/bin/hello", "install hello", "list", "uninstall hello"],
    "running": ["run hello a b exit=3", "run hello a b", "run -- hello x", "run hello -- --with x"],
    "running a version": [
        "run hello@1.0 x", "run hello==1.1 x", "run 'hello>1' x", "run hello@latest x", "run hello@99",
    ],
    "running a command of a package": [
        "run --from hello==1.0 hello x", "run --from greet greet-it", "run --from greet hello",
    ],
    "running with an extra": ["run --from 'hello[color]' hello import=paint", "run 'hello[color]@1.0' import=paint"],
    "running with further packages": ["run -w paint,library hello import=paint", "run --with nosuch hello"],
    "running what has other commands": ["run multi", "run single", "run --from single single", "run HELLO@1.0"],
    "running what has no commands": ["run library", "run wrapper", "run --from library nothing"],
    "running a command of a dependency": ["run twins", "run lonely", "run --from hello greet-it"],
    "running nothing": ["run", "install hello", "run"],
    "running an installed tool": [
        "install hello==1.1", "run hello x", "run hello@1.0 x", "run --isolated hello x", "run --from 'hello>=2' hello",
        "run --with paint hello x", "run --python 3.11 hello x",
    ],
    "running and upgrading": [
        "install hello==1.0", "run --upgrade hello", "run --reinstall hello", "run --refresh hello",
    ],
    "running python": [
        "run python -c 'print(1)'", "run python@3.11 -c 'print(2)'", "run --with paint python -c 'import paint'",
        "run --from hello python -c 'import hello; print(4)'", "run --python 3.11 python@3.11", "run python@latest",
    ],
    "running what is a script": ["run hello.py", "run ./hello", "run foo.sh"],
    "running what is no requirement": ["run 'hello,x'", "run hello@", "run @latest", "run hello@nope", "run ruff_"],
    "running what is not there": ["run nosuch", "run -q nosuch", "run --from nosuch hello", "run greet-it"],
    "running offline": ["run hello", "run --offline hello x", "run --offline multi"],
    "running without the cache": ["run --no-cache hello x exit=4", "install hello --no-cache"],
    "help": ["run --no-such", "run --python", "list hello", "dir --bin --bin"],
}  # fmt: skip

# uv keeps its own credentials beside the tools; activation scripts are each program's own (see docs/design/compat.md).
OWN = ("credentials", "__pycache__")
# uv marks the directory of tools even where it only looks into it.
MARK = ".local/share/uv/tools/.gitignore"
ACTIVATION = ("activate", "deactivate", "pydoc.bat", ".lock")
WORDS = Filters(drop_stderr_lines=("hint: A managed Python download is available",))


def change(place: Place, words: Sequence[str]) -> None:
    """Carry out one of the words that change a file."""
    verb, *rest = words
    path = place.home / (" ".join(rest) if verb == "mkdir" else rest[0])
    if verb == "mkdir":
        path.mkdir(parents=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if verb == "junk":
        path.write_text("junk\n", encoding="utf-8")
    elif verb == "link":
        path.symlink_to(rest[1])


def left(place: Place) -> dict[str, str]:
    """What a program left in the home directory, less what is its own."""
    found = place.files(below="../home", without=OWN)
    kept = (path for path in found if not path.rpartition("/")[2].startswith(ACTIVATION) and path != MARK)
    # Tools from directories have their direct URL in the form of locks, which say what is no editable, too.
    return {path: found[path].replace('{"editable":false}', "{}") for path in kept}


def expect_same_home(pair: Pair) -> None:
    """Demand the same receipts, environments and executables."""
    differences = diff_trees(*map(left, pair.places))
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("commands", SESSIONS.values(), ids=SESSIONS)
def test_a_session_of_commands_goes_as_with_uv(tools: Pair, commands: list[str]) -> None:
    for command in commands:
        words = shlex.split(command)
        if words[0] in {"rm", "junk", "link", "mkdir"}:
            for place in tools.places:
                change(place, words)
            continue
        tools.expect_same("tool", *words, filters=WORDS)
    expect_same_home(tools)


FILES = {"c.txt": "greet<1.5\n", "r.txt": "paint==0.5\nlibrary\n", "o.txt": "greet==1.0\n", "x.txt": "greet\n"}


def test_files_of_limits_are_kept_in_the_receipt(tools: Pair) -> None:
    for name, text in FILES.items():
        tools.write(name, text)
    tools.write("b.txt", "setuptools<80\n")
    tools.write("c2.txt", "paint<9\nlibrary<9\n")
    limits = "-c c.txt -c c2.txt --with-requirements r.txt --overrides o.txt -b b.txt"
    words = ["install", "hello", *limits.split()]
    tools.expect_same("tool", *words)
    tools.expect_same("tool", *words)
    tools.expect_same("tool", "upgrade", "hello")
    expect_same_home(tools)
    tools.expect_same("tool", "install", "hello", "--excludes", "x.txt")
    tools.expect_same("tool", "install", "hello", "--excludes", "x.txt")
    expect_same_home(tools)


def test_files_of_limits_count_for_a_run(tools: Pair) -> None:
    for name, text in FILES.items():
        tools.write(name, text)
    tools.expect_same("tool", "run", "--with-requirements", "r.txt", "--overrides", "o.txt", "hello", "import=paint")
    tools.expect_same("tool", "run", "-c", "c.txt", "--from", "greet", "greet-it")
    tools.expect_same("tool", "run", "--with-requirements", "nothing.txt", "hello")


def test_variables_come_from_dotenv_files(tools: Pair) -> None:
    tools.write(".env", 'A=file\nB=one\nC="two words" # not this\nexport D=\'$A\'\nE=a\\ b\nF=${B}x\nG=\nH="a"b\n')
    tools.write("more.env", "B=later\nI=new\n")
    tools.write("bad.env", "A=1\nno variable\nB=2\n")
    for place in tools.places:
        place.variables["A"] = "kept"
    asked = [f"env={name}" for name in "ABCDEFGHI"]
    tools.expect_same("tool", "run", "--env-file", ".env", "hello", *asked)
    tools.expect_same("tool", "run", "--env-file", ".env", "--env-file", "more.env", "hello", *asked)
    tools.expect_same("tool", "run", "--env-file", "bad.env", "hello", "env=B")
    tools.expect_same("tool", "run", "--env-file", "missing.env", "hello")
    for place in tools.places:
        place.variables["UV_ENV_FILE"] = "more.env"
    tools.expect_same("tool", "run", "hello", "env=I")
    tools.expect_same("tool", "run", "--no-env-file", "hello", "env=I")


BACKEND = """
import base64, hashlib, os, zipfile

def _wheel(directory, files):
    info = "demo-0.1.dist-info"
    files = {**files, f"{info}/METADATA": "Metadata-Version: 2.1\\nName: demo\\nVersion: 0.1\\n",
             f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
             f"{info}/entry_points.txt": "[console_scripts]\\ndemo = demo:main\\n"}
    rows = []
    with zipfile.ZipFile(os.path.join(directory, "demo-0.1-py3-none-any.whl"), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{path},sha256={digest},{len(text.encode())}")
        wheel.writestr(f"{info}/RECORD", "\\n".join([*rows, f"{info}/RECORD,,"]) + "\\n")
    return "demo-0.1-py3-none-any.whl"

def build_wheel(directory, config_settings=None, metadata_directory=None):
    return _wheel(directory, {"demo.py": open("demo.py").read()})

def build_editable(directory, config_settings=None, metadata_directory=None):
    return _wheel(directory, {"_demo.pth": os.getcwd()})
"""


def test_projects_are_installed_and_run(tools: Pair) -> None:
    table = '[project]\nname = "demo"\nversion = "0.1"\n[project.scripts]\ndemo = "demo:main"\n'
    files = {
        "pyproject.toml": backend.BUILD_SYSTEM + table,
        "backend.py": BACKEND,
        "demo.py": "def main(): print('demo')\n",
    }
    for place in tools.places:
        backend.write(place.cwd / "proj", files)
    for command in (
        "install ./proj", "install ./proj", "upgrade demo", "install -e ./proj", "list --show-version-specifiers",
        "install --from ./proj demo", "install --from ./proj other", "install hello --with-editable ./proj",
        "list --show-with", "install -e hello", "install demo --from nosuch", "install ./nothing",
    ):  # fmt: skip
        tools.expect_same("tool", *command.split())
        expect_same_home(tools)
    tools.expect_same("tool", "run", "--from", "./proj", "demo", filters=Filters(drop_stderr_lines=("   ", "      ")))
    tools.expect_same("tool", "run", "--from", ".", "demo")
    tools.expect_same("tool", "run", "--with-editable", "./nothing", "hello")


@pytest.mark.skipif(GIT is None, reason="git is not installed")
def test_tools_come_from_repositories(tools: Pair, tmp_path: Path) -> None:
    table = '[project]\nname = "demo"\nversion = "0.1"\n[project.scripts]\ndemo = "demo:main"\n'
    made = Repository(tmp_path / "made")
    files = {"pyproject.toml": backend.BUILD_SYSTEM + table, "backend.py": BACKEND}
    made.commit({**files, "demo.py": "def main(): print('one')\n"})
    made.git("tag", "v1")
    # What is fetched and built when is told in different orders.
    words = Filters(drop_stderr_lines=("   ", "Prepared", "Resolved"))
    for command in (
        f"run --from {made.url}@v1 demo", f"run {made.url}@v1", f"install {made.url}@v1",
        "list --show-version-specifiers", "run demo", "upgrade demo", f"install --from {made.url} demo",
        f"install demo@{made.url}@nosuch", "install demo@git+nowhere", "install hello -w demo@./nowhere",
    ):  # fmt: skip
        tools.expect_same("tool", *command.split(), filters=words)
        expect_same_home(tools)
    made.commit({"demo.py": "def main(): print('two')\n"}, "second")
    for command in ("upgrade demo", "list --show-version-specifiers", f"install -e {made.url}"):
        tools.expect_same("tool", *command.split(), filters=words)


def test_flat_directories_and_names_of_wheels_are_kept_in_the_receipt(tools: Pair) -> None:
    for place in tools.places:
        (place.cwd / "flat").mkdir()
        for version in ("1.0", "2.0"):
            entries = {"console_scripts": {"own": "own:main"}}
            wheel = builders.wheel("own", version, files={"own.py": "def main(): print('own')\n"}, entry_points=entries)
            (place.cwd / "flat" / f"own-{version}-py3-none-any.whl").write_bytes(wheel)
    tools.expect_same("tool", "install", "own<2", "--no-index", "-f", "flat", "--index", "b=http://127.0.0.1:9/b/")
    tools.expect_same("tool", "install", "own", "--no-index", "-f", "flat")
    tools.expect_same("tool", "upgrade", "own")
    expect_same_home(tools)
    prepared = Filters(drop_stderr_lines=("Prepared",))  # puv knows the wheel again, wherever it comes from
    tools.expect_same("tool", "install", "./flat/own-1.0-py3-none-any.whl", filters=prepared)
    tools.expect_same("tool", "list", "--show-version-specifiers")
    expect_same_home(tools)


def test_directories_named_by_variables_are_used(tools: Pair) -> None:
    tools.expect_same("tool", "install", "multi")
    for place in tools.places:
        place.variables["UV_TOOL_DIR"] = str(place.root / "own" / "tools")
        place.variables["UV_TOOL_BIN_DIR"] = str(place.root / "own" / "bin")
    for command in ("dir", "dir --bin", "list", "install hello", "list --show-paths", "run hello"):
        tools.expect_same("tool", *command.split())
    for place in tools.places:
        place.variables |= {"UV_TOOL_DIR": "rel/tools", "UV_TOOL_BIN_DIR": "rel/bin"}
    for command in ("dir", "dir --bin", "install hello", "list --show-paths", "uninstall hello"):
        tools.expect_same("tool", *command.split())
    for place in tools.places:
        place.variables |= {"UV_TOOL_DIR": "", "UV_TOOL_BIN_DIR": "", "XDG_DATA_HOME": str(place.root / "data")}
    tools.expect_same("tool", "dir")
    tools.expect_same("tool", "dir", "--bin")
    for place in tools.places:
        place.variables |= {"XDG_DATA_HOME": "rel", "XDG_BIN_HOME": str(place.root / "xbin")}
    tools.expect_same("tool", "dir")
    tools.expect_same("tool", "dir", "--bin")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "ksh", "csh", "tcsh", "nu", ""])
def test_a_shell_learns_of_the_executables(tools: Pair, shell: str) -> None:
    for place in tools.places:
        place.variables |= {"SHELL": f"/bin/{shell}" if shell else "", "PATH": str(BASE_PYTHON.parent)}
    tools.expect_same("tool", "install", "single")
    tools.expect_same("tool", "update-shell")
    tools.expect_same("tool", "update-shell")
    for place in tools.places:
        for name in (".bashrc", ".zshenv", ".kshrc"):
            (place.home / name).write_text("# mine\n", encoding="utf-8")
    tools.expect_same("tool", "update-shell")
    expect_same_home(tools)


def test_each_program_manages_the_tools_of_the_other(tools: Pair) -> None:
    uv, puv = tools.places
    uv.run("tool", "install", "hello<2", "--with", "paint")
    puv.variables |= {
        "UV_TOOL_DIR": str(uv.home / ".local/share/uv/tools"),
        "UV_TOOL_BIN_DIR": str(uv.home / ".local/bin"),
    }
    assert puv.run("tool", "list", "--show-with").stdout == uv.run("tool", "list", "--show-with").stdout
    assert "already installed" in puv.run("tool", "install", "hello<2", "--with", "paint").stderr
    assert puv.run("tool", "install", "multi==1.0").code == 0
    assert uv.run("tool", "install", "multi").stderr.endswith("Installed 3 executables: multi-a, multi-b, multi-g\n")
    assert "v1.0 -> v2.0" in uv.run("tool", "upgrade", "multi").stderr
    assert uv.run("tool", "uninstall", "--all").stderr == "Uninstalled 3 executables: hello, multi-b, multi-c\n"
    assert puv.run("tool", "list").stderr == "No tools installed\n"


def test_a_run_that_is_known_starts_at_once(tools: Pair) -> None:
    puv = tools.puv
    first = puv.run("tool", "run", "hello", "exit=3")
    assert first.code == 3
    assert "Installed 2 packages" in first.stderr
    for word in ("one", "two"):
        puv.run("tool", "run", "hello", word)
    assert len(list((puv.cache / "replay-v1").iterdir())) == 1
    done = puv.run("tool", "run", "hello", "--other", "words", "exit=5")
    assert (done.code, done.stdout, done.stderr) == (5, "hello 2.0 --other words exit=5\n", "")
    # What the record rests on is gone: the environment is made again.
    for path in (puv.cache / "environments-v1").glob("*/.complete"):
        path.unlink()
    assert "Installed 2 packages" in puv.run("tool", "run", "hello").stderr
