"""Examples of documents, run as they stand: what a page shows is what a reader gets.

    page = Page.read(path)
    failures = Reader(tmp_path, rename).follow(page)

A page is one session of one shell, in a fresh home. What its blocks mean:

- ```console: `$ command`, and below it what it writes. `...` stands for anything in a line, or for any lines. A command
  must succeed, unless the next one is `$ echo $?`.
- a block with a title is a file: it is written before what comes next. One whose title ends with ` (written by puv)`
  must be there and hold just that.
- ```python: run with puv's own interpreter; a ```text block right below is what it prints.
- ```sh: run; what it writes does not matter.
- a file that is a workflow of GitHub or GitLab: what its jobs run is run, too, without what they `use`.
- ```toml, ```yaml, ```json: parsed. ```text: not run.

Any other language is an error: it would be an example that nobody runs.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<head>[a-z]*[^`\n]*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_TITLE = re.compile(r'title="([^"]*)"')
_WRITTEN = " (written by puv)"
_DURATION = re.compile(r"\b\d+(?:\.\d+)?(?:ms|s)\b")
_PARSED: dict[str, Callable[[str], Any]] = {"toml": tomllib.loads, "yaml": yaml.safe_load, "json": json.loads}
_FILES = frozenset(("toml", "yaml", "json", "python", "dockerfile", "text", "ini", "sh", "jsonc", "gitignore"))


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its title (empty for none), what it holds, and where it stands in the text."""

    language: str
    title: str
    text: str
    line: int
    span: tuple[int, int]
    indent: str


@dataclass(frozen=True, slots=True)
class Page:
    """A document in Markdown."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Page:
        """Read a file."""
        return cls(path, path.read_text(encoding="utf-8"))

    @property
    def blocks(self) -> list[Block]:
        """Every fenced block, in order."""
        found = []
        for match in _FENCE.finditer(self.text):
            head = match["head"]
            title = _TITLE.search(head)
            found.append(
                Block(
                    language=head.split(" ", 1)[0],
                    title=title[1] if title else "",
                    text=dedent(match["body"]),
                    line=self.text.count("\n", 0, match.start()) + 1,
                    span=match.span("body"),
                    indent=match["indent"],
                )
            )
        return found


@dataclass(slots=True)
class Step:
    """What is to be run, what it should write (None: anything), and where that stands."""

    script: str
    shown: str
    expected: str | None
    block: Block
    may_fail: bool = False


def steps_of(block: Block) -> list[Step]:
    """The steps of a console block."""
    found: list[Step] = []
    command = ""
    for line in block.text.splitlines(keepends=True):
        if command.endswith("\\\n"):
            command = found[-1].script = found[-1].shown = command + line
        elif line.startswith("$ "):
            command = line[2:]
            found.append(Step(command, command, "", block))
        else:
            command = ""
            found[-1].expected = (found[-1].expected or "") + line
    for step, after in pairwise(found):
        step.may_fail = after.script.strip() == "echo $?"
    return found


def jobs_of(block: Block) -> list[Step]:
    """What a workflow's jobs run, each in a shell of its own; empty for another file."""
    document = yaml.safe_load(block.text)
    found = []
    jobs = document.get("jobs", {}) if block.title.startswith(".github/workflows/") else {}
    if block.title == ".gitlab-ci.yml":
        jobs = document
    for job in jobs.values():
        lines = [step["run"] for step in job["steps"] if "run" in step] if "steps" in job else []
        lines += [*job.get("before_script", ()), *job.get("script", ())]
        variables = {**job.get("env", {}), **job.get("variables", {})}
        for key, values in job.get("strategy", {}).get("matrix", {}).items():
            variables = {
                name: re.sub(rf"\${{{{ *matrix\.{key} *}}}}", values[0], text) for name, text in variables.items()
            }
        exports = [f"export {name}={shlex.quote(str(text))}" for name, text in variables.items()]
        if job.get("permissions", {}).get("id-token") == "write":
            # The index would give such a job a token.
            exports.append("export UV_PUBLISH_TOKEN=given UV_PUBLISH_URL=$TRUSTED_UPLOAD")
        script = "\n".join(["(set -e", *exports, *lines, ")"])
        found.append(Step(script, f"(the job in {block.title})\n{script}", None, block))
    return found


@dataclass(slots=True)
class Reader:
    """Somebody who follows a page, in a home of their own.

    `names` maps what pages say (an address, a version) to what is meant here; what is written is read the other way.
    """

    root: Path
    names: Mapping[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    update: bool = False
    # Languages whose blocks somebody else runs.
    skipped: frozenset[str] = frozenset()

    def follow(self, page: Page) -> list[str]:
        """Run a page; what is not as it says, in words."""
        failures: list[str] = []
        steps: list[Step] = []
        before: Step | None = None
        for block in (block for block in page.blocks if block.language not in self.skipped):
            known, problem = self._steps(block, before)
            failures += [f"{page.path}:{block.line}: {problem}"] if problem else []
            steps += known
            before = known[-1] if known else None
        outcomes = self._run(steps)
        corrections: dict[int, str] = {}
        for number, (step, (code, written)) in enumerate(zip(steps, outcomes, strict=True)):
            where = f"{page.path}:{step.block.line}: {step.shown.strip()}"
            if code and not (step.may_fail and code > 0):
                failures.append(f"{where}\nended with {code}:\n{written}")
            elif step.expected is not None and not matches(step.expected, written):
                failures.append(f"{where}\nshould write:\n{step.expected}\nwrote:\n{written}")
                corrections[number] = written
        if self.update and corrections:
            _correct(page, steps, corrections)
        return failures

    def _steps(self, block: Block, before: Step | None) -> tuple[list[Step], str]:
        """What a block asks for, and what is wrong with it."""
        if block.title:
            return self._file(block)
        if block.language == "console":
            return steps_of(block), ""
        if block.language == "sh":
            return [Step(block.text, block.text, None, block)], ""
        if block.language == "python":
            script = f"{shlex.quote(sys.executable)} - <<'END-OF-EXAMPLE'\n{block.text}END-OF-EXAMPLE\n"
            return [Step(script, block.text, None, block)], ""
        if block.language == "text" and before is not None and before.block.language == "python":
            before.expected, before.block = block.text, block
        return [], _problem(block)

    def _file(self, block: Block) -> tuple[list[Step], str]:
        if block.title.endswith(_WRITTEN):
            name = block.title.removesuffix(_WRITTEN)
            return [Step(f"cat {shlex.quote(name)}", f"cat {name}", block.text, block)], ""
        if block.language not in _FILES:
            return [], f"a file in the language {block.language!r}"
        problem = _problem(block)
        jobs = [] if problem or block.language != "yaml" else jobs_of(block)
        return [self._written(block), *jobs], problem

    def _written(self, block: Block) -> Step:
        name = shlex.quote(block.title)
        script = f"mkdir -p \"$(dirname {name})\"; cat > {name} <<'END-OF-FILE'\n{block.text}END-OF-FILE\n"
        return Step(script, f"(writing {block.title})", None, block)

    def _run(self, steps: list[Step]) -> list[tuple[int, str]]:
        outputs = self.root / "outputs"
        home = self.root / "you"
        for directory in (outputs, home):
            directory.mkdir(parents=True, exist_ok=True)
        lines = ["last=0"]
        for number, step in enumerate(steps):
            place = shlex.quote(str(outputs / str(number)))
            body = self._meant(step.script).rstrip("\n")
            lines.append(f"(exit $last); {{\n{body}\n}} >{place} 2>&1 </dev/null; last=$?; echo $last >{place}.code")
        script = self.root / "session.sh"
        script.write_text("\n".join(lines) + "\n", encoding="utf-8")
        environ = {"HOME": str(home), "LANG": "C.UTF-8", "COLUMNS": "100", "TMPDIR": "/tmp", **self.environ}  # noqa: S108 - the shell's own
        subprocess.run(["bash", str(script)], cwd=home, env=environ, check=False, timeout=280)
        found = []
        for number in range(len(steps)):
            output, code = outputs / str(number), outputs / f"{number}.code"
            written = output.read_text(encoding="utf-8", errors="replace") if output.exists() else "(not reached)"
            found.append((int(code.read_text()) if code.exists() else -1, self._shown(written)))
        return found

    def _meant(self, text: str) -> str:
        for shown, real in self.names.items():
            text = text.replace(shown, real)
        return text.replace("/home/you", str(self.root / "you"))

    def _shown(self, text: str) -> str:
        text = text.replace(str(self.root.resolve() / "you"), "/home/you").replace(str(self.root / "you"), "/home/you")
        for shown, real in self.names.items():
            text = text.replace(real, shown)
        return text


def _problem(block: Block) -> str:
    if block.language not in _PARSED:
        known = block.title or block.language == "text"
        return "" if known else f"an example in the language {block.language!r}, which nobody runs"
    try:
        _PARSED[block.language](block.text)
    except ValueError as error:
        return f"{block.language} that does not parse: {error}"
    except yaml.YAMLError as error:
        return f"yaml that does not parse: {error}"
    return ""


def matches(expected: str, written: str) -> bool:
    """Whether an output is as a page shows it; durations, and the order of what is built at once, aside."""
    pattern = "".join(
        r"(?:.*\n)*" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n"
        for line in _lines(expected)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(written))) is not None


def _lines(text: str) -> list[str]:
    lines = [_DURATION.sub("1ms", line.rstrip()) for line in text.rstrip().splitlines()]
    found: list[str] = []
    for building, group in groupby(lines, key=lambda line: line.startswith(("   Building ", "      Built "))):
        texts = list(group)
        found += sorted(texts) if building else texts
    return found


def _correct(page: Page, steps: list[Step], corrections: Mapping[int, str]) -> None:
    """Write what was written in place of what a page shows, from the last block to the first."""
    text = page.text
    for block in sorted({step.block for step in steps}, key=lambda block: block.span, reverse=True):
        inside = [number for number, step in enumerate(steps) if step.block == block]
        if not any(number in corrections for number in inside):
            continue
        parts = []
        for number in inside:
            shown, expected = steps[number].shown, steps[number].expected or ""
            if number in corrections:
                gap = "\n" if expected.endswith("\n\n") else ""
                expected = corrections[number].rstrip("\n") + "\n" + gap if corrections[number].strip() else gap
            parts.append(f"$ {shown}{expected}" if block.language == "console" else expected)
        start, end = block.span
        text = text[:start] + indent("".join(parts), block.indent) + text[end:]
    page.path.write_text(text, encoding="utf-8")
