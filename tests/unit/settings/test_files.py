from __future__ import annotations

import tomllib

import pytest

from puv.settings.errors import TomlError
from puv.settings.files import file_layer, project_only


def read(text: str, *, for_pip: bool = False, prefix: tuple[str, ...] = ()) -> dict[str, object]:
    layer = file_layer(tomllib.loads(text), text, kind="project", place="uv.toml", prefix=prefix, for_pip=for_pip)
    return dict(layer.values)


def complaint(text: str, prefix: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(TomlError) as failure:
        read(text, prefix=prefix)
    return str(failure.value).splitlines()


def test_keys_become_values_of_their_rows() -> None:
    assert read(
        'offline = true\nlink-mode = "copy"\nfind-links = ["a", "b"]\nconcurrent-downloads = 3\n'
        'index = [{ url = "https://example.org" }]\nno-binary = true\ncache-dir = "x"\n'
    ) == {
        "network.offline": True,
        "install.link_mode": "copy",
        "index.find_links": ("a", "b"),
        "network.concurrent_downloads": 3,
        "index.configured": ({"url": "https://example.org"},),
        "build.no_binary": (":all:",),
        "cache.cache_dir": "x",
    }


def test_synonyms_become_the_usual_word() -> None:
    assert read('link-mode = "reflink"\npython-downloads = "automatic"\n') == {
        "install.link_mode": "clone",
        "python.python_downloads": "auto",
    }


def test_maps_become_the_texts_of_the_command_line() -> None:
    assert read(
        'exclude-newer-package = { a = "3 days", b = false }\nprerelease-package = { c = "allow" }\n'
        'config-settings = { k = "v", l = ["1", "2"] }\nconfig-settings-package = { p = { k = "v" } }\n'
    ) == {
        "resolve.exclude_newer_package": ("a=3 days", "b=false"),
        "resolve.prerelease_package": ("c=allow",),
        "build.config_settings": ("k=v", "l=1", "l=2"),
        "build.config_settings_package": ("p:k=v",),
    }


def test_the_pip_table_counts_for_pip_commands_only_and_wins_there() -> None:
    text = 'resolution = "lowest"\n[pip]\nresolution = "highest"\nsystem = true\nno-binary = ["a"]\n'

    assert read(text) == {"resolve.resolution": "lowest"}
    assert read(text, for_pip=True) == {
        "resolve.resolution": "highest",
        "python.system": True,
        "build.no_binary": ("a",),
    }


def test_keys_of_projects_and_of_the_future_are_accepted() -> None:
    assert read('[tool.uv]\nsources = 3\nworkspace = {}\ndefault-groups = "all"\n', prefix=("tool", "uv")) == {}


def test_keys_that_only_projects_have_are_found() -> None:
    assert project_only({"offline": True, "sources": {}}) == "sources"
    assert project_only({"offline": True}) is None


@pytest.mark.parametrize(
    ("text", "line", "column", "underlined", "message"),
    [
        ('offline = "yes"', 1, 11, '"yes"', 'invalid type: string "yes", expected a boolean'),
        ("\n  offline   =   3 # no", 2, 17, "3", "invalid type: integer `3`, expected a boolean"),
        ("find-links = 'x'", 1, 14, "'x'", 'invalid type: string "x", expected a sequence'),
        ("extra-index-url = ['a', 1]", 1, 25, "1", "invalid type: integer `1`, expected a string"),
        ("cache-dir = 1.5", 1, 13, "1.5", "invalid type: floating point `1.5`, expected path string"),
        ("http-proxy = [1]", 1, 14, "[1]", "invalid type: sequence, expected a string"),
        ("http-proxy = {}", 1, 14, "{}", "invalid type: map, expected a string"),
        ("concurrent-downloads = 0", 1, 24, "0", "invalid value: integer `0`, expected a nonzero usize"),
        ("link-mode = 'x'", 1, 13, "'x'",
         "unknown variant `x`, expected one of `clone`, `reflink`, `copy`, `hardlink`, `symlink`"),
        ("keyring-provider = 'x'", 1, 20, "'x'", "unknown variant `x`, expected `disabled` or `subprocess`"),
        ("link-mode = 1979-05-27", 1, 13, "1979-05-27", "wanted string or table"),
        ("[pip]\nsystem = 3", 2, 10, "3", "invalid type: integer `3`, expected a boolean"),
        ("pip = 3", 1, 7, "3", "invalid type: integer `3`, expected struct PipOptions"),
        ("index = [{name = 'x'}]", 1, 10, "{name = 'x'}", "missing field `url`"),
        ("[[index]]\nurl = 'a'\n[[index]]\nurl = 3", 4, 7, "3", "invalid type: integer `3`, expected a string"),
        ("index = [{url = 'a', name = 'a b'}]", 1, 29, "'a b'",
         ("Index names may only contain letters, digits, hyphens, underscores, and periods, but found unsupported "
         "character (` `) in: `a b`")),
        ("exclude-newer-package = {x = 'now'}", 1, 30, "'now'",
         ("`now` could not be parsed as a valid exclude-newer value (expected a date like `2024-01-01`, a timestamp "
         "like `2024-01-01T00:00:00Z`, or a duration like `3 days` or `P3D`)")),
        ("config-settings = {a = 1}", 1, 24, "1", "invalid type: integer `1`, expected a string or list of strings"),
        ('"no-index" = """\nx"""', 1, 14, '"""', 'invalid type: string "x", expected a boolean'),
    ],
)  # fmt: skip
def test_wrong_values_are_pointed_at(text: str, line: int, column: int, underlined: str, message: str) -> None:
    margin = " " * len(str(line))

    assert complaint(text) == [
        f"TOML parse error at line {line}, column {column}",
        f"{margin} |",
        f"{line} | {text.splitlines()[line - 1].rstrip()}",
        f"{margin} | {' ' * (column - 1)}{'^' * len(underlined)}",
        message,
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("ofline = true", "line 1, column 1"),
        ("foo.bar = 3", "line 1, column 1"),
        ("[foo]\nx = 1", "line 1, column 2"),
        ("[pip]\nfoo = 1", "line 2, column 1"),
        ("[pip.foo]\nx = 1", "line 1, column 6"),
    ],
)
def test_unknown_keys_are_pointed_at_with_all_known_ones(text: str, place: str) -> None:
    lines = complaint(text)

    assert lines[0] == f"TOML parse error at {place}"
    assert lines[-1].startswith("unknown field `")
    assert "`, expected one of `" in lines[-1]
