"""`python list|find|install|upgrade|pin|dir|uninstall|update-shell` as by uv: words, exit codes, links and files."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from support.interop import BASE_PYTHON, Pair, Place, diff
from support.pythons import MINOR, NOW, Mirror, hollow, real

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERIES = int(MINOR.partition(".")[2])
OTHER = f"3.{SERIES - 1}"
_DOWNLOADS = re.compile(r"^ ?Download(ing|ed) ", re.MULTILINE)


@pytest.fixture(scope="module")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    with Mirror(tmp_path_factory.mktemp("mirror")) as made:
        for patch in (1, 2):
            made.add((3, SERIES - 1, patch), hollow(OTHER))
        made.add((3, SERIES + 1, 0), hollow(f"3.{SERIES + 1}"))
        made.add((3, SERIES + 1, 1), hollow(f"3.{SERIES + 1}"))
        made.add((3, 13, 2), hollow("3.13"))
        made.add((3, 13, 2), hollow("3.13", suffix="t"), variant="freethreaded")
        made.add((3, 13, 2), hollow("3.13", suffix="d"), variant="debug")
        made.add((3, 14, 0), hollow("3.14"), prerelease="a6")
        made.add((3, 10, 14), hollow("3.10", name="pypy", root="pypy3.10-v7.3.19-linux64"), name="pypy",
                 url="https://downloads.python.org/pypy/pypy3.10-v7.3.19-linux64.tar.gz")  # fmt: skip
        made.files["pypy/pypy3.10-v7.3.19-linux64.tar.gz"] = hollow(
            "3.10", name="pypy", root="pypy3.10-v7.3.19-linux64"
        )
        others = ({"os": "darwin", "libc": "none", "arch": {"family": "aarch64", "variant": None}},
                  {"os": "windows", "libc": "none"}, {"libc": "musl"},
                  {"arch": {"family": "x86_64", "variant": "v3"}}, {"arch": {"family": "aarch64", "variant": None}},
                  {"arch": {"family": "i686", "variant": None}, "os": "windows", "libc": "none"})  # fmt: skip
        for other in others:
            made.add((3, SERIES + 1, 1), b"", **other)
        yield made


@pytest.fixture
def pythons(mirror: Mirror, tmp_path: Path) -> Pair:
    pair = Pair(tmp_path, variables=mirror.variables())
    # Nothing but the directory of executables, so that the machine's Pythons are of no matter.
    for place in pair.places:
        place.variables["PATH"] = str(place.home / ".local" / "bin")
        place.variables["UV_PYPY_INSTALL_MIRROR"] = f"{mirror.url}/pypy"
    return pair


def state(place: Place) -> dict[str, str]:
    """The installations and executables of a place: their names, and where links lead."""
    found = {}
    for root in (place.home / "pythons", place.home / ".local" / "bin"):
        for path in sorted(root.iterdir()) if root.is_dir() else ():
            shown = path.relative_to(place.root).as_posix()
            found[shown] = place.plain(f"-> {os.readlink(path)}") if path.is_symlink() else "there"
    found.pop("home/pythons/.lock", None)
    return found


def told(place: Place, text: str) -> str:
    """A stream, with the lines about downloads, which come as they come, in order."""
    lines = place.plain(text).splitlines()
    return "\n".join([*sorted(line for line in lines if _DOWNLOADS.match(line)),
                      *(line for line in lines if not _DOWNLOADS.match(line))])  # fmt: skip


def play(pair: Pair, script: str) -> None:
    """Run each line in both places and compare everything. `=` writes a file, `!` sets a variable."""
    for line in script.splitlines():
        if line.startswith("="):
            path, _, text = line[1:].partition(" ")
            for place in pair.places:
                target = place.root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text.replace("\\n", "\n"))
            continue
        if line.startswith("!"):
            for place in pair.places:
                place.variables |= dict([line[1:].split("=")])
            continue
        expected, actual = pair.run(*shlex.split(line))
        found = [] if actual.code == expected.code else [f"exit code: uv {expected.code}, puv {actual.code}"]
        for stream in ("stdout", "stderr"):
            one, two = (told(pair.uv, getattr(expected, stream)), told(pair.puv, getattr(actual, stream)))
            found += diff(one, two, stream)
        assert not found, f"{line}\n" + "\n".join(found)
        assert state(pair.puv) == state(pair.uv), line


NEXT = f"3.{SERIES + 1}"
SCENARIOS = {
    "install": "install NEXT; install NEXT; install",
    "install-newest": "install; install; list --only-downloads",
    "install-several": "install NEXT OTHER; install NEXT OTHER; install NEXT.1",
    "install-patch": "install NEXT.0; install NEXT; install NEXT.1",
    "install-both-patches": "install NEXT.0 NEXT.1; uninstall NEXT.1; uninstall NEXT",
    "install-older-patch": "install NEXT; install NEXT.0; uninstall --all",
    "install-twice-at-once": "install NEXT NEXT.1; install NEXT NEXT",
    "install-range": "install '>=OTHER,<OTHER.99'; install '>=OTHER'",
    "install-key": "install cpython-NEXT.0-linux-x86_64-gnu; install cpython@NEXT",
    "install-any": "install any; install default; install any",
    "install-unknown": "install 3.9; install foo; install ./foo; install 3.99.1",
    "install-implementation": "install pypy; install pypy3.10; uninstall pypy",
    "install-no-implementation": "install graalpy; install pypy@3.9",
    "install-freethreaded": "install 3.13t; install 3.13+freethreaded; install 3.13",
    "install-freethreaded-default": "install --default 3.13t --preview; uninstall 3.13t",
    "install-debug": "install 3.13d; uninstall 3.13+debug",
    "install-pre-release": "install 3.14; install 3.14.0a6; uninstall 3.14",
    "install-no-bin": "install --no-bin NEXT; install NEXT; install NEXT",
    "install-foreign": "=home/.local/bin/pythonNEXT x; install NEXT; install NEXT; install -r NEXT; "
    "install --force NEXT; install NEXT",
    "install-default": "install --default NEXT OTHER; install --default NEXT; install --default OTHER; uninstall OTHER",
    "install-default-preview": "install --default --preview-features python-install-default NEXT",
    "install-default-no-bin": "install --default --no-bin NEXT",
    "install-reinstall": "install NEXT.0 NEXT.1; install -r NEXT; install -r NEXT.0; install -r OTHER",
    "install-upgrade": "install NEXT.0; install -U NEXT; install -U NEXT; install -U NEXT.1; install -U OTHER",
    "install-offline": "install --offline NEXT; install NEXT; install --offline NEXT",
    "install-not-allowed": "install --no-python-downloads NEXT; install NEXT; install --no-python-downloads NEXT",
    "install-version-file": "=work/.python-version NEXT\\n; install; install",
    "install-version-files": "=work/.python-versions # all\\nNEXT\\nOTHER\\n; install; install",
    "install-elsewhere": "install -i elsewhere NEXT; uninstall -i elsewhere NEXT; list --only-installed",
    "install-quietly": "install -q NEXT; install -qq OTHER; uninstall -q NEXT",
    "install-mirror": "install --mirror nonsense NEXT",
    "install-nowhere": "install --mirror file:///nowhere NEXT",
    "upgrade": "upgrade; install NEXT.0 OTHER.1; upgrade; upgrade",
    "upgrade-one": "install NEXT.0; upgrade NEXT; upgrade NEXT; upgrade NEXT.0",
    "upgrade-nothing": "upgrade NEXT; upgrade 3.9; upgrade foo",
    "upgrade-reinstall": "install NEXT; upgrade -r NEXT; upgrade -r",
    "upgrade-several": "install NEXT.0; upgrade NEXT OTHER; upgrade NEXT OTHER",
    "uninstall": "uninstall NEXT; install NEXT; uninstall NEXT 3.9; uninstall NEXT",
    "uninstall-all": "uninstall --all; install NEXT OTHER; uninstall --all",
    "uninstall-range": "install NEXT OTHER; uninstall '>=NEXT'; uninstall cpython-OTHER",
    "uninstall-wrong": "uninstall; uninstall 3.12 --all; uninstall foo",
    "list-downloads": "list; list --only-downloads; list NEXT; list NEXT --all-versions",
    "list-platforms": "list --all-platforms; list --all-arches; list --all-platforms --all-arches --all-versions",
    "list-variants": "list 3.13; list 3.13t; list 3.13d; list 3.13+freethreaded; list 3.14; list pypy; list cpython; "
    "list any",
    "list-json": "list --output-format json; list --output-format json NEXT --all-versions",
    "list-urls": "list --show-urls; list --show-urls pypy; list --only-installed --show-urls",
    "list-wrong": "list --only-installed --only-downloads; list 2.7; list foo --only-downloads",
    "list-quietly": "list -q; dir -q; dir --bin -q",
    "list-kinds": "list --managed-python; list --no-managed-python; list --no-python-downloads",
    "dir": "dir; dir --bin",
    "pin": "!UV_PYTHON_DOWNLOADS=never; pin; pin NEXT; pin; pin NEXT; pin OTHER; pin --rm; pin --rm",
    "pin-forms": "!UV_PYTHON_DOWNLOADS=never; pin 3.13t; pin cp310; pin pypy; pin 'cpython@>=3.10'; pin 310; "
    "pin cpython-3.10; pin any; pin default; pin ./x; pin foo; pin '>=3.10,<3.12'; pin 3; pin 3.10.4",
    "pin-global": "!UV_PYTHON_DOWNLOADS=never; pin --global; pin --global 3.10; pin; pin --global; "
    "pin --global --rm; pin --global --rm",
    "pin-resolved": "pin --resolved 3.9; pin --resolved --rm; pin 3.10 --rm",
    "pin-project": "!UV_PYTHON_DOWNLOADS=never; =work/pyproject.toml PROJECT; "
    "pin 3.11; pin 3.12; pin 3.11 --no-project; pin 3.11.5; pin 3",
    "pin-odd-files": "!UV_PYTHON_DOWNLOADS=never; =work/.python-version # c\\n\\n3.10\\nfoo\\n; pin; "
    "=work/.python-version foo\\n; pin; =work/.python-version ; pin; pin 3.10",
    "find-nothing": "find; find NEXT; find foo; find ./foo; find pypy; find --system; find --managed-python; "
    "find --no-managed-python 3.10",
}


def scenario(text: str) -> str:
    """A scenario in the words of `play`: one command of `python` per part, series in place of their names."""
    text = text.replace("PROJECT", '[project]\\nname = "x"\\nversion = "1"\\nrequires-python = ">=3.12"\\n')
    parts = text.replace("NEXT", NEXT).replace("OTHER", OTHER).split("; ")
    return "\n".join(part if part[0] in "=!" else f"python {part}" for part in parts)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_goes_as_with_uv(pythons: Pair, name: str) -> None:
    play(pythons, scenario(SCENARIOS[name]))


def test_advice_where_there_is_no_interpreter(pythons: Pair) -> None:
    play(pythons, f"venv -p 3.9\nvenv -p foo\nvenv -p ./foo\nvenv -p {NEXT} --offline")
    play(pythons, f"venv -p {NEXT} --no-managed-python\nvenv -p {NEXT} --no-python-downloads")


@pytest.mark.parametrize("policy", ["never", "manual"])
def test_the_policy_of_downloads_is_told(pythons: Pair, policy: str) -> None:
    play(pythons, f"!UV_PYTHON_DOWNLOADS={policy}\nvenv -p {NEXT}\nvenv\npython list\nvenv -p '>={NEXT}'\nvenv -p pypy")


@pytest.fixture
def with_real(pythons: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two releases of one series that work, and the machine's own Python on the search path."""
    with Mirror(tmp_path_factory.mktemp("real")) as mirror:
        archive = real()
        mirror.add((NOW[0], NOW[1], NOW[2] - 1), archive)
        mirror.add(NOW, archive)
        for place in pythons.places:
            place.variables |= mirror.variables()
        yield pythons


FINDING = f"""\
python install {MINOR}
python find
python find {MINOR}
python find {".".join(map(str, NOW))}
python find cpython
python find --show-version
python find --resolve-links {MINOR}
python list --only-installed
python list --only-installed --output-format json
python pin --resolved {MINOR}
python pin --rm
python pin {MINOR}
python find
venv
python find
python find --system
python find --no-managed-python
venv --clear --managed-python
python uninstall {MINOR}
python find {MINOR}
"""


def test_a_managed_interpreter_is_found_and_used_as_by_uv(with_real: Pair) -> None:
    play(with_real, FINDING)


def test_an_interpreter_that_is_needed_is_downloaded_as_by_uv(with_real: Pair) -> None:
    play(with_real, f"venv -p {MINOR}\npip list\nvenv -p {MINOR} --clear\npython list --only-installed")
    one, two = (place.plain((place.cwd / ".venv/pyvenv.cfg").read_text()) for place in with_real.places)
    assert one == two


def test_an_environment_follows_the_upgrade_of_its_series(with_real: Pair) -> None:
    play(with_real, f"python install {NOW[0]}.{NOW[1]}.{NOW[2] - 1}\nvenv -p {MINOR}\npython upgrade {MINOR}")
    for place in with_real.places:
        link = os.readlink(place.cwd / ".venv/bin/python")
        assert f"cpython-{MINOR}-linux" in link, link
        assert str(NOW[2]) in os.path.realpath(link)


def test_a_project_that_wants_another_python_is_warned_of(with_real: Pair) -> None:
    project = f'=work/pyproject.toml [project]\\nname = "x"\\nversion = "1"\\nrequires-python = ">={NEXT}"\\n'
    play(
        with_real,
        f"python install {MINOR}\n{project}\npython find {MINOR}\npython pin {MINOR} --no-project\npython pin",
    )


def test_an_environment_in_a_project_has_a_python_that_suits_it(with_real: Pair) -> None:
    for place in with_real.places:
        place.variables["UV_PYTHON_DOWNLOADS"] = "never"
        place.variables["PATH"] = str(BASE_PYTHON.parent)
    project = '=work/pyproject.toml [project]\\nname = "x"\\nversion = "1"\\nrequires-python = ">='
    play(with_real, f'{project}{NEXT}.99"\\n\nvenv\nvenv --no-project\nvenv --clear -p {MINOR}')
    play(with_real, f'{project}3.8"\\n\nvenv --clear\n=work/.python-version {MINOR}\\n\nvenv --clear')
    play(with_real, f'{project}{NEXT}"\\n\nvenv --clear')


def test_broken_executables_are_listed_as_warnings(pythons: Pair) -> None:
    for place in pythons.places:
        place.variables["PATH"] = f"{place.root / 'bin'}:{BASE_PYTHON.parent}"
        program = place.root / "bin" / "python3.10"
        program.parent.mkdir()
        program.write_text("#!/bin/sh\necho sorry >&2\nexit 7\n")
        program.chmod(0o755)
    play(pythons, "python list --only-installed 3.10\npython find 3.10\nvenv -p 3.10 --no-python-downloads")
