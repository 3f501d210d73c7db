"""Changing a project's description: the same bytes, messages and exit codes as uv.

Nothing is locked here (`--frozen`), so that only the description counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.interop import Pair

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEAD = '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.11"\n'
ONE = HEAD + 'dependencies = ["b"]\n'
TOOL = ONE + "\n[tool.x]\na = 1\n"
MEMBER = {"c/pyproject.toml": '[project]\nname = "c"\nversion = "1"\n'}
SPACE = ONE + '[tool.uv.workspace]\nmembers = ["m", "n"]\n'
MEMBERS = {f"{name}/pyproject.toml": f'[project]\nname = "{name}"\nversion = "1"\n' for name in "mn"}


def _expect_same(tmp_path: Path, text: str, words: list[str], files: Mapping[str, str] | None = None) -> None:
    pair = Pair(tmp_path, variables={"UV_OFFLINE": "1"})
    for place in pair.places:
        (place.cwd / "pyproject.toml").write_bytes(text.encode())
    for path, content in (files or {}).items():
        pair.write(path, content)
    pair.expect_same(words[0], "--frozen", *words[1:])
    pair.expect_same_files()
    one, two = (place.plain((place.cwd / "pyproject.toml").read_bytes().decode()) for place in pair.places)
    assert one == two  # line ends, too


LISTS = [
    "[]",
    "[ ]",
    '["b"]',
    '[ "b" , "d" ]',
    '["b", "d",]',
    '[\n  "b",\n  "d"\n]',
    '[\n\t"d", # why\n\t# own\n\t"b",\n]',
    '[\n    "b", # c1\n    # c2\n    "d", # c3\n    # c4\n]',
    '["b", # c1\n "d" # c2\n ] # end',
    "['b','d']",
    '[\n    "b",\n    "D",\n    "e",\n]',
    '["b>=1", "d; python_version<\'3.12\'"]',
    '[\n  "b",   # x\n  # y\n\n  # z\n\n  "d"   # y\n  ,\n\n]',
    "[ # z\n  # y\n]",
    '[ "b",#z\n "bb"#y\n]',
    '[\n    # all\n    "d",\n    "e",\n]',
    '["pytest-mock>=1","pytest>=1","zz"]',
    '["B","a"]',
    '["a[x]>1","a-c"]',
    '["c>=1"]',
    '["c[y]>3"]',
    "[\"c ; os_name=='nt'\"]",
    "[\"c ; os_name=='nt'\", \"c; os_name!='nt'\"]",
    '["c>1 ; os_name==\'nt\'", "c>1"]',
    '["c>=1","c[y]>3"]',
    '["c @ https://example.org/c-1.zip"]',
    '"a"',
]


@pytest.mark.parametrize("listed", LISTS)
@pytest.mark.parametrize("words", ["add c", "add a-b>2 c>3", "remove b", "add c[z]<4"])
def test_a_list_is_edited_as_uv_edits_it(tmp_path: Path, listed: str, words: str) -> None:
    _expect_same(tmp_path, f"{HEAD}dependencies = {listed}\n\n[tool.foo]\na = 1\n", words.split())


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        ONE.replace("\n", "\r\n"),
        ONE + "\n\n\n",
        ONE + "# tail",
        HEAD
        + 'dependencies = ["a"]\n\n[project.scripts]\na="b:c"\n\n[build-system]\nrequires = []\n# end\n\n[tool.y]\n',
        HEAD + "\n[dependency-groups]\nbar = ['a']\nzoo = ['z', {include-group = 'bar'}]\n\n[tool.x]\na=1\n",
        HEAD + "\n[dependency-groups]\nfoo = [{include-group = 'zoo'}, 'b']\ndev = []\nzoo = []\n",
        HEAD + '\n[tool.uv]\ndev-dependencies = ["a", "b"]\n',
        HEAD + '\n[tool.uv]\ndev-dependencies = ["a", "b"]\n[dependency-groups]\ndev = ["b", "f"]\n',
        HEAD + "[project.optional-dependencies]\nFoo = ['b']\n",
        HEAD + "optional-dependencies.zoo = ['b']\n",
        HEAD + "optional-dependencies = {zoo=['b'] , a=[]}\n",
        'dependency-groups.foo = ["b"]\n[project]\nname = "x"\nversion = "1"\n',
        'project.name = "x"\nproject.version = "1"\nproject.dependencies = ["b"]\n',
        'project = {name = "x", version = "1", dependencies = ["b"]}\n',
        "[dependency-groups]\ndev = ['b']\n",
        "# nothing\n",
        HEAD + 'dynamic = ["dependencies"]\n',
        HEAD + "[tool.uv]\nmanaged = false\n",
        '[project]\nname = "x"\n',
    ],
)
@pytest.mark.parametrize(
    "words",
    ["add c", "add c --dev", "add c --group foo", "add c>1 --optional foo", "remove b", "remove b --dev",
     "remove b --group foo", "remove b --optional foo"],
)  # fmt: skip
def test_a_list_is_found_wherever_it_is(tmp_path: Path, text: str, words: str) -> None:
    _expect_same(tmp_path, text, words.split())


@pytest.mark.parametrize(
    "words",
    [
        ["c @ git+https://example.org/a/b"],
        ["c @ git+https://example.org/a/b@v1#subdirectory=x"],
        ["c @ git+https://example.org/a/b", "--tag", "v1"],
        ["c @ git+https://example.org/a/b", "--branch", "v1"],
        ["c @ git+https://example.org/a/b", "--rev", "v1", "--lfs"],
        ["c @ git+ssh://git@example.org/a.git@v1", "--marker", "os_name=='nt'"],
        ["c @ git+https://user:pw@example.org/a.git"],
        ["c @ git+https://user:pw@example.org/a.git", "--raw"],
        ["c @ https://example.org/c-1-py3-none-any.whl"],
        ["c @ https://user:pw@example.org/c-1.tar.gz#subdirectory=x"],
        ["c @ file:///srv/c-1.tar.gz"],
        ["./c-1.0-py3-none-any.whl"],
        ["c @ ./c-1.0.tar.gz"],
        ["./c"],
        ["./c", "--editable"],
        ["./c", "--no-workspace"],
        ["c @ ./c", "--raw"],
        ["./missing"],
        ["c", "--rev", "v1"],
        ["c", "--lfs"],
        ["c", "--editable"],
        ["c @ git+https://example.org/a", "--editable"],
        ["c", "--tag", "a", "--branch", "b"],
        ["c", "--extra", "e", "--extra", "f"],
        ["c[e]", "--extra", "f", "--extra", "e"],
        ["c ; python_version >= '3.8'", "--marker", "os_name=='nt'"],
        ["c ; platform_system == 'Windows' or sys_platform == 'win32'"],
        ["c", "--marker", "bogus"],
        ["c>=1,<2,!=1.5", "d===1.0", "e==1.*", "f~=1.2"],
        ["C.D_e"],
        ["x"],
        ["x[foo]", "--dev"],
        ["a b"],
        [],
        ["c", "--group", "a b"],
        ["c", "--optional", "a b"],
        ["c", "--dev", "--group", "foo"],
        ["c", "--no-sync"],
        ["c", "--locked"],
        ["c", "--upgrade"],
        ["c", "--package", "nope"],
        ["-r", "r.txt"],
        ["-r", "r.txt", "q", "-c", "c.txt"],
        ["-r", "r.txt", "--no-workspace"],
        ["-r", "missing.txt"],
        ["-r", "empty.txt"],
        ["-r", "pyproject.toml"],
        ["-r", "s.py"],
        ["-r", "pylock.toml"],
        ["c", "-c", "missing.txt"],
    ],
)
def test_what_is_added_says_where_it_comes_from(tmp_path: Path, words: list[str]) -> None:
    files = {
        **MEMBER, "c-1.0-py3-none-any.whl": "", "c-1.0.tar.gz": "", "r.txt": "a>=1\nc ; os_name=='nt'\n-e ./c\n",
        "empty.txt": "", "c.txt": "a<2\n", "s.py": "# /// script\n# dependencies = []\n# ///\n", "pylock.toml": "",
    }  # fmt: skip
    _expect_same(tmp_path, TOOL, ["add", *words], files)


@pytest.mark.parametrize(
    "text",
    [
        TOOL,
        ONE + "\n[tool.uv]\nmanaged = true\n\n# about y\n[tool.y]\n",
        ONE + '\n[[tool.uv.index]]\nname = "bar"\nurl = "https://example.org/b"\n\n# y\n[build-system]\nrequires=[]\n',
        ONE + '\n[[tool.uv.index]]\nname="foo"\nurl="https://example.org/b"\n',
        ONE
        + '\n[[tool.uv.index]]\nname="zoo"\nurl="https://example.org/z"\ndefault=true\n\n[[tool.uv.index]]\nname="foo"\n'
        'url="https://example.org/f"\n\n[tool.y]\n',
        ONE + '\n[tool.uv]\nindex = [{name = "a", url = "https://example.org/a"}]\n',
        ONE
        + '[tool.uv.sources]\nc = {index = "foo"}\n[[tool.uv.index]]\nname = "foo"\nurl = "https://example.org/f"\n',
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        "--index https://example.org/f",
        "--index foo=https://example.org/f",
        "--index foo=https://example.org/f --index https://example.org/g",
        "--default-index https://example.org/d",
        "--default-index foo=https://user:pw@example.org/d",
        "--index-url https://example.org/f --extra-index-url https://example.org/g",
        "--index d=./dir",
        "--index ./none",
    ],
)
def test_indexes_are_written_down(tmp_path: Path, text: str, words: str) -> None:
    if words.count("--index") > 1 and "bar" in text:
        pytest.skip("uv moves the old index behind everything else")
    _expect_same(tmp_path, text, ["add", "c", *words.split()], {"dir/x.txt": ""})


@pytest.mark.parametrize(
    "sources",
    [
        "[tool.uv.sources]\nb = {path='./b'}\n",
        "[tool.uv.sources]\n# of b\nb = {path='./b'} # so\n# of a\na = {path='./a'}\n\n[tool.x]\n",
        "[tool.uv.sources.b]\npath = 'b'\n\n[tool.x]\na = 1\n",
        "[tool.uv]\nsources.b = {path = 'b'}\n# x\n[tool.x]\n",
        "[tool.uv.sources]\nb = [{path = 'b', marker = \"os_name=='nt'\"}]\n",
        "[tool.uv]\nsources = { b = {path = 'b'} }\n",
        "[tool.uv.sources]\nb = {path='./b'}\n[dependency-groups]\nfoo = ['b']\n",
    ],
)
@pytest.mark.parametrize("words", [["remove", "b"], ["add", "b @ git+https://example.org/b"], ["add", "b>2"]])
def test_sources_follow_their_requirements(tmp_path: Path, sources: str, words: list[str]) -> None:
    _expect_same(tmp_path, ONE + sources, words)


@pytest.mark.parametrize(
    "words",
    ["m", "m>1", "./m", "m --no-workspace", "m --editable", "m --dev --raw", "b --workspace", "q --package m",
     "x --package m", "./new", "n --package m", "./new --package m"],
)  # fmt: skip
def test_members_of_the_workspace_are_taken_from_it(tmp_path: Path, words: str) -> None:
    files = {**MEMBERS, "new/pyproject.toml": '[project]\nname = "new"\nversion = "1"\n'}
    _expect_same(tmp_path, SPACE, ["add", *words.split()], files)


@pytest.mark.parametrize("words", ["d", "b --group foo", "b --optional foo", "q --dev", "b d", "", "--package m b"])
def test_what_is_not_there_cannot_be_removed(tmp_path: Path, words: str) -> None:
    text = SPACE + "[dependency-groups]\nfoo = ['d']\ndev = ['d']\n[project.optional-dependencies]\nmoo = ['d']\n"
    _expect_same(tmp_path, text, ["remove", *words.split()], MEMBERS)


VERSIONS = ["1.2.3", "1", "1.2.3a1", "1.2.3rc1.dev2", "1.2.3.post1", "2!1.2+local"]
COMPONENTS = ["major", "minor", "patch", "stable", "alpha", "beta", "rc", "post", "dev"]


@pytest.mark.parametrize(
    "words",
    ["2.0", "v3", "3.0.0-beta.1", "foo", "2.0 --dry-run", "2.0 --short", "2.0 --output-format json", "1.2.3",
     "--bump minor --bump beta", "--bump patch --bump dev", "--bump major --bump minor", "--bump alpha --bump beta",
     "--bump minor=5", "--bump beta=3", "--bump stable --bump minor", "--bump post --bump dev", "2 --bump minor",
     "--package nope", "2 --package m"],
)  # fmt: skip
def test_a_version_is_set_as_uv_sets_it(tmp_path: Path, words: str) -> None:
    _expect_same(tmp_path, SPACE.replace('"1"', '"1.2.3" # so'), ["version", *words.split()], MEMBERS)


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_version_goes_up_as_uv_counts(tmp_path: Path, component: str) -> None:
    for number, version in enumerate(VERSIONS):
        _expect_same(tmp_path / str(number), HEAD.replace('"1"', f"'{version}'"), ["version", "--bump", component])


@pytest.mark.parametrize("words", ["", "--short", "--output-format json", "--package m", "--dry-run"])
def test_a_version_is_told_as_uv_tells_it(tmp_path: Path, words: str) -> None:
    pair = Pair(tmp_path)
    pair.write("pyproject.toml", SPACE)
    for path, text in MEMBERS.items():
        pair.write(path, text)
    pair.expect_same("version", *words.split())


@pytest.mark.parametrize("text", ['[project]\nname = "x"\ndynamic = ["version"]\n', "[tool.x]\na = 1\n"])
def test_a_version_that_is_not_there_is_refused(tmp_path: Path, text: str) -> None:
    _expect_same(tmp_path, text, ["version", "2"])
