"""The Dockerfile, the hooks for pre-commit and the GitHub action do what they are for, without their hosts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from support.dockerfile import Image, parse, shell
from support.documents import Page
from support.documents_world import company, public, reader
from support.interop import BASE_PYTHON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from support.index_server import IndexServer

ROOT = Path(__file__).parents[2]
# How this machine trusts the real index; the environment of the tests is emptied of such variables before they run.
CERTIFICATES = {name: text for name, text in os.environ.items() if name.startswith("SSL_CERT_")}
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
_ABSOLUTE = re.compile(r"(?<![\w.])/(?:app|cache|opt|source|usr/local)\b")


@pytest.fixture
def server() -> Iterator[IndexServer]:
    with public().serve(company=company()) as running:
        yield running


def test_the_image_is_made_of_files_that_are_there() -> None:
    instructions = parse((ROOT / "Dockerfile").read_text())
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [source for one in instructions if one.word == "COPY" and not one.options for source in one.words[:-1]]
    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert any(Path(source).match(pattern) for pattern in let_in), f".dockerignore keeps {source} out"
    assert [one.words for one in instructions if one.word == "ENTRYPOINT"] == [["puv"]]


def test_the_parser_of_dockerfiles_refuses_what_docker_refuses() -> None:
    with pytest.raises(ValueError, match="unknown instruction"):
        parse("FROM x\nRUNN y\n")
    with pytest.raises(ValueError, match="begins with FROM"):
        parse("RUN y\n")
    (_, copy) = parse("FROM x\nCOPY --from=build /a \\\n  /b\n")
    assert (copy.options, copy.words) == (("--from=build",), ["/a", "/b"])


def test_the_images_of_the_guide_hold_what_they_should(server: IndexServer, tmp_path: Path) -> None:
    someone = reader(tmp_path / "reader", server)
    assert someone.follow(Page.read(ROOT / "docs" / "guides" / "docker.md")) == []
    context = someone.root / "you" / "clock"

    def run(script: str, directory: Path, said: Mapping[str, str]) -> None:
        environ = {**someone.environ, "HOME": str(tmp_path), **said}
        path = environ["PATH"].replace("$PATH", someone.environ["PATH"])
        inside = {name: _inside(text, image.root) for name, text in environ.items() if name in said}
        shell(_inside(script, image.root), directory, {**environ, **inside, "PATH": path})

    image = Image(tmp_path / "images" / "none", context, ignored=frozenset((".venv",)))
    image.build(parse((context / "Dockerfile").read_text()), run)
    site = next(image.place("/app/.venv").glob("lib/python3.*/site-packages"))
    assert (site / "clock").is_dir(), "the project itself, not a link to its sources"
    assert (site / "rich.py").exists()
    assert not (site / "pytest.py").exists()
    assert list((site / "__pycache__").glob("rich.*.pyc"))
    assert image.command == ["clock"]
    assert (image.place("/app/.venv/bin") / "clock").exists()

    image = Image(tmp_path / "other" / "none", context)
    image.build(parse((context / "Dockerfile.system").read_text()), run)
    assert (image.place("/app/packages") / "rich.py").exists()


def _inside(text: str, root: Path) -> str:
    return _ABSOLUTE.sub(lambda found: f"{root}{found[0]}", text)


@pytest.mark.network
def test_the_image_has_puv(tmp_path: Path) -> None:
    image = Image(tmp_path / "none", ROOT)

    def run(script: str, directory: Path, said: Mapping[str, str]) -> None:
        place = image.root / "usr/local/bin"
        place.mkdir(parents=True, exist_ok=True)
        path = os.pathsep.join((str(BASE_PYTHON.parent), os.defpath))
        pip = {"PIP_CERT": CERTIFICATES["SSL_CERT_FILE"]} if "SSL_CERT_FILE" in CERTIFICATES else {}
        shell(_inside(script, image.root), directory, {"PATH": path, "HOME": str(tmp_path), **pip, **said})

    image.build(parse((ROOT / "Dockerfile").read_text()), run)
    # What is copied from the first stage begins with the path of its interpreter there, as in a real image.
    program = image.place("/usr/local/bin/puv")
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    assert told.startswith("puv ")


def test_the_hooks_are_what_pre_commit_takes() -> None:
    names = [hook["id"] for hook in HOOKS]
    assert names == ["puv-lock", "uv-lock", "puv-export", "uv-export", "pip-compile", "puv-sync", "uv-sync"]
    for hook in HOOKS:
        assert set(hook) <= {
            "id", "name", "description", "entry", "language", "files", "args", "pass_filenames",
            "minimum_pre_commit_version", "always_run", "stages",
        }  # fmt: skip
        assert hook["language"] == "python"
        assert hook["entry"].startswith("puv ")
        assert hook["pass_filenames"] is False
        re.compile(hook.get("files", ""))


def test_what_the_hooks_call_works_twice_and_changes_nothing_the_second_time(
    server: IndexServer, tmp_path: Path
) -> None:
    someone = reader(tmp_path, server)
    calls = [" ".join((hook["entry"], *hook["args"])) for hook in HOOKS if not hook["id"].startswith("uv-")]
    text = "```console\n$ puv init -q --bare --name demo\n$ puv add -q rich\n```\n"
    text += '```text title="requirements.in"\nflask\n```\n'
    text += "```sh\n" + "\n".join(calls) + "\nmd5sum uv.lock requirements.txt > before\n```\n"
    # `pip-compile` and `export` write the same file unless told otherwise; a project has one of both.
    text += "```sh\n" + "\n".join(calls) + "\nmd5sum -c before\n```\n"
    assert someone.follow(Page(Path("hooks"), text)) == []


@pytest.mark.network
def test_pre_commit_runs_the_hooks(tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        (hooks / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, hooks / name)
    environ = {**os.environ, **CERTIFICATES, "HOME": str(tmp_path), "GIT_CONFIG_COUNT": "1"}
    environ |= {"GIT_CONFIG_KEY_0": "protocol.file.allow", "GIT_CONFIG_VALUE_0": "always"}
    environ |= {f"GIT_{who}_{what}": "t@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    script = f"""
        cd {hooks} && git init -q && git add -A && git commit -q -m hooks
        mkdir {tmp_path}/project && cd {tmp_path}/project && git init -q
        printf '[project]\\nname = "demo"\\nversion = "1"\\nrequires-python = ">=3.10"\\n' > pyproject.toml
        printf 'repos:\\n- repo: {hooks}\\n  rev: %s\\n  hooks:\\n  - id: uv-lock\\n  - id: puv-export\\n' \
            "$(git -C {hooks} rev-parse HEAD)" > .pre-commit-config.yaml
        git add -A
        ! {sys.executable} -m puv tool run pre-commit run --all-files
        test -f uv.lock
        git add -A
        {sys.executable} -m puv tool run pre-commit run --all-files || true
        test -f requirements.txt
        git add -A
        {sys.executable} -m puv tool run pre-commit run --all-files
    """
    shell(script, tmp_path, environ)


def test_the_action_has_the_shape_of_an_action() -> None:
    assert set(ACTION) == {"name", "description", "author", "branding", "inputs", "outputs", "runs"}
    assert ACTION["runs"]["using"] == "composite"
    for name, one in ACTION["inputs"].items():
        assert set(one) == {"description", "default"}, name
        assert isinstance(one["default"], str), f"{name}: inputs are texts"
    steps = ACTION["runs"]["steps"]
    for step in steps:
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash"
        assert "uses" not in step or re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"])
    text = (ROOT / "action.yml").read_text()
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"]), "an input that nothing reads"
    known = {step["id"] for step in steps if "id" in step}
    assert set(re.findall(r"steps\.([\w-]+)\.", text)) <= known
    written = set(re.findall(r'echo "([\w-]+)=.*>> "\$GITHUB_OUTPUT"', text))
    assert {re.sub(r".*outputs\.([\w-]+) .*", r"\1", one["value"]) for one in ACTION["outputs"].values()} <= written


def test_the_guide_lists_the_inputs_of_the_action() -> None:
    guide = (ROOT / "docs" / "guides" / "ci.md").read_text()
    for name, one in ACTION["inputs"].items():
        row = next(line for line in guide.splitlines() if line.startswith(f"| `{name}` |"))
        assert not one["default"] or f"`{one['default']}`" in row
    assert all(f"`{name}`" in guide for name in ACTION["outputs"])


def test_the_shell_of_the_action_is_well_formed(tmp_path: Path) -> None:
    for step in ACTION["runs"]["steps"]:
        if "run" in step:
            subprocess.run(["bash", "-n"], input=step["run"], text=True, check=True, cwd=tmp_path)


@pytest.mark.network
@pytest.mark.parametrize("as_uv", ["false", "true"])
def test_the_action_installs_puv(as_uv: str, tmp_path: Path) -> None:
    (step,) = [step for step in ACTION["runs"]["steps"] if "run" in step]
    files = {name: tmp_path / name for name in ("GITHUB_PATH", "GITHUB_ENV", "GITHUB_OUTPUT")}
    environ = {
        **{name: str(path) for name, path in files.items()},
        "PYTHON": str(BASE_PYTHON), "SOURCE": str(ROOT), "COMPAT": str(ROOT / "compat"), "AS_UV": as_uv,
        "RUNNER_TEMP": str(tmp_path), "HOME": str(tmp_path), "PATH": os.defpath,
        **({"PIP_CERT": CERTIFICATES["SSL_CERT_FILE"]} if "SSL_CERT_FILE" in CERTIFICATES else {}),
    }  # fmt: skip
    done = subprocess.run(["bash", "-c", step["run"]], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    place = Path(files["GITHUB_PATH"].read_text().strip())
    names = {"puv", "puvx", "uv", "uvx"} if as_uv == "true" else {"puv", "puvx"}
    assert {path.name for path in place.iterdir()} == names
    outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
    assert re.fullmatch(r"\d+\.\d+\.\d+", outputs["puv-version"])
    assert files["GITHUB_ENV"].read_text() == f"UV_CACHE_DIR={outputs['cache-dir']}\n"
    for name in sorted(names):
        told = subprocess.run([place / name, "--version"], capture_output=True, text=True, check=True).stdout
        assert told.startswith(name)
