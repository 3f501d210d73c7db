"""Laws of requirements files."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from puv.errors import PuvError
from puv.project.requirements_txt.model import RequirementsFile
from puv.project.requirements_txt.parse import parse_requirements_file

PIECES = st.sampled_from(
    [
        "six",
        "flask>=1",
        " ",
        "\n",
        "\r\n",
        "\\\n",
        "#",
        " # c",
        "--hash",
        "=",
        "sha256:ab",
        "-r",
        "-e",
        ".",
        "-c",
        "x.in",
        "--no-index",
        "--pre",
        "-i",
        "https://example.org",
        "[a]",
        ";",
        " ; os_name == 'x'",
        "@",
        "'",
        '"',
        "\t",
        "é",
        "${A}",
    ]
)
NAMES = st.lists(st.from_regex(r"\A[a-z][a-z0-9]{0,5}\Z"), max_size=6)
BLANKS = st.sampled_from(["", " ", "\t", "  # why", " \\\n  # why", "\n", "\n\n# more"])


def parse(text: str) -> RequirementsFile:
    def reader(path: str) -> str:
        raise FileNotFoundError(2, "No such file or directory", path)

    return parse_requirements_file("x.in", text, reader=reader, environ={"A": "a"}, cwd="/here")


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_every_text_is_a_file_or_a_typed_error(text: str) -> None:
    try:
        found = parse(text)
    except PuvError:
        return
    assert isinstance(found, RequirementsFile)


@given(NAMES, st.data())
def test_blanks_and_comments_change_nothing(names: list[str], data: st.DataObject) -> None:
    plain = "".join(f"{name}\n" for name in names)
    decorated = "".join(
        f"{data.draw(BLANKS.filter(lambda b: '#' not in b))}{name}{data.draw(BLANKS)}\n" for name in names
    )
    assert parse(plain) == parse(decorated)


@given(NAMES)
def test_requirements_come_back_in_order(names: list[str]) -> None:
    assert [dependency.requirement.name for dependency in parse("\n".join(names)).requirements] == names


@given(NAMES, st.lists(st.from_regex(r"\Asha256:[0-9a-f]{4}\Z"), min_size=1, max_size=3))
def test_hashes_come_back_in_order(names: list[str], hashes: list[str]) -> None:
    options = " \\\n".join(f"    --hash={one}" for one in hashes)
    found = parse("".join(f"{name} \\\n{options}\n" for name in names))
    assert [dependency.hashes for dependency in found.requirements] == [tuple(hashes)] * len(names)
