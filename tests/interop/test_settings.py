"""Settings files and variables: what counts, what is refused, and how it is said, as by uv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.index_server import World
from support.situations import Situation, expect_same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from support.interop import Pair

COMPILE = "pip compile --no-header r.in"
USER = ".config/uv/uv.toml"
BARE = "[pip]\nno-annotate = true\n"


def situation(
    words: str = "", *, files: Mapping[str, str] | None = None, home: Mapping[str, str] | None = None, **variables: str
) -> Situation:
    world = World().add("lib", "1.0").add("lib", "2.0").add("dep", "2.0")
    return Situation(
        words=f"{COMPILE} {words}", files={"r.in": "lib\n", **(files or {})}, home=home or {}, variables=variables,
        world=world,
    )  # fmt: skip


def own(text: str, words: str = "") -> Situation:
    """A `uv.toml` beside the requirements."""
    return situation(words, files={"uv.toml": text})


PROJECT = (
    '[project]\nname = "x"\nversion = "1"\ndependencies = ["lib"]\noptional-dependencies = { a = ["dep"] }\n'
    "[tool.uv.pip]\nall-extras = true\n"
)
LEVELS = {
    "a user's": situation(home={USER: BARE}),
    "a project's before a user's": situation(home={USER: BARE}, files={"uv.toml": "[pip]\nno-annotate = false\n"}),
    "a parent's": situation(files={"../uv.toml": BARE}),
    "a file of its own before the project's": situation(
        files={"uv.toml": BARE, "pyproject.toml": "[tool.uv.pip]\nno-annotate = false\n"}
    ),
    "an empty file hides the parent's": situation(files={"uv.toml": "", "../uv.toml": BARE}),
    "a project without settings hides nothing": situation(
        files={"pyproject.toml": '[project]\nname = "x"\nversion = "1"\n', "../uv.toml": BARE}
    ),
    "the variable's": situation(files={"c.toml": BARE}, UV_CONFIG_FILE="c.toml"),
    "the option's alone": situation("--config-file c.toml", files={"c.toml": BARE, "uv.toml": '[pip]\nx="'}),
    "a missing one": situation("--config-file c.toml"),
    "a project's as an option": situation(
        "--config-file pyproject.toml", files={"pyproject.toml": "[tool.uv]\noffline = false\n"}
    ),
    "none": situation("--no-config", files={"uv.toml": BARE}),
    "none, old word": situation("--isolated", files={"uv.toml": BARE}),
    "of another project": situation("--project sub", files={"sub/uv.toml": BARE}),
    "of a place by variable": situation(files={"xdg/uv/uv.toml": BARE}, XDG_CONFIG_HOME="ROOT/work/xdg"),
    "an extra that is left out": situation("pyproject.toml", files={"pyproject.toml": f'{PROJECT}no-extra = ["a"]\n'}),
    "pip's before all others'": own('resolution = "highest"\n[pip]\nresolution = "lowest"\n'),
    "old certificates": own("native-tls = true\n"),
    "old certificates by option": situation("--native-tls"),
    "old certificates by variable": situation(UV_NATIVE_TLS="1"),
    "features that nobody knows": situation("--preview-features frob,pylock"),
    "features that nobody knows, by variable": situation(UV_PREVIEW_FEATURES="frob,pylock"),
    "all features and some": own('preview = true\npreview-features = ["pylock"]\n'),
    "a version to resolve for by `--python`": situation("-p 3.8", files={"r.in": "lib; python_version < '3.9'\n"}),
    "builds that need digests": situation("--require-build-hashes"),
}


@pytest.mark.parametrize("one", LEVELS.values(), ids=LEVELS)
def test_settings_count_as_in_uv(pair: Pair, one: Situation) -> None:
    expect_same(pair, one)


WRONG = [
    "frob = 1",
    "cache-keys = [{ x = 1 }]",
    "concurrent-downloads = 0",
    'index-strategy = "x"',
    'index = [{ name = "f o", url = "https://example.org" }]',
    'index = [{ url = "https://example.org", authenticate = "x" }]',
    'index = [{ url = "https://example.org", ignore-error-codes = [9] }]',
    'index = [{ url = "https://example.org", cache-control = "x" }]',
    'index = [{ url = "https://example.org", exclude-newer = "x" }]',
    "index = [{ name = 'a' }]",
    'dependency-metadata = [{ version = "1" }]',
    "dependency-metadata = [3]",
    'extra-build-dependencies = { a = ["b c"] }',
    "config-settings = { a = ['b', 3] }",
    "exclude-newer = 3",
    "exclude-newer-package = { a = true }",
    'override-dependencies = ["a b"]',
    'publish-url = "x"',
    'trusted-publishing = "x"',
    "managed = true",
    "pip = { frob = 3 }",
    "x = ",
    "[a",
    'a = "b',
    "offline = True",
    "a = 1\na = 2",
    "a b = 1",
    "a = [1\n2]",
    "a = hello",
    'a = "\\q"',
    "a = 2020-13-01",
]


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_refused_as_by_uv(pair: Pair, text: str) -> None:
    pair.write("uv.toml", f"{text}\n")
    pair.expect_same("pip", "compile", "-")


def test_a_wrong_project_is_a_warning(pair: Pair) -> None:
    expect_same(pair, situation(files={"pyproject.toml": "[tool.uv]\nfrob = 1\n"}))
