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


def warm_up(stage: Stage, programs: Sequence[Program], *, wheels: bool) -> None:
    """Fill each program's warm cache (and its bytecode) once."""
    for program in programs:
        stage.warm[program.name] = stage.scratch / "warm" / program.name / "cache"
        place = stage.place(program, "warm")
        inputs(place, 0)
        own(place, *COMPILE)
        large_inputs(place, 0)
        own(place, *COMPILE_LARGE)
        if wheels:
            installed(place, 0)


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
            warm_up(stage, programs, wheels=any(CASES[name].wheels for name in chosen))
            figures = summary(measure(stage, programs, chosen, arguments.rounds))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(table(figures))
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        settings = {"rounds": arguments.rounds, "latency": arguments.latency, "python": sys.version.split()[0]}
        arguments.json.write_text(json.dumps({"settings": settings, "figures": figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
