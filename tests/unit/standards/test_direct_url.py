from __future__ import annotations

import pytest

from puv.errors import ParseError
from puv.standards.direct_url import DirectUrl, parse_direct_url, render_archive_url, render_directory_url

COMMIT = "03a6eb078e40fe8697793cfe128e064adbc35df6"

TEXTS = [
    ('{"url":"file:///x/proj%20a","dir_info":{"editable":true}}', "file:///x/proj%20a"),
    ('{"url":"file:///x/proj%20a","dir_info":{}}', "file:///x/proj%20a"),
    ('{"url":"file:///x/p-1.0-py3-none-any.whl","archive_info":{}}', "file:///x/p-1.0-py3-none-any.whl"),
    (f'{{"url":"file:///x/g","vcs_info":{{"vcs":"git","commit_id":"{COMMIT}"}}}}', f"git+file:///x/g@{COMMIT}"),
    (
        (
            f'{{"url":"file:///x/g","vcs_info":{{"vcs":"git","commit_id":"{COMMIT}","requested_revision":"t1"}},'
            '"subdirectory":"sub"}'
        ),
        f"git+file:///x/g@{COMMIT}#subdirectory=sub",
    ),
]


@pytest.mark.parametrize(("text", "requirement"), TEXTS)
def test_what_uv_writes_is_read_and_written_byte_for_byte(text: str, requirement: str) -> None:
    found = parse_direct_url(text)
    assert found.to_text() == text
    assert found.requirement_url() == requirement


@pytest.mark.parametrize(
    ("text", "requirement"),
    [
        ('{"url":"https://h/p.whl","archive_info":{"hash":"sha256=ab"}}', "https://h/p.whl#sha256=ab"),
        ('{"url":"https://h/p.whl","archive_info":{"hashes":{"sha256":"ab"}}}', "https://h/p.whl#sha256=ab"),
        ('{"url":"https://h/p.whl","archive_info":{},"subdirectory":"s"}', "https://h/p.whl#subdirectory=s"),
        ('{"url":"https://h/r","vcs_info":{"vcs":"hg","commit_id":"abc"}}', "hg+https://h/r@abc"),
        ('{"url":"https://h/r","vcs_info":{"vcs":"git"},"new":1}', "git+https://h/r"),
        ('{"url":"https://h/r","vcs_info":{"vcs":"git","git_lfs":true}}', "git+https://h/r#lfs=true"),
        ('{"url":"file:///x","dir_info":{},"archive_info":{}}', "file:///x"),
    ],
)
def test_requirements_name_the_address_as_freeze_does(text: str, requirement: str) -> None:
    assert parse_direct_url(text).requirement_url() == requirement


@pytest.mark.parametrize(
    "text", ['{"url":"file:///x"}', '{"dir_info":{}}', "[]", '{"url":"file:///x","dir_info":null}']
)
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match=r"^data did not match any variant of untagged enum DirectUrl$"):
        parse_direct_url(text)


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(ParseError, match=r"^Invalid `direct_url.json`: "):
        parse_direct_url("not json")


def test_credentials_are_not_written() -> None:
    assert render_archive_url("https://user:secret@h/p.whl#sha256=ab", ("sha256:ab",)) == (
        '{"url":"https://h/p.whl","archive_info":{}}'
    )


def test_a_subdirectory_of_the_fragment_is_kept() -> None:
    text = render_archive_url("https://h/p.tar.gz#subdirectory=s&sha256=ab")
    assert text == '{"url":"https://h/p.tar.gz","archive_info":{},"subdirectory":"s"}'


def test_directories_say_whether_they_are_editable() -> None:
    assert render_directory_url("file:///caf\N{LATIN SMALL LETTER E WITH ACUTE}", editable=True) == (
        '{"url":"file:///caf\N{LATIN SMALL LETTER E WITH ACUTE}","dir_info":{"editable":true}}'
    )
    assert render_directory_url("file:///x", editable=False) == '{"url":"file:///x","dir_info":{"editable":false}}'
    for told in (True, False, None):
        assert parse_direct_url(render_directory_url("file:///x", editable=told)).editable is told


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///x/proj%20a", "/x/proj a"),
        ("file://localhost/x", "/x"),
        ("file:///C:/Users/x", "C:\\Users\\x"),
        ("https://h/x", ""),
    ],
)
def test_file_urls_have_a_local_path(url: str, path: str) -> None:
    assert DirectUrl(url=url, kind="directory").local_path() == path


def test_hashes_are_kept_when_there_are_any() -> None:
    origin = DirectUrl(url="https://h/p.whl", hashes=("sha256:ab",))
    assert origin.to_text() == '{"url":"https://h/p.whl","archive_info":{"hashes":{"sha256":"ab"}}}'
    assert parse_direct_url(origin.to_text()) == origin
