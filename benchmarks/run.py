"""Measure puv against real uv, command by command, on the recorded index.

    python benchmarks/run.py [--rounds N] [--cases NAME …] [--latency SECONDS] [--json FILE]

Both programs take turns in every round, each in paths never used before (extracting where files were just removed is
slow on ext4); medians are shown. CPU and memory are the child's own, as the kernel counts them (`wait4`). The install
cases need the wheels themselves: `python dev/record_index.py --wheels benchmarks/.cache/wheels` fetches them once.
"""

from __future__ import annotations

import argparse
import json
import marshal
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from support import cases as recorded_cases  # noqa: E402 - found through the line above
from support.backend import project, write  # noqa: E402 - likewise
from support.interop import Place, Program, real_uv  # noqa: E402 - likewise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WHEELS = HERE / ".cache" / "wheels"
SETS = {case.group: case.requirements for case in recorded_cases.cases()}
TRIO, LARGE = SETS["trio"], SETS["warehouse"]
# What was recorded, whatever machine this is.
TARGET = ("--python-version", "3.11", "--python-platform", "linux")
COMPILE = ("pip", "compile", "requirements.in", "--only-binary", ":all:", "-q", *TARGET)
LOCKED = TRIO.splitlines()
LOCKED_LARGE = [
    line
    for name in (
        "trio", "flask-site", "django-site", "fastapi-service", "science", "google-cloud", "azure-cloud", "jupyterlab",
        "pytest-plugins", "linters", "queues", "telemetry", "streamlit-app", "chains",
    )
    for line in SETS[name].splitlines()
]  # fmt: skip
LARGE_TARGET = ("--python-version", "3.12", "--python-platform", "linux")
COMPILE_LARGE = ("pip", "compile", "requirements.in", "--only-binary", ":all:", "-q", *LARGE_TARGET)


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds of wall clock and CPU, and the peak of resident memory in MiB."""

    wall: float
    cpu: float
    memory: float


Samples = dict[str, dict[str, list[Sample]]]


@dataclass(frozen=True, slots=True)
class Stage:
    """What a case may use: the index, a scratch directory, and a warm cache per program."""

    url: str
    scratch: Path
    warm: dict[str, Path] = field(default_factory=dict)

    def place(self, program: Program, label: str, *, warm: bool = False) -> Place:
        """A fresh place; `warm` gives it the program's warm cache instead of an empty one."""
        variables = {"UV_CACHE_DIR": str(self.warm[program.name])} if warm else {}
        return Place(program, self.scratch / label / program.name, f"{self.url}/simple", variables)


@dataclass(frozen=True, slots=True)
class Case:
    """A command to time. `prepare` gets a fresh place and the round, and is not timed."""

    words: tuple[str, ...]
    prepare: Callable[[Place, int], None] = lambda _place, _round: None
    warm: bool = True
    wheels: bool = False


def own(place: Place, *words: str) -> None:
    """Run the measured program itself, untimed."""
    outcome = place.run(*words)
    if outcome.code:
        sys.exit(f"{place.program.name} {' '.join(words)}: exit code {outcome.code}\n{outcome.stderr}")


def with_uv(place: Place, *words: str) -> None:
    """Run real uv in the place, untimed, with a cache apart: both programs start from equal files."""
    variables = {**place.variables, "UV_CACHE_DIR": str(place.root / "uv-cache")}
    own(Place(real_uv(), place.root, place.index_url, variables), *words)


def inputs(place: Place, _round: int) -> None:
    """Write the requirements."""
    place.write("requirements.in", TRIO)


def large_inputs(place: Place, _round: int) -> None:
    """Write the large set's requirements."""
    place.write("requirements.in", LARGE)


def compiled(place: Place, turn: int) -> None:
    """Have the output of the same command lie there."""
    inputs(place, turn)
    own(place, *COMPILE, "-o", "requirements.txt")


def changed(place: Place, turn: int) -> None:
    """Change a line so that no record of an earlier run fits."""
    compiled(place, turn)
    place.write("requirements.in", TRIO.replace("attrs >= 19.2.0", f"attrs >= 20.1.{turn}"))


def environment(place: Place, _round: int) -> None:
    """Make an empty environment."""
    shutil.copy(WHEELS / "requirements.txt", place.cwd / "pins.txt")
    with_uv(place, "venv", "-q")


def installed(place: Place, turn: int) -> None:
    """Make an environment with every package in it, installed by the measured program."""
    environment(place, turn)
    own(place, "pip", "sync", "-q", "pins.txt")
    time.sleep(0.05)  # nobody types as fast as the next line would come
    own(place, "pip", "sync", "-q", "pins.txt")


def own_backend(place: Place, _round: int) -> None:
    """A project whose backend lies within it: what is timed is all that is not the backend's work."""
    with_uv(place, "venv", "-q")
    write(place.cwd / "demo", project("demo"))


def pure_project(place: Place, _round: int) -> None:
    """A project that is built without a process of its own."""
    table = '[project]\nname = "demo"\nversion = "1"\n'
    system = '[build-system]\nrequires = ["uv_build<0.14"]\nbuild-backend = "uv_build"\n'
    write(place.cwd / "demo", {"pyproject.toml": system + table, "src/demo/__init__.py": ""})


def installed_again(place: Place, turn: int) -> None:
    """The measured command found nothing to do before, and does so again."""
    installed(place, turn)
    own(place, "pip", "install", "-q", "-r", "pins.txt")


def write_project(place: Place, requirements: Sequence[str], more: str = "") -> None:
    """A project that needs these, for one minor version of Python: what is recorded has wheels for it."""
    dependencies = json.dumps([line.split(" #")[0].strip() for line in requirements if line and line[0] != "#"])
    table = f'[project]\nname = "demo"\nversion = "1"\nrequires-python = "==3.11.*"\ndependencies = {dependencies}\n'
    place.write("pyproject.toml", f"{table}[tool.uv]\nno-build = true\n{more}")


def small_project(place: Place, _round: int) -> None:
    """37 packages to lock."""
    write_project(place, LOCKED)


def large_project(place: Place, _round: int) -> None:
    """Nearly 300 packages to lock."""
    write_project(place, LOCKED_LARGE)


def cut_off(place: Place, _round: int) -> None:
    """Nothing uploaded after a day counts."""
    write_project(place, LOCKED, 'exclude-newer = "2026-11-01T00:00:00Z"\n')


def locked(place: Place, turn: int) -> None:
    """A project with its lock, as the same command found it before."""
    small_project(place, turn)
    own(place, "lock", "-q")
    time.sleep(0.05)
    own(place, "lock", "-q")


def locked_large(place: Place, turn: int) -> None:
    """The same of the large one."""
    large_project(place, turn)
    own(place, "lock", "-q")
    time.sleep(0.05)
    own(place, "lock", "-q")


def locked_only(place: Place, turn: int) -> None:
    """A project with its lock, and no environment."""
    small_project(place, turn)
    own(place, "lock", "-q")


def synced(place: Place, turn: int) -> None:
    """A project with everything in place, as the same command found it before."""
    locked_only(place, turn)
    own(place, "sync", "-q")
    time.sleep(0.05)
    own(place, "sync", "-q")


def ran(place: Place, turn: int) -> None:
    """The same, and a command was run in it."""
    synced(place, turn)
    own(place, "run", "python", "-c", "pass")


def ran_small(place: Place, _round: int) -> None:
    """The same of a project that needs one package."""
    write_project(place, ["attrs"])
    own(place, "run", "--with", "idna", "python", "-c", "pass")
    time.sleep(0.05)
    own(place, "run", "--with", "idna", "python", "-c", "pass")


def script(place: Place, turn: int) -> None:
    """A script with its needs, run before."""
    head = '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["attrs", "idna"]\n# ///\n'
    place.write("script.py", f"{head}import attrs, idna  # {turn // 1000}\n")
    own(place, "run", "script.py")
    time.sleep(0.05)
    own(place, "run", "script.py")


def tool(place: Place, _round: int) -> None:
    """A tool that was run before."""
    own(place, "tool", "run", "--from", "pygments", "pygmentize", "-V")
    time.sleep(0.05)


def tools(place: Place, _round: int) -> None:
    """Two installed tools."""
    for name in ("pygments", "babel"):
        own(place, "tool", "install", "-q", name)


def listed(place: Place, _round: int) -> None:
    """Pythons were listed in this place before, and looked for."""
    own(place, "python", "list")
    own(place, "python", "find")
    time.sleep(0.05)


def downloads(place: Place, _round: int) -> None:
    """A list of Pythons to download."""
    builds = [(minor, patch, arch) for minor in range(8, 15) for patch in range(12) for arch in ("x86_64", "aarch64")]
    place.write("downloads.json", json.dumps(dict(_download(*build) for build in builds)))
    place.variables["UV_PYTHON_DOWNLOADS"] = "automatic"
    own(place, "python", "list", "--python-downloads-json-url", "downloads.json")
    time.sleep(0.05)


def _download(minor: int, patch: int, arch: str) -> tuple[str, dict[str, object]]:
    key = f"cpython-3.{minor}.{patch}-linux-{arch}-gnu"
    row = {
        "name": "cpython", "arch": {"family": arch, "variant": None}, "os": "linux", "libc": "gnu", "major": 3,
        "minor": minor, "patch": patch, "prerelease": "", "url": f"https://files.example.org/{key}.tar.gz",
        "sha256": "0" * 64, "variant": None, "build": "20260101",
    }  # fmt: skip
    return key, row


def with_backend(backend: str) -> Callable[[Place, int], None]:
    """A project that a popular backend builds."""

    def prepare(place: Place, turn: int) -> None:
        package = backend.partition(".")[0]
        system = f'[build-system]\nrequires = ["{package}"]\nbuild-backend = "{backend}"\n'
        write(place.cwd / "demo", {"pyproject.toml": f'{system}[project]\nname = "demo"\nversion = "1.{turn}"\n'})
        write(place.cwd / "demo", {"src/demo/__init__.py": ""})
        with_uv(place, "venv", "-q")

    return prepare


def two_megabytes(place: Place, turn: int) -> None:
    """A lock of 2 MB that nobody has read before: the large one three times over, under different names."""
    large_project(place, turn)
    original = place.root.parents[1] / "large.lock"
    if not original.exists():
        with_uv(place, "lock", "-q")
        original.write_text(multiplied(place.cwd.joinpath("uv.lock").read_text(), 6))
    place.write("uv.lock", original.read_text().replace('hash = "sha256:0', f'hash = "sha256:{turn % 10}', 1))


def multiplied(text: str, times: int) -> str:
    """A lock with every package but the project's own several times."""
    head, *packages = text.split("\n[[package]]\n")
    own_name = 'name = "demo"\n'
    found = {package[8 : package.index('"', 8)] for package in packages if not package.startswith(own_name)}

    def renamed(package: str, copy: int) -> str:
        return re.sub(r'(?<=\bname = ")[^"]+', lambda m: f"{m[0]}-{copy}" if m[0] in found else m[0], package)

    many = []
    for package in packages:
        if not package.startswith(own_name):
            many += [f"{renamed(package, copy).rstrip()}\n" for copy in range(times)]
        else:
            lines = package.split("\n")
            edges = [line.startswith('    { name = "') for line in lines]
            rows = [
                [renamed(line, copy) for copy in range(times)] if edge else [line]
                for line, edge in zip(lines, edges, strict=True)
            ]
            many.append("\n".join(line for row in rows for line in row))
    return "\n[[package]]\n".join((head, *sorted(many)))


CASES = {
    "version": Case(("--version",)),
    "help": Case(("help",)),
    "help-command": Case(("pip", "compile", "--help")),
    "venv": Case(("venv", "-q")),
    "resolve-cold": Case(COMPILE, inputs, warm=False),
    "resolve-warm": Case(COMPILE, inputs),
    "resolve-changed": Case((*COMPILE, "-o", "requirements.txt"), changed),
    "resolve-unchanged": Case((*COMPILE, "-o", "requirements.txt"), compiled),
    "large-cold": Case(COMPILE_LARGE, large_inputs, warm=False),
    "large-warm": Case(COMPILE_LARGE, large_inputs),
    "install-cold": Case(("pip", "sync", "-q", "pins.txt"), environment, warm=False, wheels=True),
    "install-warm": Case(("pip", "sync", "-q", "pins.txt"), environment, wheels=True),
    "install-first-noop": Case(("pip", "install", "-q", "-r", "pins.txt"), installed, wheels=True),
    "install-noop": Case(("pip", "install", "-q", "-r", "pins.txt"), installed_again, wheels=True),
    "sync-noop": Case(("pip", "sync", "-q", "pins.txt"), installed, wheels=True),
    "build-own": Case(("pip", "install", "-q", "./demo"), own_backend),
    "build-direct": Case(("build", "-q", "demo"), pure_project),
    "build-setuptools": Case(("build", "--sdist", "-q", "demo"), with_backend("setuptools.build_meta"), wheels=True),
    "build-hatchling": Case(("build", "--sdist", "-q", "demo"), with_backend("hatchling.build"), wheels=True),
    "install-setuptools": Case(("pip", "install", "-q", "./demo"), with_backend("setuptools.build_meta"), wheels=True),
    "lock-noop": Case(("lock", "-q"), locked),
    "lock-noop-large": Case(("lock", "-q"), locked_large),
    "lock-warm": Case(("lock", "-q"), small_project),
    "lock-warm-large": Case(("lock", "-q"), large_project),
    "lock-cutoff": Case(("lock", "-q"), cut_off),
    "lock-cold": Case(("lock", "-q"), small_project, warm=False),
    "lock-cold-large": Case(("lock", "-q"), large_project, warm=False),
    "sync-new": Case(("sync", "-q"), locked_only, wheels=True),
    "project-noop": Case(("sync", "-q"), synced, wheels=True),
    "export": Case(("export", "-q", "--frozen"), two_megabytes),
    "tree": Case(("tree", "-q", "--frozen"), two_megabytes),
    "run": Case(("run", "python", "-c", "pass"), ran, wheels=True),
    "run-with": Case(("run", "--with", "idna", "python", "-c", "pass"), ran_small, wheels=True),
    "run-script": Case(("run", "script.py"), script, wheels=True),
    "add": Case(("add", "-q", "babel"), synced, wheels=True),
    "tool-run": Case(("tool", "run", "--from", "pygments", "pygmentize", "-V"), tool, wheels=True),
    "tool-list": Case(("tool", "list"), tools, wheels=True),
    "python-find": Case(("python", "find"), listed),
    "python-list": Case(("python", "list"), listed),
    "python-list-json": Case(("python", "list", "--python-downloads-json-url", "downloads.json"), downloads),
    "list": Case(("pip", "list"), installed, wheels=True),
    "freeze": Case(("pip", "freeze"), installed, wheels=True),
    "check": Case(("pip", "check"), installed, wheels=True),
}


def pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """The two ends that this process holds."""
    if process.stdin is None or process.stdout is None:
        message = "the process was started without pipes"
        raise RuntimeError(message)
    return process.stdin, process.stdout


class Launcher:
    """The small process that starts and weighs programs."""

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", str(HERE / "launcher.py")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def close(self) -> None:
        """End it."""
        self._process.communicate()

    def run(self, place: Place, words: Sequence[str]) -> Sample:
        """Run the place's program once; a failure ends the benchmark."""
        errors = place.root / "stderr.txt"
        order = ([*place.program.command, *words], place.environment(), str(place.cwd), str(errors))
        stdin, stdout = pipes(self._process)
        stdin.write(marshal.dumps(order))
        stdin.flush()
        code, wall, cpu, memory = marshal.load(stdout)  # noqa: S302 - from our own child
        if code:
            sys.exit(f"{place.program.name} {' '.join(words)}: exit code {code}\n{errors.read_text(errors='replace')}")
        kibibytes = memory / (1024 if sys.platform == "darwin" else 1)
        return Sample(wall, cpu, kibibytes / 1024)


@contextmanager
def index(latency: float) -> Iterator[str]:
    """The recorded index in a process of its own."""
    command = [sys.executable, str(HERE / "server.py"), "--latency", str(latency), "--wheels", str(WHEELS)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    stdin, stdout = pipes(server)
    try:
        yield stdout.readline().decode().strip()
    finally:
        stdin.close()
        server.wait(30)
        stdout.close()


def warm_up(stage: Stage, programs: Sequence[Program], chosen: Sequence[str]) -> None:
    """Fill each program's warm cache (and its bytecode): every chosen case once, and then once more."""
    for program in programs:
        stage.warm[program.name] = stage.scratch / "warm" / program.name / "cache"
        for turn in (1001, 1002):
            for name in chosen:
                place = stage.place(program, f"warm-{name}-{turn}", warm=True)
                CASES[name].prepare(place, turn)
                own(place, *CASES[name].words)


def measure(stage: Stage, programs: Sequence[Program], chosen: Sequence[str], rounds: int) -> Samples:
    """Every case, `rounds` times, the programs taking turns (and turns in going first)."""
    samples: Samples = {name: {program.name: [] for program in programs} for name in chosen}
    launcher = Launcher()
    for turn in range(rounds):
        for name in chosen:
            for program in programs if turn % 2 == 0 else tuple(reversed(programs)):
                case = CASES[name]
                place = stage.place(program, f"{name}-{turn}", warm=case.warm)
                case.prepare(place, turn)
                samples[name][program.name].append(launcher.run(place, case.words))
        print(f"round {turn + 1} of {rounds}", file=sys.stderr, flush=True)
    launcher.close()
    return samples


def summary(samples: Samples) -> dict[str, dict[str, dict[str, float]]]:
    """Medians (wall and CPU in ms, memory in MiB) and the fastest wall per case and program."""
    return {
        name: {
            program: {
                "wall_ms": round(statistics.median(run.wall for run in runs) * 1000, 1),
                "fastest_ms": round(min(run.wall for run in runs) * 1000, 1),
                "cpu_ms": round(statistics.median(run.cpu for run in runs) * 1000, 1),
                "memory_mib": round(statistics.median(run.memory for run in runs), 1),
            }
            for program, runs in by_program.items()
        }
        for name, by_program in samples.items()
    }


def table(figures: dict[str, dict[str, dict[str, float]]]) -> str:
    """The figures for a reader; ratios are puv/uv, below 1 puv is the lighter one."""
    head = f"{'':<18}{'wall ms':>19}{'ratio':>7}{'cpu ms':>19}{'ratio':>7}{'MiB':>15}\n"
    head += f"{'':<18}{'uv':>9}{'puv':>10}{'':>7}{'uv':>9}{'puv':>10}{'':>7}{'uv':>7}{'puv':>8}\n"
    lines = []
    for name, rows in figures.items():
        uv, puv = rows["uv"], rows.get("puv", rows["uv"])
        line = f"{name:<18}"
        for key in ("wall_ms", "cpu_ms"):
            line += f"{uv[key]:>9.1f}{puv[key]:>10.1f}{puv[key] / max(uv[key], 0.001):>7.2f}"
        lines.append(f"{line}{uv['memory_mib']:>7.0f}{puv['memory_mib']:>8.0f}\n")
    return head + "".join(lines)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    scripts = Path(sysconfig.get_path("scripts"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cases", nargs="*", choices=CASES, default=[])
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every answer of the index")
    parser.add_argument("--puv", default=str(scripts / "puv"), help="the puv to measure (default: beside this Python)")
    parser.add_argument("--only-uv", action="store_true", help="measure real uv alone")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    arguments = parser.parse_args()
    have_wheels = (WHEELS / "requirements.txt").exists()
    chosen = [name for name in arguments.cases or CASES if have_wheels or not CASES[name].wheels]
    if len(chosen) < len(arguments.cases or CASES):
        print("without the wheels the install cases are left out: see benchmarks/README.md", file=sys.stderr)
    programs = [real_uv()] if arguments.only_uv else [real_uv(), Program("puv", (arguments.puv,))]
    scratch = Path(tempfile.mkdtemp(prefix="puv-bench-"))
    try:
        with index(arguments.latency) as url:
            stage = Stage(url, scratch)
            warm_up(stage, programs, chosen)
            figures = summary(measure(stage, programs, chosen, arguments.rounds))
        print(table(figures), flush=True)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)  # which may take longer than a round
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        settings = {"rounds": arguments.rounds, "latency": arguments.latency, "python": sys.version.split()[0]}
        arguments.json.write_text(json.dumps({"settings": settings, "figures": figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
