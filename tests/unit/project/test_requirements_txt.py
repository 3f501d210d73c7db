"""Requirements files: what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from puv.project.requirements_txt.errors import IncludedFileError
from puv.project.requirements_txt.parse import parse_requirements_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from puv.model.requirement import Dependency
    from puv.project.requirements_txt.model import RequirementsFile


def parse(
    text: str,
    *,
    label: str = "x.in",
    files: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    kind: str = "-r",
    cwd: str = "/here",
) -> RequirementsFile:
    known = dict(files or {})

    def reader(path: str) -> str:
        if path not in known:
            raise FileNotFoundError(2, "No such file or directory")
        return known[path]

    return parse_requirements_file(label, text, reader=reader, environ=environ or {}, cwd=cwd, kind=kind)


def shown(dependencies: Iterable[Dependency]) -> list[str]:
    return [f"{dependency.requirement} ({dependency.origin})" for dependency in dependencies]


def test_requirements_keep_their_order_and_know_their_file() -> None:
    found = parse("six\nFlask[Async] >= 1.0 ; python_version > '3' # why\n  attrs==1\n")
    assert [dependency.requirement.name for dependency in found.requirements] == ["six", "flask", "attrs"]
    assert {dependency.origin for dependency in found.requirements} == {"-r x.in"}
    flask = found.requirements[1].requirement
    assert (flask.extras, str(flask.specifiers)) == (("async",), ">=1.0")
    assert flask.marker is not None


def test_standard_input_has_no_origin() -> None:
    assert shown(parse("six\n", label="-").requirements) == ["six ()"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n#comments", "  \n\t\n", "\ufeff"])
def test_a_file_may_be_empty(text: str) -> None:
    assert parse(text).is_empty


def test_a_warning_is_no_content() -> None:
    found = parse("--pre\n--prefer-binary\n--trusted-host example.org\n--use-feature=fast-deps\n")
    assert found.is_empty
    assert found.warnings == (
        "Ignoring unsupported option in `x.in`: `--pre` (hint: pass `--pre` on the command line instead)",
        "Ignoring unsupported option in `x.in`: `--prefer-binary`",
        (
            "Ignoring unsupported option in `x.in`: `--trusted-host` "
            "(hint: pass `--trusted-host` on the command line instead)"
        ),
        "Ignoring unsupported option in `x.in`: `--use-feature`",
    )


@pytest.mark.parametrize("option", ["--no-index", "-i https://example.org", "--no-binary six", "--require-hashes"])
def test_options_are_content(option: str) -> None:
    assert not parse(option).is_empty


@pytest.mark.parametrize(
    "text",
    [
        "six --hash=sha256:a --hash sha256:b\nattrs",
        "six \\\n    --hash=sha256:a \\\n    --hash=sha256:b\nattrs\n",
        "six \\\r\n    --hash=sha256:a \\\r\n    --hash=sha256:b # why\r\nattrs\r\n",
        "six --hash=sha256:a --hash=sha256:b \\\nattrs",
    ],
)
def test_hashes_belong_to_the_requirement_before_them(text: str) -> None:
    six, attrs = parse(text).requirements
    assert (six.hashes, attrs.hashes) == (("sha256:a", "sha256:b"), ())


def test_a_line_may_go_on_before_a_comment() -> None:
    assert shown(parse("six \\\n   # via foo\nattrs").requirements) == ["six (-r x.in)", "attrs (-r x.in)"]


def test_index_options_are_collected(tmp_path: Path) -> None:
    (tmp_path / "sub/wheels").mkdir(parents=True)
    found = parse(
        "-i https://example.org/a\n--extra-index-url=https://example.org/b # why\n"
        "--extra-index-url https://example.org/c\n"
        "--no-index --find-links wheels\n-f https://example.org/files\n--find-links 'file:///x'\n",
        label="sub/x.in",
        cwd=str(tmp_path),
    )
    assert found.index_url == "https://example.org/a"
    assert found.extra_index_urls == ("https://example.org/b", "https://example.org/c")
    assert found.find_links == ("wheels", "https://example.org/files", "file:///x")
    assert found.find_links[0].base == "sub"  # type: ignore[attr-defined]  # a `Placed`: it knows where it stands
    assert found.no_index


def test_build_options_are_collected() -> None:
    found = parse("--no-binary Six_X\n--no-binary=:all:\n--only-binary :none:\n--require-hashes\nsix\n")
    assert (found.no_binary, found.only_binary) == (("six-x", ":all:"), (":none:",))
    assert found.require_hashes


def test_included_files_are_relative_to_the_including_one() -> None:
    files = {
        "sub/n.txt": "attrs\n-r deep/b.txt\n-c ../cons.txt\n",
        "sub/deep/b.txt": "idna",
        "sub/../cons.txt": "six<2",
    }
    found = parse("-r n.txt\nsix\n", label="sub/x.in", files=files)
    assert shown(found.requirements) == ["attrs (-r sub/n.txt)", "idna (-r sub/deep/b.txt)", "six (-r sub/x.in)"]
    assert shown(found.constraints) == ["six<2 (-c sub/../cons.txt)"]


@pytest.mark.parametrize(
    ("label", "given", "path", "origin"),
    [
        ("x.in", "a.txt", "/here/a.txt", "a.txt"),
        ("x.in", "./sub/a.txt", "/here/./sub/a.txt", "sub/a.txt"),
        ("./x.in", "./sub/a.txt", "././sub/a.txt", "././sub/a.txt"),
        ("../x.in", "a.txt", "../a.txt", "../a.txt"),
        ("/here/x.in", "./sub/a.txt", "/here/./sub/a.txt", "sub/a.txt"),
        ("/else/x.in", "a.txt", "/else/a.txt", "/else/a.txt"),
        ("x.in", "/here/a.txt", "/here/a.txt", "a.txt"),
        ("x.in", "file:///here/a.txt", "/here/a.txt", "a.txt"),
        ("x.in", "sub/../a.txt", "/here/sub/../a.txt", "sub/../a.txt"),
        ("-", "sub/a.txt", "/here/sub/a.txt", "sub/a.txt"),
        ("x.in", "'a b.txt'", "/here/a b.txt", "a b.txt"),
        ("x.in", "a.txt # why", "/here/a.txt", "a.txt"),
    ],
)
def test_the_origin_shows_included_files_as_uv_does(label: str, given: str, path: str, origin: str) -> None:
    found = parse(f"-r {given}\n", label=label, files={path: "six"})
    assert shown(found.requirements) == [f"six (-r {origin})"]


def test_a_file_at_a_url_is_no_origin_and_its_includes_are_relative_to_it() -> None:
    base = "https://user:secret@example.org/x"
    files = {f"{base}/sub/a.txt": "six\n-r ../b.txt\n", f"{base}/b.txt": "idna\n"}
    found = parse(f"-r {base}/sub/a.txt\n", label="x.in", files=files)
    assert [(str(entry.requirement), entry.origin) for entry in found.requirements] == [("six", ""), ("idna", "")]


@pytest.mark.parametrize("option", ["-r a.txt", "--requirement a.txt", "--requirement=a.txt", "-r=a.txt", "-r\na.txt"])
def test_files_may_be_included_by_either_name(option: str) -> None:
    assert shown(parse(option, files={"/here/a.txt": "six"}).requirements) == ["six (-r a.txt)"]


def test_a_file_that_includes_itself_counts_once_more() -> None:
    text = "-r x.in\nsix\n"
    assert shown(parse(text, files={"/here/x.in": text}).requirements) == ["six (-r x.in)", "six (-r x.in)"]


def test_constraints_stay_constraints_all_the_way() -> None:
    found = parse(
        "-c c.txt\nsix", files={"/here/c.txt": "a\n-r d.txt\n-c e.txt", "/here/d.txt": "b", "/here/e.txt": "d"}
    )
    assert shown(found.requirements) == ["six (-r x.in)"]
    assert shown(found.constraints) == ["a (-c c.txt)", "b (-c d.txt)", "d (-c e.txt)"]


def test_options_of_included_files_count() -> None:
    files = {"/here/o.txt": "-i https://example.org/a\n--no-index\n--no-binary six\n--pre\n--require-hashes\n-e ./p\n"}
    found = parse("-r o.txt\n", files=files)
    assert (found.index_url, found.no_index, found.no_binary) == ("https://example.org/a", True, ("six",))
    assert found.require_hashes
    assert len(found.editables) == 1
    assert found.warnings[0].startswith("Ignoring unsupported option in `o.txt`: `--pre`")


def test_overrides_and_excludes_name_their_option() -> None:
    found = parse("six==1\n-r o.txt", kind="--override", files={"/here/o.txt": "attrs"})
    assert shown(found.requirements) == ["six==1 (--override x.in)", "attrs (--override o.txt)"]


def test_addresses_are_requirements_too() -> None:
    found = parse(
        "./dist/six-1.0-py3-none-any.whl ; os_name == 'posix'\nhttps://example.org/a_b-2-py3-none-any.whl\n"
        "x @ https://example.org/x-1.0.tar.gz\nfoo.tar.gz\ngit+https://example.org/r.git#egg=R_r\n./project\n",
        files={"/here/./project/pyproject.toml": "[project]\nname = 'My.Lib'\n"},
    )
    assert [(d.requirement.name, d.requirement.url) for d in found.requirements] == [
        ("six", "./dist/six-1.0-py3-none-any.whl"),
        ("a-b", "https://example.org/a_b-2-py3-none-any.whl"),
        ("x", "https://example.org/x-1.0.tar.gz"),
        ("", "foo.tar.gz"),
        ("", "git+https://example.org/r.git#egg=R_r"),
        ("my-lib", "./project"),
    ]
    assert found.requirements[0].requirement.marker is not None


def test_editables_are_told_apart() -> None:
    found = parse(
        "-e .\n--editable=./p[foo] ; os_name == 'posix'\n-e q @ file:///q\n",
        files={
            "/here/./p/pyproject.toml": "[project]\nname = 'p'\n",
        },
    )
    assert found.requirements == ()
    assert [(d.editable, d.requirement.name, d.requirement.url) for d in found.editables] == [
        (True, "", "."),
        (True, "p", "./p"),
        (True, "q", "file:///q"),
    ]
    assert found.editables[1].requirement.extras == ("foo",)


def test_variables_are_replaced_and_remembered_as_written() -> None:
    found = parse(
        "six @ ${WHEELS}/six-1.0-py3-none-any.whl\n${PROJECT_ROOT}/a-1-py3-none-any.whl\n"
        "b @ ${NOPE}/b-1-py3-none-any.whl\n",
        environ={"WHEELS": "/w"},
    )
    assert [(d.requirement.url, d.given) for d in found.requirements] == [
        ("/w/six-1.0-py3-none-any.whl", "${WHEELS}/six-1.0-py3-none-any.whl"),
        ("/here/a-1-py3-none-any.whl", "${PROJECT_ROOT}/a-1-py3-none-any.whl"),
        ("${NOPE}/b-1-py3-none-any.whl", ""),
    ]


def test_variables_are_replaced_in_options() -> None:
    found = parse(
        "-i ${IDX}\n-r ${DIR}/a.txt\n", environ={"IDX": "https://example.org", "DIR": "/d"}, files={"/d/a.txt": "six"}
    )
    assert found.index_url == "https://example.org"
    assert shown(found.requirements) == ["six (-r /d/a.txt)"]


def test_a_reader_may_raise_errors_of_its_own() -> None:
    from puv.project.requirements_txt.errors import UnreadableFileError

    def reader(path: str) -> str:
        raise UnreadableFileError("not now", path=path)

    with pytest.raises(IncludedFileError) as caught:
        parse_requirements_file("x.in", "-r a.txt", reader=reader, environ={}, cwd="/here")
    assert str(caught.value) == "Error parsing included file in `x.in` at position 0"
    assert str(caught.value.__cause__) == "not now"
