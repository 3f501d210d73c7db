"""Git repositories through real uv and through puv: same words, same commits, same files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import builders
from support.backend import project, tarball, write
from support.git_server import GIT, GitServer, Repository, demo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from support.interop import Pair

    Fill: TypeAlias = Callable[[str], str]

pytestmark = pytest.mark.skipif(GIT is None, reason="git is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("repositories")


@pytest.fixture(scope="module")
def repository(folder: Path) -> Repository:
    return demo(folder / "demo")


@pytest.fixture(scope="module")
def archives(folder: Path) -> Repository:
    """A repository that holds archives of packages."""
    found = Repository(folder / "archives")
    place = found.path / "dist"
    place.mkdir()
    (place / "whl-1.0-py3-none-any.whl").write_bytes(builders.wheel("whl", "1.0"))
    (place / "src-1.0.tar.gz").write_bytes(tarball(project("src"), "src-1.0"))
    found.commit({"note.txt": "x"})
    return found


@pytest.mark.parametrize(
    "text",
    [
        "whl @ {archives}#path=dist/whl-1.0-py3-none-any.whl",
        "src @ {archives}@main#path=dist/src-1.0.tar.gz",
        "src @ {archives}@main#path=dist/src-1.0.tar.gz&subdirectory=x",
        "{archives}#path=dist/src-1.0.tar.gz",
        "x @ {archives}#path=dist/whl-1.0-py3-none-any.whl",
        "whl @ {archives}#path=nowhere/whl-1.0-py3-none-any.whl",
        "whl @ {archives}#path=../whl-1.0-py3-none-any.whl",
        "whl @ {archives}#path=dist",
    ],
)
def test_an_archive_in_a_repository_is_taken_alike(ready: Pair, archives: Repository, text: str) -> None:
    text = text.replace("{archives}", archives.url)
    for place in ready.places:
        place.variables["COLUMNS"] = "1000"  # their names of a checkout are of different lengths
    ready.write("requirements.in", f"{text}\n")
    ready.expect_same("pip", "compile", "requirements.in")
    ready.expect_same("pip", "install", text)
    ready.expect_same("pip", "install", text)
    ready.expect_same_environment()
    ready.expect_same("pip", "freeze")


@pytest.fixture(scope="module")
def commits(repository: Repository) -> dict[str, str]:
    """The commits by version, and in short."""
    names = {"1": "v1.0", "2": "main", "3": "feature/x"}
    found = {version: repository.git("rev-parse", f"{name}^0") for version, name in names.items()}
    return found | {f"{version}-short": commit[:7] for version, commit in found.items()}


@pytest.fixture(scope="module")
def hosting(repository: Repository) -> Iterator[GitServer]:
    with GitServer(repository.path.parent) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(repository: Repository) -> Iterator[GitServer]:
    with GitServer(repository.path.parent, ("user", "secret")) as running:
        yield running


@pytest.fixture
def filled(repository: Repository, commits: dict[str, str], hosting: GitServer, guarded: GitServer) -> Fill:
    """Put the addresses into a text: `{repo}`, `{server}`, `{guarded}`, and commits as `{1}` or `{1-short}`."""

    def fill(text: str) -> str:
        values = {"repo": repository.url, "server": hosting.netloc, "guarded": guarded.netloc, **commits}
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        return text

    return fill


COMPILED = [
    "demo @ {repo}",
    "demo@{repo}@main",
    "demo @ {repo}@v1.0",
    "demo @ {repo}@v2.0",
    "demo @ {repo}@feature/x",
    "demo @ {repo}@{1}",
    "demo @ {repo}@{3-short}",
    "demo @ {repo}@refs/heads/feature/x",
    "demo @ {repo}@refs/tags/v1.0",
    "{repo}",
    "{repo}@v1.0",
    "{repo}@v1.0[extra]",
    "{repo}[extra] ; python_version > '3'",
    "demo[extra] @ {repo}",
    "{repo}#egg=demo",
    "{repo}@main#egg=demo[extra]",
    "{repo}#egg=wrong",
    "{repo}#subdirectory=sub",
    "{repo}@v1.0#egg=subpkg&subdirectory=sub",
    "subpkg @ {repo}#subdirectory=sub&lfs=true",
    "demo @ {repo}#lfs=true",
    "demo @ {repo} ; python_version < '3'",
    # what cannot be had
    "demo @ {repo}@nothere",
    "demo @ {repo}@refs/heads/nothere",
    "demo @ {repo}@abcdef0",
    "demo @ {repo}@",
    "other @ {repo}",
    "demo @ {repo}#subdirectory=nowhere",
    "{repo}#subdirectory=nowhere",
    "{repo}nowhere",
    "demo @ {repo}nowhere",
    "demo @ {repo}nowhere@abcdef0",
    "demo @ {repo}@main@v1.0",
    "demo>=5\ndemo @ {repo}",
    "dir @ {repo}\ndemo",
    # what is no address of a repository
    "demo @ git+git://example.org/x",
    "demo @ git+foo://example.org/x@main",
    "demo @ hg+https://example.org/x@main",
    "svn+https://example.org/x@main",
    "bzr+https://example.org/x",
    "demo @ git+ssh://git@example.org:org/repo.git",
    "demo @ git+https://",
    "git+git@example.org:x/y",
    "demo @ git+./x",
    "-e {repo}",
    "-e {repo}#egg=demo",
    # over the network
    "demo @ git+http://{server}/demo@v1.0",
    "git+http://{server}/demo",
    "demo @ git+http://{server}/demo/@{2}",
    "demo @ git+http://{server}/nowhere",
    "demo @ git+http://user:secret@{guarded}/demo@v1.0",
    "demo @ git+http://user:wrong@{guarded}/demo@v1.0",
    "demo @ git+http://user@{guarded}/demo@v1.0",
    "demo @ git+http://{guarded}/demo",
    "demo @ git+http://127.0.0.1:1/demo",
    "demo @ git+ssh://git@127.0.0.1:1/demo@v1.0",
]


@pytest.mark.parametrize("text", COMPILED)
def test_compiling_is_the_same(pair: Pair, filled: Fill, text: str) -> None:
    pair.write("requirements.in", filled(text) + "\n")
    pair.expect_same("pip", "compile", "requirements.in")


def expect_same_lines(pair: Pair, *words: str) -> None:
    """Demand the same outcome but for the order of lines on stderr: with several fetches it varies in both."""
    one, two = pair.run(*words)
    assert one.code == two.code
    assert pair.uv.plain(one.stdout) == pair.puv.plain(two.stdout)
    assert sorted(pair.uv.plain(one.stderr).splitlines()) == sorted(pair.puv.plain(two.stderr).splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "demo @ {repo}\ndemo @ {repo}@main\ndemo>=1",
        "demo @ {repo}\nsubpkg @ {repo}@v1.0#subdirectory=sub",
        "demo @ {repo}\ndemo @ {repo}@v1.0",
        "demo @ {repo}@0123456789012345678901234567890123456789",
    ],
)
def test_compiling_with_several_fetches_is_the_same(pair: Pair, filled: Fill, text: str) -> None:
    pair.write("requirements.in", filled(text) + "\n")
    expect_same_lines(pair, "pip", "compile", "requirements.in")


INSTALLED = [
    ("{repo}",),
    ("demo @ {repo}@v1.0",),
    ("demo @ {repo}@{3}",),
    ("demo @ {repo}@{3-short}#egg=demo&foo=bar",),
    ("{repo}#subdirectory=sub",),
    ("demo @ {repo}/@main",),
    ("demo @ git+http://user:secret@{guarded}/demo@feature/x",),
    ("git+http://user:secret@{guarded}/demo@nothere",),
    ("--no-build", "demo @ {repo}"),
    ("--only-binary", ":all:", "{repo}"),
    ("--no-binary", ":all:", "{repo}"),
    ("--dry-run", "demo @ {repo}@v1.0"),
    ("--require-hashes", "{repo}"),
    ("-e", "{repo}"),
    ("other @ {repo}",),
    ("hg+https://example.org/x@main",),
    ("--offline", "demo @ {repo}@v1.0"),
    ("--offline", "demo @ git+http://{server}/demo@v1.0"),
    ("--offline", "demo @ git+http://{server}/demo@{1}"),
    ("--offline", "demo @ git+http://{server}/demo"),
    ("--no-cache", "{repo}@v1.0"),
    ("--target", "aside", "{repo}@v1.0"),
]


@pytest.mark.parametrize("words", INSTALLED, ids=" ".join)
def test_installing_is_the_same(ready: Pair, filled: Fill, words: tuple[str, ...]) -> None:
    ready.expect_same("pip", "install", *map(filled, words))
    ready.expect_same_environment()
    ready.expect_same("pip", "freeze")


def test_what_is_installed_stays_until_its_commit_changes(ready: Pair, filled: Fill) -> None:
    for words in (
        ["demo @ {repo}@v1.0"],
        ["demo @ {repo}@v1.0"],
        ["demo @ {repo}@{1-short}"],
        ["demo @ {repo}@{1}", "demo==1.0"],
        ["{repo}@refs/tags/v1.0"],
        ["demo"],
        ["demo @ {repo}@feature/x"],
        ["--dry-run", "demo @ {repo}"],
        ["demo @ git+http://{server}/demo@feature/x"],
        ["--reinstall", "demo @ git+http://{server}/demo@feature/x"],
        ["--refresh", "demo @ git+http://{server}/demo@feature/x"],
        ["--reinstall", "--offline", "demo @ git+http://{server}/demo@{3}"],
        ["--upgrade", "demo @ {repo}"],
        ["-P", "demo", "demo @ {repo}"],
    ):
        ready.expect_same("pip", "install", *map(filled, words))
    ready.expect_same_environment()
    ready.expect_same("pip", "uninstall", filled("demo @ {repo}"))


def test_syncing_is_the_same(ready: Pair, filled: Fill) -> None:
    ready.write("zero.txt", filled("demo @ {repo}@v1.0\n"))
    ready.write("one.txt", filled("demo @ {repo}@v1.0\nsubpkg @ {repo}#subdirectory=sub\n"))
    ready.write("two.txt", filled("demo @ {repo}@{1}\n"))
    for name in ("zero.txt", "one.txt", "one.txt", "two.txt", "two.txt"):
        expect_same_lines(ready, "pip", "sync", name)
    ready.expect_same_environment()
    for words in (["list"], ["list", "--format", "json"], ["freeze"], ["show", "demo"], ["tree"], ["check"]):
        ready.expect_same("pip", *words)
    ready.expect_same("pip", "uninstall", filled("{repo}"))


@pytest.mark.parametrize("path", ["nowhere", "broken"])
def test_a_missing_or_broken_git_is_told(pair: Pair, filled: Fill, path: str) -> None:
    for place in pair.places:
        broken = place.root / "broken"
        broken.mkdir(exist_ok=True)
        (broken / "git").write_text("#!/bin/sh\necho no way >&2\nexit 3\n")
        (broken / "git").chmod(0o755)
        python = place.variables["UV_PYTHON"] = place.environment()["PATH"].partition(":")[0]
        assert python
        place.variables["PATH"] = str(place.root / path)
    pair.write("requirements.in", filled("demo @ {repo}@v1.0\n"))
    pair.expect_same("pip", "compile", "requirements.in")
    pair.write("requirements.in", filled("{repo}\n"))
    pair.expect_same("pip", "compile", "requirements.in")


def test_a_branch_that_moved_is_followed(pair: Pair, tmp_path: Path) -> None:
    moving = demo(tmp_path / "moving")
    pair.write("requirements.in", f"demo @ {moving.url}@main\n")
    first = pair.expect_same("pip", "compile", "requirements.in", "-o", "requirements.txt").stdout
    moving.commit({"note.txt": "new\n"})
    second = pair.expect_same("pip", "compile", "requirements.in", "-o", "requirements.txt").stdout
    assert first != second
    pair.expect_same_files()


@pytest.mark.parametrize("text", ["demo @ {repo}", "{repo}", "./project", "project @ ./project"])
@pytest.mark.parametrize("words", [["--require-hashes"], [], ["--no-verify-hashes"]], ids=["must", "may", "not"])
def test_digests_of_what_has_none_are_refused_alike(ready: Pair, filled: Fill, text: str, words: list[str]) -> None:
    for place in ready.places:
        write(place.cwd / "project", project("project"))
    ready.write("requirements.in", f"{filled(text)} --hash=sha256:{'0' * 64}\n")
    ready.expect_same("pip", "install", "-r", "requirements.in", *words)


def test_the_callers_own_repository_does_not_matter(pair: Pair, filled: Fill) -> None:
    for place in pair.places:
        place.variables |= {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "GIT_INDEX_FILE": "/nowhere"}
    pair.write("requirements.in", filled("demo @ {repo}@v1.0\n"))
    pair.expect_same("pip", "compile", "requirements.in")


@pytest.mark.parametrize("fails", ["", "version", "fetch", "fsck"])
def test_large_files_are_fetched_alike(ready: Pair, filled: Fill, fails: str) -> None:
    for place in ready.places:
        tool = place.root / "bin" / "git-lfs"
        tool.parent.mkdir()
        tool.write_text(f'#!/bin/sh\n[ "$1" = "{fails}" ] && {{ echo oops >&2; exit 5; }}\nexit 0\n')
        tool.chmod(0o755)
        place.variables |= {"UV_GIT_LFS": "1", "PATH": f"{tool.parent}:{place.environment()['PATH']}"}
    ready.expect_same("pip", "install", filled("demo @ {repo}@v1.0"))
    ready.expect_same_environment()
    ready.expect_same("pip", "freeze")


@pytest.mark.parametrize("value", ["0", "x", ""])
def test_the_switch_for_large_files_is_read_alike(pair: Pair, filled: Fill, value: str) -> None:
    for place in pair.places:
        place.variables["UV_GIT_LFS"] = value
    pair.write("requirements.in", filled("demo @ {repo}@v1.0\n"))
    pair.expect_same("pip", "compile", "requirements.in")


def test_several_repositories_are_fetched_side_by_side(pair: Pair, tmp_path: Path) -> None:
    lines = []
    for name in ("one", "two", "three"):
        repository = Repository(tmp_path / "repositories" / name)
        repository.commit(project(name, static=True))
        lines.append(f"{name} @ {repository.url}")
    pair.write("requirements.in", "\n".join(lines) + "\n")
    expect_same_lines(pair, "pip", "compile", "requirements.in")
    pair.write("requirements.in", "\n".join([*lines, f"four @ {lines[0].partition('@ ')[2]}nowhere"]) + "\n")
    expected, actual = pair.run("pip", "compile", "requirements.in")
    assert (expected.code, actual.code) == (1, 1)
    assert "error: Failed to download and build `four @" in actual.stderr


@pytest.mark.parametrize(
    "source", ["branch = 'main'", "tag = 'v1.0'", "rev = 'refs/heads/feature/x'", "rev = '{3}'", ""]
)
def test_a_project_locks_commits_alike(ready: Pair, filled: Fill, source: str) -> None:
    url = filled("{repo}").removeprefix("git+")
    extra = f", {filled(source)}" if source else ""
    ready.write(
        "pyproject.toml",
        '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["demo"]\n'
        f'[tool.uv.sources]\ndemo = {{ git = "{url}"{extra} }}\n',
    )
    for words in (["lock"], ["lock"], ["sync"], ["lock", "--upgrade"], ["sync"]):
        ready.expect_same(*words)
    ready.expect_same_files()
    ready.expect_same_environment()
