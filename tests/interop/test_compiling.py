"""`pip compile` writes the same files as uv, from every kind of source and with every option for its output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import Filters

if TYPE_CHECKING:
    from support.interop import Pair

SOURCES = {
    "app.in": "app\n",
    "two.in": "lib<3\ntool[fast]  # quick\n",
    "nested.in": "-r app.in\npaper\n",
    "constrained.in": "-c limits.txt\napp\n",
    "limits.txt": "lib<2\n",
    "force.txt": "lib==3.0rc1\n",
    "drop.txt": "tool\n",
    "options.in": "--index-url https://example.org/simple\n--only-binary :all:\nlib\n",
    "pyproject.toml": (
        '[project]\nname = "mine"\nversion = "1"\nrequires-python = ">=3.8"\ndependencies = ["app", "lib<3"]\n'
        '[project.optional-dependencies]\nread = ["paper"]\nrun = ["speed", "tool[docs]"]\n'
        '[dependency-groups]\ndev = ["Odd.Name_x"]\nall = [{include-group = "dev"}, "gone"]\n'
    ),
    "wrong.toml": "[project\n",
    "sub/deep.in": "speed\n-r ../app.in\n",
    "old.txt": "lib==1.0\napp==1.0\n",
}

# What follows `pip compile`; several commands are separated by ` && `.
COMMANDS = [
    "app.in",
    "two.in",
    "nested.in",
    "constrained.in",
    "app.in two.in",
    "app.in app.in",
    "sub/deep.in",
    "pyproject.toml",
    "pyproject.toml --extra read",
    "pyproject.toml --extra read --extra run",
    "pyproject.toml --all-extras",
    "pyproject.toml --extra missing",
    "pyproject.toml --group dev",
    "pyproject.toml --group all",
    "--group dev",
    "--group missing",
    "wrong.toml",
    "missing.toml",
    "missing.in",
    "app.in --extra read",
    "app.in --all-extras",
    "app.in -c limits.txt",
    "app.in --override force.txt",
    "app.in --exclude drop.txt",
    "app.in --no-header",
    "app.in --no-annotate",
    "app.in --annotation-style line",
    "two.in --annotation-style line",
    "two.in --no-strip-extras",
    "two.in --strip-extras",
    "app.in --generate-hashes",
    "app.in --generate-hashes --no-annotate",
    "app.in --emit-index-annotation",
    "app.in --emit-index-annotation --annotation-style line",
    "app.in --emit-build-options --only-binary :all:",
    "app.in --no-emit-package lib",
    "app.in --custom-compile-command make",
    "app.in --no-deps",
    "app.in --resolution lowest",
    "app.in --resolution lowest-direct",
    "app.in --prerelease allow",
    "app.in --upgrade",
    "app.in --exclude-newer 2024-01-01",
    "app.in --exclude-newer yesterday-ish",
    "app.in --python-version 3.12",
    "app.in --python-version 3",
    "app.in --python-version nonsense",
    "app.in --python-platform windows",
    "app.in --python-platform amiga",
    "app.in --index-strategy unsafe-best-match",
    "app.in --no-index",
    "app.in --offline",
    "app.in -q",
    "app.in -o out.txt",
    "app.in -o out.txt -q",
    "app.in -o deep/out.txt",
    "app.in -o out.txt && app.in -o out.txt",
    "app.in -o out.txt -c limits.txt && app.in -o out.txt",
    "app.in -o out.txt -c limits.txt && app.in -o out.txt --upgrade",
    "app.in -o out.txt -c limits.txt && app.in -o out.txt --upgrade-package lib",
    "app.in -o out.txt -c limits.txt && app.in -o out.txt -P app",
    "app.in -o old.txt",
    "app.in -o old.txt -U",
    "app.in -o out.txt --no-header && app.in -o out.txt",
    "two.in --extra fast",
    "app.in --output-file out.txt --generate-hashes && app.in --output-file out.txt --generate-hashes",
]


@pytest.mark.parametrize("commands", COMMANDS)
def test_a_compilation_gives_what_uv_s_gives(pair: Pair, commands: str) -> None:
    for path, text in SOURCES.items():
        pair.write(path, text)
    for command in commands.split(" && "):
        pair.expect_same("pip", "compile", *command.split(" "))
    pair.expect_same_files()


@pytest.mark.parametrize("text", ["lib\n", "lib<2\npaper\n", "", "not a requirement\n"])
def test_standard_input_is_a_source(pair: Pair, text: str) -> None:
    pair.expect_same("pip", "compile", "-", stdin=text)


SETTINGS = {
    "an index in the project's file": (
        "pyproject.toml",
        '[project]\nname = "mine"\nversion = "1"\ndependencies = []\n[tool.uv]\nno-index = true\n',
    ),
    "a resolution in the project's file": (
        "pyproject.toml",
        '[project]\nname = "mine"\nversion = "1"\ndependencies = []\n[tool.uv.pip]\nresolution = "lowest"\n',
    ),
    "a resolution in uv.toml": ("uv.toml", 'resolution = "lowest"\n'),
    "an output option in uv.toml": ("uv.toml", '[pip]\nno-header = true\nannotation-style = "line"\n'),
    "an unknown key in uv.toml": ("uv.toml", "no-such-key = 1\n"),
    "a wrong value in uv.toml": ("uv.toml", 'resolution = "middle"\n'),
    "broken TOML in uv.toml": ("uv.toml", "[pip\n"),
    "constraints in the project's file": (
        "pyproject.toml",
        '[project]\nname = "mine"\nversion = "1"\ndependencies = []\n[tool.uv]\nconstraint-dependencies = ["lib<2"]\n',
    ),
}


# The two TOML parsers name the same place of a syntax error, each in its own words.
SYNTAX = Filters(
    drop_stderr_lines=(
        "         unclosed table, expected `]`", "         expected ']' at the end of a table declaration",
    )
)  # fmt: skip


@pytest.mark.parametrize(("path", "text"), SETTINGS.values(), ids=SETTINGS)
def test_settings_of_a_directory_are_obeyed(pair: Pair, path: str, text: str) -> None:
    pair.write("app.in", "app\n")
    pair.write(path, text)
    pair.expect_same("pip", "compile", "app.in", filters=SYNTAX)
    pair.expect_same("pip", "compile", "app.in", "--no-config")


VARIABLES = {
    "UV_RESOLUTION": "lowest",
    "UV_PRERELEASE": "allow",
    "UV_EXCLUDE_NEWER": "2024-01-01",
    "UV_NO_INDEX": "1",
    "UV_OFFLINE": "true",
    "UV_CUSTOM_COMPILE_COMMAND": "./update.sh",
    "UV_CONSTRAINT": "limits.txt",
    "UV_OVERRIDE": "force.txt",
    "UV_INDEX_STRATEGY": "wrong",
    "UV_NO_CACHE": "1",
}


@pytest.mark.parametrize(("name", "value"), VARIABLES.items(), ids=VARIABLES)
def test_variables_are_obeyed(pair: Pair, name: str, value: str) -> None:
    for path, text in SOURCES.items():
        pair.write(path, text)
    for place in pair.places:
        place.variables[name] = value
    pair.expect_same("pip", "compile", "app.in")
