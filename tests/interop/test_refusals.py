"""Command lines that are wrong, or ask what there is: both programs say the same."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from support.interop import Pair

if TYPE_CHECKING:
    from pathlib import Path

LINES = {
    "commands": """
        instal|pip instal x|formt|chek|audti|tool instal x|python instal|self upd|auth logn|help pip nope
        help pip instal
        python|tool|cache|cache nope|workspace|workspace nope|self|init --nope|run --nope|--nope|-Z|--color nope
        pip list --format nope|export --format nope|generate-shell-completion|generate-shell-completion nope
        generate-shell-completion bash zsh
    """,
    "authentication": """
        auth login|auth login example.org|auth login https://example.org --username u --password p
        auth login example.org --token t|auth login example.org -u u --token t|auth token example.org
        auth token https://example.org|auth token https://example.org -u u|auth token https://example.org -u x
        auth logout example.org -u u|auth logout https://example.org -u u|auth logout https://example.org
        auth login ftp://example.org -t t|auth login http://example.org -t t|auth token nope
        auth login https://u:p@example.org|auth token https://u@example.org
    """,
    "building and uploading": """
        build nope|build --package nope|build nope.tar.gz|build --out-dir|publish|publish nope.whl
        publish --publish-url x|publish --token|self update|self update 0.5|self version x
    """,
    "versions and checks": """
        version --bump nope|version --bump stable=1|version --bump minor=x|version 2 --dry-run|format --check --version
        check --ty-version|audit --service-url|audit --frozen --locked|check --script x --package y|format x
        cache clear --nope|python ls --nope|tool ensurepath x|tool update
    """,
}


@pytest.mark.parametrize("subject", LINES)
def test_a_wrong_line_is_answered_as_by_uv(subject: str, tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.write("pyproject.toml", '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n')
    for line in LINES[subject].replace("\n", "|").split("|"):
        if line.strip():
            pair.expect_same(*shlex.split(line))
