"""What no file of the repository says: a registry's host, a machine's paths, stories of how the code came to be."""

from __future__ import annotations

import io
import re
import subprocess
import tokenize
from functools import cache

from support.source import ROOT, modules

REGISTRY = re.compile("|".join(("py" + r"pi\.org", "python" + r"hosted\.org")), re.IGNORECASE)
MACHINE = re.compile(r"""(?<![\w.\]}/-])/(?:root|work|opt/scratch|farm)(?=/|["'\s`),;]|$)""")
HISTORY = re.compile(
    r"\b(?:TO"
    r"DO|FIX"
    r"ME|XX"
    r"X|HA"
    r"CK|previously|formerly|used to be|refactored|rewritten|chat"
    r"gpt)\b"
)
# The one constant that names the public index.
CONSTANT = "src/puv/model/index.py"
BINARY = (".gz", ".whl", ".png", ".ico", ".zip", ".xz")


@cache
def texts() -> dict[str, str]:
    """Every text file of the repository by its path: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        folders = ("src", "tests", "docs", "benchmarks", "dev")
        paths = [path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*")]
    else:
        paths = [path for path in listed.stdout.decode().split("\0") if path]
    found = {}
    for path in paths:
        if (ROOT / path).is_file() and not path.endswith((*BINARY, ".pyc")):
            found[path] = (ROOT / path).read_text(encoding="utf-8", errors="replace")
    return found


def hits(pattern: re.Pattern[str], path: str, text: str) -> list[str]:
    return [f"{path}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}" for hit in pattern.finditer(text)]


def test_the_public_index_is_named_once() -> None:
    found = [line for path, text in texts().items() if path != CONSTANT for line in hits(REGISTRY, path, text)]
    assert not found, "\n".join(found)
    assert len(hits(REGISTRY, CONSTANT, texts()[CONSTANT])) == 1


def test_no_file_knows_a_developer_s_machine() -> None:
    found = [line for path, text in texts().items() for line in hits(MACHINE, path, text)]
    assert not found, "\n".join(found)


def test_comments_and_docstrings_tell_no_history() -> None:
    found = []
    for module in modules():
        for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
            told = token.type == tokenize.COMMENT or token.string.startswith('"""')
            if told and HISTORY.search(token.string):
                found.append(f"{module.path}:{token.start[0]}: {token.string.strip()[:100]}")
    assert not found, "\n".join(found)
