"""The recorded requirement sets (`tests/interop/recorded_sets.toml`) as cases to run, and real uv's outcomes."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from support.interop import Outcome, Place

SETS = Path(__file__).parent.parent / "interop" / "recorded_sets.toml"
EXPECTED = Path(__file__).parent.parent / "fixtures" / "recorded" / "expected"
COMMON = ("--only-binary", ":all:")


@dataclass(frozen=True, slots=True)
class Case:
    """One requirement set with one list of options."""

    group: str
    requirements: str
    options: tuple[str, ...]
    true_hashes: bool = False

    @property
    def label(self) -> str:
        """A short name for reports."""
        return f"{self.group} {' '.join(self.options)}"

    def words(self) -> list[str]:
        """The command's words."""
        return ["pip", "compile", "requirements.in", *COMMON, *self.options]

    def run(self, place: Place) -> Outcome:
        """Run it in `place`."""
        place.write("requirements.in", self.requirements)
        outcome = place.run(*self.words())
        return Outcome(outcome.code, place.plain(outcome.stdout), place.plain(outcome.stderr))


def cases(path: Path = SETS) -> list[Case]:
    """Every case of the file, in its order."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    found = []
    for entry in document["set"]:
        for options in entry.get("options", [document["default"]]):
            words = tuple(options.split())
            found.append(Case(entry["name"], entry["requirements"].strip() + "\n", words, entry.get("hashes", False)))
    return found


def expected_outcomes(directory: Path = EXPECTED) -> dict[str, Outcome]:
    """Real uv's recorded outcomes by case label."""
    found = {}
    for path in sorted(directory.glob("*.json")):
        for label, row in json.loads(path.read_text(encoding="utf-8")).items():
            found[label] = Outcome(row["code"], "\n".join(row["stdout"]), "\n".join(row["stderr"]))
    return found


def save_expected(outcomes: dict[str, Outcome], directory: Path = EXPECTED) -> None:
    """Write outcomes, one file per set, a line of output per line of the file."""
    directory.mkdir(parents=True, exist_ok=True)
    groups: dict[str, dict[str, object]] = {}
    for label, outcome in outcomes.items():
        row = {"code": outcome.code, "stdout": outcome.stdout.split("\n"), "stderr": outcome.stderr.split("\n")}
        groups.setdefault(label.split()[0], {})[label] = row
    for group, rows in groups.items():
        text = json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
        (directory / f"{group}.json").write_text(text, encoding="utf-8")


def culprits(message: str, known: set[str]) -> set[str]:
    """Which of the `known` package names an error message speaks of."""
    words = set(re.findall(r"[a-z0-9]+(?:[-._][a-z0-9]+)*", message.lower()))
    normal = {re.sub(r"[-_.]+", "-", word) for word in words}
    return normal & known
