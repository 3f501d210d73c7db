"""Lock real projects from scratch with real uv and with puv, at a fixed date, and compare the bytes of `uv.lock`.

    python dev/real_locks.py [--only NAME …] [--work DIRECTORY] [--cross] [--show LINES]

The projects are in `real_projects.toml`: source archives of the default index, and projects written out there. Of an
archive only `pyproject.toml` is taken, with the version of the archive where it would have to be built, unless `whole`
says so. Both programs work on equal copies with caches of their own, which are kept in the working directory: a second
run asks the index for little. `--cross` also asks each program to accept the other's lock (`lock --check`, `sync
--locked --dry-run`), and upgrades single packages from the same start. Exits with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from puv.fetcher.pages import ACCEPT  # noqa: E402 - likewise
from puv.fs.sdist import extract_source  # noqa: E402 - likewise
from puv.lockfile.diff import diff  # noqa: E402 - likewise
from puv.lockfile.read import read_lock  # noqa: E402 - likewise
from puv.model.index import DEFAULT_INDEX_URL  # noqa: E402 - likewise
from puv.standards.filenames import parse_sdist_name  # noqa: E402 - likewise
from puv.standards.names import parse_package_name  # noqa: E402 - likewise
from puv.standards.simple_api import parse_page  # noqa: E402 - likewise
from puv.standards.timestamps import parse_timestamp  # noqa: E402 - likewise
from support.interop import Program, puv, real_uv  # noqa: E402 - the tests' helpers are found through the line above

LISTED = Path(__file__).with_name("real_projects.toml")
TIMEOUT = 900  # seconds; some projects build what has no wheels


@dataclass(frozen=True, slots=True)
class Project:
    """A project to lock: from the index (`text` empty) or written out, with the files of its members by path."""

    name: str
    files: dict[str, str]
    whole: bool = False
    version: str = ""
    options: tuple[str, ...] = ()
    upgrade: str = ""


@dataclass(slots=True)
class Lab:
    """The working directory: archives, caches, and a copy of each project for each program."""

    root: Path
    date: str

    def archive(self, name: str, wanted: str) -> Path:
        """Download a source archive (without a version: the newest final one before the date), unless it is there."""
        folder = self.root / "archives" / name
        kept = list(folder.glob("*")) if folder.is_dir() else []
        if kept:
            return kept[0]
        pool = urllib3.PoolManager(timeout=60)
        address = f"{DEFAULT_INDEX_URL}/{name}/"
        response = pool.request("GET", address, headers={"accept": ACCEPT})
        page = parse_page(response.data, response.headers["content-type"], address)
        until = parse_timestamp(self.date)
        found = []
        for position, filename in enumerate(page.filenames):
            moment = page.uploads[position]
            moment = parse_timestamp(moment) if isinstance(moment, str) else moment
            if not re.fullmatch(r".*-[0-9.]+\.tar\.gz", filename) or moment is None or until is None or moment > until:
                continue
            version = parse_sdist_name(filename, parse_package_name(name))
            if str(version) == wanted or not (wanted or version.is_prerelease):
                found.append((version, filename, page.urls[position]))
        _, filename, url = max(found)
        folder.mkdir(parents=True)
        (folder / filename).write_bytes(pool.request("GET", url).data)
        return folder / filename

    def copy(self, project: Project, program: Program) -> Path:
        """Make a fresh copy of a project for a program."""
        place = self.root / program.name / project.name
        shutil.rmtree(place, ignore_errors=True)
        if project.files:
            for path, text in project.files.items():
                file = place / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        else:
            archive = self.archive(project.name, project.version)
            place.mkdir(parents=True)
            if project.whole:
                return Path(extract_source(str(archive), str(place / "unpacked"), filename=archive.name))
            with tarfile.open(archive) as opened:
                member = next(one for one in opened if one.name.partition("/")[2] == "pyproject.toml")
                content = opened.extractfile(member)
                text = content.read().decode() if content is not None else ""
            (place / "pyproject.toml").write_text(_static(text, archive.name), encoding="utf-8")
        return place

    def run(self, program: Program, place: Path, *words: str) -> tuple[int, str, float]:
        """Run a program in a copy; return its exit code, what it said and the seconds it took."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PUV_", "PIP_"))}
        environ |= {"UV_CACHE_DIR": str(self.root / f"cache-{program.name}"), "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}
        environ |= {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "0"}
        started = time.perf_counter()
        done = subprocess.run(
            [*program.command, *words, "--exclude-newer", self.date],
            cwd=place, env=environ, capture_output=True, text=True, timeout=TIMEOUT, check=False,
        )  # fmt: skip
        return done.returncode, done.stderr, time.perf_counter() - started


def main() -> int:
    """Compare as many projects as asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--work", type=Path, default=Path(".real-locks"))
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="show this many lines of each difference")
    parser.add_argument("--again", action="store_true", help="keep the locks that uv wrote before")
    arguments = parser.parse_args()
    listed = tomllib.loads(LISTED.read_text(encoding="utf-8").replace("{default index}", DEFAULT_INDEX_URL))
    lab = Lab(arguments.work.resolve(), listed["exclude-newer"])
    projects = [_project(entry) for entry in listed["project"]]
    wrong = []
    for project in projects:
        if arguments.only and project.name not in arguments.only:
            continue
        if not compare(lab, project, arguments):
            wrong.append(project.name)
    print(f"{len(wrong)} differ: {' '.join(wrong)}" if wrong else "all equal")
    return 1 if wrong else 0


def _project(entry: dict[str, Any]) -> Project:
    files = entry.get("files", {})
    if "pyproject" in entry:
        files = {"pyproject.toml": str(entry["pyproject"]), **files}
    return Project(
        str(entry["name"]),
        files,
        bool(entry.get("whole")),
        str(entry.get("version", "")),
        tuple(entry.get("options", ())),
        str(entry.get("upgrade", "")),
    )


def _static(text: str, archive: str) -> str:
    """Give a project a version of its own where its build tells it."""
    table = tomllib.loads(text).get("project", {})
    version = archive.removesuffix(".tar.gz").rpartition("-")[2]
    if "version" not in table.get("dynamic", ()):
        return text
    others = json.dumps([name for name in table["dynamic"] if name != "version"])
    text = re.sub(r"^dynamic\s*=\s*\[[^\]]*\]", f"dynamic = {others}", text, count=1, flags=re.MULTILINE)
    return re.sub(r"^\[project\]\s*$", f'[project]\nversion = "{version}"', text, count=1, flags=re.MULTILINE)


def compare(lab: Lab, project: Project, arguments: argparse.Namespace) -> bool:
    """Lock one project with both programs; say what differs."""
    programs = (real_uv(), puv())
    locks, said, times, places = [], [], [], []
    for program in programs:
        kept = lab.root / "uv-locks" / f"{project.name}.lock"
        if arguments.again and program.name == "uv" and kept.exists():
            locks.append(kept.read_text(encoding="utf-8"))
            said.append("")
            times.append(0.0)
            continue
        place = lab.copy(project, program)
        code, stderr, seconds = lab.run(program, place, "lock", *project.options)
        places.append(place)
        times.append(seconds)
        said.append(stderr)
        file = place / "uv.lock"
        locks.append(file.read_text(encoding="utf-8") if code == 0 else "")
        if program.name == "uv":
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(locks[0], encoding="utf-8")
    theirs, ours = locks
    count = theirs.count("[[package]]")
    same = theirs == ours and theirs != ""
    shown = "same" if same else "DIFFERENT"
    print(f"{shown:9} {project.name:24} {count:4} packages  uv {times[0]:6.1f} s  puv {times[1]:6.1f} s", flush=True)
    if not same:
        _explain(theirs, ours, said, arguments.show)
    elif arguments.cross:
        same = _cross(lab, project, programs, places)
    return same


def _explain(theirs: str, ours: str, said: list[str], limit: int) -> None:
    for who, lock, text in zip(("uv", "puv"), (theirs, ours), said, strict=True):
        if not lock:
            print(f"  {who} failed:\n" + "\n".join(f"    {line}" for line in text.splitlines()[-12:]))
    if theirs and ours:
        for change in diff(read_lock(theirs, "uv"), read_lock(ours, "puv")).changes:
            versions = f"{' '.join(change.versions_before)} | {' '.join(change.versions_after)}"
            print(f"  {change.kind} {change.name} {versions} {', '.join(change.aspects)}")
        lines = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), "uv", "puv", lineterm="", n=2)
        for line, _ in zip(lines, range(limit), strict=False):
            print(f"    {line}")


def _cross(lab: Lab, project: Project, programs: tuple[Program, Program], places: list[Path]) -> bool:
    """Let each program check the lock that the other wrote (they are equal), and upgrade one package."""
    wrong = []
    for program, place in zip(programs, places, strict=True):
        for words in (("lock", "--check"), ("sync", "--locked", "--dry-run")):
            code, stderr, _ = lab.run(program, place, *words, *project.options)
            if code:
                wrong.append(f"{program.name} {' '.join(words)}: {stderr.strip().splitlines()[-1:]}")
    if project.upgrade:
        name = project.upgrade
        upgraded = []
        for program, place in zip(programs, places, strict=True):
            lab.run(program, place, "lock", f"--upgrade-package={name}<1000", *project.options)
            upgraded.append((place / "uv.lock").read_text(encoding="utf-8"))
        if upgraded[0] != upgraded[1]:
            wrong.append(f"--upgrade-package {name} differs")
    for line in wrong:
        print(f"  {line}")
    return not wrong


if __name__ == "__main__":
    sys.exit(main())
