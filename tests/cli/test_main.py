from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from puv._version import __version__, target_triple, version_text
from puv.cli.commands.venv import activation
from puv.ops.running.shells import shell_of
from support.command_line import puv

if TYPE_CHECKING:
    from pathlib import Path


def run_puv(*argv: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    variables = {
        "PATH": os.environ["PATH"], "HOME": str(cwd), "PUV_CACHE_DIR": str(cwd / "cache"),
        "PYTHONPATH": os.pathsep.join(sys.path), **environ,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "puv", *argv], cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )


def test_the_cache_directory_is_shown(tmp_path: Path) -> None:
    assert puv("cache", "dir", cwd=tmp_path).stdout == f"{tmp_path}/cache\n"
    assert puv("cache", "dir", "--cache-dir", "other", cwd=tmp_path).stdout == "other\n"


def test_settings_files_count_below_variables_and_flags(tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text('cache-dir = "from-file"\n')
    environ = {"PUV_CACHE_DIR": "from-variable"}

    assert puv("cache", "dir", cwd=tmp_path, environ=environ).stdout == "from-variable\n"
    assert puv("cache", "dir", "--cache-dir", "flag", cwd=tmp_path, environ=environ).stdout == "flag\n"


def test_a_wrong_settings_file_is_an_error_with_a_caret(tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text('offline = "yes"\n')

    outcome = puv("cache", "dir", cwd=tmp_path)

    assert outcome.code == 2
    assert outcome.stderr == (
        "error: Failed to parse: uv.toml\n"
        "  cause: TOML parse error at line 1, column 11\n"
        "           |\n"
        '         1 | offline = "yes"\n'
        "           |           ^^^^^\n"
        '         invalid type: string "yes", expected a boolean\n'
    )


def test_a_wrong_project_file_is_only_a_warning(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.uv]\noffline="x"\n')

    outcome = puv("cache", "dir", cwd=tmp_path)

    assert outcome.code == 0
    assert outcome.stderr == (
        "warning: Failed to parse `pyproject.toml` during settings discovery:\n"
        "  TOML parse error at line 2, column 9\n"
        "    |\n"
        '  2 | offline="x"\n'
        "    |         ^^^\n"
        '  invalid type: string "x", expected a boolean\n'
        "\n"
    )
    assert puv("cache", "dir", "-q", cwd=tmp_path).stderr == ""
    assert puv("cache", "dir", "--no-config", cwd=tmp_path).stderr == ""


def test_settings_of_a_project_hidden_by_a_uv_toml_are_warned_of(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.uv]\noffline = true\ndev-dependencies = []\n")
    (tmp_path / "uv.toml").write_text("[pip]\n")

    assert puv("cache", "dir", cwd=tmp_path).stderr == (
        "warning: Found both a `uv.toml` file and a `[tool.uv]` section in an adjacent `pyproject.toml`. The following "
        "fields from `[tool.uv]` will be ignored in favor of the `uv.toml` file:\n- offline\n"
    )


def test_settings_of_parent_directories_count_and_tool_puv_wins(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.uv]\ncache-dir = "/a"\n[tool.puv]\ncache-dir = "/b"\n')
    (tmp_path / "deep").mkdir()

    outcome = puv("cache", "dir", "--directory", "deep", cwd=tmp_path, without=("PUV_CACHE_DIR",))

    assert outcome.stdout == "/b\n"


def test_an_empty_cache_is_reported_when_cleaned(tmp_path: Path) -> None:
    assert puv("cache", "clean", cwd=tmp_path).stderr == "No cache found at: cache\n"


def test_the_version_is_answered_without_the_command_line(tmp_path: Path) -> None:
    outcome = run_puv("--version", cwd=tmp_path)

    assert outcome.stdout == f"{version_text()}\n"
    assert outcome.stdout.startswith(f"puv {__version__} (")


def test_self_version_has_three_forms(tmp_path: Path) -> None:
    assert puv("self", "version", cwd=tmp_path).stdout == f"{version_text()}\n"
    assert puv("self", "version", "--short", cwd=tmp_path).stdout == f"{__version__}\n"
    assert '"package_name": "puv"' in puv("self", "version", "--output-format", "json", cwd=tmp_path).stdout


def test_puv_does_not_update_itself(tmp_path: Path) -> None:
    told = puv("self", "update", "1.0", cwd=tmp_path)
    assert (told.code, told.stdout) == (2, "")
    assert told.stderr.startswith("error: Self-update is only available for puv binaries installed via the standalone")
    told = puv("self", "update", "--offline", cwd=tmp_path)
    assert (told.code, told.stdout) == (1, "")
    assert "not possible because network connectivity is disabled" in told.stderr


def test_commands_that_helps_do_not_list_are_suggested(tmp_path: Path) -> None:
    assert puv("help", "nosuch", cwd=tmp_path).stderr.endswith("\n    self\n    generate-shell-completion\n")
    assert puv("help", "tool", "nosuch", cwd=tmp_path).stderr.endswith("\n    dir\n")


@pytest.mark.parametrize(
    ("platform", "machine", "multiarch", "expected"),
    [
        ("linux", "x86_64", "x86_64-linux-gnu", "x86_64-unknown-linux-gnu"),
        ("linux", "aarch64", "aarch64-linux-musl", "aarch64-unknown-linux-musl"),
        ("darwin", "arm64", "darwin", "aarch64-apple-darwin"),
        ("win32", "amd64", "", "x86_64-pc-windows-msvc"),
        ("freebsd14", "amd64", "", "x86_64-unknown-freebsd14"),
    ],
)
def test_the_platform_is_named_like_a_target_triple(platform: str, machine: str, multiarch: str, expected: str) -> None:
    assert target_triple(platform, machine, multiarch) == expected


def test_the_process_ends_with_the_code_of_the_command(tmp_path: Path) -> None:
    for normally in ("", "1"):
        outcome = run_puv("pip", "nonsense", cwd=tmp_path, PUV_EXIT_NORMALLY=normally)
        assert outcome.returncode == 2
        assert outcome.stderr.startswith("error: unrecognized subcommand 'nonsense'\n")


def test_parsing_a_command_line_imports_no_verb_and_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import os, sys; before = set(sys.modules); from puv.cli.parse import parse; from puv.cli.registry import find;"
        "parse(['pip', 'install', 'x'], {}, find); print(' '.join(sorted(set(sys.modules) - before)))"
    )
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}"],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    ).stdout.split()  # fmt: skip

    assert not [name for name in loaded if not name.startswith(("puv", "__future__"))]
    assert not [name for name in loaded if name.startswith(("puv.ops", "puv.resolver", "puv.fetcher"))]


@pytest.mark.parametrize(
    ("path", "environ", "os_name", "expected"),
    [
        (".venv", {"SHELL": "/bin/bash"}, "posix", "source .venv/bin/activate"),
        (".venv", {"SHELL": "/bin/sh"}, "posix", ""),
        (".venv", {}, "posix", ""),
        (".venv", {"SHELL": "/bin/ksh"}, "posix", ". .venv/bin/activate"),
        (".venv", {"SHELL": "/bin/csh"}, "posix", "source .venv/bin/activate.csh"),
        (".venv", {"SHELL": "/bin/bash", "FISH_VERSION": "3"}, "posix", "source .venv/bin/activate.fish"),
        (".venv", {"NU_VERSION": "1"}, "posix", "overlay use .venv/bin/activate.nu"),
        (".venv", {"PSModulePath": "x"}, "posix", ".venv/bin/activate"),
        ("a b'c", {"SHELL": "/usr/bin/fish"}, "posix", "source 'a b'\"'\"'c/bin/activate.fish'"),
        (".venv", {}, "nt", ".venv\\Scripts\\activate"),
    ],
)
def test_activation_is_told_in_the_words_of_the_shell(
    path: str, environ: dict[str, str], os_name: str, expected: str
) -> None:
    assert activation(path, shell_of(environ, os_name), os_name) == expected


def test_settings_are_shown_with_their_origin_and_without_secrets_and_nothing_is_done(tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text(
        'index-strategy = "unsafe-best-match"\n[[index]]\nurl = "https://u:deep@h.example"\n'
    )
    environ = {"UV_INDEX_URL": "https://u:secret@example.org/simple"}

    outcome = puv("venv", "--show-settings", "--index", "x=https://a:token@example.org", cwd=tmp_path, environ=environ)

    assert outcome.code == 0
    shown = outcome.stdout
    assert f"index.index_strategy = 'unsafe-best-match'  # {tmp_path}/uv.toml\n" in shown
    assert "index.index_url = 'https://u:****@example.org/simple'  # environment\n" in shown
    assert "index.index = ('x=https://a:****@example.org',)  # command-line\n" in shown
    assert not any(secret in shown for secret in ("secret", "token", "deep"))
    assert not (tmp_path / ".venv").exists()
